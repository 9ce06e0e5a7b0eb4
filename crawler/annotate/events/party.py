"""Who was found in a slot? A party: somebody of the text on a side of a deed, before events are built."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A participant found: span (code points), entities, codes, and how sure (1 named itself, less: through another word)."""

    start: int
    end: int
    entities: tuple[int, ...]
    codes: tuple[str, ...]
    kind: str
    sure: float = 1.0

    @property
    def named(self) -> bool:
        """Whether it is somebody in particular: a code with a country, or an entity."""
        return any(c and not c.startswith("---") for c in self.codes) or bool(self.entities)

    @property
    def coded(self) -> bool:
        """Whether anybody can be counted under it."""
        return any(self.codes)
