"""A million event rows into each database, beside the plain door of the same database in the same run. Prints rows a second.

EVENT_ROWS is how many; EVENT_LINES names a folder that keeps the lines for the next run (1.6 GB for a million).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.load import load, open_database
from crawler.load.lines import Line, no_collection, read_lines
from crawler.load.migrations import prepare
from crawler.load.rows import Rows, add
from crawler.load.tables import LINES, metadata
from crawler.model import Document
from tests.load.conftest import ask
from tests.load.synthetic import documents, write

ROWS = int(os.environ.get("EVENT_ROWS", "1000000"))
PER_ARTICLE = 20
GOAL = 0.4
"""Of the speed of COPY, executemany and INSERT from Arrow into the same empty tables, reading and checking the lines included."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """ROWS events in articles of PER_ARTICLE, every event and every article with an id of its own."""
    kept = os.environ.get("EVENT_LINES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("lines")
    if there := sorted(folder.rglob("*.jsonl")):
        return there
    base = _numbered(min(2_000, ROWS // PER_ARTICLE))
    for count in range(0, ROWS, len(base) * PER_ARTICLE):
        batch = [
            d.model_copy(
                update={
                    "id": f"{count + n:064x}",
                    "events": tuple(e.model_copy(update={"id": f"{e.id}-{count}"}) for e in d.events),
                }
            )
            for n, d in enumerate(base)
        ]
        write(folder / f"{count:09}", batch, len(batch))
    return sorted(folder.rglob("*.jsonl"))


def _numbered(count: int) -> list[Document]:
    """Articles with PER_ARTICLE events each, every event with an id of its own."""
    made = []
    for d in documents(count * 3, events=2 * PER_ARTICLE):
        if len(d.events) >= PER_ARTICLE:
            events = [e.model_copy(update={"id": f"e-{len(made):x}-{n}"}) for n, e in enumerate(d.events[:PER_ARTICLE])]
            made.append(d.model_copy(update={"events": tuple(events), "id": f"{len(made):064x}", "revision": 1}))
            if len(made) == count:
                break
    return made


@pytest.mark.long
def test_loading_keeps_four_tenths_of_the_speed_of_plain_copying(
    kind, new_database: Callable[[str], str], files: list[Path], capsys
):
    plain, ours = new_database(kind), new_database(kind)
    copied = _copy(plain, files)
    count = ask(plain, "SELECT count(*) FROM event_articles")[0][0]
    began = time.perf_counter()
    load(ours, files)
    loaded = time.perf_counter() - began
    again = time.perf_counter()
    load(ours, files)
    again = time.perf_counter() - again
    with capsys.disabled():
        print(
            f"\n{kind}: {count:,} event rows: plain {count / copied:,.0f} a second, loaded {count / loaded:,.0f} "
            f"a second with reading "
            f"({copied / loaded:.0%}), known again {count / again:,.0f} a second"
        )
    assert ask(ours, "SELECT count(*) FROM event_articles") == ask(ours, "SELECT count(*) FROM events") == [(count,)]
    assert count >= ROWS
    assert copied / loaded > GOAL


def _copy(url: str, files: list[Path]) -> float:
    """Seconds that the plain door takes for the same rows, already made, into the same tables with their keys and indexes."""
    database = open_database(url)
    prepare(database)
    seconds = 0.0
    events = next(t for t in metadata.tables.values() if t.name == "events")
    for file in files:
        rows: Rows = {t.name: [] for t in LINES}
        with no_collection():
            lines: list[Line] = list(read_lines(file, print))
            for line in lines:
                add(line, rows)
        derived = {
            "sites": list({d.source.site: (d.source.site, None, None, None, "") for d in (x.document for x in lines)}.values()),
            "articles": [(x.document.id, x.document.source.site, x.document.url, 1, 1, *[None] * 7, None) for x in lines],
            "events": [(r[3], *r[4:], 1, None, None, r[0], r[1], r[2]) for r in rows["event_articles"]],
        }
        began = time.perf_counter()
        with database.writing() as connection:
            there = {row[0] for row in connection.exec_driver_sql("SELECT site FROM sites")}
            fresh = [r for r in derived["sites"] if r[0] not in there]
            if fresh:
                database.copy(connection, metadata.tables["sites"], fresh)
            database.copy(connection, metadata.tables["articles"], derived["articles"])
            database.copy(connection, events, derived["events"])
            for table in LINES:
                database.copy(connection, table, rows[table.name])
        seconds += time.perf_counter() - began
    database.close()
    return seconds
