"""How are files read while the database is busy? A batch ahead: few in a thread, many in a process that has its own core."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from crawler.load.lines import BadLine, Place, no_collection, read_lines, segments
from crawler.load.rows import Ready, ready

LARGE = 64 << 20
"""Bytes of files from which a process is worth its start, which takes a second or two."""

Bad = Callable[[BadLine], None]


@dataclass(frozen=True, slots=True)
class Size:
    """When a batch ends: at so many lines or characters of text."""

    lines: int
    characters: int


class ReaderDied(Exception):
    """The process that reads was killed, by the system for its memory most likely."""


def batches(names: Sequence[str | Path], places: dict[Path, Place], size: Size, bad: Bad) -> Iterator[list[Ready]]:
    """What stands in the files behind the places reached before, in batches, the next one read while the last is being stored.

    Moves the places. Raises OSError (a file that cannot be read), ReaderDied.
    """
    waiting = sum(max(0, f.stat().st_size - places.get(f, Place()).offset) for f in segments(names))
    if waiting < LARGE:
        yield from _in_a_thread(_read(names, places, size, bad))
    else:
        yield from _in_a_process(names, places, size, bad)


def _read(names: Sequence[str | Path], places: dict[Path, Place], size: Size, bad: Bad) -> Iterator[list[Ready]]:
    batch: list[Ready] = []
    characters = 0
    for file in segments(names):
        place = places.setdefault(file, Place())
        if file.suffix != ".gz" and file.stat().st_size < place.offset:  # cut back by a repair: again from the beginning
            place = places[file] = Place()
        for line in read_lines(file, bad, place):
            batch.append(ready(line))
            characters += len(line.document.text)
            if len(batch) >= size.lines or characters >= size.characters:
                yield batch
                batch, characters = [], 0
    if batch:
        yield batch


def _in_a_thread(read: Iterator[list[Ready]]) -> Iterator[list[Ready]]:
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as reader:
        coming = reader.submit(next, read, None)
        while batch := coming.result():
            coming = reader.submit(next, read, None)
            yield batch


def _in_a_process(names: Sequence[str | Path], places: dict[Path, Place], size: Size, bad: Bad) -> Iterator[list[Ready]]:
    """A process by its command, not multiprocessing's, which would run a caller's script again. The pipe holds it back."""
    house = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (house, os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, "-c", "from crawler.load.reading import serve; serve()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603 our own
    assert process.stdin
    assert process.stdout
    try:
        with process.stdin as asked:
            pickle.dump((list(names), places, size), asked)
        while True:
            told = pickle.load(process.stdout)  # noqa: S301 our own process's words
            if isinstance(told, list):
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
    names, places, size = pickle.load(sys.stdin.buffer)  # noqa: S301 our parent's words
    out = sys.stdout.buffer

    def tell(words: object) -> None:
        pickle.dump(words, out, pickle.HIGHEST_PROTOCOL)

    try:
        with no_collection():
            for batch in _read(names, places, size, tell):
                tell(batch)
        tell(places)
        out.flush()
    except BrokenPipeError:  # nobody listens any more
        os._exit(1)
    except OSError as error:
        tell(error)
        out.flush()
