"""A5, A6, A8, A9 and the faults of a network: every one ends with a reason, and the neighbours don't suffer."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.hostile.server import ARTICLE, Hostile, reply
from tests.hostile.test_where_requests_go import definition
from tests.spiders.harness import Yielded, crawl, write_site

ZEROS = b"\0" * (1 << 20)
MEGABYTES = 400


def bomb(kind: str) -> bytes:
    """MEGABYTES of zeros, packed."""
    if kind == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join(packer.process(ZEROS) for _ in range(MEGABYTES)) + packer.finish()
    if kind == "zstd":
        zstd = pytest.importorskip("backports.zstd")
        return zstd.compress(ZEROS * 64) * (MEGABYTES // 64)
    packer = zlib.compressobj(9, wbits=31 if kind == "gzip" else 15)
    return b"".join(packer.compress(ZEROS) for _ in range(MEGABYTES)) + packer.flush()


def one(site: Hostile, tmp_path: Path, path: str, **settings: object) -> Yielded:
    """The answer at `path`, and a sound neighbour after it."""
    site.routes["/en/news/7"] = reply(200, ARTICLE)
    name = write_site(tmp_path, "one", definition(site))
    fixed = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 3, "RETRY_FIRST_WAIT": 0.1}
    found = crawl(name, tmp_path, url=f"{site.url(path)},{site.url('/en/news/7')}", settings={**fixed, **settings})
    assert site.url("/en/news/7") in found.urls, "the neighbour was lost"
    return found


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_a_decompression_bomb_is_cut(tmp_path: Path, kind: str) -> None:
    with Hostile({"/en/news/1": reply(200, bomb(kind), [("Content-Encoding", kind)])}) as site:
        found = one(site, tmp_path, "/en/news/1")
        assert found.reasons == {site.url("/en/news/1"): "too_large"}
    assert found.stats["memusage/max"] < 600 << 20


def test_a_nested_bomb_is_cut_too(tmp_path: Path) -> None:
    inner = gzip.compress(bomb("gzip"))
    with Hostile({"/en/news/1": reply(200, inner, [("Content-Encoding", "gzip, gzip")])}) as site:
        assert one(site, tmp_path, "/en/news/1").reasons == {site.url("/en/news/1"): "too_large"}


def endless(send: Callable[[bytes], None]) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(4000):
        send(b"<p>" + b"x" * 65533)


def header_flood(send: Callable[[bytes], None]) -> None:
    send(b"HTTP/1.1 200 OK\r\n")
    for i in range(200_000):
        send(b"X-Header-%d: %s\r\n" % (i, b"y" * 100))


def silent(send: Callable[[bytes], None]) -> None:
    time.sleep(20)


def dripping(send: Callable[[bytes], None]) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(40):
        send(b"x")
        time.sleep(0.5)


def cut(send: Callable[[bytes], None]) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<html>")


def cut_chunk(send: Callable[[bytes], None]) -> None:
    send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<html>")


ANSWERS = {
    "too_large": [("endless body", endless), ("announced size", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")],
    "timeout": [("says nothing", silent), ("a byte a while", dripping)],
    "reset": [("cut body", cut), ("cut chunk", cut_chunk), ("closes at once", b"")],
    "bad_encoding": [("not gzip", reply(200, b"no gzip at all", [("Content-Encoding", "gzip")]))],
    "empty": [("empty", reply(200, b""))],
    "http_status": [(str(status), reply(status, ARTICLE)) for status in (403, 404, 410, 500, 503)],
    "redirect_loop": [("to itself", reply(301, headers=[("Location", "/en/news/1")]))],
}  # fmt: skip


@pytest.mark.parametrize(("reason", "answer"), [pytest.param(r, a, id=w) for r, cases in ANSWERS.items() for w, a in cases])
def test_each_failure_has_its_reason(tmp_path: Path, reason: str, answer: bytes) -> None:
    with Hostile({"/en/news/1": answer}) as site:
        found = one(site, tmp_path, "/en/news/1")
        assert found.reasons == {site.url("/en/news/1"): reason}


def test_a_flood_of_headers_is_refused(tmp_path: Path) -> None:
    with Hostile({"/en/news/1": header_flood}) as site:
        found = one(site, tmp_path, "/en/news/1")
        assert found.reasons[site.url("/en/news/1")] in ("fetch_error", "too_large", "timeout", "reset")


def test_an_endless_chain_of_redirects_ends(tmp_path: Path) -> None:
    chain = {f"/en/news/{i}": reply(302, headers=[("Location", f"/en/news/{i + 1}")]) for i in range(100, 140)}
    with Hostile(chain) as site:
        found = one(site, tmp_path, "/en/news/100")
        assert found.reasons == {site.url("/en/news/100"): "redirect_loop"}
        assert len(site.asked) < 15


def test_a_refused_connection_a_missing_name_and_bad_tls_are_told_apart(tmp_path: Path) -> None:
    """robots.txt comes first: what can't be reached has no rules yet, and the detail says why."""
    with socket.socket() as free, Hostile({}) as site, Hostile({}, tls=self_signed(tmp_path)) as secure:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
        more = f"  - feed: {closed}/\n  - feed: https://127.0.0.1:{secure.port}/\n"
        text = definition(site).replace("[127.0.0.1]", "[127.0.0.1, nowhere.invalid]").replace("article:", f"{more}article:")
        urls = {
            f"{closed}/en/news/1": "RefusedError",
            f"http://nowhere.invalid:{site.port}/en/news/1": "CannotResolveHost",
            f"https://127.0.0.1:{secure.port}/en/news/1": "certificate verify failed",
        }
        found = crawl(write_site(tmp_path, "net", text), tmp_path, url=",".join(urls), settings={"RETRY_TIMES": 0})
        assert set(found.reasons.values()) == {"robots_unreachable"}
        details = {r["url"]: r["detail"] for r in found.rejected}
        for url, word in urls.items():
            assert word in details[url]
        assert secure.asked == []


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = folder / "self.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


# ---- A6: sitemaps and feeds ----------------------------------------------------------------------------------------------

LAUGHS = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%s;" % (str(i - 1).encode() if i else b"") * 10) for i in range(9))
    + b"]>"
)
OUTSIDE = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY % d SYSTEM 'http://127.0.0.1:9/x.dtd'>%d;]>"


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["expansion", "outside"])
@pytest.mark.parametrize("way", ["feed", "sitemap"])
def test_entities_neither_grow_nor_reach_out(tmp_path: Path, head: bytes, way: str) -> None:
    item = b"<item><title>&a8;&e;</title><link>/en/news/7</link></item>"
    url = b"<url><loc>/en/news/7</loc><title>&a8;&e;</title></url>"
    body = {"feed": b"<rss version='2.0'><channel>" + item + b"</channel></rss>", "sitemap": b"<urlset>" + url + b"</urlset>"}[way]
    with Hostile(
        {"/rss": reply(200, b"<?xml version='1.0'?>" + head + body, kind="text/xml"), "/en/news/7": reply(200, ARTICLE)}
    ) as site:
        name = write_site(tmp_path, "xxe", definition(site).replace("feed:", f"{way}:"))
        found = crawl(name, tmp_path)
        assert all("root:" not in str(p["hints"]) and len(str(p["hints"])) < 2000 for p in found.pages)
        assert found.stats["memusage/max"] < 600 << 20
        assert set(site.asked) <= {"/robots.txt", "/rss", "/en/news/7"}


def test_sitemap_indexes_that_name_themselves_or_go_ever_deeper_end(tmp_path: Path) -> None:
    loc = "<sitemap><loc>/i{}.xml</loc></sitemap>"
    bodies = {n: f"<sitemapindex>{loc.format(n)}{loc.format(n + 1)}</sitemapindex>" for n in range(30)}
    routes = {f"/i{n}.xml": reply(200, body.encode()) for n, body in bodies.items()}
    with Hostile({**routes, "/rss": routes["/i0.xml"]}) as site:
        name = write_site(tmp_path, "deep", definition(site).replace("feed:", "sitemap:"))
        found = crawl(name, tmp_path)
        assert len(site.asked) <= 8
        assert "trap" in found.reasons.values()


def test_a_sitemap_of_a_million_urls_is_bounded(tmp_path: Path) -> None:
    body = (
        b"<urlset>"
        + b"".join(b"<url><loc>/about/%d</loc></url>" % i for i in range(300_000))
        + b"<url><loc>/en/news/7</loc></url></urlset>"
    )
    with Hostile({"/rss": reply(200, gzip.compress(body), kind="application/gzip")}) as site:
        name = write_site(tmp_path, "wide", definition(site).replace("feed:", "sitemap:"))
        found = crawl(name, tmp_path)
        assert found.stat("find/not_article_url") == 100_000
        assert found.stats["memusage/max"] < 800 << 20


# ---- A8: traps ---------------------------------------------------------------------------------------------------------------


def test_a_calendar_without_end_and_ever_deeper_paths_end(tmp_path: Path) -> None:
    class Calendar(dict):  # type: ignore[type-arg]
        def get(self, path: str, default: object = None) -> object:  # type: ignore[override]
            if path == "/robots.txt":
                return reply(404)
            n = int(path.rpartition("=")[2]) if "=" in path else 0
            return reply(
                200, b"<a href='/cal?month=%d' class='next'>next</a><a href='en/news/%d/'>A title of some length</a>" % (n + 1, n)
            )

    with Hostile({}) as site:
        site.routes = Calendar()
        text = definition(site).replace("feed:", "listing:").replace("/rss", "/cal?month=0\n    next: a.next\n    pages: 30")
        name = write_site(tmp_path, "cal", text)
        found = crawl(name, tmp_path)
        assert len(site.asked) <= 70
        assert found.stat("find/incomplete/listing") == 1


def test_traps_are_told_by_their_path(tmp_path: Path) -> None:
    deep = "/en/news/1" + "".join(f"/a{i}" for i in range(40))
    again = "/en/news/1/print/x/print/x/print/x/print/x"
    with Hostile({}) as site:
        found = one(site, tmp_path, deep)
        assert found.reasons == {site.url(deep): "trap"}
        found = one(site, tmp_path / "2", again)
        assert found.reasons == {site.url(again): "trap"}


def test_a_runs_budget_of_requests_is_kept(tmp_path: Path) -> None:
    with Hostile({f"/en/news/{i}": reply(200, ARTICLE) for i in range(20)}) as site:
        name = write_site(tmp_path, "few", definition(site).replace("{delay: 0}", "{delay: 0, requests: 5}"))
        found = crawl(name, tmp_path, url=",".join(site.url(f"/en/news/{i}") for i in range(20)))
        assert len(found.urls) == 5
        assert list(found.reasons.values()) == ["budget"] * 15
