"""How is an answer kept? WARC 1.1, ISO 28500:2017: an answer and its request, one gzip member each, added to the end of a file."""

from __future__ import annotations

import logging
import uuid
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from scrapy import Request
from scrapy.http import Headers, Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.reading import NOT_KEPT, SUFFIXES, ArchiveError
from crawler.feeds import StorageFailed

logger = logging.getLogger(__name__)

SECRET = frozenset({"cookie", "authorization", "proxy-authorization", "set-cookie"})
"""Headers that never reach an archive: it is made to be shared."""
MAX_LINE = 65536
"""Bytes of one header line: servers send 8 KB at most, and `bounded.py` reads no longer ones."""


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
        """Keep one request and its answer. Raises StorageFailed."""
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
            raise StorageFailed(f"{self.path}: cannot be written: {error.strerror or error}") from None

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
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"


def _cut_torn_end(path: Path) -> None:
    """Leave only whole records, so that what is appended can be read."""
    whole = _whole_members(path) if path.name.endswith(".gz") else _whole_records(path)
    if whole < path.stat().st_size:
        logger.warning("%s: a torn record at its end was cut off, %d bytes", path, path.stat().st_size - whole)
        with path.open("r+b") as file:
            file.truncate(whole)


def _whole_members(path: Path) -> int:
    """Bytes up to the end of the last complete gzip member."""
    whole = read = 0
    unpacker = zlib.decompressobj(wbits=31)
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                read += len(piece)
                while piece:
                    unpacker.decompress(piece)
                    piece = unpacker.unused_data
                    if not unpacker.eof:
                        break
                    whole = read - len(piece)
                    unpacker = zlib.decompressobj(wbits=31)
        except zlib.error:
            pass
    return whole


def _whole_records(path: Path) -> int:
    """Bytes up to the end of the last record that is as long as it says."""
    whole, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while (line := file.readline(MAX_LINE)).startswith(b"WARC/"):
            length = 0
            while (line := file.readline(MAX_LINE)).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" and value.strip().isdigit() else length
            end = file.tell() + length + len(b"\r\n\r\n")
            if end > size or not line:
                break
            whole = end
            file.seek(end)
    return whole
