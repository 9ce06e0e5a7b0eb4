"""What would a site's definition say? Paging, platform, feeds and lists told from links and pages. Pure: nothing is fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.spiders.articles import looks_like_article, place_of
from crawler.spiders.shapes import NEWS_WORDS

FEED_GUESSES = ("/rss", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss/news", "/en/rss", "/feed.json")
SITEMAP_GUESSES = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap.xml.gz",
    "/sitemap.txt",
)
_PAGE_LINK = re.compile(
    r"((?:[?&](?:page|p|paged|pagen_\d|pg|sayfa|seite|start|offset|skip|from|first|b_start:int)=|/page/|index_|_|-p|/p)(\d{1,3}))"
    r"(?=\D|$)",
    re.IGNORECASE,
)
_COUNTS_ITEMS = re.compile(r"start|offset|skip|from|first", re.IGNORECASE)
_NEXT_CLASS = re.compile(r"(?:[\w-]*[-_])?(?:next|older)(?:[-_][\w-]*)?", re.IGNORECASE)
_NOT_OF_LISTS = re.compile(r"slick|slide|swiper|carousel|gallery|story|article|post(?!s)", re.IGNORECASE)
"""`next` of these is the next picture or the next article."""
_ARTICLE_DATA = re.compile(r'"@type"\s*:\s*\[?\s*"(?:News|Reportage|Opinion|Analysis)?(?:NewsArticle|Article)"')
_PLATFORMS: tuple[tuple[str, str], ...] = (
    ("wordpress", r'name="generator" content="wordpress|/wp-content/|/wp-includes/'),
    ("drupal", r'name="generator" content="drupal|/sites/default/files/|data-drupal-'),
    ("joomla", r'name="generator" content="joomla|/media/jui/|option=com_content'),
    ("plone", r'name="generator" content="plone|\+\+plone\+\+'),
    ("spip", r'name="generator" content="spip|spip\.php'),
    ("bitrix", r"/bitrix/(?:js|templates|cache)/"),
    ("liferay", r"liferay\.themedisplay|/o/frontend-|class=\"[^\"]*portlet-boundary"),
    ("sharepoint", r'name="generator" content="microsoft sharepoint|_spPageContextInfo|/_layouts/15/'),
    ("trs", r"trs_editor|trs_ueditor"),
    ("gsb", r"SiteGlobals/"),
)


@dataclass(frozen=True, slots=True)
class Paging:
    """How a listing goes on: `next` as in a definition, with `first` and `step` where they differ from its defaults."""

    next: str
    first: int = 1
    step: int = 10


def paging_of(links: Iterable[tuple[str, str, str]], listing: str) -> Paging | None:
    """How a listing goes on, from its links as (URL, text, class and rel): a template with `{n}` or `{offset}`, else CSS; None
    where it doesn't. A link to page 2 or to the next page must stay with the list; an article leads to the next article."""
    given = [(url, text.strip(), marks) for url, text, marks in links if _goes_on(url, text, listing)]
    for url, text, _ in given:
        place = place_of(url)
        for match in _PAGE_LINK.finditer(place):
            number = int(match[2])
            counts = bool(_COUNTS_ITEMS.search(match[1]))
            if number and (text == "2" or text in NEXT_MARKS) and (number in (1, 2) or counts):
                template = place[: match.start(2)] + ("{offset}" if counts else "{n}") + place[match.end(2) :]
                return Paging(template, step=number) if counts else Paging(template, first=number - 1)
    for _, _, marks in given:
        if "rel=next" in marks.split():
            return Paging('a[rel="next"]')
    for _, _, marks in given:
        for name in marks.split():
            if _NEXT_CLASS.fullmatch(name) and not _NOT_OF_LISTS.search(name):
                return Paging(f"a.{name}")
    return None


def _goes_on(url: str, text: str, listing: str) -> bool:
    """May this link lead to the next page of the list? Not to another host, the list itself, or an article."""
    there, here = urlsplit(url), urlsplit(listing)
    if there.netloc != here.netloc or place_of(url) == place_of(listing) or len(text.strip()) > LONGEST_LABEL:
        return False
    stem = re.sub(r"(?:/index)?\.\w{2,5}$|/$", "", here.path)
    return (there.path.startswith(stem) or _PAGE_LINK.search(there.path) is not None) and not looks_like_article(url)


LONGEST_LABEL = 40
"""Characters of a link to the next page: a longer text is a title."""

NEXT_MARKS = frozenset(
    """› » > → ›› Next next NEXT Older older Next› Next» Növbəti Sonraki Следующая Вперед Далее Suivant Suivante Weiter Nächste
    Siguiente Próxima Próximo Successivo Avanti More 下一页 次へ 다음 التالي بعدی Următoarea Dalej Følgende Nästa Seuraava
    """.split()  # noqa: SIM905
) | {"Next page", "Next ›", "Next »", "Next >", "Older posts", "Older entries", "Page suivante", "Nächste Seite", "Keyingi sahifa"}


def platform_of(html: str) -> str | None:
    """The content management system by its marks in a page."""
    return next((name for name, marks in _PLATFORMS if re.search(marks, html, re.IGNORECASE)), None)


def is_article(tree: HtmlElement, url: str) -> bool:
    """Is this page one article, by its own word? A front page and a list say otherwise, or nothing."""
    if urlsplit(url).path in ("", "/"):
        return False
    kinds = [m.get("content") or "" for m in tree.iter("meta") if (m.get("property") or "").lower() == "og:type"]
    if any(kind.strip().lower() == "article" for kind in kinds):
        return True
    data = "".join(script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    return bool(_ARTICLE_DATA.search(data)) or looks_like_article(url)


def declared_feeds(tree: HtmlElement, base: str) -> list[str]:
    """The feeds that a page names in its head or links to by their look."""
    kinds = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
    found = [e.get("href") for e in tree.iter("link") if (e.get("type") or "").lower() in kinds and e.get("href")]
    found += [
        a.get("href")
        for a in tree.iter("a")
        if re.search(r"(?:^|[/.=])(?:rss|atom|feed)(?:$|[/.?=_-])", a.get("href") or "", re.IGNORECASE)
    ]
    return list(dict.fromkeys(urljoin(base, h.strip()) for h in found if h))


def news_lists(links: Iterable[tuple[str, str, str]], home: str) -> list[str]:
    """Links that may lead to a list of news, the likeliest first: few segments, news in their text or URL, and no article."""
    scores: Counter[str] = Counter()
    for url, text, _ in links:
        parts = urlsplit(url)
        if parts.netloc != urlsplit(home).netloc or looks_like_article(url, text) or url.rstrip("/") == home.rstrip("/"):
            continue
        depth = parts.path.strip("/").count("/")
        words = (
            2 * bool(NEWS_WORDS.search(parts.path))
            + 2 * bool(NEWS_WORDS.search(text))
            - (depth > 2)
            - 3 * ("rss" in url or "feed" in url)
        )
        if words > 0:
            scores[url.partition("#")[0]] = max(scores[url.partition("#")[0]], words * 10 - depth)
    return [url for url, _ in scores.most_common(6)]
