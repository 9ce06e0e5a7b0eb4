"""Did the reader stop at one container of a body that the page splits over several? Paragraphs of like containers are put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from crawler.extract.body import Piece
from crawler.extract.context import Line
from crawler.extract.titles import squash

DOUBT = 0.15
"""Share of the body's characters that like paragraphs outside it must make up before anything is changed."""
MAIN = 0.4
"""Share of the body's characters in containers of one kind that makes it the kind of the story."""
SHORTEST = 40
"""Characters of a paragraph that is put back."""


def with_missing(pieces: Sequence[Piece], places: Mapping[str, Line]) -> list[Piece] | None:
    """The pieces with the paragraphs that stand in containers like theirs, in the page's order; None where none is missing."""
    kinds: Counter[tuple[str, str, str]] = Counter()
    total = 0
    for piece in pieces:
        total += len(piece.text)
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
        and not place.caption and not place.boxed and squash(text) not in have
    ]  # fmt: skip
    if sum(len(t) for _, t in missing) < DOUBT * total:
        return None
    result: list[tuple[int, int, Piece]] = []
    order = -1
    for i, piece in enumerate(pieces):
        place = places.get(piece.text.split("\n")[0])
        order = place.order if place is not None else order
        result.append((order, i, piece))
    result += [(at, -1, Piece("paragraph", text)) for at, text in missing]
    return [piece for _, _, piece in sorted(result, key=lambda r: (r[0], r[1]))]
