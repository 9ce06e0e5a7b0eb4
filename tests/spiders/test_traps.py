"""A site of traps, crawled and read as it comes: every article comes out as its authors wrote it, and nothing else does.

What real sites do to a crawler, one page each: see tests/newsroom/designs/traps.py and content/traps.yml.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.newsroom import Newsroom, content, write_sites
from tests.newsroom.designs.traps import OTHERS, VARIANTS
from tests.spiders.harness import Yielded, crawl

TRAPS = {p.path: p.extra["trap"] for p in content.pieces() if p.site == "traps"}
REASONS = {
    "soft 404": "soft_404",
    "consent wall": "consent_wall",
    "empty page": "empty",
    "picture under an article's address": "not_html",
    "text made by a script": "empty",
    "page of 24 MiB": "too_large",
    "bytes that are no text, called HTML": "not_html",
    "redirect to the home page": "listing",
    "meta refresh": "too_short",
    "401": "http_status",
    "403": "http_status",
    "410": "http_status",
    "418": "http_status",
    "redirect to itself until a cookie comes back": "redirect_loop",
    "redirect to another host": "redirect_off_site",
    "challenge to show that one is no robot": "bot_check",
    "form to log in": "login",
    "live blog": "live_ticker",
    "page of a film": "video_only",
    "first lines in front of a paywall": "paywall",
}
NEVER_ASKED_FOR = {"home", "endless calendar"}


class Crawled(NamedTuple):
    room: Newsroom
    found: Yielded
    at: datetime

    def url(self, path: str) -> str:
        return self.room.url("traps", path)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder, now = tmp_path_factory.mktemp("traps"), datetime.now(UTC)
    with Newsroom(now=now, sites=("traps",)) as room:
        write_sites(room, folder / "sites")
        yield Crawled(room, crawl("traps_room", folder, clean=True), now)


@pytest.fixture(scope="module")
def truth(world: Crawled) -> dict[str, dict[str, Any]]:
    return {e["url"]: e for e in world.room.articles("traps")}


def flat(text: str) -> str:
    return " ".join(text.split())


def same_time(found: str | None, true: str | None) -> bool:
    """The same moment, or the same day where only a day is known."""
    if not found or not true or len(true) == 10 or len(found) == 10:
        return found == true
    return datetime.fromisoformat(found) == datetime.fromisoformat(true)


@pytest.mark.parametrize("path", TRAPS, ids=lambda p: f"{TRAPS[p]} {p}")
def test_an_article_behind_a_trap_comes_out_as_it_was_written(world: Crawled, truth: dict[str, dict[str, Any]], path: str) -> None:
    read, true = world.found.cleaned[world.url(path)], truth[world.url(path)]
    assert "reason" not in read, read
    assert (read["url"], read["language"], read["title"]) == (true["url"], true["language"], true["title"])
    assert [p for p in true["text"].split("\n\n") if flat(p) not in flat(read["text"])] == []
    if TRAPS[path] == "relative date":  # '5 hours ago' counts from the fetch and is good for a day, if for anything
        when = world.at - timedelta(hours=5)
        assert read["published"] in (None, str(when.date()), str((when + timedelta(minutes=5)).date()))
    else:
        assert same_time(read["published"], true["published"]), (read["published"], true["published"])


def test_other_news_between_the_paragraphs_is_no_part_of_the_text(world: Crawled, truth: dict[str, dict[str, Any]]) -> None:
    text = world.found.cleaned[world.url("/item/cards")]["text"]
    titles = [e["title"] for e in truth.values()]
    assert [t for t in titles if t in text] == []


@pytest.mark.parametrize("path", [p for p, kind in OTHERS.items() if kind not in NEVER_ASKED_FOR], ids=OTHERS.get)
def test_a_page_that_is_no_article_is_rejected_for_what_it_is(world: Crawled, path: str) -> None:
    url = world.url(path)
    reason = world.found.reasons.get(url) or world.found.cleaned[url].get("reason")
    assert reason == REASONS[OTHERS[path]]


def test_pages_that_no_definition_calls_articles_are_never_asked_for(world: Crawled) -> None:
    asked = {a.path for a in world.room.requests("traps")}
    assert asked & {p for p, kind in OTHERS.items() if kind in NEVER_ASKED_FOR} <= {"/"}  # where a redirect leads
    assert not any(path.startswith("/calendar") for path in asked)


def test_no_page_is_asked_for_twice(world: Crawled) -> None:
    asked = [a.path for a in world.room.requests("traps")]
    # Where redirects lead is asked for by them; a file is asked for by its page.
    assert sorted({p for p in asked if asked.count(p) > 1}) == []


def test_all_addresses_of_one_article_lead_to_one_document(world: Crawled) -> None:
    found = [c for url, c in world.found.cleaned.items() if "variants" in url.lower()]
    assert {c.get("url") for c in found} == {world.url("/item/variants")}
    asked = {a.path for a in world.room.requests("traps") if "ariants" in a.path}
    assert not any("utm_source" in path or "maca" in path for path in asked)
    assert len(asked) <= len(VARIANTS) + 1


def test_a_statement_in_a_file_has_its_page_s_address_title_and_time(world: Crawled) -> None:
    read = world.found.cleaned[world.url("/item/communique-5")]
    assert read["extraction"]["method"] == "pdf"
    assert read["url"] == world.url("/item/communique-5")
    assert read["title"] == "Communique on the meeting of the river commission"
    assert [a.status for a in world.room.requests("traps", "/files/communique-5.pdf")] == [200]


def test_a_date_is_never_the_day_of_the_crawl_because_a_header_prints_it(world: Crawled) -> None:
    today = {str(world.at.date()), str((world.at + timedelta(hours=3)).date())}
    dated = {url: c["published"] for url, c in world.found.cleaned.items() if c.get("published")}
    assert {u for u, when in dated.items() if when[:10] in today} <= {world.url("/item/hours")}
    assert all(date.fromisoformat(when[:10]) <= world.at.date() for when in dated.values())
