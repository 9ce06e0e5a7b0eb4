"""What was fetched? WARC files: written as the crawl goes, and served again instead of the network.

`ARCHIVE=FILE.warc.gz` (or a folder) keeps every answer; `REPLAY=FILE` (or a folder, or a site's `replay:`) serves what was kept.
A replay answers conditional requests as a server would (304), knows nothing but what is in the file (NotInArchive), and takes
its clock from the records. Format: WARC 1.1, ISO 28500:2017, one gzip member a record.
"""

from __future__ import annotations

import itertools
import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.model.url import MalformedUrl, canonical

logger = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz")
SECRET = frozenset({"cookie", "authorization", "proxy-authorization", "set-cookie"})
"""Headers that never reach an archive: it is made to be shared."""
NOT_KEPT = frozenset({"transfer-encoding", "connection", "keep-alive"})
"""Headers of the connection, untrue of a kept body."""


class ArchiveError(ValueError):
    """A WARC that can't be read or written: the message is one line that names the file."""


class NotInArchive(IgnoreRequest):
    """The page asked for is not in the archive that is replayed."""


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    offset: int
    date: datetime
    status: int


@dataclass(frozen=True)
class Archive:
    """An index over the answers in WARC files, by URL. Reading is by offset: only the index is in memory."""

    paths: tuple[Path, ...]
    places: dict[str, list[_Place]] = field(repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def last(self) -> datetime | None:
        """When the newest answer was fetched."""
        return max((p.date for places in self.places.values() for p in places), default=None)

    def urls(self) -> list[str]:
        """Every URL with an answer, in the order kept."""
        return list(self.places)

    def place(self, url: str, at: datetime | None = None) -> _Place | None:
        """The newest answer for the URL that is not newer than `at`. An answer 304 tells nothing and is passed over."""
        found = self.places.get(url) or self.places.get(_same(url)) or []
        return next((p for p in reversed(found) if at is None or p.date <= at), None)

    def read(self, place: _Place, max_bytes: int) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body (still content-encoded, as it came). Raises ArchiveError; a body longer than `max_bytes` is cut
        one byte above it."""
        with place.path.open("rb") as file:
            file.seek(place.offset)
            try:
                record = next(iter(ArchiveIterator(file)))
                headers = record.http_headers.headers
                chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
                stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
                body = _read_bounded(stream, max_bytes)
            except (ArchiveLoadFailed, StopIteration, EOFError, OSError, ValueError, AttributeError) as error:
                raise ArchiveError(f"{place.path}: the record at byte {place.offset} is broken: {_brief(error)}") from None
        return place.status, [(k, v) for k, v in headers if k.lower() not in NOT_KEPT], body


def open_archive(where: str | Path) -> Archive:
    """Index one WARC or all of a folder. A torn end (a killed writer) is left out with a warning. Raises ArchiveError."""
    paths = archive_files(Path(where))
    stamps = tuple((p, p.stat().st_size, p.stat().st_mtime_ns) for p in paths)
    return _indexed(stamps)


def archive_files(where: Path) -> tuple[Path, ...]:
    """The WARC files of a folder in order of name, or the one file. Raises ArchiveError where there is none."""
    if where.is_dir():
        found = tuple(sorted(p for p in where.iterdir() if p.name.endswith(SUFFIXES)))
        if not found:
            raise ArchiveError(f"{where}: no .warc or .warc.gz file in this folder")
        return found
    if not where.is_file():
        raise ArchiveError(f"{where}: no such WARC file")
    return (where,)


@lru_cache(maxsize=8)  # the sites of one archive share its index
def _indexed(stamps: tuple[tuple[Path, int, int], ...]) -> Archive:
    places: dict[str, list[_Place]] = {}
    warnings: list[str] = []
    for path, _, _ in stamps:
        for url, place in _places(path, warnings):
            places.setdefault(url, []).append(place)
            if (same := _same(url)) != url:
                places.setdefault(same, []).append(place)
    for found in places.values():
        found.sort(key=lambda p: p.date)
    for warning in warnings:
        logger.warning("%s", warning)
    return Archive(tuple(p for p, _, _ in stamps), places, tuple(warnings))


def _places(path: Path, warnings: list[str]) -> Iterator[tuple[str, _Place]]:
    seen = 0
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                seen += 1
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                url, date = record.rec_headers.get_header("WARC-Target-URI"), _warc_date(record.rec_headers.get_header("WARC-Date"))
                status = record.http_headers.get_statuscode()
                if not url or date is None or not str(status).isdigit():
                    warnings.append(f"{path}: record {seen} has no URL, date or status and is left out")
                elif int(status) != 304:
                    yield url.strip("<>"), _Place(path, records.get_record_offset(), date, int(status))
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError, TypeError) as error:
        if not seen:
            raise ArchiveError(f"{path}: not a WARC file: {_brief(error)}") from None
        warnings.append(f"{path}: ends in a broken record after {seen} whole ones: {_brief(error)}")
    if not seen:
        raise ArchiveError(f"{path}: not a WARC file: no record in it")


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _read_bounded(stream: Any, max_bytes: int) -> bytes:
    pieces, left = [], max_bytes + 1
    while left > 0 and (piece := stream.read(min(left, 65536))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _warc_date(text: str | None) -> datetime | None:
    try:
        when = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _same(url: str) -> str:
    try:
        return canonical(url)
    except MalformedUrl:
        return url


class ArchiveWriter:
    """Adds answers to a WARC file. Records are whole gzip members; a torn one at the end of an old file is cut off first."""

    def __init__(self, where: Path, *, name: str, now: datetime) -> None:
        try:
            if not where.name.endswith(SUFFIXES):
                where.mkdir(parents=True, exist_ok=True)
                where = where / f"{name}-{now:%Y%m%dT%H%M%SZ}.warc.gz"
            where.parent.mkdir(parents=True, exist_ok=True)
            self.path = where
            if where.exists() and where.stat().st_size:
                _cut_torn_end(where)
            self._file: IO[bytes] = where.open("ab")
            self._writer = WARCWriter(self._file, gzip=where.name.endswith(".gz"), warc_version="1.1")
            if not self._file.tell():
                self._writer.write_record(
                    self._writer.create_warcinfo_record(where.name, {"software": "dragoman", "format": "WARC File Format 1.1"})
                )
        except OSError as error:
            raise ArchiveError(f"{where}: cannot be written: {error.strerror or error}") from None

    def add(self, request: Request, response: Response, when: datetime) -> None:
        """Keep one request and its answer. Raises ArchiveError."""
        date = when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        kept = _kept(response.headers)
        kept.append(("Content-Length", str(len(response.body))))
        protocol = response.protocol or "HTTP/1.1"
        head = StatusAndHeaders(f"{response.status} {_phrase(response.status)}", kept, protocol)
        answer = self._record("response", response.url, head, response.body, date)
        path = "/" + request.url.split("/", 3)[3] if request.url.count("/") > 2 else "/"
        asked = StatusAndHeaders(f"{request.method} {path} HTTP/1.1", _kept(request.headers), is_http_request=True)
        question = self._record("request", request.url, asked, request.body, date)
        question.rec_headers.add_header("WARC-Concurrent-To", answer.rec_headers.get_header("WARC-Record-ID"))
        try:
            self._writer.write_record(answer)
            self._writer.write_record(question)
            self._file.flush()
        except OSError as error:
            raise ArchiveError(f"{self.path}: cannot be written: {error.strerror or error}") from None

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _record(self, kind: str, url: str, head: StatusAndHeaders, body: bytes, date: str) -> Any:
        headers = {"WARC-Date": date, "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>"}
        return self._writer.create_warc_record(url, kind, payload=BytesIO(body), http_headers=head, warc_headers_dict=headers)


def _kept(headers: Headers) -> list[tuple[str, str]]:
    kept = ((k.decode("latin-1"), v.decode("latin-1")) for k, values in headers.items() for v in values or ())
    return [(k, v) for k, v in kept if k.lower() not in SECRET | NOT_KEPT | {"content-length"}]


def _phrase(status: int) -> str:
    from http import HTTPStatus

    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"


def _cut_torn_end(path: Path) -> None:
    """Leave only whole records, so that what is appended can be read."""
    whole = 0
    with path.open("rb") as file:
        try:
            records = ArchiveIterator(file)
            for record in records:
                record.content_stream().read()
                whole = records.get_record_offset() + records.get_record_length()
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, TypeError):
            pass
    if whole < path.stat().st_size:
        logger.warning("%s: a torn record at its end was cut off, %d bytes", path, path.stat().st_size - whole)
        with path.open("r+b") as file:
            file.truncate(whole)


# ---- download handlers ---------------------------------------------------------------------------------------------


def replay_of(crawler: Crawler) -> str | None:
    """The archive that this crawl reads instead of the network: the REPLAY setting, else the site's `replay:`."""
    site = getattr(crawler.spider or crawler.spidercls, "site", None)
    return crawler.settings.get("REPLAY") or getattr(site, "replay", None)


class DownloadHandler:
    """What answers http and https requests: the network, the network with a copy kept, or an archive."""

    lazy = True

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        if where := replay_of(crawler):
            return ReplayHandler(crawler, where)
        return NetworkHandler(crawler)


class NetworkHandler:
    """The network. Says when a page was fetched (`request.meta["fetched"]`) and keeps it where ARCHIVE says."""

    lazy = True
    _writers: dict[Path, ArchiveWriter] = {}

    def __init__(self, crawler: Crawler) -> None:
        self._handler = HTTP11DownloadHandler(crawler)
        self._writer: ArchiveWriter | None = None
        if where := crawler.settings.get("ARCHIVE"):
            spider = crawler.spider or crawler.spidercls
            self._writer = _shared_writer(Path(where), spider.name)

    async def download_request(self, request: Request) -> Response:
        response = await self._handler.download_request(request)
        when = datetime.now(UTC).replace(microsecond=0)
        request.meta["fetched"] = when
        if self._writer:
            self._writer.add(request, response, when)
        return response

    async def close(self) -> None:
        await self._handler.close()
        if self._writer:
            self._writer.close()


def _shared_writer(where: Path, name: str) -> ArchiveWriter:
    return ArchiveWriter(where, name=name, now=datetime.now(UTC))


class ReplayHandler:
    """An archive in the network's place."""

    lazy = True

    def __init__(self, crawler: Crawler, where: str) -> None:
        self._archive = open_archive(where)
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        at = crawler.settings.get("REPLAY_AT")
        self._at = _warc_date(at) if at else None

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
    except ValueError:
        return None
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)
