"""Does an article go on at another address, and what is it when its pages are put together?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.declared import Declared
from crawler.extract.tree import select
from crawler.model import Article, Block

MAX_PAGES = 20
"""Pages of one article."""

CONTINUES = "continues: "
"""How the warning begins that names an article's next page."""
MAX_ADDRESS = 300
"""Characters of an address that a warning names; the next page of an article has hardly more than its first."""

_NUMBERED = re.compile(r"^(?:[/_.-]?(?:page|seite|p|s)?[/_.=-]?\d{1,2})(?:\.\w{3,5})?/?$", re.IGNORECASE)
_PAGE = re.compile(r"^(.*/[^/]*[A-Za-z][^/]*?)(?:[/_]|/page/|-page-)(\d{1,2})(?:\.\w{3,5})?/?$")
_PAGE_KEYS = frozenset({"page", "p", "pg", "seite", "pagina", "s", "pageno", "page_no"})


def next_page(tree: HtmlElement, says: Declared, url: str) -> str | None:
    """The address of an article's next page, or None: one that its own address goes on to (`?page=2`, `/2`, `_2.html`).

    A link to the next article, as feeds of a weblog have it, is none. What the page's head says comes before its links.
    """
    links = [a.get("href") or "" for a in select(tree, './/a[@rel="next"][@href]')[:4]]
    candidates = [says.next_page, *(_absolute(url, href) for href in links)]
    return next((a for a in candidates if a and len(a) <= MAX_ADDRESS and _goes_on(url, a)), None)


def _absolute(url: str, href: str) -> str | None:
    try:
        address = urljoin(url, href.strip())
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def continuation(article: Article) -> str | None:
    """The address at which an article goes on, as `clean` found it; None where the article is whole."""
    return next((w.removeprefix(CONTINUES) for w in article.extraction.warnings if w.startswith(CONTINUES)), None)


def _goes_on(url: str, address: str) -> bool:
    here, there = urlsplit(url), urlsplit(address)
    if here.netloc.removeprefix("www.") != there.netloc.removeprefix("www."):
        return False
    if here.path.rstrip("/") == there.path.rstrip("/"):
        new = set(parse_qsl(there.query)) - set(parse_qsl(here.query))
        return bool(new) and all(k.lower() in _PAGE_KEYS and v.isdigit() for k, v in new)
    stem = re.sub(r"(?:\.\w{3,5})?/?$", "", here.path)
    if len(stem) > 1 and there.path.startswith(stem) and _NUMBERED.match(there.path[len(stem) :]):
        return True
    mine, other = _PAGE.match(here.path), _PAGE.match(there.path)  # from page 2 on: a slug and its number
    return mine is not None and other is not None and mine[1] == other[1] and "-" in mine[1] and int(other[2]) == int(mine[2]) + 1


def joined(pages: Sequence[Article]) -> Article:
    """One article of its pages in order: fields of the first, texts one after the other, paragraphs that repeat once."""
    first = pages[0]
    text, blocks = first.text, list(first.blocks)
    seen = set(first.text.split("\n\n"))
    for page in pages[1:MAX_PAGES]:
        for block in page.blocks:
            part = page.text[block.start : block.end]
            if part in seen:
                continue
            seen.add(part)
            start = len(text) + 2
            text = f"{text}\n\n{part}"
            blocks.append(Block(kind=block.kind, start=start, end=start + len(part)))
    warnings = tuple(w for w in first.extraction.warnings if not w.startswith(CONTINUES))
    extraction = first.extraction.model_copy(
        update={"warnings": (*warnings, f"pages: {len(pages)} joined") if len(pages) > 1 else warnings}
    )
    return first.model_copy(update={"text": text, "blocks": tuple(blocks), "extraction": extraction})
