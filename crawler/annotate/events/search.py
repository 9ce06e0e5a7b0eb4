"""Where do the sides of a deed stand when its own slots are empty? In the order of words, the place, those who hold or tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Token

from crawler.annotate.cast import Cast
from crawler.annotate.events import roles
from crawler.annotate.events.assertion import speaker
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.localise import BODIES
from crawler.annotate.events.match import Matcher
from crawler.annotate.events.merge import lands
from crawler.annotate.events.party import Party
from crawler.annotate.events.people import People
from crawler.annotate.events.syntax import Slots, is_verbal, lemma, listed, noun_slots, slots, subjects
from crawler.ontology.lexicon import Entry, Lexicon

NOUN_KINDS = ("assault", "sanction", "coerce", "mobilize", "protest", "accuse", "meet", "change", "yield", "aid", "coop", "talk")
DOMINANT = 0.6
"""Share of the mentions of countries above which a text without a source is taken for that country's."""
AT_HOME = frozenset({"MOBILIZE", "PROTEST", "AGREE", "CONCEDE", "RETREAT", "REJECT", "THREATEN", "COERCE", "AID", "REQUEST"})
"""Types whose other side may be a place or a company named beside, for want of another."""
AWAITING = frozenset({"until", "till", "unless", "if", "before"})
HOLDING = frozenset({"hold", "capture", "detain", "jail", "kidnap", "abduct", "imprison", "take", "seize"})


class Search:
    """Keeps what was read of the words of one parsed text, and looks beyond a verb's own slots for who is meant."""

    def __init__(self, doc: Doc, cast: Cast, lexicon: Lexicon, published: date | None, home: str | None = None) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.published = published
        self.people = People(doc.text, cast, lexicon, home)
        self.matcher = Matcher(lexicon, self.people)
        self.land = home or self._dateline()
        self.country = self.land or self._dominant()
        self.used: set[int] = set()
        self.light = lexicon.words("light")
        self.reverse = lexicon.words("light_reverse")
        self.happen = lexicon.words("happen")
        self.kinds = {kind: lexicon.words(f"kind_{kind}") for kind in NOUN_KINDS}
        self.operators = lexicon.operators
        self._slots: dict[int, Slots] = {}

    def _dateline(self) -> str | None:
        """The country that the text is sent from."""
        cast = self.people.cast
        for start, end in self.people.datelines:
            for ref in self.people.within(start, end):
                for i in ref.entities:
                    if cast.entities[i].label == "GPE" and cast.entities[i].code:
                        return (cast.entities[i].code or "")[:3]
        return None

    def _dominant(self) -> str | None:
        """The country that most of what is named in the text belongs to."""
        counts: Counter[str] = Counter()
        for entity in self.people.cast.entities:
            if entity.code and entity.code[:3] not in BODIES and not entity.code.startswith("---"):
                counts[entity.code[:3]] += len(entity.mentions)
        total = sum(counts.values())
        top = counts.most_common(1)
        return top[0][0] if total >= 4 and top[0][1] >= DOMINANT * total else None

    def grounded(self, party: Party) -> bool:
        """Whether it is known who is meant: a name, a country, or people of the country that the text comes from."""
        return party.named or (party.coded and (self.land is not None or self._by_name(party)))

    def _by_name(self, party: Party) -> bool:
        """'leaders of the Reform Party', 'Fenwick Mill workers': somebody in particular, though no list knows the name."""
        words = self.people.text[party.start : party.end].split()
        return party.kind == "group" and any(w[:1].isupper() for w in words[1:])

    def slots(self, verb: Token) -> Slots:
        """Slots of a verb, kept."""
        if verb.i not in self._slots:
            self._slots[verb.i] = slots(verb)
        return self._slots[verb.i]

    def _is_town(self, party: Party) -> bool:
        """A town or a country by its own name: with 'in' where it was said, not to whom."""
        labels = {self.people.cast.entities[i].label for i in party.entities}
        return party.kind == "name" and labels <= {"GPE", "LOC", "FAC"}

    def _unnamed(self, around: Slots, entry: Entry) -> list[Party]:
        """People, bodies and places that the words name by kind alone: 'aid to the coastal districts'."""
        for place in (around, *(self.slots(b) for b in around.below[:1])):
            for name in ("to", "against", "from", "for", "on", "in", "at"):
                if name in ("in", "at", "on", "for") and name not in entry.to:
                    continue
                for word in roles.heads(name, place):
                    if word.ent_type_ not in roles.NO_PARTY and (self.people.is_human(word) or lemma(word) in self.people.things):
                        return [replace(self.people.nameless(word), sure=0.2)]
        for below in around.below[:1]:
            inner = self.slots(below)
            for word in (*inner.iobj, *inner.obj, *(inner.preps.get("to", []) if inner.obj else [])):
                given = word in inner.preps.get("to", []) and word.pos_ == "NOUN"
                helped = self.people.is_human(word) and not self.people.is_own(word)
                if word.ent_type_ not in roles.NO_PARTY and (given or helped):
                    return [replace(self.people.nameless(word), sure=0.2)]
        return []

    @staticmethod
    def _after(verb: Token) -> list[Token]:
        """Who did what one is angry about: 'lashed out after the court ruled'."""
        for clause in verb.children:
            if clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("after", "because") for c in clause.children):
                return subjects(clause)
        return []

    def _at(self, draft: Draft) -> Party | None:
        """Where nobody else is named: the town, the country or the company that it concerns, be it the doer's own."""
        if draft.type not in AT_HOME or draft.mode == "resign":
            return None
        trigger = draft.trigger
        for word in trigger.doc[trigger.i + 1 : min(trigger.right_edge.i + 1, trigger.i + 25)]:
            if "\n" in word.text:
                return None
            ref = self.people.reference(word) if word.pos_ == "PROPN" else None
            if ref is None or len(ref.entities) != 1 or self.people.cast.entities[ref.entities[0]].label not in ("GPE", "ORG"):
                continue
            party = self.people.party(word, 0.3)
            if party is None or any(party.start < a.end and a.start < party.end for a in draft.actors):
                continue
            if draft.type == "AID" and lands([party]) <= lands(draft.actors):
                continue  # '… given by the United States (US)'
            return party
        return None

    @staticmethod
    def _paper(trigger: Token) -> Token | None:
        """The letter or statement that says it: 'sent a letter to Y demanding …'."""
        if trigger.dep_ == "acl" and trigger.head.lemma_.lower() in listed(trigger, "papers"):
            return trigger.head
        if trigger.dep_ == "advcl" and trigger.tag_ == "VBG" and is_verbal(trigger.head):
            return next(
                (c for c in trigger.head.children if c.dep_ == "dobj" and c.lemma_.lower() in listed(trigger, "papers")), None
            )
        return None

    def _rightward(self, draft: Draft) -> Party | None:
        """The first country or body named after the trigger in its sentence that is not the actor's own: by order, not by parse."""
        if draft.type == "PROTEST":
            return None
        own = {c[:3] for p in draft.actors for c in p.codes if c}
        trigger = draft.trigger
        for word in trigger.doc[trigger.i + 1 : min(trigger.sent.end, trigger.i + 40)]:
            if (
                "\n" in word.text
                or word.dep_ in ("parataxis", "ROOT")
                or (word.dep_ in ("ccomp", "conj", "advcl") and _finite_clause(word))
                or (word.dep_ == "conj" and word.head.i == trigger.i and word.tag_ in ("VBD", "VBZ", "VBP"))
            ):
                return None
            if word.pos_ in ("PROPN", "ADJ", "NOUN") and self.people.reference(word) is not None:
                party = self.people.party(word, 0.5)
                if (
                    party is not None
                    and party.named
                    and not (draft.type in roles.GOODS_TYPES and lemma(word) in self.people.forces)
                    and (not any(party.codes) or any(c and c[:3] not in own for c in party.codes))
                    and not any(party.start < a.end and a.start < party.end for a in draft.actors)
                ):
                    return party
        return None

    def _own(self, party: Party, doers: list[Party], *, guessed: bool) -> bool:
        """'its companies': what belongs to the doer; the doer's own country, where it is only guessed."""
        if guessed and party.codes and all(len(c) == 3 for c in party.codes) and lands([party]) <= lands(doers):
            return True
        owned = self.people.text[party.start : party.end].lower().startswith(("its ", "their ", "his ", "her "))
        return owned and lands([party]) <= lands(doers) and bool(lands(doers))

    def _attackers(self, around: Slots, verb: Token) -> list[Party]:
        """'were killed in an attack by X', 'in Pakistani strikes': whose attack it was."""
        for name in ("in", "during", "by"):
            shared = [n for c in verb.children if c.dep_ == "conj" and is_verbal(c) for n in self.slots(c).preps.get(name, [])]
            for noun in (*around.preps.get(name, []), *shared):
                entry = next((e for e in self.lexicon.nouns.get(lemma(noun), ()) if e.type == "ASSAULT" and not e.sides), None)
                found = roles.actors(entry, noun_slots(noun), self.people) if entry is not None else []
                if found:
                    self.used.add(noun.i)
                    return found
        return []

    def _holders(self, around: Slots) -> list[Party]:
        """Who holds them: 'the hostages held by X were freed'."""
        for noun in around.obj:
            for clause in noun.children:
                if clause.dep_ in ("acl", "relcl") and lemma(clause) in HOLDING:
                    found = self.people.actors(self.slots(clause).by)
                    if found:
                        return found
        return []

    def _police_saying(self, draft: Draft) -> list[Party]:
        """'police said five men had been detained': those who can do it tell of it."""
        told = speaker(draft.trigger)
        parties = self.people.actors([told[0]]) if told is not None and draft.type != "RETREAT" else []
        hit = lands(draft.recipients)
        police = [p for p in parties if any(c[3:6] in ("COP", "JUD", "MIL", "GOV") for c in p.codes if c)]
        return [p for p in police if not hit or not lands([p]) or lands([p]) == hit]

    def _authority(self, around: Slots, bearers: list[Party], *, release: bool) -> list[Party]:
        """Where nobody is said to do it, those who hold power at the place do: 'was arrested in X', 'expelled from X'."""
        for name in ("from",) if release else ("from", "in"):
            for party in roles.fresh(self.people.targets(around.preps.get(name, []), deep=True), bearers):
                if party.entities and self.people.cast.entities[party.entities[0]].label == "GPE":
                    return [party]
        return []

    def _awaited(self, draft: Draft) -> list[Party]:
        """'will not lift the ban until X gives way': whose deed is waited for."""
        for clause in draft.trigger.children:
            marks = (c for c in clause.children if c.dep_ in ("mark", "prep", "advmod"))
            if clause.dep_ != "advcl" or not any(c.lower_ in AWAITING for c in marks):
                continue
            inner = self.slots(clause)
            for words in ((inner.by or inner.obj) if inner.passive else inner.subj, inner.obj, *inner.preps.values()):
                awaited = roles.fresh(self.people.targets(words), draft.actors)
                if awaited:
                    return awaited
        return []


def _finite_clause(word: Token) -> bool:
    """A clause of its own: with a subject and a tense."""
    return is_verbal(word) and any(c.dep_ in ("nsubj", "nsubjpass") for c in word.children)
