"""Every way of finding, against a newsroom with truth known: all of them, each once, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.newsroom import designs
from tests.newsroom.bulk import bulk
from tests.newsroom.definitions import write_sites
from tests.newsroom.server import Newsroom
from tests.spiders.harness import Yielded, crawl


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


@pytest.fixture
def folder(room: Newsroom, tmp_path: Path) -> Path:
    room.forget()
    write_sites(room, tmp_path / "sites")
    return tmp_path


def truth(room: Newsroom, site: str, way: str) -> set[str]:
    """The URLs that this way lists; the economy's Russian list is a page of its own, which its definition doesn't name."""
    pieces = designs.of(site).ways(room.view(site))[way]
    russian = {e["url"] for e in room.truth() if e.get("language") == "ru"} if (site, way) == ("economy", "listing") else set()
    return {room.url(site, piece.path) for piece in pieces} - russian


def fetched_twice(room: Newsroom, found: Yielded) -> list[str]:
    asked = [a.path for a in room.requests() if a.path != "/robots.txt"]
    return sorted({path for path in asked if asked.count(path) > 1})


SITES = {"mfa": ["feed", "sitemap", "listing"], "economy": ["sitemap", "listing"], "agency": ["feed", "sitemap", "listing"]}
WAYS = [(site, way) for site, ways in SITES.items() for way in ways]


@pytest.mark.parametrize(("site", "way"), WAYS)
def test_one_way_finds_all_that_it_lists_and_each_once(room: Newsroom, folder: Path, site: str, way: str) -> None:
    found = crawl(f"{site}_room", folder, find=way)
    assert truth(room, site, way) <= set(found.urls)
    assert len(found.urls) == len(set(found.urls))
    assert fetched_twice(room, found) == []


@pytest.mark.parametrize("site", ["mfa", "economy", "agency"])
def test_all_ways_together_find_every_article_once(room: Newsroom, folder: Path, site: str) -> None:
    found = crawl(f"{site}_room", folder)
    assert {e["url"] for e in room.articles(site)} <= set(found.urls)
    assert len(found.urls) == len(set(found.urls))
    assert fetched_twice(room, found) == []


def test_the_lists_words_go_with_the_page(room: Newsroom, folder: Path) -> None:
    found = crawl("agency_room", folder, find="sitemap")
    hinted = [p["hints"] for p in found.pages if "published" in p["hints"]]
    assert hinted
    assert all(h["title"] and h["language"] == "en" and h["published"][-6] in "+-" for h in hinted)


@pytest.mark.parametrize("limit", [1, 7])
@pytest.mark.parametrize("site", ["mfa", "agency"])
def test_limit_takes_exactly_the_newest(room: Newsroom, folder: Path, site: str, limit: int) -> None:
    found = crawl(f"{site}_room", folder, limit=str(limit))
    view = room.view(site)
    listed = [p for p in view.shown if room.url(site, p.path) in {e["url"] for e in room.articles(site)}]
    published = {room.url(site, p.path): p.appears for p in listed}
    newest = sorted(published.values(), reverse=True)[:limit]
    assert len(found.urls) == limit
    assert sorted((published[u] for u in found.urls), reverse=True) == newest


def test_since_and_until_bound_the_publication_time(room: Newsroom, folder: Path) -> None:
    view = room.view("agency")
    times = sorted(p.appears for p in view.listed)
    since, until = times[len(times) // 3], times[2 * len(times) // 3]
    found = crawl("agency_room", folder, find="sitemap", since=since.isoformat(), until=until.isoformat())
    dated = {p["requested"]: p["hints"]["published"] for p in found.pages if "published" in p["hints"]}
    inside = {room.url("agency", p.path) for p in designs.of("agency").ways(view)["sitemap"] if since <= p.published <= until}
    assert inside <= set(found.urls)
    assert all(since.isoformat()[:10] <= when[:10] <= until.isoformat()[:10] for when in dated.values())


def test_a_window_does_not_hide_what_it_left_out_from_the_next_run(room: Newsroom, folder: Path) -> None:
    crawl("mfa_room", folder, limit="3")
    rest = crawl("mfa_room", folder).urls
    assert {e["url"] for e in room.articles("mfa")} <= {room.url("mfa", a.path) for a in room.requests("mfa")}
    assert len(rest) >= len(room.articles("mfa")) - 3


def test_nothing_new_costs_one_request_a_list(tmp_path: Path) -> None:
    with Newsroom(sites=[], extra=bulk(60)) as room:
        write_sites(room, tmp_path / "sites")
        first = crawl("bulk_room", tmp_path)
        assert len(first.urls) == 60
        room.forget()
        again = crawl("bulk_room", tmp_path)
        assert again.pages == []
        asked = [a.path for a in room.requests()]
        assert len(asked) == len(set(asked)) <= 8, asked
        assert {a.status for a in room.requests(None, "/rss/news|/atom.xml|/en/news")} == {304}


def test_a_new_article_and_a_corrected_one_are_fetched_and_nothing_else(tmp_path: Path) -> None:
    pieces = bulk(60)
    last = pieces[-1].appears
    corrected = bulk(60, corrected=3, corrected_at=last + timedelta(hours=5))
    with Newsroom(now=pieces[-2].appears, sites=[], extra=corrected) as room:
        write_sites(room, tmp_path / "sites")
        assert len(crawl("bulk_room", tmp_path).urls) == 59
        room.now = last + timedelta(hours=6)
        room.forget()
        again = crawl("bulk_room", tmp_path)
        changed = [p["requested"] for p in again.pages if p["status"] == 200]
        assert sorted(changed) == sorted(room.url("bulk", p.path) for p in (*corrected[:3], corrected[-1]))


@pytest.mark.parametrize(("status", "again"), [(404, False), (410, False), (503, True)])
def test_a_page_that_never_was_is_asked_for_once_and_one_that_could_not_answer_again(
    tmp_path: Path, status: int, again: bool
) -> None:
    with Newsroom(sites=[], extra=bulk(12)) as room:
        write_sites(room, tmp_path / "sites")
        path = bulk(12)[4].path
        room.fault("bulk", path, _status(status))
        first = crawl("bulk_room", tmp_path, find="feed", settings={"RETRY_TIMES": 0, "RETRY_FIRST_WAIT": 0})
        assert first.reasons == {room.url("bulk", path): "http_status"}
        for more in range(2):
            room.forget()
            room.publish(bulk(14)[12 + more])  # the list changes, and names the page again
            crawl("bulk_room", tmp_path, find="feed", settings={"RETRY_TIMES": 0, "RETRY_FIRST_WAIT": 0})
            assert [a.path for a in room.requests("bulk", path)] == ([path] if again else [])


def test_paging_goes_past_known_articles_after_a_run_that_was_cut(tmp_path: Path) -> None:
    """The first run saw page 1 only; the second must not take page 1's known articles for the end of news."""
    with Newsroom(sites=[], extra=bulk(45)) as room:
        write_sites(room, tmp_path / "sites")
        room.fault("bulk", r"/en/news\?page=2", _status(503))
        first = crawl("bulk_room", tmp_path, find="listing", settings={"RETRY_TIMES": 0})
        assert 0 < len(first.urls) < 45
        assert first.reasons[room.url("bulk", "/en/news?page=2")] == "http_status"
        room.heal()
        crawl("bulk_room", tmp_path, find="listing")
        everything = {room.url("bulk", p.path) for p in room.pieces if p.site == "bulk"}
        asked = {room.url("bulk", a.path) for a in room.requests("bulk")}
        assert everything <= asked


def _status(status: int) -> object:
    from tests.newsroom.server import Fault

    return Fault(status=status)


def test_a_listing_cut_off_by_its_limit_is_said_to_be_incomplete(tmp_path: Path) -> None:
    with Newsroom(sites=[], extra=bulk(45)) as room:
        path = write_sites(room, tmp_path / "sites")[0]
        path.write_text(path.read_text().replace('next: "?page={n}"', 'next: "?page={n}"\n    pages: 2'))
        found = crawl("bulk_room", tmp_path, find="listing")
        assert len(found.urls) == 20
        assert found.stat("find/incomplete/listing") == 1
        assert "cut off after 2 pages" in found.log


def test_a_limit_reads_no_more_pages_and_sitemaps_than_it_needs(tmp_path: Path) -> None:
    from tests.newsroom import forms, write_forms

    with Newsroom(sites=[], extra=forms()) as room:
        write_forms(room, tmp_path / "sites")
        newest = [room.url("forms", p.path) for p in room.view("forms").listed]
        for form, lists in (("sitemap_tree", 4), ("pages", 1), ("load_more", 1), ("next_link", 1)):
            room.forget()
            found = crawl(f"{form}_forms", tmp_path, limit="3")
            assert sorted(found.urls) == sorted(newest[:3]), form
            asked = [a.path for a in room.requests() if not a.path.startswith(("/story/", "/robots.txt"))]
            assert len(asked) <= lists, asked
