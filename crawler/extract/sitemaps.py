"""Which pages does a sitemap list? XML sitemaps and indexes, news sitemaps, gzip, plain text and feeds, read as a stream.

Protocol: https://www.sitemaps.org/protocol.html; news fields: Google's `sitemap-news/0.9`. Entities are never resolved and
nothing is fetched, so that a sitemap can neither grow in memory nor reach anywhere.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import IO

from lxml import etree

from crawler.extract.entries import Child, Entry, clean_text, joined, moment
from crawler.extract.feeds import FeedError, read_feed

__all__ = ["Child", "Entry", "SitemapError", "read_sitemap", "robots_sitemaps"]

MAX_BYTES = 64 * 1024 * 1024
"""The protocol allows 50 MB unpacked; what goes on is not read."""
MAX_ENTRIES = 100_000
"""Twice what the protocol allows in one file."""
MAX_LINE = 4096
"""Characters of a line or a field: the protocol allows 2,048 for an address."""
_BOM = b"\xef\xbb\xbf"

_FEED_ROOTS = frozenset({"rss", "feed", "RDF"})
_ROOT = re.compile(rb"<(?:[A-Za-z]+:)?([A-Za-z]+)[\s>]")  # <rdf:RDF xmlns=…> but not <?xml …?> or <!-- … -->
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z]{2})?$", re.IGNORECASE)


class SitemapError(ValueError):
    """The bytes are not a sitemap; the message says what they are."""


def read_sitemap(source: bytes | IO[bytes], url: str) -> Iterator[Entry | Child]:
    """Entries and child sitemaps in the file's order, as they are read. Raises SitemapError where it is no sitemap.

    A file that breaks off or breaks its own rules gives what stands before the break. At most MAX_ENTRIES are given.
    """
    stream = _Bounded(io.BytesIO(source) if isinstance(source, bytes) else source)
    start = stream.peek(1024).removeprefix(_BOM).lstrip()
    if not start:
        raise SitemapError("empty")
    if start.startswith((b"http://", b"https://")):
        yield from _plain(stream, url)
    elif start.startswith(b"<"):
        yield from _xml(stream, url)
    else:
        raise SitemapError(f"neither XML nor a list of URLs: begins with {start[:40]!r}")


def robots_sitemaps(robots: str, url: str) -> list[str]:
    """The `Sitemap:` lines of a robots.txt, absolute, each once, in order."""
    found = (line.partition(":") for line in robots.splitlines() if line[:12].strip().lower().startswith("sitemap"))
    values = (value.partition("#")[0].strip() for field, _, value in found if field.strip().lower() == "sitemap")
    links = (joined(url, value) for value in values if value)
    return list(dict.fromkeys(link for link in links if link.startswith(("http://", "https://"))))


class _Bounded:
    """A stream that undoes gzip (also twice, as some servers do) and ends after MAX_BYTES."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream: IO[bytes] | _Joined | _Unpacked = stream
        self._left = MAX_BYTES
        self._ahead = b""
        for _ in range(2):
            magic = self._stream.read(2)
            self._stream = _Joined(magic, self._stream)
            if magic != b"\x1f\x8b":
                break
            self._stream = _Unpacked(self._stream)

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay to be read."""
        while len(self._ahead) < size and (piece := self._take(size - len(self._ahead))):
            self._ahead += piece
        return self._ahead[:size]

    def read(self, size: int = -1) -> bytes:
        wanted = 65536 if size is None or size < 0 else size
        piece, self._ahead = self._ahead[:wanted], self._ahead[wanted:]
        return piece or self._take(wanted)

    def _take(self, size: int) -> bytes:
        piece = self._stream.read(min(size, self._left)) if self._left else b""
        self._left -= len(piece)
        return piece


class _Joined:
    """Bytes already read, then the rest of their stream."""

    def __init__(self, head: bytes, tail: IO[bytes] | _Joined | _Unpacked) -> None:
        self._head, self._tail = head, tail

    def read(self, size: int) -> bytes:
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._tail.read(size)


class _Unpacked:
    """What is in a gzip stream, member after member, as far as it can be unpacked: a cut or broken one ends early."""

    def __init__(self, packed: _Joined) -> None:
        self._packed = packed
        self._unpacker = zlib.decompressobj(wbits=31)
        self._waiting = b""

    def read(self, size: int) -> bytes:
        while True:
            packed = self._waiting or self._packed.read(16384)
            if not packed:
                return b""
            try:
                piece = self._unpacker.decompress(packed, max(size, 1))
            except zlib.error:
                self._packed, self._waiting = _Joined(b"", io.BytesIO()), b""
                return b""
            self._waiting = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                self._waiting = self._unpacker.unused_data
                self._unpacker = zlib.decompressobj(wbits=31)
            if piece:
                return piece


def _plain(stream: _Bounded, url: str) -> Iterator[Entry]:
    rest, given = b"", 0
    while given < MAX_ENTRIES and (piece := stream.read(65536)):
        *lines, rest = (rest + piece).split(b"\n")
        rest = rest[:MAX_LINE]
        for line in lines:
            if (entry := _plain_entry(line)) and given < MAX_ENTRIES:
                given += 1
                yield entry
    if given < MAX_ENTRIES and (entry := _plain_entry(rest)):
        yield entry


def _plain_entry(line: bytes) -> Entry | None:
    text = line.removeprefix(_BOM).decode("utf-8", "replace").strip()
    return Entry(text) if text.startswith(("http://", "https://")) and len(text) <= MAX_LINE else None


def _xml(stream: _Bounded, url: str) -> Iterator[Entry | Child]:
    start = stream.peek(4096)
    stream.read(len(start) - len(start.removeprefix(_BOM).lstrip()))  # white space before the declaration is a common fault
    root = _ROOT.search(start)
    if root and root[1].decode() in _FEED_ROOTS:
        yield from _feed(stream, url)
        return
    parser = etree.iterparse(
        stream, events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    rooted, given = False, 0
    try:
        for event, element in parser:
            name = _local(element.tag)
            if event == "start":
                if not rooted:
                    _expect_sitemap(name)
                    rooted = True
            elif name in ("url", "sitemap"):
                item = _child(element, url) if name == "sitemap" else _entry(element, url)
                _forget(element)
                if item:
                    yield item
                    given += 1
                    if given >= MAX_ENTRIES:
                        return
    except etree.XMLSyntaxError as error:
        if not rooted:
            raise SitemapError(f"not XML: {str(error)[:120]}") from None
    if not rooted:
        raise SitemapError("not XML: no element")


def _expect_sitemap(root: str) -> None:
    if root.lower() == "html":
        raise SitemapError("an HTML page, not a sitemap")
    if root not in ("urlset", "sitemapindex"):
        raise SitemapError(f"XML, but its root is {root[:40]!r}, not urlset or sitemapindex")


def _feed(stream: _Bounded, url: str) -> Iterator[Entry]:
    """The protocol lets a feed stand for a sitemap."""
    body = b"".join(iter(lambda: stream.read(65536), b""))
    try:
        yield from read_feed(body, url)
    except FeedError as error:
        raise SitemapError(str(error)) from None


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _forget(element: etree._Element) -> None:
    """Frees what was read: the element and its elder siblings."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]  # type: ignore[union-attr]


def _child(element: etree._Element, url: str) -> Child | None:
    fields = _fields(element)
    return Child(joined(url, fields["loc"]), moment(fields.get("lastmod"))) if fields.get("loc") else None


def _entry(element: etree._Element, url: str) -> Entry | None:
    fields = _fields(element)
    if not fields.get("loc"):
        return None
    language = fields.get("language", "")
    return Entry(
        url=joined(url, fields["loc"]),
        title=clean_text(fields.get("title")),
        published=moment(fields.get("publication_date")),
        modified=moment(fields.get("lastmod")),
        language=language.lower().partition("-")[0] if _LANGUAGE.match(language) else None,
    )


def _fields(element: etree._Element) -> dict[str, str]:
    """The texts of the element's own fields and of its `news:news` part, by local name; the first of each counts."""
    found: dict[str, str] = {}
    for child in element.iter():
        name = _local(child.tag)
        parent = child.getparent()
        around = _local(parent.tag) if parent is not None else ""
        if around in ("url", "sitemap", "news", "publication") and name not in found and child.text:
            found[name] = child.text.strip()[:MAX_LINE]
    return found
