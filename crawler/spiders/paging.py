"""Where is the next page of a list? CSS links, page numbers, offsets and date archives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crawler.extract.entries import joined
from crawler.model import Find

_FIELD = re.compile(r"\{(n|offset|yyyy|mm|m|dd|d|yyyymm)\}")
EMPTY_IN_A_ROW = 3
"""Pages without an article after which a date archive ends: nothing happened in some months, but not in all."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a list was paged: `index` pages and `items` articles lie behind; `day` is the archive's day, if it has days.

    `seen` are the articles of the page before, to notice a server that gives its last page for ever; `empty` counts pages
    without any.
    """

    day: date
    index: int = 0
    items: int = 0
    seen: frozenset[str] = frozenset()
    empty: int = 0


def is_template(text: str | None) -> bool:
    """Does it hold `{n}`, `{offset}` or a part of a date? Else it is a CSS selector or a path."""
    return bool(text and _FIELD.search(text))


def is_archive(find: Find) -> bool:
    """Is it paged by days, months or years?"""
    return bool(_step(_template(find)))


def first_url(find: Find, place: Place) -> str:
    """Where the list begins."""
    return _filled(find.address, find, place)


def following(find: Find, place: Place, url: str) -> tuple[str, Place] | None:
    """The next page by template, and the place there; None where the list is paged by its links or not at all."""
    template = _template(find)
    if not is_template(template):
        return None
    begins = place.index == 0 and not is_template(find.address)  # a page of its own, before the archive's newest
    ahead = replace(place, index=place.index + 1, day=place.day if begins else _before(place.day, _step(template)))
    base = first_url(find, place) if is_template(find.address) else find.address
    return joined(base, _filled(template, find, ahead)), ahead


def _template(find: Find) -> str:
    return find.next if is_template(find.next) else find.address  # type: ignore[return-value]


def _filled(template: str, find: Find, place: Place) -> str:
    day = place.day
    values = {
        "n": str(find.first + place.index), "offset": str(place.index * find.step), "yyyy": f"{day.year:04}",
        "mm": f"{day.month:02}", "m": str(day.month), "dd": f"{day.day:02}", "d": str(day.day),
        "yyyymm": f"{day.year:04}{day.month:02}",
    }  # fmt: skip
    return _FIELD.sub(lambda match: values[match[1]], template)


def _step(template: str) -> str | None:
    """The smallest part of a date in the template."""
    fields = set(_FIELD.findall(template))
    for names, step in (({"dd", "d"}, "day"), ({"mm", "m", "yyyymm"}, "month"), ({"yyyy"}, "year")):
        if fields & names:
            return step
    return None


def _before(day: date, step: str | None) -> date:
    if step == "day":
        return day - timedelta(days=1)
    if step == "month":
        return day.replace(day=1) - timedelta(days=1)
    if step == "year":
        return day.replace(month=1, day=1) - timedelta(days=1)
    return day
