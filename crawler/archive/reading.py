"""What is kept in WARC files, and where? An index by URL, and the answers by offset. Reads our own files and those of others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.archive.bounded import BoundedIterator, read_bounded
from crawler.model.url import MalformedUrl, canonical

logger = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz")
NOT_KEPT = frozenset({"transfer-encoding", "connection", "keep-alive"})
"""Headers of the connection, untrue of a kept body."""


class ArchiveError(ValueError):
    """A WARC that can't be read or written: the message is one line that names the file."""


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
            try:
                file.seek(place.offset)  # a broken member of gzip may give an offset before the file's beginning
                record = next(iter(BoundedIterator(file)))
                headers = record.http_headers.headers
                chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
                stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
                body = read_bounded(stream, max_bytes)
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
            records = BoundedIterator(file)
            for record in records:
                if record.format != "warc" or not record.rec_headers.get_header("Content-Length"):
                    raise ValueError("what stands there is no WARC record")
                seen += 1
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                url, date = record.rec_headers.get_header("WARC-Target-URI"), warc_date(record.rec_headers.get_header("WARC-Date"))
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


def warc_date(text: str | None) -> datetime | None:
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
