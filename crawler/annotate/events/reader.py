"""From sentences to drafts: every verb and every event noun is tried, spoken-of deeds become promises, refusals or demands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Token

from crawler.annotate.cast import Cast
from crawler.annotate.events import roles
from crawler.annotate.events.assertion import SAYING, Claim, claim, speaker
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.localise import BODIES
from crawler.annotate.events.match import Matcher
from crawler.annotate.events.merge import lands
from crawler.annotate.events.people import Party, People
from crawler.annotate.events.syntax import Slots, ancestors, is_verbal, lemma, noun_slots, slots, subjects, with_conjuncts
from crawler.ontology.lexicon import Entry, Lexicon

KIND = {
    "CONSULT": "meet", "AID": "aid", "COOPERATE": "coop", "SUPPORT": "talk", "AGREE": "talk", "CONCEDE": "yield", "RETREAT": "yield",
    "ASSAULT": "assault", "MOBILIZE": "mobilize", "COERCE": "coerce", "SANCTION": "sanction", "PROTEST": "protest", "ACCUSE": "accuse",
    "REJECT": "reject", "THREATEN": "threaten", "REQUEST": "request",
}  # fmt: skip
NOUN_KINDS = ("assault", "sanction", "coerce", "mobilize", "protest", "accuse", "meet", "change", "yield", "aid", "coop", "talk")
COMES_TRUE = frozenset({"meet", "aid", "coop", "yield", "talk", "assault", "coerce", "sanction", "protest", "mobilize"})
PROMISING = frozenset(
    {"agree", "promise", "pledge", "offer", "commit", "undertake", "be", "resolve", "decide", "accept", "propose"}
)
RAISING = frozenset({"future", "want"})
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD"})
WEAK = frozenset({"decide", "resolve", "intend", "prepare", "swear", "undertake", "consent"})
"""Verbs that are a promise only of a deed that is named."""
NO_GUESS = frozenset({"CONSULT", "STATEMENT", "PROTEST", "SUPPORT"})
"""Types whose recipient is not guessed from the order of words."""
DOMINANT = 0.6
"""Share of the mentions of countries above which a text without a source is taken for that country's."""
QUOTES = frozenset({'"', "“", "‘", "'", "«"})
BLAME = frozenset({"responsible", "guilty", "behind", "culpable", "complicit"})
MUST = frozenset({"must", "should", "ought"})
PURPOSES_THAT_COUNT = frozenset({"090"})
"""Codes of deeds whose purpose clause tells that they begin: 'sent experts to investigate'."""
SPEECH = frozenset({"STATEMENT", "APPEAL"})


class Reader:
    """Reads one parsed text. Linear in its length; every word is the trigger of one draft at most."""

    def __init__(self, doc: Doc, cast: Cast, lexicon: Lexicon, published: date | None, home: str | None = None) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.published = published
        self.people = People(doc.text, cast, lexicon)
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
            elif token.tag_ in ("VBN", "VBD", "VBZ", "VBG") or (token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ in ("ROOT",)):
                draft = self.verb(token)
            if draft is not None:
                found.append(draft)
        return sorted(found, key=lambda d: d.trigger.i)

    def _dateline(self) -> str | None:
        """The country that the text is sent from."""
        cast = self.people.cast
        for start, end in self.people.datelines:
            for ref in cast.within(start, end):
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

    # verbs

    def verb(self, verb: Token) -> Draft | None:
        """The draft of a verb, or None."""
        around = self.slots(verb)
        entry = self.matcher.verb(verb, around)
        if entry is None:
            return None
        if entry.type == "STATEMENT" and not entry.operator:
            return self._speech(verb, around, entry)
        if self._aside(verb, entry):
            return None
        draft = self._operator(verb, around, entry) if entry.operator else self._deed(verb, around, entry)
        return self._demanded(draft)

    def _aside(self, verb: Token, entry: Entry) -> bool:
        """A purpose ('sent troops to fight'), a thing's nature ('a plan to attack') or a mere epithet ('backed by X') is no news."""
        infinitive = verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        if (
            infinitive
            and verb.dep_ in ("advcl", "acl", "relcl")
            and (verb.dep_ != "advcl" or entry.cameo not in PURPOSES_THAT_COUNT)
        ):
            return True
        if verb.dep_ == "pcomp" and verb.head.dep_ == "prep" and verb.head.head.pos_ in ("ADJ", "NOUN") and not entry.sides:
            return True
        if verb.is_title and verb.i > verb.sent.start and verb.nbor(-1).text in QUOTES:
            return True
        if (
            verb.dep_ == "acl"
            and verb.tag_ == "VBN"
            and not self.slots(verb).by
            and entry.type in ("ASSAULT", "RETREAT", "CONCEDE", "COERCE", "MOBILIZE", "AID", "SANCTION")
        ):
            return True
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and entry.cameo == "090":
            return True
        return verb.dep_ == "acl" and verb.tag_ == "VBN" and entry.type in ("SUPPORT", "AGREE", "ACCUSE") and entry.cameo != "057"

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
            or by[0].start == draft.actors[0].start
            or not any(c.dep_ == "aux" and c.lower_ in MUST for c in draft.verb.children)
        ):
            return draft
        self._become(draft, self.operators["demand"].get(KIND.get(draft.type, "none"), self.operators["demand"]["*"]), "demanded")
        draft.claim = Claim(present=True)
        draft.recipients, draft.actors = draft.actors, by
        return draft

    def _deed(self, verb: Token, around: Slots, entry: Entry) -> Draft | None:
        stated = claim(verb, verb, self.published)
        draft = Draft(
            entry.type or "", entry.mode, entry.cameo, verb, verb, entry, stated, sides=entry.sides, slots=around, confidence=0.75
        )
        self._roles(draft, around)
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

    def _roles(self, draft: Draft, around: Slots) -> None:
        entry = draft.entry
        draft.actors = roles.fresh(roles.actors(entry, around, self.people), [])
        draft.recipients, slot = roles.recipients(entry, around, self.people, draft.actors)
        if entry.sides and not draft.actors and not around.passive:
            named = [p for t in around.subj if not self.people.is_human(t) for p in self.people.inside(t)]
            if len({c[:3] for p in named for c in p.codes}) > 1:
                draft.actors = roles.fresh(named, [])
                draft.recipients = []
        if entry.swap:
            draft.actors, draft.recipients = draft.recipients, draft.actors
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
        if not draft.actors and around.passive and (draft.type == "MOBILIZE" or draft.mode == "withdraw"):
            draft.actors = [p for noun in around.obj for p in self.people.behind(noun) if p.named][:1]
        if (
            not draft.actors
            and around.passive
            and draft.type in ("COERCE", "SANCTION")
            or (draft.type == "RETREAT" and draft.mode == "release")
        ):
            draft.actors = draft.actors or self._authority(around, draft.recipients)
        if not draft.recipients and draft.type == "AID":
            for purpose in (c for c in draft.trigger.children if c.dep_ in ("advcl", "xcomp") and c.tag_ == "VB"):
                draft.recipients = draft.recipients or roles.fresh(self.people.targets(self.slots(purpose).obj), draft.actors)
        if draft.type not in NO_GUESS and not draft.sides and not any(p.named for p in draft.recipients):
            farther = self._rightward(draft)
            if farther is not None and not (draft.recipients and draft.type in roles.VICTIM_TYPES):
                draft.recipients, slot = [farther], "order?"
        if slot.endswith("?"):
            draft.confidence -= 0.1
            draft.guessed = True

    def _rightward(self, draft: Draft) -> Party | None:
        """The first country or body named after the trigger in its sentence that is not the actor's own: by order, not by parse."""
        own = {c[:3] for p in draft.actors for c in p.codes if c}
        trigger = draft.trigger
        for word in trigger.doc[trigger.i + 1 : min(trigger.sent.end, trigger.i + 40)]:
            if word.dep_ in ("parataxis", "ROOT") or (word.dep_ in ("ccomp", "conj", "advcl") and _finite_clause(word)):
                return None
            if word.pos_ in ("PROPN", "ADJ", "NOUN") and self.people.reference(word) is not None:
                party = self.people.party(word, 0.5)
                if (
                    party is not None
                    and party.named
                    and (not any(party.codes) or any(c and c[:3] not in own for c in party.codes))
                    and not any(party.start < a.end and a.start < party.end for a in draft.actors)
                ):
                    return party
        return None

    def _authority(self, around: Slots, bearers: list[Party]) -> list[Party]:
        """Where nobody is said to do it, those who hold power at the place do: 'was arrested in X', 'expelled from X'."""
        for name in ("from", "in"):
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
                c for c in token.children
                if not (c.dep_ == "conj" and c.tag_ in ("VBD", "VBZ", "VBP")) and c.dep_ in ("xcomp", "conj", "pcomp", "prep", "dobj", "advcl", "acl", "ccomp", "dative", "pobj") and not (c.dep_ in ("ccomp", "advcl") and c.tag_ in ("VBD", "VBZ", "VBP"))
            ]  # fmt: skip

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

    # deeds that are only spoken of

    def _operator(self, verb: Token, around: Slots, entry: Entry) -> Draft | None:
        inner, kind = self._below(verb, around)
        if entry.operator in RAISING:
            for noun in around.obj:
                if inner is None and noun.i > verb.i and lemma(noun) in self.lexicon.nouns:
                    inner = self.noun(noun, verb)
            return self._raised(verb, entry, inner)
        if kind == "none" and (entry.operator == "fail" or self._idle(verb, around, entry)):
            return None
        table = self.operators[entry.operator or ""]
        result = table.get(kind, table.get("*"))
        if result is None and inner is None and entry.operator == "threaten":
            kind, result = "none", table["none"]
        if (result is None and kind != "none") or (result or "").startswith("keep"):
            return self._kept(inner, entry, (result or "").split()[1:])
        stated = claim(verb, verb, self.published)
        draft = Draft(entry.type or "", entry.mode, entry.cameo, verb, verb, entry, stated, slots=around, confidence=0.75)
        self._roles(draft, around)
        if not draft.recipients and inner is not None:
            draft.recipients = roles.fresh([*inner.recipients, *inner.actors], draft.actors)[:2]
        if result and not (kind == "none" and entry.type not in (None, result.split()[0])):
            first, second, code = result.split()
            keep_mode = kind == "none" and entry.mode
            draft.type, draft.cameo = first, entry.cameo if kind == "none" and entry.cameo else code
            draft.mode = entry.mode if keep_mode else (None if second == "-" else second)
            draft.notes.append(f"{entry.operator} + {kind}")
        if inner is not None:
            self.used.add(inner.trigger.i)
        for below in self._candidates(verb, around):
            if is_verbal(below) and (
                below.dep_ != "ccomp" or below.tag_ in ("VB", "VBG") or entry.operator in ("promise", "demand", "appeal", "refuse")
            ):
                self._consume_below(below)
        self._consume_objects(around, all_nouns=True)
        if draft.type == "REJECT" and stated.negated:
            return None
        if stated.future and draft.type in ("AGREE", "REJECT", "ACCUSE", "SUPPORT", "CONCEDE", "REQUEST", "APPEAL", "THREATEN"):
            draft.claim = replace(
                stated,
                modality="planned"
                if stated.modality == "asserted" and draft.type not in ("AGREE", "CONCEDE", "THREATEN")
                else stated.modality,
            )
        return draft

    def _idle(self, verb: Token, around: Slots, entry: Entry) -> bool:
        """Words of refusal, promise or warning without a deed: 'declined to comment', 'decided', 'warned of rain'."""
        below = {lemma(t) for t in around.below}
        if entry.operator == "refuse" and below & self.lexicon.words("mum"):
            return True
        if entry.operator == "promise" and lemma(verb) in WEAK:
            return True
        if lemma(verb) == "decline" and around.below and not around.obj:
            return True
        if entry.operator == "threaten" and lemma(verb) in ("warn", "caution"):
            menace = self.lexicon.words("menace")
            return not any(lemma(t) in menace for t in verb.subtree if t.i != verb.i)
        return False

    def _raised(self, verb: Token, entry: Entry, inner: Draft | None) -> Draft | None:
        """'is due to sign', 'hopes to meet': the deed below is the event, to come or wished for."""
        if inner is None:
            if entry.type is None:
                return None
            inner = self._deed(verb, self.slots(verb), entry)
            if inner is not None:
                inner.claim = replace(inner.claim, modality="planned", future=True)
            return inner
        self.used.add(inner.trigger.i)
        stated = claim(verb, verb, self.published)
        if entry.operator == "want":
            inner.claim = replace(stated, modality="possible", future=True)
            return inner
        inner.claim = replace(stated, future=True)
        inner.notes.append(f"under {entry.text!r}")
        return self._in_time(inner)

    def _kept(self, inner: Draft | None, entry: Entry, modality: list[str]) -> Draft | None:
        """The deed itself, refused or planned: what an operator leaves of a deed that it does not turn into another."""
        if inner is None:
            return None
        self.used.add(inner.trigger.i)
        if entry.operator in ("refuse", "deny") or modality == ["negated"]:
            inner.claim = replace(inner.claim, negated=True)
        elif modality:
            inner.claim = replace(inner.claim, modality=modality[0], future=True)  # type: ignore[arg-type]
        inner.notes.append(f"kept under {entry.text!r}")
        return inner

    def _below(self, verb: Token, around: Slots) -> tuple[Draft | None, str]:
        """The deed that an operator speaks of, and its kind."""
        for below in self._candidates(verb, around):
            if is_verbal(below):
                inside = self.slots(below)
                entry = self.matcher.verb(below, inside)
                if entry is not None and entry.type and not entry.operator and entry.type not in SPEECH:
                    inner = Draft(
                        entry.type,
                        entry.mode,
                        entry.cameo,
                        below,
                        below,
                        entry,
                        claim(below, below, self.published, seen=frozenset({verb.i})),
                        slots=inside,
                    )
                    self._roles(inner, inside)
                    return inner, KIND[entry.type]
                if entry is not None and entry.operator:
                    return None, {
                        "promise": "talk",
                        "refuse": "reject",
                        "threaten": "threaten",
                        "deny": "reject",
                        "accuse": "accuse",
                    }.get(entry.operator, "none")
                if lemma(verb) == "fail":
                    return None, "none"
                return None, self._kind_of([*inside.obj, *inside.complements], around, verb)
            kind = self._kind_of([below], around, verb)
            if kind != "none":
                return None, kind
        return None, "none"

    def _kind_of(self, nouns: list[Token], around: Slots, verb: Token) -> str:
        """What a noun under an operator stands for; a promise of tariffs is read as no threat."""
        heads = {lemma(n) for n in nouns}
        words = self.matcher.words(nouns)
        for found in (heads, words):
            for kind, members in self.kinds.items():
                if found & members and not (kind in ("assault", "sanction", "coerce", "mobilize") and lemma(verb) in PROMISING):
                    return kind
        return "none"

    @staticmethod
    def _candidates(verb: Token, around: Slots) -> list[Token]:
        found = list(around.below)
        for complement in around.complements:
            found += [c for c in complement.children if c.dep_ in ("xcomp", "ccomp")]
            found += [p for c in complement.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pcomp"]
        for noun in around.obj:
            found += [c for c in noun.children if c.dep_ == "acl"]
        found += [p for heads in around.preps.values() for p in heads if is_verbal(p)]
        found += around.obj
        found += [p for name in ("for", "of", "with", "on", "to") for p in around.preps.get(name, []) if not is_verbal(p)]
        return found

    # speech

    def _speech(self, verb: Token, around: Slots, entry: Entry) -> Draft | None:
        if any(lemma(n) in self.lexicon.nouns for n in around.obj if n.i > verb.i) and lemma(verb) in self.light:
            return None
        stated = claim(verb, verb, self.published)
        draft = Draft("STATEMENT", None, entry.cameo, verb, verb, entry, stated, slots=around, confidence=0.6)
        draft.actors = roles.fresh(roles.actors(entry, around, self.people), [])
        self._duty(draft, around)
        if draft.type != "STATEMENT":
            return draft
        for name in entry.to:
            parties = roles.fresh(self.people.targets(roles.heads(name, around), deep=False), draft.actors)
            if parties:
                draft.recipients = parties
                break
        return draft

    def _duty(self, draft: Draft, around: Slots) -> None:
        """'X said Y must …' is X's demand on Y; 'Y should …' an appeal."""
        for below in around.below:
            if lemma(below) == "be" and self.matcher.words(self.slots(below).complements) & BLAME and draft.actors:
                blamed = roles.fresh(self.people.targets(subjects(below), deep=False), draft.actors)
                if any(p.named for p in blamed):
                    draft.type, draft.mode, draft.cameo = "ACCUSE", "allege", "112"
                    draft.notes.append("said to be to blame")
                    draft.recipients = blamed
                    self._consume_below(below)
                    return
            word = next((c.lower_ for c in below.children if c.dep_ == "aux" and c.lower_ in ("must", "should")), None)
            if word is None and lemma(below) in ("have", "need") and any(b.dep_ == "xcomp" for b in below.children):
                word = "must" if lemma(below) == "have" else "should"
            if word is None:
                continue
            on = roles.fresh(self.people.targets(subjects(below), deep=False), draft.actors)
            if on and any(p.named for p in on) and draft.actors:
                inner = self.matcher.verb(below, self.slots(below))
                kind = KIND.get(inner.type or "", "none") if inner is not None else "none"
                table = self.operators["demand" if word == "must" else "appeal"]
                self._become(draft, table.get(kind, table["*"]), "a duty of others")
                draft.claim = Claim(present=True)
                draft.recipients = on
                self._consume_below(below)
                return

    # nouns

    def noun(self, noun: Token, carrier: Token | None = None) -> Draft | None:
        """The draft of an event noun: carried by a verb ('hold talks'), happening by itself, or only mentioned."""
        entry = self.matcher.noun(noun)
        if entry is None:
            return None
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
        draft.actors = roles.fresh(roles.actors(entry, own, self.people), draft.recipients if slot not in ("between", "of") else [])
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
            if lemma(noun) in self.lexicon.words("state_of_war") or not self._is_judged(noun):
                draft.claim = replace(draft.claim, background=True)
        draft.notes.append(f"noun, {how}")
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


def _finite_clause(word: Token) -> bool:
    """A clause of its own: with a subject and a tense."""
    return is_verbal(word) and any(c.dep_ in ("nsubj", "nsubjpass") for c in word.children)


def attribution(draft: Draft, people: People) -> Party | None:
    """Who says so, when somebody is said to."""
    told = speaker(draft.verb or draft.trigger)
    if told is None:
        return None
    parties = people.actors(with_conjuncts([told[0]])[:1])
    return parties[0] if parties else None


__all__ = ["SAYING", "SPEECH", "Claim", "Reader", "ancestors", "attribution"]
