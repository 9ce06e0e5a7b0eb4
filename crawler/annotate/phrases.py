"""Which phrases stand for an office or a kind of actor? 'the Turkish foreign minister', 'police', 'opposition lawmakers'."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.extents import extend_left, extend_right
from crawler.annotate.language import tokenizer_of
from crawler.annotate.matching import Match
from crawler.annotate.tokens import Name, Phrase, Words
from crawler.ontology.english import english
from crawler.ontology.offices import Noun, Office, offices


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
    found = [p for p in found if not _is_adjective(words, p) or (p.tail in owner and owner[p.tail].label == "PERSON")]
    for i, phrase in enumerate(found):
        while words.lower[phrase.start] == "and" and phrase.start < phrase.head:
            phrase.start += 1
        ceiling = found[i + 1].head if i + 1 < len(found) else len(words.text)
        extend_right(doc, words, phrase, ceiling, owner, gaz, parsed)
    for phrase in found:
        _of_body(words, phrase)
    for last, phrase in pairwise(found):
        joined = words.lower[last.end : phrase.start] == ["and"] and last.definite and last.bare and phrase.bare
        if (
            joined
            and last.office is not None
            and phrase.office is not None
            and words.caps[phrase.head]
            and phrase.start == phrase.head
        ):
            phrase.definite = True  # 'the President and Prime Minister agreed'
    return _serving(words, found)


_KINDS = {"business": "BUS", "trade": "BUS", "parliamentary": "LEG", "military": "MIL", "defence": "MIL", "defense": "MIL"}


def _of_body(words: Words, phrase: Phrase) -> None:
    """'Embassy staff' are of the embassy's sector, 'a business delegation' of business."""
    noun, table = phrase.noun, offices().nouns
    if noun is None or phrase.office is not None:
        return
    before = words.lower[phrase.start : phrase.head]
    body = table.get(before[-1]) if before and noun.words in _STAFF else None
    if body is not None and body.body:
        phrase.noun = Noun(noun.words, body.sector, False, noun.plural)
    elif noun.words in ("delegation", "delegations") and (kinds := [_KINDS[w] for w in before if w in _KINDS]):
        phrase.noun = Noun(noun.words, kinds[0], noun.body, noun.plural)


_STAFF = frozenset({"staff", "employee", "employees", "worker", "workers", "personnel", "members", "member", "team"})
"""People who are what the body is that they work for."""


def _serving(words: Words, phrases: list[Phrase]) -> list[Phrase]:
    """'Adviser to the President for Trade' is one office: the President is whom it serves, and nobody else's title."""
    kept: list[Phrase] = []
    for phrase in phrases:
        last = kept[-1] if kept else None
        serves = (
            last is not None and last.office is not None and phrase.office is not None and not phrase.plural
            and words.lower[last.tail - 1] in english().servants and words.lower[last.tail : last.tail + 2] == ["to", "the"]
            and last.tail < phrase.start + 2 and all(low in ("to", "the") for low in words.lower[last.tail : phrase.start])
        )  # fmt: skip
        if serves and last is not None:
            last.end, last.bare = max(last.end, phrase.end), False
            last.countries = last.countries or phrase.countries
            last.entry, last.owner = last.entry or phrase.entry, last.owner or phrase.owner
        else:
            kept.append(phrase)
    return kept


def _is_adjective(words: Words, phrase: Phrase) -> bool:
    """A bare word that is as often an adjective: 'military', 'general'."""
    bare = phrase.start == phrase.head and not phrase.definite and phrase.tail - phrase.head == 1
    return bare and words.lower[phrase.head] in english().adjectival


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


_IDIOMS = frozenset(
    {("off", "guard"), ("social", "media"), ("new", "media"), ("shadow", "fleet"), ("tanker", "fleet"), ("fishing", "fleet")}
    | {("vehicle", "fleet"), ("aircraft", "fleet"), ("ghost", "fleet"), ("tax", "authority"), ("moral", "authority")}
)
"""Words that mean no actors behind such a word before them."""


def _is_other_thing(doc: Doc, words: Words, start: int, end: int, key: str, owner: dict[int, Name]) -> bool:
    """'In person', 'a couple of days', 'the sanctions regime', 'Rafale fighters': words for people that mean no people."""
    before = start - 1
    if key == "person":
        return bool(start) and words.lower[before] == "in"
    if key == "couple":
        return words.lower[end : end + 1] == ["of"]
    if key in ("chief", "chiefs"):
        return words.lower[end : end + 1] == ["among"]
    if key == "air force":
        return words.text[end : end + 1] in (["One"], ["Two"])
    if not start:
        return False
    if (words.lower[before], key) in _IDIOMS:
        return True
    if key in ("regime", "regimes"):
        return doc[before].pos_ == "NOUN" and doc[before].dep_ == "compound" and before not in owner
    if key in ("fighter", "fighters"):
        text = words.text[before]
        return (
            words.lower[before] in ("jet", "stealth")
            or any(c.isdigit() for c in text)
            or (words.caps[before] and before not in owner)
        )
    return False


def _stands_free(doc: Doc, words: Words, start: int, end: int, key: str, owner: dict[int, Name], parsed: bool) -> bool:
    """Not a part of a name or of another noun ('police station' as a place, 'party line'), and a noun at all."""
    inside = owner.get(end - 1)
    if inside is not None and (inside.label != "ORG" or inside.end - inside.start > end - start or inside.entry is not None):
        return False
    if inside is not None and inside.source == "model" and words.caps[start]:
        return False
    last = doc[end - 1]
    if _is_other_thing(doc, words, start, end, key, owner):
        return False
    if parsed:
        if last.pos_ not in ("NOUN", "PROPN", "ADJ", "X") and end - start == 1:
            return False
        if last.pos_ == "ADJ" and end - start == 1 and last.dep_ in ("amod", "acomp", "advmod", "compound"):
            return False
        if last.dep_ == "compound" and last.head.i >= end and not any(words.blank[end : last.head.i]):
            follows = owner.get(end)
            titled = words.caps[end] and words.lower[end] in offices().offices  # 'supreme leader Ayatollah NAME'
            if not titled and not (follows is not None and follows.label == "PERSON") and not words.caps[start]:
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
