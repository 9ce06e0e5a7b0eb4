"""From sentences to drafts: every verb and every event noun is tried, spoken-of deeds become promises, refusals or demands."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span, Token

from crawler.annotate.events.assertion import Claim, speaker
from crawler.annotate.events.deeds import KIND
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.headline import headline_slots, headline_verb
from crawler.annotate.events.merge import lands
from crawler.annotate.events.party import Party
from crawler.annotate.events.people import People
from crawler.annotate.events.spoken import Spoken
from crawler.annotate.events.syntax import ancestors, is_verbal, lemma, listed, subjects, with_conjuncts
from crawler.ontology.lexicon import Entry

QUOTES = frozenset({'"', "“", "‘", "'", "«"})
PRISON = frozenset({"prison", "jail", "imprisonment", "bars"})
MUST = frozenset({"must", "should", "ought"})
TO_BLAME = frozenset({"guilty", "responsible"})
PURPOSES_THAT_COUNT = frozenset({"090"})
"""Codes of deeds whose purpose clause tells that they begin: 'sent experts to investigate'."""


class Reader(Spoken):
    """Reads one parsed text. Linear in its length; every word is the trigger of one draft at most."""

    def drafts(self) -> list[Draft]:
        """All drafts, in the order of their triggers."""
        found: list[Draft] = []
        for token in self.doc:
            if token.i in self.used or token.is_punct or token.is_space:
                continue
            draft = None
            if token.dep_ == "amod" and is_verbal(token.sent.root):
                continue
            if is_verbal(token) and token.dep_ not in ("aux", "auxpass"):
                draft = self.verb(token)
            elif token.pos_ in ("NOUN", "PROPN") and lemma(token) in self.lexicon.nouns:
                draft = self.noun(token)
                draft = None if draft is not None and self._only_meant(draft) else draft
            elif token.tag_ in ("VBN", "VBD", "VBZ", "VBG") or (token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ in ("ROOT",)):
                draft = self.verb(token)
            if draft is not None:
                found.append(draft)
        found += [self._prison(d) for d in found if d.mode == "convict" and self._in_prison(d.trigger)]
        found += [d for s in self.doc.sents if (d := self._headline(s)) is not None]
        return sorted(found, key=lambda d: d.trigger.i)

    @staticmethod
    def _only_meant(draft: Draft) -> bool:
        """'plots to carry out attacks', 'a plan that would hold talks': what a thing is for, told of nobody."""
        verb = draft.verb
        if verb is None or draft.links or not draft.entry.noun or verb.tag_ != "VB":
            return False
        return verb.dep_ in ("acl", "relcl") and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)

    @staticmethod
    def _in_prison(verb: Token) -> bool:
        return any(t.lower_ in PRISON for t in verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + 25)])

    @staticmethod
    def _prison(convicted: Draft) -> Draft:
        """A conviction with prison is an arrest beside it (PLOVER, SANCTION note)."""
        return replace(convicted, type="COERCE", mode="arrest", cameo="173", notes=[*convicted.notes, "a sentence to prison"])

    def _headline(self, sentence: Span) -> Draft | None:
        """The draft of a headline whose verb was taken for a noun."""

        def names(token: Token) -> bool:
            return self.people.reference(token) is not None

        def knows(token: Token) -> bool:
            return self.matcher.entries(token) != ()

        verb = headline_verb(sentence, knows, names)
        if verb is None or verb.i in self.used:
            return None
        self._slots[verb.i] = headline_slots(verb, names)
        draft = self.verb(verb)
        if draft is not None:
            draft.guessed = True
            draft.notes.append("a headline, by the order of words")
        return draft

    def verb(self, verb: Token) -> Draft | None:
        """The draft of a verb, or None."""
        around = self.slots(verb)
        entry = self.matcher.verb(verb, around)
        if entry is None:
            return None
        if entry.sides and around.passive and not around.by and verb.dep_ == "acl" and verb.head.dep_ == "ROOT":
            # 'The president of X conferred with Y', read as one phrase
            around.subj, around.obj, around.passive = around.obj, [], False
        if entry.type == "STATEMENT" and not entry.operator:
            return self._speech(verb, around, entry)
        if self._aside(verb, entry):
            if verb.dep_ in ("acl", "pcomp") and verb.tag_ != "VBN":
                self._consume_below(verb)
            return None
        draft = self._operator(verb, around, entry) if entry.operator else self._deed(verb, around, entry)
        return self._demanded(draft)

    def _aside(self, verb: Token, entry: Entry) -> bool:
        """A purpose ('sent troops to fight'), a thing's nature ('a plan to attack') or an epithet ('backed by X') is no news."""
        infinitive = verb.tag_ in ("VB", "VBN") and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        if self._only_thought(verb) or self._explains(verb):
            return True
        if lemma(verb) == "plead" and verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == "not":
            return True
        if (
            infinitive
            and verb.dep_ in ("advcl", "acl", "relcl")
            and (verb.dep_ != "advcl" or entry.cameo not in PURPOSES_THAT_COUNT)
        ):
            return True
        if any(c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "when") and c.i == verb.i - 1 for c in verb.children):
            return True
        if (
            verb.dep_ == "pcomp"
            and verb.head.dep_ == "prep"
            and (verb.head.head.pos_ in ("ADJ", "NOUN") or verb.head.head.lemma_ in ("know", "remember"))
            and not entry.sides
            and not (entry.type == "ASSAULT" and verb.head.head.dep_ == "acomp" and verb.head.head.lemma_ in TO_BLAME)
        ):
            return True
        if verb.is_title and verb.i > verb.sent.start and verb.nbor(-1).text in QUOTES:
            return True
        if (
            verb.dep_ == "acl"
            and verb.tag_ == "VBN"
            and self.slots(verb).passive
            and not self.slots(verb).by
            and entry.type
            in ("ASSAULT", "RETREAT", "CONCEDE", "COERCE", "MOBILIZE", "AID", "SANCTION", "APPEAL", "REQUEST", "CONSULT", "PROTEST")
        ):
            return True
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and entry.cameo == "090":
            return True
        return verb.dep_ == "acl" and verb.tag_ == "VBN" and entry.type in ("SUPPORT", "AGREE", "ACCUSE") and entry.cameo != "057"

    def _explains(self, verb: Token) -> bool:
        """'the goal is to defeat X and deny it shelter': what a thing is explained to be."""
        base = verb
        while base.dep_ == "conj" and is_verbal(base.head) and not any(c.dep_ == "nsubj" for c in base.children):
            base = base.head
        if base.dep_ != "xcomp" or base.tag_ != "VB" or verb.tag_ != "VB" or lemma(base.head) != "be" or base.head.pos_ != "AUX":
            return False
        doers = subjects(base.head)
        return (
            bool(doers) and not self.slots(base).passive and not any(self.people.is_somebody(t) or t.pos_ == "PRON" for t in doers)
        )

    def _only_thought(self, verb: Token) -> bool:
        """'the idea that X trains Y', 'suspected of working for Y': thought or suspected, not told."""
        for below in [verb, *ancestors(verb, 3)]:
            if below.dep_ in ("acl", "ccomp") and below.head.pos_ == "NOUN":
                return lemma(below.head) in listed(verb, "notions")
            if below.dep_ == "pcomp" and below.head.dep_ == "prep":
                return below.head.head.dep_ in ("acl", "relcl") and lemma(below.head.head) in listed(verb, "suspecting")
            if below.dep_ not in ("xcomp", "conj"):
                return False
        return False

    def _demanded(self, draft: Draft | None) -> Draft | None:
        """'X said that Y must …' is X's demand on Y."""
        if draft is None or draft.verb is None or draft.claim.modality != "demanded" or draft.type in ("REQUEST", "APPEAL"):
            return draft
        told = speaker(draft.verb)
        if told is None or not draft.actors:
            return draft
        by = self.people.actors([told[0]])
        if (
            not by
            or (by[0].entities and lands(by) == lands(draft.actors))
            or by[0].start == draft.actors[0].start
            or not any(c.dep_ == "aux" and c.lower_ in MUST for c in draft.verb.children)
        ):
            return draft
        self._become(draft, self.operators["demand"].get(KIND.get(draft.type, "none"), self.operators["demand"]["*"]), "demanded")
        draft.claim = Claim(present=True)
        draft.recipients, draft.actors = draft.actors, by
        return draft


def attribution(draft: Draft, people: People) -> Party | None:
    """Who says so, when somebody is said to."""
    told = speaker(draft.verb or draft.trigger)
    if told is None:
        return None
    parties = people.actors(with_conjuncts([told[0]])[:1])
    return parties[0] if parties else None
