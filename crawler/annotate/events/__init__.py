"""Who did what to whom? Events of one parsed text: `extract_events`; the reasons in words: `explain`."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc

from crawler.annotate.cast import Cast
from crawler.annotate.events.build import build
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.explain import explain
from crawler.annotate.events.infer import infer
from crawler.annotate.events.merge import DISTINCT, merge
from crawler.annotate.events.place import Atlas
from crawler.annotate.events.reader import Reader, attribution
from crawler.annotate.events.select import select
from crawler.annotate.events.syntax import is_whole
from crawler.annotate.events.trust import is_spoken
from crawler.annotate.events.when import Calendar
from crawler.model import Event
from crawler.ontology.lexicon import lexicon

__all__ = ["LEAST", "explain", "extract_events"]

LEAST = 0.45
"""Confidence below which an event of a whole text is left out; what each threshold costs stands in docs/events.md.

A text of a few sentences keeps them: it is doubtful there only for want of the passage that says who is who.
"""
LEAST_SPOKEN = 0.56
"""The same for briefings and interviews, where more is mentioned than told: of what this leaves out four in ten would be right."""
NOBODY = 0.3
"""What is added to the threshold where no actor has a code."""


def extract_events(
    doc: Doc,
    cast: Cast,
    *,
    published: date | None,
    home_country: str | None = None,
    title: str | None = None,
    least: float | None = None,
    official: bool = True,
) -> tuple[Event, ...]:
    """All events that a parsed text tells, in the order of their first evidence.

    `published` is the day of publication, `home_country` the publisher's (ISO 3166 alpha-3), `least` the confidence (0 to 1)
    below which an event is left out; None: LEAST in whole texts. `official`: whether the publisher is a body of its state.
    Never raises on odd text.
    """
    reader = Reader(doc, cast, lexicon(doc.lang_ or "en"), published, home_country)
    drafts = select(reader.drafts(), reader, official=official)
    atlas, calendar = Atlas(doc, cast, reader.people, home_country), Calendar(doc, published)
    events: dict[str, Event] = {}
    for happening in sorted(infer(merge(drafts)), key=lambda h: h.lead.trigger.i):
        event = build(happening, doc, atlas, calendar, reader.country, _teller(happening.lead, reader))
        known = events.get(event.id)
        if known is not None and happening.lead.type not in DISTINCT | {"CONSULT"}:
            events[event.id] = known.model_copy(update={"evidence": _joined(known, event)})
            continue
        again = 1
        while known is not None:
            again += 1
            known = events.get(f"{event.id}-{again}")
        events[event.id if again == 1 else f"{event.id}-{again}"] = (
            event if again == 1 else event.model_copy(update={"id": f"{event.id}-{again}"})
        )
    if least is None:
        least = 0.0 if not is_whole(doc) else LEAST_SPOKEN if is_spoken(reader.people.text) else LEAST
    doubtful = max(least, LEAST + NOBODY) if least else 0.0
    sure = [e for e in events.values() if e.confidence >= (doubtful if _by_nobody(e) else least)]
    return tuple(sorted(sure, key=lambda e: e.evidence[0].start))


def _by_nobody(event: Event) -> bool:
    """Whether those who did it are known to no list of countries, bodies and offices: private people, or words taken for a name."""
    return bool(event.actors) and not any(a.code for a in event.actors) and event.type not in ("ASSAULT", "PROTEST", "COERCE")


def _joined(one: Event, other: Event) -> tuple:  # type: ignore[type-arg]
    spans = {(e.start, e.end): e for e in (*other.evidence, *one.evidence)}
    return tuple(sorted(spans.values(), key=lambda e: e.start))


def _teller(draft: Draft, reader: Reader) -> str | None:
    party = attribution(draft, reader.people)
    if party is None or any(party.start == a.start for a in draft.actors):
        return None
    return reader.people.text[party.start : party.end]
