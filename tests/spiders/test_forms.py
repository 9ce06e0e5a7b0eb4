"""Every form in which a site can list its articles is complete on its own; and forms that lie lead nowhere, with a word."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.extract.entries import moment
from crawler.spiders.window import Window
from tests.newsroom import forms as pieces
from tests.newsroom import write_forms
from tests.newsroom.designs import forms
from tests.newsroom.server import Newsroom
from tests.spiders.harness import crawl


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Newsroom, Path]]:
    folder = tmp_path_factory.mktemp("forms")
    with Newsroom(sites=[], extra=pieces()) as room:
        write_forms(room, folder / "sites")
        yield room, folder


@pytest.mark.parametrize("form", forms.FINDS)
def test_each_form_gives_every_article_once(world: tuple[Newsroom, Path], form: str) -> None:
    room, folder = world
    found = crawl(f"{form}_forms", folder)
    assert sorted(found.urls) == sorted(room.url("forms", piece.path) for piece in room.view("forms").listed)


TOLD = ["rss2", "rss091", "sitemap_tree", "sitemap_text", "sitemap_of_one_moment", "pages", "archive", "load_more"]
"""One form of each sort of paging, and of each way to tell a time: to the second, last changed only, wrongly, not at all."""


@pytest.mark.parametrize("form", TOLD)
def test_a_limit_takes_exactly_the_newest(world: tuple[Newsroom, Path], tmp_path: Path, form: str) -> None:
    room, folder = world
    shutil.copytree(folder / "sites", tmp_path / "sites")
    found = crawl(f"{form}_forms", tmp_path, limit="9")
    assert sorted(found.urls) == sorted(room.url("forms", piece.path) for piece in room.view("forms").listed[:9])


@pytest.mark.parametrize("form", TOLD)
def test_since_and_until_take_exactly_what_was_published_between(world: tuple[Newsroom, Path], tmp_path: Path, form: str) -> None:
    """Where a form gives no time, the page's own decides; where it does, no other page is fetched."""
    room, folder = world
    shutil.copytree(folder / "sites", tmp_path / "sites")
    listed = room.view("forms").listed
    first, last = listed[19].appears, listed[4].appears
    found = crawl(f"{form}_forms", tmp_path, since=first.isoformat(), until=last.isoformat(), clean=True)
    window = Window(first, last)
    kept = [url for url in found.urls if window.holds(moment(found.cleaned[url]["published"]))]
    assert sorted(kept) == sorted(room.url("forms", piece.path) for piece in listed[4:20])
    assert found.urls == kept or form in forms.UNDATED or form == "sitemap_tree"  # `lastmod` bounds from below only


LIES = {
    "html_feed": ("unreadable", "an HTML page, not a feed"),
    "empty_feed": (None, "has no entries"),
    "stale_feed": ("http_status", "is it still kept?"),
    "other_host_feed": ("off_site", ""),
    "other_host_sitemap": (None, ""),
    "missing_feed": ("http_status", "HTTP 404"),
    "broken_xml": ("unreadable", "not RSS, RDF or Atom"),
}


@pytest.mark.parametrize("form", forms.LIARS)
def test_a_list_that_lies_gives_nothing_and_is_named(world: tuple[Newsroom, Path], form: str) -> None:
    _, folder = world
    found = crawl(f"{form}_forms", folder)
    reason, words = LIES[form]
    assert found.pages == []
    assert set(found.reasons.values()) == ({reason} if reason else set())
    assert words in found.log
    assert found.stat("find/off_site") == (5 if "other_host" in form else 0)
