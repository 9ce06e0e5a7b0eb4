"""When may a host be asked again? Scrapy's retries, with Retry-After kept and 429 and 503 answered by waiting."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.middlewares.refused import Refused

logger = logging.getLogger(__name__)

BUSY = frozenset({429, 503})
FIRST_WAIT = 5.0
"""Seconds after the first 429 or 503 without Retry-After; doubled each time."""


class BackoffMiddleware(RetryMiddleware):
    """A busy host is left alone by all requests of this run until it said it could answer; a host that is busy for long is
    left until the next run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._max_wait = crawler.settings.getfloat("RETRY_MAX_WAIT")
        self._first_wait = crawler.settings.getfloat("RETRY_FIRST_WAIT", FIRST_WAIT)
        self._until: dict[str, float] = {}
        self._busy: dict[str, int] = {}
        self._closing = asyncio.Event()
        crawler.signals.connect(self._close, signals.spider_closed)
        crawler.signals.connect(self._close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BackoffMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked. Raises Refused where that is too long."""
        host = urlsplit(request.url).netloc
        while (wait := self._until.get(host, 0.0) - monotonic()) > 0:
            if wait > self._max_wait:
                raise Refused("http_status", f"{host} asked to be left alone for {wait:.0f} seconds")
            try:
                await asyncio.wait_for(self._closing.wait(), timeout=wait)
            except TimeoutError:
                continue
            raise Refused("budget", "the run ends")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        host = urlsplit(request.url).netloc
        if response.status in BUSY:
            times = self._busy[host] = self._busy.get(host, 0) + 1
            asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            wait = asked if asked is not None else min(self._first_wait * 2 ** (times - 1), self._max_wait)
            self._until[host] = max(self._until.get(host, 0.0), monotonic() + wait)
            self._hold(request, host, wait)
            logger.warning("%s is busy (HTTP %d): no request for %.0f seconds", host, response.status, wait)
            if self.crawler.stats:
                self.crawler.stats.inc_value("dragoman/busy")
            if wait > self._max_wait:
                return response
        elif response.status < 400:
            self._busy.pop(host, None)
        return super().process_response(request, response)

    def _hold(self, request: Request, host: str, wait: float) -> None:
        """What already waits for its turn at the host waits longer, or is refused where that is too long."""
        assert self.crawler.engine
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is None:
            return
        slot.delay = slot.delay or 0.001  # Scrapy looks at when a slot was last used only where it has a delay
        slot.lastseen = monotonic() + min(wait, self._max_wait)
        while wait > self._max_wait and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(Refused("http_status", f"{host} asked to be left alone for {wait:.0f} seconds")))

    def _close(self) -> None:
        self._closing.set()


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds to wait, from either form of Retry-After (RFC 9110, section 10.2.3); None where it says nothing."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:8])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a day or a year of thirty digits
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds())
