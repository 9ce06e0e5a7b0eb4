"""Does the text begin with a dateline ('BAKU, 2 March (Agency) –')? It stays in the text and is marked."""

from __future__ import annotations

import re

from crawler.extract.dates import parse, yearless

LONGEST = 90
"""Characters of a dateline with its mark."""

_DASHED = re.compile(r"^(.{3,80}?)\s?(?:[–—]|-{1,2}(?=\s))\s?")
_SLASHED = re.compile(r"^(.{2,60}?\s?/[^/\d]{2,24}/)\s?[.:–—-]?\s")
_STOPPED = re.compile(r"^([^.]{2,30}\.\s[^.]{3,24}(?:\.\s[A-Z][A-Z.]{2,14}(?:/[A-Z]{2,3})?)?)[./]\s?[-–—]?\s?(?=\S)")
_HAN = re.compile(r"^([\u4e00-\u9fff]{2,6}社?[\u4e00-\u9fff]{2,8}\d{1,2}月\d{1,2}日(?:电|讯|電|訊)|（[^）]{2,20}）)")
_AGENCY = re.compile(r"\((?:[^()\d]{2,30}|[A-Z][\w ]{1,20}, \d{1,2} \w+)\)$|/[^/\d]{2,24}/$")
_PLACE = re.compile(r"^[\"“(]?[^\W\d_][\w.'’ -]{1,34}")


def dateline(text: str) -> int:
    """Characters of the dateline at a paragraph's beginning, with the mark after it; 0 where there is none."""
    if (han := _HAN.match(text)) and han.end() < len(text):
        return han.end()
    for pattern in (_SLASHED, _DASHED, _STOPPED):
        match = pattern.match(text[:LONGEST])
        if match and match.end() < len(text) and _is_dateline(match[1]):
            return match.end()
    return 0


def is_dateline(line: str) -> bool:
    """Whether a line of its own is a place with a date ('Baku, 2 March 2026')."""
    return (
        len(line) < 60 and not line.endswith((":", "?")) and bool(re.match(r"^[^\W\d_][\w.'’ -]{1,30},\s", line)) and _dated(line)
    )


def _is_dateline(head: str) -> bool:
    words = head.split()
    if len(words) > 12 or not _PLACE.match(head) or not (head[:1].isupper() or not head[:1].islower()):
        return False
    place = re.split(r"[,(./]", head)[0].strip()
    if len(place.split()) > 4 or any(w[:1].islower() and len(w) > 3 for w in place.split()):
        return False
    return bool(_AGENCY.search(head)) or (("," in head or "." in head or place.isupper()) and _dated(head))


def _dated(text: str) -> bool:
    return parse(text) is not None or yearless(text) is not None
