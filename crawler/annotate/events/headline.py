"""What does a headline tell whose verb the parser took for a noun? 'X, Y sign deal on Z': read by the order of words."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Span, Token

from crawler.annotate.events.syntax import Slots, is_verbal

LONGEST = 14
"""Words of a headline at most."""


def headline_verb(sentence: Span, knows: Callable[[Token], bool], names: Callable[[Token], bool]) -> Token | None:
    """The word that must be the verb of a headline without one: known as a verb, somebody named before it, words after it."""
    words = [t for t in sentence if not t.is_space]
    if words and words[-1].text == ".":
        words = words[:-1]
    if not 3 <= len(words) <= LONGEST or words[-1].text in "!?" or any(is_verbal(t) for t in words):
        return None
    for i, word in enumerate(words[1:-1], start=1):
        lower = word.text[:1].islower() or sum(t.text[:1].isupper() for t in words) > len(words) // 2
        if lower and word.pos_ in ("NOUN", "PROPN", "ADJ") and knows(word) and any(names(t) for t in words[:i]) and not names(word):
            return word
    return None


def headline_slots(verb: Token, names: Callable[[Token], bool]) -> Slots:
    """Everybody named before the verb does it; the first noun after it bears it; prepositions hold what follows them."""
    found = Slots()
    sentence = verb.sent
    before = [t for t in sentence if t.i < verb.i and names(t)]
    found.subj = [t for t in before if not any(t.head.i == o.i and t.dep_ in ("compound", "poss") for o in before)]
    prep = ""
    for token in (t for t in sentence if t.i > verb.i):
        if token.pos_ == "ADP":
            prep = token.lower_
        elif token.pos_ in ("NOUN", "PROPN", "PRON") and not (token.dep_ == "compound" and token.head.i > token.i):
            (found.preps.setdefault(prep, []) if prep else found.obj).append(token)
    found.own = frozenset(found.preps)
    return found
