"""Is the site as healthy as its definition says? Expectations against what a run gave, and why it gave nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import floor
from statistics import median
from typing import Any

from crawler.ledger import Balance
from crawler.model import Document, Expect, Rejected

UNREAD = frozenset({"clean"})
"""Stages at which a page that was expected to be an article turned out to give no text."""

UNANSWERED = frozenset({"dns", "refused", "timeout", "reset", "tls", "http_status", "robots_unreachable", "fetch_error"})
"""Reasons that speak of the server, not of the page."""

SEVERAL = 5
"""Articles that must have failed to answer, and none answered, before the site is said to be away: single ones are dead links."""


@dataclass(slots=True)
class Tally:
    """What the run's documents had, and why others had nothing."""

    documents: int = 0
    title: int = 0
    published: int = 0
    authors: int = 0
    events: int = 0
    no_text: int = 0
    absent: int = 0
    lists_failed: int = 0
    unanswered: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Count a document; a copy counts for its fields but not for events, since it isn't annotated."""
        self.documents += 1
        self.title += bool(document.title)
        self.published += document.published is not None
        self.authors += bool(document.authors)
        self.events += bool(document.events) or document.duplicate_of is not None
        self.languages[document.language or "unknown"] += 1
        self.lengths.append(len(document.text))

    def reject(self, rejected: Rejected) -> None:
        """Count a rejection, with the first URL of its reason."""
        self.no_text += rejected.stage in UNREAD and rejected.reason != "soft_404"
        self.absent += rejected.reason == "soft_404"
        self.lists_failed += rejected.stage == "find" and rejected.reason in UNANSWERED
        self.unanswered += rejected.stage == "fetch" and rejected.reason in UNANSWERED
        self.reasons[rejected.reason] += 1
        self.examples.setdefault(rejected.reason, rejected.url)

    def fields(self) -> dict[str, object]:
        """For the report: how many documents had what, their languages, and the median text's length in characters."""
        shares = self.shares()
        languages = dict(self.languages.most_common(8))
        return {"documents": self.documents, **shares["had"], "languages": languages, "length": shares["length"]}

    def shares(self) -> dict[str, Any]:
        """The same, as `usual.Run` takes it."""
        had = {name: getattr(self, name) for name in ("title", "published", "authors", "events")}
        length = median(self.lengths) if self.lengths else None
        return {"documents": self.documents, "had": had, "languages": self.languages, "length": length}

    def causes(self) -> list[dict[str, object]]:
        """Why URLs were rejected, the commonest first."""
        return [{"reason": r, "count": n, "example": self.examples[r]} for r, n in self.reasons.most_common()]


def broken(expect: Expect, tally: Tally, balance: Balance, listed: int, *, partial: bool, windowed: bool = False) -> list[str]:
    """What fell short, in words; empty when all is well.

    A share is missed when fewer than floor(share × n) of n documents have the field: among two articles a week one without a
    date is no alarm, two are. `partial` runs (a limit, one URL, ended early) don't tell how much a site lists; of those, a
    `windowed` one (since, until) that came to its end tells whether its lists can be read.
    """
    found = []
    if not partial and expect.articles is not None and listed < expect.articles:
        found.append(f"articles: expected at least {expect.articles}, the site listed {listed}{_why(tally)}")
    elif not partial and listed == 0 and balance.rejected:
        found.append(f"articles: the site listed none{_why(tally)}")
    elif windowed and listed == 0 and tally.lists_failed:
        found.append(f"articles: no list could be read{_why(tally)}")
    if tally.unanswered >= SEVERAL and not (tally.documents or tally.no_text or tally.absent):
        found.append(f"answers: none of {tally.unanswered} articles that were asked for came{_why(tally)}")
    shares = {"title": tally.title, "published": tally.published, "authors": tally.authors, "events": tally.events}
    for name, had in shares.items():
        found += _share(name, getattr(expect, name), had, tally.documents)
    # a page that says it is not there is a stale entry of a list; when most say so, the site has begun to lie
    read = tally.documents + tally.no_text + (tally.absent if tally.absent > tally.documents else 0)
    found += [f"{line}{_why(tally)}" for line in _share("text", expect.text, tally.documents, read)]
    return found


def _share(name: str, expected: float | None, had: int, of: int) -> list[str]:
    if expected is None or of == 0 or had >= floor(expected * of):
        return []
    return [f"{name}: expected in {expected:.0%} of the articles, {had} of {of} have it"]


def _why(tally: Tally) -> str:
    top = tally.reasons.most_common(2)
    return " (" + ", ".join(f"{n} × {reason}, as {tally.examples[reason]}" for reason, n in top) + ")" if top else ""
