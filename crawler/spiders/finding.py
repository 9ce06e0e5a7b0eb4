"""How are a site's articles found? Reads its feeds, sitemaps, listings and JSON APIs, page after page, each once a run.

A source's validators go to the ledger only when the source was read to its end and all it lists is in the books; so an
unchanged source may be passed over next time, and a killed run loses nothing. Runs with a window read everything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.extract.entries import Child, Entry
from crawler.extract.feeds import FeedError, read_feed
from crawler.extract.sitemaps import SitemapError, read_sitemap, robots_sitemaps
from crawler.feeds import StorageFailed
from crawler.ledger import Found, page_id
from crawler.model import Find
from crawler.model.url import MalformedUrl, canonical
from crawler.spiders import polling, trust
from crawler.spiders.failures import reason_of
from crawler.spiders.lists import ListError, read_api, read_listing, validators
from crawler.spiders.paging import EMPTY_IN_A_ROW, Place, first_url, following, is_archive

if TYPE_CHECKING:
    from crawler.spiders.site import Output, SiteSpider

logger = logging.getLogger(__name__)

PRIORITY = 10_000_000
"""Lists are read before articles."""
FULL_PASS = "#!full-pass"  # noqa: S105
"""Added to a list's address: the name under which the ledger keeps when all its pages were read."""

STAMP = "#!lastmod"
"""Likewise, for the time of last change that an index gave for a sitemap when it was read."""
ROBOTS_BYTES = 500 * 1024  # RFC 9309, section 2.5: what a crawler must read at least
PAGED = frozenset({"listing", "api"})


@dataclass(frozen=True)
class Source:
    """One thing to read: a feed, a sitemap, or one page of a listing or an API.

    `first` is the validators-to-be of the list's first page, kept until its last page was read. `stamp` is the time of last
    change that an index gives a sitemap. `rest` are the sitemaps to be read after this one, where they are read one by one.
    """

    find: Find
    url: str
    depth: int = 0
    place: Place = field(default_factory=lambda: Place(date.min))
    first: dict[str, Any] | None = None
    listed: int = 0
    stamp: str | None = None
    rest: tuple[Child, ...] = ()


class Finding:
    """The lists of one run: which are open, which were read."""

    def __init__(self, spider: SiteSpider) -> None:
        self._spider = spider
        self._asked: set[str] = set()
        self._open = 0
        self._shown: dict[str, set[str]] = {}
        self._unchanged: list[str] = []
        self.done = False

    # ---- asking ------------------------------------------------------------------------------------------------------

    def begin(self) -> Iterator[Output]:
        """The first request of every way in the definition."""
        ways = {w.strip() for w in self._spider.given.get("find", "").split(",") if w.strip()}
        for find in self._spider.site.find:
            if not ways or find.way in ways:
                place = Place(self._spider.clock.date())
                yield from self._ask(Source(find, first_url(find, place), place=place))
        yield from self._close_if_last()

    def _ask(self, source: Source, priority: int = PRIORITY) -> Iterator[Output]:
        spider = self._spider
        try:
            key = f"{source.find.way} {canonical(source.url)}"
        except MalformedUrl as error:
            yield from spider.reject(source.url, "find", "malformed_url", str(error))
            return
        if key in self._asked:
            return
        if len(self._asked) >= spider.settings.getint("FIND_MAX_SOURCES"):
            spider.count("incomplete/sources")
            yield from spider.reject(source.url, "find", "budget", f"{len(self._asked)} lists were read in this run")
            return
        self._asked.add(key)
        if self._rests(source):
            spider.count("resting/feed")
            self._unchanged.append(self._address(source))
            return
        self._open += 1
        headers = self._conditions(source)
        yield spider.request(source.url, self._answered, self._failed, "find", priority - source.depth, headers, source=source)

    def _rests(self, source: Source) -> bool:
        """Had the feed nothing new for so long that it is left alone this time? What it showed is found again."""
        spider = self._spider
        if source.find.way != "feed" or self.reads_all or spider.replay or spider.ledger.source(source.url) is None:
            return False
        most = timedelta(hours=spider.settings.getfloat("FEED_REST_HOURS"))
        return polling.rests(spider.ledger, source.url, datetime.now(UTC), most)

    def _was_asked(self, find: Find, url: str) -> bool:
        try:
            return f"{find.way} {canonical(url)}" in self._asked
        except MalformedUrl:
            return False

    def _conditions(self, source: Source) -> dict[str, str]:
        """Ask only for news, where what was read last time was read to its end."""
        skips = source.find.way in PAGED and self._is_full_pass(source)
        known = None if self.reads_all or source.place.index or skips else self._spider.ledger.source(source.url)
        if known and known.etag:
            return {"If-None-Match": known.etag}
        return {"If-Modified-Since": known.last_modified} if known and known.last_modified else {}

    @property
    def reads_all(self) -> bool:
        """Does this run look at every list anew, as it must under a window?"""
        window = self._spider.window
        return bool(window.since or window.until or window.limit or self._spider.given.get("full"))

    # ---- answers -----------------------------------------------------------------------------------------------------

    async def _answered(self, response: Response) -> AsyncIterator[Output]:
        source: Source = response.meta["source"]
        try:
            async for output in self._read(response, source):
                yield output
        except StorageFailed as error:  # the ledger is lost, which is no fault of the list: it is named again next time
            self._spider.stops_for(error)
            return
        except Exception as error:  # a fault of ours in one list must not lose the others, nor end in exit 0
            logger.exception("%s could not be read", source.url)
            self._spider.failed_by_itself()
            for output in self._spider.reject(source.url, "find", "unreadable", f"{type(error).__name__}: {error}"):
                yield output
        self._open -= 1
        for output in self._close_if_last():
            yield output

    def _failed(self, failure: Failure) -> Iterator[Output]:
        request = failure.request  # type: ignore[attr-defined]
        source: Source = request.meta["source"]
        if self._spider.stops_for(failure.value):
            return
        reason, detail = reason_of(failure.value, request.url)
        self._warn(f"failed/{source.find.way}", "%s %s: %s (%s)", source.find.way, source.url, reason, detail)
        yield from self._next_of_rest(source)
        if source.place.index:
            self._spider.count("incomplete/failed")
        yield from self._spider.reject(source.url, "find", reason, detail)
        self._open -= 1
        yield from self._close_if_last()

    def _close_if_last(self) -> Iterator[Output]:
        if self._open == 0 and not self.done:
            self.done = True
            yield from self._spider.finished_finding()

    async def _read(self, response: Response, source: Source) -> AsyncIterator[Output]:
        spider, way = self._spider, source.find.way
        spider.count(f"read/{way}")
        if response.status == 304:
            self._is_as_it_was(source)
            return
        if response.status in (404, 410) and source.place.index:  # past the last page
            self._list_ended(source)
            return
        if response.status != 200:
            self._warn(f"failed/{way}", "%s %s: HTTP %d", way, source.url, response.status)
            for output in (
                *spider.reject(source.url, "find", "http_status", f"HTTP {response.status}"),
                *self._next_of_rest(source),
            ):
                yield output
            return
        source = source if source.place.index else replace(source, first=validators(response.headers, response.body))
        if self._is_unchanged(source):
            self._is_as_it_was(source)
            return
        read = {"feed": self._feed, "sitemap": self._sitemap, "listing": self._page, "api": self._page}[way]
        try:
            async for output in read(response, source):
                yield output
        except (FeedError, SitemapError, ListError) as error:
            self._warn(f"failed/{way}", "%s %s: %s", way, source.url, error)
            for output in (*spider.reject(source.url, "find", "unreadable", str(error)), *self._next_of_rest(source)):
                yield output

    def _warn(self, counted: str, words: str, *details: object) -> None:
        logger.warning(words, *details)
        self._spider.count(counted)

    def _is_as_it_was(self, source: Source) -> None:
        if source.find.way == "feed":
            polling.was_read(self._spider.ledger, source.url, new=0)
        self._spider.count(f"unchanged/{source.find.way}")
        self._unchanged.append(self._address(source))

    def still_listed(self) -> Iterator[Found]:
        """What the lists that have not changed show still, as far as it is to be fetched; call it when all others were read."""
        for address in self._unchanged:
            yield from self._spider.ledger.still_listed(address)

    def _shows(self, source: Source, entries: Iterable[Entry]) -> None:
        """Remember which articles a list names: it will not name them again while it is unchanged."""
        self._shown.setdefault(self._address(source), set()).update(
            id for entry in entries if (id := page_id(entry.url)) in self._spider.offered
        )

    def _is_unchanged(self, source: Source) -> bool:
        if self.reads_all or source.place.index or not source.first:
            return False
        if source.find.way in PAGED and self._is_full_pass(source):
            return False
        known = self._spider.ledger.source(source.url)
        return known is not None and known.body_hash == source.first["body_hash"] and known.entries > 0

    def _list_ended(self, source: Source, entries: int = 0) -> None:
        """Everything that this list names is in the books: its validators may be kept."""
        if source.first and not self.reads_all:
            address, full = self._address(source), source.find.way in PAGED and self._is_full_pass(source)
            whole, ids = full or source.find.way not in PAGED, self._shown.pop(address, set())
            self._spider.ledger.source_read(address, **source.first, entries=source.listed + entries, shown=ids, whole=whole)
            if source.stamp:
                self._spider.ledger.source_read(address + STAMP, etag=source.stamp)
            if full:
                self._spider.ledger.source_read(address + FULL_PASS)

    # ---- feeds and sitemaps --------------------------------------------------------------------------------------------

    async def _feed(self, response: Response, source: Source) -> AsyncIterator[Output]:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        entries = await asyncio.to_thread(read_feed, response.body, response.url, content_type=kind)
        if not entries:
            self._warn("empty/feed", "feed %s has no entries", source.url)
        if died := trust.last_sign_of_life(entries, self._spider.clock):
            self._warn("stale/feed", "feed %s: its newest entry is of %s: is it still kept?", source.url, died)
        self._tell_overlap(source, entries)
        for entry in entries:
            for output in self._spider.offer(entry, "feed", listed=True):
                yield output
        self._shows(source, entries)
        self._list_ended(source, len(entries))

    def _tell_overlap(self, source: Source, entries: list[Entry]) -> None:
        """How many of a feed's articles were known: all, and it may rest; none, and some were perhaps missed."""
        spider = self._spider
        articles = [e for e in entries if spider.articles.is_article(e.url, e.title, listed=True)]
        new = sum(not spider.knew(e.url) for e in articles)
        if not self.reads_all and polling.was_overrun(spider.ledger, source.url, articles, new=new):
            self._warn("overrun/feed", polling.OVERRUN, source.url, new)

    async def _sitemap(self, response: Response, source: Source) -> AsyncIterator[Output]:
        if urlsplit(response.url).path == "/robots.txt":
            for url in robots_sitemaps(response.body[:ROBOTS_BYTES].decode("utf-8", "ignore"), response.url):
                for output in self._ask(Source(source.find, url, depth=source.depth + 1)):
                    yield output
            return
        items = await asyncio.to_thread(lambda: list(read_sitemap(response.body, response.url)))
        spider = self._spider
        entries = [item for item in items if isinstance(item, Entry)]
        children = [item for item in items if isinstance(item, Child)]
        honest = trust.honest([item.modified for item in items])
        for entry in entries:
            kept = entry if honest else replace(entry, modified=None)
            for output in self._spider.offer(kept, "sitemap", listed=entry.published is not None):
                yield output
        self._shows(source, entries)
        articles = sum(spider.articles.is_article(e.url, e.title, listed=e.published is not None) for e in entries)
        source = replace(source, listed=source.listed + articles)
        ordered = trust.newest_first(children, believed=honest)
        if spider.window.limit and honest:  # one by one, and no further than the newest that are asked for
            for output in self._next_of_rest(replace(source, rest=(*ordered, *source.rest), depth=source.depth + bool(ordered))):
                yield output
        else:
            for rank, child in enumerate(ordered):
                for output in self._child(child, source, honest, newest=rank == 0):
                    yield output
        if children and source.first:  # an index that is unchanged says nothing about its children
            source = replace(source, first={"etag": None, "last_modified": None, "body_hash": None})
        self._list_ended(source, len(items))

    def _child(self, child: Child, source: Source, honest: bool, *, newest: bool) -> Iterator[Output]:
        """A sitemap that an index names: passed over while the index gives it the same time of last change. The newest is read
        all the same, and each now and then: an index may lie."""
        spider = self._spider
        if source.depth + 1 > spider.settings.getint("FIND_MAX_DEPTH"):
            spider.count("incomplete/depth")
            yield from spider.reject(child.url, "find", "trap", f"a sitemap index {source.depth + 1} levels deep")
            return
        if honest and not spider.window.holds(None, child.modified, spider.zone):
            spider.count("sitemaps_too_old")
            return
        stamp = child.modified.isoformat() if child.modified and honest else None
        seen = None if self.reads_all or newest or not stamp else spider.ledger.source(child.url + STAMP)
        week = timedelta(days=spider.settings.getfloat("FULL_PASS_DAYS"))
        if seen and seen.etag == stamp and datetime.now(UTC) - seen.read_at < week:
            spider.count("sitemaps_unchanged")
            self._unchanged.append(child.url)
            return
        yield from self._ask(Source(source.find, child.url, depth=source.depth + 1, stamp=stamp))

    def _next_of_rest(self, source: Source) -> Iterator[Output]:
        """The next of the sitemaps that are read one by one, while fewer articles were listed than are asked for."""
        rest, before = source.rest, self._open
        while rest and self._open == before and source.listed < (self._spider.window.limit or 0):
            child, rest = rest[0], rest[1:]
            if source.depth > self._spider.settings.getint("FIND_MAX_DEPTH"):
                self._spider.count("incomplete/depth")
                return
            yield from self._ask(replace(source, url=child.url, rest=rest, first=None))

    # ---- listings and APIs ---------------------------------------------------------------------------------------------

    async def _page(self, response: Response, source: Source) -> AsyncIterator[Output]:
        spider, find, way = self._spider, source.find, source.find.way
        reader = read_listing if way == "listing" else read_api
        entries, next_link = await asyncio.to_thread(reader, response.body, response.url, find)
        articles = [e for e in entries if spider.articles.is_article(e.url, e.title, listed=way == "api")]
        for entry in articles:
            for output in spider.offer(entry, way, listed=way == "api"):
                yield output
        self._shows(source, articles)
        urls = frozenset(e.url for e in articles)
        if not articles and not source.place.index:
            self._warn(f"empty/{way}", "%s %s names no article: does `article.url` or `links` still fit?", way, source.url)
        empty = 0 if urls else source.place.empty + 1
        here = replace(source.place, items=source.place.items + len(entries), seen=urls, empty=empty)
        source = replace(source, listed=source.listed + len(articles))
        if self._is_last(source, articles, urls):
            self._list_ended(source)
            return
        ahead = following(find, here, response.url)
        while (
            ahead and self._was_asked(find, ahead[0]) and ahead[1].index < here.index + 3
        ):  # the page we came from, by its other name
            ahead = following(find, ahead[1], response.url)
        url, place = ahead if ahead else (next_link, replace(here, index=here.index + 1))
        if not url:
            self._list_ended(source)
        elif place.index >= find.pages:
            self._warn(
                f"incomplete/{way}",
                "%s %s: cut off after %d pages; older articles may be missing (`pages`)",
                way,
                source.url,
                find.pages,
            )
            self._list_ended(source)
        else:
            for output in self._ask(replace(source, url=url, place=place), PRIORITY - place.index):
                yield output

    def _is_last(self, source: Source, articles: list[Entry], urls: frozenset[str]) -> bool:
        """Does nothing new lie behind this page? It shows nothing, the page before again, or only what is too old or known.

        Known means known before this run, and counts only where the list was once read to its end and that not too long ago:
        rows shift while one pages, and a run that was killed leaves gaps behind known articles.
        """
        spider = self._spider
        if not urls:
            return not is_archive(source.find) or source.place.empty + 1 >= EMPTY_IN_A_ROW
        if urls <= source.place.seen or source.listed >= (spider.window.limit or len(urls) + source.listed + 1):
            return True
        if all(spider.window.is_before(spider.order(e), spider.zone) for e in articles):
            return True
        return not self._is_full_pass(source) and all(spider.knew(e.url) for e in articles)

    def _is_full_pass(self, source: Source) -> bool:
        """Is every page of this list to be read?"""
        if self.reads_all:
            return True
        address = self._address(source)
        days = self._spider.settings.getfloat("FULL_PASS_DAYS")
        passed = self._spider.ledger.source(address + FULL_PASS)
        if self._spider.ledger.source(address) is None or passed is None:
            return True
        return datetime.now(UTC) - passed.read_at > timedelta(days=days)

    def _address(self, source: Source) -> str:
        """The address that a list is known by: its first page's."""
        return first_url(source.find, Place(self._spider.clock.date())) if source.place.index else source.url
