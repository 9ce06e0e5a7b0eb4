"""How does an element that is known to hold the article become pieces? Every block in it, in order, captions left out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract.body import Piece, layout_or_table, tidy

_SKIP = frozenset(
    {"script", "style", "noscript", "nav", "aside", "form", "button", "select", "iframe", "figcaption", "template", "input", "head"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "tr", "td",
    "th", "blockquote", "pre", "figure", "center", "address", "details", "summary", "fieldset", "hr", *_HEADINGS,
})  # fmt: skip
MAX_DEPTH = 120
"""Of nesting that is followed."""


def blocks(element: HtmlElement) -> list[Piece]:
    """The pieces of an element."""
    return [piece for piece in _walk(element, "paragraph", 0) if piece.text]


def _walk(element: HtmlElement, kind: str, depth: int) -> Iterator[Piece]:
    if depth > MAX_DEPTH:
        return
    run: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIP:
            run.append(child.tail or "")
            continue
        if tag == "br":
            yield from _flush(run, kind)
            run = [child.tail or ""]
            continue
        if tag in _BLOCKS or _holds_block(child):
            yield from _flush(run, kind)
            yield from _block(child, kind, depth + 1)
            run = [child.tail or ""]
        else:
            parts = _inline(child)
            run.append(parts[0])
            for part in parts[1:]:
                yield from _flush(run, kind)
                run = [part]
            run.append(child.tail or "")
    yield from _flush(run, kind)


def _block(element: HtmlElement, kind: str, depth: int) -> Iterator[Piece]:
    tag = element.tag
    if tag in _HEADINGS:
        yield Piece("heading", tidy(element.text_content()))
    elif tag in ("ul", "ol", "dl"):
        items = [line for item in element.iter("li", "dt", "dd") if item.find(".//li") is None and (line := tidy(_text(item)))]
        if items:
            yield Piece("list", "\n".join(items))
    elif tag == "table":
        yield from _table(element, kind, depth)
    elif tag == "blockquote":
        yield from _walk(element, "quote", depth)
    else:
        yield from _walk(element, kind, depth)


def _table(element: HtmlElement, kind: str, depth: int) -> Iterator[Piece]:
    cells = list(element.iter("td", "th"))
    rows = [[tidy(_text(cell)) for cell in row.iter("td", "th")] for row in element.iter("tr")]
    if layout_or_table(rows) == "table" and not any(cell.find(".//table") is not None for cell in cells):
        yield from (Piece("table", t) for t in ["\n".join(" | ".join(c for c in row if c) for row in rows if any(row))] if t)
        return
    for cell in cells:
        if not any(a.tag in ("td", "th") and a in cells for a in cell.iterancestors("td", "th")):
            yield from _walk(cell, kind, depth + 1)


def _holds_block(element: HtmlElement) -> bool:
    return next(element.iter(*_BLOCKS), None) is not None


def _inline(element: HtmlElement) -> list[str]:
    """The text of an inline element, apart at line breaks."""
    parts = [""]
    for node in element.iter():
        if node.tag == "br":
            parts.append("")
        elif isinstance(node.tag, str) and node.tag not in _SKIP:
            parts[-1] += node.text or ""
        if node is not element:
            parts[-1] += node.tail or ""
    return parts


def _text(element: HtmlElement) -> str:
    return " ".join(str(t) for t in element.itertext())


def _flush(run: list[str], kind: str) -> Iterator[Piece]:
    if line := tidy("".join(run)):
        yield Piece(kind, line)
