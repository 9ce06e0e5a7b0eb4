"""May the times that a list gives be believed? Feeds that died and sitemaps stamped by their generator are common lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawler.extract.entries import Child, Entry, instant

STALE = timedelta(days=180)
"""Age of a feed's newest entry from which it is said to be dead: half a year without news is no ministry's habit."""
FEWEST = 4
"""Times from which a sitemap's can be judged."""
ALIKE = 0.8
"""Share of times that are one moment from which they tell of the generator, not of the articles."""


def last_sign_of_life(entries: Sequence[Entry], now: datetime) -> date | None:
    """The day of a feed's newest entry, where that is so long ago that the feed seems dead."""
    newest = max((t for e in entries if (t := instant(e.published or e.modified))), default=None)
    return newest.date() if newest and now - newest > STALE else None


def honest(times: Sequence[Any]) -> bool:
    """Are these times of last change worth believing? Not when nearly all are one moment."""
    known = [t for t in times if t is not None]
    return len(known) < FEWEST or max(Counter(known).values()) <= ALIKE * len(known)


def newest_first(children: list[Child], *, believed: bool) -> list[Child]:
    """An index's sitemaps, by time of last change where that is believed."""
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(children, key=lambda c: instant(c.modified) or never, reverse=True) if believed else children
