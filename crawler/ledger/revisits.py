"""When is a page looked at again, though no list says that it changed? An article by its age: news is corrected in its first
hours. What failed by its reason: what may pass is tried in the next runs, what harms workers rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy as sa

from crawler.extract.entries import instant, moment
from crawler.ledger.tables import pages, shown

HOUR, DAY = 3600.0, 86400.0
HOT_UNTIL = DAY
WARM_UNTIL = 7 * DAY

SUSPECT_REST = 7 * DAY
"""Seconds that a page which killed a worker is left alone; it is tried SUSPECT_TRIES times in all."""
SUSPECT_TRIES = 3
"""Once by accident, once by another, a third time by itself."""

TRIES = 5
"""Runs in which a page that failed for a passing reason (a timeout, a 503) is asked for again though no list names it."""

PASSING = frozenset({
    "dns", "refused", "timeout", "reset", "tls", "http_status", "robots_unreachable", "fetch_error", "budget", "not_in_archive",
    "cleaning_failed", "annotation_failed", "pipeline_failed",
})  # fmt: skip
"""Reasons that may be gone next time: of the net, and faults of our own that a newer version may have mended."""
ABSENT = frozenset({"HTTP 404", "HTTP 410"})
"""Details of a rejection by which the server says that there is no such page, whatever list names it."""
ENOUGH = 1000
"""Tries that such a page counts: it is asked for again by its age or when a list calls it changed, not in every run."""
SUSPECT = frozenset({"suspect", "worker_died", "memory", "timeout_cleaning", "timeout_annotating"})


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds between two looks at an article: `hot` in its first day, `warm` in its first week, `cold` ever after.

    `most` articles are looked at in one run for their age alone, those left alone longest first: the first look at a big
    archive would else be repeated in one run a month later.
    """

    hot: float = HOUR
    warm: float = DAY
    cold: float = 30 * DAY
    most: int = 500

    def is_due(self, row: Mapping[str, Any], now: float) -> bool:
        """Is it time to look at the page of this row again?"""
        since = now - (row["checked"] or 0)
        # A clock that was set back makes `since` negative: look at the page rather than never again.
        return since < 0 or since >= self.pause(row, now)

    def pause(self, row: Mapping[str, Any], now: float) -> float:
        """Seconds between two looks at the page of this row, by its age: since its publication, else since we first saw it."""
        born = row["first_seen"] or 0.0
        if row["published"] and (when := instant(moment(row["published"]), UTC)):
            born = min(born, when.timestamp())
        age = now - born
        return self.hot if age < HOT_UNTIL else self.warm if age < WARM_UNTIL else self.cold


def waiting(site: str, now: float, schedule: Schedule) -> sa.Select[Any]:
    """The site's articles that may be due, those left alone longest first. A row that was never asked for itself (the true
    address of a page asked for by another) has no body."""
    soonest = min(schedule.hot, schedule.warm, schedule.cold)
    rested = sa.or_(pages.c.checked.is_(None), pages.c.checked <= now - soonest, pages.c.checked > now)
    ours = sa.and_(pages.c.site == site, pages.c.state.in_(("written", "duplicate")), pages.c.body_hash.is_not(None))
    return sa.select(pages).where(ours, rested).order_by(pages.c.checked, pages.c.id)


def shown_by(site: str, source: str) -> sa.Select[Any]:
    """The pages that a source showed when it was last read, newest first."""
    both = sa.and_(shown.c.site == pages.c.site, shown.c.page == pages.c.id)
    query = sa.select(pages).select_from(pages.join(shown, both))
    return query.where(shown.c.site == site, shown.c.source == source).order_by(pages.c.first_seen.desc(), pages.c.id)


def is_later(listed: str | None, row: Mapping[str, Any]) -> bool:
    """Does a list give the page a time of last change after the one it had, or, where it had none, after our last look?

    Lists differ in how exactly they say one and the same time: only a later one is news.
    """
    if not listed:
        return False
    new, old = instant(moment(listed), UTC), instant(moment(row["listed"]), UTC) if row["listed"] else None
    if row["listed"]:
        return new > old if new and old else listed != row["listed"]
    return bool(new and row["checked"] and new.timestamp() > row["checked"])
