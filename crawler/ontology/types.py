"""What kinds of events are there? PLOVER types with their modes, quads and CAMEO codes, read from plover.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("plover.yml")


@dataclass(frozen=True, slots=True)
class EventKind:
    """A PLOVER type: what it means, its quad (1-4, None for speech), its score (-10..10) and the scores of its modes."""

    name: str
    means: str
    quad: int | None
    score: float
    modes: dict[str, float]
    needs_recipient: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A CAMEO code: its name, Goldstein score (-10..10), and the PLOVER type, mode and contexts that it stands for."""

    code: str
    name: str
    goldstein: float
    type: str
    mode: str | None
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """All types and codes. `kinds` by type, `codes` by CAMEO code."""

    kinds: dict[str, EventKind]
    codes: dict[str, Code]
    contexts: frozenset[str]


@lru_cache(maxsize=1)
def ontology() -> Ontology:
    """The ontology of plover.yml, read once."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    kinds = {
        name: EventKind(name, k["means"], k["quad"], float(k["score"]), dict(k["modes"]), k.get("needs_recipient", False))
        for name, k in raw["types"].items()
    }
    codes = {
        code: Code(code, name, float(goldstein), type_, mode, tuple(contexts))
        for code, (name, goldstein, type_, mode, contexts) in raw["codes"].items()
    }
    return Ontology(kinds, codes, frozenset(raw["contexts"]))
