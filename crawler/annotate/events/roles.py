"""Who are the actor and the recipient of a trigger? Slots named by the entry, best first, then what is left."""

from __future__ import annotations

from spacy.tokens import Token

from crawler.annotate.events.party import Party
from crawler.annotate.events.people import NOBODYS, People
from crawler.annotate.events.syntax import Slots, lemma, slots, subjects
from crawler.ontology.lexicon import Entry

LATER = ("against", "on", "with", "to", "toward", "towards", "for", "over", "at", "upon", "of", "into")
"""Prepositions tried for a recipient when the entry's own slots are empty."""
VICTIM_TYPES = frozenset({"ASSAULT", "COERCE"})
HOME_TYPES = frozenset({"COERCE", "ASSAULT", "CONCEDE", "RETREAT", "PROTEST", "MOBILIZE"})
"""Types that may be done to one's own country."""
GOODS_TYPES = frozenset({"AGREE", "AID", "MOBILIZE", "CONCEDE", "RETREAT", "REJECT"})
"""Types in which troops are what is sent or withdrawn, not those it is done to."""
NO_PARTY = frozenset({"DATE", "TIME", "MONEY", "CARDINAL", "PERCENT", "QUANTITY", "ORDINAL"})
"""Kinds of phrases (OntoNotes) that name nobody."""
SHOTS = frozenset({"fire", "shot", "round", "gas", "operation", "strike", "war"})
"""What is fired or waged is nobody it is done to."""
PLACE_TYPES = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "AID", "RETREAT", "PROTEST", "CONCEDE"})
"""Types whose place may stand for those it concerns: 'imposed a curfew in X'."""
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
        for name in entry.from_ or ("subj",):
            parties = people.actors((found.by if found.passive else found.subj) if name == "subj" else heads(name, found))
            if parties:
                return parties
        return []
    for name in entry.from_ or ("by", "of", "poss", "amod"):
        parties = people.actors(heads(name, found))
        parties = [p for p in parties if p.coded or name not in ("of", "amod")]
        if parties:
            return parties
    return []


def recipients(entry: Entry, found: Slots, people: People, taken: list[Party]) -> tuple[list[Party], str]:
    """To whom, and the slot that gave it ('?' after it: a guess); '' for none. Parties in `taken` are passed over.

    Somebody with a name goes before people without one, save where people are the victims.
    """
    names = entry.to or ("obj", "to")
    if any(is_nobodys(t) for t in spoken_of(found)):
        return [], ""
    if entry.type in VICTIM_TYPES:
        return _direct(entry, found, people, taken, names, named=False) or _guessed(entry, found, people, taken, names)
    direct = _direct(entry, found, people, taken, names, named=True) or _direct(entry, found, people, taken, names, named=False)
    if direct is not None:
        return direct
    guess = _guessed(entry, found, people, taken, names)
    return guess if any(p.named for p in guess[0]) else _guessed(entry, found, people, taken, names, own=True)


def spoken_of(found: Slots) -> list[Token]:
    """The object, else the subject of what is said: 'warned that their planes …'."""
    return found.obj or [t for below in found.below[:1] for t in subjects(below)]


def is_nobodys(word: Token) -> bool:
    """'Western nations': somebody, though of no country."""
    return any(c.dep_ == "amod" and c.lower_ in NOBODYS for c in word.children)


def _direct(
    entry: Entry, found: Slots, people: People, taken: list[Party], names: tuple[str, ...], *, named: bool
) -> tuple[list[Party], str] | None:
    """The first of the entry's slots that holds somebody."""
    for name in names if not found.iobj else ("iobj", *names):
        parties = fresh(
            people.targets(
                heads(name, found),
                deep=name not in ("in", "at", "near", "from") or (name == "from" and entry.type == "SANCTION"),
                forces=entry.type not in GOODS_TYPES or name != "obj" or entry.mode == "release",
            ),
            taken,
        )
        if name in ("in", "at") and entry.type == "CONSULT":
            parties = [p for p in parties if p.kind != "group"]
        own = {code[:3] for t in taken for code in t.codes if code}
        parties = [
            p
            for p in parties
            if p.sure == 1 or entry.type in VICTIM_TYPES or not all(c in own for c in p.codes if c) or not any(p.codes)
        ]
        parties = [p for p in parties if p.named or not named or name == "iobj"]
        if parties:
            return parties, name
    return None


def _guessed(
    entry: Entry, found: Slots, people: People, taken: list[Party], names: tuple[str, ...], *, own: bool = False
) -> tuple[list[Party], str]:
    """What is left: other prepositions, clauses below, the thing itself, the place."""
    if entry.type in DEEP_TYPES or entry.operator is not None:
        for name in LATER:
            if name not in names:
                parties = _others(own, fresh(people.targets(heads(name, found)), taken), taken)
                if parties:
                    return parties, f"{name}?"
        for below in found.below[:2]:
            inner = slots(below)
            for group in (inner.subj, inner.obj, inner.iobj, inner.by, *(inner.preps.get(n, []) for n in (*LATER, "in", "from"))):
                parties = _others(
                    own, [p for p in fresh(people.targets(group, forces=entry.type not in GOODS_TYPES), taken) if p.named], taken
                )
                if parties:
                    return parties, "below?"
    if entry.type in PLACE_TYPES or entry.operator is not None:
        for name in ("in", "from", "at", "across", "near", "into", "through"):
            parties = [p for p in fresh(people.targets(heads(name, found)), taken) if p.named and not is_person(p, people)]
            if entry.type not in HOME_TYPES and not own:
                parties = _others(own, parties, taken)
            if parties:
                return parties[:1], f"{name}?"
    if not entry.noun and "obj" in names and not entry.sides and (entry.type in DEEP_TYPES or entry.mode == "boycott"):
        things = fresh(
            [
                people.nameless(t)
                for t in found.obj
                if t.pos_ in ("NOUN", "PROPN")
                and lemma(t) not in people.weapons | SHOTS
                and lemma(t) not in (entry.pattern.objects or ())
                and not people.is_own(t)
            ],
            taken,
        )
        if things:
            return things[:1], "obj?"
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
    own = {code[:3] for t in taken for code in t.codes if code}
    bare = [p for p in found if len(p.codes) == 1 and len(p.codes[0]) == 3 and p.codes[0] in own]
    return [p for p in found if p not in bare] if len(found) > len(bare) else found


def _others(own_too: bool, parties: list[Party], taken: list[Party]) -> list[Party]:
    """Without the doers' own country, where it is only found by guess."""
    if own_too:
        return parties
    own = {code[:3] for t in taken for code in t.codes if code}
    return [p for p in parties if not any(p.codes) or any(c and (len(c) > 3 or c not in own) for c in p.codes)]


def is_person(party: Party, people: People) -> bool:
    """Whether a party is a person by name."""
    return bool(party.entities) and all(people.cast.entities[i].label == "PERSON" for i in party.entities)
