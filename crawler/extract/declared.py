"""What does a page declare about itself? JSON-LD, OpenGraph and other meta tags, microdata: as written, nothing believed yet."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.tree import select

MAX_SCRIPT = 2_000_000
"""Characters of one JSON-LD script; articles with their whole text have some 50,000."""
MAX_NODES = 2000
"""Nodes of a page's JSON-LD that are looked at."""
MAX_VALUE = 2000
"""Characters of a declared value (a headline, a name, a time)."""
_MAX_DEPTH = 12
"""Levels of JSON-LD that are looked into: publishers nest an article under four at most."""

ARTICLES = frozenset({
    "newsarticle", "article", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
    "reviewnewsarticle", "asknewsarticle", "liveblogposting", "blogposting", "pressrelease", "specialannouncement", "report",
    "advertisercontentarticle", "satiricalarticle", "techarticle", "socialmediaposting", "scholarlyarticle",
    "governmentservice", "review", "recipe", "interview",
})  # fmt: skip
"""schema.org types whose headline, times and authors are the page's."""
PAGES = frozenset({"webpage", "itempage", "aboutpage", "collectionpage", "videoobject", "newsmediaorganization"})
"""Types that may hold the page's times where no article is declared."""

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_FIELD = re.compile(r'"(headline|datePublished|dateModified|@type)"\s*:\s*"((?:[^"\\]|\\.){1,500})"')
_AUTHOR = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]{0,400}?"name"\s*:\s*"((?:[^"\\]|\\.){1,200})"')
_NOT_THE_PAGE = frozenset({
    "itemlistelement", "haspart", "ispartof", "relatedlink", "mentions", "citation", "comment", "review", "reviews", "itemreviewed",
    "liveblogupdate", "video", "image", "publisher", "associatedmedia", "isbasedon", "subjectof",
})  # fmt: skip
"""Properties whose nodes are other things than the page."""


@dataclass(slots=True)
class Declared:
    """Everything declared, by where it stands. `meta` maps a name, property or itemprop in lower case to its contents in order."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    microdata: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    language: str | None = None
    title_tag: str = ""
    next_page: str | None = None
    types: frozenset[str] = frozenset()

    def first(self, *names: str) -> str | None:
        """The first content of the first of these meta names that has one."""
        return next((v for n in names for v in self.meta.get(n, ()) if v), None)

    def articles(self) -> list[dict[str, Any]]:
        """The JSON-LD nodes that are articles, the page's own first."""
        return [n for n in self.nodes if types_of(n) & ARTICLES]

    def pages(self) -> list[dict[str, Any]]:
        """The JSON-LD nodes that are pages."""
        return [n for n in self.nodes if types_of(n) & PAGES]


def types_of(node: dict[str, Any]) -> set[str]:
    """The types of a JSON-LD node, in lower case, without the schema's address."""
    value = node.get("@type", ())
    values = value if isinstance(value, list) else [value]
    return {str(v).rsplit("/", 1)[-1].lower() for v in values[:10]}


def strings(value: object) -> list[str]:
    """The texts of a JSON-LD value that may be a text, a node with a name, or a list of them."""
    if isinstance(value, str):
        text = _line(value)
        return [text] if text else []
    if isinstance(value, dict):
        return strings(value.get("@value") or value.get("name"))
    if isinstance(value, list):
        return [s for v in value[:50] for s in strings(v)]
    return []


def declared(tree: HtmlElement, url: str) -> Declared:
    """Read what the page declares. Never raises for what the page holds."""
    found = Declared(language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or None))
    title = tree.find(".//title")
    if title is not None:
        found.title_tag = " ".join(title.text_content().split())[:MAX_VALUE]
    for meta in tree.iter("meta"):
        content = meta.get("content") or meta.get("value")
        if not content or len(content) > MAX_VALUE * 4:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if key := meta.get(attribute):
                found.meta.setdefault(key.strip().lower(), []).append(_line(content))
    for link in tree.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        if "canonical" in rel and found.canonical is None:
            found.canonical = _same_site(url, link.get("href"))
        elif "next" in rel and found.next_page is None:
            found.next_page = _same_site(url, link.get("href"))
    for element in select(tree, ".//body//*[@itemprop]")[:400]:
        _microdata(element, found)
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_SCRIPT:
            nodes.extend(_flatten(_load(script.text)))
            if len(nodes) > MAX_NODES:
                break
    found.nodes = _own_first(nodes[:MAX_NODES], url, found.canonical)
    found.types = frozenset(t for n in found.nodes for t in types_of(n))
    return found


def _microdata(element: HtmlElement, found: Declared) -> None:
    for name in (element.get("itemprop") or "").lower().split()[:4]:
        if name in ("headline", "datepublished", "datemodified", "datecreated", "author", "name", "description", "articlebody"):
            if name == "articlebody":
                found.microdata.setdefault(name, []).append("")
                continue
            value = element.get("content") or element.get("datetime") or element.text_content()
            if text := _line(value):
                found.microdata.setdefault(name, []).append(text)


def _line(text: str) -> str:
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return " ".join(text[: MAX_VALUE * 2].split())[:MAX_VALUE]


def _same_site(url: str, href: str | None) -> str | None:
    try:
        address = urljoin(url, (href or "").strip())
        here, there = urlsplit(url), urlsplit(address)
    except ValueError:
        return None
    same = (here.hostname or "").removeprefix("www.") == (there.hostname or "").removeprefix("www.")
    return address if href and same and there.scheme in ("http", "https") else None


def _load(script: str) -> Any:
    text = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip()
    attempts: tuple[Callable[[], str], ...] = (
        lambda: text,
        lambda: _TRAILING_COMMA.sub(r"\1", text),
        lambda: html.unescape(text),
    )
    for attempt in attempts:
        try:
            return json.loads(attempt(), strict=False)
        except (ValueError, RecursionError):
            continue
    scraped: dict[str, Any] = {}
    for name, value in _FIELD.findall(text[:200_000]):
        scraped.setdefault(name, value.replace('\\"', '"').replace("\\/", "/"))
    if names := _AUTHOR.findall(text[:200_000]):
        scraped["author"] = [{"@type": "Person", "name": n} for n in names[:10]]
    return scraped


def _flatten(value: Any, depth: int = 0, own: bool = True) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:500]:
            yield from _flatten(item, depth + 1, own)
    elif isinstance(value, dict):
        if "@type" in value and own:
            yield value
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and (key == "@graph" or (key.lower() not in _NOT_THE_PAGE and key != "author")):
                yield from _flatten(inner, depth + 1, own)


def _own_first(nodes: list[dict[str, Any]], url: str, canonical: str | None) -> list[dict[str, Any]]:
    """Nodes that name this page's address before the others, else in the page's order."""
    paths = {urlsplit(u).path.rstrip("/") for u in (url, canonical) if u} - {""}

    def names_the_page(node: dict[str, Any]) -> bool:
        entity = node.get("mainEntityOfPage")
        for value in (node.get("url"), node.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity):
            if isinstance(value, str):
                try:
                    if urlsplit(value).path.rstrip("/") in paths:
                        return True
                except ValueError:
                    continue
        return False

    return sorted(nodes, key=lambda n: not names_the_page(n))
