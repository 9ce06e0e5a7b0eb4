"""Is a site as it usually is? One run beside the runs before it, from the run reports in the site's folder.

What counts as unusual is what chance alone would bring less than once in a few thousand runs, so that a healthy site is left in
peace: counts are taken as Poisson's, and a stretch of time is compared with the same hours of earlier weeks, because
ministries sleep at night and on weekends.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

HISTORY = timedelta(days=56)
"""How far back is looked: eight weeks, so that also a site with ten articles in a fortnight has weeks to compare."""

MOST_REPORTS = 2_500
"""Reports that are read at most, the newest ones: eight weeks of a run every half hour, some 15 MB."""

BACKLOG = timedelta(days=1)
"""What comes in the first day of a site's first run is what had been there before."""

EXPECTED, EACH = 10.0, 3
"""Articles that the same hours brought in earlier weeks, in the mean and at least, before their absence means something: of 10
expected, none come by chance once in e^10 = 22,000 times."""

WEEK, WEEKS = timedelta(days=7), 4
FEWER, ENOUGH = 0.25, 12
"""A week that brings less than this share of the poorest of the weeks before, where that had at least so many."""

RECENT, BEFORE = 20, 60
"""Documents whose share of a field is compared with that of so many before them."""

USUAL, LOST = 0.6, 1 / 3
"""A field that this share had, and of which less than this part is left: of 20 documents with 0.6 expected, 3 or fewer have it by
chance once in 20,000 times."""

TONGUE = 0.8
"""The share of one language that makes it the site's own."""

FIELDS = ("title", "published", "authors", "events")
_NAME = re.compile(r"run-(\d{8}T\d{6}Z)-\d+\.json")
"""As run-20261124T172614Z-10408.json; not run-x.json."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. `new` counts articles written or known as copies; `length` is the median text's, in characters."""

    at: datetime
    new: int
    documents: int = 0
    had: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    length: float | None = None

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Run:
        """A run by its report. Raises KeyError, TypeError, ValueError when it is none."""
        balance, fields = report["balance"], report.get("fields") or {}
        return cls(
            at=datetime.fromisoformat(report["started"]),
            new=int(balance["written"]) + int(balance["duplicate"]),
            documents=int(fields.get("documents", 0)),
            had={name: int(fields.get(name, 0)) for name in FIELDS},
            languages=dict(fields.get("languages") or {}),
            length=fields.get("length"),
        )


@dataclass(frozen=True, slots=True)
class History:
    """The runs before, in order of time; arrivals count from `since` on."""

    runs: tuple[Run, ...] = ()
    since: datetime | None = None


def history(folder: Path, now: datetime) -> History:
    """The runs of a site that its folder tells of, up to now; reports that cannot be read are left out."""
    named = sorted((m[1], p) for p in folder.glob("run-*.json") if (m := _NAME.fullmatch(p.name)))
    stamp = f"{now - HISTORY:%Y%m%dT%H%M%SZ}"
    runs = []
    for _, path in [n for n in named if n[0] >= stamp][-MOST_REPORTS:]:
        try:
            runs.append(Run.of(json.loads(path.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    runs = sorted((r for r in runs if r.at < now), key=lambda r: r.at)
    if not runs:
        return History()
    first = datetime.strptime(named[0][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return History(tuple(runs), max(first + BACKLOG, runs[0].at))


def unusual(run: Run, before: History) -> list[str]:
    """What is not as it was, each in a line "name: what to look at"; empty when all is well or too little is known."""
    told = [_silent(run, before) or _fewer(run, before)]
    if parted := _parted(run, before):
        told += [*(_share(name, *parted) for name in FIELDS), _language(*parted), _length(*parted)]
    return [line for line in told if line]


def _silent(run: Run, before: History) -> str | None:
    """Nothing new for a time in which it always brought something."""
    last = next((r.at for r in reversed(before.runs) if r.new), None)
    if run.new or last is None or before.since is None:
        return None
    stretch = run.at - last
    counts = _earlier(before, last, run.at, shift=WEEK * max(1, ceil(stretch / WEEK)))
    if len(counts) < 2 or min(_without_the_worst(counts)) < EACH or sum(counts) / len(counts) < EXPECTED:
        return None
    return (
        f"silent: nothing new since {last:%Y-%m-%d %H:%M} UTC; the same hours of the weeks before brought "
        f"{', '.join(map(str, counts))} articles"
    )


def _fewer(run: Run, before: History) -> str | None:
    """Far fewer in a week than in any of the weeks before."""
    if before.since is None:
        return None
    counts = _earlier(before, run.at - WEEK, run.at, shift=WEEK)
    now = run.new + _arrived(before, run.at - WEEK, run.at)
    if len(counts) < 3 or (least := min(_without_the_worst(counts))) < ENOUGH or now >= FEWER * least:
        return None
    return f"fewer: {now} new articles in seven days; the weeks before brought {', '.join(map(str, counts))}"


def _earlier(before: History, start: datetime, end: datetime, shift: timedelta) -> list[int]:
    """Arrivals in the same stretch of earlier weeks, as far as history reaches, the latest first."""
    shifts = [shift * k for k in range(1, WEEKS + 1)]
    return [_arrived(before, start - s, end - s) for s in shifts if before.since and start - s >= before.since]


def _arrived(before: History, start: datetime, end: datetime) -> int:
    return sum(r.new for r in before.runs if start < r.at <= end and before.since and r.at >= before.since)


def _without_the_worst(counts: Sequence[int]) -> list[int]:
    """One week of several may have been a holiday or an outage itself."""
    return sorted(counts)[1:] if len(counts) >= WEEKS else list(counts)


def _parted(run: Run, before: History) -> tuple[list[Run], list[Run]] | None:
    """The runs with the last RECENT documents, and those with at least BEFORE before them; None when there are too few."""
    recent: list[Run] = []
    rest = [r for r in (*before.runs, run) if r.documents]
    count = 0
    while rest and count < RECENT:
        recent.append(rest.pop())
        count += recent[-1].documents
    return (recent, rest) if count >= RECENT and sum(r.documents for r in rest) >= BEFORE else None


def _of(runs: Sequence[Run], count: Callable[[Run], int]) -> tuple[float, int]:
    documents = sum(r.documents for r in runs)
    return sum(map(count, runs)) / documents, documents


def _share(name: str, recent: Sequence[Run], rest: Sequence[Run]) -> str | None:
    (now, documents), (usual, _) = (_of(runs, lambda r: r.had.get(name, 0)) for runs in (recent, rest))
    if usual < USUAL or now >= usual * LOST:
        return None
    return f"{name}: usually in {usual:.0%} of the articles, in {now:.0%} of the last {documents}"


def _language(recent: Sequence[Run], rest: Sequence[Run]) -> str | None:
    (now, documents), (usual, total) = _tongues(recent), _tongues(rest)
    if not usual or not now:
        return None
    own, count = usual.most_common(1)[0]
    if count < TONGUE * total or now[own] >= documents * TONGUE * LOST:
        return None
    return f"language: usually {own}, {now.most_common(1)[0][0]} in most of the last {documents} articles"


def _tongues(runs: Sequence[Run]) -> tuple[Counter[str], int]:
    counts = Counter[str]()
    for r in runs:
        counts.update(r.languages)
    return counts, sum(counts.values())


def _length(recent: Sequence[Run], rest: Sequence[Run]) -> str | None:
    """Texts that shrank to a third are menus or teasers; those that grew threefold have their neighbours in them."""
    now, usual = _median(recent), _median(rest)
    if not now or not usual or usual * LOST < now < usual / LOST:
        return None
    return f"length: a text usually has {usual:.0f} characters, of the last {sum(r.documents for r in recent)} articles {now:.0f}"


def _median(runs: Sequence[Run]) -> float | None:
    """The middle one of the runs' medians, each as often as it has documents."""
    all_ = sorted((r.length, r.documents) for r in runs if r.length is not None and r.documents)
    half = sum(n for _, n in all_) / 2
    for length, n in all_:
        half -= n
        if half <= 0:
            return length
    return None
