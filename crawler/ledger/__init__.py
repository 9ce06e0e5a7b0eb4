"""What have we seen? Every URL of a site and what became of it, kept so that "resume" is "run it again".

One `Ledger` is one run of one site. Reads are single indexed look-ups; writes gather in memory and a thread of their own puts
them into the database in the order in which they were made, so the reactor never waits for a disk. What is lost with a killed
process is either found again by the next run's lists (pages) or restored from the segments (lines): a source's validators
are written after everything that the source listed, and a line is on disk before the ledger hears of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from crawler.feeds import Position
from crawler.ledger.answers import KNOWN, Found, Known, LineAt, Next, Validators, page_id
from crawler.ledger.books import Balance, Books, Outcome
from crawler.ledger.lock import AdvisoryLock, FileLock
from crawler.ledger.near import Copies, Signature
from crawler.ledger.revisits import (
    ABSENT,
    ENOUGH,
    PASSING,
    SUSPECT,
    SUSPECT_REST,
    SUSPECT_TRIES,
    TRIES,
    Schedule,
    is_later,
    shown_by,
    waiting,
)
from crawler.ledger.rows import Rows
from crawler.ledger.segments import Segments
from crawler.ledger.tables import LedgerError, LedgerLocked, open_engine, pages, sources
from crawler.ledger.writer import Writer
from crawler.model import Document, Rejected

__all__ = [
    "Balance", "Found", "Known", "Ledger", "LedgerError", "LedgerLocked", "LineAt", "Next", "Schedule", "Signature",
    "Validators", "page_id",
]  # fmt: skip


class Ledger(Segments):
    """The memory of one site during one run. Open it with `Ledger.open`, end it with `close`.

    Every method raises LedgerError once the database is lost; `on_failure` is called at that moment, from another thread.
    """

    schedule = Schedule()
    """When pages are looked at again; set it before the first look-up."""

    def __init__(self, engine: sa.Engine, site: str, run: str, now: Callable[[], datetime], locks: list[FileLock | AdvisoryLock]):
        self.site = site
        self.run = run
        self._now = now
        self._engine = engine
        self._locks = locks
        self._books = Books()
        self._closed = False
        self._listed: set[str] = set()
        self._asked: dict[str, int] = {}
        self._resting: set[str] = set()
        self._reader = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._writer = Writer(engine, site)
        self._rows = Rows(site, self._writer, self._reader)
        self.copies = Copies(engine, site, self._writer, self._reader)

    @classmethod
    def open(
        cls, url: str, site: str, *, run: str, now: Callable[[], datetime] = lambda: datetime.now(UTC), output: Path | None = None
    ) -> Ledger:
        """Take the site's lock and open its ledger; `output` is the folder that holds the site's folder.

        Raises LedgerLocked when another run holds the site, LedgerError when the ledger cannot be opened or is of another version.
        """
        locks: list[FileLock | AdvisoryLock] = []
        try:
            database = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else None
            if output is not None:
                locks.append(FileLock(output / site / ".lock", site))
            if database and (output is None or Path(database).resolve().parent != output.resolve()):
                locks.append(FileLock(Path(database).parent / f".{site}.lock", site))
            engine = open_engine(url)
            if engine.dialect.name == "postgresql":
                locks.append(AdvisoryLock(engine, site))
            return cls(engine, site, run, now, locks)
        except BaseException:
            for lock in locks:
                lock.release()
            raise

    # ---- finding -------------------------------------------------------------------------------------------------

    def found(self, url: str, *, via: str = "", hints: Mapping[str, str] | None = None, by_hand: bool = False) -> Next:
        """A list names this URL: put it in the books and say whether to fetch it now.

        A URL that need not be fetched counts as unchanged (or rejected, when suspect) at once. What is asked for `by_hand` is
        fetched whenever it was last looked at.
        """
        id, hints = page_id(url), dict(hints or {})
        self._listed.add(id)
        if not self._books.found(id):
            return self._found_again(id, hints)
        row, listed = self._row(id), hints.get("modified")
        if row is None:
            self._save(id, self._fresh(url, via, hints))
            return Next(True, "new")
        answer = self._next(row, listed)
        if by_hand and not answer.fetch:
            answer = Next(True, "due", *self._conditional(row))
        if answer.fetch:
            row["hints"] = json.dumps({**json.loads(row["hints"] or "{}"), **hints})
            row["via"] = row["via"] or via
            self._save(id, row)
        else:
            self._rest(id, answer)
        return answer

    def names(self, url: str, hints: dict[str, str]) -> None:
        """A list names this URL, which is asked for already: an earlier run left it, another list named it, or a redirect did."""
        self._listed.add(page_id(url))
        self._found_again(page_id(url), hints)

    def _found_again(self, id: str, hints: dict[str, str]) -> Next:
        """A second list names a page: it may know what the first did not, when it was last changed."""
        row = self._row(id) if "modified" in hints else None
        if row is None:
            return Next(False, "seen_this_run")
        changed = is_later(hints["modified"], row)
        said = json.loads(row["hints"] or "{}")
        if changed or "modified" not in said:
            row["hints"] = json.dumps({**said, **hints})
            self._save(id, row)
        if not changed or id not in self._resting:
            return Next(False, "seen_this_run")
        self._resting.remove(id)
        self._books.reopen(id, "unchanged")
        return Next(True, "listed_changed", *self._conditional(row))

    def _rest(self, id: str, answer: Next) -> None:
        if answer.why == "not_due":
            self._resting.add(id)
        self._books.close(id, "rejected" if answer.why == "suspect" else "unchanged")

    def still_listed(self, source: str) -> Iterator[Found]:
        """A source has not changed: what it showed when it was last read is found again. Gives what is to be fetched of it."""
        rows = self._read(shown_by(self.site, page_id(source)))
        if rows:
            self._asked[page_id(source)] = 0  # its entries are counted one by one
        for row in rows:
            row = self._writer.page(row["id"]) or row
            self._listed.add(row["id"])
            if self._books.found(row["id"]):
                answer = self._next(row, None)
                if answer.fetch and row["state"] not in ("written", "duplicate"):  # those have their turn by age
                    yield self._as_found(row)
                else:
                    self._rest(row["id"], answer)

    def due(self) -> Iterator[Found]:
        """Articles of ours to be looked at again for their age, whether or not a list names them; `schedule.most` a run."""
        left, now = self.schedule.most, self._seconds()
        for row in self._read(waiting(self.site, now, self.schedule)) if left > 0 else ():
            if self.schedule.is_due(row, now) and self._books.found(row["id"]):
                yield self._as_found(row)
                left -= 1
                if left == 0:
                    return

    def _as_found(self, row: dict[str, Any]) -> Found:
        return Found(row["url"], json.loads(row["hints"] or "{}"), row["via"], *self._conditional(row))

    def unfinished(self) -> Iterator[Found]:
        """What earlier runs left: pages found but never done, and those that failed for a passing reason. Each is in the books."""
        waiting = sa.or_(
            pages.c.state == "pending",
            sa.and_(pages.c.state == "rejected", pages.c.reason.in_(sorted(PASSING)), pages.c.tries < TRIES),
        )
        query = sa.select(pages).where(pages.c.site == self.site, waiting).order_by(pages.c.first_seen.desc(), pages.c.id)
        for row in self._read(query):
            if self._books.found(row["id"]):
                yield self._as_found(row)

    def source(self, url: str) -> Validators | None:
        """What is known of a feed, sitemap or listing; None when it was never read to its end."""
        row = self._writer.source(page_id(url))
        if row is None:
            rows = self._read(sa.select(sources).where(sources.c.site == self.site, sources.c.id == page_id(url)))
            if not rows:
                return None
            row = rows[0]
        self._asked.setdefault(row["id"], row["entries"])
        read_at = datetime.fromtimestamp(row["read_at"], UTC)
        return Validators(row["etag"], row["last_modified"], row["body_hash"], row["entries"], read_at)

    def source_read(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        body_hash: str | None = None,
        entries: int = 0,
        shown: Iterable[str] | None = None,
        whole: bool = True,
    ) -> None:
        """A source was read to its end and `found` was called for all of its entries: call it last, never before them.

        `shown` are the ids of the pages it names, remembered for `still_listed`; `whole`: it names no others.
        """
        row: dict[str, Any] = {
            "site": self.site, "id": page_id(url), "url": url, "etag": etag, "last_modified": last_modified,
            "body_hash": body_hash, "entries": entries, "read_at": self._seconds(),
        }  # fmt: skip
        self._asked[row["id"]] = 0  # its entries are counted one by one
        if shown is not None:
            self._writer.put_shown(row["id"], frozenset(shown), all=whole)
        self._writer.put_source(row["id"], row)

    def known(self, id: str) -> Known | None:
        """What is known of a page or document by its id."""
        row = self._row(id)
        return None if row is None else Known(**{name: row[name] for name in KNOWN})

    # ---- outcomes: each page found has one -----------------------------------------------------------------------

    def written(
        self,
        url: str,
        document: Document,
        position: Position,
        *,
        body_hash: str | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """The line of the page asked for as `url` is on disk at `position`. A copy (`duplicate_of`) counts as duplicate."""
        about: dict[str, Any] = {
            "content_hash": document.content_hash, "revision": document.revision, "duplicate_of": document.duplicate_of,
            "published": document.published.isoformat() if document.published else None,
            "segment": position.segment, "offset": position.offset, "length": position.length,
        }  # fmt: skip
        state: Outcome = "duplicate" if document.duplicate_of else "written"
        fetched = {"body_hash": body_hash, "etag": etag, "last_modified": last_modified}
        asked = page_id(url)
        if asked != document.id:  # the page told its true address: its line is under that one
            self._outcome(url, "duplicate", {**fetched, "duplicate_of": document.id}, count=state)
            row = self._row(document.id) or self._fresh(document.url, "", {})
            self._save(document.id, {**row, **about, "state": state, "reason": None, "checked": self._seconds()})
        else:
            self._outcome(url, state, {**fetched, **about})

    def unchanged(
        self, url: str, *, body_hash: str | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """The page is as it was (304, the same bytes, or the same article); what is None keeps its old value."""
        given = {"body_hash": body_hash, "etag": etag, "last_modified": last_modified}
        row = self._row(page_id(url))
        state = row["state"] if row and row["state"] != "pending" else "written"
        self._outcome(url, state, {k: v for k, v in given.items() if v is not None}, count="unchanged", keep_reason=True)

    def duplicate(
        self, url: str, of: str, *, body_hash: str | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """The page is another address of document `of`, and gets no line."""
        given = {"duplicate_of": of, "body_hash": body_hash, "etag": etag, "last_modified": last_modified}
        self._outcome(url, "duplicate", given)

    def rejected(
        self, rejected: Rejected, *, body_hash: str | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """The page could not go on. One that harms workers becomes suspect and rests; see SUSPECT_REST."""
        row = self._row(page_id(rejected.url))
        self._asked.pop(page_id(rejected.url), None)  # a list that failed shows nothing
        final = rejected.detail in ABSENT or rejected.stage == "find"  # a list is no page: its definition names it again
        tries = ENOUGH if final else (row["tries"] if row else 0) + 1
        given: dict[str, Any] = {"body_hash": body_hash, "etag": etag, "last_modified": last_modified, "tries": tries}
        state = "suspect" if rejected.reason in SUSPECT else "rejected"
        if row and row["segment"] is not None:  # an article of ours that fails today stays the article it was
            state, given = row["state"], {"tries": tries}
        self._outcome(rejected.url, state, given, count="rejected", reason=rejected.reason)

    def gone(self, url: str, status: int = 404) -> None:
        """The server says that the page is no more (404, 410)."""
        self._outcome(url, "gone", {}, reason=f"http_{status}")

    def listed(self) -> int:
        """Articles that the site listed in this run: those found, and the entries of sources that had not changed."""
        return len(self._listed) + sum(self._asked.values())

    def balance(self) -> Balance:
        """The books of this run so far."""
        return self._books.balance()

    @property
    def mistakes(self) -> list[str]:
        """What was booked wrongly: ids that got two outcomes. A bug of ours when not empty."""
        return self._books.mistakes

    # ---- the end -------------------------------------------------------------------------------------------------

    def on_failure(self, callback: Callable[[LedgerError], None]) -> None:
        """Call back, from the writing thread, when the database is lost."""
        self._writer.on_failure = callback

    def flush(self) -> None:
        """Put everything into the database now. Blocks: not for the reactor. Raises LedgerError."""
        self._writer.flush()

    def close(self) -> None:
        """Write what is left and let the site go. Raises LedgerError, with the lock released all the same."""
        if self._closed:
            return
        self._closed = True
        try:
            self._writer.close()
        finally:
            self._reader.close()
            for lock in self._locks:
                lock.release()
            self._engine.dispose()

    # ---- rows ----------------------------------------------------------------------------------------------------

    def _next(self, row: dict[str, Any], listed: str | None) -> Next:
        conditional = self._conditional(row)
        if row["state"] == "pending":
            return Next(True, "resume", *conditional)
        if is_later(listed, row):
            return Next(True, "listed_changed", *conditional)
        since = self._seconds() - (row["checked"] or 0)
        if row["state"] == "suspect":
            retry = row["tries"] < SUSPECT_TRIES and since >= SUSPECT_REST
            return Next(retry, "due" if retry else "suspect")
        passing = row["reason"] in PASSING and row["tries"] < ENOUGH
        if row["state"] == "rejected" and (passing or row["reason"] == "outside_window"):
            return Next(True, "resume")
        due = self.schedule.is_due(row, self._seconds())
        return Next(due, "due" if due else "not_due", *(conditional if due else (None, None)))

    @staticmethod
    def _conditional(row: dict[str, Any]) -> tuple[str | None, str | None]:
        """Validators, but only where the page's last body went all its way: else a 304 would lose it."""
        return (row["etag"], row["last_modified"]) if row["state"] not in ("pending", "suspect", "gone") else (None, None)

    def _outcome(
        self,
        url: str,
        state: str,
        values: dict[str, Any],
        *,
        count: Outcome | None = None,
        reason: str | None = None,
        keep_reason: bool = False,
    ) -> None:
        id = page_id(url)
        self._books.close(id, count or state)  # type: ignore[arg-type]
        row = self._row(id) or self._fresh(url, "", {})
        hints = json.loads(row["hints"] or "{}")
        row.update(values, state=state, checked=self._seconds(), listed=hints.get("modified") or row["listed"])
        if not keep_reason:
            row["reason"] = reason
        if state in ("written", "duplicate") and reason is None:
            row["tries"] = 0
        self._save(id, row)

    def _fresh(self, url: str, via: str, hints: Mapping[str, str]) -> dict[str, Any]:
        empty: dict[str, Any] = dict.fromkeys(c.name for c in pages.c)
        return empty | {
            "site": self.site, "id": page_id(url), "url": url, "state": "pending", "via": via or None, "tries": 0,
            "hints": json.dumps(dict(hints)), "first_seen": self._seconds(),
        }  # fmt: skip

    def _row(self, id: str) -> dict[str, Any] | None:
        return self._rows.get(id)

    def _save(self, id: str, row: dict[str, Any]) -> None:
        self._rows.put(id, row)

    def _read(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        return self._rows.read(query)

    def _seconds(self) -> float:
        return self._now().timestamp()
