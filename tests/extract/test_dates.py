"""A page's words for a moment are read in fourteen languages, and what is ambiguous is no date."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.dates import order_of, parse, relative, yearless
from crawler.extract.solar import YEARS, gregorian

FETCHED = datetime(2026, 7, 10, 8, 0, tzinfo=UTC)
CASES = yaml.safe_load((Path(__file__).parent / "dates.yml").read_text(encoding="utf-8"))
EACH = [(group, *case) for group, cases in CASES.items() for case in cases]


@pytest.mark.parametrize("case", EACH, ids=lambda c: f"{c[0]}: {c[1]}")
def test_a_moment_as_written(case):
    group, text, expected = case[:3]
    options = case[3] if len(case) > 3 else {}
    found = parse(text, fetched=FETCHED if group == "relative" else None, **options)
    assert (found.isoformat() if found else None) == (expected.isoformat() if isinstance(expected, date) else expected)


def test_every_language_of_the_house_has_at_least_five_cases():
    languages = set(CASES) - {"numbers", "ordered", "never_guessed", "relative", "solar_hijri"}
    assert len(languages) == 14
    assert [name for name in languages if len(CASES[name]) < 5] == []


def test_days_of_the_solar_hijri_calendar_follow_each_other_without_a_gap():
    day = gregorian(1370, 1, 1)
    for year in YEARS:
        for month in range(1, 13):
            for number in range(1, 32):
                try:
                    found = gregorian(year, month, number)
                except ValueError:
                    assert number > 29
                    continue
                assert found == day
                day += timedelta(days=1)
    assert [gregorian(y, 1, 1).isoformat() for y in (1380, 1399, 1404)] == ["2001-03-21", "2020-03-20", "2025-03-21"]


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2050, 1, 1)))
def test_what_machines_write_is_read_back(moment):
    moment = moment.replace(microsecond=0)
    assert parse(moment.isoformat() + "+03:00") == datetime.fromisoformat(moment.isoformat() + "+03:00")
    assert parse(moment.date().isoformat()) == moment.date()
    assert parse(f"{moment.day}.{moment.month:02}.{moment.year}") == moment.date()


@given(st.text(max_size=300))
def test_no_text_raises(text):
    parse(text, fetched=FETCHED)
    relative(text, FETCHED)
    yearless(text)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["25/03/2026", "Updated 03/04/2026"], "DMY"),
        (["03/25/2026", "04/03/2026"], "MDY"),
        (["25/03/2026", "03/25/2026"], None),
        (["03/04/2026"], None),
        (["25.03.2026"], "DMY"),
    ],
)
def test_a_page_tells_its_order_by_a_date_that_reads_one_way(texts, order):
    assert order_of(texts) == order


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("BAKU, July 8, AGENCY", (7, 8)),
        ("Baku. 25 December. AGENCY", (12, 25)),
        ("[06月24日 11時30分]", (6, 24)),
        ("5 people", None),
    ],
)
def test_a_day_without_a_year(text, day):
    assert yearless(text) == day
