# ruff: noqa: E501 - feeds stand as they are sent
"""Feeds of every kind, sound and broken: the entries, with the times as written."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime

import pytest

from crawler.extract.entries import clean_text, instant, moment
from crawler.extract.feeds import FeedError, read_feed

URL = "https://mfa.example/rss/news"
FEEDS = {
    "RSS 0.91": '<rss version="0.91"><channel><title>N</title><language>en-us</language><item><title>One</title><link>https://mfa.example/1</link></item></channel></rss>',
    "RSS 0.92": '<rss version="0.92"><channel><item><title>One</title><link>/1</link></item></channel></rss>',
    "RSS 1.0 (RDF)": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"/><item rdf:about="https://mfa.example/1"><title>One</title><link>https://mfa.example/1</link><dc:date>2026-03-02T14:05:00+04:00</dc:date></item></rdf:RDF>',
    "RSS 2.0": '<rss version="2.0"><channel><item><title>One</title><link>https://mfa.example/1</link><pubDate>Mon, 02 Mar 2026 14:05:00 +0400</pubDate></item></channel></rss>',
    "RSS 2.0 with guid only": '<rss version="2.0"><channel><item><title>One</title><guid>https://mfa.example/1</guid></item></channel></rss>',
    "Atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><link rel="self" href="/self"/><link rel="alternate" href="/1"/><published>2026-03-02T14:05:00+04:00</published></entry></feed>',
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>One</title><link rel="alternate" href="https://mfa.example/1"/><issued>2026-03-02T14:05:00+04:00</issued></entry></feed>',
    "JSON Feed": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/1", "title": "One", "date_published": "2026-03-02T14:05:00+04:00"}]}),
    "white space in front": '\n\n  <?xml version="1.0"?><rss version="2.0"><channel><item><title>One</title><link>/1</link></item></channel></rss>',
    "not closed": '<rss version="2.0"><channel><item><title>One</title><link>/1</link></item><item><title>Tw',
    "a bare ampersand": '<rss version="2.0"><channel><item><title>One</title><link>/1</link><description>R&D</description></item></channel></rss>',
    "HTML entities": '<rss version="2.0"><channel><item><title>One&nbsp;</title><link>/1</link></item></channel></rss>',
}  # fmt: skip


@pytest.mark.parametrize("kind", FEEDS)
def test_every_kind_of_feed_gives_its_entry(kind: str) -> None:
    entry = read_feed(FEEDS[kind].encode(), URL)[0]
    assert (entry.url, entry.title) == ("https://mfa.example/1", "One")
    if "14:05" in FEEDS[kind]:
        assert entry.published == datetime.fromisoformat("2026-03-02T14:05:00+04:00")
        assert entry.hints()["published"] == "2026-03-02T14:05:00+04:00"
    else:
        assert entry.published is None


def test_gzip_that_nobody_announced_is_unpacked() -> None:
    assert len(read_feed(gzip.compress(FEEDS["RSS 2.0"].encode()), URL)) == 1


@pytest.mark.parametrize("charset", ["windows-1251", "utf-16", "koi8-r", "utf-8"])
def test_the_declared_encoding_is_used(charset: str) -> None:
    text = f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><item><title>Новости</title><link>/1</link></item></channel></rss>'
    assert read_feed(text.encode(charset), URL)[0].title == "Новости"


def test_titles_are_one_line_of_plain_text() -> None:
    text = '<rss version="2.0"><channel><item><title>&lt;b&gt;A &amp;amp; B&lt;/b&gt;\n\t\x1b[31m next</title><link>/1</link></item></channel></rss>'
    title = read_feed(text.replace("\x1b", "").encode(), URL)[0].title
    assert title == "A & B [31m next"
    assert clean_text("a\x1b[0m\u202eb\nc" + "x" * 900).isprintable()  # type: ignore[union-attr]
    assert len(clean_text("x" * 900) or "") == 500


NO_FEED = {
    "empty": b"", "white space": b"  \n", "an HTML page": b"<!DOCTYPE html><html><body>Maintenance</body></html>", "text": b"Not found",
    "JSON": b'{"items": []}', "broken JSON": b'{"items": [', "another XML": b"<?xml version='1.0'?><note><to>x</to></note>",
    "deep JSON": b'{"a":' + b"[" * 100_000, "broken gzip": b"\x1f\x8b" + b"x" * 50, "gzip of zeros": gzip.compress(bytes(40 << 20)),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_FEED)
def test_what_is_no_feed_is_said_in_one_line(kind: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_feed(NO_FEED[kind], URL)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_body_that_looks_like_a_file_name_opens_no_file() -> None:
    with pytest.raises(FeedError):
        read_feed(b"/etc/passwd", URL)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read_feed(b'<rss version="2.0"><channel><title>N</title></channel></rss>', URL) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-02", date(2026, 3, 2)), ("2026-03", date(2026, 3, 1)), ("2026", date(2026, 1, 1)),
        ("2026-03-02T14:05+04:00", datetime.fromisoformat("2026-03-02T14:05:00+04:00")),
        ("2026-03-02T14:05:00.123Z", datetime.fromisoformat("2026-03-02T14:05:00+00:00")),
        ("2026-03-02 14:05:00", datetime(2026, 3, 2, 14, 5)), ("Mon, 02 Mar 2026 14:05:00 GMT", datetime.fromisoformat("2026-03-02T14:05:00+00:00")),
        ("02 Mar 2026 14:05:00 +0400", datetime.fromisoformat("2026-03-02T14:05:00+04:00")),
        ("", None), (None, None), ("soon", None), ("2026-13-45", None), ("9" * 4000, None), ("0000-00-00", None),
    ],
)  # fmt: skip
def test_times_are_taken_as_written_and_never_invented(text: str | None, value: object) -> None:
    assert moment(text) == value


def test_a_day_has_a_first_and_a_last_moment() -> None:
    first, last = instant(date(2026, 3, 2)), instant(date(2026, 3, 2), end=True)
    assert first is not None
    assert last is not None
    assert (last - first).total_seconds() > 86_399
