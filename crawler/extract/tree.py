"""How does a page become a tree that is safe to walk? Bounded, without what cannot be text, and without giant tags."""

from __future__ import annotations

import re
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_CHARACTERS = 12_000_000
"""Of a page. The largest of 1,193 stored news pages has 5 million; above this it is data, not an article."""
MAX_ELEMENTS = 120_000
"""Of a tree, without scripts. The largest stored page has 30,000; readers take some 20 µs for each."""
MAX_TAG = 20_000
"""Characters between '<' and '>' of a tag that keeps its attributes: above it stand embedded data or an attack."""
MAX_ATTRIBUTES = 200
"""Of an element."""
MAX_DEPTH = 200
"""Of nesting: libxml2 gives up at 256, and readers recurse."""

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
    except Exception:  # lxml raises several classes for input without any element
        return None
    _prune(tree)
    return tree


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
    count = 0
    doomed = []
    for element in tree.iter():
        count += 1
        tag = element.tag
        if tag in _DROPPED or (tag == "script" and "json" not in (element.get("type") or "")):
            doomed.append(element)
        elif len(element.attrib) > MAX_ATTRIBUTES:
            element.attrib.clear()
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()
    if count > MAX_ELEMENTS:
        raise TooLarge(f"{count} elements, more than {MAX_ELEMENTS}")
