"""How do changes reach the database without anybody waiting? One thread a ledger, one transaction a batch, in order."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Container, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from crawler.ledger.tables import LedgerError, bands, copies, in_words, lines, pages, segments, shown, sources

FLUSH_SECONDS = 0.5
"""Seconds that a change may wait. A killed run finds again what it had not yet written, at the price of so many seconds' work."""
FLUSH_ROWS = 500
"""Changes that wake the writer before its time."""
UPSERT_ROWS = 200
"""Rows of one statement."""

LINE_LENGTH = 300
"""Characters: longer paragraphs are text, not boilerplate."""
LEARNED_AFTER = 12
"""Articles of a site in which a paragraph must stand before it is taken for boilerplate: a phrase of one series stays."""


class Lines:
    """The paragraphs that a site repeats. What was learned holds from the next run on, so that one run cleans all pages alike."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, paragraphs: Iterable[str]) -> None:
        with self._lock:
            for line in {p.strip() for p in paragraphs if 0 < len(p.strip()) <= LINE_LENGTH}:
                self._counts[line] = self._counts.get(line, 0) + 1

    def take(self) -> list[dict[str, Any]]:
        with self._lock:
            taken, self._counts = self._counts, {}
        return [
            {"site": self._site, "hash": hashlib.sha256(line.encode()).hexdigest()[:32], "line": line, "seen": n}
            for line, n in taken.items()
        ]

    def learned(self, read: Callable[[sa.Select[Any]], list[dict[str, Any]]]) -> Container[str]:
        query = sa.select(lines.c.line).where(lines.c.site == self._site, lines.c.seen >= LEARNED_AFTER)
        return frozenset(row["line"] for row in read(query))


class Writer:
    """What waits to be written, readable meanwhile, and the thread that writes it."""

    def __init__(self, engine: sa.Engine, site: str) -> None:
        self._engine = engine
        self._site = site
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._file = _identity(engine)
        self.lines = Lines(site)
        self.on_failure: Callable[[LedgerError], None] | None = None
        self._error: LedgerError | None = None
        self._waiting = _Changes()
        self._writing = _Changes()
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        self._wake = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._work, name=f"ledger-{site}", daemon=True)
        self._thread.start()

    def page(self, id: str) -> dict[str, Any] | None:
        with self._guard:
            return self._waiting.pages.get(id) or self._writing.pages.get(id)

    def source(self, id: str) -> dict[str, Any] | None:
        with self._guard:
            return self._waiting.sources.get(id) or self._writing.sources.get(id)

    def put_page(self, id: str, row: dict[str, Any]) -> None:
        self._put(lambda c: c.pages.__setitem__(id, row))

    def put_source(self, id: str, row: dict[str, Any]) -> None:
        self._put(lambda c: c.sources.__setitem__(id, row))

    def put_shown(self, source: str, ids: frozenset[str], *, all: bool) -> None:
        """A source shows these pages; `all`: and no others."""
        self._put(lambda c: c.shown.__setitem__(source, (ids, all)))

    def put_segment(self, name: str, row: dict[str, Any] | None) -> None:
        self._put(lambda c: c.segments.__setitem__(name, row))

    def put_copy(self, row: dict[str, Any], keys: Iterable[int]) -> None:
        self._put(lambda c: c.copies.__setitem__(row["id"], (row, list(keys))))

    def check(self) -> None:
        """Raises the LedgerError that ended the writing."""
        if self._error:
            raise self._error

    def fail(self, error: LedgerError) -> LedgerError:
        """Remember the first failure and tell whoever asked to be told."""
        first = self._error is None
        self._error = self._error or error
        if first and self.on_failure:
            self.on_failure(self._error)
        return self._error

    def flush(self) -> None:
        """Write everything that waits; in the calling thread."""
        self.check()
        with self._turn:
            self._write()
        self.check()

    def close(self) -> None:
        """End the thread after a last write."""
        self._ending = True
        self._wake.set()
        self._thread.join()
        self.flush()

    def _put(self, change: Callable[[_Changes], None]) -> None:
        self.check()
        with self._guard:
            change(self._waiting)
            if len(self._waiting.pages) >= FLUSH_ROWS:
                self._wake.set()

    def _work(self) -> None:
        while not self._ending and not self._error:
            self._wake.wait(FLUSH_SECONDS)
            self._wake.clear()
            with self._turn:
                self._write()

    def _write(self) -> None:
        with self._guard:
            changes, self._waiting = self._waiting, _Changes()
            self._writing = changes
        rows = self.lines.take()
        if changes.empty and not rows:
            return
        try:
            if self._file != _identity(self._engine):
                raise LedgerError("the ledger's file was removed or replaced during the run")
            with self._engine.begin() as connection:
                self._upsert(connection, pages, list(changes.pages.values()))
                self._upsert(connection, copies, [row for row, _ in changes.copies.values()])
                self._bands(connection, changes)
                self._count_lines(connection, rows)
                self._segments(connection, changes.segments)
                self._shown(connection, changes.shown)
                self._upsert(connection, sources, list(changes.sources.values()))
        except LedgerError as error:
            self.fail(error)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            self.fail(LedgerError(f"cannot write the ledger: {in_words(error)}"))
        else:
            with self._guard:
                self._writing = _Changes()

    def _upsert(self, connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        statement = self._insert(table)
        keys = [c.name for c in table.primary_key]
        others = {c.name: statement.excluded[c.name] for c in table.c if c.name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=others)
        for start in range(0, len(rows), UPSERT_ROWS):
            connection.execute(statement, rows[start : start + UPSERT_ROWS])

    def _bands(self, connection: sa.Connection, changes: _Changes) -> None:
        ids = sorted(changes.copies)
        for start in range(0, len(ids), UPSERT_ROWS):
            connection.execute(bands.delete().where(bands.c.id.in_(ids[start : start + UPSERT_ROWS])))
        rows = [{"band": key, "id": id} for id, (_, keys) in changes.copies.items() for key in set(keys)]
        if rows:
            connection.execute(self._insert(bands).on_conflict_do_nothing(), rows)

    def _count_lines(self, connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
        if rows:
            statement = self._insert(lines)
            seen = {"seen": lines.c.seen + statement.excluded.seen}
            connection.execute(statement.on_conflict_do_update(index_elements=["site", "hash"], set_=seen), rows)

    def _shown(self, connection: sa.Connection, changed: dict[str, tuple[frozenset[str], bool]]) -> None:
        """Write the difference only: a sitemap of 50,000 pages changes by a few."""
        for source, (ids, all) in changed.items():
            here = sa.and_(shown.c.site == self._site, shown.c.source == source)
            before = set(connection.scalars(sa.select(shown.c.page).where(here)))
            gone = sorted(before - ids) if all else []
            for start in range(0, len(gone), UPSERT_ROWS):
                connection.execute(shown.delete().where(here, shown.c.page.in_(gone[start : start + UPSERT_ROWS])))
            rows = [{"site": self._site, "source": source, "page": id} for id in sorted(ids - before)]
            if rows:
                connection.execute(self._insert(shown).on_conflict_do_nothing(), rows)

    def _segments(self, connection: sa.Connection, changed: dict[str, dict[str, Any] | None]) -> None:
        self._upsert(connection, segments, [row for row in changed.values() if row])
        for name in (name for name, row in changed.items() if row is None):
            connection.execute(segments.delete().where(segments.c.site == self._site, segments.c.name == name))


class _Changes:
    """One batch of changes; later ones to a row replace earlier ones."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, dict[str, Any]] = {}
        self.shown: dict[str, tuple[frozenset[str], bool]] = {}
        self.segments: dict[str, dict[str, Any] | None] = {}
        self.copies: dict[str, tuple[dict[str, Any], list[int]]] = {}

    @property
    def empty(self) -> bool:
        return not (self.pages or self.sources or self.shown or self.segments or self.copies)


def _identity(engine: sa.Engine) -> tuple[int, int] | None:
    """Device and inode of a SQLite file: SQLite writes on happily into a file that was deleted."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    try:
        status = os.stat(engine.url.database)
    except OSError:
        return None
    return status.st_dev, status.st_ino
