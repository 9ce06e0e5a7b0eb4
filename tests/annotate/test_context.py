"""The words around a name, and its own last word, say what it is; what names nobody is no entity."""

from __future__ import annotations

import pytest

from tests.annotate.conftest import Stage, entity


@pytest.mark.parametrize(
    ("text", "name", "labels"),
    [
        ("Three people were hurt near Tal Brakh on Monday.", "Tal Brakh", {"GPE"}),
        ("The road runs south of Qorzat.", "Qorzat", {"GPE"}),
        ("Fighting went on in northern Qorzat.", "Qorzat", {"GPE"}),
        ("He was born in the village of Ostrenik.", "Ostrenik", {"GPE"}),
        ("Water flows through the Brezno Dam.", "Brezno Dam", {"LOC", "FAC"}),
        ("They ratified the Lusaka Amendment.", "Lusaka Amendment", {"LAW"}),
        ("The Suez Crisis changed much.", "Suez Crisis", {"EVENT"}),
        ("It was built under the Ottoman Empire.", "Ottoman Empire", {"GPE", "LOC"}),
        ("The collective West blamed them.", "West", {"LOC"}),
        ("Reporters asked Olaf Brekke, Jr. about it.", "Olaf Brekke, Jr.", {"PERSON"}),
        ("The painter Ida Brekke the Elder lived there.", "Ida Brekke the Elder", {"PERSON"}),
        ("Brekke's widow opened the show.", "Brekke", {"PERSON"}),
        ("Brekke reluctantly admitted it.", "Brekke", {"PERSON"}),
        ('"It is a good deal," Dralov said in an interview.', "Dralov", {"PERSON"}),
        ("Abu Rashwan took orders from nobody.", "Abu Rashwan", {"PERSON"}),
        ("On Friday General Hamm met them.", "Hamm", {"PERSON"}),
        ("It was handed over by the Honourable Dato' Rosman Abdullah.", "Rosman Abdullah", {"PERSON"}),
        ("The XRQB's view is well known.", "XRQB", {"ORG"}),
        ("Iraq's National Symphony Orchestra played.", "National Symphony Orchestra", {"ORG"}),
    ],
)
def test_a_name_is_what_its_place_says(stage: Stage, text: str, name: str, labels: set[str]) -> None:
    found = entity(stage(text, registry=False), name)
    assert found is not None, [(e.label, e.name) for e in stage(text, registry=False).entities]
    assert found.label in labels


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("So that is all for today. (Laughter.) Thank you.", "Laughter"),
        ("The GDP grew and the DNA was tested in the 5th century BC.", "BC"),
        ("The GDP's growth slowed.", "GDP"),
        ("Troops moved into Eastern Peru and the north-west.", "Eastern"),
        ("Islam spread along the coast.", "Islam"),
    ],
)
def test_what_names_nobody_is_no_person_body_or_place(stage: Stage, text: str, words: str) -> None:
    cast = stage(text)
    assert not [e for e in cast.entities if e.name == words and e.label in ("PERSON", "ORG", "GPE", "LOC", "FAC")]


def test_a_town_or_state_with_a_country_s_name_in_it_is_elsewhere(stage: Stage) -> None:
    cast = stage("Officials in Inner Mongolia and New Jersey agreed. The Inner Mongolia health authority said so.")
    assert {e.code for e in cast.entities if e.label == "GPE"} == {"CHN", "USA"}
    assert not [r for r in cast.references if any(c.startswith("MNG") for c in r.codes)]


def test_a_title_is_no_part_of_a_pope_s_or_king_s_name(stage: Stage) -> None:
    cast = stage("Pope Francis met them in Rome.")
    assert entity(cast, "Francis") is not None
    assert entity(cast, "Francis").role.title == "Pope"  # type: ignore[union-attr]


def test_two_given_names_are_two_persons(stage: Stage) -> None:
    cast = stage("In an interview, Rachel and Dylan described the talks, and Rachel smiled.")
    assert not [e for e in cast.entities if " and " in e.name]


def test_a_subject_called_he_is_a_person(stage: Stage) -> None:
    cast = stage("When Tarlo grew up, his father left.", registry=False)
    assert entity(cast, "Tarlo").label == "PERSON"  # type: ignore[union-attr]
