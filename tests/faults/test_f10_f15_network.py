"""F10 to F15 over whole runs: servers that hang, drip, stop, cut, lie or ask for patience; names, robots.txt and lists that fail.

What fails is booked with its reason and resumed; what is sound is written; after the fault every article stands once.
"""

from __future__ import annotations

import socketserver
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from crawler.middlewares.backoff import retry_after
from tests.faults.harness import Run
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.hostile.test_where_requests_go import definition
from tests.newsroom import Fault, Newsroom
from tests.newsroom.bulk import bulk
from tests.spiders.harness import crawl, write_site

QUICK = {"DOWNLOAD_TIMEOUT": 3, "RETRY_TIMES": 0, "RETRY_FIRST_WAIT": 0.2}


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("f10", {"100000": Fault(hang=20), "100001": Fault(drip=0.5), "100002": Fault(delay=20)}),
        ("f11", {"100000": Fault(length=500), "100001": Fault(truncate=200), "100002": Fault(reset=True)}),
    ],
)
def test_f10_f11_servers_that_hang_or_cut_cost_their_page_until_they_are_well(tmp_path, name, faults):
    with Newsroom(sites=(), extra=bulk(8)) as room:
        for number, fault in faults.items():
            room.fault("bulk", f"/en/news/{number}", fault)
        run = Run(room, tmp_path, settings=QUICK)
        code, said = run()
        assert code in (0, 3), said[-2000:]
        bad = {room.url("bulk", f"/en/news/{n}") for n in faults}
        run.assert_whole(without=bad)
        assert {r["url"] for r in run.rejects()} == bad
        room.heal()
        assert run()[0] == 0
        run.assert_whole()


@pytest.mark.parametrize("status", [429, 503])
def test_f12_a_busy_server_is_left_alone_as_long_as_it_asks(tmp_path, status):
    with Newsroom(sites=(), extra=bulk(5)) as room:
        room.fault("bulk", r"/en/news/100000", Fault(status=status, headers={"Retry-After": "2"}), times=1)
        run = Run(room, tmp_path)
        code, said = run()
        assert code == 0, said[-2000:]
        run.assert_whole()
        first, second = room.requests("bulk", "/en/news/100000")
        assert second.began - first.at >= 1.9
        between = [a for a in room.requests("bulk") if first.at + 0.5 < a.began < first.at + 1.9]
        assert not between


def test_f12_retry_after_is_read_in_both_its_forms():
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert retry_after(b"120", now) == 120
    assert retry_after(format_datetime(now + timedelta(seconds=90), usegmt=True).encode(), now) == 90
    assert retry_after(format_datetime(now - timedelta(days=1), usegmt=True).encode(), now) == 0
    for nonsense in (None, b"", b"soon", b"-5", b"1e9", b"\xff", b"99999999999999999999"):
        wait = retry_after(nonsense, now)
        assert wait is None or wait >= 0


class _Six(socketserver.ThreadingTCPServer):
    address_family = 10
    daemon_threads = True
    allow_reuse_address = True


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/en/news/1"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(ARTICLE if found else b"")

    def log_message(self, *args): ...


def test_f13_a_host_with_an_ipv6_address_only_is_crawled(tmp_path):
    with _Six(("::1", 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://[::1]:{server.server_address[1]}"
        text = f"name: S\nhosts: ['[::1]']\nfind:\n  - feed: {base}/rss\narticle:\n  url: ^/en/news/\\d+\npace: {{delay: 0}}\n"
        found = crawl(write_site(tmp_path, "six", text), tmp_path, url=f"{base}/en/news/1")
        server.shutdown()
    assert found.urls == [f"{base}/en/news/1"]


def test_f13_a_name_that_stops_resolving_is_resumed_when_it_is_back(tmp_path):
    with Hostile({"/en/news/7": reply(200, ARTICLE)}) as site:
        gone = definition(site).replace("[127.0.0.1]", "[gone.invalid]").replace("127.0.0.1", "gone.invalid")
        name = write_site(tmp_path, "dns", gone)
        found = crawl(name, tmp_path, url=site.url("/en/news/7", "gone.invalid"), settings=QUICK)
        assert set(found.reasons.values()) == {"robots_unreachable"}
        assert "CannotResolveHost" in found.rejected[0]["detail"]
        write_site(tmp_path, "dns", definition(site))
        assert site.url("/en/news/7") in crawl(name, tmp_path, url=site.url("/en/news/7")).urls


def slow(send):
    time.sleep(20)


HUGE = b"User-agent: *\nDisallow: /en/news/1\n" + b"# filler filler filler\n" * 400_000
ROBOTS = [
    ("absent", reply(404), True), ("forbidden", reply(403), True), ("broken", reply(500), False), ("busy", reply(503), False),
    ("slow", slow, False), ("huge", reply(200, HUGE, kind="text/plain"), False), ("closes", b"", False),
    ("redirected to rules", reply(301, headers=[("Location", "/rules.txt")]), False),
    ("redirected in a circle", reply(301, headers=[("Location", "/robots.txt")]), True),
    ("a page", reply(200, b"<html>Disallow: /</html>"), True),
]  # fmt: skip


@pytest.mark.parametrize(("case", "answer", "fetched"), ROBOTS, ids=[c[0] for c in ROBOTS])
def test_f14_robots_txt_decides_and_what_is_unknown_means_wait(tmp_path, case, answer, fetched):
    rules = reply(200, b"User-agent: *\nDisallow: /en/news/1\n", kind="text/plain")
    with Hostile({"/robots.txt": answer, "/rules.txt": rules, "/en/news/1": reply(200, ARTICLE)}) as site:
        name = write_site(tmp_path, "robots", definition(site))
        found = crawl(name, tmp_path, url=site.url("/en/news/1"), settings=QUICK)
        assert ("/en/news/1" in site.asked) is fetched
        assert bool(found.pages) is fetched
        if not fetched:
            assert set(found.reasons.values()) <= {"robots", "robots_unreachable"}


LISTS = {
    "empty": b"", "cut XML": b"<?xml version='1.0'?><rss><channel><item><link>/en/news/1</li",
    "HTML": b"<html><body>Not found</body></html>",
    "JSON of another kind": b'{"error": [1,2,3]}', "deep JSON": b'{"a":' * 100_000, "binary": bytes(range(256)) * 100,
    "wrong gzip": b"\x1f\x8b\x08\x00" + b"x" * 100, "a word": b"maintenance",
}  # fmt: skip


@pytest.mark.parametrize("way", ["feed", "sitemap", "listing", "api"])
def test_f15_lists_that_are_broken_are_named_and_lose_no_other(tmp_path, way):
    good = b"<rss version='2.0'><channel><item><link>/en/news/7</link></item></channel></rss>"
    routes = {f"/bad{i}": reply(200, body, kind="text/xml") for i, body in enumerate(LISTS.values())}
    with Hostile({**routes, "/rss": reply(200, good, kind="text/xml"), "/en/news/7": reply(200, ARTICLE)}) as site:
        more = "".join(f"  - {way}: {site.url(path)}\n" for path in routes)
        text = definition(site).replace("article:", f"{more}article:")
        found = crawl(write_site(tmp_path, "lists", text), tmp_path)
        assert site.url("/en/news/7") in found.urls
        told = set(found.reasons)
        expected = {
            site.url(p) for p, case in zip(routes, LISTS, strict=True) if case in ("empty", "JSON of another kind", "binary")
        }
        if way != "listing":
            assert expected - {site.url("/bad3")} <= told
        assert "Traceback" not in found.log
