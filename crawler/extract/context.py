"""Where in the page does a line stand? Its share of links, its element, whether it is in a caption or in a box beside the story."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extract.body import tidy

MAX_LINE = 8000
"""Characters: no paragraph is longer."""

BLOCKS = (
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "header",
    "footer", "aside", "nav", "figure", "figcaption", "blockquote", "table", "tbody", "tr", "td", "th", "form", "fieldset", "pre",
    "address",
    "details", "summary", "center",
)  # fmt: skip
_CAPTION = re.compile(
    r"caption|credit|copyright|photo-?info|image-?(?:text|desc|info)|img-?desc|bildunterschrift|legende|leyenda", re.IGNORECASE
)
_BOX = re.compile(
    r"related|teaser|recommend|read-?more|readmore|more-?(?:on|from|stories|articles|news)|also-?read|see-?also|newsletter|subscri|"
    r"promo|sidebar|most-?(?:read|popular)|trending|author-?(?:bio|box|info|card)|about-?author|comment|share|social|outbrain|"
    r"taboola|sponsor|advert|disclaimer|footer|breadcrumb|pagination|pager|tags?-?(?:list|links)|signup|sign-up|piano|modal|popup|dialog",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the page without blocks in it.

    `links` is the share of its letters in links (0..1), `order` its place among the page's blocks, `names` the classes of it and
    its parent, `container` the tag and class of its parent and the number of the <article> around it.
    """

    links: float
    tag: str
    caption: bool
    boxed: bool
    order: int
    names: str = ""
    container: tuple[str, str, str] = ("", "", "")


def lines(tree: HtmlElement) -> Mapping[str, Line]:
    """The page's lines by their text as the article would have it; of equal texts the least suspect."""
    holding: set[HtmlElement] = set()
    blocks: list[HtmlElement] = []
    for element in tree.iter(*BLOCKS):
        blocks.append(element)
        parent = element.getparent()
        while parent is not None and parent not in holding:
            holding.add(parent)
            parent = parent.getparent()
    found: dict[str, Line] = {}
    articles = {a: str(i) for i, a in enumerate(tree.iter("article"))}
    marks: dict[HtmlElement, tuple[bool, bool]] = {}
    for order, element in enumerate(blocks):
        if element in holding:
            continue
        text = tidy(_text(element))
        if not text or len(text) > MAX_LINE:
            continue
        linked = sum(len(tidy(_text(a))) for a in element.iter("a")) if len(element) else 0
        if not linked and _inside_link(element):
            linked = len(text)
        caption, boxed = _marks(element, marks)
        line = Line(
            min(1.0, linked / len(text)), str(element.tag), caption, boxed, order, _names(element), _container(element, articles)
        )
        known = found.get(text)
        if known is None or (line.caption + line.boxed, line.links) < (known.caption + known.boxed, known.links):
            found[text] = line
    return found


def _text(element: HtmlElement) -> str:
    return element.text_content() if len(element) else element.text or ""


def _container(element: HtmlElement, articles: Mapping[HtmlElement, str]) -> tuple[str, str, str]:
    parent = element.getparent()
    if parent is None:
        return "", "", ""
    holder = next((articles[a] for a in element.iterancestors("article")), "") if len(articles) > 1 else ""
    return str(parent.tag), parent.get("class") or "", holder


def _names(element: HtmlElement) -> str:
    parent = element.getparent()
    return f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"


def _inside_link(element: HtmlElement) -> bool:
    parent = element.getparent()
    for _ in range(4):
        if parent is None:
            return False
        if parent.tag == "a":
            return True
        parent = parent.getparent()
    return False


def _marks(element: HtmlElement, known: dict[HtmlElement, tuple[bool, bool]]) -> tuple[bool, bool]:
    """(in a caption, in a box beside the story), looking up to six elements outward."""
    path: list[HtmlElement] = []
    caption = boxed = False
    node: HtmlElement | None = element
    for _ in range(6):
        if node is None or node.tag in ("body", "main", "article", "html"):
            break
        if node in known:
            caption, boxed = known[node]
            break
        path.append(node)
        node = node.getparent()
    for node in reversed(path):
        by_name = _named(f"{node.get('class') or ''} {node.get('id') or ''}")
        caption = caption or by_name[0] or node.tag == "figcaption"
        hidden = bool(style := node.get("style")) and bool(_HIDDEN.search(style))
        boxed = boxed or by_name[1] or node.tag in ("aside", "nav", "footer", "form") or hidden
        known[node] = (caption, boxed)
    return caption, boxed


@lru_cache(maxsize=20_000)
def _named(names: str) -> tuple[bool, bool]:
    return bool(_CAPTION.search(names)), bool(_BOX.search(names))
