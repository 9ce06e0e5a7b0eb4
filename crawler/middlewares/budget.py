"""Is that request worth its cost? Traps (paths and facets without end), the requests of a run, quiet hours."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.middlewares.refused import Refused
from crawler.model import Site

MAX_REPEATS = 4
"""A path segment that stands so often in one path is a relative link answered by its own page."""

_NUMBER = re.compile(r"\d+")


class BudgetMiddleware:
    """Counts requests by run and by shape of URL; robots.txt is free, a redirect is not."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._most = settings.getint("BUDGET_REQUESTS")
        self._most_of_shape = settings.getint("BUDGET_PER_SHAPE")
        self._deepest = settings.getint("MAX_PATH_DEPTH")
        self._made = 0
        self._shapes: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Refused."""
        role = request.meta.get("role")
        if role == "robots":
            return
        site: Site | None = getattr(self._crawler.spider, "site", None)
        replay = bool(getattr(self._crawler.spider, "replay", None))
        if site and site.pace.quiet and not replay and is_quiet(site.pace.quiet, datetime.now(UTC)):
            raise Refused("budget", f"quiet hours {site.pace.quiet} UTC")
        if trap := trap_in(request.url, self._deepest):
            raise Refused("trap", trap)
        if role == "article" and (shape := shape_of(request.url)):
            self._shapes[shape] += 1
            if self._shapes[shape] > self._most_of_shape:
                raise Refused("trap", f"more than {self._most_of_shape} URLs that differ in the query only: {shape}")
        most = (site.pace.requests if site else None) or self._most
        self._made += 1
        if self._made > most:
            raise Refused("budget", f"{most} requests were made in this run")


def trap_in(url: str, deepest: int) -> str | None:
    """What is endless about this URL's path, in words; None for a sound one."""
    segments = [s for s in urlsplit(url).path.split("/") if s]
    if len(segments) > deepest:
        return f"{len(segments)} path segments"
    repeated, times = max(Counter(segments).items(), key=lambda pair: pair[1], default=("", 0))
    return f"{repeated[:40]!r} stands {times} times in the path" if times >= MAX_REPEATS else None


def shape_of(url: str) -> str | None:
    """What many URLs of a facet or a calendar have in common: host, path and the names in the query. None without two names
    in the query: one name (`?id=7`) is how many sites number their articles."""
    parts = urlsplit(url)
    names = sorted({p.partition("=")[0] for p in parts.query.split("&") if p})
    return f"{parts.netloc}{_NUMBER.sub('0', parts.path)}?{'&'.join(names)}" if len(names) > 1 else None


def is_quiet(hours: str, now: datetime) -> bool:
    """Does `now` fall into "22-06" (UTC, the first hour included, the last not)?"""
    first, _, last = hours.partition("-")
    start, end, hour = int(first) % 24, int(last) % 24, now.astimezone(UTC).hour
    return start <= hour < end if start <= end else hour >= start or hour < end
