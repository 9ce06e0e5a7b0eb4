"""Who stands in a slot? From words of the parse to participants, through the cast's references."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from spacy.tokens import Token

from crawler.annotate.cast import Reference
from crawler.annotate.events.kinds import Kinds
from crawler.annotate.events.party import Party
from crawler.annotate.events.syntax import (
    RELATIVES,
    ancestors,
    is_verbal,
    lemma,
    modifiers,
    subjects,
    with_conjuncts,
)

OWNERS = ("poss", "of", "by", "amod", "from", "in", "with", "against", "between", "on", "to", "at", "for", "among")
"""Where the somebody behind a thing is looked for, best first: 'the party's ban on', 'a decision of the court'."""
LONGEST_GROUP = 90
"""Characters of 'people in X, Y and Z' at most."""
PERSONAL = frozenset({"him", "her", "them", "us", "me", "you", "he", "she", "they", "we", "i"})
MUNITIONS = frozenset(
    {"missile", "rocket", "shell", "bomb", "mine", "artillery", "mortar", "torpedo", "projectile", "grenade", "bullet", "gunfire"}
)
"""What is fired is nobody it is fired at."""
SAID = frozenset({"suggestion", "accusation", "claim", "allegation", "notion", "idea", "report", "charge", "assertion"})
"""Words of others that one answers: what they are about is not who said them."""
NOBODYS = frozenset({"western"})
"""'Western suggestions that …': whose they are is said, though no country has them."""
ABOUT = frozenset({"on", "about", "over", "regarding", "concerning", "at", "in", "during"})
"""Prepositions of what is talked about, and where: not of those who talk."""
WRONGS = frozenset({"violation", "breach", "infringement", "annexation", "invasion", "occupation"})
"""Wrongs that are of somebody who suffers them: 'the violation of X's airspace'."""
BY = ("by", "poss", "amod")
OBJECT_PRONOUNS = frozenset({"it", "him", "her", "them"})
PRONOUNS = frozenset({"it", "he", "she", "they", "we"})


class People(Kinds):
    """Finds participants in one text."""

    def party(self, token: Token, sure: float = 1.0) -> Party | None:
        """The participant that the word itself names."""
        ref = self.reference(token) or self._in_name(token)
        if ref is None:
            if token.lower_ in ("we", "us") and self.home and self.antecedent(token) is None:
                return Party(token.idx, token.idx + len(token), (), (self.home + "GOV",), "pronoun", 0.5)
            antecedent = self.antecedent(token)
            if antecedent is None:
                return None
            return self.party(antecedent, sure) or (self.nameless(antecedent) if lemma(antecedent) in self.agents else None)
        codes = ref.codes
        if not codes and ref.entities:
            codes = tuple(self.cast.entities[i].code or "" for i in ref.entities)
        if not any(codes) and ref.kind in ("name", "group") and not self._may_act(ref):
            return None
        if ref.plural and not ref.entities and not any(codes):
            return None
        if ref.kind == "pronoun" and len(ref.entities) == 1:
            named = self._named_before(token, ref.entities[0])
            if named is not None:
                return Party(*named, ref.entities, codes, "name", sure)
        if ref.kind != "name" and not ref.entities:
            leader, lands = self._leader(token), {c[:3] for c in codes} - {"", "---"}
            if leader is not None and (not lands or lands & {c[:3] for c in leader.codes}):
                return Party(ref.start, ref.end, leader.entities, leader.codes, "group", sure)
        end = self._with_name(token, ref)
        if ref.kind == "group":
            end, codes = self._with_land(token, ref, codes)
        return Party(ref.start, end, ref.entities, codes, ref.kind, sure)

    def _with_name(self, token: Token, ref: Reference) -> int:
        """The end of 'his Iranian counterpart, X Y': the name that explains a role belongs to its phrase."""
        if ref.kind == "role":
            for child in token.children:
                named = self.reference(child) if child.dep_ == "appos" and child.i > token.i else None
                if named is not None and named.kind == "name" and named.start - ref.end <= 2 and named.entities == ref.entities:
                    return named.end
        return ref.end

    def _with_land(self, token: Token, ref: Reference, codes: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        """The end and codes of 'people in X and Y', 'negotiators from X': the country that a group belongs to is in its phrase."""
        for prep in token.children:
            if prep.dep_ != "prep" or prep.i != token.i + 1 or prep.lower_ not in ("in", "of", "from"):
                continue
            places = [r for c in prep.children if c.dep_ == "pobj" for w in with_conjuncts([c]) if (r := self.reference(w))]
            lands = [c[:3] for r in places for i in r.entities if (c := self.cast.entities[i].code or "---")]
            if not places or places[-1].end - ref.start > LONGEST_GROUP:
                continue
            if {c[:3] for c in codes if c} & set(lands):
                return max(ref.end, places[-1].end), codes
            if prep.lower_ == "from" and lands and "---" not in lands and len(codes) == 1 and codes[0].startswith("---"):
                return max(ref.end, places[-1].end), tuple(dict.fromkeys(land + codes[0][3:] for land in lands))
        return ref.end, codes

    def _named_before(self, token: Token, entity: int) -> tuple[int, int] | None:
        """Where the sentence names the one that a pronoun stands for."""
        sentence = token.sent
        mentions = self.cast.entities[entity].mentions
        at = bisect_left(mentions, token.idx, key=lambda m: m.start)
        spots = [m for m in mentions[max(0, at - 3) : at] if m.start >= sentence.start_char]
        return (spots[-1].start, spots[-1].end) if spots else None

    def _leader(self, token: Token) -> Party | None:
        """Who leads it: 'the delegation headed by X', 'a delegation of Y led by X'."""
        for child in [*token.children, *(c for place in modifiers(token).get("of", []) for c in place.children)]:
            if child.dep_ in ("acl", "relcl") and lemma(child) in ("lead", "head", "chair"):
                for agent in (c for c in child.children if c.dep_ in ("agent", "prep") and c.lower_ in ("by", "under")):
                    for name in agent.children:
                        party = self.party(name) if name.dep_ == "pobj" else None
                        if party is not None:
                            return party
        return None

    def _in_name(self, token: Token) -> Reference | None:
        """A name that stands before a word which the parser took for its head: 'Lee Nak-yon (R)', 'Boko Haram fighters'."""
        if token.pos_ not in ("PROPN", "NOUN", "X"):
            return None
        for child in token.children:
            if child.dep_ in ("compound", "nmod") and child.i < token.i:
                ref = self.reference(child)
                if ref is not None and ref.kind == "name" and ref.entities:
                    label = self.cast.entities[ref.entities[0]].label
                    if (
                        (label == "PERSON" and token.tag_ != "NNS")
                        or (label == "ORG" and lemma(token) in self.agents)
                        or (label in ("GPE", "NORP", "ORG") and lemma(token) in self.agents)
                    ):
                        return ref
        return None

    def antecedent(self, token: Token) -> Token | None:
        """'X said it would': the pronoun is the subject of the clause above, where the cast leaves it open."""
        if token.pos_ != "PRON" or token.lower_ not in PRONOUNS or token.dep_ not in ("nsubj", "nsubjpass"):
            return None
        for above in ancestors(token.head, 4):
            if is_verbal(above):
                for subject in subjects(above):
                    if subject.i != token.i and subject.pos_ != "PRON":
                        return subject
        return None

    def _may_act(self, ref: Reference) -> bool:
        return any(self.cast.entities[i].label in ("PERSON", "ORG", "GPE") for i in ref.entities) or not ref.entities

    def within(self, start: int, end: int) -> list[Reference]:
        """All references that begin in [start, end), in order."""
        references = self.cast.references
        return list(
            references[bisect_left(references, start, key=lambda r: r.start) : bisect_left(references, end, key=lambda r: r.start)]
        )

    def is_somebody(self, token: Token) -> bool:
        """Whether the word names somebody who can act or be acted on (as against a thing)."""
        ref = self.reference(token)
        if ref is not None and (ref.kind != "name" or self._may_act(ref)):
            return True
        return self.is_human(token) or token.lower_ in PERSONAL

    def actors(self, tokens: list[Token]) -> list[Party]:
        """Parties that can act: named ones, and people named by the place they belong to ('the king of X')."""
        found: list[Party] = []
        for token in tokens:
            ref = self.reference(token)
            several = self.several(token) if ref is None or len(ref.codes) < 2 else []
            if several:
                found += several
                continue
            if ref is None and not self.is_human(token):
                between = [p for w in modifiers(token).get("between", []) for c in with_conjuncts([w]) if (p := self.party(c))]
                if len(between) > 1:
                    found += between
                    continue
            party = self.party(token) or self._through(token, ("poss", "of", "amod", "from", "in"), agent=True)
            if party is None and self.is_human(token):
                party = self.nameless(token)
            if party is None and lemma(token) in self.weapons:
                behind = [
                    p
                    for name in ("poss", "by", "amod", "of", "from")
                    for w in modifiers(token).get(name, [])
                    if (p := self.party(w, 0.8))
                ]
                party = behind[0] if behind else None
            if party is None and token.pos_ == "NOUN" and ref is None:
                behind = [
                    p for name in ("poss", "amod") for w in modifiers(token).get(name, []) if (p := self.party(w, 0.5)) and p.coded
                ]
                party = behind[0] if behind else None
            if party is None and any(a <= token.idx < b for a, b in self.datelines):
                party = next(
                    (p for c in token.children if c.dep_ in ("appos", "dep", "conj", "nsubj") and (p := self.party(c))), None
                )
            if party is not None:
                found.append(party)
        return found

    def targets(self, tokens: list[Token], deep: bool = True, forces: bool = True) -> list[Party]:
        """Parties that something is done to: named, behind a thing ('condemned the raid by X': X), or people without a name."""
        found: list[Party] = []
        for first in tokens:
            token = self._counted(first)
            if lemma(token) in MUNITIONS:
                continue
            named = self._explained(token)
            if named is not None:
                found.append(named)
                continue
            if lemma(token) in self.forces and token.pos_ == "NOUN" and (self.is_own(token) or not forces):
                if deep:
                    found += [p for p in self.behind(token) if not p.start <= token.idx < p.end and p.named]
                continue
            ref = self.reference(token)
            several = self.several(token) if ref is None or len(ref.codes) < 2 else []
            if several:
                found += several
                continue
            party = self.party(token)
            if party is None and token.lower_ in RELATIVES:
                continue
            if party is None and token.lower_ in OBJECT_PRONOUNS:
                party = self._before(token)
                if party is not None:
                    found.append(party)
                continue
            if party is None and self.is_human(token):
                if any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in token.children) and lemma(token) in self.forces:
                    continue
                party = self._through(token, ("poss", "of", "amod", "from", "in"), agent=True) or self.nameless(token)
            if party is None and deep:
                found += self._thing_of(token, self.behind(token))
                continue
            if party is None and lemma(token) in self.things:
                party = self.nameless(token)
            if party is not None:
                found.append(party)
        if len(found) > 1:
            found = [p for p in found if not self._is_their(p)] or found
            found = self._shared_country(found)
        return found

    def _counted(self, token: Token) -> Token:
        """'hundreds of banks', 'one of the critics': whom the number counts."""
        if token.ent_type_ != "CARDINAL" and token.pos_ != "NUM":
            return token
        return next((c for p in token.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"), token)

    def _explained(self, token: Token) -> Party | None:
        """'a vocal critic, X': the person whom people without a name turn out to be."""
        if token.pos_ != "NOUN" or self.reference(token) is not None or not self.is_human(token):
            return None
        for child in token.children:
            ref = self.reference(child) if child.dep_ == "appos" and child.pos_ == "PROPN" else None
            named = ref is not None and ref.kind == "name" and len(ref.entities) == 1
            if ref is not None and named and self.cast.entities[ref.entities[0]].label == "PERSON":
                return self.party(child)
        return None

    def _thing_of(self, thing: Token, behind: list[Party]) -> list[Party]:
        """Those behind a thing; where they have no name, with the thing itself: 'the attack on a church', 'three cities'."""
        if not behind and lemma(thing) in self.things and thing.pos_ == "NOUN":
            return [self.nameless(thing)]
        if len(behind) == 1 and not behind[0].entities and lemma(thing) in self.happenings:
            bare = self.nameless(thing)
            if bare.end < behind[0].start and behind[0].start - bare.end < 30 and "," not in self.text[bare.end : behind[0].start]:
                return [replace(behind[0], start=bare.start)]
        return behind

    def _shared_country(self, found: list[Party]) -> list[Party]:
        """'the leaders and the government of X': both are of X."""
        last = next((c[:3] for p in reversed(found) for c in p.codes if len(c) > 3 and not c.startswith("---")), None)
        explicit = any(w[:1].isupper() for w in self.text[found[-1].start : found[-1].end].split()[1:])
        if last is None or not explicit or found[-1].kind not in ("group", "role", "name"):
            return found
        return [
            replace(p, codes=tuple(last + c[3:] for c in p.codes))
            if p.kind in ("group", "role")
            and not p.entities
            and not any(w[:1].isupper() for w in self.text[p.start : p.end].split())
            else p
            for p in found
        ]

    def _is_their(self, party: Party) -> bool:
        """'Xs and their captains': the second belongs to the first."""
        return self.text[party.start : party.end].lower().startswith(("their ", "its ", "his ", "her "))

    def _before(self, token: Token) -> Party | None:
        """Whom 'it', 'him' or 'them' means where the cast leaves it open: the last one named before, save the subject."""
        clause = next((a for a in ancestors(token) if is_verbal(a)), None)
        own = subjects(clause) if clause is not None else []
        doers = {p.start for t in own if (p := self.party(t))}
        for word in reversed(token.doc[token.sent.start : token.i]):
            if word.pos_ in ("PROPN", "NOUN") and word.dep_ in ("dobj", "pobj", "nsubjpass", "dative"):
                party = self.party(word, 0.6)
                if party is not None and party.coded and party.start not in doers:
                    return party
        return None

    def inside(self, token: Token) -> list[Party]:
        """Everybody named within a phrase: 'shipments of Chilean fruit to Korea', 'the session between X and Y'."""
        found: list[Party] = []
        subjects_of_talk = {w.i for c in token.children if c.dep_ == "prep" and c.lower_ in ABOUT for w in c.subtree}
        for word in token.subtree:
            if word.i in subjects_of_talk:
                continue
            if word.i - token.i > 16 or (is_verbal(word) and word.i > token.i):
                break
            party = self.party(word) if word.pos_ in ("PROPN", "ADJ", "NOUN") else None
            if party is not None and party.coded and not any(party.start < f.end and f.start < party.end for f in found):
                found.append(party)
        return found

    def behind(self, token: Token, depth: int = 0) -> list[Party]:
        """The somebody behind a thing: nearest in the order of OWNERS."""
        if depth > 3 or any(c.dep_ == "amod" and c.lower_ in NOBODYS for c in token.children):
            return []
        slots = modifiers(token)
        for name in OWNERS if lemma(token) not in WRONGS else BY:
            for word in slots.get(name, []):
                party = self.party(word, 0.8 - 0.1 * depth)
                if party is not None:
                    more = [p for w in with_conjuncts([word])[1:] if (p := self.party(w, 0.8 - 0.1 * depth))]
                    return [party, *more]
                if lemma(word) in self.agents and word.pos_ == "NOUN" and not (word.dep_ == "compound" and self._is_kind(word)):
                    return [self._through(word, ("poss", "of", "amod", "from", "in"), agent=True) or self.nameless(word)]
        for name in () if lemma(token) in WRONGS else (*OWNERS, "about", "over", "into", "acl", "under", "as", "towards", "toward"):
            if name == "acl" and lemma(token) in SAID and depth == 0:
                continue
            for word in slots.get(name, []):
                deeper = self.behind(word, depth + 1)
                if deeper:
                    return deeper
        return []

    def _is_kind(self, word: Token) -> bool:
        """'child care', 'a sniper attack', 'student loans': says of what kind a thing is, not whose."""
        return self.sectors.get(lemma(word)) not in ("GOV", "MIL", "COP", "JUD", "LEG", "REB", "OPP")

    def _through(self, token: Token, names: tuple[str, ...], *, agent: bool) -> Party | None:
        """'the king of X': coded by X, the span being the whole phrase up to X."""
        if agent and lemma(token) not in self.agents:
            return None
        slots = modifiers(token)
        for name in names:
            for word in slots.get(name, []):
                party = self.party(word)
                if (
                    party is not None
                    and not party.coded
                    and party.entities
                    and self.cast.entities[party.entities[0]].label == "ORG"
                ):
                    start, end = min(party.start, token.idx), max(party.end, token.idx + len(token))
                    return Party(start, end, party.entities, (), "group", 0.6)
                if party is not None and party.coded:
                    start, end = min(party.start, token.idx), max(party.end, token.idx + len(token))
                    if end - start < 120:
                        return Party(start, end, (), tuple(c[:3] for c in party.codes if c), "group", 0.7)
        return None
