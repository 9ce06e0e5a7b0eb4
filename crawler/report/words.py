"""How does one say an event? A record's events as sentences that a person reads, built from the record and words.yml alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from crawler.model import Document, Event, Participant

FILE = Path(__file__).with_name("words.yml")
SYMMETRIC = {"CONSULT", "COOPERATE", "AGREE"}
HELPERS = {"asserted": None, "planned": "will", "possible": "may", "demanded": "should", "conditional": "would"}
"""What stands before the verb: what is planned did not happen, and a past tense would say so."""

_VERB = re.compile(r"(\w+)\|(\w+)")
"""A verb twice: `meet|met`, not `meet or met`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one kind of event is said: to somebody, of one side alone, of several sides together."""

    to: str
    alone: str
    together: str


@lru_cache(maxsize=1)
def phrases() -> dict[str, Phrase]:
    """The phrases of words.yml by type and by CAMEO code."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        name: Phrase(said["to"], said["alone"], said.get("together", said["alone"]))
        for name, said in (raw["types"] | raw["codes"]).items()
    }


def phrase(type_: str, cameo: str | None) -> Phrase:
    """The phrase of a code: its own, that of the longest code above it, or the type's."""
    known, code = phrases(), cameo or ""
    return next((known[code[:n]] for n in range(len(code), 1, -1) if code[:n] in known), known[type_])


def in_words(event: Event, document: Document) -> str:
    """One sentence for one event: who did what to whom, where, when, and how far the text vouches for it."""
    actors, recipients = _names(event.actors, document), _names(event.recipients, document)
    said = phrase(event.type, event.cameo)
    equals = event.type in SYMMETRIC and len(event.actors) > 1
    core = said.to if recipients else said.together if equals else said.alone
    core = f"{actors or 'Somebody'} {_conjugated(core, event)}".replace("{whom}", recipients)
    where = f" in {event.place.text}" if event.place else ""
    when = f" on {event.date.start.isoformat()}" if event.date and event.date.granularity == "day" else ""
    if event.date and not when:
        when = f" between {event.date.start.isoformat()} and {event.date.end.isoformat()}"
    return core + where + when + _doubts(event)


def _conjugated(said: str, event: Event) -> str:
    """The phrase in the past, or in the mood that the text gives it."""
    helper, negated = HELPERS[event.assertion.modality], event.assertion.polarity == "negated"
    if helper is None and not negated:
        return _VERB.sub(r"\2", said)
    return " ".join(filter(None, (helper or "did", "not" * negated, _VERB.sub(r"\1", said))))


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
