"""How long does the crawler's event loop keep others waiting? An extension for the crawls that are measured."""

from __future__ import annotations

import asyncio
import time

from scrapy import signals
from scrapy.crawler import Crawler

EVERY = 0.01
"""Seconds between two looks."""


class Lag:
    """Asks to be woken every EVERY seconds and counts how much later it is: `benchmark/lag/p50` and `p99`, milliseconds."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._late: list[float] = []
        self._used = time.process_time()
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Lag:
        """As Scrapy makes it."""
        return cls(crawler)

    def _opened(self) -> None:
        self._task = asyncio.ensure_future(self._watch())

    async def _watch(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(EVERY)
            self._late.append(1000 * (time.perf_counter() - asked - EVERY))

    def _closed(self) -> None:
        self._task.cancel()
        late, stats = sorted(self._late) or [0.0], self._crawler.stats
        assert stats
        for share in (50, 99):
            stats.set_value(f"benchmark/lag/p{share}", round(late[len(late) * share // 100], 2))
        stats.set_value("benchmark/cpu", round(time.process_time() - self._used, 3))
