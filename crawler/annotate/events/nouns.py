"""Which nouns tell of a deed? 'held talks', 'came under attack', 'the raid by X on Y': carried, happening or mentioned."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from crawler.annotate.events import roles
from crawler.annotate.events.assertion import claim
from crawler.annotate.events.deeds import Deeds
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.merge import lands
from crawler.annotate.events.syntax import ancestors, is_verbal, lemma, noun_slots


class Nouns(Deeds):
    """Reads event nouns."""

    def noun(self, noun: Token, carrier: Token | None = None) -> Draft | None:
        """The draft of an event noun: carried by a verb ('hold talks'), happening by itself, or only mentioned."""
        entry = self.matcher.noun(noun)
        if entry is None:
            return None
        if "of" in entry.to and lemma(noun) in self.lexicon.words("done_to"):
            others = tuple(name for name in entry.to if name != "of")
            entry = replace(entry, to=("of", *others), from_=tuple(name for name in entry.from_ if name != "of"))
        own = noun_slots(noun)
        verb, how = self._carrier(noun) if carrier is None else (carrier, "carried")
        draft = Draft(
            entry.type or "",
            entry.mode,
            entry.cameo,
            noun,
            verb,
            entry,
            claim(noun, verb, self.published),
            sides=entry.sides,
            slots=own,
            confidence=0.7,
        )
        draft.recipients, slot = roles.recipients(entry, own, self.people, [])
        draft.actors = roles.fresh(roles.actors(entry, own, self.people), draft.recipients if slot != "between" else [])
        ends = self.people.text.find("\n", noun.idx)
        draft.recipients = [p for p in draft.recipients if ends < 0 or p.start < ends]
        if entry.sides and not draft.actors and not draft.recipients and how != "bare":
            named = self.people.inside(noun)
            if len({c[:3] for p in named for c in p.codes}) > 1:
                draft.actors = named
        if draft.sides and slot in ("between", "and"):
            draft.recipients = []
        around = self.slots(verb) if verb is not None else None
        if how == "carried" and around is not None:
            subject = self.people.actors(around.by if around.passive else around.subj)
            if subject:
                draft.actors = subject
                draft.recipients = roles.fresh(draft.recipients, subject)
            if not draft.recipients:
                names = [n for n in (*entry.to, "with", "against", "on", "to") if n not in ("subj", "obj")]
                for name in names:
                    draft.recipients = roles.fresh(self.people.targets(roles.heads(name, around), deep=False), draft.actors)
                    if draft.recipients:
                        break
            draft.slots = around
        elif how == "reversed" and around is not None:
            draft.recipients = self.people.targets(around.subj, deep=False) or draft.recipients
            draft.actors = roles.fresh(
                draft.actors or self.people.actors(roles.heads("from", around) or own.preps.get("amod", [])), draft.recipients
            )
            if entry.sides and not draft.actors:
                return None
        elif how == "happens" and around is not None:
            if not draft.actors:
                draft.actors = self.people.actors(around.preps.get("between", []))
        else:
            sides = len(draft.actors) + len(draft.recipients)
            draft.links = True
            draft.confidence = 0.45
            if not (entry.bare and sides >= 2 and any(p.coded for p in draft.actors)):
                if entry.type not in ("CONSULT", "PROTEST", "ASSAULT"):
                    return None
                draft.notes.append("a mention, not a telling")
                return draft
            draft.links = False
            draft.notes.append("both sides named at the noun")
            told = is_verbal(noun.sent.root)  # else a headline: 'No talks between X and Y'
            if lemma(noun) in self.lexicon.words("state_of_war") or (told and not self._is_judged(noun)):
                draft.claim = replace(draft.claim, background=True)
        if how == "carried" and verb is not None and lemma(verb) == "be" and noun.dep_ == "pobj" and len(lands(draft.actors)) > 1:
            draft.claim = replace(draft.claim, negated=False)  # 'I was not on the call between X and Y': the call took place
        draft.notes.append(f"noun, {how}")
        self._relieves(draft)
        return self._in_time(draft)

    def _is_judged(self, noun: Token) -> bool:
        """Whether a bare noun is what the sentence speaks of: condemned, investigated, or with a doer by its side."""
        for above in ancestors(noun, 4):
            if is_verbal(above):
                entry = self.matcher.verb(above, self.slots(above))
                return entry is not None and entry.type in ("ACCUSE", "SUPPORT", "REJECT", "STATEMENT")
        return False

    def _carrier(self, noun: Token) -> tuple[Token | None, str]:
        """The verb that makes the noun an event, and how: carried, reversed, happens, or bare."""
        head = noun.head
        if noun.dep_ == "conj" and head.pos_ in ("NOUN", "PROPN"):
            return self._carrier(head) if head.i != noun.i and head.dep_ != "conj" else (None, "bare")
        if (
            noun.dep_ == "pobj"
            and head.dep_ == "prep"
            and head.head.pos_ in ("NOUN", "PROPN")
            and lemma(head.head) in self.matcher.quantity
        ):
            return self._carrier(head.head)
        if is_verbal(head):
            word = lemma(head)
            if noun.dep_ in ("dobj", "nsubjpass", "attr") and word in self.light:
                return head, "carried"
            if noun.dep_ == "dobj" and word in self.reverse:
                return head, "reversed"
            if noun.dep_ == "nsubj" and word in self.happen:
                return head, "happens"
            if noun.dep_ == "nsubj" and word == "be":
                return head, "happens"
        if noun.dep_ == "pobj" and head.dep_ == "prep" and is_verbal(head.head):
            verb = head.head
            if (
                lemma(verb)
                in (
                    "engage",
                    "participate",
                    "enter",
                    "take",
                    "meet",
                    "sit",
                    "be",
                    "come",
                    "go",
                    "lead",
                    "arrive",
                    "embark",
                    "depart",
                    "travel",
                    "leave",
                )
                and head.lower_ in ("in", "into", "for", "on", "under")
            ) or (verb.lemma_ == "come" and head.lower_ == "under"):
                return verb, "reversed" if head.lower_ == "under" else "carried"
        if noun.dep_ == "pobj" and head.head.pos_ == "NOUN" and head.head.lemma_ == "part" and is_verbal(head.head.head):
            return head.head.head, "carried"
        if noun.dep_ == "dobj" and head.dep_ in ("pcomp", "acl", "xcomp") and lemma(head) in self.light:
            return head, "carried"
        return None, "bare"
