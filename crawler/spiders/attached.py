"""Does an article's page hold its text, or only a link to it? Statements of many ministries are PDF files behind a page."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.encoding import decode
from crawler.extract.tree import TooLarge, parse
from crawler.model import Article, Page, Site

FEWEST_WORDS = 60
"""Words from which a page's text is the article itself. A page that only presents its file says 5 to 30."""
MOST_FILES = 5
"""Different files a page may link to: more are a list of documents."""

_NAMES_A_FILE = re.compile(rb"\.pdf\b", re.IGNORECASE)
_AROUND = frozenset({"nav", "header", "footer", "aside"})


def file_of(page: Page, site: Site) -> tuple[str, dict[str, str]] | None:
    """The file that holds the text of this page, and what the page says of it (title, published), with what its list said
    before; None where the page holds its text itself or links to no file. Takes as long as cleaning: call it in a thread."""
    if not _NAMES_A_FILE.search(page.body) or page.body.lstrip().startswith(b"%PDF-"):
        return None
    from crawler.extract.article import clean  # with trafilatura: for the few pages that may have their text in a file

    hints = site.hints(page.fetched.date())
    article = clean(page.body, page.url, site=hints, hints=page.hints, headers=page.headers, fetched=page.fetched)
    if article and len(article.text.split()) >= FEWEST_WORDS:
        return None
    try:
        tree = parse(decode(page.body, page.headers).text)
    except (TooLarge, ValueError):
        return None
    files = _files(tree, page.url) if tree is not None else []
    if tree is None or not 0 < len(files) <= MOST_FILES:
        return None
    return files[0], _told(_said(article or None, tree), page.hints)


def with_file(page: Page, body: bytes, hints: dict[str, str]) -> Page:
    """The page with its file in the place of its body: address and validators stay the page's."""
    headers = tuple(h for h in page.headers if h[0] not in ("content-type", "content-length", "content-encoding"))
    return replace(page, body=body, headers=(*headers, ("content-type", "application/pdf")), hints=hints)


def _told(said: dict[str, str], listed: dict[str, str]) -> dict[str, str]:
    """What page and list say together: the page knows its title; of its times only those that lie on the list's day count,
    because a page may print the day of today."""
    day = listed.get("published", "")[:10]
    times = {"published": said["published"]} if day and said.get("published", "").startswith(day) else {}
    return {**said, **listed, **({"title": said["title"]} if "title" in said else {}), **times}


def _files(tree: HtmlElement, base: str) -> list[str]:
    """The PDF files that the page links to from what is its own."""
    found = []
    for link in tree.iter("a"):
        try:
            url = urljoin(base, (link.get("href") or "").strip())
            is_file = urlsplit(url).path.lower().endswith(".pdf")
        except ValueError:
            continue
        if is_file and url.startswith(("http://", "https://")) and not any(e.tag in _AROUND for e in link.iterancestors()):
            found.append(url)
    return list(dict.fromkeys(found))


def _said(article: Article | None, tree: HtmlElement) -> dict[str, str]:
    heading = next((" ".join(h.text_content().split()) for h in tree.iter("h1") if h.text_content().strip()), None)
    title = (article.title if article else None) or heading
    published = article.published.isoformat() if article and article.published else None
    return {name: value[:500] for name, value in (("title", title), ("published", published)) if value}
