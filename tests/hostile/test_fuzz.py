"""Every parser of outside bytes under mutation: it gives what it promises or the one error that it names. Seeds are fixed.

A handful of hundred cases run always; `pytest -m long tests/hostile/test_fuzz.py` runs FUZZ_CASES (20,000) of each.
"""

# ruff: noqa: E501, PT017, SIM105 seeds read better on their own lines; a target says itself what it must give
from __future__ import annotations

import gzip
import io
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import inputs
from crawler.archive import ArchiveError, open_archive
from crawler.extract.feeds import FeedError, read_feed
from crawler.extract.sitemaps import SitemapError, read_sitemap
from crawler.feeds import encode
from crawler.middlewares.backoff import retry_after
from crawler.middlewares.robots import read_rules
from crawler.model import Document, Find, Rejected
from crawler.model.url import MalformedUrl, canonical
from crawler.read import clean
from crawler.sites import SiteError, load_site
from crawler.spiders.lists import ListError, read_api, read_listing

URL = "https://mfa.example/x"
CASES = 120
MANY = int(os.environ.get("FUZZ_CASES", "20000"))
SECONDS = 5
"""Of CPU for one case: the inputs are small."""

JUNK = [
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<", b">", b"&", b"&#x0;", b"<![CDATA[", b"<!--", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"\r\n\r\n", b"\n", b":", b"- ", b"? ", b"!!python/object:x ", b"*a", b"&a ", b"{", b"}", b"[", b"]", b'"', b"'", b"\\ud800", b"1e999", b"-1",
    b"9" * 40, b"a" * 5000, b"http://[::1", b"//", b"javascript:x", b"%00", b"\xe2\x80\xae", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"NaN", b"null",
]  # fmt: skip

HTML = (
    b"<!doctype html><html lang=en><head><title>Ministers meet</title><meta charset=utf-8><meta property='article:published_time' "
    b'content=\'2026-03-02T10:00:00+04:00\'><script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"Ministers meet"}'
    b"</script><link rel=canonical href=/en/news/1></head><body><article><h1>Ministers meet</h1><time>2 March 2026</time>"
    + b"<p>Ministers met in the capital on Monday and agreed to open the border for trade in spring.</p>" * 5
    + b"<ul><li><a href='/en/news/2'>Another piece of news of a length</a></ul></article></body></html>"
)
FEED = (
    b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><language>en</language>"
    b"<item><title>T &amp;lt;b&gt;</title><link>/en/news/1</link><pubDate>Mon, 02 Mar 2026 10:00:00 +0400</pubDate><guid>x</guid></item>"
    b"<item><link>/en/news/2</link></item></channel></rss>"
)
JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/a", "title": "T", "date_published": "2026-03-02"}]}
)
SITEMAP = (
    b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
    b"<url><loc>https://mfa.example/1</loc><lastmod>2026-03-02</lastmod><news:news><news:title>T</news:title></news:news></url></urlset>"
)
ROBOTS = b"User-agent: *\nDisallow: /a*b$\nAllow: /a\nCrawl-delay: 2\nSitemap: /s.xml\n"
SITE = b"name: M\nhosts: [mfa.example]\nfind:\n  - feed: https://mfa.example/rss\narticle:\n  url: ^/en/\\d+\npace: {delay: 2, at_once: 1}\n"
API = b'{"data": {"items": [{"url": "/en/1", "title": {"rendered": "T"}, "date": 1772445600}, {"url": 7}]}, "next": "/2"}'
RECORD = json.dumps({
    "schema": 1, "id": "a" * 64, "revision": 1, "content_hash": "b" * 64, "url": URL, "source": {"site": "mfa_ex"}, "title": "T",
    "text": "Ministers met.", "entities": [{"id": 0, "label": "ORG", "name": "Ministers", "mentions": [{"text": "Ministers", "start": 0, "end": 9}]}],
    "extraction": {"method": "x"},
}).encode()  # fmt: skip


def _warc() -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for number in range(2):
        kept = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")][: 2 - number], protocol="HTTP/1.1"
        )
        body = b"5\r\n<html\r\n0\r\n\r\n" if number == 0 else HTML
        record = writer.create_warc_record(
            f"{URL}{number}",
            "response",
            payload=io.BytesIO(body),
            http_headers=kept,
            warc_headers_dict={"WARC-Date": "2026-03-02T10:00:00Z", "WARC-Record-ID": f"<urn:uuid:{number:032}>"},
        )
        writer.write_record(record)
    return out.getvalue()


def feed(body: bytes, folder: Path) -> None:
    try:
        assert all(isinstance(e.url, str) and (e.title is None or e.title.isprintable()) for e in read_feed(body, URL))
    except FeedError as error:
        assert len(str(error)) < 400


def sitemap(body: bytes, folder: Path) -> None:
    try:
        assert all(isinstance(e.url, str) for e in read_sitemap(body, URL))
    except SitemapError as error:
        assert len(str(error)) < 400


def robots(body: bytes, folder: Path) -> None:
    rules = read_rules(body, "https://mfa.example/robots.txt", "dragoman")
    assert rules.allows("https://mfa.example/a/b", "dragoman") in (True, False)
    assert rules.delay is None or 0 < rules.delay <= 120


def site(body: bytes, folder: Path) -> None:
    path = folder / "ex" / "mfa.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    try:
        assert load_site(path).id == "mfa_ex"
    except SiteError as error:
        assert "mfa.yml:" in str(error)
        assert "\n" not in str(error)


def warc(body: bytes, folder: Path) -> None:
    path = folder / "x.warc"
    path.write_bytes(body)
    try:
        archive = open_archive(path)
        for url in archive.urls():
            place = archive.place(url)
            assert place is not None
            archive.read(place, 1 << 20)
    except ArchiveError as error:
        assert "x.warc" in str(error)
    given(body, folder)


def given(body: bytes, folder: Path) -> None:
    path = folder / "given"
    path.write_bytes(body)
    try:
        for one in inputs.read(str(path), inputs.Given()):
            assert one.source.site
            assert one.what.url or isinstance(one.what, Rejected)
    except inputs.UnreadableInput as error:
        assert "given" in str(error)


def record(body: bytes, folder: Path) -> None:
    try:
        document = Document.model_validate_json(body)
    except ValueError:
        return
    for entity in document.entities:
        assert all(document.text[m.start : m.end] == m.text for m in entity.mentions)
    try:
        encoded = encode(document.line())
    except ValueError:
        return
    assert encoded.count(b"\n") == 1


def html(body: bytes, folder: Path) -> None:
    found = clean(body, URL, fetched=datetime(2026, 3, 2, tzinfo=UTC))
    assert found or found.reason  # type: ignore[union-attr]
    if found:
        found.text.encode()
        assert "\0" not in found.text


def listing(body: bytes, folder: Path) -> None:
    try:
        read_listing(body, URL, Find(listing=URL, next="a.next"))
    except ListError:
        pass


def api(body: bytes, folder: Path) -> None:
    try:
        read_api(body, URL, Find(api=URL, items="data.items", url="url", title="title.rendered", published="date", next="next"))
    except ListError:
        pass


def address(body: bytes, folder: Path) -> None:
    try:
        assert canonical(body.decode("utf-8", "surrogateescape")).isascii()
    except MalformedUrl:
        pass


def patience(body: bytes, folder: Path) -> None:
    wait = retry_after(body, datetime(2026, 3, 2, tzinfo=UTC))
    assert wait is None or wait >= 0


TARGETS: dict[str, tuple[Callable[[bytes, Path], None], list[bytes]]] = {
    "feed": (feed, [FEED, JSON_FEED.encode(), gzip.compress(FEED, mtime=0), FEED.replace(b"rss", b"feed")]),
    "sitemap": (
        sitemap,
        [SITEMAP, gzip.compress(SITEMAP, mtime=0), b"https://mfa.example/1\n" * 5, SITEMAP.replace(b"urlset", b"sitemapindex")],
    ),
    "robots": (robots, [ROBOTS]),
    "site": (site, [SITE]),
    "warc": (warc, [_warc(), gzip.compress(_warc(), mtime=0)]),
    "given": (given, [b'{"text": "A text."}\n{"html": "<p>x"}\n', HTML, b"Some text.\n"]),
    "record": (record, [RECORD]),
    "html": (html, [HTML]),
    "listing": (listing, [HTML]),
    "api": (api, [API]),
    "address": (address, [b"https://user@mfa.example:443/a/../b?x=1&utm_source=y#z", "https://бүтэц.example/%zz".encode()]),
    "retry-after": (patience, [b"120", b"Mon, 02 Mar 2026 10:00:00 GMT"]),
}


def mutated(seeds: list[bytes], draw: random.Random) -> bytes:
    """A seed, changed once to six times: bytes flipped, cut, doubled, swapped, or junk put in."""
    body = bytearray(draw.choice(seeds))
    for _ in range(draw.randint(1, 6)):
        at, size = draw.randrange(len(body) + 1), draw.randint(1, 40)
        match draw.randrange(6):
            case 0:
                body[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del body[at : at + size]
            case 2:
                body[at:at] = draw.choice(JUNK)
            case 3:
                body[at:at] = body[at : at + size] * draw.randint(1, 30)
            case 4:
                del body[at:]
            case _:
                other = draw.choice(seeds)
                start = draw.randrange(len(other) + 1)
                body[at : at + size] = other[start : start + size]
    return bytes(body)


def fuzz(name: str, cases: int, seed: int, folder: Path) -> None:
    target, seeds = TARGETS[name]
    draw = random.Random(f"{name} {seed}")
    for number in range(cases):
        body = mutated(seeds, draw)
        began = time.process_time()
        try:
            target(body, folder)
        except Exception as error:
            raise AssertionError(f"case {number} of seed {seed}: {type(error).__name__}: {error}: {body[:2000]!r}") from error
        assert time.process_time() - began < SECONDS, f"case {number} is slow: {body[:2000]!r}"


@pytest.mark.parametrize("name", TARGETS)
def test_what_a_parser_makes_of_broken_bytes_is_what_it_promises(name: str, tmp_path: Path) -> None:
    fuzz(name, CASES, 1, tmp_path)


FOUND = {
    "an encoding with a broken name": ("feed", b"<?xml version='1.0' encoding='\x91tf-8'?>" + FEED[38:]),
    "a digit that is none": ("retry-after", b"1\xb9"),
    "half an address in robots.txt": ("robots", ROBOTS + b"Sitemap: http://[::1 /\n"),
    "half an address in a sitemap": ("sitemap", SITEMAP.replace(b"mfa.example/1", b"[::1 /")),
    "half an address in a feed": ("feed", FEED.replace(b"/en/news/1", b"http://[::1 /")),
    "half an address in a JSON feed": ("feed", JSON_FEED.replace("/a", "http://[::1 /").encode()),
    "half an address in an API": ("api", API.replace(b"/en/1", b"http://[::1 /").replace(b'"/2"', b'"http://[::1 /"')),
    "a day of thirty digits": ("retry-after", b"1" * 30 + b" Mar 2026 10:00:00 GMT"),
}
"""What longer runs than these found."""


@pytest.mark.parametrize("name", FOUND)
def test_what_once_broke_a_parser_does_so_no_more(name: str, tmp_path: Path) -> None:
    target, body = FOUND[name]
    TARGETS[target][0](body, tmp_path)


def test_a_record_that_would_lie_before_its_archives_beginning_is_broken(tmp_path: Path) -> None:
    """Where a member of gzip is broken, the offset that is reckoned back from its end may be below nought."""
    path = tmp_path / "x.warc"
    path.write_bytes(_warc())
    archive = open_archive(path)
    place = archive.place(archive.urls()[0])
    assert place is not None
    with pytest.raises(ArchiveError, match=r"x\.warc: the record at byte -1 is broken"):
        archive.read(replace(place, offset=-1), 1 << 20)


@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_many_more_of_the_same(name: str, tmp_path: Path) -> None:
    fuzz(name, MANY, 2, tmp_path)
