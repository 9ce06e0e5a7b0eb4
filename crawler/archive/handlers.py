"""Who answers a request? The network, the network with a copy kept, or an archive: Scrapy's download handlers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.archive.reading import SUFFIXES, open_archive, warc_date
from crawler.archive.writing import ArchiveWriter


class NotInArchive(IgnoreRequest):
    """The page asked for is not in the archive that is replayed."""


def replay_of(crawler: Crawler) -> str | None:
    """The archive that this crawl reads instead of the network: the REPLAY setting, else the site's `replay:`."""
    site = getattr(crawler.spider or crawler.spidercls, "site", None)
    return crawler.settings.get("REPLAY") or getattr(site, "replay", None)


class DownloadHandler:
    """What answers http and https requests: the network, the network with a copy kept, or an archive."""

    lazy = False  # a browser starts with the engine
    _made: WeakKeyDictionary[Crawler, Any] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """One for http and https together."""
        if crawler not in cls._made:
            where = replay_of(crawler)
            cls._made[crawler] = ReplayHandler(crawler, where) if where else NetworkHandler(crawler)
        return cls._made[crawler]


class NetworkHandler:
    """The network. Says when a page was fetched (`request.meta["fetched"]`) and keeps it where ARCHIVE says."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        self._handler = _network(crawler)
        self._writer = writer_for(crawler)
        self._closed = False

    async def download_request(self, request: Request) -> Response:
        response = await self._handler.download_request(request)
        when = datetime.now(UTC).replace(microsecond=0)
        request.meta["fetched"] = when
        if self._writer:
            self._writer.add(request, response, when)
        return response

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._handler.close()


def _network(crawler: Crawler) -> Any:
    """The plain network; for a site with `browser: true`, scrapy-playwright, which renders the requests that say so."""
    site = getattr(crawler.spider or crawler.spidercls, "site", None)
    if getattr(site, "browser", False):
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        return ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
    return HTTP11DownloadHandler(crawler)


_writers: dict[tuple[str, str], ArchiveWriter] = {}


def writer_for(crawler: Crawler) -> ArchiveWriter | None:
    """The archive that this crawl adds to, if ARCHIVE names one; the crawls of a process share a file. Raises ArchiveError."""
    where = crawler.settings.get("ARCHIVE")
    if not where:
        return None
    name = (crawler.spider or crawler.spidercls).name
    key = (str(Path(where).resolve()), "" if str(where).endswith(SUFFIXES) else name)
    if key not in _writers:
        _writers[key] = ArchiveWriter(Path(where), name=name, now=datetime.now(UTC))
    return _writers[key]


class ReplayHandler:
    """An archive in the network's place."""

    lazy = True

    def __init__(self, crawler: Crawler, where: str) -> None:
        self._archive = open_archive(where)
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        at = crawler.settings.get("REPLAY_AT")
        self._at = warc_date(at) if at else None

    async def download_request(self, request: Request) -> Response:
        place = self._archive.place(request.url, self._at)
        if place is None or request.method not in ("GET", "HEAD"):
            raise NotInArchive(f"{request.url} is not in {self._archive.paths[0].name}")
        request.meta["fetched"] = place.date.replace(microsecond=0)
        status, pairs, body = self._archive.read(place, self._max_bytes)
        headers = Headers([(k, v) for k, v in _grouped(pairs)])
        if status == 200 and _unchanged(request.headers, headers):
            return Response(request.url, status=304, headers=headers, request=request)
        cls = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return cls(request.url, status=status, headers=headers, body=body, request=request)

    async def close(self) -> None:
        """Nothing is held open."""


def _grouped(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    ordered = sorted(pairs, key=lambda pair: pair[0].lower())
    for name, same in itertools.groupby(ordered, key=lambda pair: pair[0].lower()):
        yield name, [value for _, value in same]


def _unchanged(asked: Headers, kept: Headers) -> bool:
    """RFC 9110, section 13.2.2: If-None-Match decides alone where it is given, else If-Modified-Since."""
    if tags := asked.get("If-None-Match"):
        etag = (kept.get("ETag") or b"").removeprefix(b"W/")
        return bool(etag) and etag in {t.strip().removeprefix(b"W/") for t in tags.split(b",")}
    since, modified = _http_date(asked.get("If-Modified-Since")), _http_date(kept.get("Last-Modified"))
    return since is not None and modified is not None and modified <= since


def _http_date(value: bytes | None) -> datetime | None:
    try:
        when = parsedate_to_datetime(value.decode("latin-1")) if value else None
    except (ValueError, OverflowError):
        return None
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)
