"""Feeds are polled by overlap: one without anything new rests, longer each time; one that turned over is said to have done so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.extract.entries import Entry
from crawler.ledger import Ledger
from crawler.spiders import polling
from crawler.spiders.polling import FIRST_REST, QUIET, Pace
from tests.newsroom.bulk import bulk
from tests.newsroom.definitions import write_sites
from tests.newsroom.server import Newsroom
from tests.spiders.harness import crawl

FEED = "https://mfa.example/rss"
MOST = timedelta(hours=6)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.db", "mfa_ex", run="r")
    yield opened
    opened.close()


def test_a_feed_rests_after_some_quiet_reads_and_twice_as_long_each_time() -> None:
    assert [Pace(quiet).rest(MOST) for quiet in range(QUIET)] == [timedelta(0)] * QUIET
    rests = [Pace(QUIET + n).rest(MOST) for n in range(4)]
    assert rests == [FIRST_REST * 2**n for n in range(4)]
    assert Pace(10_000).rest(MOST) == MOST
    assert Pace(10_000).rest(timedelta(0)) == timedelta(0)


def test_no_rest_is_so_long_that_an_entry_comes_and_goes_unseen() -> None:
    assert Pace(50, span=3600.0).rest(MOST) == timedelta(minutes=15)


def test_news_ends_a_rest_and_a_clock_that_was_set_back_does_too(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    for _ in range(QUIET + 3):
        polling.was_read(ledger, FEED, new=0)
    assert polling.rests(ledger, FEED, now + timedelta(minutes=1), MOST)
    assert not polling.rests(ledger, FEED, now - timedelta(days=1), MOST)
    assert not polling.rests(ledger, FEED, now + MOST, MOST)
    polling.was_read(ledger, FEED, new=1)
    assert not polling.rests(ledger, FEED, now + timedelta(minutes=1), MOST)


def test_what_is_kept_of_a_feed_s_pace_counts_as_no_article(ledger: Ledger) -> None:
    for _ in range(9):
        polling.was_read(ledger, FEED, new=0)
    polling.pace_of(ledger, FEED)
    assert ledger.listed() == 0


def test_a_feed_is_overrun_when_nothing_that_it_shows_was_known(ledger: Ledger) -> None:
    entries = [Entry(f"https://mfa.example/{n}", published=datetime(2026, 3, n, tzinfo=UTC)) for n in range(1, 6)]
    assert not polling.was_overrun(ledger, FEED, entries, new=5)  # the first read: nothing could be known
    assert not polling.was_overrun(ledger, FEED, entries, new=4)
    assert not polling.was_overrun(ledger, FEED, entries[:2], new=2)  # two alone say nothing
    assert polling.was_overrun(ledger, FEED, entries, new=5)


def test_a_quiet_feed_is_left_alone_and_its_articles_still_count_as_listed(tmp_path: Path) -> None:
    with Newsroom(sites=[], extra=bulk(12)) as room:
        write_sites(room, tmp_path / "sites")
        for _ in range(QUIET + 1):
            found = crawl("bulk_room", tmp_path, find="feed")
        assert found.stat("find/resting/feed") == 0
        room.forget()
        resting = crawl("bulk_room", tmp_path, find="feed")
        assert resting.stat("find/resting/feed") == 2
        assert [a.path for a in room.requests("bulk") if a.path != "/robots.txt"] == []
        read = crawl("bulk_room", tmp_path, find="feed", settings={"FEED_REST_HOURS": 0})
        assert read.stat("find/resting/feed") == 0


def test_a_feed_that_turned_over_between_two_runs_is_named(tmp_path: Path) -> None:
    pieces = bulk(80)
    with Newsroom(now=pieces[20].appears, sites=[], extra=pieces) as room:
        write_sites(room, tmp_path / "sites")
        first = crawl("bulk_room", tmp_path, find="feed")
        assert first.stat("find/overrun/feed") == 0
        room.now = pieces[79].appears
        second = crawl("bulk_room", tmp_path, find="feed")
        assert second.stat("find/overrun/feed") >= 1
        assert "articles may have been missed" in second.log
