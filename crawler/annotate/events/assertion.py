"""What does the text claim about a deed? Denied, planned, possible, demanded, conditional; past or future; news or background."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from spacy.tokens import Token

from crawler.annotate.events.background import is_background
from crawler.annotate.events.syntax import ancestors, is_verbal, listed, subjects

Modality = Literal["asserted", "planned", "possible", "demanded", "conditional"]


@dataclass(frozen=True, slots=True)
class Claim:
    """The assertion of one trigger in its clause."""

    negated: bool = False
    modality: Modality = "asserted"
    future: bool = False
    present: bool = False
    background: bool = False
    question: bool = False
    hypothetical: bool = False
    attributed_to: str | None = None

    @property
    def tense(self) -> Literal["past", "present", "future"]:
        """The record's tense."""
        return "future" if self.future else "present" if self.present else "past"


def claim(trigger: Token, verb: Token | None, published: date | None, *, seen: frozenset[int] = frozenset()) -> Claim:
    """The claim about a deed whose trigger is a verb, or a noun carried by `verb` (None: a bare noun).

    `seen` holds verbs already accounted for by an operator (agree, refuse, demand …), whose effect is not counted again.
    """
    head = verb if verb is not None else trigger
    found = _own(head)
    if _unreal(head):
        found = replace(found, question=True)
    if (trigger is not head or verb is None) and _no(trigger):
        found = replace(found, negated=not found.negated)
    found = _above(head, found, seen)
    if found.modality == "asserted" and any(c.lower_ in listed(head, "maybe") for c in head.children):
        found = replace(found, modality="possible")
    sentence = trigger.sent
    if sentence.text.rstrip().endswith("?") or _wondered(head):
        found = replace(found, question=True)
    return replace(
        found, background=is_background(head, sentence, published, future=found.future, asserted=found.modality == "asserted")
    )


def _own(verb: Token) -> Claim:
    """What the verb's own auxiliaries, negations and markers say."""
    negated = modal = False
    modality: Modality = "asserted"
    future = present = hypothetical = False
    chain = [verb]
    while (
        chain[-1].dep_ == "conj"
        and is_verbal(chain[-1].head)
        and not any(c.dep_ in ("nsubj", "nsubjpass") for c in chain[-1].children)
        and len(chain) < 5
    ):
        chain.append(chain[-1].head)
    for i, word in enumerate(chain):
        for child in word.children:
            low = child.lower_
            if child.dep_ == "neg" or (
                low in ("never", "neither", "nor") and child.dep_ in ("advmod", "preconj", "neg", "cc") and i == 0 and low != "nor"
            ):
                negated = negated or i == 0
            if child.dep_ == "aux" and not modal and (i == 0 or not any(c.dep_ in ("aux", "auxpass") for c in chain[0].children)):
                if low in listed(child, "possible"):
                    modality, modal = "possible", True
                elif low in listed(child, "demanded"):
                    modality, modal = "demanded", True
                elif low in listed(child, "future"):
                    future, modal = True, True
                    hypothetical = low == "would"
                elif (
                    low == "to"
                    and i == 0
                    and word.dep_ in ("ROOT", "ccomp", "parataxis")
                    and not any(c.dep_ == "nsubj" and c.i > child.i for c in word.children)
                ):
                    future = True
                elif low in ("is", "are", "has", "have", "'s") and child.tag_ in ("VBZ", "VBP"):
                    present = word.tag_ == "VBG"
            if child.dep_ == "mark" and low in listed(child, "if") and low not in ("once", "until"):
                modality = "conditional"
            if child.dep_ == "advmod" and low in ("unless", "if"):
                modality = "conditional"
            if child.dep_ in ("nsubj", "nsubjpass") and i == 0:
                negated = negated or _no(child)
            if (
                child.dep_ == "advcl"
                and any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in child.children)
                and (future or modality == "possible")
            ):
                modality = "conditional"
        inverted = next((c for c in word.children if c.dep_ == "aux" and c.lower_ in ("should", "were", "had")), None)
        if (
            inverted is not None
            and word.dep_ == "advcl"
            and any(c.dep_.startswith("nsubj") and c.i > inverted.i for c in word.children)
        ):
            modality = "conditional"
    if (future or modality == "possible") and any(_is_if(c) for c in verb.children):
        modality = "conditional"
    for child in verb.children:
        if child.dep_ == "dobj" and any(c.dep_ == "det" and c.lower_ == "no" for c in child.children):
            negated = True
    if verb.tag_ in ("VBZ", "VBP"):
        present = True
    return Claim(negated=negated, modality=modality, future=future, present=present, hypothetical=hypothetical)


def _unreal(verb: Token) -> bool:
    """'would have objected': what did not come about."""
    helpers = [c.lower_ for c in verb.children if c.dep_ == "aux"]
    return "would" in helpers and "have" in helpers


def _wondered(head: Token) -> bool:
    """'whether X …', 'if X were to …': asked or supposed, not claimed."""
    below = head
    for above in [head, *ancestors(head, 8)]:
        if is_verbal(above):
            for child in above.children:
                if child.dep_ in ("mark", "advmod") and child.lower_ == "whether":
                    return True
                if (
                    child.dep_ == "advmod"
                    and child.lower_ in ("how", "why")
                    and above.dep_ in ("ccomp", "pcomp", "conj")
                    and child.i < above.i
                ):
                    return True
                if (
                    child.dep_ == "mark"
                    and child.lower_ == "if"
                    and any(c.lower_ in ("were", "would") for c in above.children if c.dep_ in ("aux", "auxpass"))
                ):
                    return True
            if (
                above.lemma_ == "be"
                and above.lower_ == "were"
                and below.dep_ == "xcomp"
                and any(c.lower_ == "if" for c in above.children)
            ):
                return True
        below = above
    return False


def _is_if(clause: Token) -> bool:
    """'if X …', 'should X …', 'unless X …'."""
    if clause.dep_ != "advcl":
        return False
    if any(c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "unless") for c in clause.children):
        return True
    inverted = next((c for c in clause.children if c.dep_ == "aux" and c.lower_ in ("should", "were", "had")), None)
    return inverted is not None and any(c.dep_.startswith("nsubj") and c.i > inverted.i for c in clause.children)


def _no(noun: Token) -> bool:
    return noun.lower_ in ("nobody", "none", "neither", "no-one") or any(
        c.dep_ in ("det", "neg", "preconj") and c.lower_ in ("no", "neither") for c in noun.children
    )


def _above(head: Token, found: Claim, seen: frozenset[int]) -> Claim:
    """What the clauses above make of it: 'plans to', 'if', 'without', 'failed to', 'according to'."""
    below = head
    told = False
    for above in ancestors(head, 8):
        told = told or (below.dep_ in ("ccomp", "relcl", "parataxis") and is_verbal(below) and _finite(below))
        if above.lower_ == "without" and below.dep_ in ("pcomp", "pobj"):
            found = replace(found, negated=True)
        if is_verbal(above) or above.pos_ in ("ADJ", "NOUN"):
            word = above.lemma_.lower()
            direct = below.dep_ in ("xcomp", "ccomp", "acl", "pcomp", "advcl", "dobj", "pobj", "nsubjpass")
            if below.dep_ in ("advcl", "ccomp") and any(
                c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "unless", "whether") for c in below.children
            ):
                if found.modality in ("asserted", "possible"):
                    found = replace(found, modality="conditional")
            elif _when_ever(below, above) and found.modality == "asserted":
                found = replace(found, modality="conditional")
            elif (
                above.i not in seen
                and direct
                and (not told or word in listed(above, "wondering"))
                and below.dep_ in ("xcomp", "ccomp", "acl")
                and found.modality == "asserted"
            ):
                if below.dep_ == "xcomp" and (
                    word in listed(above, "planned") or (word == "be" and any(c.lower_ == "to" for c in below.children))
                ):
                    found = replace(found, modality="planned", future=True)
                elif below.dep_ in ("xcomp", "acl") and word in (
                    "want",
                    "hope",
                    "wish",
                    "consider",
                    "mull",
                    "like",
                    "seek",
                    "ability",
                    "chance",
                    "right",
                    "desire",
                ):
                    found = replace(found, modality="possible")
                elif word in listed(above, "demanding") and (
                    below.dep_ == "xcomp" or (below.dep_ == "ccomp" and below.tag_ == "VB")
                ):
                    found = replace(found, modality="demanded")
                elif word in listed(above, "wondering") and above.pos_ in ("VERB", "AUX", "NOUN"):
                    found = replace(found, modality="possible")
                elif word in listed(above, "failing") and below.dep_ == "xcomp":
                    found = replace(found, negated=not found.negated)
            by = below.dep_ == "prep" and below.lower_ == "by" and above.i not in seen
            if by and any(c.dep_ == "aux" and c.lower_ in listed(above, "future") for c in above.children):
                found = replace(found, future=True)  # 'will start by meeting X'
            if not told and below.dep_ in ("xcomp",) and any(c.dep_ == "neg" for c in above.children) and above.i not in seen:
                found = replace(found, negated=True)
            if (
                below.dep_ in ("xcomp", "acl")
                and is_verbal(above)
                and any(c.dep_ == "aux" and c.lower_ in listed(above, "future") for c in above.children)
                and above.i not in seen
            ):
                found = replace(found, future=True)
            raised = (
                not told and below.dep_ == "xcomp" and is_verbal(above) and above.i not in seen and found.modality == "asserted"
            )
            if raised and any(c.dep_ == "aux" and c.lower_ in listed(above, "possible") for c in above.children):
                found = replace(found, modality="possible")
        below = above
    return found


def _when_ever(below: Token, above: Token) -> bool:
    """'talks can resume when X drops its sanctions': a present 'when' or 'once' below what may or will be."""
    if below.dep_ != "advcl" or below.tag_ not in ("VBZ", "VBP"):
        return False
    mark = any(c.dep_ in ("mark", "advmod") and c.lower_ in ("when", "once") for c in below.children)
    return mark and any(c.dep_ == "aux" and c.tag_ == "MD" for c in above.children)


def _finite(verb: Token) -> bool:
    """Whether the verb heads a clause with a tense of its own."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in verb.children
    )


def speaker(head: Token) -> tuple[Token, Token] | None:
    """(who says so, the verb of saying) where the deed stands in reported speech, else None."""
    below = head
    for above in ancestors(head, 10):
        if (
            is_verbal(above)
            and above.lemma_.lower() in listed(above, "saying")
            and below.dep_ in ("ccomp", "xcomp", "parataxis", "dep")
        ):
            said = [t for t in subjects(above) if t.i != head.i]
            if said:
                return said[0], above
        below = above
    root = below
    for child in root.children:
        if child.dep_ in ("parataxis", "ccomp", "advcl", "dep") and child.lemma_.lower() in listed(child, "saying"):
            said = subjects(child)
            if said:
                return said[0], child
        if child.dep_ == "prep" and child.lower_ == "according":
            for to in child.children:
                for name in to.children:
                    if name.dep_ == "pobj":
                        return name, child
    return None
