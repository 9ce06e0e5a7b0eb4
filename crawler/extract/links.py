"""Which links does a listing page give, and what does it say of each? Absolute URLs in page order, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.dates import Order, order_of, parse
from crawler.extract.encoding import decode
from crawler.extract.tree import TooLarge, select_css
from crawler.extract.tree import parse as parse_tree

MAX_LINKS = 5000
"""Of a page: the largest listing in our site facts has 600."""
CARD_DEPTH = 4
"""Elements around a link in which its card's time is looked for."""
MAX_TEXT = 500
"""Characters of a link's text."""

_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a listing page, the words of its link, and the time that its card shows, if it shows one."""

    url: str
    text: str
    published: datetime | date | None = None


def links(
    html: bytes | str, url: str, *, css: str | None = None, pattern: str | None = None, exclude: str | None = None
) -> list[Link]:
    """The links of a page: those that `css` selects (or that stand inside what it selects), all without it.

    `pattern` and `exclude` are regular expressions searched in path and query. The longest text of several links to one
    address is kept. Raises cssselect's SelectorError for a bad selector and re.error for a bad pattern.
    """
    wanted, unwanted = (re.compile(p) if p else None for p in (pattern, exclude))
    try:
        tree = parse_tree(html if isinstance(html, str) else decode(html).text)
    except TooLarge:
        return []
    if tree is None:
        return []
    base = _base(tree, url)
    language = tree.get("lang")
    order = order_of(
        t for e in tree.iter("span", "time", "div", "td", "p", "em", "small") if len(e) == 0 and len(t := e.text or "") <= 40
    )
    found: dict[str, Link] = {}
    for anchor in _anchors(tree, css):
        address = _absolute(base, anchor.get("href") or "")
        if address is None or len(found) >= MAX_LINKS:
            continue
        target = _path_and_query(address)
        if (wanted and not wanted.search(target)) or (unwanted and unwanted.search(target)):
            continue
        text = _text(anchor)
        known = found.get(address)
        if known is None:
            found[address] = Link(address, text, _time_of_card(anchor, order, language))
        else:
            when = known.published or _time_of_card(anchor, order, language)
            found[address] = Link(address, max(known.text, text, key=len), when)
    return list(found.values())


def _time_of_card(anchor: HtmlElement, order: Order | None, language: str | None) -> datetime | date | None:
    """The time in the smallest box around a link that holds no other article's link; None where the box shows none."""
    own = anchor.get("href")
    box: HtmlElement | None = anchor
    for _ in range(CARD_DEPTH):
        if box is None or box.tag in ("body", "ul", "ol", "table", "tbody", "main"):
            return None
        if any(a.get("href") not in (own, None, "#") and len(_text(a)) > 15 for a in box.iter("a")):
            return None
        for time in box.iter("time"):
            if when := parse(time.get("datetime") or _text(time), order=order, language=language):
                return when
        texts = [" ".join(str(t).split()) for t in box.itertext()]
        for text in texts:
            if 6 <= len(text) <= 40 and any(c.isdigit() for c in text) and (when := parse(text, order=order, language=language)):
                return when
        box = box.getparent()
    return None


def _anchors(tree: HtmlElement, css: str | None) -> list[HtmlElement]:
    if css is None:
        return [a for a in tree.iter("a") if a.get("href")]
    found: list[HtmlElement] = []
    for element in select_css(tree, css):
        found += [element] if element.tag == "a" and element.get("href") else [a for a in element.iter("a") if a.get("href")]
    return found


def _base(tree: HtmlElement, url: str) -> str:
    base = tree.find(".//base[@href]")
    return (_absolute(url, base.get("href") or "") or url) if base is not None else url


def _absolute(base: str, href: str) -> str | None:
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in _SCHEMES and parts.netloc else None


def _path_and_query(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _text(element: HtmlElement) -> str:
    text = " ".join(element.text_content().split()) or element.get("title") or element.get("aria-label") or ""
    return " ".join(text.split())[:MAX_TEXT]
