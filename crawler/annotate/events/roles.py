"""Who are the actor and the recipient of a trigger? Slots named by the entry, best first, then what is left."""

from __future__ import annotations

from spacy.tokens import Token

from crawler.annotate.events.people import PLACE_LABELS, Party, People
from crawler.annotate.events.syntax import Slots, slots, subjects
from crawler.ontology.lexicon import Entry

LATER = ("against", "on", "with", "to", "toward", "towards", "for", "over", "at", "upon", "of", "into")
"""Prepositions tried for a recipient when the entry's own slots are empty."""
DEEP_TYPES = frozenset(
    {"ACCUSE", "REJECT", "REQUEST", "APPEAL", "SUPPORT", "THREATEN", "CONCEDE", "AGREE", "SANCTION", "COERCE", "ASSAULT", "RETREAT"}
)


def heads(name: str, found: Slots) -> list[Token]:
    """The words in a slot."""
    if name == "subj":
        return found.subj
    if name == "obj":
        return found.obj
    if name == "iobj":
        return found.iobj
    if name == "by":
        return found.by or found.preps.get("by", [])
    if name == "comp":
        return [t for below in found.below for t in subjects(below)]
    return found.preps.get(name, [])


def actors(entry: Entry, found: Slots, people: People) -> list[Party]:
    """Who did it: the subject, or the 'by' of a passive; of a noun what the entry says."""
    if not entry.noun:
        if found.passive:
            return people.actors(found.by)
        return people.actors(found.subj)
    for name in entry.from_ or ("by", "of", "poss", "amod"):
        parties = people.actors(heads(name, found))
        parties = [p for p in parties if p.coded or name not in ("of", "amod")]
        if parties:
            return parties
    return []


def recipients(entry: Entry, found: Slots, people: People, taken: list[Party]) -> tuple[list[Party], str]:
    """To whom, and the slot that gave it; '' for none. Parties in `taken` are passed over."""
    names = entry.to or ("obj", "to")
    for name in names:
        parties = fresh(people.targets(heads(name, found), deep=name not in ("in", "at", "near", "from")), taken)
        if name in ("in", "at") and entry.type == "CONSULT":
            parties = [p for p in parties if p.kind != "group"]
        if parties:
            return parties, name
    if entry.type not in DEEP_TYPES and entry.operator is None:
        return [], ""
    for name in LATER:
        if name not in names:
            parties = fresh(people.targets(heads(name, found)), taken)
            if parties:
                return parties, f"{name}?"
    for below in found.below[:2]:
        inner = slots(below)
        for group in (inner.subj, inner.obj, inner.iobj, inner.by, *(inner.preps.get(n, []) for n in (*LATER, "in", "from"))):
            parties = fresh(people.targets(group), taken)
            if parties:
                return parties, "below?"
    if not entry.noun and "obj" in names:
        things = [people.nameless(t) for t in found.obj if t.pos_ in ("NOUN", "PROPN")]
        things = fresh(things, taken)
        if things:
            return things[:1], "obj"
    for name in ("in", "from", "by"):
        parties = fresh(people.targets(heads(name, found), deep=False), taken)
        if parties:
            return parties, f"{name}?"
    return [], ""


def fresh(parties: list[Party], taken: list[Party]) -> list[Party]:
    """The parties that are nobody of `taken`: other words, and not the same person or body."""
    found: list[Party] = []
    for party in parties:
        if any(party.start < t.end and t.start < party.end for t in [*taken, *found]):
            continue
        if party.entities and any(set(party.entities) == set(t.entities) for t in taken):
            continue
        found.append(party)
    return found


def is_place(party: Party, people: People) -> bool:
    """Whether a party is nothing but a place."""
    return bool(party.entities) and all(people.cast.entities[i].label in PLACE_LABELS for i in party.entities)
