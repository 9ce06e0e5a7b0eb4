"""Who is subject, object and prepositional object of a word? Small readings of the dependency parse, forgiving where it errs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from crawler.ontology.lexicon import grammar

SUBJECTS = {"nsubj", "csubj"}
COMPLEMENTS = {"attr", "oprd", "acomp"}
STANCES = frozenset({"oppose", "commit", "dedicate"})
"""Verbs whose passive with 'to' tells of a stance: 'is opposed to'."""
RELATIVES = {"who", "which", "that", "whom"}


def listed(token: Token, name: str) -> frozenset[str]:
    """The words of a list of grammar.yml in the language of a word. Raises LexiconError; KeyError where there is no such list."""
    return grammar(token.lang_ or "en")[name]


@dataclass(slots=True)
class Slots:
    """The words around a verb by function; every list holds the heads of the phrases, conjuncts included.

    `own` names the prepositions that hang on the verb itself, not on its object.
    """

    subj: list[Token] = field(default_factory=list)
    obj: list[Token] = field(default_factory=list)
    iobj: list[Token] = field(default_factory=list)
    by: list[Token] = field(default_factory=list)
    complements: list[Token] = field(default_factory=list)
    preps: dict[str, list[Token]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    below: list[Token] = field(default_factory=list)
    passive: bool = False

    def add(self, prep: str, heads: list[Token]) -> None:
        """Objects of a preposition; the first phrase with it stays first."""
        self.preps.setdefault(prep, []).extend(heads)


def lemma(token: Token) -> str:
    """The lemma in lower case; names of plural form ('Talks' in a headline) are cut to singular."""
    word = token.lemma_.lower()
    if token.pos_ == "PROPN" and len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


SHORT = 3
"""Sentences up to which a text is too short to say who is who: there every reading is kept."""
MOST_CONJUNCTS = 40
"""Words of one coordination that are read: no list of participants is longer, and a hostile one costs no more."""


def with_conjuncts(tokens: list[Token]) -> list[Token]:
    """The heads and everything coordinated with them."""
    found: list[Token] = []
    for token in tokens:
        stack = [token]
        while stack and len(found) < MOST_CONJUNCTS:
            head = stack.pop(0)
            if head not in found:
                found.append(head)
                stack += [c for c in head.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X")]
                stack += [c for c in head.children if c.dep_ == "appos" and _beside(head, c)]
    return found


def _beside(name: Token, other: Token) -> bool:
    """'meets Orlov, Novak today': a headline's 'and'."""
    if name.ent_type_ not in ("PERSON", "GPE") or other.ent_type_ != name.ent_type_ or name.sent.text.rstrip()[-1:] in ".!?":
        return False
    start, end = other.left_edge.i, other.right_edge.i
    return start - name.i == 2 and name.nbor(1).text == "," and (end + 1 >= len(name.doc) or name.doc[end + 1].text != ",")


def is_whole(doc: Doc) -> bool:
    """Whether a text is long enough to say of itself who is who."""
    return sum(1 for _ in doc.sents) > SHORT


def is_verbal(token: Token) -> bool:
    """A verb, or a form that the tagger takes for one."""
    return token.pos_ in ("VERB", "AUX")


def is_passive(verb: Token) -> bool:
    """'was signed', 'signed by', 'the pact signed'; not 'was opposed to', which is a stance."""
    if verb.lemma_ in STANCES and any(c.dep_ == "prep" and c.lower_ == "to" for c in verb.children):
        return False
    if any(c.dep_ in ("nsubjpass", "auxpass", "csubjpass", "agent") for c in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "conj" and is_verbal(verb.head) and not any(c.dep_ in SUBJECTS or c.dep_ == "aux" for c in verb.children):
        return is_passive(verb.head)
    if any(c.dep_ == "aux" for c in verb.children):
        return False
    return verb.dep_ in ("acl", "advcl", "relcl", "amod") or any(c.dep_ == "agent" for c in verb.children)


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Heads of the (understood) subject: own, shared, controlled or of a reduced clause; of a passive the thing acted on."""
    if depth > 8:
        return []
    own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < verb.i] or [
        c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")
    ]
    if own:
        own = _listed_before(verb, own[0]) + own
        if verb.dep_ == "relcl" and all(t.lower_ in RELATIVES for t in own):
            return with_conjuncts([verb.head])
        return with_conjuncts(own)
    head = verb.head
    if verb.dep_ == "conj" and is_verbal(head):
        if is_passive(head) and not is_passive(verb) and head.dep_ in ("ccomp", "relcl", "advcl") and is_verbal(head.head):
            return subjects(head.head, depth + 1)
        return subjects(head, depth + 1)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and head.lemma_.lower() in listed(verb, "saying"):
        told = [c for c in head.children if c.dep_ == "ccomp" and is_verbal(c) and c.i < head.i]
        if told:
            return subjects(told[0], depth + 1)
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "dep") and is_verbal(head):
        objects = [c for c in head.children if c.dep_ in ("dobj", "dative") and c.pos_ != "ADP"]
        if verb.dep_ == "xcomp" and objects and head.lemma_ not in listed(verb, "subject_control") and not is_passive(head):
            return with_conjuncts(objects)
        return subjects(head, depth + 1)
    if verb.dep_ == "xcomp" and head.pos_ in ("ADJ", "NOUN") and is_verbal(head.head):
        return subjects(head.head, depth + 1)
    if verb.dep_ == "acl":
        if verb.tag_ == "VBG" and head.lemma_.lower() in listed(verb, "papers"):
            return _subject_of_holder(head, depth)
        if verb.tag_ in ("VBG", "VBN"):
            return with_conjuncts([head])
        owner = [c for c in head.children if c.dep_ == "poss"] or [
            p for c in head.children if c.dep_ == "prep" and c.lower_ in ("by", "of") for p in c.children if p.dep_ == "pobj"
        ]
        return with_conjuncts(owner) if owner else _subject_of_holder(head, depth)
    if verb.dep_ == "relcl" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        return with_conjuncts([head])
    if verb.dep_ in ("pcomp", "pobj") and head.dep_ in ("prep", "agent", "mark"):
        governor = head.head
        if is_verbal(governor):
            objects = [c for c in governor.children if c.dep_ in ("dobj", "nsubjpass")]
            if objects and governor.lemma_ in listed(verb, "object_control") and head.lower_ in ("of", "for", "from", "with"):
                return with_conjuncts(objects)
            return subjects(governor, depth + 1)
        owner = [c for c in governor.children if c.dep_ == "poss"]
        return with_conjuncts(owner) if owner else _subject_of_holder(governor, depth)
    return []


def _listed_before(verb: Token, subject: Token) -> list[Token]:
    """The first of 'X, Y and Z', where the parser hangs it on the verb."""
    headline = subject.sent.text.rstrip()[-1:] not in '.!?"”'
    if not any(c.dep_ == "conj" for c in subject.children) and not (headline and subject.pos_ == "PROPN"):
        return []
    left = subject.left_edge.i
    return [
        c
        for c in verb.children
        if c.dep_ in ("advmod", "npadvmod", "dep", "dislocated") and c.pos_ == "PROPN" and c.i < left and left - c.right_edge.i <= 2
    ]


def _subject_of_holder(noun: Token, depth: int) -> list[Token]:
    """For 'announced a plan to …': the subject of the verb that the noun hangs on."""
    for above in ancestors(noun, 4):
        if is_verbal(above):
            return subjects(above, depth + 1)
    return []


def ancestors(token: Token, limit: int = 12) -> Iterator[Token]:
    """The words above, nearest first; bounded."""
    for _ in range(limit):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


def slots(verb: Token) -> Slots:
    """All functions around a verb."""
    found = Slots(passive=is_passive(verb))
    subject = subjects(verb)
    if found.passive:
        found.obj += subject
    else:
        found.subj += subject
    for child in verb.children:
        dep = child.dep_
        if dep == "dobj" or (dep == "obj"):
            found.obj += with_conjuncts([child])
        elif dep == "dative" and child.pos_ != "ADP":
            found.iobj += with_conjuncts([child])
        elif dep in COMPLEMENTS:
            found.complements += with_conjuncts([child])
            _collect(child, found)
        elif dep == "agent":
            heads = [p for p in child.children if p.dep_ in ("pobj", "pcomp")]
            found.by += with_conjuncts(heads)
        elif dep in ("prep", "dative", "prt", "advmod") and child.pos_ in ("ADP", "ADV", "SCONJ"):
            _collect_prep(child, found)
        if dep in ("ccomp", "xcomp") and child.pos_ == "ADJ" and not any(c.dep_ in ("cop", "aux", "mark") for c in child.children):
            found.complements.append(child)
            found.obj += with_conjuncts([c for c in child.children if c.dep_ == "nsubj"])
            _collect(child, found)
        elif dep in ("xcomp", "ccomp"):
            found.below.append(child)
        elif dep in COMPLEMENTS:
            found.below += [c for c in child.children if c.dep_ in ("xcomp", "ccomp")]
    if not found.obj and not found.iobj and not found.passive:
        found.obj += _unseen_objects(verb, found)
    if found.passive and not found.by:
        found.by += found.preps.get("by", []) or _late_by(verb)
    if verb.dep_ == "relcl":
        object_ = [c for c in verb.children if c.dep_ in ("dobj", "pobj") and c.lower_ in RELATIVES]
        if object_ and verb.head not in found.obj:
            found.obj = [verb.head] + [t for t in found.obj if t not in object_]
        elif not found.obj and not found.passive and verb.head not in found.subj and not object_:
            found.obj = [verb.head]
    if not found.obj and not found.passive:
        shared = next((c for c in verb.children if c.dep_ == "conj" and is_verbal(c) and c.i - verb.i <= 3), None)
        if shared is not None:
            found.obj += with_conjuncts([c for c in shared.children if c.dep_ == "dobj"])
    if verb.dep_ in ("amod", "compound", "nmod") and not found.obj and not found.subj:
        _misread(verb, found)
    found.own = frozenset(found.preps)
    for noun in list(found.obj):
        if noun.i > verb.i or found.passive:
            _collect(noun, found)
    return found


def _unseen_objects(verb: Token, found: Slots) -> list[Token]:
    """Objects under another name: 'called X Y to explain' (a predicate), 'declared a curfew in X to begin' (a subject below)."""
    for child in verb.children:
        if child.i < verb.i:
            continue
        if child.dep_ in ("oprd", "ccomp") and child.pos_ in ("NOUN", "PROPN"):
            found.complements += [c for c in child.children if c.dep_ == "appos"]
            _collect(child, found)
            return with_conjuncts([child])
        freed = [c for c in child.children if c.dep_ == "dobj" and c.i > child.i]
        if freed and child.pos_ == "ADJ" and child.i == verb.i + 1:
            found.complements.append(child)
            return with_conjuncts(freed)
        if child.dep_ == "ccomp" and child.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
            heads = [c for c in child.children if c.dep_ in ("nsubj", "nsubjpass") and verb.i < c.i < child.i]
            for head in heads:
                _collect(head, found)
            return with_conjuncts(heads)
    return []


def _late_by(verb: Token) -> list[Token]:
    """'were arrested at X by Y' with 'by' hung on the place: the doer still."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 9, verb.sent.end)]:
        if is_verbal(token) or token.lower_ in (",", ";"):
            return []
        if token.lower_ == "by" and token.dep_ in ("prep", "agent"):
            return with_conjuncts([c for c in token.children if c.dep_ == "pobj"])
    return []


def _misread(verb: Token, found: Slots) -> None:
    """'UN chief withdrew peacekeepers' read as one noun phrase: what stands before the verb does it, what follows bears it."""
    noun, root = verb.head, verb.sent.root
    if is_verbal(root) or noun.i < verb.i:
        return
    before = [c for c in noun.children if c.i < verb.i and c.dep_ in ("nmod", "compound", "amod") and c.pos_ in ("NOUN", "PROPN")]
    if before:
        found.subj = before[-1:]
    elif root.i < verb.i and root.pos_ in ("NOUN", "PROPN"):
        found.subj = [root]
    if found.subj:
        found.obj = with_conjuncts([noun])
        found.passive = False


def _collect_prep(prep: Token, found: Slots, depth: int = 0) -> None:
    kinds = ("pobj", "pcomp", "amod", "acomp") if prep.lower_ == "as" else ("pobj", "pcomp")
    heads = [c for c in prep.children if c.dep_ in kinds and c.ent_type_ not in ("DATE", "TIME")]
    if not heads:
        heads = [
            p
            for c in prep.children
            if c.dep_ == "prep"
            for p in c.children
            if p.dep_ == "pobj" and p.ent_type_ not in ("DATE", "TIME")
        ]
    if heads:
        found.add(prep.lower_, with_conjuncts(heads))
    if prep.lower_ in ("in", "of", "worth") and depth == 0:
        for nested in (
            c
            for head in heads
            for c in head.children
            if c.dep_ in ("prep", "dative") and c.lower_ in ("to", "for", "on", "against")
        ):
            found.add(
                nested.lower_,
                with_conjuncts([p for p in nested.children if p.dep_ == "pobj" and p.ent_type_ not in ("DATE", "TIME")]),
            )
    if depth < 3:
        for child in prep.children:
            if child.dep_ == "prep":
                _collect_prep(child, found, depth + 1)


def _collect(noun: Token, found: Slots) -> None:
    """Prepositions on the noun itself count for its verb too: 'imposed sanctions on', 'held talks with'."""
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.i > noun.i:
            _collect_prep(child, found)


def noun_slots(noun: Token) -> Slots:
    """Functions around a noun: possessor, prepositions, and modifiers that may name a side ('Russian attack', 'US-China talks')."""
    found = Slots()
    for child in noun.children:
        if child.dep_ == "poss":
            found.preps.setdefault("poss", []).extend(with_conjuncts([child]))
        elif child.dep_ in ("amod", "compound", "nmod") and child.i < noun.i:
            found.preps.setdefault("amod", []).append(child)
            found.preps["amod"] += [c for c in child.children if c.dep_ in ("conj", "amod", "compound", "npadvmod", "nmod")]
        elif child.dep_ in ("prep", "agent"):
            _collect_prep(child, found)
        elif child.dep_ in ("acl", "relcl"):
            found.below.append(child)
    return found


def clause_of(token: Token) -> Token:
    """The verb whose clause holds the word (the word itself if it is a verb)."""
    if is_verbal(token):
        return token
    for above in ancestors(token):
        if is_verbal(above):
            return above
    return token


def with_conjuncts_of_adjective(first: Token) -> list[Token]:
    """An adjective and those coordinated with it."""
    found, stack = [], [first]
    while stack:
        word = stack.pop(0)
        found.append(word)
        stack += [c for c in word.children if c.dep_ == "conj"]
    return found


def modifiers(token: Token) -> dict[str, list[Token]]:
    """The words that hang on a noun, by function or preposition."""
    found: dict[str, list[Token]] = {}
    for child in token.children:
        if child.dep_ == "poss":
            found.setdefault("poss", []).append(child)
        elif child.dep_ in ("amod", "compound", "nmod", "nummod", "appos"):
            found.setdefault("amod", []).append(child)
            found["amod"] += [c for c in child.children if c.dep_ in ("compound", "npadvmod", "amod", "conj")]
        elif child.dep_ in ("prep", "agent"):
            for heads in _prep_objects(child):
                found.setdefault(child.lower_, []).extend(heads)
        elif child.dep_ in ("acl", "relcl", "conj"):
            for grandchild in child.children:
                if grandchild.dep_ in ("dobj", "nsubj"):
                    found.setdefault("acl", []).append(grandchild)
                elif grandchild.dep_ in ("agent", "prep"):
                    for heads in _prep_objects(grandchild):
                        found.setdefault("by" if grandchild.dep_ == "agent" else "acl", []).extend(heads)
    return found


def _prep_objects(prep: Token, depth: int = 0) -> list[list[Token]]:
    found = [[c for c in prep.children if c.dep_ in ("pobj", "pcomp")]]
    if depth < 2:
        for child in prep.children:
            if child.dep_ == "prep":
                found += _prep_objects(child, depth + 1)
    return found
