"""Which entry of the lexicon fits a word? Patterns against the words around it."""

from __future__ import annotations

from spacy.tokens import Token

from crawler.annotate.events.people import People
from crawler.annotate.events.syntax import Slots, lemma, noun_slots
from crawler.ontology.lexicon import Entry, Lexicon, Pattern

WHO = frozenset({"who"})
INFINITIVE = frozenset({"to"})


IRREGULAR = {
    "forgave": "forgive",
    "forgiven": "forgive",
    "struck": "strike",
    "stricken": "strike",
    "withdrew": "withdraw",
    "fought": "fight",
    "shot": "shoot",
    "flew": "fly",
    "laid": "lay",
    "overran": "overrun",
    "overthrew": "overthrow",
    "overthrown": "overthrow",
    "overrode": "override",
    "withheld": "withhold",
    "upheld": "uphold",
    "forbade": "forbid",
    "forbidden": "forbid",
    "sank": "sink",
    "sunk": "sink",
    "shook": "shake",
    "swore": "swear",
    "undertook": "undertake",
    "rebuilt": "rebuild",
    "besought": "beseech",
    "slain": "slay",
    "slew": "slay",
    "hung": "hang",
    "retook": "retake",
    "retaken": "retake",
}


MISREAD = {"raped": "rape", "raping": "rape"}
"""Forms that the lemmatiser takes for another verb's."""


def _forms(word: str) -> list[str]:
    """What a verb form may come from, where the lemmatiser knows it not: 'staged' → 'stage', 'barred' → 'bar'."""
    if word in IRREGULAR:
        return [IRREGULAR[word]]
    for ending in ("ed", "ing", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            return [stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem, stem[:-1] + "y" if stem.endswith("i") else stem]
    return []


def _asks(verb: Token) -> bool:
    """Whether an infinitive follows: 'called on the government today to declare …'."""
    following = verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + 16)]
    return any(t.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in t.children) for t in following)


class Matcher:
    """Finds the entry for a word; keeps what was considered when asked to explain."""

    def __init__(self, lexicon: Lexicon, people: People) -> None:
        self.lexicon = lexicon
        self.people = people
        self.quantity = lexicon.words("quantity")
        self.considered: list[tuple[Token, Entry, bool]] | None = None

    def verb(self, verb: Token, slots: Slots) -> Entry | None:
        """The most specific verb entry that fits."""
        return self._first(verb, slots, self.entries(verb))

    def entries(self, verb: Token) -> tuple[Entry, ...]:
        """All entries of a verb, by its lemma or by what its form may come from."""
        entries = self.lexicon.verbs.get(MISREAD.get(verb.lower_) or lemma(verb))
        if entries is None:
            entries = next((found for form in _forms(verb.lower_) if (found := self.lexicon.verbs.get(form))), ())
        return entries

    def noun(self, noun: Token) -> Entry | None:
        """The most specific noun entry that fits."""
        entries = self.lexicon.nouns.get(lemma(noun), ())
        return self._first(noun, noun_slots(noun), entries) if entries else None

    def _first(self, word: Token, slots: Slots, entries: tuple[Entry, ...]) -> Entry | None:
        """The fitting entry of the greatest weight; one that names the object's head goes before it: 'launch war games'."""
        chosen: Entry | None = None
        settled = False
        for entry in entries:
            fits = not settled and self.fits(entry.pattern, word, slots, noun=entry.noun)
            fits = fits and (chosen is None or (entry.pattern.objects is not None and self._by_head(entry, slots)))
            if self.considered is not None:
                self.considered.append((word, entry, fits))
            if fits:
                chosen, settled = entry, self._by_head(entry, slots)
            if settled and self.considered is None:
                break
        return chosen

    @staticmethod
    def _by_head(entry: Entry, slots: Slots) -> bool:
        """Whether an entry's object is the head of a phrase, not a word within it; True where the entry asks for no object."""
        wanted = entry.pattern.objects
        several = entry.pattern.objects_too is not None
        return entry.noun or wanted is None or several or any(lemma(t) in wanted for t in slots.obj + slots.complements)

    def fits(self, pattern: Pattern, word: Token, slots: Slots, *, noun: bool = False) -> bool:
        """Whether all conditions of a pattern hold around the word."""
        if pattern.particle and not self._particle(word, pattern.particle):
            return False
        if pattern.objects is not None:
            heads = slots.preps.get("amod", []) + slots.preps.get("of", []) if noun else slots.obj + slots.complements
            told = self.words(heads)
            if not told & pattern.objects or (pattern.objects_too is not None and not told & pattern.objects_too):
                return False
        if pattern.objects_not is not None and any(lemma(t) in pattern.objects_not for t in slots.obj):
            return False
        if pattern.object_is == "bare" and slots.obj:
            return False
        if pattern.plain and (slots.complements or slots.below or _asks(word)):
            return False
        if pattern.object_is == "obj" and not slots.obj:
            return False
        if pattern.object_is == "who" and not any(self.people.is_somebody(t) for t in slots.obj + slots.iobj):
            return False
        for name, words, negated in pattern.preps:
            following = slots.preps.get(name)
            with_object = pattern.objects is not None or pattern.object_is in ("obj", "who")
            if not following or not (noun or with_object or name in slots.own):
                return False
            if words is None:
                continue
            good = any(self.people.is_somebody(t) for t in following) if words == WHO else bool(self.words(following) & words)
            if good == negated:
                return False
        if pattern.subject_is == "who" and not any(self.people.is_somebody(t) for t in slots.subj):
            return False
        if pattern.subjects is not None and not self.words([self.people.antecedent(t) or t for t in slots.subj]) & pattern.subjects:
            return False
        if pattern.has_below:
            below = slots.below + [c for c in word.children if c.dep_ == "advcl" and c.i > word.i]
            below += [c for t in slots.complements for c in t.children if c.dep_ in ("xcomp", "ccomp")]
            if not below:
                return False
            if pattern.below == INFINITIVE:
                if not any(t.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in t.children) for t in below):
                    return False
            elif pattern.below is not None and not any(lemma(t) in pattern.below for t in below):
                return False
        return True

    def words(self, heads: list[Token]) -> frozenset[str]:
        """The lemmas of phrases: heads, what they count ('hundreds of troops'), and what they are made of ('tear gas')."""
        found: set[str] = set()
        for head in heads:
            word = lemma(head)
            found.add(word)
            for child in head.children:
                if child.dep_ in ("compound", "amod", "nmod", "nummod", "quantmod", "npadvmod"):
                    found.add(lemma(child))
                elif child.dep_ == "prep" and (word in self.quantity or head.pos_ in ("NUM", "SYM")):
                    for counted in child.children:
                        if counted.dep_ == "pobj":
                            found.add(lemma(counted))
                            found.update(lemma(c) for c in counted.children if c.dep_ in ("compound", "amod"))
        return frozenset(found)

    @staticmethod
    def _particle(word: Token, particle: str) -> bool:
        if any(c.lower_ == particle and (c.i > word.i or particle.endswith("ly")) for c in word.children):
            return True
        return any(c.lower_ == particle for t in word.children if t.dep_ in ("dobj", "prep", "prt", "advmod") for c in t.children)
