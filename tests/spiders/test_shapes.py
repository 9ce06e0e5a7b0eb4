"""The pattern of a site's articles, told from one page's links: it must hold for articles of other days and not for navigation."""

from __future__ import annotations

import re

import pytest

from crawler.model.patterns import checked
from crawler.spiders.articles import place_of
from crawler.spiders.shapes import pattern_of

HOST = "https://site.example"

CASES = {  # what links there are: articles, other pages; then articles of other days, and pages that must stay out
    "sections that today's page doesn't show": (
        ["/world/minister-opens-a-bridge-today", "/world/envoy-leaves-for-talks-on-trade", "/sport/cup-goes-to-the-northern-side"],
        ["/world", "/sport", "/about", "/contact", "/shows/evening-with-nora"],
        ["/culture/museum-finds-a-lost-violin-again"],
        ["/culture", "/weather/today"],
    ),
    "a word for news stays, the section after it varies": (
        ["/article/politics/senate-votes-on-the-harbour/", "/article/world/ferry-line-opens-to-the-islands/"],
        ["/magazine/", "/authors/nora-vint/", "/subject/politics/"],
        ["/article/culture/a-painter-s-second-life/"],
        ["/about/history-of-our-magazine/", "/subject/culture/"],
    ),
    "months in letters": (
        ["/world/2026/mar/02/ferry-line-opens-again", "/sport/2026/mar/01/cup-goes-north-for-once"],
        ["/world", "/world/all", "/sport/tables"],
        ["/culture/2025/dec/31/a-violin-is-found-at-last", "/culture/music/2025/dec/31/a-violin-is-found"],
        ["/culture/2025"],
    ),
    "a number at the end, whatever the depth": (
        ["/politik/ausland/botschafter-reist-ab-18857107.html", "/politik/inland/laternen-am-hafen-19655247.html",
         "/sport/fussball/der-pokal-geht-nach-norden-110419175.html"],
        ["/politik/", "/politik/ausland/", "/impressum.html"],
        ["/wirtschaft/hafen-wird-vertieft-16604622.html", "/rhein/stadt/viertel/neue-laternen-16604700.html"],
        ["/wirtschaft/", "/datenschutz.html"],
    ),
    "a word and a number in front of the name": (
        ["/region/article239885525/neue-laternen-am-hafen.html", "/sport/article240589770/der-pokal-geht-nach-norden.html",
         "/region/article241330698/faehre-faehrt-wieder-seit-heute.html"],
        ["/region/", "/abo/"],
        ["/region/stadt/article409956720/ampel-wieder-heil-seit-heute.html"],
        ["/region/stadt/", "/service/kontakt.html"],
    ),
    "the date in front, and the page is always called index": (
        [f"/2026/03/0{n}/harbour/lamps-{n}/index.html" for n in (1, 2, 3)],
        ["/harbour/index.html", "/index.html", "/2026/"],
        ["/2025/11/30/politics/envoy-leaves/index.html", "/2025/11/30/envoy-leaves/index.html"],
        ["/politics/index.html"],
    ),
    "letters tell the kind": (
        [f"/en/{words}/a-{n}" for words, n in (("a-bridge", 65464327), ("a-ferry", 65897191), ("the-envoy", 68117411))],
        ["/en/themes/s-9077", "/en/germany/s-1432", "/en/live-tv/channel-english"],
        ["/en/the-museum-s-violin/a-70000001"],
        ["/en/world/s-1429"],
    ),
    "dates at the end of the name": (
        [f"/world/europe/{words}-2026-03-04/" for words in ("ferry-line-opens", "envoy-leaves", "bridge-is-shut")],
        ["/world/", "/world/europe/", "/markets/quote/ABC/"],
        ["/legal/judge-hears-harbour-case-2026-05-11/"],
        ["/legal/", "/business/autos/"],
    ),
    "a key in the query": (
        [f"/view.php?lang=en&id={n}" for n in (262, 311, 312)],
        ["/view.php?lang=en", "/news.php?page=2", "/contacts.php"],
        ["/view.php?id=9&lang=ru"],
        ["/news.php?page=3"],
    ),
    "several words for news, several languages": (
        [f"/{lang}/{word}/{n}" for lang, word in (("en", "news"), ("az", "xeber"), ("fr", "actualites")) for n in (7, 12, 1008)],
        ["/en/about/1", "/az/qalereya/2", "/en/gallery/4"],
        ["/en/news/2000", "/fr/actualites/3"],
        ["/en/gallery/5", "/en/tags/3"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_pattern_of_one_page_s_links_holds_for_other_days(case: str) -> None:
    articles, others, later, never = ([HOST + path for path in paths] for paths in CASES[case])
    pattern = pattern_of(articles, others)
    assert pattern is not None
    checked(pattern)
    assert [u for u in (*articles, *later) if not re.search(pattern, place_of(u))] == []
    assert [u for u in (*others, *never) if re.search(pattern, place_of(u))] == []


def test_the_shape_of_a_sure_article_counts_though_it_is_rare() -> None:
    links = [f"{HOST}/video/clip-of-the-day-number-{n}" for n in range(60)]
    pattern = pattern_of(links, [f"{HOST}/about"], sure=[f"{HOST}/2026/03/02/envoy-leaves.html"])
    assert pattern is not None
    assert re.search(pattern, "/2025/11/30/envoy-returns.html")


def test_long_names_of_navigation_don_t_loosen_a_pattern_with_numbers() -> None:
    articles = [f"{HOST}/news/{n}" for n in range(1000, 1020)]
    pattern = pattern_of([*articles, f"{HOST}/terms-of-use-of-our-pages", f"{HOST}/rules-for-readers-and-guests"])
    assert pattern is not None
    assert not re.search(pattern, "/how-to-reach-our-offices")
