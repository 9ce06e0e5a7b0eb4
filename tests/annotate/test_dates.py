"""Words that name days, seen from Wednesday 20 May 2026."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.annotate.dates import date_mentions, resolve_date

DAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("today", "2026-05-20", "2026-05-20"),
        ("yesterday", "2026-05-19", "2026-05-19"),
        ("last night", "2026-05-19", "2026-05-19"),
        ("the day before yesterday", "2026-05-18", "2026-05-18"),
        ("on Monday", "2026-05-18", "2026-05-18"),
        ("Wednesday", "2026-05-20", "2026-05-20"),
        ("last Wednesday", "2026-05-13", "2026-05-13"),
        ("next Friday", "2026-05-22", "2026-05-22"),
        ("late Tuesday evening", "2026-05-19", "2026-05-19"),
        ("two days ago", "2026-05-18", "2026-05-18"),
        ("about three weeks ago", "2026-04-29", "2026-04-29"),
        ("in two weeks", "2026-06-03", "2026-06-03"),
        ("3 March", "2026-03-03", "2026-03-03"),
        ("March 3rd, 2024", "2024-03-03", "2024-03-03"),
        ("1 June", "2026-06-01", "2026-06-01"),
        ("12 December", "2025-12-12", "2025-12-12"),
        ("12–14 May", "2026-05-12", "2026-05-14"),
        ("from 28 February to 2 March 2026", "2026-02-28", "2026-03-02"),
        ("29 February 2024", "2024-02-29", "2024-02-29"),
        ("03.02.2025", "2025-02-03", "2025-02-03"),
        ("2025-11-30T08:00", "2025-11-30", "2025-11-30"),
        ("last week", "2026-05-11", "2026-05-17"),
        ("this month", "2026-05-01", "2026-05-31"),
        ("the previous year", "2025-01-01", "2025-12-31"),
        ("early last month", "2026-04-01", "2026-04-01"),
        ("the end of the year", "2026-12-31", "2026-12-31"),
        ("Q3 2025", "2025-07-01", "2025-09-30"),
        ("back in March", "2026-03-01", "2026-03-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("the first week of June", "2026-06-01", "2026-06-07"),
        ("the past three days", "2026-05-17", "2026-05-20"),
    ],
)
def test_phrases_name_days(phrase: str, start: str, end: str) -> None:
    found = resolve_date(phrase, DAY)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat(), found.source) == (start, end, "text")


@pytest.mark.parametrize(
    "phrase",
    [
        "last summer", "spring 2019", "that day", "the day after the vote", "New Year", "the 30th anniversary of 12 May",
        "30 February 2024", "31/31/2024", "the second half of 2022", "fiscal year 2023", "according to police", "",
        "four days of clashes", "19th century",
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_not_invented(phrase: str) -> None:
    assert resolve_date(phrase, DAY) is None


def test_a_relative_day_needs_a_publication_day() -> None:
    assert resolve_date("yesterday", None) is None
    assert resolve_date("3 March", None) is None
    assert resolve_date("3 March 2024", None) is not None


def test_a_plan_s_weekday_lies_ahead() -> None:
    found = resolve_date("Friday", DAY, future=True)
    assert found is not None
    assert found.start == date(2026, 5, 22)


def test_mentions_carry_their_place_in_the_text() -> None:
    text = (
        "On 2 March the ministers may march on; on Sunday they met. In May 2020 5,000 people came. The 100th anniversary in 2023."
    )
    found = date_mentions(text, DAY)
    assert [text[m.start : m.end] for m in found] == ["2 March", "Sunday", "May 2020"]


def test_a_long_hostile_text_takes_no_time() -> None:
    assert date_mentions("1 " * 20_000 + "May " * 5_000, DAY) is not None
