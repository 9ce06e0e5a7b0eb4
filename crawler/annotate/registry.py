"""Who holds which office when, by records already written? Each fact is dated and names the records that bear it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.model import Document
from crawler.ontology.folding import fold
from crawler.ontology.officials import Term

LASTING = timedelta(days=120)
"""How long before the first and after the last record that names it an office is taken to be held."""
WITNESSES = 2
"""Articles of different sites, or of different days, that a fact needs: one may be wrong."""
EVIDENCE = 5
"""Records named as evidence; more say nothing new."""


@dataclass(frozen=True, slots=True)
class _Seen:
    name: str
    sectors: tuple[str, ...]
    day: date
    record: str
    site: str


def learn(documents: Iterable[Document]) -> list[Term]:
    """The offices that records name with their holders, in order of country and name.

    A holder needs a full name, a title, a country and a publication day; former ones teach nothing. Where two people are said to
    hold one office of a country at once, neither is learned.
    """
    seen: dict[tuple[str, str, str], list[_Seen]] = {}
    for document in documents:
        day = _day(document.published)
        if day is None or document.duplicate_of is not None:
            continue
        for entity in document.entities:
            role = entity.role
            if entity.label != "PERSON" or role is None or role.status is not None or " " not in entity.name:
                continue
            if role.title and role.country:
                key = (role.country, role.title, fold(entity.name))
                seen.setdefault(key, []).append(_Seen(entity.name, role.sectors, day, document.id, document.source.site))
    terms = [_term(country, title, facts) for (country, title, _), facts in seen.items() if _enough(facts)]
    return sorted((t for t in terms if not any(_rivals(t, o) for o in terms)), key=lambda t: (t.country, t.name, t.title))


def _day(moment: datetime | date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _enough(facts: list[_Seen]) -> bool:
    return len({f.record for f in facts}) >= WITNESSES and len({(f.site, f.day) for f in facts}) >= WITNESSES


def _term(country: str, title: str, facts: list[_Seen]) -> Term:
    ordered = sorted(facts, key=lambda f: f.day)
    records = list(dict.fromkeys(f.record for f in ordered))[:EVIDENCE]
    return Term(
        ordered[-1].name, country, title, ordered[-1].sectors, ordered[0].day - LASTING, ordered[-1].day + LASTING,
        "records " + ", ".join(records),
    )  # fmt: skip


def _rivals(one: Term, other: Term) -> bool:
    """Whether two people are said to hold an office that a country has one of, at the same time."""
    single = one.title in ("President", "Prime Minister", "Foreign Minister", "Chancellor", "King")
    same = (one.country, one.title) == (other.country, other.title) and fold(one.name) != fold(other.name)
    if not (single and same) or one.end is None or other.end is None:
        return False
    return one.start + LASTING <= other.end - LASTING and other.start + LASTING <= one.end - LASTING
