"""Offices are learned from records: dated, with evidence, and only where the records agree."""

from __future__ import annotations

from datetime import date

from crawler.annotate import Annotator
from crawler.annotate.registry import learn
from crawler.model import Document, Entity, Extraction, Mention, Role, Source

NAME = "Elşad Quliyev"


def record(number: int, day: date, name: str = NAME, title: str = "Foreign Minister", status: str | None = None) -> Document:
    role = Role(title=title, country="AZE", sectors=("GOV",), status=status)  # type: ignore[arg-type]
    person = Entity(
        id=0, label="PERSON", name=name, code="AZEGOV", role=role, mentions=(Mention(text=name, start=0, end=len(name)),)
    )
    return Document(
        id=f"r{number}", content_hash="0", url=f"https://x.example/{number}", source=Source(site="x"), published=day,
        text=f"{name} spoke.", entities=(person,), extraction=Extraction(method="test"),
    )  # fmt: skip


def test_two_records_teach_an_office_with_its_time_and_evidence() -> None:
    (term,) = learn([record(1, date(2026, 3, 2)), record(2, date(2026, 4, 2))])
    assert (term.name, term.country, term.title) == (NAME, "AZE", "Foreign Minister")
    assert term.start < date(2026, 3, 2)
    assert term.end is not None
    assert term.end > date(2026, 4, 2)
    assert term.source == "records r1, r2"


def test_one_record_teaches_nothing() -> None:
    assert learn([record(1, date(2026, 3, 2))]) == []


def test_former_holders_teach_nothing() -> None:
    assert learn([record(n, date(2026, 3, n), status="former") for n in (1, 2, 3)]) == []


def test_two_holders_of_one_office_at_once_cancel_each_other() -> None:
    mine = [record(n, date(2026, 3, n)) for n in (1, 9)]
    other = [record(n, date(2026, 3, n), name="Tarık Özdemir") for n in (2, 8)]
    assert learn(mine + other) == []


def test_what_was_learned_codes_a_name_alone_in_its_time() -> None:
    learned = learn([record(1, date(2026, 3, 2)), record(2, date(2026, 4, 2))])
    annotator = Annotator.load("en", learned=learned)
    assert annotator.code_actor(NAME, date(2026, 3, 20)).code == "AZEGOV"
    assert annotator.code_actor(NAME, date(2020, 3, 20)).code is None
    assert Annotator.load("en", registry=False, learned=learned).code_actor(NAME, date(2026, 3, 20)).code is None
