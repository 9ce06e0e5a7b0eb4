"""How are output files read back? Files and folders in, records with their place out; what is no record is told by its place."""

from __future__ import annotations

import errno
import gc
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from crawler.model import SCHEMA, Document

LONGEST_LINE = 32 << 20
"""Bytes of one line; output lines are bounded far below."""

NOT_RECORDS = ("rejects.jsonl", "*.rejects")


@dataclass(frozen=True, slots=True)
class Line:
    """A record and where it stands. `hash` is of the line's bytes: two lines with one hash say the same."""

    document: Document
    hash: str
    file: Path
    number: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no record, in words: "file:line: why"."""

    file: Path
    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.number}: {self.why}"


@dataclass(slots=True)
class Place:
    """How far a file was read: bytes, and the number of the last line."""

    offset: int = 0
    number: int = 0


class NoSuchFile(Exception):
    """A name that is neither a file nor a folder."""


def segments(names: Sequence[str | Path]) -> list[Path]:
    """The files with records that the names mean, each once: a file stands for itself, a folder for all output within it.

    Raises NoSuchFile.
    """
    found: dict[Path, None] = {}
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = [p for pattern in ("*.jsonl", "*.jsonl.gz") for p in path.rglob(pattern)]
            found.update((p, None) for p in sorted(inside) if not any(p.match(n) for n in NOT_RECORDS))
        elif path.exists():
            found[path] = None
        else:
            raise NoSuchFile(f"{name}: no such file or folder")
    return list(found)


def run_reports(names: Sequence[str | Path]) -> Iterator[dict[str, Any]]:
    """The run reports (`run-*.json`) in the folders named, those that can be read."""
    for name in names:
        for path in sorted(Path(name).rglob("run-*.json")) if Path(name).is_dir() else []:
            try:
                report = json.loads(path.read_bytes())
            except (OSError, ValueError):
                continue
            if isinstance(report, dict) and isinstance(report.get("site"), str) and isinstance(report.get("run"), str):
                yield report


def read_lines(
    file: Path, on_bad: Callable[[BadLine], None], place: Place | None = None, skip: Callable[[str], bool] = lambda hash: False
) -> Iterator[Line]:
    """Each record of a file from `place` on, which moves along; what is no record goes to `on_bad`.

    A line whose hash is to be skipped is not looked into. A last line without its newline is one that is being written: it is
    left for the next time. Raises OSError.
    """
    place = place or Place()
    with _open(file) as stream, _damage_told(file):
        stream.seek(place.offset)
        while raw := stream.readline(LONGEST_LINE + 1):
            number = place.number + 1
            too_long = len(raw) > LONGEST_LINE
            rest = raw
            while too_long and rest and not rest.endswith(b"\n"):  # the rest of a giant line is skipped, not read at once
                rest = stream.readline(LONGEST_LINE)
            if not too_long and not raw.endswith(b"\n") and not _whole(raw):
                return
            place.offset, place.number = stream.tell(), number
            if too_long:
                on_bad(BadLine(file, number, f"longer than {LONGEST_LINE >> 20} MB"))
            elif (line := raw.strip()) and not skip(hash := hashlib.sha256(line).hexdigest()):
                try:
                    document = Document.model_validate_json(raw)
                except ValidationError as error:
                    on_bad(BadLine(file, number, _why(raw, error)))
                else:
                    yield Line(document, hash, file, number)


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    """A compressed file that is damaged is one that cannot be read."""
    try:
        yield
    except (EOFError, zlib.error) as error:
        raise OSError(errno.EIO, f"damaged: {error}", str(file)) from None


def newest(documents: Iterable[Document]) -> list[Document]:
    """Of each article the newest revision."""
    found: dict[str, Document] = {}
    for d in documents:
        if d.id not in found or found[d.id].revision <= d.revision:
            found[d.id] = d
    return list(found.values())


@contextmanager
def no_collection() -> Iterator[None]:
    """Records hold no cycles, and collecting garbage among so many of them is four fifths of the time to read them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _open(file: Path) -> IO[bytes]:
    if file.suffix == ".gz":
        return io.BufferedReader(gzip.open(file))
    return file.open("rb")


def _whole(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


def _why(raw: bytes, error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return f"not JSON: {first['msg'].removeprefix('Invalid JSON: ')}"
    if b'"schema"' in raw[:40] and first["loc"] == ("schema",):
        return f"a record of another schema than {SCHEMA}: use the version of Dragoman that wrote it, or a newer one"
    place = ".".join(str(p) for p in first["loc"])
    return f"not a record: {place + ': ' if place else ''}{first['msg']}"
