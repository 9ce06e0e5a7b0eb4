"""What does one crawler of one site hold open? Its ledger, its feed, its place among the workers, and how the run ends."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

import crawler as house
from crawler.extensions import logs
from crawler.extensions.alarms import Watch
from crawler.extensions.expectations import Tally, broken
from crawler.extensions.hub import Hub, limits_of, schedule_of
from crawler.extensions.usual import History, Run, history, unusual
from crawler.feeds import Feed, StorageFailed
from crawler.feeds.repair import Repaired, repair
from crawler.ledger import Ledger, Signature
from crawler.model import Document, Page, Rejected, Site, Source
from crawler.workers import CannotWork

logger = logging.getLogger("dragoman")

EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ENOSPC})
"""What a machine has run out of when a step fails so: the fault of no page, and the next would fail as well."""

TICK_SECONDS = 0.5
"""Seconds between two looks at the books for the display."""


class Done(DropItem):
    """An item's way ends here and its outcome is in the books: no failure."""

    def __init__(self, message: str) -> None:
        super().__init__(message, log_level="DEBUG")


class River:
    """One run of one site. A spider reaches it with `river(self.crawler)` from `start()` on.

    Spiders call `ledger.found`, `.unfinished`, `.source`, `.source_read`; they yield a `Page` for every answer to an article
    request (200, 304, 404 and 410 as they come) and `Rejected` for what failed; the pipelines book the outcomes.
    """

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.spider is not None
        self._crawler = crawler
        settings = crawler.settings
        self.name = crawler.spider.name
        self.site: Site | None = getattr(crawler.spider, "site", None)
        self.source = source_of(self.name, self.site)
        self.output = Path(settings.get("OUTPUT_DIR") or "output")
        self.folder = self.output / self.name
        self.started = datetime.now(UTC)
        self.run = f"{self.started:%Y%m%dT%H%M%SZ}-{os.getpid()}"
        self.tally = Tally()
        self.lines = 0
        self.cleaned = 0
        self.annotated = 0
        self.claimed: set[str] = set()
        self.drafts: dict[str, tuple[Any, Signature]] = {}
        self.fetched: dict[str, Any] = {}
        self.failure: Exception | None = None
        self.broken: list[str] = []
        self.closed = False
        self.reason = "unfinished"
        self.summary = ""
        self._began = time.monotonic()
        self.watch = Watch.of(self.folder, self.name)
        self._tick: asyncio.Task[None] | None = None
        self._past: asyncio.Future[History] | None = None
        logs.install(as_json=settings.getbool("LOG_JSON"))
        url = settings.get("LEDGER_URL") or f"sqlite:///{self.output / 'ledger.db'}"
        self.ledger = Ledger.open(url, self.name, run=self.run, output=self.output)
        try:
            self.ledger.schedule = schedule_of(settings)
            self.repaired = repair(self.folder, self.ledger)
            self.boilerplate = frozenset(self.ledger.boilerplate())
        except BaseException:
            self.ledger.close()
            raise
        self.feed = Feed(self.folder)
        self.hub = Hub.hold(lambda: limits_of(settings))
        loop = asyncio.get_running_loop()
        self.ledger.on_failure(lambda error: loop.call_soon_threadsafe(self.fail, error))
        _tell(self.name, self.repaired)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> River:
        """Open everything. Raises LedgerLocked, StorageFailed (a LedgerError is one) before the first request."""
        made = cls(crawler)
        for handler, signal in (
            (made._opened, signals.spider_opened),
            (made._closed, signals.spider_closed),
            (made._stopped, signals.engine_stopped),
            (made._dropped, signals.item_dropped),
            (made._errored, signals.item_error),
        ):
            crawler.signals.connect(handler, signal=signal)
        return made

    # ---- during the run ------------------------------------------------------------------------------------------

    async def write(self, document: Document, url: str, **fetched: str | None) -> None:
        """Put a document's line on disk, then into the ledger."""
        position = await self.feed.write(document.line())
        self.ledger.written(url, document, position, **fetched)
        self.lines += 1
        self.tally.add(document)
        edges = document.text.split("\n\n")
        self.ledger.learn([*edges[:2], *edges[-3:]] if len(edges) > 5 else edges[1:])

    async def reject(self, rejected: Rejected, **fetched: str | None) -> None:
        """Put a rejection's line on disk, then into the ledger."""
        await self.feed.reject(rejected.line())
        self.ledger.rejected(rejected, **fetched)
        self.tally.reject(rejected)

    def asked(self, document: Document) -> str:
        """The URL that was asked for when this document came."""
        draft = self.drafts.get(document.id)
        return draft[0].url if draft else document.url

    def settle(self, id: str, written: bool) -> None:
        """A document under way was written or failed: copies that wait for it go on."""
        self.drafts.pop(id, None)
        future = self.hub.under_way.pop(id, None)
        if future and not future.done():
            future.set_result(written)

    def fail(self, error: Exception) -> None:
        """Something without which the run cannot go on is lost: stop, and remember why."""
        if self.failure is None:
            self.failure = error
            logger.error("%s: %s", self.name, error)
            engine = self._crawler.engine
            if engine and engine.spider is not None and not self.closed:
                reason = "storage_failed" if isinstance(error, StorageFailed) else "could_not_go_on"
                self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))

    def _opened(self) -> None:
        # again: Scrapy made its handler anew for this crawler
        logs.install(as_json=self._crawler.settings.getbool("LOG_JSON"))
        self.hub.progress.start(self.name)
        self._tick = asyncio.ensure_future(self._show())
        self._past = asyncio.ensure_future(asyncio.to_thread(history, self.folder, self.started))

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.hub.progress.update(self.name, self.ledger.balance(), self._fetched())

    async def _dropped(self, item: Any, exception: BaseException) -> None:
        if not isinstance(exception, Done):
            await self._lost(item, "filtered", str(exception))

    async def _errored(self, item: Any, failure: Any) -> None:
        error = failure.value
        if isinstance(error, StorageFailed | CannotWork) or getattr(error, "errno", None) in EXHAUSTED:
            self.fail(error)
        else:
            await self._lost(item, "pipeline_failed", f"{type(error).__name__}: {error}")

    async def _lost(self, item: Any, reason: Any, detail: str) -> None:
        """A user's pipeline dropped an item, or a pipeline failed: the page is in the books all the same."""
        if isinstance(item, Page | Rejected):
            url = item.requested or item.url if isinstance(item, Page) else item.url
            for id in [id for id, (fetched, _) in self.drafts.items() if fetched.url == url]:
                self.settle(id, False)
            detail = logs.harmless(detail)[:300]
            try:
                await self.reject(
                    Rejected(url=url, site=self.name, stage="check", reason=reason, detail=detail, at=datetime.now(UTC))
                )
            except StorageFailed as error:
                self.fail(error)

    # ---- the end -------------------------------------------------------------------------------------------------

    async def _closed(self, reason: str) -> None:
        self.reason = reason
        try:
            self._seal(await self.feed.close())
            await asyncio.to_thread(self.ledger.flush)
        except (StorageFailed, OSError) as error:
            self.fail(error)
        self.close()

    def _stopped(self) -> None:
        """The last line of a run is its balance."""
        if self.summary:
            (logger.warning if self.broken or self.failure else logger.info)("%s", self.summary)

    def close(self) -> None:
        """End the run from wherever it is: what is on disk is in the ledger, the report is written, the site let go."""
        if self.closed:
            return
        self.closed = True
        if self._tick:
            self._tick.cancel()
        balance = self.ledger.balance()
        listed = self.ledger.listed()
        try:
            self._seal(self.feed.close_now())
            self.ledger.close()
        except (StorageFailed, OSError) as error:
            self.fail(error)
        self.hub.progress.update(self.name, balance, self._fetched())
        for id in list(self.drafts):
            self.settle(id, False)
        self.hub.release()
        self._check_books(balance)
        if self.failure is None and self.reason != "unfinished":
            self.broken = self._broken(balance, listed)
            for line in self.broken:
                logger.warning("%s: expectation failed: %s", self.name, line)
        if self.lines == 0 and self.failure is None and self.reason == "finished":
            logger.info("%s: nothing new: no line written", self.name)
        self.summary = f"{self.name}: {balance}"
        self._report(balance, listed)
        self._watched()

    def _seal(self, segments: list[tuple[str, int]]) -> None:
        for name, size in segments:
            self.ledger.seal(name, size)

    def _broken(self, balance: Any, listed: int) -> list[str]:
        return [*self._own_faults(), *self._unmet(balance, listed)]

    def _own_faults(self) -> list[str]:
        """A fault in our code, or in a user's, must not end in exit 0: what a callback would have given is missing."""
        stats = self._crawler.stats
        count = stats.get_value("spider_exceptions/count", 0) if stats else 0
        return [f"the spider failed {count} times: the log has tracebacks, and what it would have found is missing"] * (count > 0)

    def _unmet(self, balance: Any, listed: int) -> list[str]:
        if self.site is None:
            return []
        partial, windowed = self._given() or self.reason != "finished", self._whole()
        lines = broken(self.site.expect, self.tally, balance, listed, partial=partial, windowed=windowed)
        if windowed and self.site.expect.usual is not False and self._past and self._past.done() and not self._past.exception():
            run = Run(self.started, balance.written + balance.duplicate, **self.tally.shares())
            lines += [line for line in unusual(run, self._past.result()) if line.partition(":")[0] not in _names(lines)]
        return lines

    def _given(self) -> bool:
        """Was the run asked for a part, as a window or one URL? Then it doesn't see all that the site lists."""
        return bool(getattr(self._crawler.spider, "given", None))

    def _whole(self) -> bool:
        """Did the run come to its end, over all that is new? A window leaves out only what is old."""
        given = getattr(self._crawler.spider, "given", None) or {}
        return self.reason == "finished" and set(given) <= {"since"}

    def _watched(self) -> None:
        """Alarms that this run raises, and that it ends."""
        if self.site is None or (self.failure is None and self.reason == "unfinished"):
            return
        lines = [f"failed: {self.failure}"] if self.failure else self.broken
        self.watch.after(self.run, self.started, lines, whole=self._whole())
        try:
            self.watch.save(self.folder)
        except OSError as error:
            logger.error("%s: the watch could not be written: %s", self.name, error.strerror)

    def _check_books(self, balance: Any) -> None:
        slips = list(self.ledger.mistakes)
        if not balance.balances:
            slips.append(f"the two sides differ: {balance}")
        if self.feed.lines != self.lines and self.failure is None and self.reason == "finished":
            slips.append(f"{self.feed.lines} lines were written and {self.lines} booked")
        for slip in slips:
            logger.error("%s: the books are wrong, which is a bug of ours: %s", self.name, slip)

    def _fetched(self) -> int:
        stats = self._crawler.stats
        return int(stats.get_value("response_received_count", 0)) if stats else 0

    def _report(self, balance: Any, listed: int) -> None:
        seconds = time.monotonic() - self._began
        stats = self._crawler.stats
        report = {
            "run": self.run, "process": logs.PROCESS, "site": self.name, "version": getattr(house, "__version__", None),
            "started": self.started.isoformat(timespec="seconds"), "seconds": round(seconds, 3), "finished": self.reason,
            "failure": str(self.failure) if self.failure else None,
            "balance": {f: getattr(balance, f) for f in balance.__dataclass_fields__}, "balances": balance.balances,
            "listed": listed, "lines": self.feed.lines, "rejects": self.feed.rejects,
            "causes": self.tally.causes(), "expect": self.site.expect.model_dump(exclude_none=True) if self.site else {},
            "broken": self.broken,
            "fields": self.tally.fields(),
            "fetched": self._fetched(), "pages_a_second": round(self._fetched() / seconds, 2) if seconds else None,
            "cleaned": self.cleaned, "annotated": self.annotated,
            "repaired": {"cut": self.repaired.cut, "damaged": self.repaired.damaged, "restored": self.repaired.restored,
                         "lost": self.repaired.lost},
            "stats": dict(sorted(stats.get_stats().items())) if stats else {},
        }  # fmt: skip
        name = self.folder / f"run-{self.started:%Y%m%dT%H%M%SZ}-{os.getpid()}.json"
        try:
            unfinished = name.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
            unfinished.replace(name)
        except OSError as error:
            logger.error("%s: no report could be written: %s", self.name, error.strerror)


def _names(lines: list[str]) -> set[str]:
    """What the lines are of: "title: expected …" → "title"."""
    return {line.partition(":")[0] for line in lines}


def river(crawler: Any) -> River:
    """The River of a running crawler."""
    found = crawler.get_extension(River)
    assert isinstance(found, River)
    return found


def source_of(name: str, site: Site | None) -> Source:
    """Who publishes, by the site's definition."""
    if site is None:
        return Source(site=name)
    return Source(site=name, name=site.name, kind=site.kind, country=site.country)


def _tell(site: str, repaired: Repaired) -> None:
    for note in repaired.notes:
        logger.warning("%s: %s", site, note)
    if repaired.restored or repaired.lost:
        logger.warning("%s: %d lines were not in the ledger, %d lines are missing", site, repaired.restored, repaired.lost)
