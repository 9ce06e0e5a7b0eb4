"""The newsroom's site of traps and its site of forms: each trap is set, each form of discovery is complete."""

import gzip
import json
import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
import yaml
from lxml import etree, html

from crawler.sites import load_sites
from tests.newsroom import CLOSING, Newsroom, forms, write_forms, write_sites
from tests.newsroom.client import ask
from tests.newsroom.designs.forms import FINDS, LIARS
from tests.newsroom.designs.traps import HUGE, OTHERS


@pytest.fixture(scope="module")
def room():
    with Newsroom(sites=("traps",), extra=forms()) as running:
        yield running


def trap(room, name):
    """Path and truth of the article with that trap."""
    entry = next(e for e in room.articles("traps") if e["trap"] == name)
    return entry["url"].removeprefix(room.bases["traps"]), entry


# Forms of discovery


def shown(room, form):
    """The articles' paths that a form shows when it is followed by the letter of its definition."""
    base = room.bases["forms"]
    find = yaml.safe_load("find:\n  - " + FINDS[form].format(base=base))["find"][0]
    start = next(find[way] for way in ("feed", "sitemap", "listing", "api") if way in find)
    if "next" not in find:
        return _addresses(room, start.removeprefix(base))
    found, step, number = [], find.get("step", 1), 0
    for _ in range(60):
        url = start if number == 0 else urljoin(start, _filled(find["next"], number, step))
        status, _, body = ask(room, "forms", url.removeprefix(base))
        page = _links(body, "/list" in url or "json" not in url) if status == 200 else []
        if find["next"] == "a.older":
            more = html.fromstring(body).cssselect("a.older")
            if not more:
                return found + page
            start = urljoin(start, more[0].get("href"))
        else:
            number += 1
        if "archive" not in form and (not page or set(page) <= set(found)):
            return found
        found += page
        if number == 10 and form == "archive":
            return found
    raise AssertionError(f"{form} has no end")


def _filled(following, number, step):
    month = 10 - number
    page = number + 1 if "page=" in following else number
    return following.format(n=page, offset=number * step, yyyy="2026", mm=f"{month:02d}")


def _links(body, is_html):
    if not is_html:
        return [i["href"] for i in json.loads(body)["data"]["items"]]
    return [a.get("href") for a in html.fromstring(body).iter("a") if a.get("href").startswith("/story/")]


def _addresses(room, path):
    base = room.bases["forms"]
    status, _, body = ask(room, "forms", path)
    if status != 200:
        return []
    body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    if path.endswith(".json"):
        urls = [i["url"] for i in json.loads(body)["items"]]
    elif path.endswith(".txt") and "robots" not in path:
        urls = body.decode().split()
    elif path == "/robots.txt":
        return _addresses(room, re.search(rf"Sitemap: {base}(\S+)", body.decode())[1])
    else:
        tree = etree.fromstring(body)
        if tree.tag.endswith("sitemapindex"):
            return [a for e in tree.iter("{*}loc") for a in _addresses(room, e.text.removeprefix(base))]
        urls = [e.text or e.get("href") for e in tree.iter("{*}link", "{*}loc")]
    return [u.removeprefix(base) for u in urls if "/story/" in u]


@pytest.mark.parametrize("form", FINDS)
def test_each_form_shows_every_article_once(form, room):
    paths = shown(room, form)
    expected = {e["url"].removeprefix(room.bases["forms"]) for e in room.articles("forms")}
    assert set(paths) == expected
    assert len(paths) == len(set(paths))


def test_every_form_has_a_definition_that_loads(room, tmp_path):
    names = write_forms(room, tmp_path)
    assert set(load_sites([tmp_path])) == set(names.values())
    assert set(names) == {*FINDS, *LIARS}


@pytest.mark.parametrize("form", LIARS)
def test_lying_forms_give_no_article_that_exists(form, room):
    path = LIARS[form].split("{base}")[1]
    status, _, body = ask(room, "forms", path)
    assert status == (404 if form == "missing_feed" else 200)
    articles = {e["url"] for e in room.articles("forms")}
    assert not any(a.encode() in body for a in articles)


def test_paging_can_repeat_its_last_page_for_ever(room):
    last, beyond = (ask(room, "forms", f"/repeats?page={n}")[2] for n in (10, 500))
    assert last == beyond


# Traps


def test_each_trap_has_one_article_and_truth(room):
    articles = room.articles("traps")
    assert len(articles) >= 15
    assert all(e["trap"] and e["ways"] for e in articles)
    assert {e["kind"] for e in room.truth() if not e["is_article"]} >= set(OTHERS.values())


def test_articles_whose_key_is_in_the_query_are_different_articles(room):
    first, second = (ask(room, "traps", f"/item/release?PRID={n}")[2] for n in (2001, 2002))
    assert first != second
    assert b"ferry museum on Tuesday" in ask(room, "traps", "/item/view.php?dtl/40846/visit")[2]
    assert b"Two masons" in ask(room, "traps", "/item/view.php?dtl/40847/cellar")[2]


def test_the_language_depends_on_the_cookie(room):
    path, entry = trap(room, "language by cookie")
    opening = entry["text"].split("\n")[0].encode()
    assert opening not in ask(room, "traps", path)[2]
    assert opening in ask(room, "traps", path, Cookie="lang=en")[2]


def test_a_date_can_stand_on_the_card_only(room):
    path, entry = trap(room, "date on the card only")
    assert entry["published"] == "2026-08-12"
    assert not re.search(rb"2026-08|08\.2026|August", ask(room, "traps", path)[2])
    assert b"12.08.2026" in ask(room, "traps", "/list")[2]


@pytest.mark.parametrize("name", ["relative date", "date of today in the header", "date far ahead"])
def test_a_date_that_is_none_is_null_in_truth(name, room):
    assert trap(room, name)[1]["published"] is None


def test_bytes_can_contradict_the_header_and_the_meta_tag(room):
    path, entry = trap(room, "header says utf-8, bytes are windows-1251")
    _, headers, body = ask(room, "traps", path)
    assert "utf-8" in headers["content-type"]
    assert entry["title"] in body.decode("windows-1251")
    path, entry = trap(room, "meta says iso-8859-1, bytes are utf-8")
    _, headers, body = ask(room, "traps", path)
    assert b"iso-8859-1" in body
    assert entry["title"] in body.decode()


def test_the_text_of_an_article_can_stand_in_a_file(room):
    path, entry = trap(room, "text in a file")
    page = html.fromstring(ask(room, "traps", path)[2])
    link = next(a.get("href") for a in page.iter("a") if a.get("href").endswith(".pdf"))
    _, headers, body = ask(room, "traps", link)
    assert headers["content-type"] == "application/pdf"
    pdfium = pytest.importorskip("pypdfium2")
    text = " ".join(" ".join(p.get_textpage().get_text_range() for p in pdfium.PdfDocument(body)).split())
    assert entry["text"].split("\n")[0] in text


def test_a_session_in_the_path_leads_to_the_same_article(room):
    path, _ = trap(room, "session in the path")
    link = next(a.get("href") for a in html.fromstring(ask(room, "traps", "/list")[2]).iter("a") if "jsessionid" in a.get("href"))
    assert ask(room, "traps", link)[2] == ask(room, "traps", path)[2]


def test_pages_that_are_no_article_answer_as_they_would(room):
    statuses = {path: ask(room, "traps", path)[0] for path in OTHERS if path != "/item/huge"}
    assert statuses["/item/locked"] == 401
    assert statuses["/item/withdrawn"] == 410
    assert statuses["/item/removed"] == 302
    assert {statuses[p] for p in ("/item/gone", "/item/consent", "/item/empty", "/item/picture", "/item/script")} == {200}
    assert len(ask(room, "traps", "/item/huge")[2]) >= HUGE


def test_the_calendar_has_no_end(room):
    path = "/calendar?month=2026-10"
    seen = set()
    for _ in range(30):
        assert path not in seen
        seen.add(path)
        path = html.fromstring(ask(room, "traps", path)[2]).cssselect("a[rel=prev]")[0].get("href")


def test_the_traps_have_a_site_definition(room, tmp_path):
    write_sites(room, tmp_path)
    assert set(load_sites([tmp_path])) == {"traps_room"}


def test_the_site_of_forms_grows_with_time():
    with Newsroom(CLOSING - timedelta(days=200), sites=(), extra=forms()) as early:
        assert 0 < len(early.articles("forms")) < 64
