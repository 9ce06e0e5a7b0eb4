"""The gazetteer's data: complete, consistent, with its promises kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml

from crawler.ontology.folding import fold
from crawler.ontology.gazetteer import FOLDER, gazetteer
from crawler.ontology.offices import offices
from crawler.ontology.officials import known, officials

SECTORS = set(
    "GOV MIL COP JUD LEG PRM PTY REB SPY UAF UNK AGR BUS CVL CRM EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()  # noqa: SIM905
)


def read(name: str) -> object:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def test_every_state_has_name_people_and_point() -> None:
    data = read("countries.yml")
    assert isinstance(data, dict)
    states = {k for k, row in data.items() if "of" not in row}
    assert len(states) >= 195
    assert not [k for k in states if k not in gazetteer().points]
    assert not [k for k, row in data.items() if "of" in row and row["of"] not in states]


def test_there_are_organisations_enough_and_each_has_a_code() -> None:
    rows = read("organisations.yml")
    assert isinstance(rows, list)
    assert len(rows) >= 150
    assert not [r["names"][0] for r in rows if r["code"] == "IGO" and len(r.get("own", "")) != 3]


def test_only_sectors_of_the_ontology_are_used() -> None:
    used = {s for e in gazetteer().names.values() for s in e.sectors}
    used |= {s for o in offices().offices.values() for s in o.sectors} | {n.sector for n in offices().nouns.values()}
    used |= {s for terms in known().values() for t in terms for s in t.sectors} | set(offices().in_names.values())
    assert used <= SECTORS


def test_wikidata_ids_look_like_ids_and_name_one_thing() -> None:
    ids: dict[str, set[str]] = {}
    for entry in gazetteer().names.values():
        if entry.wikidata:
            assert entry.wikidata[0] == "Q"
            assert entry.wikidata[1:].isdigit()
            ids.setdefault(entry.wikidata, set()).add(entry.name)
    assert not {q: names for q, names in ids.items() if len(names) > 2}


def test_disputed_places_say_who_calls_them_what() -> None:
    rows = read("regions.yml")
    assert isinstance(rows, list)
    breakaway = [r for r in rows if "PRE" in r.get("sectors", ())]
    assert len(breakaway) >= 8
    assert all(r.get("views") for r in breakaway)


def test_terms_end_after_they_begin() -> None:
    assert not [t for terms in known().values() for t in terms if t.end is not None and t.end < t.start]


def test_a_surname_that_two_famous_people_share_is_open() -> None:
    assert officials().by_surname("Kirchner", None) is None


@pytest.mark.parametrize(
    ("one", "other"), [("Sana’a", "Sana'a"), ("İstanbul", "Istanbul"), ("Nagorno-Karabakh", "nagorno karabakh")]
)
def test_spellings_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_world_of_places_is_searched_by_halving() -> None:
    """A look-up that went through the lines one by one would read them by the ten thousand."""
    read = 0

    class Lines(list):  # type: ignore[type-arg]
        def __getitem__(self, i: object) -> object:
            nonlocal read
            read += 1
            return super().__getitem__(i)  # type: ignore[call-overload]

        def __iter__(self) -> object:  # type: ignore[override]
            raise AssertionError("all lines are read")

    lines = Lines(gazetteer()._world)
    assert len(lines) > 10_000
    assert (found := replace(gazetteer(), _world=lines).spots("Springfield"))
    assert 0 < read < 2 * len(found) + 50


def test_office_holders_are_known_of_every_state() -> None:
    data = read("countries.yml")
    assert isinstance(data, dict)
    states = {k for k, row in data.items() if "of" not in row} - {"COK", "NIU", "ESH"}
    assert not states - set(known())
    foreign = {k for k, terms in known().items() if any("Foreign" in t.title or t.title == "Secretary of State" for t in terms)}
    assert len(states - foreign) < 0.15 * len(states)


def test_a_title_s_holder_is_the_one_in_office_on_the_day() -> None:
    found = officials().titled("Medvedev", "President", date(2009, 4, 1))
    assert found is not None
    assert (found.term.country, found.former) == ("RUS", False)
    assert officials().titled("Medvedev", "Vice President", date(2009, 4, 1)) is None
    later = officials().by_surname("Medvedev", date(2015, 4, 1))
    assert later is not None
    assert later.term.title == "Prime Minister"


def test_a_name_without_diacritics_is_the_same_person() -> None:
    assert {"Mevlüt Çavuşoğlu", "Mevlut Cavusoglu"} <= set(officials().names)
    assert officials().on("Mevlut Cavusoglu", date(2018, 4, 1)) is not None
