"""The spider of any site with a definition: finds its articles every way the definition names, and fetches each once.

    scrapy crawl NAME [-a since=7d] [-a until=2026-03-02] [-a limit=20] [-a url=URL[,URL]] [-a find=feed,sitemap] [-a full=1]

Yields a Page for every answer to an article request (200, 304, 404 and 410 as they come) and a Rejected for what failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Container, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import open_archive, replay_of, writer_for
from crawler.extensions import river
from crawler.extract.entries import Entry, instant
from crawler.feeds import StorageFailed
from crawler.ledger import Ledger, page_id
from crawler.middlewares import browser
from crawler.middlewares.guard import allowed_hosts
from crawler.middlewares.redirects import AlreadyAsked
from crawler.model import Page, Reason, Rejected, Site, Stage
from crawler.model.url import MalformedUrl, canonical, host_of
from crawler.spiders import attached
from crawler.spiders.articles import Articles, date_in
from crawler.spiders.failures import reason_of
from crawler.spiders.finding import PRIORITY, Finding
from crawler.spiders.window import Window, arguments

Output = Request | Page | Rejected


def spider_for(site: Site) -> type[SiteSpider]:
    """The spider class of one site, as Scrapy wants it."""
    return type(f"{site.id.title().replace('_', '')}Spider", (SiteSpider,), {"name": site.id, "site": site})


class SiteSpider(Spider):
    """One run over one site. `site` is the definition; `window` what was asked for; `replay` the archive in use, if any."""

    site: Site
    replay: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {k: v for k, v in kwargs.items() if not k.startswith("_")}  # `_job` is scrapyd's own mark on every run
        arguments({k: v for k, v in kwargs.items() if k != "name"}, {find.way for find in self.site.find})
        super().__init__(*args, **{k: v for k, v in kwargs.items() if k == "name"})
        self.given = {k: str(v) for k, v in kwargs.items() if v is not None}
        self.articles = Articles(self.site)
        self.finding = Finding(self)
        self.window = Window()
        self.zone = self.site.hints().timezone
        self._offered: dict[str, tuple[Entry, str]] = {}
        self._ways: dict[str, set[str]] = {}
        self._rejected: set[str] = set()
        self._new: set[str] = set()
        self._asked: set[str] = set()
        self._hints: dict[str, dict[str, str]] = {}
        self._taken = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.replay = replay_of(crawler)
        spider.clock = datetime.now(UTC)
        if not spider.replay:
            writer_for(crawler)  # an archive that can't be written is said before the first request
        if spider.replay:
            spider.clock = open_archive(spider.replay).last or spider.clock
        given = spider.given
        spider.window = Window.of(given.get("since"), given.get("until"), given.get("limit"), now=spider.clock, zone=spider.zone)
        return spider

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        site = getattr(cls, "site", None)
        if site is None:
            return
        at_once, delay = site.pace.at_once, site.pace.delay
        if settings.get("REPLAY") or site.replay:  # nobody waits at the other end
            at_once, delay = 16, 0.0
            settings.set("AUTOTHROTTLE_ENABLED", False, "spider")
        settings.set("DOWNLOAD_DELAY", delay, "spider")
        settings.set("AUTOTHROTTLE_START_DELAY", delay, "spider")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", at_once, "spider")
        if site.browser and not (settings.get("REPLAY") or site.replay):
            for name, value in browser.settings_for(site, allow_private=settings.getbool("ALLOW_PRIVATE")).items():
                settings.set(name, value, "spider")
        if site.insecure_tls:
            settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, "spider")

    @property
    def ledger(self) -> Ledger:
        """What was seen before."""
        return river(self.crawler).ledger

    # ---- the run -----------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        if urls := self.given.get("url"):
            for url in urls.split(","):
                for output in self.ask_for(Entry(url.strip()), "given", by_hand=True):
                    yield output
            return
        for found in self.ledger.unfinished() if not self.window.limit else ():
            yield self._article_request(found.url, found.hints, found.etag, found.last_modified, self.clock.toordinal())
        for output in self.finding.begin():
            yield output

    def offer(self, entry: Entry, via: str, *, listed: bool = False) -> Iterator[Output]:
        """A list names this entry: is it an article of ours, in the window, and to be fetched? All that is not leaves a trace."""
        try:
            url = canonical(entry.url)
        except MalformedUrl as error:
            yield from self.reject(entry.url, "find", "malformed_url", str(error))
            return
        if host_of(url) not in allowed_hosts(self.site):
            if listed:
                yield from self.reject(entry.url, "find", "off_site", f"{host_of(url)} is not one of the site's hosts")
            self.count("off_site")
            return
        if not self.articles.is_article(url, entry.title, listed=listed):
            self.count("not_article_url")
            return
        if not self.window.holds(entry.published, entry.modified, self.zone):
            self.count("outside_window")
            return
        self._hints.setdefault(url, {}).update({k: v for k, v in entry.hints().items() if k not in self._hints[url]})
        ways = self._ways.setdefault(page_id(url), set())
        if via not in ways:
            ways.add(via)
            self.count(f"found/{via}")
        entry = replace(entry, url=url)
        if self.window.limit:
            known, first = self._offered.get(url, (entry, via))
            self._offered[url] = (_joined(known, entry), first)
        elif len(ways) == 1 or entry.modified:
            yield from self.ask_for(entry, via)

    def ask_for(self, entry: Entry, via: str, *, by_hand: bool = False) -> Iterator[Output]:
        """Enter the entry into the books and fetch it, if the ledger says so; what is asked for by hand is always fetched."""
        try:
            entry = replace(entry, url=canonical(entry.url))
        except MalformedUrl as error:
            yield from self.reject(entry.url, "find", "malformed_url", str(error))
            return
        if entry.url in self._asked:
            self.ledger.names(entry.url, entry.hints())
            return
        answer = self.ledger.found(entry.url, via=via, hints=entry.hints(), by_hand=by_hand)
        if answer.why in ("new", "resume"):
            self._new.add(page_id(entry.url))
        if answer.fetch:
            when = self.order(entry)
            priority = when.toordinal() if when else self.clock.toordinal()
            yield self._article_request(entry.url, entry.hints(), answer.etag, answer.last_modified, priority)

    def finished_finding(self) -> Iterator[Output]:
        """All lists were read: under a limit, now take the newest."""
        if self.window.limit:
            oldest = datetime.min.replace(tzinfo=UTC)
            ranked = sorted(self._offered.values(), key=lambda pair: self.order(pair[0]) or oldest, reverse=True)
            self._offered = {canonical(e.url): (e, via) for e, via in ranked}
            yield from self._next_of_limit()
        if not (self.finding.reads_all or self.given.get("find")):
            yield from self._due()
        total = len(self._ways)
        for way in {w for ways in self._ways.values() for w in ways}:
            found = sum(way in ways for ways in self._ways.values())
            self.crawler.stats and self.crawler.stats.set_value(f"dragoman/find/recall/{way}", round(found / total, 4))

    def _due(self) -> Iterator[Output]:
        """What no list calls new or changed: articles whose age makes them due, then what unchanged lists show still."""
        for found in chain(self.ledger.due(), self.finding.still_listed()):
            self.count("due")
            yield self._article_request(found.url, found.hints, found.etag, found.last_modified, 0)

    @property
    def offered(self) -> Container[str]:
        """Ids of the articles that the lists of this run named."""
        return self._ways.keys()

    def _next_of_limit(self) -> Iterator[Output]:
        limit = self.window.limit or 0
        while self._offered and self._taken < limit:
            url = next(iter(self._offered))
            entry, via = self._offered.pop(url)
            self._taken += 1
            yield from self.ask_for(entry, via)

    def knew(self, url: str) -> bool:
        """Was this article done before this run?"""
        id = page_id(url)
        known = self.ledger.known(id)
        return id not in self._new and known is not None and known.reason != "outside_window"

    def order(self, entry: Entry) -> datetime | None:
        """The time by which newest first is told: published, else what the URL says, else last changed."""
        return instant(entry.published or date_in(entry.url) or entry.modified, UTC)

    # ---- answers -----------------------------------------------------------------------------------------------------

    def _article_request(
        self, url: str, hints: dict[str, str], etag: str | None, last_modified: str | None, priority: int
    ) -> Request:
        self._asked.add(canonical(url))
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        elif last_modified:
            headers["If-Modified-Since"] = last_modified
        return self.request(url, self.article_answered, self.article_failed, "article", priority, headers, found=url, hints=hints)

    def request(
        self, url: str, callback: Any, errback: Any, role: str, priority: int, headers: dict[str, str] | None = None, **meta: Any
    ) -> Request:
        """A request of this site. `dont_filter`: what was asked for is known here, and a redirect to a known page must be
        booked."""
        if self.site.cookies:
            headers = {**(headers or {}), "Cookie": "; ".join(f"{k}={v}" for k, v in self.site.cookies.items())}
        if self.site.browser and not self.replay:
            meta.update(browser.meta_for(role, meta["source"].find.way if "source" in meta else None))
        meta["role"] = role
        return Request(url, callback, errback=errback, headers=headers, priority=priority, meta=meta, dont_filter=True)

    async def article_answered(self, response: Response) -> AsyncIterator[Output]:
        """200, 304, 404 and 410 go on as they came; the rest is rejected with its status. A page that only presents a file
        waits for it, where the definition says that articles are files (`pdf`)."""
        if wrong := self._what_is_wrong_with(response):
            for output in self._failed(response.meta["found"], *wrong):
                yield output
            return
        page = self._page_of(response)
        has_files = response.status == 200 and any(a.pdf for a in self.site.article)
        file = await asyncio.to_thread(attached.file_of, page, self.site) if has_files else None
        if file is None:
            yield page
            return
        url, hints = file
        meta = {"page": page, "hints": hints}
        yield self.request(url, self._file_answered, self._file_failed, "file", PRIORITY, **meta)

    def _file_answered(self, response: Response) -> Iterator[Output]:
        page: Page = response.meta["page"]
        is_file = response.status == 200 and response.body[:1024].lstrip().startswith(b"%PDF-")
        yield attached.with_file(page, response.body, response.meta["hints"]) if is_file else page

    def _file_failed(self, failure: Failure) -> Iterator[Output]:
        """The page stands for itself."""
        if not self.stops_for(failure.value):
            yield failure.request.meta["page"]  # type: ignore[attr-defined]

    def _what_is_wrong_with(self, response: Response) -> tuple[Reason, str] | None:
        if response.status not in (200, 304, 404, 410):
            return "http_status", f"HTTP {response.status}"
        if response.status in (404, 410) and not self._was_ours(response.meta["found"]):
            return "http_status", f"HTTP {response.status}"
        return ("empty", "an empty answer") if response.status == 200 and not response.body else None

    def _page_of(self, response: Response) -> Page:
        meta = response.meta
        return Page(
            url=response.url,
            body=response.body if response.status == 200 else b"",
            fetched=meta.get("fetched") or self.clock,
            site=self.site.id,
            requested=meta["found"],
            status=response.status,
            headers=_headers(response),
            hints={**(meta.get("hints") or {}), **self._hints.pop(meta["found"], {})},
        )

    def article_failed(self, failure: Failure) -> Iterator[Output]:
        """Nothing came: say why."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if self.stops_for(failure.value):
            return
        if isinstance(failure.value, AlreadyAsked):
            self.ledger.duplicate(request.meta["found"], page_id(failure.value.target))
            return
        reason, detail = reason_of(failure.value, request.url)
        yield from self._failed(request.meta["found"], reason, detail)

    def arrives_at(self, url: str) -> bool:
        """A redirect leads an article request to this canonical URL: is that news to this run?"""
        if host_of(url) not in allowed_hosts(self.site):
            return True  # for the guard to refuse
        news = url not in self._asked
        self._asked.add(url)
        return news

    def stops_for(self, error: BaseException) -> bool:
        """An archive that can't be written any more ends the run; what is under way stays pending."""
        if isinstance(error, StorageFailed):
            river(self.crawler).fail(error)
        return isinstance(error, StorageFailed)

    def _failed(self, url: str, reason: Reason, detail: str) -> Iterator[Output]:
        yield from self.reject(url, "fetch", reason, detail)
        if self.window.limit and self.finding.done:
            self._taken -= 1
            yield from self._next_of_limit()

    def _was_ours(self, url: str) -> bool:
        known = self.ledger.known(page_id(url))
        return known is not None and (known.segment is not None or known.state == "duplicate")

    def reject(self, url: str, stage: Stage, reason: Reason, detail: str = "") -> Iterator[Rejected]:
        """A Rejected for the URL, once a run."""
        if url not in self._rejected:
            self._rejected.add(url)
            at = None if self.replay else datetime.now(UTC).replace(microsecond=0)
            yield Rejected(url=url[:4096], site=self.site.id, stage=stage, reason=reason, detail=detail[:400], at=at or self.clock)

    def failed_by_itself(self) -> None:
        """Count a fault of our own that was caught as Scrapy counts those that were not: the run report names it, exit code 3."""
        if self.crawler.stats:
            self.crawler.stats.inc_value("spider_exceptions/count")

    def count(self, what: str, by: int = 1) -> None:
        """Count under `dragoman/find/`."""
        if self.crawler.stats:
            self.crawler.stats.inc_value(f"dragoman/find/{what}", by)


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    kept = ((k.decode("latin-1").lower(), v.decode("latin-1")) for k, values in response.headers.items() for v in values)
    return tuple(sorted((k, v[:2000]) for k, v in kept if k not in ("set-cookie", "cookie")))


def _joined(first: Entry, second: Entry) -> Entry:
    """What two lists know of one article together; the first one's word counts."""
    return Entry(
        first.url,
        first.title or second.title,
        first.published or second.published,
        first.modified or second.modified,
        first.language or second.language,
    )
