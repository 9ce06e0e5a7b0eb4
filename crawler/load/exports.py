"""Which tables do others read? Events with the columns of GDELT and ICEWS, or plain; entities. No spreadsheet runs their cells."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import product
from typing import IO, Any

from crawler.load.rows import facts, name_of, split_code
from crawler.load.tables import FACTS
from crawler.model import Document, Event, Participant

RUNNABLE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), also in full width."""

MOST_PAIRS = 36
"""Rows of one event: a conference of sixty is a list of names, not 1,770 meetings."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with its surest telling and all documents that tell of it."""

    event: Event
    document: Document
    documents: tuple[Document, ...]
    mentions: int

    def pairs(self) -> list[tuple[Participant | None, Participant | None]]:
        """Who with whom: every actor with every recipient; in a meeting told as one of equals, the first with each other one."""
        first: Sequence[Participant | None] = self.event.actors or (None,)
        second: Sequence[Participant | None] = self.event.recipients
        if not second and len(first) > 1:
            first, second = first[:1], first[1:]
        return list(product(first, second or (None,)))[:MOST_PAIRS]


def happenings(documents: Sequence[Document], *, everything: bool = False) -> list[Happening]:
    """The events of documents (the newest revision of each article), once each, by day and id.

    Only what the text says happened; `everything` adds the denied, planned, possible and what is background.
    """
    tellings: dict[str, list[tuple[Event, Document]]] = defaultdict(list)
    for d in documents:
        for e in d.events:
            tellings[e.id].append((e, d))
    found = []
    for told in tellings.values():
        event, document = max(told, key=lambda t: (t[0].confidence, t[1].id))
        said = event.assertion
        if everything or (said.polarity == "affirmed" and said.modality == "asserted" and not said.background):
            by_id = {d.id: d for _, d in told}
            found.append(Happening(event, document, tuple(by_id.values()), sum(len(e.evidence) for e, _ in told)))
    return sorted(found, key=lambda h: (h.event.date.start if h.event.date else date.max, h.event.id))


# ---- GDELT -------------------------------------------------------------------------------------------------------------

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code",
          "Type3Code")  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
GDELT = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{c}" for n in (1, 2) for c in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources",
    "NumArticles", "AvgTone",
    *(f"{who}Geo_{c}" for who in ("Actor1", "Actor2", "Action") for c in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
"""The 61 columns of a GDELT 2.0 event table, in its order. What we don't know is empty."""


def gdelt(documents: Sequence[Document], *, everything: bool = False) -> Iterator[list[Any]]:
    """Rows of `GDELT`, one a pair of participants. Talk (CAMEO 01, 02) has no quad with us and is class 1 there."""
    for h in happenings(documents, everything=everything):
        e, day = h.event, h.event.date.start if h.event.date else None
        added = max((d.crawled for d in h.documents if d.crawled), default=None)
        for n, (one, other) in enumerate(h.pairs()):
            yield [
                _number(f"{e.id} {n}"), *_gdelt_days(day), *_gdelt_actor(one, h.document), *_gdelt_actor(other, h.document),
                1, e.cameo, e.cameo and e.cameo[:3], e.cameo and e.cameo[:2], e.quad or 1, e.goldstein, h.mentions,
                len({d.source.site for d in h.documents}), len(h.documents), None,
                *(None,) * 16, *_gdelt_place(e),
                f"{added.astimezone(UTC):%Y%m%d%H%M%S}" if added else None, h.document.url,
            ]  # fmt: skip


def _gdelt_days(day: date | None) -> list[Any]:
    if day is None:
        return [None] * 4
    return [f"{day:%Y%m%d}", f"{day:%Y%m}", day.year, round(day.year + (day.timetuple().tm_yday - 1) / 365, 4)]


def _gdelt_actor(who: Participant | None, document: Document) -> list[Any]:
    if who is None:
        return [None] * 10
    country, sectors = split_code(who.code)
    kinds = [*(sectors or "").split(), None, None, None][:3]
    return [who.code, name_of(who, document), country, None, None, None, None, *kinds]


def _gdelt_place(event: Event) -> list[Any]:
    place = event.place
    if place is None:
        return [None] * 8
    return [4 if place.latitude is not None else 1, place.text, place.country, None, None, place.latitude, place.longitude, None]


# ---- ICEWS -------------------------------------------------------------------------------------------------------------

ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province",
    "Country", "Latitude", "Longitude",
)  # fmt: skip
"""The 20 columns of an ICEWS event table, in its order."""


def icews(documents: Sequence[Document], *, everything: bool = False) -> Iterator[list[Any]]:
    """Rows of `ICEWS`, one a pair of participants."""
    for h in happenings(documents, everything=everything):
        e, d = h.event, h.document
        sentence = d.text[: e.evidence[0].start].count("\n\n") + 1 if e.evidence else None
        words = f"{e.type.capitalize()}: {e.mode}" if e.mode else e.type.capitalize()
        for n, (one, other) in enumerate(h.pairs()):
            yield [
                _number(f"{e.id} {n}"), e.date.start.isoformat() if e.date else None, *_icews_actor(one, d), words, e.cameo,
                e.goldstein, *_icews_actor(other, d), _number(d.id), sentence, d.source.name or d.source.site,
                e.place.text if e.place else None, None, None, e.place.country if e.place else None,
                e.place.latitude if e.place else None, e.place.longitude if e.place else None,
            ]  # fmt: skip


def _icews_actor(who: Participant | None, document: Document) -> list[Any]:
    if who is None:
        return [None] * 3
    country, sectors = split_code(who.code)
    return [name_of(who, document), (sectors or "").replace(" ", ",") or None, country]


# ---- our own -----------------------------------------------------------------------------------------------------------

EVENTS = ("id", *FACTS, "actors", "recipients", "articles", "first_seen", "last_seen", "url")
ENTITIES = ("name", "label", "code", "title", "country", "wikidata", "latitude", "longitude", "articles", "mentions", "events",
            "first_published", "last_published")  # fmt: skip


def events(documents: Sequence[Document], *, everything: bool = False) -> Iterator[list[Any]]:
    """Rows of `EVENTS`: one an event, all participants in one cell."""
    for h in happenings(documents, everything=everything):
        sides = ["; ".join(f"{name_of(p, h.document)} [{p.code or ''}]" for p in s) for s in (h.event.actors, h.event.recipients)]
        seen = sorted(_iso(d.crawled) for d in h.documents if d.crawled)
        yield [h.event.id, *facts(h.event, h.document), *sides, len(h.documents),
               seen[0] if seen else None, seen[-1] if seen else None, h.document.url]  # fmt: skip


def entities(documents: Sequence[Document], *, everything: bool = False) -> Iterator[list[Any]]:
    """Rows of `ENTITIES`: one a name, label and code, over all articles."""
    rows: dict[tuple[str, str, str], list[Any]] = {}
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for d in documents:
        taking_part = Counter(p.entity for e in d.events for p in {q.entity: q for q in (*e.actors, *e.recipients)}.values())
        day = d.published.isoformat()[:10] if d.published else None
        for e in d.entities:
            key: tuple[str, str, str] = (e.name, e.label, e.code or "")
            role = e.role
            rows.setdefault(key, [None, None, e.wikidata, e.latitude, e.longitude, day, day])
            row, seen = rows[key], counts[key]
            if role:
                row[0], row[1] = role.title or row[0], role.country or row[1]
            row[5], row[6] = min(filter(None, (row[5], day)), default=None), max(filter(None, (row[6], day)), default=None)
            seen.update(articles=1, mentions=len(e.mentions), events=taking_part[e.id])
    for key in sorted(rows):
        row, seen = rows[key], counts[key]
        yield [*key, *row[:5], seen["articles"], seen["mentions"], seen["events"], *row[5:]]


Rows = Callable[..., Iterator[list[Any]]]
KINDS: dict[str, tuple[tuple[str, ...], Rows, str]] = {
    "gdelt": (GDELT, gdelt, "\t"), "icews": (ICEWS, icews, "\t"), "events": (EVENTS, events, ","),
    "entities": (ENTITIES, entities, ","),
}  # fmt: skip
"""Name → columns, rows, the separator that its readers expect."""


def write(kind: str, documents: Sequence[Document], out: IO[str], *, everything: bool = False, header: bool = True) -> int:
    """Write one of `KINDS`; how many rows. `out` is opened with newline=""."""
    heads, rows, separator = KINDS[kind]
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    if header:
        writer.writerow(heads)
    count = 0
    for row in rows(documents, everything=everything):
        writer.writerow([cell(value) for value in row])
        count += 1
    return count


def cell(value: Any) -> Any:
    """A value as a cell: text on one line that no spreadsheet takes for a formula, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    text = " ".join(value.replace("\x00", "\ufffd").split())
    return f"'{text}" if value.startswith(RUNNABLE) or text.startswith(RUNNABLE) else text


def _number(text: str) -> int:
    """A number for a name, the same on every machine: 53 bits, so that every reader keeps it whole."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:16], 16) >> 11


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
