"""Where do lines lie? (first signatures; the segments follow)"""

from __future__ import annotations

from dataclasses import dataclass


class StorageFailed(Exception):
    """What we write to is full, read-only or lost: the run must stop (exit code 4). What was written stays whole."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a line lies: the segment's file name, the offset of its first byte, its length in bytes with the newline."""

    segment: str
    offset: int
    length: int
