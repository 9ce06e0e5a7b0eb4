"""What does one verb tell? Its entry, its sides, and what its tense makes of it: the ground that all readings stand on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Token

from crawler.annotate.cast import Cast
from crawler.annotate.events import roles
from crawler.annotate.events.assertion import claim, speaker
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.localise import BODIES
from crawler.annotate.events.match import Matcher
from crawler.annotate.events.merge import lands
from crawler.annotate.events.party import Party
from crawler.annotate.events.people import People
from crawler.annotate.events.syntax import Slots, ancestors, is_verbal, lemma, listed, noun_slots, slots, subjects
from crawler.ontology.lexicon import Entry, Lexicon

KIND = {
    "CONSULT": "meet", "AID": "aid", "COOPERATE": "coop", "SUPPORT": "talk", "AGREE": "talk", "CONCEDE": "yield",
    "RETREAT": "yield",
    "ASSAULT": "assault", "MOBILIZE": "mobilize", "COERCE": "coerce", "SANCTION": "sanction", "PROTEST": "protest",
    "ACCUSE": "accuse", "REJECT": "reject", "THREATEN": "threaten", "REQUEST": "request",
}  # fmt: skip
NOUN_KINDS = ("assault", "sanction", "coerce", "mobilize", "protest", "accuse", "meet", "change", "yield", "aid", "coop", "talk")
COMES_TRUE = frozenset({"meet", "aid", "coop", "yield", "talk", "assault", "coerce", "sanction", "protest", "mobilize"})
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD"})
NO_GUESS = frozenset({"CONSULT", "STATEMENT", "SUPPORT"})
"""Types whose recipient is not guessed from the order of words."""
SPOKEN_OF = frozenset({"xcomp", "conj", "pcomp", "prep", "dobj", "advcl", "acl", "ccomp", "dative", "pobj"})
"""Functions through which what is below a promise, a demand or a refusal is spoken of with it."""
DOMINANT = 0.6
"""Share of the mentions of countries above which a text without a source is taken for that country's."""
AT_HOME = frozenset({"MOBILIZE", "PROTEST", "AGREE", "CONCEDE", "RETREAT", "REJECT", "THREATEN", "COERCE", "AID", "REQUEST"})
"""Types whose other side may be a place or a company named beside, for want of another."""
OUTWARD = frozenset({"ACCUSE", "REJECT", "SANCTION", "THREATEN", "REQUEST"})
"""Types that one hardly does to one's own."""
SPEECH = frozenset({"STATEMENT", "APPEAL"})
HOLDING = frozenset({"hold", "capture", "detain", "jail", "kidnap", "abduct", "imprison", "take", "seize"})


class Deeds:
    """Reads plain deeds of one parsed text, and keeps what was read of its words."""

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
        return party.named or (party.coded and self.land is not None)

    def slots(self, verb: Token) -> Slots:
        """Slots of a verb, kept."""
        if verb.i not in self._slots:
            self._slots[verb.i] = slots(verb)
        return self._slots[verb.i]

    def _deed(self, verb: Token, around: Slots, entry: Entry) -> Draft | None:
        stated = claim(verb, verb, self.published)
        draft = Draft(
            entry.type or "", entry.mode, entry.cameo, verb, verb, entry, stated, sides=entry.sides, slots=around, confidence=0.75
        )
        if lemma(verb) in ("shoot", "gun") and not around.obj and not around.passive and not around.own:
            hit = [t for t in around.subj if lemma(t) in self.people.weapons]
            if hit:  # 'helicopter shot down': a headline's passive
                around.obj, around.subj, around.passive = hit, [], True
        self._roles(draft, around)
        self._relieves(draft)
        if entry.pattern.has_below:
            for below in around.below:
                self._consume_below(below)
        self._consume_objects(around, all_nouns=entry.type not in ("ACCUSE", "SUPPORT", "REJECT"))
        if entry.joint and (
            len(lands(draft.actors)) > 1 or around.preps.get("with") or self.matcher.words(around.obj) & {"joint", "bilateral"}
        ):
            if not any(
                p.start == r.start for p in draft.recipients for w in around.preps.get("with", []) if (r := self.people.party(w))
            ):
                draft.recipients = []
            type_, mode, cameo = entry.joint.split()
            draft.type, draft.mode, draft.cameo, draft.sides = type_, None if mode == "-" else mode, cameo, True
        if (
            draft.type == "PROTEST"
            and lemma(verb) == "protest"
            and draft.actors
            and all(c[3:6] in OFFICIAL for p in draft.actors for c in p.codes if c)
            and any(p.codes for p in draft.actors)
        ):
            draft.type, draft.mode, draft.cameo = "ACCUSE", "disapprove", "111"
            draft.notes.append("officials protest in words")
        if draft.sides and draft.recipients and lands(draft.recipients) <= lands(draft.actors) and len(lands(draft.actors)) > 1:
            draft.recipients = []
        return self._in_time(draft)

    def _relieves(self, draft: Draft) -> None:
        """Troops sent to keep the peace or to help after a disaster are aid (PLOVER, MOBILIZE note)."""
        if draft.type != "MOBILIZE" or not draft.recipients:
            return
        words = {lemma(t) for t in (draft.verb or draft.trigger).subtree if abs(t.i - draft.trigger.i) < 30}
        if words & self.lexicon.words("relief_work"):
            draft.type, draft.mode, draft.cameo = "AID", None, "074"
            draft.notes.append("troops sent to help or to keep the peace")

    def _roles(self, draft: Draft, around: Slots) -> None:
        entry = draft.entry
        draft.actors = roles.fresh(roles.actors(entry, around, self.people), [])
        draft.recipients, slot = roles.recipients(entry, around, self.people, draft.actors)
        if entry.sides and not draft.actors and not around.passive:
            named = [p for t in around.subj if not self.people.is_human(t) for p in self.people.inside(t)]
            if len({c[:3] for p in named for c in p.codes}) > 1:
                draft.actors = roles.fresh(named, [])
                draft.recipients = []
        paper = self._paper(draft.trigger)
        if paper is not None:
            to = noun_slots(paper).preps.get("to", []) + (
                self.slots(paper.head).preps.get("to", []) if is_verbal(paper.head) else []
            )
            addressed = roles.fresh(self.people.targets(to, deep=False), draft.actors)
            if any(p.named for p in addressed):
                draft.recipients, slot = addressed, "to"
        if slot:
            draft.notes.append(f"recipient from {slot.rstrip('?')}")
        if (
            not draft.actors
            and around.passive
            and draft.type in ("CONCEDE", "AGREE", "RETREAT", "AID")
            and draft.mode not in ("ceasefire", "withdraw")
        ):
            told = speaker(draft.trigger)
            draft.actors = self.people.actors([told[0]]) if told is not None and draft.claim.future else []
        if not draft.actors and around.passive and draft.type == "ASSAULT":
            draft.actors = self._attackers(around, draft.trigger)
        if not draft.actors and around.passive and (draft.type == "MOBILIZE" or draft.mode == "withdraw"):
            draft.actors = [p for noun in around.obj for p in self.people.behind(noun) if p.named][:1]
        if (not draft.actors and around.passive and draft.type in ("COERCE", "SANCTION", "REJECT")) or (
            draft.type == "RETREAT" and draft.mode == "release"
        ):
            draft.actors = (
                draft.actors
                or self._holders(around)
                or self._police_saying(draft)
                or self._authority(around, draft.recipients, release=draft.type == "RETREAT")
            )
        if draft.type == "AID" and draft.trigger.dep_ == "acl" and (slot != "iobj" and slot != "to"):
            for above in ancestors(draft.trigger, 5):
                if is_verbal(above):
                    if lemma(above) in self.reverse:
                        given = roles.fresh(self.people.targets(subjects(above), deep=False), draft.actors)
                        draft.recipients = given or draft.recipients
                    break
        if not draft.recipients and draft.type == "AID":
            for purpose in (c for c in draft.trigger.children if c.dep_ in ("advcl", "xcomp") and c.tag_ == "VB"):
                draft.recipients = draft.recipients or roles.fresh(self.people.targets(self.slots(purpose).obj), draft.actors)
        if draft.type == "ACCUSE" and not draft.recipients:
            draft.recipients = roles.fresh(self.people.targets(self._after(draft.trigger), deep=False), draft.actors)
        if draft.type not in NO_GUESS and not draft.sides and not any(p.named for p in draft.recipients):
            farther = self._rightward(draft) or (self._at(draft) if not draft.recipients else None)
            if farther is not None and not (draft.recipients and draft.type in roles.VICTIM_TYPES):
                draft.recipients, slot = [farther], "order?"
        if not draft.recipients and not draft.sides and draft.type in roles.DEEP_TYPES | roles.GOODS_TYPES | {"PROTEST"}:
            draft.recipients = roles.fresh(self._unnamed(around, entry), draft.actors)
        if draft.type == "AGREE" and slot.rstrip("?") in ("in", "at"):
            draft.recipients = [p for p in draft.recipients if not self._is_town(p)]
        if draft.type in OUTWARD and draft.actors:
            draft.recipients = [p for p in draft.recipients if not self._own(p, draft.actors, guessed=slot.endswith("?"))]
        ends = self.people.text.find("\n", draft.trigger.idx)
        if ends >= 0 and slot:
            draft.recipients = [p for p in draft.recipients if p.start < ends]
        if slot.endswith("?"):
            draft.confidence -= 0.1
            draft.guessed = True

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
            if party is not None and not any(party.start < a.end and a.start < party.end for a in draft.actors):
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
        return owned and lands([party]) <= lands(doers)

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

    def _consume_objects(self, around: Slots, *, all_nouns: bool) -> None:
        """Event nouns that a verb entry has already read are no events of their own; what is condemned or praised is."""
        for noun in (*around.obj, *around.complements):
            entries = self.lexicon.nouns.get(lemma(noun))
            if entries and (all_nouns or not any(e.bare for e in entries)):
                self.used.add(noun.i)

    def _consume_below(self, word: Token) -> None:
        """Deeds within a deed that is only promised, asked or refused are spoken of too, save in finite clauses of their own."""
        stack = [word]
        while stack:
            token = stack.pop()
            self.used.add(token.i)
            stack += [
                c
                for c in token.children
                if c.dep_ in SPOKEN_OF and not (c.dep_ in ("ccomp", "advcl", "conj") and c.tag_ in ("VBD", "VBZ", "VBP"))
            ]

    def _in_time(self, draft: Draft) -> Draft | None:
        """A deed to come becomes a promise or a threat; one that will not come a refusal."""
        stated = draft.claim
        kind = KIND.get(draft.type)
        if stated.hypothetical and speaker(draft.verb or draft.trigger) is None and stated.modality == "asserted":
            draft.claim = replace(stated, modality="possible")
            return draft
        if not stated.future or stated.modality in ("conditional", "possible", "demanded") or kind not in COMES_TRUE:
            if stated.future and stated.modality == "asserted" and kind is not None:
                draft.claim = replace(stated, modality="planned")
            return draft
        if stated.negated:
            if kind in ("meet", "aid", "coop", "yield", "talk"):
                self._become(draft, self.operators["refuse"].get(kind), "said not to come")
                draft.claim = replace(draft.claim, negated=False)
            else:
                draft.claim = replace(draft.claim, modality="planned")
            return draft
        table = "promise" if self._own_word(draft) else "future"
        self._become(draft, self.operators[table].get(kind), "to come")
        return draft

    def _own_word(self, draft: Draft) -> bool:
        told = speaker(draft.verb or draft.trigger)
        if told is None:
            return any(t.lower_ in ("we", "i") for t in (draft.slots.subj if draft.slots else []))
        by = self.people.party(told[0])
        return by is None or any(set(by.codes) & set(a.codes) or by.start == a.start for a in draft.actors) or not draft.actors

    def _become(self, draft: Draft, result: str | None, why: str) -> None:
        if not result:
            return
        first, second, *rest = result.split()
        if first == "keep":
            draft.claim = replace(draft.claim, modality=second, negated=draft.claim.negated or second == "negated")  # type: ignore[arg-type]
        else:
            draft.notes.append(f"{draft.type} {why}")
            draft.type, draft.mode, draft.cameo = first, None if second == "-" else second, rest[0]
            draft.claim = replace(draft.claim, modality="asserted", future=True)


def _finite_clause(word: Token) -> bool:
    """A clause of its own: with a subject and a tense."""
    return is_verbal(word) and any(c.dep_ in ("nsubj", "nsubjpass") for c in word.children)
