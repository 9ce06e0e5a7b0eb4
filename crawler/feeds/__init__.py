"""Where do lines lie, and are they safe there? JSON Lines segments: append, fsync, then the ledger may say done.

A run writes `output/<site>/<first-second>-<n>.jsonl` and `rejects.jsonl`. Lines are only ever appended; lines that arrive
together share one fsync, and nobody is told that a line is written before that returned.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SEGMENT_BYTES = 64 << 20
"""Bytes from which a segment is closed and the next begun: small enough to move, load and scan at once."""

LONGEST_LINE = 32 << 20
"""Bytes of one line. An article's text is bounded far below; a longer "line" in a segment is garbage."""

REJECTS = "rejects.jsonl"
SEGMENT_NAME = re.compile(r"\d{8}T\d{6}Z-\d{1,6}\.jsonl")
"""`20260302T112031Z-0.jsonl`, not `rejects.jsonl`."""

_UNSEEN = [0x0B, 0x0C, 0x1C, 0x1D, 0x1E, *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
_ESCAPES = {c: f"\\u{c:04x}" for c in _UNSEEN}
"""Characters at which some readers end a line, that terminals obey or that turn text around; escaped they mean the same in JSON."""


class StorageFailed(Exception):
    """What we write to is full, read-only or lost: the run must stop (exit code 4). What was written stays whole."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a line lies: the segment's file name, the offset of its first byte, its length in bytes with the newline."""

    segment: str
    offset: int
    length: int


def encode(line: str) -> bytes:
    """One line of JSON as the bytes of one line, with its newline. Raises ValueError when it would not be one."""
    encoded = line.translate(_ESCAPES).encode() + b"\n"
    if b"\n" in encoded[:-1] or b"\r" in encoded:
        raise ValueError("a line of JSON holds a line break")
    if len(encoded) > LONGEST_LINE:
        raise ValueError(f"a line of {len(encoded)} bytes is longer than LONGEST_LINE ({LONGEST_LINE})")
    return encoded


def read_line(folder: Path, position: Position) -> dict[str, Any] | None:
    """The record at a position, or None when it isn't there."""
    try:
        with (folder / position.segment).open("rb") as file:
            file.seek(position.offset)
            record = json.loads(file.read(min(position.length, LONGEST_LINE)))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


class AppendOnly:
    """A file that only grows, and only by whole batches: after a failed write it is cut back to what it was."""

    def __init__(self, path: Path, *, new: bool) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | (os.O_EXCL if new else 0)
        self.path = path
        self._fd = os.open(path, flags, 0o644)
        self.size = os.fstat(self._fd).st_size
        fsync_folder(path.parent)

    def append(self, data: bytes) -> int:
        """Write and fsync; the offset where the data begins. Raises OSError, the file as before."""
        start = self.size
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._fd, view) :]
            os.fsync(self._fd)
            if os.fstat(self._fd).st_nlink == 0:
                raise FileNotFoundError(2, "the file was removed during the run", str(self.path))
        except OSError:
            # fails on a dead disk, and then the repair at the next start does it
            try:
                os.ftruncate(self._fd, start)
                os.fsync(self._fd)
            except OSError:
                pass
            raise
        self.size += len(data)
        return start

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)


class Segments:
    """The lines of one site: a new segment for every run and every SEGMENT_BYTES, begun with its first line."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC), segment_bytes: int = SEGMENT_BYTES):
        self.folder = folder
        self.closed: list[tuple[str, int]] = []
        self._now = now
        self._limit = segment_bytes
        self._file: AppendOnly | None = None

    def append(self, lines: Sequence[bytes]) -> list[Position]:
        """Write whole lines and fsync them. Raises StorageFailed; then none of them is there."""
        try:
            if self._file and self._file.size >= self._limit:
                self._end()
            file = self._file = self._file or self._begin()
            offset = file.append(b"".join(lines))
        except OSError as error:
            raise storage_failed(self.folder, error) from None
        positions = []
        for line in lines:
            positions.append(Position(file.path.name, offset, len(line)))
            offset += len(line)
        return positions

    def close(self) -> list[tuple[str, int]]:
        """End the last segment; (name, size) of all that this run wrote."""
        if self._file:
            self._end()
        return self.closed

    def _begin(self) -> AppendOnly:
        second = self._now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        for n in range(1_000_000):
            try:
                return AppendOnly(self.folder / f"{second}-{n}.jsonl", new=True)
            except FileExistsError:
                continue
        raise FileExistsError(17, "no free segment name", str(self.folder))

    def _end(self) -> None:
        assert self._file
        self.closed.append((self._file.path.name, self._file.size))
        self._file.close()
        self._file = None


class Feed:
    """Lines and rejects of one run of one site, written by a thread of their own; an await ends when the line is on disk."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`folder` must exist: see `crawler.feeds.repair`. No file is made before there is something to write."""
        self.folder = folder
        self.lines = 0
        self.rejects = 0
        self.failed: StorageFailed | None = None
        self._segments = Segments(folder, now)
        self._rejects: AppendOnly | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"feed-{folder.name}")
        self._queue: list[tuple[bool, bytes, asyncio.Future[Position | None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, line: str) -> Position:
        """Write a document's line; returns when it is on disk. Raises StorageFailed, ValueError (not a line)."""
        position = await self._put(True, encode(line))
        assert position is not None
        return position

    async def reject(self, line: str) -> None:
        """Write a rejection's line; returns when it is on disk. Raises StorageFailed."""
        await self._put(False, encode(line))

    async def close(self) -> list[tuple[str, int]]:
        """Wait for what is queued and end the segments; (name, size) of each."""
        if self._task:
            await asyncio.wait([self._task])
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.close_now)

    def close_now(self) -> list[tuple[str, int]]:
        """As `close`, without a loop and for when nothing is queued."""
        self._thread.shutdown(wait=False)
        if self._rejects:
            self._rejects.close()
            self._rejects = None
        return self._segments.close()

    async def _put(self, document: bool, line: bytes) -> Position | None:
        if self.failed:
            raise self.failed
        future: asyncio.Future[Position | None] = asyncio.get_running_loop().create_future()
        self._queue.append((document, line, future))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._drain())
        return await future

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._queue:
            batch, self._queue = self._queue, []
            try:
                if self.failed:
                    raise self.failed
                positions = await loop.run_in_executor(self._thread, self._store, [(d, line) for d, line, _ in batch])
            except StorageFailed as error:
                self.failed = error
                for _, _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, _, future), position in zip(batch, positions, strict=True):
                if not future.done():
                    future.set_result(position)

    def _store(self, batch: list[tuple[bool, bytes]]) -> list[Position | None]:
        documents = [line for document, line in batch if document]
        rejects = [line for document, line in batch if not document]
        positions = iter(self._segments.append(documents) if documents else [])
        if rejects:
            try:
                self._rejects = self._rejects or AppendOnly(self.folder / REJECTS, new=False)
                self._rejects.append(b"".join(rejects))
            except OSError as error:
                raise storage_failed(self.folder, error) from None
        self.lines += len(documents)
        self.rejects += len(rejects)
        return [next(positions) if document else None for document, _ in batch]


def storage_failed(folder: Path, error: OSError) -> StorageFailed:
    """The failure in words: what, where, and what to do."""
    way_out = "make room and run again" if error.errno in (28, 122, 27) else "make it writable and run again"
    return StorageFailed(f"cannot write in {folder}: {error.strerror or error}; {way_out}, nothing written so far is lost")


def fsync_folder(folder: Path) -> None:
    """Make a folder's list of names durable: a new file survives a power cut only then."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
