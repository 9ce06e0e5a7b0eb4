"""A big newsroom of generated articles, for load and kill tests: as many as asked, no two near-copies, the same every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from tests.newsroom.content import CONTENT, Piece, Version, read_yaml

SITE = "bulk"
FORMS = 64
"""Articles of the site that shows every form of discovery: enough for several pages of each list and for ten months."""
START = datetime.fromisoformat("2026-01-05T09:00:00+04:00")
MONTHS = ("March", "April", "June", "September", "October", "December")


def bulk(
    n: int,
    *,
    seed: int = 7,
    corrected: int = 0,
    corrected_at: datetime | None = None,
    site: str = SITE,
    path: str = "/en/news/{n}",
    every: timedelta = timedelta(hours=2),
) -> tuple[Piece, ...]:
    """`n` articles, one `every` two hours from 5 January 2026; the first `corrected` of them change their text at `corrected_at`.

    Two articles share hardly a phrase of five words: each sentence is drawn from 20 shapes and filled from long lists.
    """
    assert not corrected or corrected_at, "give the moment of the corrections"
    pieces = []
    for i in range(n):
        draw = random.Random(seed * 1_000_003 + i)
        pieces.append(_piece(i, draw, site, path.format(n=100000 + i), START + i * every, corrected_at if i < corrected else None))
    return tuple(pieces)


def forms(n: int = FORMS) -> tuple[Piece, ...]:
    """The articles of the site `forms`, one every 110 hours: pass them as `extra`."""
    return bulk(n, seed=11, site="forms", path="/story/{n}", every=timedelta(hours=110))


def _piece(i: int, draw: random.Random, site: str, path: str, at: datetime, corrected_at: datetime | None) -> Piece:
    words = _words()
    a, b, state = _person(draw), _person(draw), draw.choice(words["states"])
    first, *others = words["shapes"]
    shapes = draw.sample(others, draw.randint(6, 11))
    parts = [[first, *shapes[: len(shapes) // 2]], shapes[len(shapes) // 2 :]]
    paragraphs = tuple(" ".join(_filled(s, draw, a, b, state) for s in part) for part in parts)
    theme, noun, town = (draw.choice(words[kind]) for kind in ("themes", "nouns", "towns"))
    title = f"{a} and {b} discuss {theme} and the {noun} of {town} (No. {i + 1})"
    versions = [Version(at, title, paragraphs)]
    if corrected_at:
        correction = f"Correction: the sum first given was wrong by {draw.randint(2, 90)} million."
        versions.append(Version(corrected_at, title, (*paragraphs, correction)))
    return Piece(site, path, tuple(versions), at, at)


def _person(draw: random.Random) -> str:
    return f"{draw.choice(_words()['given'])} {draw.choice(_words()['family'])}"


def _filled(shape: str, draw: random.Random, a: str, b: str, state: str) -> str:
    words = _words()
    return shape.format(
        a=a,
        b=b,
        state=state,
        state2=draw.choice(words["states"]),
        town=draw.choice(words["towns"]),
        theme=draw.choice(words["themes"]),
        theme2=draw.choice(words["themes"]),
        noun=draw.choice(words["nouns"]),
        verb=draw.choice(words["verbs"]),
        office=draw.choice(words["offices"]),
        office2=draw.choice(words["offices"]),
        n=draw.randint(11, 990),
        m=draw.randint(2, 12),
        y=draw.randint(21, 98),
        month=draw.choice(MONTHS),
    )


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = read_yaml(CONTENT / "bulk.yml")
    return words


def copies(originals: Sequence[Piece], share: float, *, seed: int = 3, site: str = "copies") -> tuple[Piece, ...]:
    """A near-copy of each piece on another site, an hour later: that share (0..1) of its words is dropped, doubled or replaced."""
    made = []
    for i, piece in enumerate(originals):
        draw = random.Random(seed * 1_000_003 + i)
        first = piece.versions[0]
        at = piece.appears + timedelta(hours=1)
        version = Version(at, first.title, tuple(_edited(p, share, draw) for p in first.paragraphs))
        made.append(Piece(site, f"/en/news/{500000 + i}", (version,), at, at, copy_of=(piece.site, piece.path)))
    return tuple(made)


def _edited(paragraph: str, share: float, draw: random.Random) -> str:
    words = paragraph.split()
    for at in sorted(draw.sample(range(len(words)), round(share * len(words))), reverse=True):
        kind = draw.choice(("drop", "double", "replace"))
        replacement = {"drop": [], "double": [words[at]] * 2, "replace": [draw.choice(_words()["nouns"])]}[kind]
        words[at : at + 1] = replacement
    return " ".join(words)
