"""From happenings to events of the record: participants, place, date, evidence, scores, confidence and a stable id."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TypeVar

from spacy.tokens import Doc

from crawler.annotate.events.confidence import confidence
from crawler.annotate.events.localise import governments, localise, people_of
from crawler.annotate.events.merge import Happening
from crawler.annotate.events.party import Party
from crawler.annotate.events.place import Atlas
from crawler.annotate.events.when import Calendar
from crawler.model import Actor, Assertion, Event, EventDate, Evidence, Place, Recipient, Trigger
from crawler.ontology.types import ontology

GUESS = 0.3
"""Sureness up to which a recipient is only a guess, and names no event."""
T = TypeVar("T", Actor, Recipient)


def build(
    happening: Happening, doc: Doc, atlas: Atlas, calendar: Calendar, home_country: str | None, attributed_to: str | None
) -> Event:
    """The event of a happening."""
    lead = happening.lead
    text = atlas.people.text
    kinds = ontology()
    kind = kinds.kinds[lead.type]
    code = kinds.codes.get(lead.cameo or "")
    place = atlas.of(happening)
    here = (place.country if place else None) or atlas.dateline
    doing = [_unmanned(p, text, atlas.people.weapons) for p in happening.actors] if lead.type == "ASSAULT" else happening.actors
    own = people_of(doing, atlas.labels, happening.recipients, home_country)
    doers = governments(lead.type, localise(own, happening.recipients, here, home_country, atlas.posted, whole=atlas.whole))
    hit = (
        people_of(happening.recipients, atlas.labels, [], home_country)
        if lead.type in ("COERCE", "SANCTION", "ASSAULT", "ACCUSE")
        else happening.recipients
    )
    bearers = localise(hit, happening.actors, here, home_country, atlas.posted, whole=atlas.whole)
    actors = tuple(_participant(Actor, p, i, text) for p in doers for i in range(max(1, len(p.entities), len(p.codes))))
    recipients = tuple(_participant(Recipient, p, i, text) for p in bearers for i in range(max(1, len(p.entities), len(p.codes))))
    firm = tuple(
        _participant(Recipient, p, i, text) for p in bearers if p.sure > GUESS for i in range(max(1, len(p.entities), len(p.codes)))
    )
    when = calendar.of(happening)
    stated = lead.claim
    assertion = Assertion(
        polarity="negated" if stated.negated else "affirmed", modality=stated.modality, tense=stated.tense,
        background=stated.background, attributed_to=attributed_to,
    )  # fmt: skip
    sure = confidence(happening, doers, bearers)
    return Event.model_construct(
        id=event_id(lead.type, actors, firm, place, when, assertion, sides=lead.sides),
        type=lead.type, mode=lead.mode, contexts=code.contexts if code else (), cameo=lead.cameo, quad=kind.quad,
        goldstein=code.goldstein if code else None, actors=actors, recipients=recipients, place=place, date=when,
        assertion=assertion, evidence=tuple(evidence(happening, doc, text)), confidence=sure,
    )  # fmt: skip


def _unmanned(party: Party, text: str, weapons: frozenset[str]) -> Party:
    """Drones that hit a town are not the town's own: a weapon without a country keeps none."""
    words = text[party.start : party.end].split() or [""]
    named = bool(party.entities) or any(w[:1].isupper() for w in words[:-1])
    return party if named or not {words[-1].lower(), words[-1].lower().rstrip("s")} & weapons else replace(party, codes=())


def _participant(kind: type[T], party: Party, i: int, text: str) -> T:
    codes = party.codes
    return kind(
        text=text[party.start : party.end], start=party.start, end=party.end,
        entity=party.entities[i] if i < len(party.entities) else None, code=(codes[i] or None) if i < len(codes) else None,
    )  # fmt: skip


def evidence(happening: Happening, doc: Doc, text: str) -> list[Evidence]:
    """Every passage that tells of the happening, once, in order: the sentence, cut at the ends of its paragraph."""
    found: dict[tuple[int, int], Evidence] = {}
    for draft in sorted(happening.drafts, key=lambda d: d.trigger.i):
        start, end = passage(doc, draft.trigger.i, text)
        word = draft.trigger
        trigger = Trigger(text=word.text, start=word.idx, end=word.idx + len(word))
        found.setdefault((start, end), Evidence(start=start, end=end, trigger=trigger))
    return list(found.values())


def passage(doc: Doc, i: int, text: str) -> tuple[int, int]:
    """Code points of the sentence around word `i`, within its paragraph and without surrounding space."""
    sentence, token = doc[i].sent, doc[i]
    start, end = sentence.start_char, sentence.end_char
    left = text.rfind("\n", start, token.idx)
    if left >= 0:
        start = left + 1
    right = text.find("\n", token.idx + len(token), end)
    if right >= 0:
        end = right
    while start < token.idx and text[start].isspace():
        start += 1
    while end > token.idx + len(token) and text[end - 1].isspace():
        end -= 1
    return start, end


def event_id(
    type_: str,
    actors: tuple[Actor, ...],
    recipients: tuple[Recipient, ...],
    place: Place | None,
    when: EventDate | None,
    assertion: Assertion,
    *,
    sides: bool,
) -> str:
    """The same type, actors, recipients, country of the place and day give the same id everywhere; sides may swap in a meeting.

    A place in the country of one of the sides adds nothing: one outlet names it, the other doesn't.
    """
    one = sorted({a.code or a.text.lower() for a in actors})
    two = sorted({r.code or r.text.lower() for r in recipients})
    if sides:
        one, two = sorted({*one, *two}), []
    claim = (
        ""
        if (assertion.polarity, assertion.modality, assertion.background) == ("affirmed", "asserted", False)
        else (f"{assertion.polarity}/{assertion.modality}/{assertion.background}")
    )
    sides_lands = {c[:3] for c in (*one, *two)}
    country = (place.country if place else None) or ""
    country = "" if country in sides_lands else country
    day = when.start.isoformat() if when else ""
    key = "|".join((type_, ",".join(one), ",".join(two), country, day, claim))
    return "e-" + hashlib.sha256(key.encode()).hexdigest()[:16]
