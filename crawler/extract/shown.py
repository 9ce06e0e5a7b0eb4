"""Which dates does a page show? The texts around its headline, told apart into publication and change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement

from crawler.extract.dates import Order, find, fold, is_clock, is_modified, is_release, parse, relative, says_published
from crawler.model.record import Moment

NEAR_AFTER, NEAR_BEFORE = 60, 12
"""Pieces of text after and before the headline in which its date is looked for."""
SHORT = 160
"""Characters: a longer piece of text is prose, and its dates are the story's."""
MAX_WALK = 6000
"""Elements walked in search of dates."""

_DATE_CLASS = re.compile(
    r"date|time|publish|posted|datum|fecha|tarih|pubinfo|dateline|byline|created|news-?info|article-?info|source|meta",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"related|sidebar|footer|teaser|recommend|latest|most-?read|popular|comment|widget|carousel|promo|menu|ticker|weather|clock",
    re.IGNORECASE,
)
_FOR_MACHINES = re.compile(r"\d{4}-\d\d-\d\dT")
"""Matches a text that no reader is shown: its element is hidden, and a date in people's words comes first."""
_SKIP = frozenset({"script", "style", "noscript", "nav", "footer", "aside", "select", "option", "button"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A time that something in the page says, and what says it."""

    moment: datetime | date
    source: str  # "site" | "json-ld" | "meta" | "microdata" | "html" | "url" | "feed" | "text"

    @property
    def day(self) -> date:
        """The calendar day as written."""
        return self.moment.date() if isinstance(self.moment, datetime) else self.moment

    @property
    def has_zone(self) -> bool:
        """Whether it is an instant."""
        return isinstance(self.moment, datetime) and self.moment.tzinfo is not None


@dataclass(frozen=True, slots=True)
class Reader:
    """How this page's dates are read: the order of numbers, the language, and the moment that relative ones count from."""

    order: Order | None
    language: str | None
    fetched: datetime | None

    def first(self, text: str) -> Moment:
        """The first date of a text."""
        return parse(text, order=self.order, language=self.language, fetched=self.fetched)

    def all(self, text: str) -> list[datetime | date]:
        """The dates of a text in the order in which they stand; a relative one where there is no other."""
        found = [f.moment for f in sorted(find(text, order=self.order, language=self.language), key=lambda f: f.start)]
        if not found and self.fetched and len(text) < 50 and (day := relative(text, self.fetched)):
            found = [day]
        return found


@dataclass(frozen=True, slots=True)
class Shown:
    """The times around a headline, the surest first: called publication, not called anything, and called a change."""

    published: list[Candidate]
    bare: list[Candidate]
    changed: list[Candidate]


def shown(tree: HtmlElement, headline: HtmlElement | None, read: Reader) -> Shown:
    """What the page shows around its headline."""
    published: list[tuple[int, Candidate]] = []
    bare: list[tuple[int, Candidate]] = []
    changed: list[Candidate] = []
    near = list(texts(tree, headline))
    at = next((i for i, (_, _, mark) in enumerate(near) if mark), None)
    window = range(len(near)) if at is None else range(max(0, at - NEAR_BEFORE), min(len(near), at + NEAR_AFTER))
    for i, (text, element, _) in enumerate(near):
        if (
            i not in window
            and 8 < len(text) < 60
            and (says_published(text) or element.get("pubdate") is not None)
            and (dates := read.all(text))
        ):
            published.append((200 + i, Candidate(dates[0], "html")))
    label = ""
    for i in window:
        text, element, _ = near[i]
        if at is not None and i < at and not _beside(element, headline):
            continue
        machine = element.get("datetime") or ""
        if len(text) > SHORT or not (text or machine):
            label = ""
            continue
        when = read.first(machine) if machine else None
        found: list[Any] = [when] if when else (read.all(text) if any(c.isdigit() for c in text) or len(text) < 40 else [])
        if not found:
            label = text if len(text) < 60 else ""
            continue
        if is_clock(text):
            continue
        rest = is_modified(text) or (is_modified(label) and len(label) < 40 and not says_published(text))
        named = element.tag == "time" or bool(_DATE_CLASS.search(_names(element)))
        if rest:
            changed.append(Candidate(found[-1], "html"))
            if len(found) > 1:
                published.append((3, Candidate(found[0], "html")))
        elif named or ((says_published(text) or says_published(label)) and not _is_sentence(text)):
            published.append((_distance(i, at, 40 if _FOR_MACHINES.match(text) else 0), Candidate(found[0], "html")))
        elif at is not None and len(text) < 60 and at - 4 <= i < at + 15:
            bare.append((_distance(i, at, 20), Candidate(found[0], "html")))
        elif at is None and len(text) < 40:
            continue
        label = ""
    published.sort(key=lambda p: p[0])
    bare.sort(key=lambda p: p[0])
    return Shown([c for _, c in published[:3]], [c for _, c in bare[:3]], changed[:2])


def _is_sentence(text: str) -> bool:
    return len(text) > 60 and len(text.split()) > 9 and text.endswith((".", "!", "?", "…"))


def _beside(element: HtmlElement, headline: HtmlElement | None) -> bool:
    """Whether an element before the headline stands in one box with it: a site's clock in the page's head does not."""
    if headline is None:
        return True
    boxes = [a for a in list(headline.iterancestors())[:4] if a.tag not in ("body", "html")]
    return any(a in boxes for a in element.iterancestors())


def _distance(i: int, at: int | None, handicap: int) -> int:
    if at is None:
        return handicap + i
    return handicap + (i - at if i >= at else 25 + at - i)


def _names(element: HtmlElement) -> str:
    parent = element.getparent()
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    return names if parent is None else f"{names} {parent.get('class') or ''} {parent.get('id') or ''}"


def texts(tree: HtmlElement, headline: HtmlElement | None) -> Iterator[tuple[str, HtmlElement, bool]]:
    """(text, element, is the headline) of the page's own pieces of text in order, menus and boxes left out."""
    told = False
    inside = set(headline.iter()) if headline is not None else set()
    for text, element in _walked(tree):
        if headline is not None and element in inside:
            if not told:
                told = True
                yield "", headline, True
            continue
        yield text, element, False


@lru_cache(maxsize=1)
def _walked(tree: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """The pieces of text of one page: several questions are asked of them, one page after the other."""
    body = tree.find(".//body")
    stack: list[HtmlElement] = [body if body is not None else tree]
    found: list[tuple[str, HtmlElement]] = []
    seen = 0
    while stack and seen < MAX_WALK:
        element = stack.pop()
        seen += 1
        if not isinstance(element.tag, str) or element.tag in _SKIP:
            continue
        if element.tag not in ("body", "main", "article", "html"):
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if len(names) > 1 and _is_aside(names):
                continue
        children = list(element)
        if element.tag == "time" or not any(len(c) or c.tag in ("div", "p", "time", "span", "li", "td") for c in children):
            text = " ".join(" ".join(map(str, element.itertext())).split())
            if text or element.get("datetime"):
                found.append((text, element))
            continue
        own = " ".join(" ".join(t for t in (element.text, *(c.tail for c in children)) if t).split())
        if own:
            found.append((own, element))
        stack.extend(reversed(children))
    return found


@lru_cache(maxsize=20_000)
def _is_aside(names: str) -> bool:
    return _ASIDE.search(names) is not None


def shown_anywhere(tree: HtmlElement, day: date, read: Reader) -> tuple[Moment, bool]:
    """(that day as a short text of the page has it, or None; whether a sentence of the page tells of it)."""
    told = False
    for text, _, _ in texts(tree, None):
        if len(text) < 6 or not any(c.isdigit() for c in text) or is_clock(text):
            continue
        for hit in find(text, order=read.order, language=read.language):
            if (hit.moment.date() if isinstance(hit.moment, datetime) else hit.moment) != day:
                continue
            if len(text) <= SHORT and not _is_sentence(text):
                return hit.moment, told
            told = True
    return None, told


def only_day(tree: HtmlElement, read: Reader) -> Candidate | None:
    """The day that the short texts of a page show, where all show the same; else the one that is called a release's."""
    days: dict[date, datetime | date] = {}
    for text, _, _ in texts(tree, None):
        if not 6 <= len(text) <= SHORT or not any(c.isdigit() for c in text) or is_clock(text) or is_modified(text):
            continue
        hit = min(find(text, order=read.order, language=read.language), key=lambda f: f.start, default=None)
        if hit is None or _is_sentence(text):
            continue
        if is_release(fold(text)[: hit.start]):
            return Candidate(hit.moment, "html")
        days.setdefault(hit.moment.date() if isinstance(hit.moment, datetime) else hit.moment, hit.moment)
    return Candidate(next(iter(days.values())), "html") if len(days) == 1 else None
