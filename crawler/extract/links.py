"""Which links does a listing page give, and what does it say of each? Absolute URLs in page order, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
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
CARD_ELEMENTS = 200
"""Elements of a card; what has more is a list, or the links to all pages of one. On 150 real pages no link
loses its time by it."""
MOST_DATES = 5000
"""Texts of a page that are read as dates, each once: one for each link of the longest list."""
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
    order = order_of(
        t for e in tree.iter("span", "time", "div", "td", "p", "em", "small") if len(e) == 0 and len(t := e.text or "") <= 40
    )
    cards = _Cards(order, tree.get("lang"))
    found: dict[str, Link] = {}
    for anchor in _anchors(tree, css):
        address = _absolute(base, anchor.get("href") or "")
        if address is None or len(found) >= MAX_LINKS:
            continue
        target = _path_and_query(address)
        if (wanted and not wanted.search(target)) or (unwanted and unwanted.search(target)):
            continue
        text = cards.words(anchor)
        known = found.get(address)
        if known is None:
            found[address] = Link(address, text, cards.time_of(anchor))
        else:
            when = known.published or cards.time_of(anchor)
            found[address] = Link(address, max(known.text, text, key=len), when)
    return list(found.values())


class _Cards:
    """The boxes around links. What is read of them is bounded by the three constants: a pager of 3,000 pages is one box, and every
    link of it would be looked for in all the others."""

    def __init__(self, order: Order | None, language: str | None) -> None:
        self._order, self._language = order, language
        self._words: dict[HtmlElement, str] = {}
        self._dates: dict[str, datetime | date | None] = {}
        self._left = MAX_LINKS

    def words(self, anchor: HtmlElement) -> str:
        """A link's text, read once."""
        if anchor not in self._words:
            self._words[anchor] = _text(anchor)
        return self._words[anchor]

    def time_of(self, anchor: HtmlElement) -> datetime | date | None:
        """The time in the smallest box around a link that holds no other article's link; None where the box shows none."""
        if self._left == 0:
            return None
        self._left -= 1
        own = anchor.get("href")
        box: HtmlElement | None = anchor
        for _ in range(CARD_DEPTH):
            if box is None or box.tag in ("body", "ul", "ol", "table", "tbody", "main"):
                return None
            inside = list(islice(box.iter(), CARD_ELEMENTS + 1))
            if len(inside) > CARD_ELEMENTS:
                return None
            if any(a.tag == "a" and a.get("href") not in (own, None, "#") and len(self.words(a)) > 15 for a in inside):
                return None
            for time in (e for e in inside if e.tag == "time"):
                if when := self._date(time.get("datetime") or _text(time)):
                    return when
            texts = [" ".join(str(t).split()) for t in box.itertext() if len(t) <= MAX_TEXT]
            for text in texts:
                if 6 <= len(text) <= 40 and any(c.isdigit() for c in text) and (when := self._date(text)):
                    return when
            box = box.getparent()
        return None

    def _date(self, text: str) -> datetime | date | None:
        if text not in self._dates and len(self._dates) < MOST_DATES:
            self._dates[text] = parse(text, order=self._order, language=self._language)
        return self._dates.get(text)


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
