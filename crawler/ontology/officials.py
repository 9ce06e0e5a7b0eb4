"""Who held which office on a day? Data in gazetteer/officials.yml, read once; facts learned from a corpus may be added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from crawler.ontology.folding import fold
from crawler.ontology.offices import offices

_FILE = Path(__file__).parent / "gazetteer" / "officials.yml"
_FAMOUS = (
    "president", "prime minister", "chancellor", "premier", "king", "queen",
    "emir", "supreme leader", "foreign minister", "secretary of state", "secretary-general", "secretary general",
    "leader", "crown prince", "foreign secretary", "external affairs minister", "high representative",
)  # fmt: skip
"""Offices whose holder a text may call by the surname alone."""


class OfficialsError(ValueError):
    """A line of officials.yml is malformed; the message names country and line."""


@dataclass(frozen=True, slots=True)
class Term:
    """An office held: country as coded (AZE, UNO, IGO …), first day and last day (None: still), and where it was learned."""

    name: str
    country: str
    title: str
    sectors: tuple[str, ...]
    start: date
    end: date | None
    source: str = "officials.yml"


@dataclass(frozen=True, slots=True)
class Holding:
    """What somebody was on a day; `former`: the last office is over."""

    term: Term
    former: bool


class Officials:
    """Terms by the folded name of the holder."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, list[Term]] = {}
        self._surnames: dict[str, set[str]] = {}
        for term in terms:
            self.add(term)

    def add(self, term: Term) -> None:
        """One more fact."""
        key = fold(term.name)
        self._terms.setdefault(key, []).append(term)
        self._surnames.setdefault(key.split()[-1], set()).add(key)

    @property
    def names(self) -> list[str]:
        """All names as they were given."""
        return [term.name for terms in self._terms.values() for term in terms]

    def on(self, name: str, day: date | None) -> Holding | None:
        """What somebody of that full name was on a day (None: as far as known), or None."""
        terms = self._terms.get(fold(name))
        return _at(terms, day) if terms else None

    def by_surname(self, surname: str, day: date | None) -> Holding | None:
        """The one famous holder of that surname who was in office on the day, or None where there is none or two."""
        found = []
        for key in self._surnames.get(fold(surname), ()):
            holding = _at(self._terms[key], day)
            if holding is not None and holding.term.title.lower().startswith(_FAMOUS):
                found.append(holding)
        serving = [h for h in found if not h.former]
        people = {(h.term.country, h.term.title, h.term.start) for h in serving or found}
        return (serving or found)[0] if len(people) == 1 else None


def _at(terms: list[Term], day: date | None) -> Holding | None:
    ordered = sorted(terms, key=lambda t: t.start)
    if day is None:
        return Holding(ordered[-1], ordered[-1].end is not None)
    serving = [t for t in ordered if t.start <= day and (t.end is None or day <= t.end)]
    if serving:
        return Holding(serving[-1], False)
    over = [t for t in ordered if t.end is not None and t.end < day]
    return Holding(over[-1], True) if over else None


@cache
def known() -> Mapping[str, tuple[Term, ...]]:
    """The terms of officials.yml by country. Raises OfficialsError."""
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    found: dict[str, tuple[Term, ...]] = {}
    for country, lines in data.items():
        found[country] = tuple(term for line in lines for term in _read(country, line))
    return found


def officials() -> Officials:
    """A fresh registry with all that officials.yml knows."""
    return Officials(term for terms in known().values() for term in terms)


def _read(country: str, line: str) -> list[Term]:
    parts = [p.strip() for p in line.split("|")]
    if len(parts) != 4 or not parts[2]:
        raise OfficialsError(f"officials.yml: {country}: {line!r} is not `Name | title | from | to`")
    names, title, start, end = parts
    try:
        days = (_day(start, False), _day(end, True) if end else None)
    except ValueError as error:
        raise OfficialsError(f"officials.yml: {country}: {line!r}: {error}") from None
    sectors = sectors_of(title)
    return [Term(name.strip(), country, title, sectors, days[0] or date.min, days[1]) for name in names.split(" / ")]


def sectors_of(title: str) -> tuple[str, ...]:
    """The sectors of a title in plain English, by its words."""
    low = title.lower().replace("defense", "defence")
    table = offices()
    words = low.split()
    noun = table.nouns.get(low)
    if noun is not None:
        return (noun.sector,)
    for weak in (False, True):
        for size in range(min(5, len(words)), 0, -1):
            for i in range(len(words) - size + 1):
                office = table.offices.get(" ".join(words[i : i + size]))
                if office is not None and office.weak is weak:
                    extra = next((s for w, s in table.portfolio_sectors.items() if w in low), None)
                    return (*office.sectors, extra) if extra and office.sectors == ("GOV",) else office.sectors
    return ("GOV",)


def _day(text: str, last: bool) -> date:
    year, _, month = text.partition("-")
    day = date(int(year), int(month or (12 if last else 1)), 1)
    return day.replace(day=28) if last else day


@cache
def famous() -> frozenset[str]:
    """Folded surnames, of five letters and more, that texts use alone and that are no common words."""
    terms = (t for terms in known().values() for t in terms if t.title.lower().startswith(_FAMOUS))
    names = {fold(t.name).split()[-1] for t in terms if " " in t.name}
    return frozenset(n for n in names if len(n) > 4) - _COMMON


_COMMON: frozenset[str] = frozenset(
    [
        "brown",
        "major",
        "bishop",
        "francis",
        "charles",
        "straw",
        "power",
        "price",
        "young",
        "rice",
        "costa",
        "santos",
        "martin",
        "taylor",
        "johnson",
        "singh",
        "khan",
        "bush",
        "carter",
        "gates",
        "moon",
        "abdullah",
        "hussein",
        "hassan",
        "ahmed",
        "salman",
        "mohamed",
        "muhammad",
        "obasanjo",
        "gantz",
        "harris",
        "clark",
        "putra",
        "merit",
        "sultan",
        "thani",
        "nahyan",
        "maktoum",
    ]
)
