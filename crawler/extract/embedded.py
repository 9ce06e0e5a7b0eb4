"""Where does the text of a page stand that a script would draw? In its embedded state: read only when nothing else was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from crawler.extract.body import Piece, tidy
from crawler.extract.declared import Declared, strings
from crawler.extract.tree import TooLarge, parse

SHORTEST = 400
"""Characters of a string in a script that may be an article."""
LONGEST = 400_000
"""Characters of one string; more is data."""

_STRING = re.compile(r'"((?:[^"\\<]++|\\.|<(?!/script))*+)("?)', re.IGNORECASE | re.DOTALL)
"""Matches from any quote to the next that is not escaped, or to the end of the script or page: it never fails and looks back."""
_TAGS = re.compile(r"<(?:p|br|div|h[1-6]|li)\b", re.IGNORECASE)
_CODE = re.compile(r"[{};]\s*(?:var|function|return|\w+\s*[:=])|=>|\bfunction\s*\(|!important|[\w-]+:\s*[\w#-]+;")
MAX_STRINGS = 400
"""Strings of a page that are looked at."""


def embedded(markup: str, says: Declared) -> list[Piece]:
    """The longest text that the page carries as data: a declared article body, or a string of its state that is prose."""
    bodies = [s for n in says.articles() for s in _texts(n.get("articleBody"))]
    if not bodies:
        for literal in islice(_literals(markup), MAX_STRINGS):
            if (text := _decoded(literal)) is not None and _is_prose(text):
                bodies.append(text)
    return _pieces(max(bodies, key=len)) if bodies else []


def _literals(markup: str) -> Iterator[str]:
    """The long stretches between two quotes. Each quote may open one, so that a stray quote upsets nothing."""
    at = markup.find('"')
    while at >= 0 and (match := _STRING.match(markup, at)) is not None:
        if match[2] and SHORTEST <= len(match[1]) <= LONGEST:
            yield match[1]
        at = match.end() - 1 if match[2] else markup.find('"', match.end())


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value[:LONGEST]] if len(value) >= SHORTEST // 2 else []
    return [s for s in strings(value) if len(s) >= SHORTEST // 2]


def _decoded(literal: str) -> str | None:
    try:
        value = json.loads(f'"{literal}"', strict=False)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _is_prose(text: str) -> bool:
    plain = re.sub(r"<[^>]{0,500}>", " ", text)
    words = plain.split()
    letters = sum(c.isalpha() or c.isspace() for c in plain[:2000])
    return len(plain) >= SHORTEST and letters > 0.85 * min(len(plain), 2000) and not _CODE.search(plain[:3000]) and (
        len(words) > len(plain) / 14 or not plain[:200].isascii()
    )  # fmt: skip


def _pieces(text: str) -> list[Piece]:
    if not _TAGS.search(text):
        return [Piece("paragraph", line) for part in re.split(r"\n+|\r+", text) if (line := tidy(part))]
    try:
        tree = parse(text)
    except TooLarge:
        return []
    if tree is None:
        return []
    blocks = [e for e in tree.iter("p", "li", "h2", "h3", "h4", "blockquote") if e.find(".//p") is None]
    kinds = {"h2": "heading", "h3": "heading", "h4": "heading", "blockquote": "quote"}
    found = [Piece(kinds.get(str(e.tag), "paragraph"), line) for e in blocks if (line := tidy(e.text_content()))]
    return found or [Piece("paragraph", line) for line in map(tidy, tree.text_content().split("\n")) if line]
