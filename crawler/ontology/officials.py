"""Who held which office on a day? Data in gazetteer/officials.yml, read once; facts learned from a corpus may be added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from crawler.ontology.folding import fold, plain
from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.offices import offices
from crawler.ontology.shapes import shapes

_FILE = Path(__file__).parent / "gazetteer" / "officials.yml"
_FAMOUS = (
    "president", "prime minister", "chancellor", "premier", "king", "queen",
    "emir", "supreme leader", "foreign minister", "secretary of state", "secretary-general", "secretary general",
    "leader", "crown prince", "foreign secretary", "external affairs minister", "high representative",
)  # fmt: skip
"""Offices whose holder a text may call by the surname alone."""
_FAMILY_FIRST = frozenset({"CHN", "TWN", "PRK", "KOR", "SGP"})
"""Where the family name stands before the given name; later mentions use it."""
TOWN = 100_000
"""People of a town whose name is a town first: 'Matsumoto', 'Cameron'."""
ELECTED = timedelta(days=100)
"""So long before a term its holder may be elected or named."""
SOON = timedelta(days=45)
"""So long before a term texts may already call somebody by the office (terms are known by month)."""


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
    coming: bool = False
    """Whether the term is yet to begin, within months: elected or named."""


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
        for surname in _surnames(term):
            self._surnames.setdefault(surname, set()).add(key)

    @property
    def names(self) -> list[str]:
        """All names as they were given, and without their diacritics."""
        return [name for terms in self._terms.values() for term in terms for name in dict.fromkeys((term.name, plain(term.name)))]

    def on(self, name: str, day: date | None) -> Holding | None:
        """What somebody of that full name was on a day (None: as far as known), or None."""
        terms = self._terms.get(fold(name))
        return _at(terms, day) if terms else None

    def by_surname(self, surname: str, day: date | None) -> Holding | None:
        """The one famous holder of that surname who was in office on the day, or None where there is none or two."""
        found = []
        for key in self._surnames.get(fold(surname), ()):
            holding = _at(self._terms[key], day)
            if holding is not None and any(is_famous(t) for t in self._terms[key] if t.start <= holding.term.start):
                found.append(holding)
        serving = [h for h in found if not h.former and not h.coming]
        people = {(h.term.country, h.term.title, h.term.start) for h in serving or found}
        return (serving or found)[0] if len(people) == 1 else None

    def bearers(self, surname: str) -> frozenset[str]:
        """The folded full names of all who have that surname."""
        return frozenset(self._surnames.get(fold(surname), ()))

    def titled(self, surname: str, title: str, day: date | None, lands: Collection[str] = ()) -> Holding | None:
        """The one holder of a surname and an office, serving on the day if any was: 'President Medvedev'; None where none or two.

        `lands`: the countries that the text names; of two holders the one of these is meant. `title` may say less than the
        office: 'Secretary' for a Secretary of State. Terms that begin after the day don't count.
        """
        said = set(title.lower().replace("defense", "defence").split())
        found = []
        for key in self._surnames.get(fold(surname), ()):
            for term in self._terms[key]:
                if (day is None or term.start <= day + SOON) and _says(said, term.title):
                    found.append(Holding(term, term.end is not None and (day is None or term.end + SOON < day)))
        serving = ([h for h in found if not h.former] if day is not None else []) or found
        if len({h.term.country for h in serving}) > 1:
            serving = [h for h in serving if h.term.country in lands]
        countries = {h.term.country for h in serving}
        return max(serving, key=lambda h: h.term.start) if len(countries) == 1 else None


def _says(said: set[str], title: str) -> bool:
    """Whether the words of a title in a text are those of an office, or fewer; 'President' is no Vice President."""
    whole = set(title.lower().replace("defense", "defence").split())
    rank = {"vice", "deputy", "first", "prime", "party", "opposition", "rebel"}
    return bool(said) and said <= whole and not (whole & rank) - said


_PREMIERS = ("prime minister", "premier", "taoiseach")
_ALIKE = {
    "prime minister": _PREMIERS, "premier": _PREMIERS, "pm": _PREMIERS, "president": ("president",), "king": ("king",),
    "queen": ("queen", "king"), "emir": ("emir",), "sultan": ("sultan",), "chancellor": ("chancellor",),
    "foreign minister": ("foreign minister", "external affairs minister"), "secretary of state": ("secretary of state",),
    "foreign secretary": ("foreign secretary",),
}  # fmt: skip
"""Offices that a country has or hasn't, and the titles of officials.yml that show it has."""


@cache
def has_office(country: str, office: str) -> bool:
    """Whether a country has an office: no Prime Minister in the USA. True where officials.yml can't tell.

    `office`: the words of a title's head in small letters.
    """
    wanted, terms = _ALIKE.get(office), known().get(country)
    if wanted is None or terms is None:
        return True
    titles = {t.title.lower() for t in terms}
    if office == "foreign minister" and not titles & {"secretary of state", "foreign secretary"}:
        return True
    return bool(titles.intersection(wanted))


def is_famous(term: Term) -> bool:
    """Whether the office is one whose holder a text may call by the surname alone."""
    return term.title.lower().startswith(_FAMOUS)


def _surnames(term: Term) -> tuple[str, ...]:
    """The words of a name, folded, that later mentions use: the last, without 'Jr.'; in parts of Asia the first."""
    parts = [p for p in fold(term.name).split() if p.strip(".") not in ("jr", "sr", "ii", "iii", "iv", "vi")] or [fold(term.name)]
    return (parts[-1], parts[0]) if term.country in _FAMILY_FIRST else (parts[-1],)


def _at(terms: list[Term], day: date | None) -> Holding | None:
    ordered = sorted(terms, key=lambda t: t.start)
    if day is None:
        return Holding(ordered[-1], ordered[-1].end is not None)
    serving = [t for t in ordered if t.start <= day and (t.end is None or day <= t.end)]
    if serving:
        return Holding(serving[-1], False)
    coming = [t for t in ordered if day < t.start <= day + ELECTED]
    if coming:
        return Holding(coming[0], False, True)
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


@cache
def full_names() -> frozenset[str]:
    """Folded names of all holders that officials.yml knows."""
    return frozenset(fold(t.name) for terms in known().values() for t in terms)


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
    """Folded surnames, of five letters and more, that texts use alone: no given names, big towns or common words (names.yml)."""
    terms = (t for terms in known().values() for t in terms if is_famous(t))
    names = {_surnames(t)[0] for t in terms if " " in t.name}
    given = {fold(name) for name in shapes().given}
    places = {n for n in names if any(s.population >= TOWN for s in gazetteer().spots(n))} | {fold(n) for n in gazetteer().names}
    return frozenset(n for n in names if len(n) > 4) - given - places - shapes().shared
