"""What does one line become in tables? A record as rows, in the order of the tables' columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from crawler.load.lines import Line
from crawler.load.tables import LINES
from crawler.model import Document, Event, Participant

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
"""Table name → rows."""
Key = tuple[str, int]
"""A revision: the article's id and its number."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A line made ready for the tables: its revision, its stamp, its site's row, and its rows."""

    key: Key
    stamp: str
    site: Row
    rows: Rows


def ready(line: Line) -> Ready:
    """Make a line ready."""
    rows: Rows = {table.name: [] for table in LINES}
    add(line, rows)
    d, mark = line.document, stamp(line)
    s = d.source
    return Ready((d.id, d.revision), mark, (s.site, s.name, s.kind, s.country, mark), rows)


def stamp(line: Line) -> str:
    """Crawl time and hash: of two lines that claim the same revision, the greater stamp stays."""
    crawled = line.document.crawled
    return f"{_utc(crawled):%Y-%m-%dT%H:%M:%SZ} {line.hash}" if crawled else f"- {line.hash}"


def text_key(article: str, revision: int) -> int:
    """60 bits of a hash: the number under which the full-text index knows a revision."""
    return int(hashlib.sha256(f"{article} {revision}".encode()).hexdigest()[:15], 16)


def add(line: Line, rows: Rows) -> None:
    """Append the rows of one line to those of its batch."""
    d = line.document
    key = (d.id, d.revision)
    at, day = moments(d.published)
    extraction = d.extraction.model_dump(mode="json")
    rows["revisions"].append((
        *key, stamp(line), text_key(*key), d.source.site, clean(d.url), d.content_hash, d.duplicate_of, clean(d.title),
        dumps(list(d.authors)), d.published.isoformat() if d.published else None, at, day,
        d.modified.isoformat() if d.modified else None, d.crawled and _utc(d.crawled), d.language, clean(d.text),
        dumps(extraction), dumps(d.changes.model_dump(mode="json")) if d.changes else None,
    ))  # fmt: skip
    for e in d.entities:
        role = e.role
        rows["entities"].append((
            *key, e.id, e.label, clean(e.name), e.code, clean(role.title) if role else None, role.country if role else None,
            clean(role.organisation) if role else None, " ".join(role.sectors) or None if role else None,
            role.status if role else None, e.wikidata, e.latitude, e.longitude, len(e.mentions),
        ))  # fmt: skip
        seen = {(m.start, m.end): m for m in e.mentions}
        rows["mentions"] += [(*key, e.id, m.start, m.end, clean(m.text)) for m in seen.values()]
    for n, event in enumerate(d.events):
        _add_event(d, event, (*key, n), rows)


def _add_event(d: Document, event: Event, key: tuple[str, int, int], rows: Rows) -> None:
    rows["event_articles"].append((*key, event.id, *facts(event, d)))
    for side, people in (("actor", event.actors), ("recipient", event.recipients)):
        for position, p in enumerate(people):
            country, sectors = split_code(p.code)
            name = clean(name_of(p, d))
            rows["actors"].append((*key, side, position, name, p.code, country, sectors, p.entity, clean(p.text), p.start, p.end))
    for position, proof in enumerate(event.evidence):
        t = proof.trigger
        rows["evidence"].append((*key, position, proof.start, proof.end, clean(t.text), t.start, t.end))


def facts(event: Event, d: Document) -> Row:
    """An event's own columns, in the order of `tables.FACTS`."""
    place, when, said = event.place, event.date, event.assertion
    sides = principal_sides(event)
    named = [(clean(name_of(p, d)), p.code, split_code(p.code)[0]) if p else (None, None, None) for p in sides]
    return (
        event.type, event.mode, " ".join(event.contexts) or None, event.cameo, event.quad, event.goldstein,
        clean(place.text) if place else None, place.country if place else None,
        place.latitude if place else None, place.longitude if place else None,
        when.start if when else None, when.end if when else None, when.granularity if when else None, when.source if when else None,
        said.polarity, said.modality, said.tense, said.background, clean(said.attributed_to), event.confidence,
        *named[0], *named[1],
    )  # fmt: skip


def principal_sides(event: Event) -> tuple[Participant | None, Participant | None]:
    """Who stands for each side in tables with one column a side; a meeting of equals may name all of them as actors."""
    first: Sequence[Participant] = event.actors
    second: Sequence[Participant] = event.recipients or event.actors[1:]
    return (first[0] if first else None, second[0] if second else None)


def name_of(participant: Participant, d: Document) -> str:
    """The entity's name where the participant is one, else the text's words."""
    if participant.entity is not None and participant.entity < len(d.entities):
        return d.entities[participant.entity].name
    return participant.text


def split_code(code: str | None) -> tuple[str | None, str | None]:
    """Country and sectors of a code: "AZEGOVMIL" → ("AZE", "GOV MIL")."""
    if not code:
        return None, None
    return code[:3], " ".join(code[i : i + 3] for i in range(3, len(code), 3)) or None


def moments(published: datetime | date | None) -> tuple[datetime | None, date | None]:
    """A publication time as a moment in UTC (None when its offset is unknown) and as the publisher's own day."""
    if isinstance(published, datetime):
        return (published.astimezone(UTC) if published.tzinfo else None), published.date()
    return None, published


def clean(text: str | None) -> str | None:
    """Without NUL characters, which PostgreSQL refuses: a replacement character each, so that offsets stay."""
    return text.replace("\x00", "\ufffd") if text and "\x00" in text else text


def dumps(value: Any) -> str:
    """JSON for a database: no NUL escapes either."""
    return json.dumps(value, ensure_ascii=False).replace("\\u0000", "\ufffd")


def run_row(report: dict[str, Any]) -> Row:
    """A run report's row of `runs`."""
    balance, fields = report.get("balance") or {}, report.get("fields") or {}
    started = report.get("started")
    return (
        report["site"], report["run"], datetime.fromisoformat(started).astimezone(UTC) if started else None,
        report.get("seconds"), report.get("finished"), clean(report.get("failure")),
        *(balance.get(k) for k in ("found", "written", "unchanged", "duplicate", "rejected", "gone", "pending")),
        fields.get("documents"), fields.get("title"), fields.get("published"), fields.get("events"),
        dumps(report.get("broken") or []), dumps(report.get("causes") or []),
    )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
