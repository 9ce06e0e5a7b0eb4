"""What becomes of a deed that is promised, refused, demanded or threatened? And what is merely said?"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from crawler.annotate.events import roles
from crawler.annotate.events.assertion import Claim, claim
from crawler.annotate.events.deeds import KIND, SPEECH
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.localise import BODIES
from crawler.annotate.events.merge import lands
from crawler.annotate.events.nouns import Nouns
from crawler.annotate.events.party import Party
from crawler.annotate.events.syntax import RELATIVES, Slots, is_verbal, lemma, listed, subjects
from crawler.ontology.lexicon import Entry

PROMISING = frozenset(
    {"agree", "promise", "pledge", "offer", "commit", "undertake", "be", "resolve", "decide", "accept", "propose"}
)
RAISING = frozenset({"future", "want"})
WEAK = frozenset({"be", "decide", "resolve", "intend", "prepare", "swear", "undertake", "consent"})
"""Verbs that are a promise only of a deed that is named."""
PROMISES = frozenset({"promise", "consent"})
BORNE = frozenset({"sanction", "coerce", "accuse", "request", "threaten"})
"""Kinds of deeds of others that one rejects by word, as nouns: 'rejected the accusations'."""
SAYERS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "REB", "OPP", "PTY", "ELI", "SPY", "PRE", "UAF", "INT"})
"""Sectors whose word is public: what a doctor, a lawyer or a resident says is no political event."""
FORCED = frozenset({"force", "compel", "oblige", "require"})
"""Verbs that in the passive tell of circumstances, not of anybody's demand: 'was forced to land'."""
POWERLESS = frozenset({"EDU", "MED", "SCI", "SOC", "HLH"})
"""Sectors that warn and can't threaten: what a think tank warns of is no threat."""
PLAIN = frozenset({"say", "tell", "state", "stress", "emphasize", "emphasise", "underline", "underscore", "note"})
"""Verbs that hardly mean anything but saying."""
ADDRESSES = frozenset({"tell", "inform", "brief", "address", "notify", "assure", "remind"})
"""Verbs of saying whose object is the one who is told."""
WITNESSED = frozenset({"hear", "see", "let", "have", "watch", "make", "help"})
"""'you heard him say': what is heard is not told anew."""
VIEWS = frozenset({"importance", "need", "fact", "view", "value", "urgency", "necessity", "point", "principle", "significance"})
"""What people of one mind agree on without promising anything."""
BLAME = frozenset({"responsible", "guilty", "behind", "culpable", "complicit"})


class Spoken(Nouns):
    """Reads operators, by the table of operators.yml, and speech."""

    def _operator(self, verb: Token, around: Slots, entry: Entry) -> Draft | None:
        inner, kind = self._below(verb, around)
        if entry.operator == "refuse" and self._of_asking(around, inner, kind):
            inner, kind = None, kind if kind in self.operators["refuse"] else "none"
        if entry.operator in RAISING:
            for noun in around.obj:
                if inner is None and noun.i > verb.i and lemma(noun) in self.lexicon.nouns:
                    inner = self.noun(noun, verb)
            if lemma(verb) == "be" and not around.complements and not self._can_plan(around):
                return None
            if lemma(verb) == "be" and around.complements and inner is not None:
                return self._stance(verb, around, entry, inner)
            return self._raised(verb, entry, inner)
        opinion = around.complements or not around.obj  # 'considers X a friend'
        if entry.operator == "consider" and opinion and not any(t.tag_ == "VBG" for t in (verb, *around.below)):
            return None
        if entry.operator == "demand" and around.passive and not around.by and lemma(verb) in FORCED:
            return None
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
        if not draft.recipients and inner is not None and not any(roles.is_nobodys(t) for t in roles.spoken_of(around)):
            draft.recipients = roles.fresh([*inner.recipients, *inner.actors], draft.actors)[:2]
        if result and not (kind == "none" and entry.type not in (None, result.split()[0])):
            first, second, code = result.split()
            keep_mode = kind == "none" and entry.mode
            draft.type, draft.cameo = first, entry.cameo if kind == "none" and entry.cameo else code
            draft.mode = entry.mode if keep_mode else (None if second == "-" else second)
            draft.notes.append(f"{entry.operator} + {kind}")
        if draft.type == "STATEMENT" and entry.operator == "deny" and (stated.modality != "asserted" or stated.future):
            return None  # 'to defeat them and deny them a haven'
        if lemma(verb) == "invite" and (guests := roles.fresh(self.people.targets(around.obj, deep=False), draft.actors)):
            draft.recipients = guests
        if draft.type == "AGREE" and draft.recipients:
            if len(lands(draft.actors)) > 1:
                draft.recipients = []  # they agree with each other
            draft.recipients = [p for p in draft.recipients if p.entities or not all(c.startswith("---") for c in p.codes or ("",))]
        if draft.type == "STATEMENT" and entry.operator == "consider":
            draft.recipients = []  # a thought is told to nobody
            if lemma(verb) == "consider" and verb.tag_ in ("VBZ", "VBP"):
                return None  # what one holds a thing to be
            if verb.dep_ in ("acl", "relcl", "xcomp", "pcomp", "amod"):
                return None
        if draft.type == "THREATEN" and draft.actors and all(c[3:6] in POWERLESS for p in draft.actors for c in p.codes or ("",)):
            return None
        if inner is not None:
            self.used.add(inner.trigger.i)
        for below in self._candidates(verb, around):
            if is_verbal(below) and (
                below.dep_ != "ccomp"
                or below.tag_ in ("VB", "VBG")
                or entry.operator in ("promise", "consent", "demand", "appeal", "refuse")
            ):
                self._consume_below(below)
        self._consume_objects(around, all_nouns=True)
        if draft.type == "REJECT" and stated.negated:
            return None
        if entry.operator == "fail" and kind in ("talk", "meet") and (len(draft.actors) > 1 or len(lands(draft.actors)) > 1):
            draft.sides = True
            draft.recipients = []
        if draft.type in ("APPEAL", "REQUEST") and self._own_war(around):
            draft.type, draft.mode, draft.cameo = "AGREE", None, "030"
            draft.notes.append("a party to a war that calls for its end")
        if stated.future and draft.type in ("AGREE", "REJECT", "ACCUSE", "SUPPORT", "CONCEDE", "REQUEST", "APPEAL", "THREATEN"):
            draft.claim = replace(
                stated,
                modality="planned"
                if stated.modality == "asserted" and draft.type not in ("AGREE", "CONCEDE", "THREATEN")
                else stated.modality,
            )
        return draft

    def _own_war(self, around: Slots) -> bool:
        """'called for an end to their war with X': the call of a party to the conflict."""
        wars = self.lexicon.words("state_of_war")
        asked = [t for name in ("for", "on") for t in around.preps.get(name, [])] + around.obj
        ends = [t for t in asked if lemma(t) in ("end", "halt", "stop", "cessation")]
        below = [w for end in ends for w in end.subtree if lemma(w) in wars]
        return any(c.tag_ == "PRP$" for w in below for c in w.children)

    def _stance(self, verb: Token, around: Slots, entry: Entry, inner: Draft) -> Draft | None:
        """'was able to meet' tells of the deed; 'is due to meet' of what is to come; 'is glad to meet' of nothing."""
        words = {lemma(t) for t in around.complements}
        if words & {"able"}:
            self.used.add(inner.trigger.i)
            inner.claim = claim(verb, verb, self.published)
            return self._in_time(inner)
        if words & listed(verb, "planned"):
            return self._raised(verb, entry, inner)
        self.used.add(inner.trigger.i)
        return None

    def _can_plan(self, around: Slots) -> bool:
        """'X is to sign', 'the pact is to be signed'; not 'the aim was to strengthen ties', where a thing is explained."""
        below = around.below[0] if around.below else None
        return any(self.people.is_somebody(t) for t in around.subj) or (below is not None and self.slots(below).passive)

    def _of_asking(self, around: Slots, inner: Draft | None, kind: str) -> bool:
        """'refused a request to …', 'rejected the charges': what is refused is the asking or the measure, whatever it is about."""
        if any(lemma(t) in self.lexicon.words("asking") for t in around.obj):
            return True
        return inner is None and kind in BORNE and not around.below

    def _idle(self, verb: Token, around: Slots, entry: Entry) -> bool:
        """Words of refusal, promise or warning without a deed: 'declined to comment', 'decided', 'warned of rain'."""
        below = {lemma(t) for t in around.below}
        if entry.operator == "refuse" and below & self.lexicon.words("mum"):
            return True
        if entry.operator in PROMISES and lemma(verb) in WEAK:
            return True
        if entry.operator in PROMISES and self._of_others(around):
            return True
        if lemma(verb) == "agree" and self._of_views(around):
            return True
        if lemma(verb) == "refuse" and not around.obj and not any(self.people.targets(heads) for heads in around.preps.values()):
            return not any(
                p.named for below in around.below for heads in self.slots(below).preps.values() for p in self.people.targets(heads)
            )
        if lemma(verb) == "decline" and around.below and not around.obj:
            return True
        if entry.operator == "threaten" and lemma(verb) in ("warn", "caution"):
            menace = self.lexicon.words("menace")
            return not any(lemma(t) in menace for t in verb.subtree if t.i != verb.i)
        return False

    def _of_views(self, around: Slots) -> bool:
        """'agreed on the importance of X', 'agreed that X should': one view, no promise."""
        if {lemma(t) for t in around.preps.get("on", [])} & VIEWS:
            return True
        return any(
            b.dep_ == "ccomp" and any(c.dep_ == "aux" and c.lower_ in ("should", "must") for c in b.children) for b in around.below
        )

    def _of_others(self, around: Slots) -> bool:
        """'promised that the crops will thrive': what others will do is no promise of a deed."""
        for below in around.below:
            own = any(c.dep_.startswith("nsubj") for c in below.children)
            if below.dep_ == "ccomp" and own and below.tag_ in ("VBZ", "VBD", "VBP"):
                return True
            if below.dep_ == "ccomp" and any(c.dep_ == "aux" and c.tag_ == "MD" for c in below.children):
                doers = subjects(below)
                return bool(doers) and not any(self.people.is_somebody(t) or t.pos_ == "PRON" for t in doers)
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
        if lemma(verb) == "aim" and not any(self.people.is_somebody(t) or t.pos_ == "PRON" for t in subjects(verb)):
            return None  # 'the visit aims to boost trade': what a thing is for
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
                        "consent": "talk",
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

    def _speech(self, verb: Token, around: Slots, entry: Entry) -> Draft | None:
        if any(lemma(n) in self.lexicon.nouns for n in around.obj if n.i > verb.i) and lemma(verb) in self.light:
            return None
        if not self._is_said(verb, around):
            return None
        stated = claim(verb, verb, self.published)
        draft = Draft("STATEMENT", None, entry.cameo, verb, verb, entry, stated, slots=around, confidence=0.6)
        draft.actors = roles.fresh(roles.actors(entry, around, self.people), [])
        self._duty(draft, around)
        if draft.type != "STATEMENT":
            return draft
        if stated.negated or stated.modality != "asserted" or stated.future or not any(self._is_public(p) for p in draft.actors):
            return None
        if all(p.kind == "pronoun" and not p.entities for p in draft.actors):
            return None
        for name in (n for n in entry.to if (n == "obj" and lemma(verb) in ADDRESSES) or (n in around.own and n in ("to", "with"))):
            told = [t for t in roles.heads(name, around) if self.people.is_somebody(t)]
            parties = roles.fresh(self.people.targets(told, deep=False), draft.actors)
            parties = [p for p in parties if p.entities or not any(c.startswith("---") or c[3:6] == "JRN" for c in p.codes)]
            if parties:
                draft.recipients = parties
                break
        return draft

    @staticmethod
    def _is_said(verb: Token, around: Slots) -> bool:
        """Whether the verb tells that something was said: finite, and of a content ('said that', 'spoke about').

        What is done to others is no saying: 'to add 300 million', 'maintaining sanctions'.
        """
        if verb.dep_ == "relcl" and not any(c.lower_ in RELATIVES for c in verb.children if c.dep_.startswith("nsubj")):
            return False
        if any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" and c.i < verb.i for c in verb.children):
            return False  # 'as the minister said': what is told has been told
        base = verb
        while base.dep_ == "conj" and base.tag_ == "VB" and is_verbal(base.head):
            base = base.head
        if base.tag_ == "VB" and (base.dep_ == "relcl" or lemma(base.head) in WITNESSED):
            return False
        purpose = base.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in base.children)
        if (around.passive or lemma(verb) == "maintain") and not around.below:
            return False  # 'waters claimed by X'
        if verb.dep_ in ("pcomp", "csubj") or (purpose and base.dep_ in ("advcl", "relcl", "acl", "ccomp")):
            return False
        if verb.tag_ in ("VB", "VBG") and verb.dep_ in ("acl", "pcomp", "csubj", "advcl", "xcomp", "amod"):
            return lemma(verb) in PLAIN and verb.dep_ == "advcl"
        content = around.below or around.obj or around.own or any(c.dep_ in ("ccomp", "parataxis") for c in verb.children)
        return lemma(verb) in PLAIN or bool(content)

    @staticmethod
    def _is_public(party: Party) -> bool:
        """Whether a party speaks for somebody who counts: a country, a body, an office."""
        codes = [c for c in party.codes if c]
        return any(len(c) == 3 or c[:3] in BODIES or c[3:6] in SAYERS for c in codes)

    def _to_blame(self, below: Token) -> bool:
        """'was responsible', 'is guilty', 'was behind the attack'."""
        inner = self.slots(below)
        behind = any(lemma(t) in self.lexicon.nouns for t in inner.preps.get("behind", []))
        return behind or bool(self.matcher.words(inner.complements) & BLAME)

    def _duty(self, draft: Draft, around: Slots) -> None:
        """'X said Y must …' is X's demand on Y; 'Y should …' an appeal."""
        for below in around.below:
            if lemma(below) == "be" and draft.actors and self._to_blame(below):
                blamed = roles.fresh(self.people.targets(subjects(below), deep=False), draft.actors)
                if any(p.named for p in blamed):
                    draft.type, draft.mode, draft.cameo = "ACCUSE", "allege", "112"
                    draft.notes.append("said to be to blame")
                    draft.recipients = blamed
                    self._consume_below(below)
                    return
            word = next((c.lower_ for c in below.children if c.dep_ == "aux" and c.lower_ in ("must", "should")), None)
            if word is None and lemma(below) in ("have", "need") and any(b.dep_ == "xcomp" for b in below.children):
                would = any(c.dep_ == "aux" and c.tag_ == "MD" for c in below.children)
                word = None if would else "must" if lemma(below) == "have" else "should"
            if word is None:
                continue
            on = roles.fresh(self.people.targets(subjects(below), deep=False), draft.actors)
            own = any(p.entities for p in draft.actors) and lands(on) == lands(draft.actors)
            if on and any(p.named for p in on) and draft.actors and not own:
                inner = self.matcher.verb(below, self.slots(below))
                kind = KIND.get(inner.type or "", "none") if inner is not None else "none"
                table = self.operators["demand" if word == "must" else "appeal"]
                self._become(draft, table.get(kind, table["*"]), "a duty of others")
                draft.claim = Claim(present=True)
                draft.recipients = on
                self._consume_below(below)
                return
