"""What does the page need to know? Records and run reports as compact columns: events once each, articles, people, sites."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crawler.load.lines import newest
from crawler.model import Document, Event, Participant, Place
from crawler.ontology.types import ontology
from crawler.report.words import in_words

PARTS = 100
"""Articles whose texts are packed together: opening one unpacks its part only."""

QUADS = {"1": "verbal cooperation", "2": "material cooperation", "3": "verbal conflict", "4": "material conflict", "0": "talk"}

Packed = dict[str, Any]


@dataclass(slots=True)
class Index:
    """Values that are written once and then named by their number."""

    values: list[Any] = field(default_factory=list)
    numbers: dict[Any, int] = field(default_factory=dict)

    def __getitem__(self, value: Any) -> int:
        if value not in self.numbers:
            self.numbers[value] = len(self.values)
            self.values.append(value)
        return self.numbers[value]


@dataclass(slots=True)
class Gathered:
    """`core` is what every view needs, `parts` the articles' texts; both go into the page as JSON."""

    core: Packed
    parts: list[list[Packed]]
    counts: dict[str, int]


def latest_first(documents: Iterable[Document]) -> list[Document]:
    """Of each article the newest revision, the newest article first."""
    return sorted(newest(documents), key=lambda d: (_day(d) or date.min, d.id), reverse=True)


def gather(documents: Sequence[Document], runs: Iterable[dict[str, Any]], *, texts: int) -> Gathered:
    """Everything the page shows; the newest `texts` articles with their text. `documents` come from `latest_first`."""
    types, modes, countries, people, places, sites = Index(), Index(), Index(), Index(), Index(), Index()
    told: dict[str, list[tuple[int, Event]]] = defaultdict(list)
    for number, d in enumerate(documents):
        for event in d.events:
            told[event.id].append((number, event))
    order = {event: n for n, event in enumerate(told)}
    rows = []
    for tellings in told.values():
        number, best = max(tellings, key=lambda t: (t[1].confidence, -t[0]))
        d, when, said = documents[number], best.date, best.assertion
        state = 2 if said.background else 1 if said.modality != "asserted" or said.polarity == "negated" else 0
        rows.append([
            types[best.type], modes[best.mode or ""], best.quad or 0, best.goldstein,
            when.start.toordinal() if when else None, when.end.toordinal() if when else None, state, round(best.confidence * 100),
            [_side(best.actors, d, countries, people), _side(best.recipients, d, countries, people)],
            places[_spot(best.place)] if best.place else None, sorted({n for n, _ in tellings}),
        ])  # fmt: skip
    copies = Counter(d.duplicate_of for d in documents if d.duplicate_of)
    articles = [
        [
            sites[d.source.site], d.title or "(no title)", (_day(d) or date.min).toordinal(), _link(d.url), d.language,
            [order[e.id] for e in d.events], d.revision, copies[d.id], bool(d.duplicate_of), len(d.entities), bool(d.published),
        ]
        for d in documents
    ]  # fmt: skip
    shown = documents[:texts]
    about = {d.source.site: [d.source.name, d.source.country, d.source.kind] for d in reversed(documents)}
    core = {
        "types": types.values, "modes": modes.values, "countries": countries.values, "people": people.values,
        "places": places.values, "sites": sites.values, "about": about, "events": rows, "articles": articles, "texts": len(shown),
        "part": PARTS, "runs": _runs(runs), "labels": QUADS, "means": {t: ontology().kinds[t].means for t in types.values},
    }  # fmt: skip
    parts = [[_text(d) for d in shown[n : n + PARTS]] for n in range(0, len(shown), PARTS)]
    counts = {"articles": len(documents), "events": len(rows), "sites": len(about), "people": len(people.values)}
    return Gathered(core, parts, counts)


def _side(side: Sequence[Participant], d: Document, countries: Index, people: Index) -> list[list[int]]:
    """[country, person] of each participant; -1 where it has none."""
    found = []
    for p in side:
        entity = d.entities[p.entity] if p.entity is not None and p.entity < len(d.entities) else None
        code = p.code or (entity.code if entity else None)
        person = -1
        if entity and entity.label == "PERSON":
            person = people[(entity.name, (code or "")[:3])]
        found.append([countries[code[:3]] if code else -1, person])
    return found


def _spot(place: Place) -> tuple[str, float | None, float | None]:
    """A place with its coordinates to a hundredth of a degree, so that one city is one dot."""
    if place.latitude is None or place.longitude is None:
        return (place.text, None, None)
    return (place.text, round(place.latitude, 2), round(place.longitude, 2))


def _text(d: Document) -> Packed:
    return {
        "text": d.text, "authors": list(d.authors), "published": d.published.isoformat() if d.published else None,
        "crawled": d.crawled.isoformat() if d.crawled else None, "warnings": list(d.extraction.warnings),
        "duplicate_of": d.duplicate_of,
        "entities": [
            [e.label, e.name, e.code, e.role.title if e.role else None, [[m.start, m.end] for m in e.mentions]] for e in d.entities
        ],
        "events": [
            [
                e.type, in_words(e, d), round(e.confidence * 100), [[p.start, p.end] for p in e.actors],
                [[p.start, p.end] for p in e.recipients], [[x.start, x.end, x.trigger.start, x.trigger.end] for x in e.evidence],
                [e.place.start, e.place.end] if e.place else None, e.quad or 0, e.mode, e.cameo, e.goldstein,
            ]
            for e in d.events
        ],
    }  # fmt: skip


def _runs(reports: Iterable[dict[str, Any]]) -> list[Packed]:
    """The last run of every site, the troubled ones first, and how many runs there were."""
    last: dict[str, dict[str, Any]] = {}
    runs = Counter[str]()
    for r in reports:
        runs[r["site"]] += 1
        if r["site"] not in last or str(last[r["site"]].get("started")) <= str(r.get("started")):
            last[r["site"]] = r
    wanted = ("site", "started", "seconds", "finished", "failure", "balance", "listed", "broken", "fields", "causes",
              "pages_a_second", "balances")  # fmt: skip
    kept = [{k: r.get(k) for k in wanted} | {"runs": runs[s]} for s, r in last.items()]
    return sorted(kept, key=lambda r: (not (r["broken"] or r["failure"]), r["site"]))


def _day(d: Document) -> date | None:
    moment = d.published or d.crawled
    return moment.date() if isinstance(moment, datetime) else moment


def _link(url: str) -> str | None:
    """Only web addresses become links."""
    return url if url.startswith(("https://", "http://")) else None
