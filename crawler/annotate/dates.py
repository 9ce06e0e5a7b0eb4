"""Which days do the words name? 'on Monday', 'last week', '12–14 May', 'early last month', counted from the publication day.

A weekday or day of the month without more is the last one before publication, unless `future` (a plan) says otherwise. What the
words don't settle is None: seasons, feasts, halves of years, 'that day', anniversaries.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from crawler.model import EventDate
from crawler.model.record import Granularity

AHEAD = 30
"""Days that a date without its year may lie ahead of publication: 'on 20 May' in a text of 16 May is this year's."""
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_COUNT = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBERS = {"a": 1, "an": 1, "a couple of": 2} | {word: i for i, word in enumerate(_COUNT, 1)}
_M = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_P = r"(?P<p>[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle of|[Ee]nd of|[Bb]eginning of|[Ss]tart of|later|earlier)"
_D = r"(?P<{0}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?P<{0}>(?:1[89]|20)\d\d)"
_W = r"(?P<{0}>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon\.|Tues?\.?|Wed\.|Wed(?=\s*$)|Thur?s?\.?(?!\w)|Fri\.|Sat\.|Sun\.)"
_N = r"(?P<{0}>\d{{1,3}}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of)"
_DASH = r"\s?(?:[-–—]|to|and|until|through)\s?"
_REFUSED = re.compile(
    r"\b(?:anniversar\w+|birthday|century|centuries|fiscal|financial year|half|summer|spring|winter|autumn)\b", re.I
)


_CLAUSE = re.compile(r"[,;.!?\n]")


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words in a text that name days: `text[start:end]`, and the days."""

    start: int
    end: int
    date: EventDate


@dataclass(frozen=True, slots=True)
class _Reading:
    published: date | None
    future: bool


Reader = Callable[["re.Match[str]", _Reading], EventDate | None]


def resolve_date(phrase: str, published: date | None, *, future: bool = False) -> EventDate | None:
    """The days that a phrase names, or None. Phrases above 200 characters are cut."""
    phrase = " ".join(phrase[:200].split())
    if _REFUSED.search(phrase):
        return None
    reading = _Reading(published, future)
    for pattern, reader in _patterns(False):
        match = pattern.search(phrase)
        if match is not None:
            return reader(match, reading)
    return None


def date_mentions(text: str, published: date | None, *, future: bool = False) -> list[DateMention]:
    """All words in a text that name days, in order, none overlapping."""
    reading = _Reading(published, future)
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for pattern, reader in _patterns(True):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            before, after = _CLAUSE.split(text[max(0, start - 25) : start])[-1], _CLAUSE.split(text[end : end + 14])[0]
            if _REFUSED.search(before) or _REFUSED.search(text[start:end] + after):
                continue
            days = reader(match, reading)
            if days is not None:
                found.append(DateMention(start, end, days))
    return sorted(found, key=lambda m: m.start)


@cache
def _patterns(strict: bool) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Patterns in order of trust. In a running text (`strict`) months and weekdays need their capital, vague words are left out."""
    m, m2, d, d2, y, w, n = (
        x.format(k) for x, k in ((_M, "m"), (_M, "m2"), (_D, "d"), (_D, "d2"), (_Y, "y"), (_W, "w"), (_N, "n"))
    )
    rows: list[tuple[str, Reader]] = [
        # '2026-03-02', '2026-03-02T14:30'
        (rf"\b{y}-(?P<mm>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?!\d)", _iso),
        # '28 February – 2 March 2026', 'from 3 April to 5 May'
        (rf"\b{d}\s+(?:of\s+)?{m}{_DASH}{d2}\s+(?:of\s+)?{m2}(?:,?\s+{y})?\b", _range),
        # 'February 28 – March 2, 2026'
        (rf"\b{m}\s+{d}{_DASH}{m2}\s+{d2}(?:,?\s+{y})?\b", _range),
        # '12–14 May 2026', 'between 3 and 5 March'
        (rf"\b{d}{_DASH}{d2}\s+(?:of\s+)?{m}(?:,?\s+{y})?\b", _range),
        # 'March 3-5, 2026'
        (rf"\b{m}\s+{d}{_DASH}{d2}(?:,?\s+{y})?\b", _range),
        # '3 March 2026', '3rd of March'
        (rf"\b{d}\s+(?:of\s+)?{m}(?:,?\s+{y})?\b", _day),
        # 'March 3, 2026', 'July 31st'
        (rf"\b{m}\s+{d}(?:,?\s+{y})?\b(?!,\d)", _day),
        # '13/05/2025', '05/13/2025', '02.03.2026'
        (rf"\b(?P<a>\d{{1,2}})(?P<s>[/.])(?P<b>\d{{1,2}})(?P=s){y}\b", _figures),
        # 'a week before last Friday'
        (rf"\b{n}\s+(?P<u>day|week)s?\s+before\s+last\s+{w}", _before_weekday),
        # 'last Sunday', 'next Monday', 'this Friday', 'late Friday night', 'on Tuesday'
        (rf"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming|[Ff]ollowing|[Ee]arlier|[Ll]ate|[Ee]arly)\s+)?{w}", _weekday),
        (
            r"\b(?P<r>(?i:the day before yesterday|the day after tomorrow|yesterday|tomorrow|today|tonight|overnight"
            r"|last (?:night|evening)|this (?:morning|afternoon|evening|day)))\b",
            _near,
        ),
        # 'three weeks ago', 'up to two years ago', '5-day-old', 'in two weeks'
        (rf"\b{n}\s+(?P<u>day|week|month|year|decade|hour|minute)s?\s+(?:ago|back)\b", _ago),
        (r"\b(?P<n>\d{1,3})-(?P<u>day|week|month)-old\b", _ago),
        (rf"\bin\s+{n}\s+(?P<u>day|week|month|year)s?(?:['’]s?\s+time)?\b", _in),
        # 'the past three days', 'the last two weeks'
        (rf"\b(?:past|last|previous)\s+{n}\s+(?P<u>day|week|month|year)s?\b", _past),
        # 'early last month', 'the end of last year', 'beginning of the month', 'mid-2019'
        (
            rf"\b{_P}(?:\s+in|\s+of)?[\s-]+(?:the\s+)?(?P<which>last|this|next|previous|current|coming|past)?\s*"
            r"(?P<u>year|month|week)\b",
            _part,
        ),
        (rf"\b{_P}(?:\s+in)?[\s-]+{m}(?:\s+{y})?\b", _month_part),
        (rf"\b{_P}(?:\s+in)?[\s-]+{y}\b(?!s)", _year_part),
        (rf"\b(?P<k>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+{m}(?:\s+{y})?\b", _week_of),
        # 'last week', 'next month', 'the previous year', 'earlier this week', 'the weekend'
        (
            r"\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext|previous|current|coming|past|recent)\s+(?P<u>week|month|year|decade|quarter|weekend)\b",
            _unit,
        ),
        # 'Q2 2023', 'the second quarter of 2023'
        (rf"\bQ(?P<q>[1-4])\s+(?:of\s+)?{y}\b", _quarter),
        (rf"\b(?P<k>first|second|third|fourth)\s+quarter\s+of\s+{y}\b", _quarter),
        # 'March 2026', 'in March', 'back in March'
        (rf"\b{m}\s+(?:of\s+)?{y}\b", _month),
        (
            rf"\b(?i:in|since|during|of|by|until|last|this|next|early|late)\s+{m}\b(?!\s+\d)"
            if strict
            else rf"\b{m}(?=\W|$)",
            _month,
        ),
        # 'the 1990s'
        (r"\b(?P<dec>(?:1[89]|20)\d0)s\b", _decade),
        # '2019-2021', 'from 2019 to 2021'
        (rf"\b{y}{_DASH}(?P<y2>(?:1[89]|20)\d\d)\b(?![-/])", _years),
        (
            rf"\b(?i:in|since|during|of|by|until|year|from|for|before|after)\s+(?:the\s+year\s+)?{y}\b(?![-/%])"
            if strict
            else rf"\b{y}\b(?![-/])",
            _year,
        ),
    ]  # fmt: skip
    flags = 0 if strict else re.I
    return tuple((re.compile(pattern, flags), reader) for pattern, reader in rows)


def _days(start: date, end: date | None = None, granularity: Granularity = "day") -> EventDate:
    return EventDate(start=start, end=end or start, granularity=granularity, source="text")


def _make(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _month_number(name: str) -> int:
    short = name.lower().rstrip(".")[:3]
    return next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(short))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _year_for(month: int, day: int, r: _Reading) -> int | None:
    """The year that a day without one most likely has, seen from the publication day."""
    if r.published is None:
        return None
    for year in (r.published.year + 1, r.published.year, r.published.year - 1):
        there = _make(year, month, min(day, monthrange(year, month)[1]))
        if there is not None and there <= r.published + timedelta(days=330 if r.future else AHEAD):
            return year
    return r.published.year - 1


def _iso(m: re.Match[str], r: _Reading) -> EventDate | None:
    day = _make(int(m["y"]), int(m["mm"]), int(m["d"]))
    return _days(day) if day else None


def _day(m: re.Match[str], r: _Reading) -> EventDate | None:
    month, day = _month_number(m["m"]), int(m["d"])
    year = int(m["y"]) if m["y"] else _year_for(month, day, r)
    found = _make(year, month, day) if year else None
    return _days(found) if found else None


def _range(m: re.Match[str], r: _Reading) -> EventDate | None:
    groups = m.groupdict()
    first, last = _month_number(m["m"]), _month_number(groups.get("m2") or m["m"])
    year = int(m["y"]) if m["y"] else _year_for(first, int(m["d"]), r)
    if year is None:
        return None
    start = _make(year - (first > last and bool(m["y"])), first, int(m["d"]))
    end = _make(year + (first > last and not m["y"]), last, int(m["d2"]))
    return _days(start, end, "range") if start and end and start <= end else None


def _figures(m: re.Match[str], r: _Reading) -> EventDate | None:
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    day = _make(year, b, a) or (_make(year, a, b) if m["s"] == "/" else None)
    return _days(day) if day else None


def _weekday_number(name: str) -> int:
    return next(i for i, d in enumerate(_DAYS) if d.startswith(name.lower().rstrip(".")[:3]))


def _weekday(m: re.Match[str], r: _Reading) -> EventDate | None:
    if r.published is None:
        return None
    which = (m["which"] or "").lower()
    back = (r.published.weekday() - _weekday_number(m["w"])) % 7
    if which in ("next", "coming", "following") or (r.future and which not in ("last", "past")):
        ahead = (-back) % 7 or (7 if which else 0)
        return _days(r.published + timedelta(days=ahead))
    if which in ("last", "past") and back == 0:
        back = 7
    return _days(r.published - timedelta(days=back))


def _before_weekday(m: re.Match[str], r: _Reading) -> EventDate | None:
    if r.published is None:
        return None
    back = (r.published.weekday() - _weekday_number(m["w"])) % 7 or 7
    return _days(r.published - timedelta(days=back + _number(m["n"]) * (7 if m["u"] == "week" else 1)))


def _near(m: re.Match[str], r: _Reading) -> EventDate | None:
    if r.published is None:
        return None
    word = m["r"].lower()
    shift = {
        "yesterday": -1, "tomorrow": 1, "last night": -1, "last evening": -1,
        "the day before yesterday": -2, "the day after tomorrow": 2,
    }  # fmt: skip
    return _days(r.published + timedelta(days=shift.get(word, 0)))


def _shift(day: date, number: int, unit: str) -> date:
    if unit in ("hour", "minute"):
        return day
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    months = day.month - 1 + number * {"month": 1, "year": 12, "decade": 120}[unit]
    year, month = max(1, day.year + months // 12), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _spread(day: date, unit: str) -> EventDate:
    """A day known to the unit only: years as the whole year, else the day itself with that granularity."""
    if unit in ("year", "decade"):
        return _days(date(day.year, 1, 1), date(day.year, 12, 31), "year")
    return _days(day, day, "day" if unit in ("hour", "minute", "day") else "week" if unit == "week" else "month")


def _ago(m: re.Match[str], r: _Reading) -> EventDate | None:
    return _spread(_shift(r.published, -_number(m["n"]), m["u"]), m["u"]) if r.published else None


def _in(m: re.Match[str], r: _Reading) -> EventDate | None:
    return _spread(_shift(r.published, _number(m["n"]), m["u"]), m["u"]) if r.published and _number(m["n"]) < 200 else None


def _past(m: re.Match[str], r: _Reading) -> EventDate | None:
    return _days(_shift(r.published, -_number(m["n"]), m["u"]), r.published, "range") if r.published else None


def _whole(day: date, unit: str) -> tuple[date, date]:
    if unit == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    if unit == "weekend":
        start = day + timedelta(days=5 - day.weekday())
        return start, start + timedelta(days=1)
    if unit == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if unit == "quarter":
        first = 3 * ((day.month - 1) // 3) + 1
        return date(day.year, first, 1), date(day.year, first + 2, monthrange(day.year, first + 2)[1])
    if unit == "decade":
        return date(day.year // 10 * 10, 1, 1), date(day.year // 10 * 10 + 9, 12, 31)
    return date(day.year, 1, 1), date(day.year, 12, 31)


_STEP = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}


def _moved(day: date, which: str | None, unit: str) -> date:
    step = _STEP.get((which or "").lower(), 0)
    if unit == "weekend":
        return day + timedelta(days=7 * step if step >= 0 or day.weekday() >= 5 else -7)
    if unit == "quarter":
        return _shift(day, 3 * step, "month")
    return _shift(day, step, unit)


def _unit(m: re.Match[str], r: _Reading) -> EventDate | None:
    if r.published is None or m["which"] == "recent":
        return None
    start, end = _whole(_moved(r.published, m["which"], m["u"]), m["u"])
    unit: Granularity = "range" if m["u"] == "weekend" else m["u"]  # type: ignore[assignment]
    return _days(start, end, unit)


def _pick(part: str, start: date, end: date, unit: Granularity) -> EventDate:
    low = part.lower()
    if low in ("early", "beginning of", "start of"):
        return _days(start, start, unit)
    if low in ("late", "end of"):
        return _days(end, end, unit)
    if low in ("mid", "middle of"):
        middle = start + (end - start) // 2
        return _days(middle, middle, unit)
    return _days(start, end, unit)


def _part(m: re.Match[str], r: _Reading) -> EventDate | None:
    if r.published is None:
        return None
    unit: Granularity = m["u"].lower()  # type: ignore[assignment]
    return _pick(m["p"], *_whole(_moved(r.published, m["which"], unit), unit), unit)


def _month_days(m: re.Match[str], r: _Reading) -> tuple[date, date] | None:
    month = _month_number(m["m"])
    year = int(m["y"]) if m.groupdict().get("y") else _year_for(month, 1, r)
    return (date(year, month, 1), date(year, month, monthrange(year, month)[1])) if year else None


def _month_part(m: re.Match[str], r: _Reading) -> EventDate | None:
    days = _month_days(m, r)
    return _pick(m["p"], *days, "month") if days else None


def _year_part(m: re.Match[str], r: _Reading) -> EventDate | None:
    year = int(m["y"])
    return _pick(m["p"], date(year, 1, 1), date(year, 12, 31), "year")


def _week_of(m: re.Match[str], r: _Reading) -> EventDate | None:
    days = _month_days(m, r)
    if days is None:
        return None
    rank = ("first", "second", "third", "fourth").index(m["k"].lower()) if m["k"].lower() != "last" else -1
    start = days[0] + timedelta(days=7 * rank) if rank >= 0 else days[1] - timedelta(days=6)
    return _days(start, start + timedelta(days=6), "week")


def _quarter(m: re.Match[str], r: _Reading) -> EventDate | None:
    groups = m.groupdict()
    rank = int(groups["q"]) if groups.get("q") else ("first", "second", "third", "fourth").index(m["k"].lower()) + 1
    start, end = _whole(date(int(m["y"]), 3 * rank, 1), "quarter")
    return _days(start, end, "quarter")


def _month(m: re.Match[str], r: _Reading) -> EventDate | None:
    days = _month_days(m, r)
    return _days(*days, "month") if days else None


def _decade(m: re.Match[str], r: _Reading) -> EventDate | None:
    year = int(m["dec"])
    return _days(date(year, 1, 1), date(year + 9, 12, 31), "decade")


def _years(m: re.Match[str], r: _Reading) -> EventDate | None:
    first, last = int(m["y"]), int(m["y2"])
    return _days(date(first, 1, 1), date(last, 12, 31), "range") if first <= last else None


def _year(m: re.Match[str], r: _Reading) -> EventDate | None:
    year = int(m["y"])
    return _days(date(year, 1, 1), date(year, 12, 31), "year")
