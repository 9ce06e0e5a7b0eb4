"""How does one say an event? A record's events as sentences that a person reads, built from the record alone."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.model import Document, Event, Participant

VERBS = {
    "AGREE": "agreed to cooperate with", "CONSULT": "met", "SUPPORT": "supported", "CONCEDE": "yielded in words to",
    "COOPERATE": "cooperated with", "AID": "gave aid to", "RETREAT": "gave way to", "REQUEST": "demanded of",
    "ACCUSE": "accused or criticised", "REJECT": "refused", "THREATEN": "threatened", "PROTEST": "protested against",
    "SANCTION": "took sanctions against", "MOBILIZE": "mobilised against", "COERCE": "coerced", "ASSAULT": "attacked",
    "STATEMENT": "made a statement to", "APPEAL": "appealed to",
}  # fmt: skip
ALONE = {
    "AGREE": "agreed to cooperate", "CONSULT": "held a meeting", "SUPPORT": "gave support", "CONCEDE": "yielded in words",
    "COOPERATE": "cooperated", "AID": "gave aid", "RETREAT": "gave way", "REQUEST": "made a demand", "ACCUSE": "made an accusation",
    "REJECT": "refused", "THREATEN": "made a threat", "PROTEST": "protested", "SANCTION": "took sanctions", "MOBILIZE": "mobilised",
    "COERCE": "used coercion", "ASSAULT": "attacked", "STATEMENT": "made a statement", "APPEAL": "made an appeal",
}  # fmt: skip
SYMMETRIC = {"CONSULT": "met", "COOPERATE": "cooperated", "AGREE": "agreed to cooperate"}


def in_words(event: Event, document: Document) -> str:
    """One sentence for one event: who did what to whom, where, when, and how far the text vouches for it."""
    actors, recipients = _names(event.actors, document), _names(event.recipients, document)
    if recipients:
        core = f"{actors or 'Somebody'} {VERBS[event.type]} {recipients}"
    elif event.type in SYMMETRIC and len(event.actors) > 1:
        core = f"{actors} {SYMMETRIC[event.type]}"
    else:
        core = f"{actors or 'Somebody'} {ALONE[event.type]}"
    where = f" in {event.place.text}" if event.place else ""
    when = f" on {event.date.start.isoformat()}" if event.date and event.date.granularity == "day" else ""
    if event.date and not when:
        when = f" between {event.date.start.isoformat()} and {event.date.end.isoformat()}"
    return core + where + when + _doubts(event)


def _names(side: Sequence[Participant], document: Document) -> str:
    names = list(dict.fromkeys(_name(p, document) for p in side))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _name(participant: Participant, document: Document) -> str:
    name = participant.text
    if participant.entity is not None and participant.entity < len(document.entities):
        name = document.entities[participant.entity].name
    return f"{name} ({participant.code})" if participant.code else name


def _doubts(event: Event) -> str:
    said = event.assertion
    notes = [said.modality] * (said.modality != "asserted") + ["denied"] * (said.polarity == "negated")
    notes += ["background"] * said.background + [f"according to {said.attributed_to}"] * bool(said.attributed_to)
    return f" [{', '.join(notes)}]" if notes else ""
