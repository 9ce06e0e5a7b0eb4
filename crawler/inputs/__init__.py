"""What can `scrapy annotate` read? Text, HTML, PDF, WARC and JSON Lines, turned into pages and articles one at a time."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from warcio.exceptions import ArchiveLoadFailed

from crawler import read as reading
from crawler.archive.bounded import BoundedIterator, body_of
from crawler.archive.reading import warc_date
from crawler.extract import dates
from crawler.extract.language import language_of
from crawler.inputs.parts import Part, gzip_head
from crawler.model import Annotation, Article, Document, Extraction, Page, Reason, Rejected, Source
from crawler.pipelines import LANGUAGES
from crawler.workers import Workers

MAX_LINE = 64 * 2**20
"""Bytes of one JSON line: longer ones are not articles, and must not fill the memory."""
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")


class UnreadableInput(Exception):
    """An input can't be read at all; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of inputs that do not say it themselves. `language` (ISO 639-1) decides for texts too short to tell theirs."""

    site: str = "annotate"
    country: str | None = None
    published: date | None = None
    language: str | None = "en"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to annotate: a page to clean first, an article that is clean already, or the reason why there is neither."""

    what: Page | Article | Rejected
    source: Source


def read(name: str, given: Given) -> Iterator[Input]:
    """Everything in one file (`-`: standard input), told by its content and not by its name. Errors: UnreadableInput."""
    source = Source(site=given.site, name=None if name == "-" else Path(name).name, country=given.country)
    try:
        stream: IO[bytes] = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115 closed two lines on
    except OSError as error:
        raise UnreadableInput(f"{name}: {error.strerror or error}") from None
    with stream:
        peeked = io.BufferedReader(stream, 1 << 16) if not isinstance(stream, io.BufferedReader) else stream
        head = peeked.peek(1 << 12)
        if head[:2] == b"\x1f\x8b":
            start = gzip_head(head)
            if start.startswith(b"WARC/"):
                yield from _warc(peeked, name, source)
                return
            peeked, head = io.BufferedReader(_Unzipped(fileobj=peeked)), start  # type: ignore[arg-type]
        if head.startswith(b"WARC/"):
            yield from _warc(peeked, name, source)
        elif head.lstrip()[:1] == b"{":
            yield from _json_lines(peeked, name, source, given)
        else:
            yield from _whole(peeked, name, source, given)


def read_part(part: Part, given: Given) -> Iterator[Input]:
    """What `read` gives of these bytes of the file; read one after the other, the parts give all of it. Errors: UnreadableInput."""
    if part.kind == "whole":
        yield from read(part.path, given)
        return
    source = Source(site=given.site, name=Path(part.path).name, country=given.country)
    try:
        stream = Path(part.path).open("rb")  # noqa: SIM115 closed two lines on
    except OSError as error:
        raise UnreadableInput(f"{part.path}: {error.strerror or error}") from None
    with stream:
        stream.seek(part.first)
        window = io.BufferedReader(_Window(stream, part.until - part.first), 1 << 16)
        if part.kind == "warc":
            yield from _warc(window, part.path, source)
        else:
            yield from _json_lines(window, part.path, source, given, part.line)


class _Window(io.RawIOBase):
    """The next bytes of a stream, and no more."""

    def __init__(self, stream: IO[bytes], length: int) -> None:
        self._stream, self._left = stream, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        got = self._stream.read(min(len(buffer), self._left))
        buffer[: len(got)] = got
        self._left -= len(got)
        return len(got)


class _Unzipped(gzip.GzipFile):
    """A gzip stream that says what is wrong with it in our words."""

    def readinto(self, buffer: Any) -> int:
        try:
            return super().readinto(buffer)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableInput(f"{self.name or 'standard input'}: broken gzip: {str(error)[:120]}") from None


async def read_one(workers: Workers, given: Input) -> Document | Rejected:
    """One input to its document or the reason why there is none."""
    what = given.what
    if isinstance(what, Rejected):
        return what
    crawled = what.fetched if isinstance(what, Page) else None
    if isinstance(what, Page):
        cleaned = await workers.clean(what)
        if isinstance(cleaned, Rejected):
            return cleaned
        article = cleaned.article
    else:
        article = what
    annotation: Annotation | Rejected = Annotation()
    if article.language in LANGUAGES:
        annotation = await workers.annotate(article, given.source)
    if isinstance(annotation, Rejected):
        return annotation
    return reading.document(article, given.source, crawled=crawled, annotation=annotation)


def _whole(stream: IO[bytes], name: str, source: Source, given: Given) -> Iterator[Input]:
    body = stream.read(MAX_LINE + 1)
    if len(body) > MAX_LINE:
        raise UnreadableInput(f"{name}: larger than {MAX_LINE >> 20} MB; JSON Lines and WARC may be of any size")
    start = body[:1024].lstrip().lower()
    if body.startswith(b"%PDF-") or start.startswith(HTML_MARKS):
        kind = "application/pdf" if body.startswith(b"%PDF-") else "text/html"
        yield Input(
            Page(url=_name_of(body), body=body, fetched=_now(), site=source.site, headers=(("content-type", kind),)), source
        )
        return
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name}: byte {error.start} is not UTF-8; save it as UTF-8, or give HTML, WARC or JSON Lines"
        ) from None
    yield Input(_article({"text": text}, given), source)


def _json_lines(stream: IO[bytes], name: str, source: Source, given: Given, number: int = 0) -> Iterator[Input]:
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE:
                raise ValueError(f"longer than {MAX_LINE >> 20} MB")
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
            yield Input(_from_row(row, source, given), _source(row, source))
        except (ValueError, RecursionError) as error:
            if len(line) > MAX_LINE:  # the rest of a giant line is skipped, not read at once
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_LINE)
            yield Input(Rejected(url=f"{name}:{number}", stage="find", reason="unreadable", detail=str(error)[:200]), source)


def _from_row(row: Mapping[str, Any], source: Source, given: Given) -> Page | Article | Rejected:
    if isinstance(row.get("text"), str) and row["text"].strip():
        return _article(row, given)
    html = row.get("html")
    if isinstance(html, str) and html.strip():
        body = html.encode("utf-8", "replace")
        headers = (("content-type", "text/html; charset=utf-8"),)
        return Page(url=_url(row) or _name_of(body), body=body, fetched=_now(), site=source.site, headers=headers)
    raise ValueError("has neither 'text' nor 'html'")


def _source(row: Mapping[str, Any], source: Source) -> Source:
    given = row.get("source")
    if isinstance(given, dict) and isinstance(given.get("site"), str):
        return Source.model_validate({k: v for k, v in given.items() if k in Source.model_fields})
    country = row.get("home_country") or row.get("country")
    return source.model_copy(update={"country": country}) if isinstance(country, str) and len(country) == 3 else source


def _article(row: Mapping[str, Any], given: Given) -> Article:
    text = row["text"]
    return Article(
        url=_url(row) or _name_of(text.encode("utf-8", "replace")),
        title=row["title"] if isinstance(row.get("title"), str) else None,
        published=_moment(row.get("published"), given.language) or given.published,
        language=language_of(text, row["language"] if isinstance(row.get("language"), str) else given.language),
        text=text.encode("utf-8", "replace").decode("utf-8"),
        extraction=Extraction(method="given"),
    )


def _moment(value: object, language: str | None) -> datetime | date | None:
    """ISO 8601, or a date in words that reads in one way only. Raises ValueError."""
    if not isinstance(value, str) or not value:
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        if (found := dates.parse(value, language=language)) is None:
            raise ValueError(f"published {value[:40]!r} is no date that reads in one way only, such as 2026-03-02") from None
        return found


def _warc(stream: IO[bytes], name: str, source: Source) -> Iterator[Input]:
    """The pages (HTML, PDF, status 200) of a WARC as a stream: one record in memory at a time."""
    records = 0
    try:
        for record in BoundedIterator(stream):
            if record.rec_type is None:  # warcio takes any bytes after the version line for a record
                raise ValueError("a record without a type")
            records += 1
            if record.rec_type != "response" or record.http_headers is None:
                continue
            kind = record.http_headers.get_header("content-type") or ""
            if record.http_headers.get_statuscode() != "200" or not any(k in kind for k in ("html", "pdf")):
                continue
            yield Input(_warc_page(record, source), source)
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableInput(f"{name}: not a whole WARC file, it breaks after {records} records: {str(error)[:200]}") from None
    if not records:
        raise UnreadableInput(f"{name}: not a whole WARC file: it begins as one, but holds no record")


def _warc_page(record: Any, source: Source) -> Page | Rejected:
    """One page; what is wrong with it is its own fault and no other record's."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    when = warc_date(record.rec_headers.get_header("WARC-Date"))

    def reject(reason: Reason, detail: str) -> Rejected:
        return Rejected(url=url[:4096], site=source.site, stage="fetch", reason=reason, detail=detail[:200], at=when)

    if when is None:
        return reject("unreadable", "the archive does not say when it was fetched")
    headers = tuple((k.lower(), v) for k, v in record.http_headers.headers)
    try:
        body = body_of(record, MAX_LINE)
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        return reject("bad_encoding", str(error))
    if len(body) > MAX_LINE:
        return reject("too_large", f"more than {MAX_LINE} bytes")
    declared = record.http_headers.get_header("content-length")
    if (
        declared
        and declared.isdigit()
        and not record.http_headers.get_header("content-encoding")
        and len(body) < int(declared[:18])
    ):
        return reject("unreadable", f"cut off in the archive: {len(body)} of {declared[:18]} bytes")
    return Page(url=url, body=body, fetched=when.astimezone(UTC), site=source.site, headers=headers)


def _url(row: Mapping[str, Any]) -> str | None:
    url = row.get("url")
    return url if isinstance(url, str) and url else None


def _name_of(content: bytes) -> str:
    """The URN of something that came without a URL: the same content has the same name on every machine."""
    return f"urn:sha256:{hashlib.sha256(content).hexdigest()}"


def _now() -> datetime:
    return datetime.now(UTC)
