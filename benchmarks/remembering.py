"""A ledger of millions of addresses: how fast does it open, and how fast does it answer?

python -m benchmarks.remembering [--pages N] [--folder DIR]     N rows of one site, 10 million if not said: some 6 GB of disk
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.measuring import machine
from crawler.ledger import Ledger, page_id
from crawler.ledger.tables import pages

SITE = "many"
ASKED = 2000


def url(n: int) -> str:
    """The n-th page's address, in the canonical spelling."""
    return f"https://news.example/en/politics/{n // 1000}/article-{n}.html"


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """Written pages as a crawl leaves them, in the order of their ids: SQLite takes these a hundred times as fast."""
    now = time.time() - 90 * 86400
    digests = b"".join(hashlib.sha256(url(n).encode()).digest() for n in range(count))
    order = np.argsort(np.frombuffer(digests, dtype="S32"))
    empty = dict.fromkeys(column.name for column in pages.c)
    for n in order.tolist():
        id = digests[32 * n : 32 * n + 32].hex()
        known = empty | {
            "site": SITE, "id": id, "url": url(n), "state": "written", "via": "sitemap", "hints": "{}", "first_seen": now,
            "checked": now, "tries": 0, "etag": f'"{n:x}"', "body_hash": id[::-1], "content_hash": id[1:] + "0", "revision": 1,
            "segment": "20260101T000000Z-0.jsonl", "offset": n * 5000, "length": 5000,
        }  # fmt: skip
        yield tuple(known.values())


def fill(path: Path, count: int) -> None:
    """Put pages into a ledger as fast as SQLite takes them: without its fsyncs, which the measured part has."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = OFF")  # `open` sets it back
        database.execute("PRAGMA synchronous = OFF")
        marks = ", ".join("?" for _ in pages.c)
        database.executemany(f"INSERT INTO pages VALUES ({marks})", rows(count))


def timed(what: str, asked: list[str], ask: Callable[[str], object]) -> None:
    """Print the median, the 99th of 100, and the mean of this process's CPU, in milliseconds."""
    took, used = [], time.process_time()
    for address in asked:
        before = time.perf_counter()
        ask(address)
        took.append(1000 * (time.perf_counter() - before))
    used = 1000 * (time.process_time() - used) / len(asked)
    took.sort()
    print(f"{what:42} median {took[len(took) // 2]:6.3f} ms   p99 {took[len(took) * 99 // 100]:7.3f}   CPU {used:6.3f}")


def main() -> None:
    """Fill a ledger, open it, ask it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, help="where the ledger is made; a temporary folder if not said")
    given = parser.parse_args()
    print(machine("sqlalchemy"))
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        path = folder / "ledger.db"
        place = f"sqlite:///{path}"
        Ledger.open(place, SITE, run="first", output=folder).close()
        before = time.perf_counter()
        fill(path, given.pages)
        print(f"{given.pages:,} pages, {path.stat().st_size / 1e9:.1f} GB, filled in {time.perf_counter() - before:.0f} s")
        before, used = time.perf_counter(), time.process_time()
        ledger = Ledger.open(place, SITE, run="second", output=folder)
        print(f"opened in {time.perf_counter() - before:.3f} s, {time.process_time() - used:.3f} s of CPU")
        pick = random.Random(1)  # the same pages in every run
        known = [url(pick.randrange(given.pages)) for _ in range(ASKED)]
        timed("a page that it knows", known, lambda address: ledger.known(page_id(address)))
        timed("a page that a list names again: found()", [url(pick.randrange(given.pages)) for _ in range(ASKED)], ledger.found)
        timed("a page that is new: found()", [f"https://news.example/new/{n}" for n in range(ASKED)], ledger.found)
        before = time.perf_counter()
        ledger.close()
        print(f"closed, {2 * ASKED:,} changes written, in {time.perf_counter() - before:.3f} s")


if __name__ == "__main__":
    main()
