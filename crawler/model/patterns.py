"""Can this regular expression be trusted with addresses that strangers wrote? Only one whose cost grows at most with their square.

Python's matcher goes back and tries again: `(a+)+`, `(a|a)*` and `((a+)b?)+` take exponential time, `.*.*.*x` cubic. A pattern of a
site's definition is small, so its shape is looked at when it is loaded; what could be slow is refused with the reason.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MAX_PATTERN = 300
"""Characters of a URL pattern: the longest of 200 definitions has 180."""
MAX_DEGREE = 2
"""Greatest power of an address's length that a search may cost: 1,000 characters squared are some 10 ms."""
MAX_BOUND = 16
"""`{0,16}` counts as fixed, `{0,17}` as endless."""
MAX_WAYS = 64
"""Combinations of alternatives with repetitions in them that are looked at."""

_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_ALPHABET = "".join(map(chr, range(32, 127))) + "é"
_ALL = frozenset(_ALPHABET)
_CLASSES = {
    op.CATEGORY_DIGIT: re.compile(r"\d"), op.CATEGORY_NOT_DIGIT: re.compile(r"\D"), op.CATEGORY_WORD: re.compile(r"\w"),
    op.CATEGORY_NOT_WORD: re.compile(r"\W"), op.CATEGORY_SPACE: re.compile(r"\s"), op.CATEGORY_NOT_SPACE: re.compile(r"\S"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Step:
    """One piece of a pattern: which characters it takes, whether it must be there, whether its length is open."""

    takes: frozenset[str]
    needed: bool
    open: bool


def checked(pattern: str) -> str:
    """The pattern. Raises ValueError in words where it is none, or could take for ever.

    Matches `^/news/\\d+` and `/[^/]+/[^/]+$`, but neither `(a+)+` nor `.*x.*y.*z`.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"pattern longer than {MAX_PATTERN} characters")
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if problem := _problem(tree, repeated=False):
        raise ValueError(f"pattern {pattern!r} has {problem}: it can take for ever")
    ways = list(_ways(tree))
    if len(ways) > MAX_WAYS:
        raise ValueError(f"pattern {pattern!r} has repetitions in too many alternatives")
    if max(map(_degree, ways), default=0) > MAX_DEGREE:
        raise ValueError(f"pattern {pattern!r} lets repetitions share one text in too many ways: begin with ^, write [^/]+ for .*")
    return pattern


def _problem(tree: Any, *, repeated: bool) -> str | None:
    """What grows exponentially, or can't be judged; None for a sound pattern."""
    for code, value in tree:
        if code in _REPEATS:
            if repeated:
                return "a quantifier inside a quantified group"
            if found := _problem(value[2], repeated=value[1] > 1):
                return found
        elif code is op.BRANCH:
            if repeated:
                return "alternatives inside a quantified group"
            if found := next((p for b in value[1] if (p := _problem(b, repeated=False))), None):
                return found
        elif code is op.SUBPATTERN:
            if found := _problem(value[-1], repeated=repeated):
                return found
        elif code in (op.ASSERT, op.ASSERT_NOT):
            if _problem(value[1], repeated=False) or any(s.open for way in _ways(value[1]) for s in way):
                return "a quantifier inside a look-around"
        elif code in (op.GROUPREF, op.GROUPREF_EXISTS):
            return "a reference to a group"
    return None


def _ways(tree: Any, needed: bool = True) -> Iterator[tuple[_Step, ...]]:
    """The pattern as sequences of steps, one for each choice among alternatives that hold repetitions."""
    ways: list[tuple[_Step, ...]] = [()]
    for code, value in tree:
        ways = [(*way, *more) for way in ways for more in _steps(code, value, needed)]
        if len(ways) > MAX_WAYS:
            break
    yield from ways


def _steps(code: Any, value: Any, needed: bool) -> Sequence[tuple[_Step, ...]]:
    if code in _REPEATS:
        least, most, inner = value
        if most <= 1:
            ways = list(_ways(inner, needed))
            if least:
                return ways
            if any(s.open for way in ways for s in way):
                return [(), *ways]
            return [(_Step(frozenset().union(*(s.takes for way in ways for s in way)), False, False),)]
        takes = frozenset().union(*(s.takes for way in _ways(inner) for s in way))
        return [(_Step(takes, needed and least > 0 and len(inner) == 1, most > MAX_BOUND),)]
    if code is op.SUBPATTERN:
        return list(_ways(value[-1], needed))
    if code is op.BRANCH:
        inside = [way for branch in value[1] for way in _ways(branch, needed)]
        plain = [way for way in inside if not any(s.open for s in way)]
        merged = [(_Step(frozenset().union(*(s.takes for way in plain for s in way)), False, False),)] if plain else []
        return merged + [way for way in inside if any(s.open for s in way)]
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return [(_Step(frozenset(), False, False),)] if value is not op.AT_BEGINNING else [(_Step(frozenset("^"), False, False),)]
    return [(_Step(_taken(code, value), needed, False),)]


def _degree(way: tuple[_Step, ...]) -> int:
    """The power of the text's length that trying all possibilities costs."""
    chains: list[tuple[int, int]] = []  # (place of an open step, how many share a text up to it)
    for j, step in enumerate(way):
        if step.open:
            sharing = [n for i, n in chains if _share(way, i, j)]
            chains.append((j, 1 + max(sharing, default=0)))
    anchored = bool(way) and way[0] == _Step(frozenset("^"), False, False)
    return max((n for _, n in chains), default=0) + (0 if anchored else 1)


def _share(way: tuple[_Step, ...], i: int, j: int) -> bool:
    """Can a text be cut between these two repetitions in more than one way? Not where something stands between them that the
    first can't take, nor where they have no character in common."""
    fixed = any(step.needed and not step.takes & way[i].takes for step in way[i + 1 : j])
    return not fixed and bool(way[i].takes & way[j].takes)


def _taken(code: Any, value: Any) -> frozenset[str]:
    """The characters of our alphabet that one element takes; all of them where that is not known."""
    if code is op.LITERAL:
        return frozenset(chr(value))
    if code is op.NOT_LITERAL:
        return _ALL - {chr(value)}
    if code is op.IN:
        inside = frozenset().union(*(_listed(c, v) for c, v in value if c is not op.NEGATE))
        return _ALL - inside if value[0][0] is op.NEGATE else inside
    return _ALL


def _listed(code: Any, value: Any) -> frozenset[str]:
    if code is op.LITERAL:
        return frozenset(chr(value))
    if code is op.RANGE:
        return frozenset(c for c in _ALPHABET if value[0] <= ord(c) <= value[1])
    return frozenset(c for c in _ALPHABET if _CLASSES[value].match(c)) if value in _CLASSES else _ALL
