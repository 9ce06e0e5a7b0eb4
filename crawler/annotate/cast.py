"""Who is on stage in a text? Entities with all their mentions, and every phrase that stands for one or several of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from crawler.model import Entity


@dataclass(frozen=True, slots=True)
class Reference:
    """A phrase that stands for somebody: `text[start:end]`, offsets in code points.

    `entities` are ids in the cast: one for a name, 'the minister', 'he'; several for 'the ministers', 'both sides'; none where
    the text leaves it open. `codes` runs parallel to `entities` where there are any, else it holds what the phrase itself gives
    ('the Turkish side': TUR; 'Ankara' as an actor: TUR). `kind`: name, role ('the minister'), side ('the Turkish side',
    'both sides'), pronoun, group ('Russian troops'). `plural` tells a phrase for several that is still open.
    """

    start: int
    end: int
    entities: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    kind: Literal["name", "role", "side", "pronoun", "group"] = "name"
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody named in a text. `entities[i].id == i`; `references` are sorted by start and don't overlap."""

    entities: tuple[Entity, ...] = ()
    references: tuple[Reference, ...] = ()

    def at(self, start: int, end: int) -> Reference | None:
        """The first reference that overlaps [start, end), or None."""
        i = bisect_left(self.references, start, key=lambda r: r.end - 1 if r.end > r.start else r.end)
        if i < len(self.references) and self.references[i].start < end:
            return self.references[i]
        return None

    def within(self, start: int, end: int) -> list[Reference]:
        """All references that overlap [start, end), in order."""
        return [r for r in self.references if r.start < end and r.end > start]
