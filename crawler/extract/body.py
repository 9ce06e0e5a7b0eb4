"""Which words of a page are the article? Trafilatura reads them; the outcome is a list of pieces with their kind."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("readability").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_ODD_SPACE = re.compile("[ \t\r\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]"
)
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_LIGATURE = re.compile("[\ufb00-\ufb06]")


LONG_CELL = 240
"""Characters of a table's cell that is a paragraph and no datum."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article: its kind (as in `Block`) and its text; a list's items and a table's rows are lines."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """The pieces in reading order, and who read them."""

    pieces: tuple[Piece, ...]
    method: str
    warnings: tuple[str, ...] = ()

    def text(self) -> str:
        """All of it."""
        return "\n\n".join(p.text for p in self.pieces)


def read_body(tree: HtmlElement, url: str) -> Body:
    """The article's body, possibly empty."""
    document = bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    body: Any = getattr(document, "body", None)
    return Body((), "none") if body is None else Body(tuple(pieces(body)), "trafilatura")


def tidy(text: str) -> str:
    """One line of text: NFC, plain spaces, no soft hyphens, direction marks or control characters, Latin ligatures apart."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if _LIGATURE.search(text):
        text = _LIGATURE.sub(lambda m: _LIGATURES[m[0]], text)
    return _ODD_SPACE.sub(" ", text.replace("\n", " ").replace("\u2028", " ").replace("\u2029", " ")).strip()


def pieces(body: Any) -> Iterator[Piece]:
    """The pieces of a body in trafilatura's vocabulary (p, head, list, quote, table, lb)."""
    yield from _own_text(body.text)
    for element in body:
        tag = element.tag
        if tag == "list":
            yield from _lines("list", [tidy(_flat(item)) for item in element.iter("item") if item.find(".//item") is None])
        elif tag == "table":
            rows = [[tidy(_flat(cell)) for cell in row.iter("cell")] for row in element.iter("row")]
            if layout_or_table(rows) == "table":
                yield from _lines("table", [" | ".join(c for c in cells if c) for cells in rows])
            else:
                for cell in element.iter("cell"):
                    yield from _split("paragraph", cell)
        elif tag == "head":
            yield from _split("heading", element)
        elif tag == "quote":
            yield from _split("quote", element)
        elif tag == "lb":
            pass
        elif isinstance(tag, str):
            yield from _split("paragraph", element)
        yield from _own_text(element.tail)


def layout_or_table(rows: list[list[str]]) -> str:
    """ "layout" where a table only places text on the page: one cell a row, or cells that hold paragraphs; else "table"."""
    filled = [[c for c in row if c] for row in rows if any(row)]
    if not filled:
        return "layout"
    single = sum(len(row) == 1 for row in filled)
    long = sum(len(c) > LONG_CELL for row in filled for c in row)
    return "layout" if single == len(filled) or (long and long * 3 >= len(filled)) else "table"


def _own_text(text: str | None) -> Iterator[Piece]:
    if text and (line := tidy(text)):
        yield Piece("paragraph", line)


def _lines(kind: str, lines: list[str]) -> Iterator[Piece]:
    kept = [line for line in lines if line]
    if kept:
        yield Piece(kind, "\n".join(kept))


def _split(kind: str, element: Any) -> Iterator[Piece]:
    """An element's text, apart where it has line breaks or blocks within."""
    parts: list[str] = [""]

    def walk(node: Any) -> None:
        parts[-1] += node.text or ""
        for child in node:
            block = child.tag in ("lb", "p", "list", "item", "quote", "head", "row", "table")
            if block:
                parts.append("")
            if isinstance(child.tag, str):
                walk(child)
            if block and child.tag != "lb":
                parts.append("")
            parts[-1] += child.tail or ""

    walk(element)
    for part in parts:
        if line := tidy(part):
            yield Piece(kind, line)


def _flat(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())
