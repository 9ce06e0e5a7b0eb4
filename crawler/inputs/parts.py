"""Where can a file be cut, so that several machines read it at once? At records, exactly: never in the middle of one.

A WARC file of gzip members is walked member by member (inflating it costs a few thousandths of annotating it), JSON Lines line by
line. Anything else is one part.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

_READ = 1 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `first` to `until` of a file, which begin and end at a record; `line` lines of JSON Lines go before them."""

    path: str
    kind: Literal["warc", "lines", "whole"]
    first: int
    until: int
    line: int = 0

    @property
    def name(self) -> str:
        """The stem of what comes out of it: the same for the same bytes of the same file, of no other part."""
        stem = "".join(c if c.isalnum() or c in "-_" else "_" for c in Path(self.path).name)[:80]
        where = hashlib.sha256(os.path.realpath(self.path).encode("utf-8", "surrogateescape")).hexdigest()[:8]
        return f"{stem}-{where}-{self.first:012d}"


def cut(path: str, size: int) -> list[Part]:
    """The parts of a file, of `size` bytes or a record more, in order; together they are all of it.

    Raises OSError, and ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError(f"a part of {size} bytes")
    with Path(path).open("rb") as stream:
        total = os.fstat(stream.fileno()).st_size
        head = stream.read(1 << 12)
        stream.seek(0)
        if head[:2] == b"\x1f\x8b":
            if not gzip_head(head).startswith(b"WARC/"):
                return [Part(path, "whole", 0, total)]
            return [Part(path, "warc", first, until) for first, until, _ in _grouped(_members(stream), size, total)]
        if head.lstrip()[:1] == b"{":
            return [Part(path, "lines", first, until, line) for first, until, line in _grouped(_lines(stream), size, total)]
    return [Part(path, "whole", 0, total)]


def _grouped(starts: Iterator[tuple[int, int]], size: int, total: int) -> Iterator[tuple[int, int, int]]:
    """Records' starts (offset, number) to parts of at least `size` bytes (first, until, number)."""
    first, number = 0, 0
    for start, nth in starts:
        if start - first >= size:
            yield first, start, number
            first, number = start, nth
    yield first, total, number


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    offset = number = 0
    while block := stream.read(_READ):
        at = block.find(b"\n")
        while at >= 0:
            number += 1
            yield offset + at + 1, number
            at = block.find(b"\n", at + 1)
        offset += len(block)


def _members(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Where gzip members begin, the first left out. Ends silently at what is no gzip: who reads that part will say so."""
    read, number = 0, 0
    block = b""
    while True:
        inflater = zlib.decompressobj(31)
        while not inflater.eof:
            if not block:
                block = stream.read(_READ)
                read += len(block)
                if not block:
                    return
            try:
                inflater.decompress(block, _READ)  # a bomb is inflated, too, but never kept
                block = inflater.unconsumed_tail or inflater.unused_data
            except zlib.error:
                return
        block = inflater.unused_data
        number += 1
        if block or stream.peek(1):  # type: ignore[attr-defined]
            yield read - len(block), number


def gzip_head(head: bytes) -> bytes:
    """How the content of gzip begins, at most 4 KiB; nothing for what is no gzip."""
    try:
        return zlib.decompressobj(31).decompress(head, 1 << 12)
    except zlib.error:
        return b""
