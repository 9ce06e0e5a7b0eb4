"""What is denied, planned, possible, demanded or long past is said to be so."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.model import Event
from tests.annotate.events.conftest import Read


def only(events: list[Event], kind: str) -> Event:
    found = [e for e in events if e.type == kind]
    assert found, [e.type for e in events]
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "polarity", "modality"),
    [
        ("Turkey did not attack the village in Iraq.", "ASSAULT", "negated", "asserted"),
        ("Rebels in Congo may attack the town.", "ASSAULT", "affirmed", "possible"),
        ("Ecuador will deploy soldiers to Guayaquil.", "MOBILIZE", "affirmed", "planned"),
        ("Georgia would close its consulate in Minsk if Belarus answered in kind.", "SANCTION", "affirmed", "conditional"),
        ("Should Belarus answer in kind, Georgia would close its consulate in Minsk.", "SANCTION", "affirmed", "conditional"),
        ("Neither Chad nor Niger has signed the treaty with Mali.", "SUPPORT", "negated", "asserted"),
    ],
)
def test_a_claim_is_kept_as_it_is_made(read: Read, text: str, kind: str, polarity: str, modality: str) -> None:
    if text.startswith("Neither"):
        pytest.xfail("'neither … nor' before the subjects is not read as a denial yet")
    stated = only(read(text), kind).assertion
    assert (stated.polarity, stated.modality) == (polarity, modality)


def test_an_old_year_makes_background(read: Read) -> None:
    assert only(read("In 1986 the United States imposed sanctions on Libya."), "SANCTION").assertion.background
    assert not only(read("On Monday the United States imposed sanctions on Libya."), "SANCTION").assertion.background


def test_the_year_of_a_treaty_is_not_the_year_of_the_talks_about_it(read: Read) -> None:
    event = only(
        read("Foreign Minister Lena Tamm of Estonia discussed the 2019 treaty with the foreign minister of Latvia."), "CONSULT"
    )
    assert not event.assertion.background


def test_a_question_claims_nothing(read: Read) -> None:
    assert not read("Did Turkey attack the village in Iraq?")


def test_who_says_so_is_named(read: Read) -> None:
    event = only(read("Russian missiles struck the port of Odesa, Ukraine's army said."), "ASSAULT")
    assert event.assertion.attributed_to == "Ukraine's army"


def test_a_deed_without_a_date_has_the_day_of_publication(read: Read) -> None:
    day = only(read("Kenya condemned Sudan."), "ACCUSE").date
    assert day is not None
    assert (day.start, day.source) == (date(2026, 5, 20), "publication")


def test_a_weekday_is_the_last_one_before_publication(read: Read) -> None:
    day = only(read("Kenya condemned Sudan on Monday."), "ACCUSE").date
    assert day is not None
    assert (day.start, day.source) == (date(2026, 5, 18), "text")


def test_an_undated_deed_of_an_undated_text_has_no_day(read: Read) -> None:
    assert only(read("Kenya condemned Sudan.", None), "ACCUSE").date is None
