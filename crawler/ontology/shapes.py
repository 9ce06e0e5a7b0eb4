"""What shape do names have? Heads of organisations and places, given names, endings of family names. Data in names.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Shapes:
    """Word lists as names.yml explains them."""

    forward: frozenset[str]
    backward: frozenset[str]
    places: frozenset[str]
    documents: frozenset[str]
    events: frozenset[str]
    particles: frozenset[str]
    given: frozenset[str]
    surnames: tuple[str, ...]
    family_first: frozenset[str]
    shared: frozenset[str]
    first_names: frozenset[str]


@cache
def shapes() -> Shapes:
    """The lists, read once. Raises ValueError where the file is malformed."""
    text = (Path(__file__).parent / "names.yml").read_text(encoding="utf-8")
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"names.yml: {error}") from None
    lists = {
        name: frozenset(data[name])
        for name in ("forward", "backward", "places", "documents", "events", "particles", "family_first", "shared")
    }
    given = frozenset(data["given"].split())
    firsts = given | frozenset(data["first_names"].split())
    return Shapes(given=given, first_names=firsts, surnames=tuple(data["surnames"]), **lists)
