"""When is a feed read again? By the overlap with what was known: a feed that shows nothing new rests, one that shows nothing known
has turned over since it was last read, and articles may have been missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.extract.entries import Entry, instant
from crawler.ledger import Ledger

PACE = "#!pace"
"""Added to a feed's address: the name under which the ledger keeps how it moves."""
QUIET = 4
"""Reads without anything new after which a feed begins to rest: four of a cron job's hours are an office's lunch."""
FIRST_REST = timedelta(minutes=5)
"""The first rest; each further quiet read doubles it."""
SHARE_OF_SPAN = 0.25
"""A rest is at most this share of the time that a feed's entries span, so that no entry is gone before it is seen."""
OVERRUN = (
    "feed %s: none of its %d entries was known: it turns over faster than it is read, and articles may have been missed; "
    "crawl more often, or find by a sitemap or a listing, too"
)
FEWEST = 3
"""Entries of a feed from which 'none of them was known' says something."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a feed moved so far: reads in a row without anything new, and the seconds that its entries span (None: unknown)."""

    quiet: int = 0
    span: float | None = None

    def rest(self, most: timedelta) -> timedelta:
        """How long the feed is left alone after its last read."""
        if self.quiet < QUIET:
            return timedelta(0)
        grown = FIRST_REST * 2 ** min(self.quiet - QUIET, 12)
        bounds = [grown, most] + ([timedelta(seconds=self.span * SHARE_OF_SPAN)] if self.span else [])
        return min(bounds)


def pace_of(ledger: Ledger, address: str) -> tuple[Pace, datetime] | None:
    """What is known of a feed's pace, and when it was last read."""
    row = ledger.source(address + PACE)
    if row is None:
        return None
    return Pace(int(row.last_modified or 0), float(row.etag) if row.etag else None), row.read_at


def rests(ledger: Ledger, address: str, now: datetime, most: timedelta) -> bool:
    """Is the feed to be left alone in this run?"""
    known = pace_of(ledger, address)
    return known is not None and timedelta(0) <= now - known[1] < known[0].rest(most)


def was_overrun(ledger: Ledger, address: str, articles: Sequence[Entry], *, new: int) -> bool:
    """A feed was read that names these articles, `new` of them not known before: did it turn over since it was last read?"""
    overrun = new == len(articles) >= FEWEST and pace_of(ledger, address) is not None
    was_read(ledger, address, new=new, span=span_of(articles))
    return overrun


def was_read(ledger: Ledger, address: str, *, new: int, span: float | None = None) -> None:
    """The feed was read, or had not changed: `new` of its articles were not known."""
    before = pace_of(ledger, address)
    quiet = 0 if new else (before[0].quiet if before else 0) + 1
    span = span if span is not None else before[0].span if before else None
    ledger.source_read(address + PACE, etag=None if span is None else str(round(span)), last_modified=str(quiet))


def span_of(entries: Sequence[Entry]) -> float | None:
    """Seconds between the oldest and the newest entry."""
    times = [t for e in entries if (t := instant(e.published or e.modified, UTC))]
    return (max(times) - min(times)).total_seconds() if len(times) > 1 else None
