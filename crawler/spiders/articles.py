"""Is that URL an article? By the site's patterns, or, without one, by what article URLs have in common."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from crawler.model import Site

_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)[/._-]?([01]?\d)[/._-]([0-3]?\d)(?!\d)|(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_NUMBERED = re.compile(
    r"(?<!\d)\d{4,}(?!\d)|[?&/](?:id|nid|newsid|news_id|prid|articleid|p|aid|cid|seq)[=/-]?\d{1,}", re.IGNORECASE
)
_SLUG = re.compile(r"^[^/]*?(?:[^-_/]+[-_]){3,}[^-_/]+$")
_PAGE = re.compile(
    r"(?:^|[/?&])(?:page|p|pagen_\d|start|offset|seite|sayfa|paged)[=/-]?\d{1,4}$|[?&][\w.-]{0,40}page\w{0,8}=\d{1,4}(?:&|$)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|mp[34]|avi|mov|zip|rar|7z|docx?|xlsx?|pptx?|css|js|xml|rss|atom|json|ics|vcf)$", re.IGNORECASE
)
_PDF = re.compile(r"\.pdf$", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default)\.\w{2,5}")
_NAVIGATION = frozenset(
    """about about-us contact contacts contact-us search login signin register sitemap rss feed feeds tag tags category categories
    author authors archive archives privacy privacy-policy terms cookies cookie-policy subscribe newsletter help faq gallery photos
    videos index home default jobs careers vacancies tenders structure leadership organization organisation accessibility print
    share topic topics section sections wp-json wp-admin wp-content wp-includes cdn-cgi static assets media
    autor autoren autores auteur auteurs autore yazar yazarlar people person profile profil thema themen tema temas theme themes
    kategorie kategorien categoria categorias categorie kategori rubrik rubriken rubrique sekce sekcja etiket etiketa
    suche recherche buscar kontakt contacto impressum datenschutz""".split()  # noqa: SIM905
)
ARTICLE_SCORE = 2
TITLE_LENGTH = 25
"""Characters: link texts of navigation are shorter, titles longer (a fifth of all titles in the newsroom facts is under 40)."""


class Articles:
    """Tells a site's articles by URL. Without a pattern in the definition, `is_article` weighs what it sees."""

    def __init__(self, site: Site) -> None:
        self._pdf = any(a.pdf for a in site.article)
        blocks = [a for a in site.article if a.url]
        self._patterns = [(re.compile(a.url), re.compile(a.exclude) if a.exclude else None) for a in blocks if a.url]
        self._excluded = [re.compile(a.exclude) for a in site.article if a.exclude and not a.url]

    @property
    def has_pattern(self) -> bool:
        """Does the definition say what an article is?"""
        return bool(self._patterns)

    def matches(self, url: str) -> bool:
        """Does a pattern of the definition say that this is an article? True for all without a pattern, but for `exclude`."""
        where = place_of(url)
        if self._patterns:
            return any(p.search(where) and not (x and x.search(where)) for p, x in self._patterns)
        return not any(x.search(where) for x in self._excluded)

    def is_article(self, url: str, text: str | None = None, *, listed: bool = False) -> bool:
        """As `matches`; without a pattern also by the look of the URL and the link's text.

        `listed`: a feed or a news sitemap names it, which lists nothing else.
        """
        if not self.matches(url):
            return False
        if self.has_pattern:
            return True
        if _FILE.search(urlsplit(url).path) or (_PDF.search(urlsplit(url).path) and not self._pdf):
            return False
        return listed or looks_like_article(url, text)


def place_of(url: str) -> str:
    """Path and query of a URL: what patterns are searched in."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def looks_like_article(url: str, text: str | None = None) -> bool:
    """By signs that hold over most of 300 sites: a date, a number or a long slug in the URL, a title for a link's text; against
    it: names of navigation, page numbers, the front page."""
    parts = urlsplit(url)
    segments = [s for s in parts.path.lower().split("/") if s]
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    where = place_of(url)
    if (not segments and not parts.query) or _PAGE.search(where):
        return False
    last = re.sub(r"\.(?:s?html?|aspx?|php|jsp|do|cfm|page)$", "", segments[-1]) if segments else ""
    if last in _NAVIGATION or (segments and segments[0].startswith(("wp-", "cdn-cgi"))):
        return False
    score = 0
    score += 2 if _DATED.search(where) else 0
    score += 1 if _NUMBERED.search(where) else 0
    score += 2 if _SLUG.match(last) and len(last) >= 20 else 0
    score += 1 if text and len(text.strip()) >= TITLE_LENGTH else 0
    score -= 2 if any(s in _NAVIGATION - {"archive", "media", "section", "sections"} for s in segments[:-1]) else 0
    return score >= ARTICLE_SCORE


def date_in(url: str) -> date | None:
    """The day in a URL's path (`/2026/03/02/`, `t20260302_1`), None without a sound one."""
    match = _DATED.search(urlsplit(url).path)
    if not match:
        return None
    year, month, day = (int(g) for g in (match.groups()[:3] if match[1] else match.groups()[3:]))
    try:
        return date(year, month, day)
    except ValueError:
        return None
