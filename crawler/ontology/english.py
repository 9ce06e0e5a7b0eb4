"""Which English words help to tell names from other words? Lists by use, in english.yml, read once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "english.yml"


class EnglishError(ValueError):
    """english.yml is malformed; the message names the list."""


@dataclass(frozen=True, slots=True)
class English:
    """The lists as english.yml explains them."""

    weekdays: frozenset[str]
    months: frozenset[str]
    directions: frozenset[str]
    place_leads: frozenset[str]
    place_tails: frozenset[str]
    human: frozenset[str]
    short_bodies: frozenset[str]
    ranks: frozenset[str]
    after_titles: frozenset[str]
    sentence_words: frozenset[str]
    backed: frozenset[str]
    senders: frozenset[str]
    adjectival: frozenset[str]
    sides: frozenset[str]
    pairs: frozenset[str]
    unmarked: frozenset[str]
    place_kinds: frozenset[str]
    no_names: frozenset[str]
    peoples: frozenset[str]
    stage: frozenset[str]
    headline_verbs: frozenset[str]
    kin: frozenset[str]
    voices: frozenset[str]
    servants: frozenset[str]
    principals: frozenset[str]
    arrivals: frozenset[str]
    speakers: frozenset[str]

    @property
    def calendar(self) -> frozenset[str]:
        """Names of days and months."""
        return self.weekdays | self.months


@cache
def english() -> English:
    """The lists, read once. Raises EnglishError."""
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    lists = {}
    for field in fields(English):
        words = data.get(field.name)
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise EnglishError(f"english.yml: {field.name}: a list of words is wanted")
        lists[field.name] = frozenset(words)
    return English(**lists)
