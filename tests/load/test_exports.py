"""Tables for others: their columns, one row a pair, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import random

import pytest

from crawler.load.exports import GDELT, ICEWS, KINDS, cell, write
from crawler.load.lines import newest
from crawler.model import Document
from tests.load.synthetic import article, documents


def table(kind: str, records: list[Document], **options: bool) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write(kind, records, out, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline=""), delimiter=KINDS[kind][2]))


def one(**event: object) -> Document:
    made = article(random.Random(3), 5, seed=1, events=1).model_dump(by_alias=True, mode="json")
    made["events"][0] |= {"assertion": {}, **event}
    return Document.model_validate(made)


def test_gdelt_has_its_61_columns_and_icews_its_20():
    assert (len(GDELT), len(set(GDELT)), len(ICEWS)) == (61, 61, 20)


def test_a_gdelt_row_says_who_did_what_to_whom_when_and_where():
    record = one()
    event = record.events[0]
    (row,) = table("gdelt", [record])
    assert row["Actor1Code"] == event.actors[0].code
    assert row["Actor1CountryCode"] + row["Actor1Type1Code"] == event.actors[0].code
    assert (row["EventCode"], row["EventRootCode"]) == (event.cameo, event.cameo[:2])
    assert row["SQLDATE"] == event.date.start.strftime("%Y%m%d")
    assert (row["ActionGeo_FullName"], row["SOURCEURL"]) == (event.place.text, record.url)


def test_an_icews_row_says_the_same():
    record = one()
    event = record.events[0]
    (row,) = table("icews", [record])
    assert (row["Source Name"], row["Target Name"]) == (event.actors[0].text, event.recipients[0].text)
    assert (row["CAMEO Code"], float(row["Intensity"])) == (event.cameo, event.goldstein)
    assert row["Event Date"] == event.date.start.isoformat()


def test_an_event_of_several_participants_is_a_row_a_pair():
    base = one().events[0]
    both = [base.actors[0].model_dump(), base.recipients[0].model_dump()]
    assert len(table("icews", [one(actors=both, recipients=[base.recipients[0].model_dump()])])) == 2
    assert len(table("icews", [one(actors=both, recipients=[])])) == 1, "a meeting of equals has no recipients"


def test_an_event_of_two_articles_is_one_row_that_counts_both():
    first = one()
    second = first.model_copy(update={"id": "b" * 64})
    (row,) = table("gdelt", [first, second])
    assert (row["NumArticles"], row["NumMentions"]) == ("2", "2")


def test_what_did_not_happen_is_left_out_unless_asked_for():
    denied = one(assertion={"polarity": "negated"})
    assert table("events", [denied]) == []
    assert len(table("events", [denied], everything=True)) == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r\n=1"])
def test_no_text_is_taken_for_a_formula(text):
    assert cell(text).startswith("'")


def test_numbers_stay_numbers():
    assert (cell(-10.0), cell(None), cell("Baku")) == (-10.0, "", "Baku")


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_a_line_whatever_the_text_holds(kind):
    record = one()
    nasty = record.model_dump(by_alias=True, mode="json")
    nasty["entities"][0]["name"] = '=cmd|"/c calc"!A1\n\t,;"'
    out = io.StringIO(newline="")
    rows = write(kind, [Document.model_validate(nasty)], out)
    assert len(out.getvalue().splitlines()) == rows + 1
    assert "\t=" not in out.getvalue()
    assert ",=" not in out.getvalue()


def test_entities_count_over_all_articles():
    records = newest(documents(100))
    rows = table("entities", records)
    assert sum(int(r["mentions"]) for r in rows) == sum(len(e.mentions) for d in records for e in d.entities)
    assert rows == sorted(rows, key=lambda r: (r["name"], r["label"], r["code"]))
