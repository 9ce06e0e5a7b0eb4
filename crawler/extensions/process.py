"""How do several sites run in one process, and what exit code do they give together?"""

from __future__ import annotations

import asyncio
import difflib
import logging
import os
import threading
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.extensions.afterwards import afterwards
from crawler.extensions.hub import Hub, limits_of
from crawler.extensions.river import River
from crawler.feeds import StorageFailed
from crawler.ledger import LedgerLocked
from crawler.ledger.near import rank_of
from crawler.model.exits import EXPECTATION, LOCKED, NOT_STARTED, OK, STORAGE, USAGE, WORST_FIRST
from crawler.sites import SiteError
from crawler.spiders.window import BadArgument
from crawler.workers import CannotWork

logger = logging.getLogger("dragoman")

LAST_RESORT_SECONDS = 2.0
"""Seconds between the end of everything and a forced exit: a thread in a resolver may not hold a run that is over."""


class UnknownSite(ValueError):
    """No site and no folder of that name."""


def chosen(args: list[str], loader: Any) -> list[str]:
    """The sites that the names mean, each once: a site's own name, or a folder's. Raises UnknownSite."""
    names: dict[str, None] = {}
    known = loader.list()
    folders: dict[str, list[str]] = {}
    for name, path in loader.files().items():
        folders.setdefault(Path(path).parent.name, []).append(name)
    for arg in args:
        if arg in known:
            names[arg] = None
        elif arg in folders:
            names.update(dict.fromkeys(sorted(folders[arg])))
        else:
            near = difflib.get_close_matches(arg, [*known, *folders], n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "`scrapy list` shows all"
            raise UnknownSite(f"no site or folder is named {arg!r}; {hint}")
    return list(names)


class Process(AsyncCrawlerProcess):
    """Runs crawlers in waves, and ends in good order within STOP_SECONDS of a signal, whatever is still under way."""

    def run(self, crawlers: list[Crawler], arguments: dict[str, str]) -> int:
        """Run to the end; the exit code."""
        self._codes: list[int] = []
        self._unstarted: dict[str, Exception] = {}
        self._all = crawlers
        self._stopping = False
        loop = asyncio.get_event_loop()
        main = loop.create_task(self._waves(crawlers, arguments))
        self.start(stop_after_crawl=False)
        if main.done() and not main.cancelled() and main.exception():
            raise main.exception()  # type: ignore[misc]
        rivers = list(filter(None, map(_river_of, crawlers)))
        for river in rivers:
            unsaid = not river.closed
            river.close()  # a run that was cut short has its books, too
            if unsaid:
                logger.warning("%s", river.summary)
            self._codes.append(_code(river))
        afterwards(self.settings, rivers, self._unstarted)
        return next(code for code in WORST_FIRST if code in (*self._codes, OK))

    async def stop(self) -> None:
        """End all crawls in order; what hangs is let go after STOP_SECONDS."""
        if not self._stopping:
            self._stopping = True
            asyncio.get_running_loop().call_later(self.settings.getfloat("STOP_SECONDS", 7), self._let_go)
        await super().stop()

    def _let_go(self) -> None:
        if self.crawlers:
            logger.warning("still under way after STOP_SECONDS: what is not done stays pending for the next run")
            if Hub._one:
                Hub._one.workers.close()
            asyncio.get_running_loop().call_later(1, self._stop_reactor)

    async def _waves(self, crawlers: list[Crawler], arguments: dict[str, str]) -> None:
        """Who is copied goes before who copies, so that a ministry's own text is the original and the wire's the copy."""
        hub = Hub.hold(lambda: limits_of(self.settings))
        try:
            waves: dict[int, list[Crawler]] = {}
            for crawler in crawlers:
                site = getattr(crawler.spidercls, "site", None)
                waves.setdefault(rank_of(site.kind if site else None), []).append(crawler)
            for rank in sorted(waves):
                if not self._stopping:
                    await asyncio.gather(*(self._one(crawler, arguments) for crawler in waves[rank]))
        finally:
            hub.release()
            self._stop_reactor()

    async def _one(self, crawler: Crawler, arguments: dict[str, str]) -> None:
        name = crawler.spidercls.name
        try:
            await self.crawl(crawler, **arguments)
        except LedgerLocked as error:
            self._failed(LOCKED, name, error)
        except StorageFailed as error:
            self._failed(STORAGE, name, error)
        except BadArgument as error:
            self._failed(USAGE, name, error)
        except (SiteError, CannotWork, OSError, ValueError) as error:
            self._failed(NOT_STARTED, name, error)

    def _failed(self, code: int, name: str, error: Exception) -> None:
        self._codes.append(code)
        if code in (STORAGE, NOT_STARTED):  # a site that is taken, or a mistake of the command, is nobody's outage
            self._unstarted[name] = error
        logger.error("%s: %s", name, error)


def _river_of(crawler: Crawler) -> River | None:
    try:
        return crawler.get_extension(River)
    except RuntimeError:  # it never came to have any
        return None


def _code(river: River) -> int:
    if isinstance(river.failure, StorageFailed):
        return STORAGE
    if river.failure is not None:
        return NOT_STARTED
    return EXPECTATION if river.broken else OK


def leave_soon(code: int) -> None:
    """Everything is on disk by now: nothing that still hangs may keep the process."""
    timer = threading.Timer(LAST_RESORT_SECONDS, os._exit, (code,))
    timer.daemon = True
    timer.start()
