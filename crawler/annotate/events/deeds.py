"""What does one verb tell? Its entry, its sides, and what its tense makes of it: the ground that all readings stand on."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from crawler.annotate.events import roles
from crawler.annotate.events.assertion import claim, speaker
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.merge import lands
from crawler.annotate.events.search import Search
from crawler.annotate.events.syntax import Slots, ancestors, is_verbal, lemma, noun_slots, subjects
from crawler.ontology.lexicon import Entry

KIND = {
    "CONSULT": "meet", "AID": "aid", "COOPERATE": "coop", "SUPPORT": "talk", "AGREE": "talk", "CONCEDE": "yield",
    "RETREAT": "yield",
    "ASSAULT": "assault", "MOBILIZE": "mobilize", "COERCE": "coerce", "SANCTION": "sanction", "PROTEST": "protest",
    "ACCUSE": "accuse", "REJECT": "reject", "THREATEN": "threaten", "REQUEST": "request",
}  # fmt: skip
COMES_TRUE = frozenset({"meet", "aid", "coop", "yield", "talk", "assault", "coerce", "sanction", "protest", "mobilize"})
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD"})
NO_GUESS = frozenset({"CONSULT", "STATEMENT", "SUPPORT"})
"""Types whose recipient is not guessed from the order of words."""
SPOKEN_OF = frozenset({"xcomp", "conj", "pcomp", "prep", "dobj", "advcl", "acl", "ccomp", "dative", "pobj"})
"""Functions through which what is below a promise, a demand or a refusal is spoken of with it."""
OUTWARD = frozenset({"ACCUSE", "REJECT", "SANCTION", "THREATEN", "REQUEST"})
"""Types that one hardly does to one's own."""
SPEECH = frozenset({"STATEMENT", "APPEAL"})


class Deeds(Search):
    """Reads plain deeds of one parsed text."""

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
        if not draft.actors and around.passive and (draft.type == "MOBILIZE" or draft.mode == "withdraw" or draft.cameo == "074"):
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
        nobodys = any(roles.is_nobodys(t) for t in roles.spoken_of(around))  # no guess then whom they mean
        if draft.type not in NO_GUESS and not draft.sides and not nobodys and not any(p.named for p in draft.recipients):
            farther = self._rightward(draft) or (self._at(draft) if not draft.recipients else None)
            if farther is not None and not (draft.recipients and draft.type in roles.VICTIM_TYPES):
                draft.recipients, slot = [farther], "order?"
        if (
            not draft.recipients
            and not draft.sides
            and not nobodys
            and draft.type in roles.DEEP_TYPES | roles.GOODS_TYPES | {"PROTEST"}
        ):
            draft.recipients = roles.fresh(self._unnamed(around, entry), draft.actors)
        if draft.type == "AGREE" and slot.rstrip("?") in ("in", "at"):
            draft.recipients = [p for p in draft.recipients if not self._is_town(p)]
        if draft.type in OUTWARD and draft.actors:
            others = [p for p in draft.recipients if not self._own(p, draft.actors, guessed=slot.endswith("?"))]
            if draft.recipients and not others:
                again, slot = roles.recipients(entry, around, self.people, [*draft.actors, *draft.recipients])
                others = [p for p in again if p.named and not self._own(p, draft.actors, guessed=True)]
            draft.recipients = others
        ends = self.people.text.find("\n", draft.trigger.idx)
        if ends >= 0 and slot:
            draft.recipients = [p for p in draft.recipients if p.start < ends]
        if slot.endswith("?"):
            draft.confidence -= 0.1
            draft.guessed = True

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
                if not any(p.named for p in draft.recipients):
                    draft.recipients = self._awaited(draft) or draft.recipients
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
