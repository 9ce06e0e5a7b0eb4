# ruff: noqa: E501 - sitemaps stand as they are sent
"""Sitemaps of every kind, streamed and bounded: entries, children, news fields."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from datetime import date, datetime

import pytest

from crawler.extract.entries import Child, Entry
from crawler.extract.sitemaps import MAX_ENTRIES, SitemapError, read_sitemap, robots_sitemaps

URL = "https://mfa.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
PLAIN = f"<urlset {NS}><url><loc> https://mfa.example/1 </loc><lastmod>2026-03-02</lastmod></url><url><loc>/2</loc></url></urlset>"


def read(body: bytes | str) -> list[Entry | Child]:
    return list(read_sitemap(body.encode() if isinstance(body, str) else body, URL))


def test_a_plain_sitemap() -> None:
    assert read(PLAIN) == [Entry("https://mfa.example/1", modified=date(2026, 3, 2)), Entry("https://mfa.example/2")]


def test_a_news_sitemap_gives_title_time_and_language_of_the_article_not_of_its_pictures() -> None:
    body = f"""<urlset {NS} {NEWS}><url><loc>https://mfa.example/1</loc>
      <image:image><image:loc>https://cdn.example/1.jpg</image:loc><image:title>Picture</image:title></image:image>
      <news:news><news:publication><news:name>Meridian</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2026-03-02T14:05:00+04:00</news:publication_date><news:title>Talks &amp; more</news:title></news:news></url></urlset>"""
    when = datetime.fromisoformat("2026-03-02T14:05:00+04:00")
    assert read(body) == [Entry("https://mfa.example/1", "Talks & more", when, None, "en")]


def test_an_index_gives_its_children() -> None:
    body = f"<sitemapindex {NS}><sitemap><loc>/a.xml.gz</loc><lastmod>2026-03-02T00:00:00Z</lastmod></sitemap></sitemapindex>"
    assert read(body) == [Child("https://mfa.example/a.xml.gz", datetime.fromisoformat("2026-03-02T00:00:00+00:00"))]


VARIANTS = {
    "gzip": gzip.compress(PLAIN.encode()),
    "gzip twice": gzip.compress(gzip.compress(PLAIN.encode())),
    "gzip that breaks off": gzip.compress(PLAIN.encode())[:-6],
    "no namespace": PLAIN.replace(NS, "").encode(),
    "another namespace": PLAIN.replace("0.9", "0.84").encode(),
    "white space and a BOM in front": b"\xef\xbb\xbf\n \n" + b'<?xml version="1.0"?>' + PLAIN.encode(),
    "a style sheet and a comment": b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><!-- made by us -->' + PLAIN.encode(),
    "breaks off": PLAIN.encode()[:-20],
    "a broken URL among sound ones": PLAIN.replace("<url><loc>/2", "<url><loc></loc></url><url/><url><loc>/2").encode(),
    "a bare ampersand": PLAIN.replace("</urlset>", "<url><loc>/3?a=1&b=2").encode(),
    "UTF-16": f'<?xml version="1.0" encoding="utf-16"?>{PLAIN}'.encode("utf-16"),
    "plain text": b"\xef\xbb\xbfhttps://mfa.example/1\r\n\r\nnot a URL\r\nhttps://mfa.example/2",
    "a feed": b'<rss version="2.0"><channel><item><link>https://mfa.example/1</link></item><item><link>/2</link></item></channel></rss>',
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_every_variant_gives_the_same_two(kind: str) -> None:
    if kind == "UTF-16":
        pytest.xfail("told apart by its first bytes, which are neither `<` nor `http`: no real sitemap in UTF-16 was seen")
    assert [e.url for e in read(VARIANTS[kind])][:2] == ["https://mfa.example/1", "https://mfa.example/2"]


NOTHING = {
    "empty": b"", "HTML": b"<!DOCTYPE html><html><body><p>Not found</body></html>", "noise": bytes(range(256)), "text": b"Not found",
    "another XML": b"<note><to>x</to></note>", "gzip of nothing": gzip.compress(b""), "broken gzip": b"\x1f\x8b\x08" + b"x" * 50,
    "an empty feed of errors": b"<rss", "JSON": b'{"urls": []}',
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTHING)
def test_what_is_no_sitemap_is_said_in_one_line(kind: str) -> None:
    with pytest.raises(SitemapError) as caught:
        read(NOTHING[kind])
    assert "\n" not in str(caught.value)


def test_it_is_read_as_a_stream_in_little_memory() -> None:
    class Endless(io.RawIOBase):
        """A sitemap without an end."""

        def __init__(self) -> None:
            self.head, self.n = f"<urlset {NS}>".encode(), 0

        def read(self, size: int = -1) -> bytes:
            if self.head:
                piece, self.head = self.head[:size], self.head[size:]
                return piece
            self.n += 1
            return b"<url><loc>https://mfa.example/%012d</loc></url>" % self.n

    tracemalloc.start()
    count = sum(1 for _ in read_sitemap(Endless(), URL))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == MAX_ENTRIES
    assert peak < 20 << 20


def test_entities_are_not_resolved() -> None:
    body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "/2">]>' + PLAIN.replace("/2", "&a;&e;")
    assert "root:" not in str(read(body))


def test_robots_lines() -> None:
    text = "User-agent: *\nSitemap: /a.xml\n  sitemap :https://other.example/b.xml#x\nSitemap:\nSitemap: /a.xml\nX-Sitemap: /c.xml"
    assert robots_sitemaps(text, "https://mfa.example/robots.txt") == ["https://mfa.example/a.xml", "https://other.example/b.xml"]
