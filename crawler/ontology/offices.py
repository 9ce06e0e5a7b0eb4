"""What do titles and common nouns for actors say? Data in titles.yml and sectors.yml, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from crawler.ontology.english import english

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Office:
    """A title's head: the sectors of its holder, main one first; `body`: they come from the body named with it, if any."""

    words: str
    sectors: tuple[str, ...]
    body: bool = False
    weak: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun for an actor: its sector; `body`: an institution, not people; `plural`: of its form."""

    words: str
    sector: str
    body: bool
    plural: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """All titles and nouns by lower-case spelling."""

    offices: Mapping[str, Office]
    nouns: Mapping[str, Noun]
    portfolios: frozenset[str]
    portfolio_sectors: Mapping[str, str]
    status: Mapping[str, str]
    courtesy: frozenset[str]
    canonical: Mapping[str, str]
    counts: frozenset[str]
    in_names: Mapping[str, str]
    """Words of organisations' names → sector."""


@cache
def offices() -> Offices:
    """The titles and nouns, read once. Raises ValueError naming the file where it is malformed."""
    titles, sectors = _read("titles.yml"), _read("sectors.yml")
    irregular: dict[str, str] = titles["plurals"]
    found: dict[str, Office] = {}
    for row in titles["heads"]:
        body, weak = row.get("holder") == "body", row.get("weak", False)
        for words in row["words"]:
            found[words] = Office(words, tuple(row["sectors"]), body, weak)
    for many, one in irregular.items():
        if one in found:
            found[many] = Office(one, found[one].sectors, found[one].body, found[one].weak, True)
    for words, office in list(found.items()):
        for many in (plural(words), _first_plural(words)):
            if many and many not in found:
                found[many] = Office(office.words, office.sectors, office.body, office.weak, True)
    nouns: dict[str, Noun] = {}
    counts = frozenset(sectors.pop("counts"))
    in_names = {word: sector for sector, words in sectors.pop("names").items() for word in words}
    for sector, kinds in sectors.items():
        for kind, words_of_kind in kinds.items():
            for words in words_of_kind:
                body = kind == "bodies"
                nouns.setdefault(words, Noun(words, sector, body, _is_plural(words)))
                if not _is_plural(words):
                    nouns.setdefault(plural(words), Noun(words, sector, body, True))
    return Offices(
        found, nouns, frozenset(titles["portfolios"]),
        {word: sector for sector, words in titles["portfolio_sectors"].items() for word in words},
        {word: status for status, words in titles["status"].items() for word in words},
        frozenset(titles["courtesy"]),
        {spelling: name for name, spellings in titles["canonical"].items() for spelling in spellings}, counts, in_names,
    )  # fmt: skip


def plural(words: str) -> str:
    """English plural of a phrase's last word: 'deputy minister' → 'deputy ministers', 'policeman' → 'policemen'."""
    if words.endswith("man") and not words.endswith("woman") and words != "human":
        return words[:-3] + "men"
    if words.endswith("woman"):
        return words[:-5] + "women"
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    if words.endswith(("s", "x", "ch", "sh")):
        return words + "es"
    return words + "s"


def _first_plural(words: str) -> str | None:
    """'chief of staff' → 'chiefs of staff'."""
    head, of, rest = words.partition(" of ")
    return plural(head) + of + rest if of else None


def _is_plural(words: str) -> bool:
    last = words.rpartition(" ")[2]
    if last in english().unmarked or last.endswith(("men", "children", "people")):
        return (
            last not in ("media", "press", "clergy", "intelligence", "police", "staff", "artillery", "infantry", "crew")
            or last == "police"
        )
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ics", "headquarters"))


def _read(file: str) -> Any:
    try:
        return yaml.load((FOLDER / file).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"{file}: {error}") from None
