"""A9: floods of cookies, giant addresses and titles: they cost one line each, and the neighbours don't suffer."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.extract.feeds import read_feed
from crawler.extract.sitemaps import read_sitemap
from crawler.read import clean
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.hostile.test_where_requests_go import definition
from tests.spiders.harness import crawl, write_site

LONG = 1_000_000


def test_a09_cookies_and_giant_addresses_in_a_feed_are_bounded(tmp_path: Path) -> None:
    items = f"<item><title>{'t' * LONG}</title><link>/en/news/1</link></item><item><link>/en/news/2?{'q' * LONG}</link></item>"
    cookies = [("Set-Cookie", f"c{i}={'v' * 40}") for i in range(400)]
    with Hostile({"/en/news/1": reply(200, ARTICLE, cookies)}) as site:
        site.routes["/rss"] = reply(200, f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), kind="text/xml")
        found = crawl(write_site(tmp_path, "flood", definition(site)), tmp_path)
        assert found.urls == [site.url("/en/news/1")]
        assert len(found.pages[0]["hints"]["title"]) <= 500
        assert list(found.reasons.values()) == ["malformed_url"]
        assert all(len(str(line)) < 6000 for line in found.rejected)
        assert not any(b"cookie" in head.lower() for head in site.heads)
        assert max(map(len, found.log.splitlines())) < 6000


@pytest.mark.parametrize("reader", [read_feed, lambda body, url: list(read_sitemap(body, url))], ids=["feed", "sitemap"])
def test_a09_a_hundred_thousand_entries_are_bounded(reader: object) -> None:
    body = b"<rss version='2.0'><channel>" + b"<item><link>/a</link></item>" * 30_000 + b"</channel></rss>"
    assert len(reader(body, "https://mfa.example/rss")) <= 10_000  # type: ignore[operator]


def test_a09_a_giant_title_and_giant_names_are_bounded_in_the_article() -> None:
    text = "<p>Ministers met in the capital on Monday and agreed to open the border for trade in spring.</p>" * 8
    head = f"<title>{'T' * LONG}</title><meta name=author content='{'A ' * LONG}'>"
    body = f"<html><head>{head}</head><body><article><h1>{'H' * LONG}</h1>{text}</article></body></html>"
    found = clean(body, "https://mfa.example/en/news/1")
    if found:
        assert len(found.title or "") < 5000
        assert sum(map(len, found.authors)) < 5000
