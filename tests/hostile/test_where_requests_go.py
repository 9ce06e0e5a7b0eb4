"""A1 to A4, A17: whatever a page, a feed or a name says, requests go to public addresses of the site's hosts, nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.middlewares import addresses
from crawler.middlewares.addresses import PublicResolver, is_public, may_connect
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.spiders.harness import crawl, write_site

NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1",
    "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:a9fe:a9fe::", "2001:db8::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "100::1", "not an address", "",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "2a00:1450:4001:82b::200e",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_no_private_address_in_any_clothes(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


# ---- A2: the address connected to is the one checked -------------------------------------------------------------------


class FakeResolver:
    """Answers a name with other addresses each time, as a rebinding name server does."""

    def __init__(self, answers: list[list[str]]) -> None:
        self.answers = iter(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, kinds: Any = None, semantics: str = "TCP") -> Any:
        receiver.resolutionBegan(None)
        for host in next(self.answers):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, port))
        receiver.resolutionComplete()


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None: ...
    def resolutionComplete(self) -> None: ...
    def addressResolved(self, address: Any) -> None:
        self.hosts.append(address.host)


def resolved(resolver: PublicResolver, name: str) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, 80)
    return receiver.hosts


def test_a_name_that_turns_private_gives_no_address_the_second_time() -> None:
    fake = FakeResolver([["93.184.216.34"], ["127.0.0.1", "10.0.0.7"], ["169.254.169.254", "93.184.216.34"]])
    resolver = PublicResolver(type("Reactor", (), {"nameResolver": fake})())
    assert resolved(resolver, "rebind.example") == ["93.184.216.34"]
    assert resolved(resolver, "rebind.example") == []
    assert addresses.was_forbidden("rebind.example") == "10.0.0.7"
    assert resolved(resolver, "rebind.example") == ["93.184.216.34"]


def test_only_the_sites_own_hosts_may_be_private_and_only_when_allowed() -> None:
    assert not may_connect("intranet.example", "10.0.0.7")
    addresses.allow_private(["intranet.example"])
    assert may_connect("Intranet.Example.", "10.0.0.7")
    assert not may_connect("other.example", "10.0.0.7")


# ---- A1: links and redirects, in a real run ----------------------------------------------------------------------------

SPELLINGS = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0",
    "0.0.0.0", "localhost", "localhost.",
    "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "127.0.0.1.",
    "１２７.0.0.1", "%31%32%37.0.0.1", "127。0。0。1",
]  # fmt: skip


@pytest.fixture(scope="module")
def canary() -> Iterator[Hostile]:
    with Hostile({"/en/news/1": reply(200, ARTICLE), "/latest/meta-data/": reply(200, b"secret")}) as server:
        yield server


def test_no_spelling_of_loopback_is_connected_to_without_leave(canary: Hostile, tmp_path: Path) -> None:
    """Even a definition that names such hosts as its own gets nowhere without ALLOW_PRIVATE."""
    canary.asked.clear()
    hosts = ", ".join(f'"{h}"' for h in SPELLINGS)
    name = write_site(tmp_path, "loop", f"name: L\nhosts: [{hosts}]\nfind:\n  - feed: {canary.url('/rss')}\npace: {{delay: 0}}\n")
    urls = [canary.url("/en/news/1", host) for host in SPELLINGS]
    found = crawl(name, tmp_path, url=",".join(urls), settings={"ALLOW_PRIVATE": False, "RETRY_TIMES": 0})
    assert found.pages == []
    assert canary.asked == []
    assert set(found.reasons.values()) <= {"forbidden_address", "robots_unreachable", "dns"}
    assert len(found.rejected) >= len(set(found.reasons))


PLACES = [
    "http://localhost:{port}/en/news/1", "http://2130706433:{port}/en/news/1", "http://0x7f.1:{port}/en/news/1",
    "http://[::1]:{port}/en/news/1",
    "http://127.0.0.1.nip.example:{port}/en/news/1", "http://169.254.169.254/latest/meta-data/", "http://user@evil.example/en/news/1",
    "file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x", "gopher://127.0.0.1:70/", "javascript:alert(1)",
    "//evil.example/en/news/1", "http://evil.example\\@127.0.0.1/en/news/1", "https://evil.example/en/news/1",
]  # fmt: skip


def test_redirects_to_other_places_are_not_followed(canary: Hostile, tmp_path: Path) -> None:
    canary.asked.clear()
    targets = [p.replace("{port}", str(canary.port)) for p in PLACES]
    routes = {f"/en/news/{100 + i}": reply(302, headers=[("Location", t)]) for i, t in enumerate(targets)}
    with Hostile(routes) as site:
        name = write_site(tmp_path, "red", definition(site))
        urls = ",".join(site.url(path) for path in routes)
        found = crawl(name, tmp_path, url=urls, settings={"RETRY_TIMES": 0})
    assert found.pages == []
    assert canary.asked == []
    assert len(found.rejected) == len(routes)
    assert set(found.reasons.values()) <= {"redirect_off_site", "malformed_url", "http_status", "forbidden_address", "off_site"}


def definition(site: Hostile, *, extra: str = "") -> str:
    find = f"find:\n  - feed: {site.url('/rss')}\n"
    return f"name: S\nhosts: [127.0.0.1]\n{find}article:\n  url: ^/en/news/\\d+\npace: {{delay: 0}}\n{extra}"


def test_feeds_sitemaps_listings_bases_and_refreshes_lead_nowhere_else(canary: Hostile, tmp_path: Path) -> None:
    canary.asked.clear()
    evil = [p.replace("{port}", str(canary.port)) for p in PLACES]
    items = "".join(f"<item><link>{u}</link></item>" for u in evil)
    locs = "".join(f"<url><loc>{u}</loc></url>" for u in evil)
    children = "".join(f"<sitemap><loc>{u}</loc></sitemap>" for u in evil)
    links = "".join(f'<a href="{u}">A long enough title of an article</a>' for u in evil)
    own = b'<meta http-equiv="refresh" content="0;url=http://localhost:%d/en/news/1">' % canary.port
    own += b'<link rel="canonical" href="http://169.254.169.254/"><link rel="amphtml" href="http://localhost:%d/">' % canary.port
    routes = {
        "/rss": reply(200, f"<rss version='2.0'><channel><item><link>/en/news/1</link></item>{items}</channel></rss>".encode()),
        "/s.xml": reply(200, f"<urlset>{locs}</urlset>".encode()),
        "/i.xml": reply(200, f"<sitemapindex>{children}</sitemapindex>".encode()),
        "/list": reply(200, f"<html><body>{links}</body></html>".encode()),
        "/based": reply(200, f"<base href='http://localhost:{canary.port}/'><a href='en/news/1'>Title of it</a>".encode()),
        "/en/news/1": reply(200, ARTICLE + own),
    }
    with Hostile(routes) as site:
        ways = [("sitemap", "/s.xml"), ("sitemap", "/i.xml"), ("listing", "/list"), ("listing", "/based")]
        more = "".join(f"  - {way}: {site.url(path)}\n" for way, path in ways)
        name = write_site(tmp_path, "links", definition(site).replace("article:", f"{more}article:"))
        found = crawl(name, tmp_path, settings={"RETRY_TIMES": 0})
        assert found.urls == [site.url("/en/news/1")]
        assert set(site.asked) == {"/robots.txt", *routes}
    assert canary.asked == []


# ---- A3, A17 -------------------------------------------------------------------------------------------------------------


def test_proxies_of_the_environment_are_not_used(canary: Hostile, tmp_path: Path) -> None:
    canary.asked.clear()
    proxy = canary.url("")
    env = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), proxy)
    with Hostile({"/en/news/1": reply(200, ARTICLE)}) as site:
        name = write_site(tmp_path, "proxied", definition(site))
        found = crawl(name, tmp_path, url=site.url("/en/news/1"), env=env)
        assert found.urls == [site.url("/en/news/1")]
    assert canary.asked == []


def test_a_sites_cookies_stay_with_its_hosts(tmp_path: Path) -> None:
    """A redirect from one of the site's hosts to another: cookies are for the first."""
    with Hostile({"/en/news/2": reply(200, ARTICLE)}) as site:
        site.routes["/en/news/1"] = reply(302, headers=[("Location", site.url("/en/news/2", "localhost"))])
        name = write_site(
            tmp_path,
            "cookies",
            definition(site, extra="cookies: {lang: en, token: s3cret}\n").replace("[127.0.0.1]", "[127.0.0.1, localhost]"),
        )
        found = crawl(name, tmp_path, url=site.url("/en/news/1"))
        assert found.urls == [site.url("/en/news/1")]
        asked = dict(zip(site.asked, site.heads, strict=True))
        assert b"lang=en; token=s3cret" in asked["/en/news/1"]
        assert b"s3cret" not in asked["/en/news/2"]
        assert "s3cret" not in found.log


def test_no_port_is_listened_on_and_every_other_door_is_shut() -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert not settings.getbool("HTTPPROXY_ENABLED")
    handlers = {k: v for k, v in settings.getwithbase("DOWNLOAD_HANDLERS").items() if v}
    assert set(handlers) == {"http", "https"}
