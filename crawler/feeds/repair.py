"""Is what earlier runs left whole, and does the ledger agree with it? The repair at the start of every run.

A segment that was sealed and has its size is trusted. Any other is read: a torn or garbled tail is cut, garbage between lines
is put aside as `<segment>.damaged`, and the ledger is made to say what the lines say: the line is the truth.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.feeds import LONGEST_LINE, REJECTS, SEGMENT_BYTES, SEGMENT_NAME, Position, fsync_folder, storage_failed

if TYPE_CHECKING:
    from crawler.ledger import Ledger

_PROBE = ".writable"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Line:
    """What the ledger wants to know of a line."""

    id: str
    url: str
    revision: int
    content_hash: str
    duplicate_of: str | None
    published: str | None
    position: Position


@dataclass(slots=True)
class Repaired:
    """What the repair did: bytes cut from tails, stretches of garbage put aside, rows restored from lines, lines found missing."""

    cut: int = 0
    damaged: int = 0
    restored: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)


def repair(folder: Path, ledger: Ledger) -> Repaired:
    """Mend the site's folder and reconcile the ledger with it. Raises StorageFailed when the folder cannot be written."""
    done = Repaired()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _probe(folder)
        for leftover in folder.glob(f"*{_UNFINISHED}"):
            leftover.unlink()
        _mend_rejects(folder, done)
        _reconcile(folder, ledger, done)
    except OSError as error:
        raise storage_failed(folder, error) from None
    ledger.flush()
    return done


def segments(folder: Path) -> list[Path]:
    """The site's segments, oldest first."""
    return sorted((p for p in folder.iterdir() if SEGMENT_NAME.fullmatch(p.name)), key=_age)


def _age(path: Path) -> tuple[str, int]:
    second, _, n = path.stem.partition("-")
    return second, int(n)


def _reconcile(folder: Path, ledger: Ledger, done: Repaired) -> None:
    paths = {p.name: p for p in segments(folder)}
    sealed = ledger.sealed()
    trusted = {name for name, path in paths.items() if sealed.get(name) == path.stat().st_size}
    fresh = {name: list(_mend(path, done)) for name, path in paths.items() if name not in trusted}
    believed: dict[str, list[tuple[str, Position]]] = {}
    for id, position in ledger.lines_in():
        if position.segment not in trusted:
            believed.setdefault(position.segment, []).append((id, position))
    there = {line.position for lines in fresh.values() for line in lines}
    missing = {id for rows in believed.values() for id, position in rows if position not in there}
    for name in sorted((set(sealed) | set(believed)) - set(paths)):
        ledger.unseal(name)
        done.notes.append(f"{name} is missing: its articles are fetched again")
    older = [] if not missing else [line for name in trusted for line in _read(paths[name])]  # earlier revisions may be there
    for id in missing:
        ledger.lost(id)
    newest: dict[str, Line] = {}
    for line in [*older, *(line for name in sorted(fresh, key=lambda n: _age(paths[n])) for line in fresh[name])]:
        if line.id in missing or line.position.segment in fresh:
            best = newest.get(line.id)
            newest[line.id] = line if best is None or line.revision >= best.revision else best
    found = {line.id for line in newest.values() if ledger.restore(line)}
    done.restored = len(found)
    done.lost = len(missing - found)
    for name in fresh:
        ledger.seal(name, paths[name].stat().st_size)


def _mend(path: Path, done: Repaired) -> Iterator[Line]:
    """The lines of a segment after it was made whole."""
    bad, good_end, size, unended = _damage(path)
    if unended:  # the last line is whole but for its newline
        with path.open("ab") as file:
            file.write(b"\n")
            os.fsync(file.fileno())
    tail = [span for span in bad if span[0] >= good_end]
    middle = [span for span in bad if span[0] < good_end]
    if tail:
        os.truncate(path, good_end)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        done.cut += size - good_end
        done.notes.append(f"{path.name}: cut {size - good_end} bytes of an unfinished line")
    if middle:
        _put_aside(path, middle)
        done.damaged += len(middle)
        done.notes.append(f"{path.name}: put {len(middle)} damaged stretches aside in {path.name}.damaged")
    yield from _read(path)


def _damage(path: Path) -> tuple[list[tuple[int, int]], int, int, bool]:
    """Stretches (offset, length) that are no lines, the end of the last good line, the size, whether that lacks its newline."""
    bad: list[tuple[int, int]] = []
    offset = good_end = 0
    unended = False
    with path.open("rb") as file:
        while raw := file.readline(LONGEST_LINE):
            if parse(raw, Position(path.name, offset, len(raw))):
                good_end = offset + len(raw)
                unended = not raw.endswith(b"\n")
            else:
                bad.append((offset, len(raw)))
            offset += len(raw)
    return bad, good_end, offset, unended


def _read(path: Path) -> Iterator[Line]:
    offset = 0
    with path.open("rb") as file:
        while raw := file.readline(LONGEST_LINE):
            line = parse(raw, Position(path.name, offset, len(raw)))
            if line:
                yield line
            offset += len(raw)


def parse(raw: bytes, position: Position) -> Line | None:
    """The line in a segment's bytes, or None when it is none of ours."""
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    id, url, revision, content_hash = (record.get(k) for k in ("id", "url", "revision", "content_hash"))
    if not (isinstance(id, str) and isinstance(url, str) and isinstance(revision, int) and isinstance(content_hash, str)):
        return None
    copied, published = record.get("duplicate_of"), record.get("published")
    return Line(id, url, revision, content_hash, copied, published, position)


def _put_aside(path: Path, spans: list[tuple[int, int]]) -> None:
    """Rewrite a segment without these stretches, which are kept beside it. Whole at every moment: a new file takes its place."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    skip = dict(spans)
    with path.open("rb") as old, unfinished.open("wb") as new, path.with_name(path.name + ".damaged").open("ab") as aside:
        offset = 0
        while raw := old.readline(LONGEST_LINE):
            (aside if offset in skip else new).write(raw)
            offset += len(raw)
        for file in (new, aside):
            file.flush()
            os.fsync(file.fileno())
    unfinished.replace(path)
    fsync_folder(path.parent)


def _mend_rejects(folder: Path, done: Repaired) -> None:
    """Cut a torn last line; put a long file aside under its date."""
    path = folder / REJECTS
    if not path.exists():
        return
    size = path.stat().st_size
    end = _last_newline(path, size)
    if end < size:
        os.truncate(path, end)
        done.cut += size - end
    if end > SEGMENT_BYTES:
        path.replace(folder / f"rejects-{int(path.stat().st_mtime)}.jsonl")


def _last_newline(path: Path, size: int) -> int:
    """The offset after the last newline."""
    with path.open("rb") as file:
        end = size
        while end > 0:
            start = max(0, end - 65536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


def _probe(folder: Path) -> None:
    """Write and remove a small file, so that a read-only or full disk is told before the first request."""
    probe = folder / _PROBE
    with probe.open("wb") as file:
        file.write(b"\n" * 4096)
        file.flush()
        os.fsync(file.fileno())
    probe.unlink()
