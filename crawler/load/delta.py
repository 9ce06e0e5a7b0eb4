"""What is new since then? Articles and events that were added, changed or withdrawn, from the lines alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crawler.load.lines import Line
from crawler.load.rows import facts, stamp
from crawler.load.tables import FACTS

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Telling:
    """What one revision says of one event."""

    confidence: float
    facts: dict[str, Any]


@dataclass(slots=True)
class _Version:
    """What is kept of a line."""

    stamp: str
    crawled: datetime
    revision: int
    site: str
    url: str
    title: str | None
    fields: tuple[str, ...]
    events: dict[str, _Telling]


@dataclass(slots=True)
class _Event:
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    before: dict[str, _Telling] = field(default_factory=dict)
    now: dict[str, _Telling] = field(default_factory=dict)


def delta(lines: Iterable[Line], since: datetime) -> Iterator[dict[str, Any]]:
    """The differences between what the lines crawled before `since` told and what all of them tell, as flat objects.

    Articles first, by id; then events, by id. `change` is added, changed or withdrawn (events only: no article tells of it any
    more). `first_seen` and `last_seen` are crawl times; an event's are over all its tellings. Lines without a crawl time count
    as old. The same lines in any order give the same differences.
    """
    versions: dict[str, dict[int, _Version]] = defaultdict(dict)
    for line in lines:
        version = _version(line)
        kept = versions[line.document.id].get(version.revision)
        if kept is None or kept.stamp < version.stamp:
            versions[line.document.id][version.revision] = version
    events: dict[str, _Event] = defaultdict(_Event)
    for article in sorted(versions):
        history = [versions[article][n] for n in sorted(versions[article])]
        old = [v for v in history if v.crawled < since]
        newest = history[-1]
        for v in history:
            for event in v.events:
                _seen(events[event], v.crawled)
        if old:
            for event, telling in old[-1].events.items():
                events[event].before[article] = telling
        for event, telling in newest.events.items():
            events[event].now[article] = telling
        if not old or old[-1] is not newest:
            yield _article(article, history, "changed" if old else "added")
    for event in sorted(events):
        if change := _change(events[event]):
            yield _event(event, events[event], change)


def _version(line: Line) -> _Version:
    d = line.document
    crawled = _NEVER if d.crawled is None else d.crawled if d.crawled.tzinfo else d.crawled.replace(tzinfo=UTC)
    told: dict[str, _Telling] = {}
    for e in d.events:
        if e.id not in told or told[e.id].confidence < e.confidence:
            told[e.id] = _Telling(e.confidence, dict(zip(FACTS, facts(e, d), strict=True)))
    fields = tuple(k for k, v in d.changes.model_dump().items() if v) if d.changes else ()
    return _Version(stamp(line), crawled, d.revision, d.source.site, d.url, d.title, fields, told)


def _seen(event: _Event, when: datetime) -> None:
    if when is not _NEVER:
        event.first_seen = min(event.first_seen or when, when)
        event.last_seen = max(event.last_seen or when, when)


def _article(id: str, history: list[_Version], change: str) -> dict[str, Any]:
    newest = history[-1]
    return {
        "kind": "article", "change": change, "id": id, "revision": newest.revision, "site": newest.site, "url": newest.url,
        "title": newest.title, "changed": list(newest.fields), "first_seen": _iso(min(v.crawled for v in history)),
        "last_seen": _iso(max(v.crawled for v in history)),
    }  # fmt: skip


def _change(event: _Event) -> str | None:
    if not event.before:
        return "added" if event.now else None
    if not event.now:
        return "withdrawn"
    return "changed" if _best(event.before).facts != _best(event.now).facts else None


def _event(id: str, event: _Event, change: str) -> dict[str, Any]:
    said = _best(event.now or event.before).facts
    before = _best(event.before).facts if event.before else {}
    changed = [k for k in FACTS if change == "changed" and said[k] != before[k]]
    return {
        "kind": "event", "change": change, "id": id, **{k: _plain(v) for k, v in said.items()}, "changed": changed,
        "articles": sorted(event.now), "first_seen": _iso(event.first_seen), "last_seen": _iso(event.last_seen),
    }  # fmt: skip


def _best(tellings: dict[str, _Telling]) -> _Telling:
    return max(sorted(tellings.items()), key=lambda t: t[1].confidence)[1]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _iso(moment: datetime | None) -> str | None:
    return (
        None if moment is None or moment == _NEVER else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )
