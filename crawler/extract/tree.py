"""How does a page become a tree that is safe to walk? Bounded, without what cannot be text, and without giant tags."""

from __future__ import annotations

import re
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_CHARACTERS = 12_000_000
"""Of a page. The largest of 1,193 stored news pages has 5 million; above this it is data, not an article."""
MAX_ELEMENTS = 120_000
"""Of a tree, without scripts. The largest stored page has 30,000; readers take some 20 µs for each."""
MAX_SIBLINGS = 15_000
"""Children of one element: readers look back over them, so that 50,000 links in a row cost 40 s. Stored pages stay under 3,000."""
MAX_TAG = 20_000
"""Characters between '<' and '>' of a tag that keeps its attributes: above it stand embedded data or an attack."""
MAX_ATTRIBUTES = 200
"""Of an element."""
MAX_DEPTH = 200
"""Of nesting: libxml2 gives up at 256, and readers recurse."""

WHOLE_ARTICLE = 400
"""Characters of paragraphs in an <article> that is a whole one and no teaser."""

_MAGIC = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"), (b"RIFF", "a RIFF file"),
    (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "gzip data"), (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"ID3", "an MP3 file"), (b"%!PS", "PostScript"), (b"{\\rtf", "an RTF document"), (b"\x00\x00\x00", "a film"),
)  # fmt: skip
_HTML = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_ANY_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|article|section|table|main|span|h1|br|a|ul|meta|title|form|center|font)\b",
    re.IGNORECASE,
)
_XML_ROOT = re.compile(
    r"(?:<\?[^>]{0,300}\?>\s*|<!--.{0,500}?-->\s*){0,4}<(rss|feed|rdf:rdf|urlset|sitemapindex|opml|svg|kml|error)\b",
    re.IGNORECASE | re.DOTALL,
)
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<[^>]*+>?")
_TAG_NAME = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]{0,40}")
_DATA = re.compile(r"<(script|style|template|svg|noscript)\b", re.IGNORECASE)
_DROPPED = ("style", "svg", "template", "canvas", "object", "embed", "applet")


class TooLarge(Exception):
    """More than an article can be; the message says what."""


def parse(text: str) -> HtmlElement | None:
    """The tree of a page, or None where there is nothing to parse. Raises TooLarge.

    Comments, processing instructions, styles and scripts other than JSON-LD are gone.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"{len(text)} characters of markup, more than {MAX_CHARACTERS}")
    text = _UNSPEAKABLE.sub("", text)
    if max(map(len, text.split(">"))) > MAX_TAG:
        text = _TAG.sub(_short_tag, text)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except LxmlError:  # no element in it
        return None
    _prune(tree)
    return tree


def not_html(body: bytes) -> str | None:
    """What the bytes are instead of a page, if they are plainly something else: a picture, an archive, a document."""
    head = body[:16]
    known = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if known:
        return known
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    return "binary data" if not utf16 and body[:4096].count(0) > len(body[:4096]) * 0.3 else None


def not_markup(text: str) -> str | None:
    """What a text is instead of HTML: JSON, a feed, a sitemap, plain text; None for HTML."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    if head[:1] in "{[" and not _HTML.search(head) and not _ANY_TAG.search(text[:200_000]):
        return "JSON"
    if found := _XML_ROOT.match(head):
        return f"XML: {found[1].lower()}"
    return None if _ANY_TAG.search(text[:200_000]) else "plain text"


def alone(tree: HtmlElement, headline: HtmlElement | None) -> list[str]:
    """Take the other articles out of a page that holds several, whole and one after the other; says so in a warning."""
    for card in [a for a in tree.iter("article") if _is_card(a)]:
        card.drop_tree()
    articles = [a for a in tree.iter("article") if not any(True for _ in a.iterancestors("article"))]
    if len(articles) < 2:
        return []
    full = [a for a in articles if _prose(a) >= WHOLE_ARTICLE]
    if len(full) < 2:
        return []
    own = next((a for a in full if headline is not None and a in list(headline.iterancestors())), full[0])
    others = [a for a in full if a is not own and _own_heading(a) and a not in list(own.iterancestors())]
    for article in others:
        article.drop_tree()
    return [f"articles: {len(others) + 1} on the page, the one under its headline was read"] if others else []


def _is_card(article: HtmlElement) -> bool:
    """Whether an <article> within another one only points to its story: its heading is a link, and it has little text."""
    if article.getparent() is None or next(article.iterancestors("article"), None) is None:
        return False
    heading = next(article.iter("h2", "h3", "h4", "h5"), None)
    if heading is None or not heading.text_content().strip():
        return False
    linked = heading.find(".//a[@href]") is not None or next(heading.iterancestors("a"), None) is not None
    return linked and _prose(article) < WHOLE_ARTICLE


def _prose(element: HtmlElement) -> int:
    return sum(len(t) for p in element.iter("p") if len(t := p.text_content().strip()) > 80)


def _own_heading(element: HtmlElement) -> bool:
    return next(element.iter("h1", "h2"), None) is not None


def select(element: HtmlElement, path: str) -> list[HtmlElement]:
    """The elements that an XPath finds."""
    return cast(list[HtmlElement], element.xpath(path))


def select_css(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a CSS selector finds. Raises cssselect's SelectorError."""
    return cast(list[HtmlElement], CSSSelector(selector, translator="html")(element))


def _short_tag(match: re.Match[str]) -> str:
    tag = match[0]
    if len(tag) <= MAX_TAG:
        return tag
    name = _TAG_NAME.match(tag)
    return f"{name[0]}>" if name and not _DATA.match(tag) else tag


def _prune(tree: HtmlElement) -> None:
    count = int(cast(float, tree.xpath("count(//*)")))
    if count > MAX_ELEMENTS:
        raise TooLarge(f"{count} elements, more than {MAX_ELEMENTS}")
    if crowded := select(tree, f"//*[count(*) > {MAX_SIBLINGS}]"):
        raise TooLarge(f"{len(crowded[0])} elements in one, more than {MAX_SIBLINGS}")
    for element in select(tree, f"//*[count(@*) > {MAX_ATTRIBUTES}]"):
        element.attrib.clear()
    for element in list(tree.iter("script", *_DROPPED)):
        data = element.tag == "script" and "json" in (element.get("type") or "")
        if not data and element.getparent() is not None:
            element.drop_tree()
