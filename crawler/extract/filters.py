"""Which pieces of a body are not the story? Headlines repeated, pointers to other stories, prompts, captions, notes on authors.

The wording is data (`data/prompts.yml`). A rule drops a line only where its place in the page or its words speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from crawler.extract.body import Piece
from crawler.extract.context import Line
from crawler.extract.dates import is_modified, parse, says_published
from crawler.extract.titles import squash

PROSE = 140
"""Characters from which a paragraph without links counts as the story's."""
MOST_IS_STORY = 0.55
"""Share of a body's characters that teasers must leave: a rule that takes more has misread the page."""
HEAD = 8
"""Pieces at the beginning among which the headline, its kicker, byline and date are looked for."""
MAX_NOTE = 600
"""Characters of a note on the author."""
TAIL = 6
"""Pieces at the end among which notes on the author are looked for."""

_FINAL = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_LABEL = re.compile(r"[^.!?|:]{3,40}\s?[|:]\s")
_TAG = re.compile(r"\s\[[^\]]{2,20}\]\|?$")
_DATE_WORDS = re.compile(r"\d")


def story(pieces: Sequence[Piece], places: Mapping[str, Line], headlines: Iterable[str], authors: Iterable[str]) -> list[Piece]:
    """The pieces that are the story. `headlines` are the wordings of the article's own headline."""
    places = _trusted(pieces, places)
    kept = _without_headline(pieces, {squash(h) for h in headlines if h})
    rest = _without_others(kept, places)
    if sum(len(p.text) for p in rest) >= MOST_IS_STORY * sum(len(p.text) for p in kept):
        kept = rest
    kept = [q for p in kept if (q := _own(p, places)) is not None]
    kept = _without_furniture(kept, [squash(a) for a in authors])
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return kept


def says_something(text: str) -> bool:
    """Whether a line is neither a prompt nor a pointer, a credit or cut short."""
    return not (_is(text, "line") or _is(text, "pointer") or _is(text, "credit") or text.endswith(("...", "…")))


def _trusted(pieces: Sequence[Piece], places: Mapping[str, Line]) -> Mapping[str, Line]:
    """The places, without marks that stand on so much of the body that they must be the story's own containers."""
    texts = [t for p in pieces for t in p.text.split("\n")]
    total = sum(map(len, texts)) or 1
    boxed = sum(len(t) for t in texts if _place(t, places).boxed) > 0.4 * total
    caption = sum(len(t) for t in texts if _place(t, places).caption) > 0.4 * total
    if not boxed and not caption:
        return places
    return {t: replace(x, boxed=x.boxed and not boxed, caption=x.caption and not caption) for t, x in places.items()}


def _without_headline(pieces: Sequence[Piece], headlines: set[str]) -> list[Piece]:
    kept: list[Piece] = []
    at = next((i for i, p in enumerate(pieces[:HEAD]) if squash(p.text) in headlines), 0)
    if not any(_is_prose(p) for p in pieces[:at]):
        pieces = pieces[at:]  # what stands above the headline is the page's
    for i, piece in enumerate(pieces):
        flat = squash(piece.text)
        if flat in headlines:
            continue
        if i < HEAD and piece.kind == "heading" and any(len(h) > 15 and h in flat and len(flat) < len(h) * 2 for h in headlines):
            continue
        kept.append(piece)
    return kept


def _without_others(pieces: Sequence[Piece], places: Mapping[str, Line]) -> list[Piece]:
    """Without what stands behind a line such as 'Related': links, lists, headings and their teasers, until prose goes on."""
    kept: list[Piece] = []
    skipping = False
    for i, piece in enumerate(pieces):
        if piece.kind != "table" and _is(piece.text, "others"):
            skipping = True
            continue
        if skipping and _is_teaser(pieces, i, places):
            continue
        skipping = False
        kept.append(piece)
    return kept


def _is_teaser(pieces: Sequence[Piece], i: int, places: Mapping[str, Line]) -> bool:
    piece = pieces[i]
    if _points(piece, places):
        return True
    after = pieces[i + 1] if i + 1 < len(pieces) else None
    if piece.kind == "heading":
        return after is None or (
            not _is_prose(after) and (after.kind == "heading" or _points(after, places) or i + 2 >= len(pieces))
        )
    if len(piece.text) >= 220 or _place(piece.text, places).tag == "":
        return False
    return _points(pieces[i - 1], places) and (after is None or _points(after, places))


def _points(piece: Piece, places: Mapping[str, Line]) -> bool:
    """Whether a piece is links, or stands in a box beside the story."""
    texts = piece.text.split("\n")
    if len(texts) == 1 and _said_twice(piece.text):
        return True
    return sum(_place(t, places).links for t in texts) >= 0.5 * len(texts) or all(_place(t, places).boxed for t in texts)


def _said_twice(text: str) -> bool:
    """Whether a line is a headline and the same again, as cards have it: once for the picture, once for the words."""
    half = len(text) // 2
    return len(text) > 30 and text[:half].strip() == text[half:].strip()


def _own(piece: Piece, places: Mapping[str, Line]) -> Piece | None:
    """The piece, a list without its foreign items, or None."""
    if piece.kind in ("list", "table"):
        items = piece.text.split("\n")
        if piece.kind == "table":
            return piece
        own = [t for t in items if not _is(t, "line") and not _is(t, "pointer")]
        pointing = sum(_place(t, places).links >= 0.9 and not _FINAL.search(t) for t in own)
        if not own or (pointing == len(own) and any(_place(t, places).boxed for t in own)):
            return None
        return replace(piece, text="\n".join(own)) if len(own) < len(items) else piece
    place = _place(piece.text, places)
    if _is(piece.text, "line") or _is(piece.text, "pointer") or _is(piece.text, "credit"):
        return None
    if place.caption and len(piece.text) < 400:
        return None
    if place.links >= 0.9 and not _FINAL.search(piece.text) and piece.kind == "paragraph":
        return None
    if place.links >= 0.4 and piece.kind == "paragraph" and _is_labelled_link(piece.text, place.links):
        return None
    if place.boxed and ((place.links >= 0.5 and len(piece.text) < 300) or (len(piece.text) < 60 and not _FINAL.search(piece.text))):
        return None
    return piece


def _is_labelled_link(text: str, links: float) -> bool:
    """Whether a line is a label and a link to another story, in any language: 'READ THIS | …', '… [VIDEO]'."""
    label = _LABEL.match(text) or _TAG.search(text)
    return label is not None and not _FINAL.search(text) and abs((1 - links) * len(text) - len(label[0].strip())) <= 3


def _without_furniture(pieces: list[Piece], authors: list[str]) -> list[Piece]:
    """Without the byline and date at the head, and notes on the author at the end."""
    first = next((i for i, p in enumerate(pieces) if _is_prose(p)), len(pieces))
    kept = [
        p
        for i, p in enumerate(pieces)
        if i >= first or i >= HEAD or len(p.text) > 90 or not (_is_byline(p.text, authors) or _is_time(p.text))
    ]
    start = len(kept) - TAIL
    return [
        p
        for i, p in enumerate(kept)
        if i < start
        or i == 0
        or len(p.text) > MAX_NOTE
        or not (_is(p.text, "note") or (_is(p.text, "bio") and _names_author(p.text, authors)))
    ]


def _names_author(text: str, authors: list[str]) -> bool:
    flat = squash(text[:80])
    return any(len(a) > 5 and a in flat for a in authors)


def _is_byline(text: str, authors: list[str]) -> bool:
    flat = squash(text)
    return any(len(a) > 5 and a in flat and len(flat) < len(a) + 30 for a in authors)


def _is_time(text: str) -> bool:
    """A line that is a date and little else: a dateline with a place stays, and so does a sentence."""
    if not _DATE_WORDS.search(text) or len(text) > 90 or _FINAL.search(text) or parse(text) is None:
        return False
    if is_modified(text) or says_published(text):
        return True
    words = re.sub(r"[^\w]+", " ", text).split()
    return len(text) <= 60 and len(words) <= 9 and not re.match(r"^[^\W\d_]{3,}(?: [^\W\d_]{3,})?,\s", text)


def _is_prose(piece: Piece) -> bool:
    return piece.kind in ("paragraph", "quote") and len(piece.text) >= PROSE and bool(_FINAL.search(piece.text))


_NOWHERE = Line(0.0, "", False, False, 0)


def _place(text: str, places: Mapping[str, Line]) -> Line:
    return places.get(text, _NOWHERE)


def _is(text: str, kind: str) -> bool:
    longest = MAX_NOTE if kind in ("note", "bio") else _limit()
    return len(text) <= longest and _wording()[kind].fullmatch(" ".join(text.casefold().split())) is not None


@cache
def _wording() -> dict[str, re.Pattern[str]]:
    data: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "data" / "prompts.yml").read_text(encoding="utf-8"))
    return {k: re.compile("|".join(f"(?:{p})" for p in v)) for k, v in data.items() if isinstance(v, list)}


@cache
def _limit() -> int:
    data: dict[str, int] = yaml.safe_load((Path(__file__).parent / "data" / "prompts.yml").read_text(encoding="utf-8"))
    return data["most"]
