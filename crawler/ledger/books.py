"""Do the books of a run balance? Every URL found in it and the one outcome it had."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["written", "unchanged", "duplicate", "rejected", "gone"]

MOST_MISTAKES = 100
"""Mistakes kept in words: one is a bug, a hundred are the same bug."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Found = written + unchanged + duplicate + rejected + gone + pending, in URLs of one run."""

    found: int = 0
    written: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejected: int = 0
    gone: int = 0
    pending: int = 0

    @property
    def balances(self) -> bool:
        """Whether the two sides are equal."""
        return self.found == self.written + self.unchanged + self.duplicate + self.rejected + self.gone + self.pending

    def __str__(self) -> str:
        return (
            f"found {self.found} = written {self.written} + unchanged {self.unchanged} + duplicate {self.duplicate} "
            f"+ rejected {self.rejected} + gone {self.gone} + pending {self.pending}"
        )


class Books:
    """Found on one side, outcomes on the other, counted apart so that a slip shows."""

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._closed: set[str] = set()
        self._found = 0
        self._outcomes: Counter[str] = Counter()
        self.mistakes: list[str] = []

    def found(self, id: str) -> bool:
        """Enter a page. False when it was entered before."""
        if id in self._open or id in self._closed:
            return False
        self._found += 1
        self._open.add(id)
        return True

    def close(self, id: str, outcome: Outcome) -> None:
        """Enter the outcome of a page; one that nobody announced (a page given by hand) is found by that."""
        self.found(id)
        if id in self._closed:
            if len(self.mistakes) < MOST_MISTAKES:
                self.mistakes.append(f"{id} got a second outcome: {outcome}")
            return
        self._open.discard(id)
        self._closed.add(id)
        self._outcomes[outcome] += 1

    def reopen(self, id: str, outcome: Outcome) -> None:
        """What got this outcome without being asked for is asked for after all."""
        self._closed.remove(id)
        self._open.add(id)
        self._outcomes[outcome] -= 1

    def balance(self) -> Balance:
        """The books as they stand."""
        return Balance(found=self._found, pending=len(self._open), **self._outcomes)
