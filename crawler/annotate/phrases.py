"""Which phrases stand for an office or a kind of actor? 'the Turkish foreign minister', 'police', 'opposition lawmakers'."""

from __future__ import annotations

from functools import lru_cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.extents import extend_left, extend_right
from crawler.annotate.language import tokenizer_of
from crawler.annotate.matching import Match
from crawler.annotate.tokens import Name, Phrase, Words
from crawler.ontology.english import english
from crawler.ontology.offices import Office, offices


@lru_cache(maxsize=8)
def _matcher(vocab: Vocab) -> tuple[PhraseMatcher, dict[int, str]]:
    tokenize = tokenizer_of(vocab)
    matcher = PhraseMatcher(vocab, attr="LOWER")
    words: dict[int, str] = {}
    for number, key in enumerate(
        [*offices().offices, *(n for n in offices().nouns if n not in offices().offices), *sorted(english().sides)]
    ):
        name = f"p{number}"
        spellings = [tokenize(key), tokenize(key.title())]  # 'Lt. Gen.' and 'lt. gen.' fall into different tokens
        matcher.add(name, spellings[: 1 if [t.lower_ for t in spellings[0]] == [t.lower_ for t in spellings[1]] else 2])
        words[vocab.strings[name]] = key
    return matcher, words


def find_phrases(doc: Doc, words: Words, names: list[Name], matches: list[Match]) -> list[Phrase]:
    """All phrases in order of their heads. They may hold names of countries and bodies; none holds another's head."""
    matcher, keys = _matcher(doc.vocab)
    owner = {i: n for n in names for i in range(n.start, n.end)}
    gaz = {i: m for m in matches for i in range(m.start, m.end)}
    parsed = doc.has_annotation("DEP")
    hits = sorted(((start, end, keys[key]) for key, start, end in matcher(doc)), key=lambda h: (h[0] - h[1], h[0]))
    taken: set[int] = set()
    found: list[Phrase] = []
    for start, end, key in hits:
        if taken.intersection(range(start, end)) or not _stands_free(doc, words, start, end, key, owner, parsed):
            continue
        taken.update(range(start, end))
        found.append(_make(start, end, key, words))
    found.sort(key=lambda p: p.head)
    found = [p for i, p in enumerate(found) if not _leads(words, p, found[i + 1] if i + 1 < len(found) else None)]
    for i, phrase in enumerate(found):
        floor = found[i - 1].tail if i else 0
        extend_left(doc, words, phrase, floor, owner, gaz, parsed)
    found = [
        p
        for p in found
        if not (p.start == p.head and not p.definite and words.lower[p.head] in english().adjectival and p.tail - p.head == 1)
    ]
    for i, phrase in enumerate(found):
        ceiling = found[i + 1].head if i + 1 < len(found) else len(words.text)
        extend_right(doc, words, phrase, ceiling, owner, gaz, parsed)
    return found


def _leads(words: Words, phrase: Phrase, following: Phrase | None) -> bool:
    """Whether a head only opens the next one: 'deputy' in 'deputy foreign minister'."""
    if following is None or phrase.tail - phrase.head > 1 or words.lower[phrase.head] not in offices().portfolios:
        return False
    return all(low in offices().portfolios for low in words.lower[phrase.tail : following.head])


def _make(start: int, end: int, key: str, words: Words) -> Phrase:
    table = offices()
    office, noun = table.offices.get(key), table.nouns.get(key)
    if office is not None and office.weak and noun is not None:
        office = None
    elif office is None and noun is not None and not noun.body:
        last = table.offices.get(key.rpartition(" ")[2])
        if last is not None and not last.weak:
            office = Office(noun.words, (noun.sector,), last.body, False, noun.plural)
    portfolio = next((s for word, s in table.portfolio_sectors.items() if office is not None and word in key.split()), None)
    plural = office.plural if office else noun.plural if noun else key.endswith("s")
    return Phrase(
        start,
        end,
        start,
        end,
        office,
        noun,
        side=key in english().sides and (noun is None or key in ("party", "parties")),
        plural=plural,
        portfolio=portfolio,
    )


def _stands_free(doc: Doc, words: Words, start: int, end: int, key: str, owner: dict[int, Name], parsed: bool) -> bool:
    """Not a part of a name or of another noun ('police station' as a place, 'party line'), and a noun at all."""
    inside = owner.get(end - 1)
    if inside is not None and (inside.label != "ORG" or inside.end - inside.start > end - start or inside.entry is not None):
        return False
    if inside is not None and inside.source == "model" and words.caps[start]:
        return False
    last = doc[end - 1]
    if parsed:
        if last.pos_ not in ("NOUN", "PROPN", "ADJ", "X") and end - start == 1:
            return False
        if last.pos_ == "ADJ" and end - start == 1 and last.dep_ in ("amod", "acomp", "advmod", "compound"):
            return False
        if last.dep_ == "compound" and last.head.i >= end and not any(words.blank[end : last.head.i]):
            follows = owner.get(end)
            if not (follows is not None and follows.label == "PERSON") and not words.caps[start]:
                return False
    if (
        end < len(words.text)
        and words.text[end] == "-"
        and end + 1 < len(words.text)
        and words.lower[end + 1] not in ("designate", "elect", "in")
    ):
        return bool(words.blank[end])
    return not (
        start > 0
        and words.text[start - 1] == "-"
        and not words.space[start - 1]
        and words.lower[start - 2] not in ("vice", "ex", "co", "deputy")
    )
