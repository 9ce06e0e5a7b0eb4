"""May a crawler of our name fetch that? robots.txt by RFC 9309, and Crawl-delay.

What the RFC leaves open is decided here: 429 counts as unreachable (the server says "not now", not "there are no rules"); what
is not UTF-8 text with rules in it (an HTML page) has no rules; rules beyond 500 KiB are not read.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.archive import NotInArchive, replay_of
from crawler.extract.sitemaps import robots_sitemaps
from crawler.middlewares.refused import Refused
from crawler.middlewares.remembered import LIFETIME, Answer, folder_of, recall, remember

logger = logging.getLogger(__name__)

MAX_BYTES = 500 * 1024
"""RFC 9309, section 2.5: at least this much must be read; no more is."""
UNREACHABLE_LIFETIME = 600.0
"""Seconds until an unreachable robots.txt is asked for again in the same run."""
MAX_REDIRECTS = 5
"""Section 2.3.1.2."""
MAX_DELAY = 120.0
"""Seconds of Crawl-delay that are kept to; a longer one would mean one page in a run."""
PRIORITY = 10_000

_AGENT_LINE = re.compile(r"^(\s*user-?\s?agent\s*:)\s*([^#]*)", re.IGNORECASE)
_ESCAPED = re.compile(r"%(?:3A|2F)", re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Za-z_-]+|\*")


@dataclass(frozen=True)
class Rules:
    """What one host says. `reachable` False: nothing may be fetched for now."""

    parser: Protego | None
    reachable: bool
    why: str
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    until: float = float("inf")

    def allows(self, url: str, token: str) -> bool:
        """May we fetch this URL?"""
        return self.reachable and (self.parser is None or self.parser.can_fetch(_plain_query(url), token))


def read_rules(body: bytes, url: str, token: str) -> Rules:
    """The rules in a robots.txt that was fetched. `token` is our product token, in lower case."""
    text = body[:MAX_BYTES].decode("utf-8", "ignore").removeprefix("\ufeff")
    if len(body) > MAX_BYTES:
        text = text.rpartition("\n")[0]
    if text.lstrip()[:1] == "<":
        return Rules(None, True, "an HTML page: no rules")
    parser = Protego.parse("\n".join(_plain_query(_product_only(line, token)) for line in text.splitlines()))
    delay = parser.crawl_delay(token)
    return Rules(parser, True, "rules", delay=min(delay, MAX_DELAY) if delay else None, sitemaps=tuple(robots_sitemaps(text, url)))


def _plain_query(text: str) -> str:
    """Colons and slashes in a query are the same written out and escaped (section 2.2.2); in a path they are not."""
    before, mark, query = text.partition("?")
    return before + mark + _ESCAPED.sub(lambda match: ":" if match[0][2] in "Aa" else "/", query)


def _product_only(line: str, token: str) -> str:
    """A user-agent line names a product (section 2.2.1), whole: neither `Name/1.0` nor the beginning of ours is another name."""
    match = _AGENT_LINE.match(line)
    if not match:
        return line
    product = _PRODUCT.match(match[2].strip())
    name = product[0].lower() if product else "-"
    return f"{match[1]} {'another-' if name != token and token.startswith(name) else ''}{name}"


def status_rules(status: int) -> Rules:
    """What an answer other than 200 means (section 2.3.1)."""
    if status == 429 or status >= 500:
        return Rules(None, False, f"HTTP {status}")
    return Rules(None, True, f"HTTP {status}: no rules")


class RobotsMiddleware:
    """Asks each host (scheme, name and port) once a day and holds its requests until it answered; sites of one process and one
    site's runs share the answer."""

    _shared: dict[str, Answer] = {}

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._token = crawler.settings.get("ROBOTS_TOKEN", "dragoman").lower()
        self._rules: dict[str, Rules] = {}
        self._asking: dict[str, asyncio.Future[Rules]] = {}
        # An archive is to hold, and a replay to read, everything that a crawl depends on.
        self._remembers = replay_of(crawler) is None and not crawler.settings.get("ARCHIVE")
        crawler.signals.connect(self._enough, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises Refused."""
        if request.meta.get("role") == "robots":
            return
        parts = urlsplit(request.url)
        rules = await self.rules(f"{parts.scheme}://{parts.netloc}")
        if not rules.reachable:
            raise Refused("robots_unreachable", f"{parts.netloc}/robots.txt: {rules.why}")
        if not rules.allows(request.url, self._token):
            self._count("forbidden")
            raise Refused("robots", "disallowed by robots.txt")
        if rules.delay:
            self._slow_down(request, rules.delay)

    async def rules(self, origin: str) -> Rules:
        """The rules of an origin such as `https://mfa.example`."""
        known = self._rules.get(origin)
        if known and monotonic() < known.until:
            return known
        if origin not in self._asking:
            self._asking[origin] = asyncio.ensure_future(self._ask(origin))
        try:
            rules = await asyncio.shield(self._asking[origin])
        finally:
            if origin in self._asking and self._asking[origin].done():
                del self._asking[origin]
        return rules

    async def _ask(self, origin: str) -> Rules:
        if known := self._remembered(origin):
            self._count("remembered")
            self._rules[origin] = replace(self._rules_of(known), until=monotonic() + LIFETIME - (time.time() - known.at))
            return self._rules[origin]
        url = f"{origin}/robots.txt"
        meta = {"role": "robots", "redirect_ttl": MAX_REDIRECTS, "max_retry_times": 1}
        request = Request(url, priority=PRIORITY, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        self._count("asked")
        try:
            assert self._crawler.engine
            response: Response = await self._crawler.engine.download_async(request)
            text = response.body[: MAX_BYTES + 1].decode("utf-8", "surrogateescape") if response.status == 200 else ""
            answer = Answer(origin, response.url, response.status, text, time.time())
            rules = self._rules_of(answer)
            if rules.reachable and self._remembers:
                self._shared[origin] = answer
                remember(self._folder(), answer)
        except NotInArchive:
            rules = Rules(None, True, "not in the archive: no rules")
        except Refused as refusal:
            # A circle, or more redirects than the RFC asks us to follow: as if there were none.
            loop = refusal.reason == "redirect_loop"
            rules = Rules(None, loop, f"{refusal.reason}: {refusal.detail}")
        except Exception as error:  # whatever failed, the rules are unknown, and unknown means wait
            rules = Rules(None, False, f"{type(error).__name__}: {str(error)[:120]}")
        if not rules.reachable:
            logger.warning("%s cannot be read (%s): nothing is fetched there for now", url, rules.why)
        lifetime = LIFETIME if rules.reachable else UNREACHABLE_LIFETIME
        rules = Rules(rules.parser, rules.reachable, rules.why, rules.delay, rules.sitemaps, monotonic() + lifetime)
        self._rules[origin] = rules
        return rules

    def _remembered(self, origin: str) -> Answer | None:
        if not self._remembers:
            return None
        shared = self._shared.get(origin)
        return shared if shared and time.time() - shared.at < LIFETIME else recall(self._folder(), origin)

    def _folder(self) -> Path | None:
        return folder_of(self._crawler.settings, getattr(self._crawler.spider, "name", ""))

    def _rules_of(self, answer: Answer) -> Rules:
        body = answer.text.encode("utf-8", "surrogateescape")
        return read_rules(body, answer.url, self._token) if answer.status == 200 else status_rules(answer.status)

    def _enough(self, data: bytes, request: Request, spider: Any) -> None:
        """Stop reading a robots.txt that is longer than what is read of it."""
        if request.meta.get("role") == "robots":
            request.meta["received"] = request.meta.get("received", 0) + len(data)
            if request.meta["received"] > MAX_BYTES + 1024:
                raise StopDownload(fail=False)

    def _slow_down(self, request: Request, delay: float) -> None:
        """Crawl-delay is the least pause between two requests; AutoThrottle must not shorten it."""
        assert self._crawler.engine
        request.meta["autothrottle_dont_adjust_delay"] = True
        slots = self._crawler.engine.downloader.slots
        key = self._crawler.engine.downloader.get_slot_key(request)
        if key in slots and slots[key].delay < delay:
            slots[key].delay, slots[key].jitter, slots[key].concurrency = delay, 0.0, 1
            logger.info("%s asks for %.0f seconds between requests", key, delay)

    def _count(self, what: str) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"dragoman/robots/{what}")
