"""Pages that a script makes: rendered by a real Chromium, which goes where our own requests may go and nowhere else."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from crawler.middlewares import browser
from crawler.middlewares.browser import BROWSERS, BrowserMissing, name_rules, settings_for
from crawler.model import Site
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.newsroom import Newsroom, forms
from tests.spiders.harness import crawl, write_site

HERE = importlib.util.find_spec("scrapy_playwright") is not None and any(shutil.which(b) for b in BROWSERS)
real = pytest.mark.skipif(not HERE, reason="no Chromium or no scrapy-playwright: pip install -r requirements-browser.txt")


def site(**more: object) -> Site:
    return Site.model_validate(
        {"id": "js_test", "name": "J", "hosts": ["127.0.0.1"], "find": [{"listing": "http://127.0.0.1/list"}], **more}
    )


@real
def test_a_list_made_by_a_script_is_read_and_the_browser_goes_nowhere_else(tmp_path: Path) -> None:
    with Hostile({"/": reply(200, b"secret")}) as canary, Hostile({}) as server:
        script = f"""
          for (const u of ['{canary.url("/", "localhost")}', '{canary.url("/", "127.0.0.2")}', '{canary.url("/", "[::1]")}'])
            fetch(u, {{mode: 'no-cors'}}).catch(() => 0);
          new Image().src = '{canary.url("/", "localhost")}';
          for (let i = 1; i < 4; i++) {{
            const a = document.createElement('a');
            a.href = '/en/news/' + i; a.textContent = 'Title number ' + i; document.body.append(a);
          }}"""
        server.routes = {
            "/list": reply(200, f"<html><body><script>{script}</script></body></html>".encode()),
            "/en/news/3": reply(302, headers=[("Location", canary.url("/", "localhost"))]),
            **{f"/en/news/{i}": reply(200, ARTICLE) for i in (1, 2)},
        }
        head = f"name: J\nhosts: [127.0.0.1]\nbrowser: true\nfind:\n  - listing: {server.url('/list')}\n"
        text = head + "article: {url: ^/en/news/}\npace: {delay: 0}\n"
        found = crawl(write_site(tmp_path, "js", text), tmp_path, settings={"RETRY_TIMES": 0})
        assert sorted(found.urls) == [server.url("/en/news/1"), server.url("/en/news/2")]
        assert set(found.reasons) == {server.url("/en/news/3")}
        assert canary.asked == []


@real
def test_a_newsroom_s_list_made_by_a_script_shows_every_article_to_a_browser_and_none_without(tmp_path: Path) -> None:
    with Newsroom(sites=[], extra=forms()) as room:
        head = f"name: J\nhosts: [127.0.0.1]\nfind:\n  - listing: {room.url('forms', '/script')}\n"
        text = head + "article: {url: ^/story/}\npace: {delay: 0}\n"
        listed = room.view("forms").listed
        found = crawl(write_site(tmp_path, "script", text + "browser: true\n"), tmp_path, limit="3")
        assert sorted(found.urls) == sorted(room.url("forms", piece.path) for piece in listed[:3])
        assert found.stat("find/found/listing") == len(listed)
        assert crawl(write_site(tmp_path, "plain", text), tmp_path, limit="3").urls == []


def test_names_are_pinned_to_checked_addresses_and_no_other_name_has_one() -> None:
    assert name_rules(site(), allow_private=True) == "EXCLUDE 127.0.0.1, MAP * ~NOTFOUND"
    assert name_rules(site(), allow_private=False) == "MAP * ~NOTFOUND"
    assert name_rules(site(hosts=["localhost"]), allow_private=False) == "MAP * ~NOTFOUND"


def test_what_is_missing_for_a_browser_is_said_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BrowserMissing, match="requirements-browser"):
        settings_for(site(browser=True), allow_private=True)
