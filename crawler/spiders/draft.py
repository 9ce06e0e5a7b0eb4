"""What would a site's definition say? Patterns, paging and platform told from URLs and pages. Pure: nothing is fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.spiders.articles import looks_like_article, place_of

FEW = 4
"""Different words at one place of the path up to which they are listed; more are a pattern."""
MAX_GROUPS = 4

FEED_GUESSES = ("/rss", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss/news", "/en/rss", "/feed.json")
SITEMAP_GUESSES = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap.xml.gz",
    "/sitemap.txt",
)
NEWS_WORDS = re.compile(
    r"news|press|releas|statement|article|story|stories|latest|headline|media|announce|speech|haber|xeber|xəbər|actualit|noticia"
    r"|nachricht|aktuell|новост|novosti|notizie|comunicad|communiq|berita|أخبار|خبر|新闻|ニュース|뉴스|акту|жаңалық|siaxle",
    re.IGNORECASE,
)

_PAGE_LINK = re.compile(
    r"((?:[?&](?:page|p|paged|pagen_\d|pg|sayfa|seite|start|offset)=|/page/|_|-p|/p)(2|10|20))(?=\D|$)", re.IGNORECASE
)
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


def pattern_of(urls: Iterable[str]) -> str | None:
    """A regular expression over path and query that these article URLs share, told by their shape; None without URLs."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for url in dict.fromkeys(urls):
        groups.setdefault(_shape(url), []).append(place_of(url))
    if not groups:
        return None
    total = sum(map(len, groups.values()))
    ranked = sorted(groups.values(), key=len, reverse=True)
    kept = [g for i, g in enumerate(ranked) if i == 0 or len(g) >= max(2, total * 0.03)][:MAX_GROUPS]
    return "|".join(f"^{_joined(group)}" for group in kept)


def alike(urls: Iterable[str], sure: Iterable[str]) -> list[str]:
    """Those of the URLs that have the shape of one of the sure articles and, like it, a number at their end: other languages."""
    shapes = {_shape(u) for u in sure if _ends_in_number(u)}
    return [u for u in urls if _ends_in_number(u) and _shape(u) in shapes]


def _ends_in_number(url: str) -> bool:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2].isdigit()


def _shape(url: str) -> tuple[object, ...]:
    """What URLs of one kind have in common: depth, ending, the names in the query, and for the last segment, digits or not."""
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")
    names = tuple(sorted(p.partition("=")[0] for p in parts.query.split("&") if "=" in p))
    ending = re.search(r"\.[a-z]{2,5}$", segments[-1], re.IGNORECASE)
    numbers = tuple(s.isdigit() for s in segments[:-1])
    return (
        len(segments),
        parts.path.endswith("/"),
        ending[0] if ending else "",
        names if len(segments) <= 2 or not names else (),
        numbers,
    )


def _joined(places: Sequence[str]) -> str:
    paths = [p.partition("?")[0] for p in places]
    rows = [p.strip("/").split("/") for p in paths]
    last = len(rows[0]) - 1
    columns = [_segment([row[i] for row in rows], last=i == last) for i in range(last + 1)]
    tail = "/" if paths[0].endswith("/") and len(paths[0]) > 1 else ""
    query = _query([p.partition("?")[2] for p in places])
    return "/" + "/".join(columns) + tail + (query or r"(?:\?|$)")


def _segment(values: Sequence[str], *, last: bool) -> str:
    """One place of the path: a word, a few words, digits, or anything. The last place names the article: never a list."""
    different = sorted(set(values))
    ending = re.search(r"\.[a-z]{2,5}$", values[0], re.IGNORECASE)
    if len(different) == 1 and not values[0].isdigit() and (len(values) > 1 or len(values[0]) < 16):
        return re.escape(different[0])
    if ending and all(v.endswith(ending[0]) for v in values):
        return _segment([v.removesuffix(ending[0]) for v in values], last=last) + re.escape(ending[0])
    if all(v.isdigit() for v in values):
        return r"\d{4}" if all(len(v) == 4 and v[:2] in ("19", "20") for v in values) else r"\d+"
    if not last and len(different) <= FEW and len(values) >= 2 * len(different) and all(len(v) < 24 for v in different):
        return f"(?:{'|'.join(map(re.escape, different))})"
    return r"[^/?]+"


def _query(queries: Sequence[str]) -> str:
    """The one name whose value tells articles apart, if a path alone doesn't."""
    pairs = [dict(p.partition("=")[::2] for p in q.split("&") if "=" in p) for q in queries]
    for name in pairs[0]:
        values = [p.get(name, "") for p in pairs]
        if all(v.isdigit() for v in values) and (len(set(values)) > 1 or len(values) == 1):
            return rf"\?(?:.*&)?{re.escape(name)}=\d+"
    return ""


def paging_of(links: Iterable[tuple[str, str, str]], listing: str) -> str | None:
    """How a listing goes on, from its links as (URL, text, class and rel): a template with `{n}` or `{offset}`, else CSS."""
    given = list(links)
    for url, text, _ in given:
        match = _PAGE_LINK.search(place_of(url))
        if match and urlsplit(url).netloc == urlsplit(listing).netloc and text.strip() in ("2", "›", "»", ">", "→", *NEXT_WORDS):
            name = "offset" if match[2] in ("10", "20") or re.search("start|offset", match[1], re.IGNORECASE) else "n"
            start, end = match.span(2)
            return place_of(url)[:start] + f"{{{name}}}" + place_of(url)[end:]
    for _, _, marks in given:
        for name in marks.split():
            if re.fullmatch(r"[a-z][\w-]*next[\w-]*|next|older", name, re.IGNORECASE):
                return 'a[rel="next"]' if name == "rel=next" else f"a.{name}"
        if "rel=next" in marks:
            return 'a[rel="next"]'
    return None


NEXT_WORDS = (
    "Next",
    "next",
    "Older",
    "Older posts",
    "Next page",
    "Next ›",
    "Next »",
    "Növbəti",
    "Sonraki",
    "Следующая",
    "Suivant",
    "Weiter",
    "More",
)


def platform_of(html: str) -> str | None:
    """The content management system by its marks in a page."""
    return next((name for name, marks in _PLATFORMS if re.search(marks, html, re.IGNORECASE)), None)


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
