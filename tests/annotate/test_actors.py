"""Any actor phrase to its code."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.annotate import Annotator


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator.load("en")


@pytest.mark.parametrize(
    ("phrase", "country", "sector"),
    [
        ("Kingdom of Norway", "NOR", ""),
        ("two Danish sailors", "DNK", "MIL"),
        ("Peru's Ministry of Transport", "PER", "GOV"),
        ("the Maltese parliament", "MLT", "LEG"),
        ("border guards in Estonia", "EST", "COP"),
        ("former Togolese minister", "TGO", "ELI"),
        ("the Verkhovna Rada", "UKR", "LEG"),
        ("speaker of the Knesset", "ISR", "LEG"),
        ("Mossad", "ISR", "SPY"),
        ("Boko Haram", "NGA", "REB"),
        ("Lisbon", "PRT", "GOV"),
        ("South Ossetia", "GEO", "PRE"),
        ("European Parliament", "EUR", "LEG"),
        ("Arab League", "IGO", ""),
        ("refugees from Sudan", "SDN", "REF"),
        ("striking miners in Chile", "CHL", "LAB"),
        ("a Kenyan newspaper", "KEN", "JRN"),
        ("unknown gunmen", "", "UAF"),
        ("a judge", "", "JUD"),
        ("Puerto Rico", "USA", ""),
    ],
)
def test_phrases_are_coded(annotator: Annotator, phrase: str, country: str, sector: str) -> None:
    found = annotator.code_actor(phrase)
    assert (found.country, found.sectors[0] if found.sectors else "") == (country, sector)
    assert found.steps


def test_a_known_holder_is_what_he_was_on_the_day(annotator: Annotator) -> None:
    assert annotator.code_actor("Kaja Kallas", date(2023, 1, 1)).code == "ESTGOV"
    assert annotator.code_actor("Kaja Kallas", date(2025, 6, 1)).country == "EUR"
    assert annotator.code_actor("Sanna Marin", date(2024, 6, 1)).code == "FINELI"
    assert annotator.code_actor("Sanna Marin", date(2010, 6, 1)).country == ""


def test_the_registry_can_be_switched_off() -> None:
    assert Annotator.load("en", registry=False).code_actor("Kaja Kallas", date(2023, 1, 1)).code is None


def test_the_country_given_is_used_where_the_phrase_has_none(annotator: Annotator) -> None:
    assert annotator.code_actor("the interior minister", home_country="BEL").code == "BELGOV"
    assert annotator.code_actor("the French interior minister", home_country="BEL").code == "FRAGOV"


def test_an_organisation_has_its_own_letters(annotator: Annotator) -> None:
    assert annotator.code_actor("the Organisation of Islamic Cooperation").code == "IGOOIC"


def test_a_group_that_came_to_power_is_a_government_from_then_on(annotator: Annotator) -> None:
    assert annotator.code_actor("the Taliban", date(2015, 1, 1)).sectors == ("REB",)
    assert annotator.code_actor("the Taliban", date(2023, 1, 1)).sectors == ("GOV",)


@pytest.mark.parametrize("phrase", ["", " ", "…", "yesterday", "'s", "\ud800", "of of of"])
def test_nonsense_has_no_code(annotator: Annotator, phrase: str) -> None:
    assert annotator.code_actor(phrase).code is None
