"""Did the reader stop at one container of a body that the page splits over several? Paragraphs of like containers are put back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from crawler.extract.body import Piece
from crawler.extract.context import Line
from crawler.extract.titles import squash

DOUBT = 0.15
"""Share of the body's characters that like paragraphs outside it must make up before anything is changed."""
MAIN = 0.4
"""Share of the body's characters in containers of one kind that makes it the kind of the story."""
_KINDS = {"li": "list", "dd": "list", "blockquote": "quote", **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")}
GLUED = 4
"""Lines of the page in one piece that show them run together."""
_ENDS = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
PROSE = 100
"""Characters of a paragraph between two that were read: one with many links, as the reader leaves out."""
SHORTEST = 40
"""Characters of a paragraph that is put back."""


def is_glued(pieces: Sequence[Piece], places: Mapping[str, Line]) -> bool:
    """Whether a reader ran the page's lines together: a piece that is none of them and holds several."""
    for piece in pieces:
        if piece.kind == "paragraph" and len(piece.text) > 120 and piece.text not in places:
            inside = [t for t in places if len(t) > 3 and t in piece.text]
            if len(inside) >= GLUED and sum(map(len, inside)) > 0.6 * len(piece.text):
                return True
    return False


def by_container(places: Mapping[str, Line]) -> list[Piece]:
    """The paragraphs of the container that holds the most prose, and the lists and headings in it: a reader of last resort."""
    prose: Counter[tuple[str, str, str]] = Counter()
    for text, place in places.items():
        if place.links < 0.3 and not place.caption and not place.boxed and place.tag in ("p", "div", "td", "section"):
            prose[place.container] += len(text) if _ENDS.search(text) else 0
    if not prose:
        return []
    main, size = prose.most_common(1)[0]
    if not size:
        return []
    orders = [x.order for x in places.values() if x.container == main]
    inside = sorted(
        (x.order, t, x.tag)
        for t, x in places.items()
        if min(orders) <= x.order <= max(orders) and x.links < 0.8 and not x.boxed and not x.caption
    )
    pieces: list[Piece] = []
    for _, text, tag in inside:
        if tag == "li" and pieces and pieces[-1].kind == "list":
            pieces[-1] = Piece("list", f"{pieces[-1].text}\n{text}")
        else:
            pieces.append(Piece(_KINDS.get(tag, "paragraph"), text))
    return pieces


def with_missing(pieces: Sequence[Piece], places: Mapping[str, Line]) -> list[Piece] | None:
    """The pieces with the paragraphs that stand in containers like theirs, in the page's order; None where none is missing."""
    kinds: Counter[tuple[str, str, str]] = Counter()
    total = boxed = 0
    orders = [places[p.text].order for p in pieces if p.text in places and len(p.text) >= SHORTEST] or [0]
    for piece in pieces:
        total += len(piece.text)
        boxed += len(piece.text) if piece.text in places and places[piece.text].boxed else 0
        if (place := places.get(piece.text)) is not None and place.tag == "p" and place.container[1]:
            kinds[place.container] += len(piece.text)
    main = {kind for kind, size in kinds.items() if size >= MAIN * total}
    if not main:
        return None
    have = squash(" ".join(p.text for p in pieces))
    missing = [
        (place.order, text)
        for text, place in places.items()
        if place.tag == "p" and place.container in main and len(text) >= SHORTEST and place.links < 0.5
        and not place.caption and (not place.boxed or boxed > MAIN * total) and squash(text) not in have
    ]  # fmt: skip
    if sum(len(t) for _, t in missing) < DOUBT * total:
        missing = [(at, t) for at, t in missing if min(orders) < at < max(orders) and len(t) >= PROSE and _ENDS.search(t)]
    if not missing:
        return None
    result: list[tuple[int, int, Piece]] = []
    order = -1
    for i, piece in enumerate(pieces):
        place = places.get(piece.text.split("\n")[0])
        order = place.order if place is not None else order
        result.append((order, i, piece))
    result += [(at, -1, Piece("paragraph", text)) for at, text in missing]
    return [piece for _, _, piece in sorted(result, key=lambda r: (r[0], r[1]))]
