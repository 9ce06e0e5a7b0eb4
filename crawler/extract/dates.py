"""Which moment do these words name? Dates as pages write them, in many languages; relative ones count from the fetch.

What is ambiguous (03/09/2026 without a known order) is no date: nothing here guesses. Offsets are kept as written; a page that
gives only a day gives a date. Names of months are data (`data/months.yml`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from crawler.extract import solar
from crawler.extract.entries import moment as standard_moment
from crawler.model.record import Moment

Order = Literal["DMY", "MDY", "YMD"]
MAX_TEXT = 400
"""Characters in which a date is looked for: bylines, not paragraphs."""
YEARS = range(1970, 2100)
_SOLAR = 100
"""Added to the number of a month of the Solar Hijri calendar."""

_DIGITS = re.compile(r"[^\W\d_]|\d")
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?$")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})(\s?[./-]\s?)(\d{1,2})\2(\d{4}|\d\d)(?![\d/-])")
_ORDINAL = r"(?:st|nd|rd|th|er|ere|eme|e|a|o|\.|-?го|-?е|-?ші|-?шы|-cu|-ci|η)?"
_LINK = r"(?:\s?[,.]\s?|\s(?:de|del|of|d|و)\s|\s)?\s?"
_DAY_MONTH = re.compile(
    rf"(?<![\d.:/])(\d{{1,2}}){_ORDINAL}{_LINK}([^\W\d_]{{2,16}})[.,]?(?:\s?/\s?[^\W\d_]{{3,16}})?{_LINK}(\d{{4}})(?!\d)"
)
_MONTH_DAY = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,16})\.?\s?(\d{1,2})(?:st|nd|rd|th)?\s?,?\s+(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?(?:-?c[iu] il(?:in)?|жылғы|жылгы|ж\.|\.|,)?\s(?:(\d{1,2})\s([^\W\d_]{3,16})|([^\W\d_]{3,16})\s(\d{1,2}))"
)
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[-\s]([^\W\d_]{3,9})[-\s'’](\d\d)(?!\d)")
_CJK_YEARLESS = re.compile(r"(?<![\d年])(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_YEARLESS_DAY_MONTH = re.compile(rf"(?<![\d.:/])(\d{{1,2}}){_ORDINAL}{_LINK}([^\W\d_]{{3,16}})(?![^\W_])")
_YEARLESS_MONTH_DAY = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,16})\.?\s(\d{1,2})(?:st|nd|rd|th)?(?![\d:]|\.\d)")
_TIME = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])\s?(?:[:hH時时点]|(?<=\d)\.(?=[0-5]\d\s?(?:uhr|h\b|[ap]\.?m)))\s?([0-5]\d)(?:[:分](\d\d))?分?(?!\d)"
)
_HOUR = re.compile(r"(?<![\d:.])(1[0-2]|0?\d)\s?([ap]\.?\s?m)\b")
_OFFSET = re.compile(r"^\s?[(\[]?\s?(?:utc|gmt|msk)?\s?([+\-−]\s?\d{1,2})(?::?([0-5]\d))?(?!\d)")
_ZONE = re.compile(r"^\s?[(\[]?\s?([a-zмск]{1,5})\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: the moment, and where the words stand in the folded text."""

    moment: datetime | date
    start: int
    end: int


def parse(text: str, *, order: Order | None = None, language: str | None = None, fetched: datetime | None = None) -> Moment:
    """The first date of a short text; machine forms (ISO 8601, RFC 822) first. None where there is none or it is ambiguous."""
    value = text.strip()[:MAX_TEXT]
    if value[:4].isdigit() or value[:3].isalpha():
        if compact := _COMPACT.match(value):
            year, month, day, hour, minute, second = (int(g or 0) for g in compact.groups()[:6])
            return _moment(year, month, day, (hour, minute, second) if compact[4] else None, UTC if compact[7] else None)
        known = standard_moment(re.sub(r"([+-]\d\d)$", r"\1:00", value)) if len(value) > 9 else None
        if known is not None and known.year in YEARS:
            return known
    first = next(find(value, order=order, language=language), None)
    if first is not None:
        return first.moment
    return relative(value, fetched) if fetched else None


def find(text: str, *, order: Order | None = None, language: str | None = None) -> Iterator[Found]:
    """The dates of a text in order of their forms (year first, day and month by name, numeric)."""
    folded = fold(text[:MAX_TEXT])
    seen: list[tuple[int, int]] = []
    for start, end, year, month, day in _days(folded, order, language):
        if any(start < e and end > s for s, e in seen):
            continue
        seen.append((start, end))
        clock, zone = _clock(folded, start, end)
        when = _moment(year, month, day, clock, zone)
        if when is not None:
            yield Found(when, start, end)


def order_of(texts: Iterable[str]) -> Order | None:
    """The order in which a page writes its numeric dates, if one of them can be read in one way only and none speaks against it."""
    seen: set[Order] = set()
    for text in texts:
        for match in _NUMERIC.finditer(text[:MAX_TEXT]):
            a, b = int(match[1]), int(match[3])
            if len(match[4]) == 4 and a != b and max(a, b) <= 31 and min(a, b) <= 12 < max(a, b):
                seen.add("DMY" if a > 12 else "MDY")
    return seen.pop() if len(seen) == 1 else None


def is_ambiguous(text: str, day: date) -> bool:
    """Whether a text has this day in numbers that could as well be another day (03/09/2026)."""
    for match in _NUMERIC.finditer(text[:MAX_TEXT]):
        a, b, year = int(match[1]), int(match[3]), match[4]
        if a != b and {a, b} == {day.day, day.month} and year in (str(day.year), f"{day.year % 100:02}"):
            return match[2].strip() != "." and max(a, b) <= 12
    return False


def yearless(text: str) -> tuple[int, int] | None:
    """(month, day) of a text's first date without a year, as datelines and cards have it: 'BAKU, 2 March', '07月28日'."""
    folded = fold(text[:MAX_TEXT])
    if cjk := _CJK_YEARLESS.search(folded):
        return (int(cjk[1]), int(cjk[2])) if 1 <= int(cjk[1]) <= 12 and 1 <= int(cjk[2]) <= 31 else None
    months = _months()
    for pattern, name, number in ((_YEARLESS_DAY_MONTH, 2, 1), (_YEARLESS_MONTH_DAY, 1, 2)):
        for match in pattern.finditer(folded):
            if months.get(match[name], _SOLAR) < _SOLAR and 1 <= int(match[number]) <= 31:
                return months[match[name]], int(match[number])
    return None


def relative(text: str, fetched: datetime) -> date | None:
    """The day that 'yesterday' or '5 hours ago' names, counted from the fetch: a day and no time, as the words are coarse."""
    folded = fold(text[:80]).strip(" .,·|-–:")
    words = _relative()
    for word in words["today"]:
        if _has(folded, word):
            return fetched.date()
    for word in words["yesterday"]:
        if _has(folded, word):
            return (fetched - timedelta(days=1)).date()
    if not any(_has(folded, w) for w in (*words["after"], *words["before"])):
        return None
    tokens = re.findall(r"\d{1,3}|[^\W\d_]+", folded)
    number: int | None = None
    unit: str | None = None
    for token in tokens:
        if token.isdigit():
            number = int(token)
        elif number is None and token in words["numbers"]:
            number = words["numbers"][token]
        if unit is None:
            unit = words["units"].get(token) or next((u for w, u in words["cjk"].items() if token.startswith(w)), None)
    if number is None:
        number = next((n for t in tokens for w, n in words["numbers"].items() if t.startswith(w) and not w.isascii()), None)
    if unit is None or number is None:
        return None
    seconds = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}[unit]
    return (fetched - timedelta(seconds=seconds * number)).date()


def is_modified(text: str) -> bool:
    """Whether the words beside a date call it the time of a change and not of publication."""
    folded = fold(text[:MAX_TEXT])
    return bool(_words("modified").search(folded)) and not _words("published").search(folded)


def is_clock(text: str) -> bool:
    """Whether the words beside a date say that it is the reader's own: 'Printed on', 'Today is'."""
    return bool(_words("clock").search(fold(text[:MAX_TEXT])))


def is_release(text: str) -> bool:
    """Whether the words before a date call it that of a release: 'Press release of'."""
    return bool(_words("release").search(fold(text[:MAX_TEXT]))) or says_published(text)


def says_published(text: str) -> bool:
    """Whether the words beside a date call it the time of publication."""
    return bool(_words("published").search(fold(text[:MAX_TEXT])))


def fold(text: str) -> str:
    """Lower case without accents, with ASCII digits, plain Arabic letters and two-word months joined: what the patterns expect."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = text.replace("İ", "i").replace("I", "i").replace("ı", "i").casefold().replace("ə", "e")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    text = unicodedata.normalize("NFC", text)
    text = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and unicodedata.digit(c, None) is not None else c for c in text
    )
    text = text.replace("ـ", "").replace("ى", "ي").replace("ئ", "ي").replace("ی", "ي").replace("ک", "ك")
    return re.sub(r"(تشرين|كانون)\s+ال", r"\1ال", " ".join(text.split()))


def _days(text: str, order: Order | None, language: str | None) -> Iterator[tuple[int, int, int, int, int]]:
    for m in _ISO.finditer(text):
        yield m.start(), m.end(), int(m[1]), int(m[3]), int(m[4])
    for m in _CJK.finditer(text):
        yield m.start(), m.end(), int(m[1]), int(m[2]), int(m[3])
    months = _months()
    for m in _DAY_MONTH.finditer(text):
        if m[2] in months:
            yield m.start(), m.end(), int(m[3]), months[m[2]], int(m[1])
    for m in _MONTH_DAY.finditer(text):
        if m[1] in months:
            yield m.start(), m.end(), int(m[3]), months[m[1]], int(m[2])
    for m in _YEAR_FIRST.finditer(text):
        name, day = (m[3], m[2]) if m[3] else (m[4], m[5])
        if name in months:
            yield m.start(), m.end(), int(m[1]), months[name], int(day)
    for m in _SHORT_YEAR.finditer(text):
        if m[2] in months:
            yield m.start(), m.end(), 2000 + int(m[3]), months[m[2]], int(m[1])
    for m in _NUMERIC.finditer(text):
        if (parts := _ordered(int(m[1]), int(m[3]), m[4], m[2].strip(), order, language)) is not None:
            yield m.start(), m.end(), *parts


def _ordered(a: int, b: int, year: str, mark: str, order: Order | None, language: str | None) -> tuple[int, int, int] | None:
    """(year, month, day) of a numeric date, or None where the order is not known."""
    if len(year) == 2:
        if order == "YMD":
            return 2000 + a, b, int(year)
        if order is None and mark != ".":
            return None
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if order == "MDY" and a <= 12:
        return full, a, b
    if order in ("DMY", "YMD") and b <= 12:
        return full, b, a
    if a > 12 or a == b or (b <= 12 and (mark == "." or (language or "")[:2] in _data()["day_first"])):
        return full, b, a
    return (full, a, b) if b > 12 else None


def _clock(text: str, start: int, end: int) -> tuple[tuple[int, int, int] | None, tzinfo | None]:
    """The time of day beside a date (within 25 characters after it, or 14 before), and its offset where one is written."""
    after, before = text[end : end + 60], text[max(0, start - 16) : start]
    match = _TIME.search(after[:40]) or _HOUR.search(after[:30])
    tail = after[match.end() :] if match else ""
    if match is None and (match := _TIME.search(before)) is not None:
        tail = before[match.end() :]
    if match is None:
        return None, None
    if match.re is _HOUR:
        hour = int(match[1]) % 12 + (12 if match[2].startswith("p") else 0)
        return (hour, 0, 0), _zone(tail)
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    marks: dict[str, int] = _data()["folded_meridiem"]
    lead = after[: match.start()] if after[match.start() : match.end()] == match[0] else ""
    for mark, add in marks.items():
        if re.match(rf"\s?{re.escape(mark)}(?![^\W\d_])", tail) or (lead and lead.rstrip().endswith(mark) and not mark.isascii()):
            hour = hour % 12 + add
            tail = tail.replace(mark, "", 1)
            break
    return ((hour, minute, second) if second < 60 else None), _zone(tail)


def _zone(tail: str) -> tzinfo | None:
    if offset := _OFFSET.match(tail):
        hours, minutes = int(offset[1].replace(" ", "").replace("−", "-")), int(offset[2] or 0)
        if abs(hours) <= 14:
            return timezone(timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes))
    named = _ZONE.match(tail)
    minutes_east = _data()["zones"].get(named[1]) if named else None
    return timezone(timedelta(minutes=minutes_east)) if minutes_east is not None else None


def _moment(year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: tzinfo | None) -> datetime | date | None:
    try:
        if month > _SOLAR or year in solar.YEARS:
            found = solar.gregorian(year, month % _SOLAR, day)
            year, month, day = found.year, found.month, found.day
        if year not in YEARS:
            return None
        return datetime(year, month, day, *clock, tzinfo=zone) if clock else date(year, month, day)
    except ValueError:
        return None


def _has(text: str, word: str) -> bool:
    if _is_han(word):
        return word in text
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text) is not None


@cache
def _words(kind: str) -> re.Pattern[str]:
    words = sorted(_data()[kind], key=len, reverse=True)
    whole = "|".join(re.escape(w) for w in words if not _is_han(w))
    return re.compile(rf"(?<![^\W\d_])(?:{whole})(?![^\W\d_])|{'|'.join(re.escape(w) for w in words if _is_han(w))}")


def _is_han(word: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in word)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "months.yml").read_text(encoding="utf-8"))
    data["modified"] = tuple(fold(w) for w in data["modified"])
    data["clock"] = tuple(fold(w) for w in data["clock"])
    data["published"] = tuple(fold(w) for w in data["published"])
    data["release"] = tuple(fold(w) for w in data["release"])
    data["zones"] = {fold(str(k)): v for k, v in data["zones"].items()}
    data["folded_meridiem"] = dict(sorted(((fold(k), v) for k, v in data["meridiem"].items()), key=lambda kv: -len(kv[0])))
    return data


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for months in _data()["months"].values():
        for number, forms in enumerate(months, 1):
            for form in forms:
                names[fold(form).replace(" ", "")] = number
    for number, forms in enumerate(_data()["solar_months"], _SOLAR + 1):
        names.update((fold(form).replace(" ", ""), number) for form in forms)
    return names


@cache
def _relative() -> dict[str, Any]:
    words = _data()["relative"]
    units = {fold(w): unit for unit, forms in words["units"].items() for w in forms}
    return {
        "units": units,
        "cjk": {w: u for w, u in units.items() if "\u4e00" <= w[0] <= "\u9fff"},
        "numbers": {fold(w): int(n) for n, forms in words["numbers"].items() for w in forms},
        **{k: tuple(fold(w) for w in words[k]) for k in ("after", "before", "today", "yesterday")},
    }
