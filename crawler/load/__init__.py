"""Downstream: lines of output into databases and tables. `load(url, files)` is the door."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.load.database import BadTarget, LoadError, MissingExtra, open_database
from crawler.load.lines import BadLine, Line, NoSuchFile, Place, no_collection, run_reports, segments
from crawler.load.merging import Merged, known_lines, merge, merge_runs
from crawler.load.migrations import prepare
from crawler.load.reading import ReaderDied, Size, batches

__all__ = ["BadLine", "BadTarget", "Line", "LoadError", "Loaded", "MissingExtra", "NoSuchFile", "load", "open_database", "segments"]

BATCH_LINES = 2_000
BATCH_BYTES = 16 << 20
"""A batch ends at so many lines or characters of text: a transaction of a few seconds, some 200 MB of rows."""

LOOK_SECONDS = 2.0
"""Seconds between two looks for new lines when following."""


@dataclass(slots=True)
class Loaded:
    """What a load did. `bad` are lines that were no records."""

    merged: Merged = field(default_factory=Merged)
    runs: int = 0
    bad: list[BadLine] = field(default_factory=list)


def load(
    url: str,
    names: Sequence[str | Path],
    *,
    follow: bool = False,
    stop: Callable[[], bool] = lambda: False,
    on_bad: Callable[[BadLine], None] = lambda bad: None,
    wait: Callable[[float], None] = time.sleep,
) -> Loaded:
    """Load files and folders into the database; again, in any order or from several processes at once gives the same tables.

    `follow` goes on until `stop()`, loading lines as they are written. Raises LoadError, NoSuchFile, OSError (a file that
    cannot be read).
    """
    done = Loaded()

    def bad(line: BadLine) -> None:
        done.bad.append(line)
        on_bad(line)

    segments(names)  # a name that is not there is told before the database is touched
    database = open_database(url)
    try:
        database.wait_for_turn()
        prepare(database)
        places: dict[Path, Place] = {}
        runs: set[tuple[str, str]] = set()
        while True:
            last = not follow or stop()  # asked before the pass: what was written until then is in it
            with no_collection():
                for batch in batches(names, places, Size(BATCH_LINES, BATCH_BYTES), bad, lambda: known_lines(database)):
                    done.merged += merge(database, batch.lines) + Merged(lines=batch.known)
            fresh = [r for r in run_reports(names) if (r["site"], r["run"]) not in runs]
            runs.update((r["site"], r["run"]) for r in fresh)
            done.runs += merge_runs(database, fresh)
            if last:
                return done
            wait(LOOK_SECONDS)
    except ReaderDied as error:
        raise LoadError(str(error)) from None
    finally:
        database.close()
