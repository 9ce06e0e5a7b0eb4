"""What is there to find on a site that nobody has defined? Looks at robots.txt, feeds, sitemaps, listings and five articles.

Used by `scrapy site new URL`. The same guard, robots rules and limits hold as for any crawl.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import read
from crawler.archive import replay_of
from crawler.extract.encoding import decode
from crawler.extract.entries import Child, Entry, instant
from crawler.extract.feeds import FeedError, read_feed
from crawler.extract.sitemaps import SitemapError, read_sitemap
from crawler.extract.tree import TooLarge, parse
from crawler.middlewares.robots import RobotsMiddleware, Rules
from crawler.model import Article, Rejected, Site
from crawler.model.url import MalformedUrl, canonical, host_of
from crawler.spiders import draft, shapes
from crawler.spiders.articles import looks_like_article
from crawler.spiders.failures import reason_of

logger = logging.getLogger(__name__)

SAMPLE = 5
MAX_CHILDREN = 3  # sitemaps of an index, newest first: enough to see what an article's address looks like
MAX_LISTINGS = 4  # lists in a draft: sites with more have them in a sitemap too
MAX_PARENTS = 3
"""Folders above an article that are tried as lists."""
FEWEST = 3
"""Articles on a page from which it is a listing."""


@dataclass
class Findings:
    """What was seen, for the draft."""

    home: str
    rules: Rules | None = None
    feeds: list[tuple[str, int]] = field(default_factory=list)
    sitemaps: list[tuple[str, int]] = field(default_factory=list)
    listings: list[tuple[str, draft.Paging | None, int]] = field(default_factory=list)
    platform: str | None = None
    languages: Counter[str] = field(default_factory=Counter)
    pattern: str | None = None
    articles: list[str] = field(default_factory=list)
    read: list[tuple[str, Article | Rejected]] = field(default_factory=list)
    title: str | None = None
    notes: list[str] = field(default_factory=list)


class ProbeSpider(Spider):
    """Looks around one site; `findings` are ready when it closes."""

    name = "probe"
    site: Site
    custom_settings = {"EXTENSIONS": {}, "ITEM_PIPELINES": {}, "DOWNLOAD_DELAY": 0.5, "BUDGET_REQUESTS": 60}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = Findings(canonical(str(kwargs["url"])))
        self._sure: list[Entry] = []
        self._likely: list[str] = []
        self._listed: list[str] = []
        self._links: dict[str, None] = {}

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        if settings.get("REPLAY"):  # nobody waits at the other end
            settings.set("DOWNLOAD_DELAY", 0, "spider")
            settings.set("AUTOTHROTTLE_ENABLED", False, "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.replay = replay_of(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        try:
            await self._look()
        except Exception as error:  # what was seen until then is worth a draft, which says how far it came
            logger.exception("the probe broke off")
            self.findings.notes.append(
                f"the probe broke off ({type(error).__name__}): see the log; this is what was seen until then"
            )
        for nothing in ():
            yield nothing

    async def _look(self) -> None:
        seen = self.findings
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(seen.home))
        seen.rules = await robots.rules(origin) if robots else None
        home = await self._get(seen.home)
        tree = self._tree(home)
        around = [seen.home]
        if home is not None and tree is not None and draft.is_article(tree, home.url):
            home, tree, around = await self._front_of(home, tree, origin)
        links = _links(tree, home.url) if tree is not None and home is not None else []
        if home is not None and tree is not None:
            self._read_home(home, tree)
        await self._feeds(
            [*(draft.declared_feeds(tree, home.url) if tree is not None and home else []), *_guesses(origin, draft.FEED_GUESSES)]
        )
        named = list(seen.rules.sitemaps) if seen.rules else []
        await self._sitemaps([*named, *([] if named else _guesses(origin, draft.SITEMAP_GUESSES))])
        await self._listings([*around, *draft.news_lists(links, seen.home)])
        await self._articles()

    async def _front_of(self, page: Response, tree: HtmlElement, origin: str) -> tuple[Response, HtmlElement, list[str]]:
        """We were given an article: the front page, else the article's own page for its links, and where its lists may be."""
        self._sure.append(Entry(page.url))
        self._take_links(_links(tree, page.url))
        seen, path = self.findings, urlsplit(page.url).path.strip("/").split("/")[:-1]
        depths = [n for n in range(len(path), 0, -1) if not any(map(str.isdigit, path[:n]))]
        parents = [f"{origin}/{'/'.join(path[:n])}" for n in depths]
        seen.home = f"{origin}/"
        front = await self._get(seen.home)
        front_tree = self._tree(front)
        around = [seen.home, *parents[:MAX_PARENTS]]
        return (page, tree, around) if front is None or front_tree is None else (front, front_tree, around)

    def _take_links(self, links: list[tuple[str, str, str]]) -> set[str]:
        """Which of a page's links look like articles; all are remembered, the others tell what is none."""
        ours = {canonical(u): text for u, text, _ in links if self._is_ours(u)}
        self._links.update(dict.fromkeys(ours))
        known = {canonical(e.url) for e in self._sure}
        found = {u for u, text in ours.items() if u in known or looks_like_article(u, text)}
        self._likely += sorted(found)
        return found

    # ---- the parts -----------------------------------------------------------------------------------------------------

    def _read_home(self, home: Response, tree: HtmlElement) -> None:
        self.findings.platform = draft.platform_of(decode(home.body).text[:300_000])
        title = tree.findtext(".//title")
        self.findings.title = " ".join(title.split())[:120] if title else None
        if lang := (tree.get("lang") or "").strip().lower()[:2]:
            self.findings.languages[lang] += 1

    async def _feeds(self, urls: list[str]) -> None:
        seen: set[frozenset[str]] = set()
        for url in list(dict.fromkeys(urls))[:12]:
            response = await self._get(url, note=False)
            if response is None:
                continue
            try:
                entries = [e for e in await asyncio.to_thread(read_feed, response.body, response.url) if self._is_ours(e.url)]
            except FeedError:
                continue
            names = frozenset(e.url for e in entries)
            if not entries or names in seen:  # the same feed under two addresses
                continue
            seen.add(names)
            self.findings.feeds.append((url, len(entries)))
            self._sure += entries
            self._tell_age(url, entries)

    async def _sitemaps(self, urls: list[str]) -> None:
        for url in list(dict.fromkeys(urls))[:6]:
            entries = await self._sitemap(url, depth=0)
            if entries:
                self.findings.sitemaps.append((url, len(entries)))
                self._sure += [e for e in entries if e.published]
                self._likely += [canonical(e.url) for e in entries if not e.published and looks_like_article(e.url)]
                self._listed += [e.url for e in entries]

    async def _sitemap(self, url: str, depth: int) -> list[Entry]:
        response = await self._get(url, note=False)
        if response is None or depth > 2:
            return []
        try:
            items = await asyncio.to_thread(lambda: list(read_sitemap(response.body, response.url)))
        except SitemapError:
            return []
        entries = [i for i in items if isinstance(i, Entry) and self._is_ours(i.url)]
        children = sorted((i for i in items if isinstance(i, Child)), key=lambda c: str(c.modified or ""), reverse=True)
        for child in children[:MAX_CHILDREN]:
            entries += await self._sitemap(child.url, depth + 1)
        return entries

    async def _listings(self, urls: list[str]) -> None:
        for url in list(dict.fromkeys(urls)):
            if len(self.findings.listings) >= MAX_LISTINGS:
                return
            response = await self._get(url, note=False)
            tree = self._tree(response)
            if response is None or tree is None:
                continue
            links = _links(tree, response.url)
            found = self._take_links(links)
            if len(found) >= FEWEST:
                paging = draft.paging_of(links, response.url)
                if paging or url != self.findings.home or not self.findings.listings:
                    self.findings.listings.append((url, paging, len(found)))

    async def _articles(self) -> None:
        seen = self.findings
        sure = list(dict.fromkeys(canonical(e.url) for e in self._sure if self._is_ours(e.url)))
        sure += [u for u in shapes.alike(map(canonical, self._listed), sure) if u not in sure]
        likely = list(dict.fromkeys(self._likely))
        others = [u for u in self._links if u not in {*sure, *likely}]
        enough = len(sure) >= FEWEST and _covers(shapes.pattern_of(sure, others, sure=sure), likely)
        seen.pattern = shapes.pattern_of(sure if enough else [*sure, *likely], others, sure=sure)
        seen.articles = list(dict.fromkeys([*sure, *likely]))
        if seen.articles and not (seen.feeds or seen.sitemaps or seen.listings):
            seen.listings.append((seen.home, None, 0))
        for url in seen.articles[:: max(1, len(seen.articles) // SAMPLE)][:SAMPLE]:
            response = await self._get(url)
            if response is None:
                continue
            fetched = response.meta.get("fetched") or datetime.now(UTC)
            headers = [(k.decode("latin-1").lower(), v[0].decode("latin-1")) for k, v in response.headers.items() if v]
            article = await asyncio.to_thread(read.clean, response.body, response.url, headers=headers, fetched=fetched)
            seen.read.append((url, article))
            if article and article.language:
                seen.languages[article.language] += 2

    # ---- fetching ------------------------------------------------------------------------------------------------------

    async def _get(self, url: str, *, note: bool = True) -> Response | None:
        try:
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={"role": "find", "max_retry_times": 1})
            assert self.crawler.engine
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            reason, detail = reason_of(error, url)
            if note:
                self.findings.notes.append(f"{url}: {reason} ({detail})")
            return None
        if response.status != 200 and note:
            self.findings.notes.append(f"{url}: HTTP {response.status}")
        return response if response.status == 200 else None

    def _tree(self, response: Response | None) -> HtmlElement | None:
        if response is None:
            return None
        try:
            return parse(decode(response.body).text)
        except (ValueError, TooLarge):
            return None

    def _is_ours(self, url: str) -> bool:
        try:
            return host_of(url).removeprefix("www.") == self.site.hosts[0].removeprefix("www.")
        except MalformedUrl:
            return False

    def _tell_age(self, url: str, entries: list[Entry]) -> None:
        newest = max((t for e in entries if (t := instant(e.published or e.modified))), default=None)
        if newest:
            self.findings.notes.append(f"{url}: newest entry of {newest:%Y-%m-%d}")


def _covers(pattern: str | None, urls: list[str]) -> bool:
    """Does the pattern of the sure articles take in most of what looks like one?"""
    if pattern is None:
        return False
    hits = sum(bool(re.search(pattern, draft.place_of(u))) for u in urls)
    return hits >= 0.5 * len(urls)


def _guesses(origin: str, paths: tuple[str, ...]) -> list[str]:
    return [origin + path for path in paths]


def _links(tree: HtmlElement, base: str) -> list[tuple[str, str, str]]:
    """(URL, text, classes and rel of the link and of what is around it)."""
    found = []
    for a in tree.iter("a"):
        try:
            url = urljoin(base, (a.get("href") or "").strip())
        except ValueError:
            continue
        if url.startswith(("http://", "https://")):
            rel = " ".join(f"rel={r}" for r in (a.get("rel") or "").split())
            found.append((url, " ".join(a.text_content().split()), f"{a.get('class') or ''} {rel}"))
    return found
