"""Is it news or history? Old years, 'decades ago', habits, and what a clause only recalls."""

from __future__ import annotations

import re
from datetime import date

from spacy.tokens import Doc, Span, Token

from crawler.annotate.events.syntax import ancestors, clause_of, is_verbal, listed

YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
"""A year: matches '1994', not '20 000' or '1,994'."""
HISTORY = re.compile(
    r"\b(?:anniversary|decades? ago|centur(?:y|ies)|years? ago|in the (?:19|20)\d0s|during the [A-Z]\w+ War|cold war|world war|"
    r"\w+[- ]year[- ](?:war|conflict|occupation|insurgency|rule|siege)|decades? of|founding|biography|"
    r"graduate of|graduated|was born|years? after|years? before|"
    r"years? earlier|career|previously|formerly|in the past|historic(?:al)?ly|at the time)\b",
    re.IGNORECASE,
)
"""Words of history and biography: matches 'twenty years ago', 'graduate of'; not 'this year'."""
NOW = re.compile(
    r"\b(?:today|yesterday|tonight|now|this (?:week|month|morning|evening|afternoon|year)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
"""A time that is news: matches 'on Monday', 'this week'; not 'in 1994'."""


def is_background(head: Token, sentence: Span, published: date | None, *, future: bool, asserted: bool) -> bool:
    """Whether the clause tells of history: an old year, 'decades ago', an anniversary, a life.

    A clause without a time of its own has that of the sentence.
    """
    if future:
        return False
    for above in ancestors(head, 3):
        if above.pos_ == "NOUN" and above.lemma_.lower() in listed(above, "pasts"):
            return True
    clause = clause_of(head)
    if asserted and _standing(clause, sentence):
        return True
    limit = published.year if published else 1990
    own: list[int] = []
    others: list[int] = []
    for match in YEAR.finditer(sentence.text):
        at = sentence.start_char + match.start()
        verb = _dated(head.doc, at, at + 4)
        if verb is None:
            continue
        since = re.search(r"\bsince(?: \w+)? $", sentence.text[max(0, match.start() - 16) : match.start()])
        if since and published is None:
            continue
        if verb.i == clause.i:
            own.append(int(match.group()))
        elif not _under(verb, clause):
            others.append(int(match.group()))
    years = own or others
    if years:
        return max(years) < limit
    for match in HISTORY.finditer(sentence.text):
        at = sentence.start_char + match.start()
        verb = _dated(head.doc, at, sentence.start_char + match.end())
        below = verb is not None and clause.dep_ == "advcl" and clause.head.i == verb.i
        if verb is not None and (verb.i == clause.i or below or len(sentence) < 25):
            return True
    return False


def _standing(clause: Token, sentence: Span) -> bool:
    """A habit ('provides the largest share'), or what a relative clause recalls of somebody ('who has long refused')."""
    if clause.dep_ in ("relcl", "advcl") and clause.head.lemma_.lower() in listed(clause, "times"):
        return True
    if _recalled(clause) and not NOW.search(clause.doc[clause.left_edge.i : clause.right_edge.i + 1].text):
        return True
    if (
        clause.dep_ == "relcl"
        and not NOW.search(sentence.text)
        and any(c.lower_ in ("had", "has", "have") for c in clause.children if c.dep_ == "aux")
    ):
        return True
    now = clause.tag_ in ("VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in clause.children)
    if clause.dep_ == "relcl" and now and not NOW.search(sentence.text):
        return True
    habit = clause.tag_ in ("VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in clause.children)
    return (
        habit
        and clause.lemma_.lower() in listed(clause, "habits")
        and len(sentence) > 12
        and sentence.text.rstrip()[-1:] in '.”"'
        and not NOW.search(clause.doc[clause.left_edge.i : clause.right_edge.i + 1].text)
    )


def _recalled(clause: Token) -> bool:
    """'ties have been poor since X expelled Y': a past 'when' or 'since' below what is so now."""
    for below in [clause, *ancestors(clause, 3)]:
        if below.dep_ == "advcl" and is_verbal(below.head):
            main = below.head
            mark = any(c.dep_ in ("mark", "advmod") and c.lower_ in ("when", "since") for c in below.children)
            now = main.tag_ in ("VBZ", "VBP") or any(c.dep_ == "aux" and c.tag_ in ("VBZ", "VBP") for c in main.children)
            return mark and now and below.tag_ == "VBD" and main.lemma_.lower() not in listed(main, "saying")
        if below.dep_ not in ("conj", "xcomp", "ccomp"):
            return False
    return False


def _under(verb: Token, clause: Token) -> bool:
    """Whether a verb stands in a clause below another: its time is its own."""
    for above in [verb, *ancestors(verb, 8)]:
        if above.i == clause.i:
            return False
        if above.dep_ in ("relcl", "acl", "advcl", "ccomp", "pcomp") and above.head.i != above.i and clause.is_ancestor(above):
            return True
    return False


def _dated(doc: Doc, start: int, end: int) -> Token | None:
    """The verb whose time some words give; None where they only describe a thing ('the 2015 deal', 'a 30-year war')."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    word = span.root
    for _ in range(6):
        if is_verbal(word):
            return word
        if (
            word.i != span.root.i
            and word.pos_ in ("NOUN", "PROPN")
            and word.ent_type_ not in ("DATE", "TIME")
            and word.lemma_.lower() not in listed(word, "times")
        ):
            return None
        if (
            word.dep_ in ("amod", "compound", "nmod", "nummod", "poss")
            and word.head.ent_type_ != "DATE"
            and word.head.lemma_.lower() not in listed(word, "times")
        ):
            return None
        if word.head.i == word.i:
            return word if is_verbal(word) else None
        word = word.head
    return None
