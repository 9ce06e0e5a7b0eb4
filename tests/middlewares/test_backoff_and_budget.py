"""Politeness: Retry-After in both forms, busy hosts, quiet hours, traps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.middlewares.backoff import retry_after
from crawler.middlewares.budget import is_quiet, shape_of, trap_in
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.hostile.test_where_requests_go import definition
from tests.spiders.harness import crawl, write_site

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0), (b"0", 0.0), (b"Mon, 02 Mar 2026 10:02:00 GMT", 120.0), (b"Mon, 02 Mar 2026 09:00:00 GMT", 0.0),
        (b"soon", None), (b"-5", None), (b"", None), (None, None), (b"9" * 50, 99999999.0),
    ],
)  # fmt: skip
def test_retry_after_in_both_forms(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_left_alone_as_long_as_it_asks_and_then_asked_again(tmp_path: Path, status: int) -> None:
    times: list[float] = []

    def busy_once(send: object) -> None:
        import time

        times.append(time.monotonic())
        answer = reply(status, headers=[("Retry-After", "2")]) if len(times) == 1 else reply(200, ARTICLE)
        send(answer)  # type: ignore[operator]

    with Hostile({"/en/news/1": busy_once, "/en/news/2": reply(200, ARTICLE)}) as site:
        name = write_site(tmp_path, "busy", definition(site).replace("{delay: 0}", "{delay: 0, at_once: 1}"))
        found = crawl(name, tmp_path, url=f"{site.url('/en/news/1')},{site.url('/en/news/2')}")
        assert sorted(found.urls) == [site.url("/en/news/1"), site.url("/en/news/2")]
        assert times[1] - times[0] >= 1.9
        assert found.stat("busy") == 1


def test_a_host_that_asks_for_an_hour_is_left_until_the_next_run(tmp_path: Path) -> None:
    routes = {f"/en/news/{i}": reply(429, headers=[("Retry-After", "3600")]) for i in range(1, 6)}
    with Hostile(routes) as site:
        name = write_site(tmp_path, "hour", definition(site).replace("{delay: 0}", "{delay: 0, at_once: 1}"))
        found = crawl(name, tmp_path, url=",".join(site.url(p) for p in routes))
        assert set(found.reasons.values()) == {"http_status"}
        assert len(found.reasons) == 5
        assert len([p for p in site.asked if p != "/robots.txt"]) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_unreachable_robots_txt_lets_nothing_through_in_a_run(tmp_path: Path, status: int) -> None:
    routes = {"/robots.txt": reply(status, headers=[("Retry-After", "0")]), "/en/news/1": reply(200, ARTICLE), "/rss": reply(200)}
    with Hostile(routes) as site:
        found = crawl(
            write_site(tmp_path, "robots", definition(site)), tmp_path, url=site.url("/en/news/1"), settings={"RETRY_TIMES": 0}
        )
        assert found.reasons == {site.url("/en/news/1"): "robots_unreachable"}
        assert set(site.asked) == {"/robots.txt"}


def test_disallowed_pages_are_not_asked_for_and_crawl_delay_is_kept(tmp_path: Path) -> None:
    robots = reply(200, b"User-agent: *\nDisallow: /en/news/2\nCrawl-delay: 1\n", kind="text/plain")
    articles = {f"/en/news/{i}": reply(200, ARTICLE) for i in (1, 2, 3, 4)}
    with Hostile({"/robots.txt": robots, **articles}) as site:
        name = write_site(tmp_path, "delay", definition(site))
        found = crawl(name, tmp_path, url=",".join(site.url(p) for p in articles))
        assert found.reasons == {site.url("/en/news/2"): "robots"}
        assert "/en/news/2" not in site.asked
        assert found.stats["elapsed_time_seconds"] >= 2


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [("22-06", 23, True), ("22-06", 5, True), ("22-06", 6, False), ("22-06", 12, False), ("08-17", 8, True), ("08-17", 17, False)],
)
def test_quiet_hours(hours: str, hour: int, quiet: bool) -> None:
    assert is_quiet(hours, NOW.replace(hour=hour)) is quiet


def test_traps_and_sound_paths() -> None:
    assert trap_in("https://x.example" + "/a/b" * 9, 16)
    assert trap_in("https://x.example/en/en/en/en/news", 16)
    assert trap_in("https://x.example/2026/03/02/politics/a-long-title-of-an-article", 16) is None


def test_facets_have_a_shape_and_numbered_articles_don_t() -> None:
    assert shape_of("https://x.example/list?day=1&month=2") == shape_of("https://x.example/list?month=9&day=3")
    assert shape_of("https://x.example/view.php?id=7") is None
