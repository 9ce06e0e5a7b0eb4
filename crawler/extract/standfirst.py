"""Did the reader leave out the standfirst? The paragraph between headline and body, if the page shows one and the body lacks it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from crawler.extract.body import Piece, tidy
from crawler.extract.context import Line
from crawler.extract.declared import Declared, strings
from crawler.extract.filters import says_something
from crawler.extract.titles import likeness, squash

SHORTEST, LONGEST = 50, 700
"""Characters of a standfirst."""
NEAR = 30
"""Blocks between a standfirst and the body's first paragraph, at most: pictures, bylines and share bars stand between."""

_CLASS = re.compile(
    r"stand-?first|\blede\b|\blead\b|[-_]lead\b|\blead[-_]|lead-?(?:text|paragraph)|\bdek\b|\bdeck\b|[-_]de[ck]k?\b|sub-?(?:title|head|headline)|"
    r"\bintro(?:duction|text)?\b|[-_]intro|intro[-_]|summary|\bchapo\b|chapeau|entradilla|bajada|sommaire|vorspann|anreisser|teaser-?text|"
    r"\babstract\b|\bstandaard\b|ingress|manchet|perex|\bspot\b|occhiello|sommario|copete|excerpt|description|article-?sub",
    re.IGNORECASE,
)


def standfirst(
    says: Declared, headline: HtmlElement | None, titles: Sequence[str], pieces: Sequence[Piece], places: Mapping[str, Line]
) -> Piece | None:
    """The standfirst that the pieces lack, or None. `titles` are the wordings of the headline, which is no standfirst."""
    first = next((places[p.text].order for p in pieces if p.text in places and len(p.text) > 80), None)
    if first is None:
        return None
    have = squash(" ".join(p.text for p in pieces))
    told = [squash(d)[:120] for d in _descriptions(says) if len(d) >= SHORTEST]
    start = _order_of(headline, places)
    best: tuple[int, str] | None = None
    for text, line in places.items():
        if not SHORTEST <= len(text) <= LONGEST or not first - NEAR * 4 <= line.order < first or line.links > 0.4 or line.caption:
            continue
        if start is not None and line.order < start:
            continue
        flat = squash(text)
        declared = any(flat.startswith(t[:60]) or t.startswith(flat) for t in told)
        named = bool(_CLASS.search(line.names)) and first - line.order <= NEAR * 3
        if line.tag == "h1" or any(_alike(text, t) for t in titles) or not says_something(text):
            continue
        if not (declared or (named and start is not None)) or flat in have or flat[: len(flat) // 2] in have:
            continue
        rank = 0 if declared else 1
        if best is None or rank < best[0]:
            best = (rank, text)
    return Piece("paragraph", best[1]) if best else None


def _alike(text: str, title: str) -> bool:
    a, b = squash(text), squash(title)
    return likeness(text, title) >= 0.75 or (min(len(a), len(b)) >= 15 and len(a) < len(b) * 1.6 and (a in b or b in a))


def _descriptions(says: Declared) -> list[str]:
    names = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description", "abstract")
    found = [tidy(v) for n in names for v in says.meta.get(n, ())[:1]]
    for node in says.articles()[:2]:
        found += [tidy(s) for key in ("description", "abstract", "alternativeHeadline") for s in strings(node.get(key))[:1]]
    return found


def _order_of(headline: HtmlElement | None, places: Mapping[str, Line]) -> int | None:
    if headline is None:
        return None
    line = places.get(tidy(headline.text_content()))
    return line.order if line else None
