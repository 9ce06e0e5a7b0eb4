"""Who wrote the article? Names of persons as the page declares or shows them; sites, agencies and jobs are no authors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import yaml
from lxml.html import HtmlElement

from crawler.extract.body import tidy
from crawler.extract.declared import Declared, strings
from crawler.extract.shown import texts as shown_texts
from crawler.extract.titles import squash
from crawler.extract.tree import select_css

MAX_AUTHORS = 12
"""Of an article; a longer list is a masthead."""
BYLINE_WITHIN = 40
"""Pieces of text after the headline in which a byline is looked for."""
MAX_NAME = 60
"""Characters."""
MAX_BYLINE = 200
"""Characters of a shown byline."""

_LABELS = ("Written by", "Verfasst von", "Écrit par", "Escrito por", "Scritto da", "Geschreven door", "Yazan", "Автор")
META = (
    "author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author", "byl",
    "creator", "article:author_name", "og:article:author", "og:author", "cxenseparse:author", "twitter:data1", "dc.contributor",
    "rbauthors",
)  # fmt: skip
"""Names of meta tags that tell of authors, the surest first."""
_NAMED = re.compile(r"author-?_?_?name|byline-?_?_?name", re.IGNORECASE)
_BYLINES = re.compile(
    r"byline|article(?:-|__)author|post-author|entry-author|autor|auteur|article-meta__author|(?:^|\s)author(?:\s|$)", re.IGNORECASE
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autore?s?|auteurs?|people|profiles?|reporters?|staff|journalists?|editors)/", re.IGNORECASE
)
_CREDIT = re.compile(r"(?:photo|foto|bild|image|credit|copyright|©|fotos?|video|grafik)\b", re.IGNORECASE)
_INNER_BY = re.compile(r"\s(?:By|Von|Par|Por)\s")
_BAD = re.compile(r"@|https?:|www\.|\.(?:com|org|net|de|fr|co|at|ch|es|it|ru)\b|\d|[<>{}=%#]")
_SPLIT = re.compile(r"\s*(?:;|/|\||\n|•|·|—|–|\s-\s)\s*")
_PARENS = re.compile(r"\s*[(\[（][^()\[\]（）]{0,80}[)\]）]")
_CLASSES = (
    re.compile(r"^author$|author-?name|AuthorName|authorName"),
    re.compile(r"^(?:byline|username|byl|BBL)$|author|channel-name|zuozhe|bianji|xiaobian|submitted-by|posted-by|journalist-name"),
    re.compile(r"[Aa]uthor|screenname|writer|[Bb]yline"),
)
"""Class names of authors, the surest first, as trafilatura has them in its XPaths; the second on the tags of text only."""
_TEXT_TAGS = frozenset({"a", "div", "h3", "h4", "p", "span"})
_ASIDE = re.compile(r"related|sidebar|footer|teaser|recommend|comment|widget|carousel|promo|popular|most|latest", re.IGNORECASE)


def find_authors(
    tree: HtmlElement,
    says: Declared,
    names: frozenset[str],
    *,
    css: str | None = None,
    headline: HtmlElement | None = None,
    tail: str = "",
) -> tuple[tuple[str, ...], str | None]:
    """(names in the page's order, where they were found), or ((), None). `names` is what the site calls itself, squashed.

    Persons and agencies first; the publisher or a desk stands only where the page declares it as its author and names nobody.
    """
    if css:
        chosen = list(_names([t for e in select_css(tree, css)[:MAX_AUTHORS] for t in _texts(e)], names))
        if chosen:
            return tuple(chosen), "site"
    declared = _json_ld(says)
    labelled = says.first("twitter:label1") in _LABELS
    meta = [v for n in META for v in says.meta.get(n, ())[:MAX_AUTHORS] if n != "twitter:data1" or labelled]
    host_named = [v for v in meta if any(len(n) > 5 and n in squash(v) for n in names)]
    meta = [v for v in meta if v not in host_named]
    ways: tuple[tuple[str, Callable[[], Iterable[str]], int], ...] = (
        ("json-ld", lambda: declared, 1),
        ("meta", lambda: meta, 1),
        ("html", lambda: _said(tree, headline, tail), 2),
        ("microdata", lambda: says.microdata.get("author", ())[:1], 2),
        ("html", lambda: _shown(tree), 2),
        ("html", lambda: _marked(tree).split(";"), 2),
    )
    for source, texts, words in ways:
        found = list(_names(texts(), names, words))
        if found:
            return tuple(found[:MAX_AUTHORS]), source
    for source, told in (("json-ld", declared), ("meta", [*meta, *host_named])):
        bodies = [b for t in told if (b := _body(t))]
        if bodies:
            return tuple(dict.fromkeys(bodies[:2])), source
    return (), None


def _json_ld(says: Declared) -> list[str]:
    for node in says.articles()[:5]:
        for key in ("author", "creator"):
            if texts := strings(node.get(key)):
                return texts
    return []


def _said(tree: HtmlElement, headline: HtmlElement | None, tail: str) -> list[str]:
    """Short texts after the headline that are bylines by their words ('By Ann Li') or their link; else the body's last line."""
    after, label = -1, False
    linked: list[str] = []
    for text, element, mark in shown_texts(tree, headline):
        after = 0 if mark else after + (after >= 0)
        if after > BYLINE_WITHIN or (linked and after > BYLINE_WITHIN / 2):
            break
        if after <= 0 or not text:
            continue
        match = _by().match(f"{text} ")
        if label and len(text) <= MAX_BYLINE and (found := list(_names([text], frozenset(), 2))):
            return found
        if match and len(text) <= MAX_BYLINE and text[match.end() : match.end() + 1].isupper():
            return [text]
        label = match is not None and not text[match.end() : match.end() + 1].isalpha() and len(text) <= MAX_BYLINE
        if _AUTHOR_LINK.search(_href(element)) and _name(text.strip(" ,"), frozenset()):
            linked.append(text.strip(" ,"))
    last = tail.rstrip().rpartition("\n")[2]
    if not linked and 6 < len(last) <= 80 and (match := _by().match(last)) and last[match.end() : match.end() + 1].isupper():
        linked = [last]
    return linked


def _href(element: HtmlElement) -> str:
    if element.tag != "a":
        parent = element.getparent()
        element = parent if parent is not None and parent.tag == "a" else element
    return element.get("href") or ""


def _shown(tree: HtmlElement) -> list[str]:
    sure, likely = [], []
    for element in tree.iter():
        get = element.attrib.get
        named = _byline_named(get("class") or "")
        if named == "sure" or get("rel") == "author" or "author" in (get("itemprop") or ""):
            sure.append(element)
        elif named or element.tag == "address" or get("id") == "author":
            likely.append(element)
    for elements in (sure, likely):
        texts: list[str] = []
        for element in elements[:20]:
            if element.tag in ("script", "style", "head", "meta", "link") or any(
                a.tag in ("aside", "footer", "nav") or _ASIDE.search(f"{a.get('class') or ''} {a.get('id') or ''}")
                for a in element.iterancestors()
                if a.tag not in ("body", "html")
            ):
                continue
            texts += list(_texts(element))
            if texts and len(texts) > 3:
                break
        if any(_names(texts, frozenset())):
            return texts
    return []


@lru_cache(maxsize=20_000)
def _byline_named(names: str) -> str:
    return "sure" if _NAMED.search(names) else "likely" if _BYLINES.search(names) else ""


def _marked(tree: HtmlElement) -> str:
    """The text of the first element whose class, id or attributes say that it names an author: the last resort."""
    tiers: tuple[list[HtmlElement], ...] = ([], [], [])
    for element in tree.iter():
        get = element.attrib.get
        tier = _tier(get("class") or "", get("id") or "", get("itemprop") or "")
        if get("rel") == "author" or get("data-testid") in ("AuthorCard", "AuthorURL") or element.tag == "author":
            tier = 0
        elif (tier == 1 and element.tag not in _TEXT_TAGS) or (tier is None and "Byline" in (get("data-component") or "")):
            tier = 2
        if tier is not None:
            tiers[tier].append(element)
    for elements in tiers:
        for element in elements:
            text = " ".join(" ".join(map(str, element.itertext())).split())
            if 2 < len(text) < 120:
                return text
    return ""


@lru_cache(maxsize=20_000)
def _tier(names: str, ident: str, prop: str) -> int | None:
    if _CLASSES[0].search(names) or ident == "author" or prop == "author name":
        return 0
    if _CLASSES[1].search(names) or "author" in prop or _CLASSES[1].search(ident):
        return 1
    return 2 if _CLASSES[2].search(names) or "Author" in ident else None


def _texts(element: HtmlElement) -> Iterator[str]:
    """A byline's texts: its links where it has some, else its whole text."""
    whole = " ".join(element.text_content().split())
    links = [" ".join(a.text_content().split()) for a in element.iter("a")]
    links = [t for t in links if t and _name(t, frozenset())]
    if links and element.tag != "a":
        yield from links
    elif 0 < len(whole) <= MAX_BYLINE:
        yield whole


def _names(texts: Iterable[str], site: frozenset[str], words: int = 1) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        for part in split(text):
            name = _name(part, site)
            if name and (len(name.split()) >= words or not name.isascii()) and squash(name) not in seen:
                seen.add(squash(name))
                yield name


def split(byline: str) -> list[str]:
    """The parts of a byline that may be names: 'By Ann Li and Bo Ek, Berlin' gives 'Ann Li', 'Bo Ek', 'Berlin'."""
    text = _PARENS.sub("", tidy(byline))[: MAX_BYLINE * 2]
    text = _INNER_BY.split(_by().sub("", text))[-1]
    if _CREDIT.search(text):
        return []
    parts = [p for piece in _SPLIT.split(text) for p in _and().split(piece)]
    commas = [p.strip() for part in parts for p in part.split(",")]
    return [_by().sub("", p).strip(" .:,-–—") for p in commas if p.strip()]


def _name(text: str, site: frozenset[str]) -> str | None:
    """The text as a person's name, or None where it is none."""
    flat = squash(text)
    if flat in _words()["bodies"]:
        return text
    if not 3 <= len(text) <= MAX_NAME or _BAD.search(text):
        return None
    if flat in site or any(len(s) > 4 and (flat == s or (s in flat and len(s) > 7)) for s in site):
        return None
    words = text.split()
    if any(squash(w) in _words()["roles"] for w in words):
        return None
    if not text.isascii() and any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text):
        return text if len(flat) <= 8 else None
    if len(words) > 5 or (len(words) < 2 and len(text) < 3):
        return None
    if any(w[:1].islower() and squash(w) not in _words()["particles"] for w in words):
        return None
    return text


def _body(text: str) -> str | None:
    """The text as the name of a publisher, a desk or an agency, or None."""
    name = _by().sub("", _PARENS.sub("", tidy(text))).strip(" .,:")
    return name if 2 <= len(name) <= MAX_NAME and not re.search(r"@|https?:|[<>{}=%#]", name) else None


@cache
def _words() -> dict[str, frozenset[str]]:
    data: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "data" / "bylines.yml").read_text(encoding="utf-8"))
    return {key: frozenset(squash(str(v)) or str(v) for v in values) for key, values in data.items()}


@cache
def _raw() -> dict[str, list[str]]:
    data: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "data" / "bylines.yml").read_text(encoding="utf-8"))
    return data


@cache
def _by() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(str(w)) for w in _raw()["by"]), key=len, reverse=True))
    return re.compile(rf"^\s*(?:{words})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)


@cache
def _and() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(str(w)) for w in _raw()["and"]), key=len, reverse=True))
    return re.compile(rf"\s+(?:{words})\s+", re.IGNORECASE)
