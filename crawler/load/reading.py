"""How are files read while the database is busy? A batch ahead: few in a thread, many in a process that has its own core."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from crawler.load.lines import BadLine, Place, no_collection, read_lines, segments
from crawler.load.rows import Ready, ready

LARGE = 64 << 20
"""Bytes of files from which a process is worth its start, which takes a second or two, and asking for what is known."""

Bad = Callable[[BadLine], None]


@dataclass(frozen=True, slots=True)
class Size:
    """When a batch ends: at so many lines or characters of text."""

    lines: int
    characters: int


class Known:
    """Lines that the database has: the first 64 bits of their hashes, eight bytes each. `in` takes a hash in hexadecimal."""

    def __init__(self, starts: Iterable[str] = ()) -> None:
        self._sorted = array("Q", sorted(int(start, 16) for start in starts))

    def __contains__(self, hash: str) -> bool:
        wanted = int(hash[:16], 16)
        at = bisect_left(self._sorted, wanted)
        return at < len(self._sorted) and self._sorted[at] == wanted


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines made ready, and how many more were passed by because they are known."""

    lines: list[Ready]
    known: int


class ReaderDied(Exception):
    """The process that reads was killed, by the system for its memory most likely."""


def batches(
    names: Sequence[str | Path], places: dict[Path, Place], size: Size, bad: Bad, known: Callable[[], Known]
) -> Iterator[Batch]:
    """What stands in the files behind the places reached before, in batches, the next one read while the last is being stored.

    `known` is asked only where there is much to read: then a line that the database has is not looked into. Moves the places.
    Raises OSError (a file that cannot be read), ReaderDied.
    """
    waiting = sum(max(0, f.stat().st_size - places.get(f, Place()).offset) for f in segments(names))
    if waiting < LARGE:
        yield from _in_a_thread(_read(names, places, size, bad, Known()))
    else:
        yield from _in_a_process(names, places, size, bad, known())


def _read(names: Sequence[str | Path], places: dict[Path, Place], size: Size, bad: Bad, known: Known) -> Iterator[Batch]:
    batch: list[Ready] = []
    characters = passed = 0

    def skip(hash: str) -> bool:
        nonlocal passed
        there = hash in known
        passed += there
        return there

    for file in segments(names):
        place = places.setdefault(file, Place())
        if file.suffix != ".gz" and file.stat().st_size < place.offset:  # cut back by a repair: again from the beginning
            place = places[file] = Place()
        for line in read_lines(file, bad, place, skip):
            batch.append(ready(line))
            characters += len(line.document.text)
            if len(batch) >= size.lines or characters >= size.characters:
                yield Batch(batch, passed)
                batch, characters, passed = [], 0, 0
    if batch or passed:
        yield Batch(batch, passed)


def _in_a_thread(read: Iterator[Batch]) -> Iterator[Batch]:
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as reader:
        coming = reader.submit(next, read, None)
        while batch := coming.result():
            coming = reader.submit(next, read, None)
            yield batch


def _in_a_process(names: Sequence[str | Path], places: dict[Path, Place], size: Size, bad: Bad, known: Known) -> Iterator[Batch]:
    """A process by its command, not multiprocessing's, which would run a caller's script again. The pipe holds it back."""
    house = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (house, os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, "-c", "from crawler.load.reading import serve; serve()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603 our own
    assert process.stdin
    assert process.stdout
    try:
        with process.stdin as asked:
            pickle.dump((list(names), places, size, known), asked)
        while True:
            told = pickle.load(process.stdout)  # noqa: S301 our own process's words
            if isinstance(told, Batch):
                yield told
            elif isinstance(told, BadLine):
                bad(told)
            elif isinstance(told, OSError):
                raise told
            else:
                places.update(told)
                return
    except (EOFError, pickle.UnpicklingError, BrokenPipeError):
        raise ReaderDied("the process that reads the files was killed; run again, with more memory or fewer files") from None
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def serve() -> None:
    """The process: batches and bad lines as they come, then the places reached, or what went wrong. Ends with its parent."""
    names, places, size, known = pickle.load(sys.stdin.buffer)  # noqa: S301 our parent's words
    out = sys.stdout.buffer

    def tell(words: object) -> None:
        pickle.dump(words, out, pickle.HIGHEST_PROTOCOL)

    try:
        with no_collection():
            for batch in _read(names, places, size, tell, known):
                tell(batch)
        tell(places)
        out.flush()
    except BrokenPipeError:  # nobody listens any more
        os._exit(1)
    except OSError as error:
        tell(error)
        out.flush()
