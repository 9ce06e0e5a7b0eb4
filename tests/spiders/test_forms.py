"""Every form in which a site can list its articles is complete on its own; and forms that lie lead nowhere, with a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
