"""Whom of a text's persons does the registry know, and might a namesake be meant?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.annotate.holders import title_of
from crawler.annotate.matching import Match
from crawler.annotate.stage import Figure
from crawler.annotate.tokens import PRIVATE, Name, Words
from crawler.ontology.folding import fold
from crawler.ontology.offices import offices
from crawler.ontology.officials import Holding, Officials, is_famous
from crawler.ontology.shapes import shapes


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for or against a famous holder: the text's words, its title, the countries it names, its day."""

    words: Words
    names: Sequence[Name]
    lands: frozenset[str]
    firsts: Mapping[str, frozenset[str]]
    """Given names by the family name behind them, folded."""
    day: date | None


def evidence(
    words: Words, names: Sequence[Name], matches: Sequence[Match], home: str | None, title: str | None, day: date | None
) -> Evidence:
    """Gathered once a text. `title`: the article's."""
    lands = {m.entry.country for m in matches if m.entry.country is not None and m.entry.kind != "person"}
    return Evidence(words, names, frozenset(lands | ({home} if home else set())), _first_names(words, (title or "").split()), day)


def known(registry: Officials, seen: Evidence, figures: Sequence[Figure]) -> dict[int, Holding]:
    """The offices of persons by number: by full name, by title and surname, or by a famous surname that stands alone."""
    found: dict[int, Holding] = {}
    for number, figure in enumerate(figures):
        if figure.label == "PERSON":
            holding = _holding(registry, seen, figure)
            if holding is not None:
                found[number] = holding
    return found


def _holding(registry: Officials, seen: Evidence, figure: Figure) -> Holding | None:
    spans = [seen.names[i] for i in figure.names]
    spellings = (" ".join(seen.words.text[n.start : n.end]).replace(" - ", "-") for n in spans)
    spelled = set({fold(s): s for s in spellings}.values())
    for name in sorted(spelled, key=len, reverse=True):
        holding = registry.on(name, seen.day)
        if holding is not None:
            plain = len(name.split()) < 3 and not is_famous(holding.term) and not figure.phrases
            unsure = seen.day is None and plain  # a namesake of any time
            return holding if not unsure and _may_be(seen, figure, holding) else None
    if len(spelled) > 1:
        return None
    (surname,) = spelled
    if " " in surname and not figure.phrases:
        return None
    said = seen.firsts.get(fold(surname), frozenset())
    if said and any(not said <= set(bearer.split()) for bearer in registry.bearers(surname)):
        return None
    if figure.phrases:
        return _titled(registry, seen, figure, surname)
    holding = registry.by_surname(surname, seen.day)
    if holding is None or (fold(surname) in shapes().shared and holding.term.country not in seen.lands):
        return None
    return holding if _is_near(seen, holding, sure=seen.day is not None and not holding.former) else None


def _titled(registry: Officials, seen: Evidence, figure: Figure, surname: str) -> Holding | None:
    """'President Medvedev', 'Secretary Gates': a title that names no country, and the one holder of such an office."""
    for phrase in figure.phrases:
        if phrase.office is None or phrase.countries or phrase.organisation or phrase.owner or phrase.elsewhere:
            continue
        holding = registry.titled(surname, title_of(phrase, seen.words), seen.day, seen.lands)
        if holding is not None:
            return holding
    return None


def _may_be(seen: Evidence, figure: Figure, holding: Holding) -> bool:
    """Whether nothing the text says contradicts the holder of a full name."""
    callings = {p.sectors[0] for p in figure.phrases if p.sectors}
    if callings and callings <= PRIVATE:
        return False
    return _is_near(seen, holding, sure=is_famous(holding.term) and not holding.former)


def _is_near(seen: Evidence, holding: Holding, sure: bool) -> bool:
    """Whether the text is of the holder's country, or of none; where that is `sure` without, any text will do."""
    return sure or not seen.lands or holding.term.country in seen.lands


def _first_names(words: Words, heading: Sequence[str]) -> dict[str, frozenset[str]]:
    """By folded family name: the given names, folded, that text and title put before it. 'Jay Carney' is no Mark."""
    text, table, firsts = words.text, offices(), shapes().first_names
    pairs = [(text[i - 1], text[i]) for i in range(1, len(text)) if words.space[i - 1]]
    pairs += list(zip(heading, (w.strip(",.;:'’\"") for w in heading[1:]), strict=False))
    found: dict[str, set[str]] = {}
    for first, last in pairs:
        if first[:1].isupper() and first.isalpha() and len(first) > 1 and first.title() in firsts:
            low = first.lower()
            if low not in table.offices and low not in table.courtesy and low not in table.portfolios:
                found.setdefault(fold(last), set()).add(fold(first))
    return {last: frozenset(names) for last, names in found.items()}
