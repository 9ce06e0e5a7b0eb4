"""What a draft tells from URLs and pages: patterns, paging, articles without a pattern."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from crawler.model import Site
from crawler.spiders.articles import Articles, date_in, looks_like_article, place_of
from crawler.spiders.definition import drafted
from crawler.spiders.draft import Paging, paging_of
from crawler.spiders.probe import Findings
from crawler.spiders.shapes import pattern_of

HOST = "https://mfa.example"
FAMILIES = {
    "numbers": [f"{HOST}/en/news/{n}" for n in (7, 12, 108)],
    "slugs": [f"{HOST}/news/{s}" for s in ("minister-meets-envoy", "talks-on-trade-held", "note-of-protest")],
    "dates and slugs": [
        f"{HOST}/{y}/{m}/{s}.html" for y, m, s in ((2026, "03", "a-b-c"), (2025, "11", "d-e-f"), (2026, "01", "g-h"))
    ],
    "keys": [f"{HOST}/view.php?lang=en&id={n}" for n in (7, 12, 108)],
    "two languages": [f"{HOST}/{lang}/news/{n}" for lang in ("en", "az") for n in (7, 12, 108)],
    "section pages": [f"{HOST}/{s}/story-{n}" for s in ("world", "sport") for n in (7, 12, 108)],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_pattern_takes_in_its_urls_and_their_kin_and_not_the_lists(family: str) -> None:
    urls = FAMILIES[family]
    pattern = pattern_of(urls)
    assert pattern is not None
    Site.model_validate({"id": "x_y", "name": "X", "hosts": ["mfa.example"], "find": [{"feed": HOST}], "article": {"url": pattern}})
    assert all(re.search(pattern, place_of(u)) for u in urls)
    assert re.search(pattern, place_of(urls[0].replace("7", "99")))
    for other in ("/", "/en", "/about", "/en/contacts/map", "/rss.xml", "/search?q=talks"):
        assert not re.search(pattern, other)


def test_no_urls_no_pattern() -> None:
    assert pattern_of([]) is None


PAGERS = [
    ([(f"{HOST}/news?page=2", "2", "")], Paging("/news?page={n}")),
    ([(f"{HOST}/news/page/2/", "Older posts", "")], Paging("/news/page/{n}/")),
    ([(f"{HOST}/news?start=20", "Next", "")], Paging("/news?start={offset}", step=20)),
    ([(f"{HOST}/news/index_1.html", "2", "")], Paging("/news/index_{n}.html", first=0)),
    ([(f"{HOST}/news?page=1", "2", "")], Paging("/news?page={n}", first=0)),
    ([(f"{HOST}/news/older", "More", "pager-next")], Paging("a.pager-next")),
    ([(f"{HOST}/news/x", "Go on", "rel=next")], Paging('a[rel="next"]')),
    ([(f"{HOST}/news/2", "A story with a number", "")], None),
    ([("https://other.example/news?page=2", "2", "")], None),
    ([(f"{HOST}/news#", "Next", "slick-next")], None),
    ([(f"{HOST}/news/gallery/7", "›", "swiper-button-next")], None),
    ([(f"{HOST}/news/minister-meets-envoy-of-examplia", "Next", "next-article")], None),
    ([(f"{HOST}/news/minister-meets-envoy-of-examplia", "Next", "next")], None),
    ([(f"{HOST}/about/next-steps", "Our next steps", "next")], None),
    ([], None),
]


@pytest.mark.parametrize(("links", "following"), PAGERS, ids=[str(p[1] and p[1].next) + str(i) for i, p in enumerate(PAGERS)])
def test_how_a_list_goes_on(links: list[tuple[str, str, str]], following: Paging | None) -> None:
    assert paging_of(links, f"{HOST}/news") == following


LOOKS = [
    "/en/news/2026/03/02/minister-meets-envoy", "/news/minister-of-foreign-affairs-meets-envoy-of-examplia",
    "/a/t20260302_11993800.html",
    "/2026/5/25/uae-leaders", "/world/minister-visits-capital-of-neighbour-12345",
]  # fmt: skip
DOES_NOT = [
    "/", "", "/en", "/about", "/news", "/news?page=2", "/news/page/3", "/tag/elections", "/contact-us", "/rss.xml", "/search?q=a",
    "/wp-content/uploads/x-y-z-a-b.html",
    "/category/foreign-policy-and-security-matters", "/author/leyla-qasimli-press-officer-of-ministry",
]  # fmt: skip


@pytest.mark.parametrize("path", LOOKS)
def test_this_looks_like_an_article(path: str) -> None:
    assert looks_like_article(HOST + path)


@pytest.mark.parametrize("path", DOES_NOT)
def test_this_does_not(path: str) -> None:
    assert not looks_like_article(HOST + path)


def test_the_definition_decides_where_it_speaks() -> None:
    article = {"url": r"^/news/\d+", "exclude": "/print"}
    site = Site.model_validate({"id": "x_y", "name": "X", "hosts": ["h"], "find": [{"feed": HOST}], "article": article})
    articles = Articles(site)
    assert articles.is_article(f"{HOST}/news/7")
    assert not articles.is_article(f"{HOST}/news/7/print")
    assert not articles.is_article(f"{HOST}/2026/03/02/minister-meets-envoy-of-examplia", "A long title of an article", listed=True)


def test_days_in_urls() -> None:
    assert date_in(f"{HOST}/2026/03/02/x") == date(2026, 3, 2)
    assert date_in(f"{HOST}/202607/t20260728_11993800.html") == date(2026, 7, 28)
    assert date_in(f"{HOST}/2026/13/45/x") is None
    assert date_in(f"{HOST}/news/123456789") is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Home | Ministry of Foreign Affairs", "Ministry of Foreign Affairs"),
        ("Meridian News Agency - Home page", "Meridian News Agency"),
        ("Главная — Бюро", "Бюро"),
        ("Trans-Border Bureau", "Trans-Border Bureau"),
        ("Home", "x.example"),
        (None, "x.example"),
    ],
)
def test_a_site_s_name_is_its_front_page_s_title_without_the_word_for_home(title: str | None, name: str) -> None:
    seen = Findings("https://x.example/", title=title, listings=[("https://x.example/news", None, 4)], pattern="^/news/")
    assert drafted(seen).splitlines()[0] == f"name: {name}" or json.loads(drafted(seen).splitlines()[0][6:]) == name
