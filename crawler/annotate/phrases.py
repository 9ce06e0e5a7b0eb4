"""Which phrases stand for an office or a kind of actor? 'the Turkish foreign minister', 'police in Baku', 'opposition lawmakers'."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.language import tokenizer_of
from crawler.annotate.matching import Match, is_circumstance
from crawler.annotate.tokens import GENITIVE, Name, Words
from crawler.ontology.gazetteer import Entry
from crawler.ontology.offices import Noun, Office, offices
from crawler.ontology.shapes import shapes

SIDES = frozenset(
    {
        "side",
        "sides",
        "delegation",
        "delegations",
        "counterpart",
        "counterparts",
        "party",
        "parties",
        "interlocutors",
        "interlocutor",
        "countries",
        "nations",
        "states",
        "country",
        "nation",
        "neighbours",
        "neighbors",
        "neighbour",
        "neighbor",
    }
)
_SENDERS = frozenset(
    {
        "ambassador",
        "envoy",
        "commissioner",
        "representative",
        "consul",
        "attaché",
        "attache",
        "d'affaires",
        "d’affaires",
        "diplomat",
        "interim",
        "plenipotentiary",
        "general",
        "minister",
        "secretary",
        "adviser",
        "advisor",
        "aide",
        "rapporteur",
        "mission",
    }
)
_PREPOSITIONS = frozenset({"of", "for", "to", "at", "on"})


@dataclass(slots=True)
class Phrase:
    """A phrase for an office or actors at tokens [start, end), its head at [head, tail).

    `countries`: of the holder, as the phrase gives them; `host`: where an ambassador is sent; `entry`/`organisation`: the body named
    (gazetteer entry, words). `possessive`: 'his', 'their' … before it. `definite`: 'the', 'both', 'his'. `bare`: no word beyond the article.
    """

    start: int
    end: int
    head: int
    tail: int
    office: Office | None = None
    noun: Noun | None = None
    side: bool = False
    countries: list[str] = field(default_factory=list)
    host: str | None = None
    entry: Entry | None = None
    organisation: tuple[int, int] | None = None
    status: str | None = None
    plural: bool = False
    definite: bool = False
    possessive: str | None = None
    bare: bool = True
    portfolio: str | None = None
    owner: Name | None = None
    elsewhere: bool = False
    """Whether it is of a part of the world that is no country: 'European officials'."""

    @property
    def sectors(self) -> tuple[str, ...]:
        """Main sector first: former holders ELI, then the office's or the body's, then the portfolio's own."""
        if self.noun is not None and self.office is None:
            own: tuple[str, ...] = (self.noun.sector,)
        elif self.office is not None:
            own = self.office.sectors
        else:
            own = ()
        if self.entry is not None and self.entry.sectors and (self.office is None or self.office.body):
            own = self.entry.sectors if self.entry.sectors[0] != "PRE" else own
        if self.portfolio and self.portfolio not in own:
            own = (*own, self.portfolio)
        if self.status == "former":
            own = ("ELI",)
        return own


@lru_cache(maxsize=8)
def _matcher(vocab: Vocab) -> tuple[PhraseMatcher, dict[int, str]]:
    tokenize = tokenizer_of(vocab)
    matcher = PhraseMatcher(vocab, attr="LOWER")
    words: dict[int, str] = {}
    for number, key in enumerate([*offices().offices, *(n for n in offices().nouns if n not in offices().offices), *SIDES]):
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
        _extend_left(doc, words, phrase, floor, owner, gaz, parsed)
    found = [
        p
        for p in found
        if not (p.start == p.head and not p.definite and words.lower[p.head] in _ADJECTIVAL and p.tail - p.head == 1)
    ]
    for i, phrase in enumerate(found):
        ceiling = found[i + 1].head if i + 1 < len(found) else len(words.text)
        _extend_right(doc, words, phrase, ceiling, owner, gaz, parsed)
    return found


def _leads(words: Words, phrase: Phrase, following: Phrase | None) -> bool:
    """Whether a head only opens the next one: 'deputy' in 'deputy foreign minister'."""
    if following is None or phrase.tail - phrase.head > 1 or words.lower[phrase.head] not in offices().portfolios:
        return False
    return all(low in offices().portfolios for low in words.lower[phrase.tail : following.head])


_ADJECTIVAL = frozenset(
    [
        "military",
        "humanitarian",
        "criminal",
        "local",
        "national",
        "liberal",
        "conservative",
        "republican",
        "individual",
        "general",
        "executive",
        "deputy",
        "marine",
        "opposition",
        "press",
        "public",
        "minority",
        "radical",
        "intelligence",
        "socialist",
        "communist",
        "business",
        "union",
        "party",
        "resistance",
        "administration",
        "leadership",
        "authority",
        "security",
        "prosecution",
        "school",
        "industry",
        "community",
        "media",
        "palace",
        "crown",
        "bench",
        "diet",
        "house",
        "court",
        "customs",
        "treasury",
        "state",
    ]
)
"""Nouns that are as often adjectives or common things: they count only with an article, an owner or a country."""


def _make(start: int, end: int, key: str, words: Words) -> Phrase:
    table = offices()
    office, noun = table.offices.get(key), table.nouns.get(key)
    if office is not None and office.weak and noun is not None:
        office = None
    elif office is None and noun is not None and not noun.body:
        last = table.offices.get(key.rpartition(" ")[2])
        if last is not None and not last.weak:
            office = Office(noun.words, (noun.sector,), last.body, False, noun.plural)
    plural = office.plural if office else noun.plural if noun else key.endswith("s")
    return Phrase(
        start, end, start, end, office, noun, side=key in SIDES and (noun is None or key in ("party", "parties")), plural=plural
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


def _extend_left(
    doc: Doc, words: Words, phrase: Phrase, floor: int, owner: dict[int, Name], gaz: dict[int, Match], parsed: bool
) -> None:
    table = offices()
    i = phrase.head - 1
    limit = max(floor, phrase.head - 9)
    start = phrase.head
    while i >= limit:
        low = words.lower[i]
        m = gaz.get(i)
        name = owner.get(i)
        if words.blank[i]:
            if "\n" in words.text[i]:
                break
            i -= 1
            continue
        if words.text[i] in GENITIVE and i > limit and (i - 1 in gaz or i - 1 in owner):
            i -= 1
            holder = gaz.get(i)
            if holder is not None and (i not in owner or owner[i].end - owner[i].start <= holder.end - holder.start):
                _own(phrase, holder.entry)
                start = i = holder.start
            elif owner[i].label in ("GPE", "ORG", "LOC"):
                phrase.owner = owner[i]
                phrase.organisation = (owner[i].start, owner[i].end) if owner[i].label == "ORG" else None
                start = i = owner[i].start
            else:
                phrase.owner = owner[i]
                phrase.definite = True
                phrase.bare = False
                break
            phrase.bare, phrase.definite = False, True
            i -= 1
            if i >= limit and words.lower[i] == "the":
                start = i
                i -= 1
            break
        if (
            m is not None
            and m.start >= limit
            and (name is None or name.end - name.start <= m.end - m.start or name.end <= phrase.head)
        ):
            if m.entry.kind in ("adjective", "country", "organisation", "body", "region", "seat") and not is_circumstance(
                doc, m.end
            ):
                if m.entry.kind in ("seat",) and phrase.office is None and phrase.noun is None:
                    break
                _own(phrase, m.entry)
            elif not is_circumstance(doc, m.end):
                break
            start = m.start
            i = m.start - 1
            phrase.bare = False
            continue
        if name is not None and name.label == "PERSON":
            break
        if name is not None and name.label in ("GPE", "LOC", "ORG") and name.start >= limit:
            phrase.owner = name
            if name.label == "ORG":
                phrase.organisation = (name.start, name.end)
            phrase.bare = False
            start = name.start
            i = start - 1
            continue
        if low in (
            "the",
            "a",
            "an",
            "this",
            "these",
            "those",
            "his",
            "her",
            "their",
            "its",
            "our",
            "my",
            "your",
            "both",
            "some",
            "several",
            "all",
            "no",
            "any",
            "another",
            "other",
            "each",
            "every",
        ):
            if low in ("the", "this", "these", "those", "both"):
                phrase.definite = True
            if low in ("his", "her", "their", "its", "our", "my", "your"):
                phrase.possessive = low
                phrase.definite = True
            start = i
            if low not in ("all", "both") and i > limit and words.lower[i - 1] in ("all", "both"):
                start = i - 1
                phrase.definite = True
            break
        if low in table.status or (low == "ex" and i + 1 < len(words.text) and words.text[i + 1] == "-"):
            phrase.status = table.status.get(low, "former")
            start = i
            phrase.bare = False
        elif (
            low in ("western", "foreign", "international", "global", "overseas", "regional", "world")
            and low not in words.lower[phrase.head : phrase.tail]
        ):
            phrase.elsewhere = phrase.elsewhere or not (low == "foreign" and phrase.office is not None)
            start = i
            phrase.bare = False
        elif low in table.portfolios:
            phrase.portfolio = table.portfolio_sectors.get(low, phrase.portfolio)
            start = i
            phrase.bare = False
        elif (low in ("and", "&", "/") and _joins(words, i, gaz, table.portfolios)) or (
            words.text[i] in ("-", "–") and i > limit and not words.space[i - 1]
        ):
            pass
        elif parsed and not (i < doc[i].head.i < phrase.tail):
            break
        elif doc[i].pos_ in ("ADJ", "NUM", "NOUN", "PROPN", "ADV") or (
            doc[i].tag_ in ("VBN", "VBG") and doc[i].dep_ in ("amod", "")
        ):
            if doc[i].pos_ in ("NOUN", "PROPN") and doc[i].dep_ not in (
                "compound",
                "nmod",
                "amod",
                "nummod",
                "quantmod",
                "npadvmod",
            ):
                break
            if (doc[i].pos_ == "ADV" and doc[i].dep_ not in ("advmod",)) or (doc[i].tag_ == "VBG" and doc[i].dep_ != "amod"):
                break
            start = i
            phrase.bare = False
        else:
            break
        i -= 1
    phrase.start = start
    for size in (3, 2):
        text = " ".join(words.lower[phrase.head - size + 1 : phrase.tail])
        phrase.portfolio = offices().portfolio_sectors.get(text, phrase.portfolio)


def _joins(words: Words, i: int, gaz: dict[int, Match], portfolios: frozenset[str]) -> bool:
    """Whether 'and' stands between two portfolios or two adjectives of countries."""
    if i == 0 or i + 1 >= len(words.text):
        return False
    left, right = gaz.get(i - 1), gaz.get(i + 1)
    if left is not None and right is not None:
        return left.entry.kind == right.entry.kind == "adjective"
    return left is None and right is None and words.lower[i - 1] in portfolios and words.lower[i + 1] in portfolios


def _own(phrase: Phrase, entry: Entry) -> None:
    if entry.label == "ORG":
        phrase.entry = phrase.entry or entry
    elif entry.country is None:
        phrase.elsewhere = True
    elif entry.country not in phrase.countries:
        phrase.countries.insert(0, entry.country)
        if entry.sectors and phrase.entry is None:
            phrase.entry = entry


def _extend_right(
    doc: Doc, words: Words, phrase: Phrase, ceiling: int, owner: dict[int, Name], gaz: dict[int, Match], parsed: bool
) -> None:
    n = len(words.text)
    i = phrase.tail
    if i + 1 < n and words.text[i] == "-" and words.lower[i + 1] in ("designate", "elect"):
        phrase.status, i = "elect", i + 2
    elif i < n and words.lower[i] in ("designate", "elect") and phrase.office:
        phrase.status, i = "elect", i + 1
    if i + 2 < n and words.text[i] == "-" and words.lower[i + 1] == "in" and words.text[i + 2] == "-":
        i += 4
    if i < n and words.lower[i] in ("a.i.", "ad"):
        i += 1 if words.lower[i] == "a.i." else 2
    end = i = min(i, n)
    if phrase.side or phrase.office is None:
        _where(words, phrase, i, n, gaz, owner)
        phrase.end = max(phrase.end, end)
        return
    while i < n and words.lower[i] in _PREPOSITIONS:
        to = words.lower[i] == "to"
        if to and words.lower[phrase.tail - 1] not in _SENDERS:
            break
        stop = _object(doc, words, i + 1, n, owner, gaz, phrase, to)
        if stop is None:
            break
        i = end = stop
        if (
            i < n
            and words.lower[i] == ","
            and i + 1 < n
            and words.lower[i + 1] == "to"
            and "ambassador" in words.lower[phrase.head : phrase.tail]
        ):
            i += 1
    if end < n and words.lower[end] in ("in",) and end + 1 < n and not phrase.countries:
        _where(words, phrase, end, n, gaz, owner)
    phrase.end = max(phrase.end, end)


def _where(words: Words, phrase: Phrase, i: int, n: int, gaz: dict[int, Match], owner: dict[int, Name]) -> None:
    """'protesters in Georgia', 'citizens of Peru': the country, without making the place a part of the phrase ('of' apart)."""
    if i >= n or words.lower[i] not in ("in", "of", "from", "for") or phrase.countries:
        return
    j = i + 1
    if j < n and words.lower[j] == "the":
        j += 1
    if (
        j in gaz
        and gaz[j].start == j
        and gaz[j].entry.kind in ("country", "region", "seat")
        and (j not in owner or owner[j].label != "ORG")
    ):
        _own(phrase, gaz[j].entry)
        last = gaz[j].end
        while last + 1 < n and words.lower[last] in ("and", ",") and last + 1 in gaz and gaz[last + 1].entry.kind == "country":
            _own_behind(phrase, gaz[last + 1].entry)
            last = gaz[last + 1].end
        if words.lower[i] == "of":
            phrase.end = last
    elif j in owner and owner[j].label == "ORG" and words.lower[i] == "of" and (j not in gaz or gaz[j].end < owner[j].end):
        phrase.owner = owner[j]
    elif j in gaz and gaz[j].entry.label == "ORG" and words.lower[i] == "of":
        _own(phrase, gaz[j].entry)
        phrase.end = gaz[j].end
    elif j in owner and owner[j].label in ("GPE", "LOC", "FAC"):
        phrase.owner = owner[j]


def _own_behind(phrase: Phrase, entry: Entry) -> None:
    if entry.country is not None and entry.country not in phrase.countries:
        phrase.countries.append(entry.country)


def _object(
    doc: Doc, words: Words, i: int, n: int, owner: dict[int, Name], gaz: dict[int, Match], phrase: Phrase, to: bool
) -> int | None:
    """The end of what a title is of: a country, a body, a portfolio; None where it is none of these."""
    table, shape = offices(), shapes()
    j = i
    while j < n and words.lower[j] in ("the", "its", "our", "their", "that"):
        j += 1
    end = None
    first = j
    while j < n and j - first < 12:
        m, name = gaz.get(j), owner.get(j)
        low = words.lower[j]
        if name is not None and name.label == "PERSON":
            break
        if m is not None and m.start == j and (name is None or name.end <= m.end):
            entry = m.entry
            if entry.kind in ("country", "region", "seat") and entry.country:
                if to:
                    phrase.host = phrase.host or entry.country
                elif end is None or entry.country not in phrase.countries:
                    _own_behind(phrase, entry)
                    if entry.sectors and phrase.entry is None:
                        phrase.entry = entry
            elif entry.label == "ORG":
                if not to:
                    phrase.entry = phrase.entry or entry
                    phrase.organisation = phrase.organisation or (m.start, m.end)
            elif entry.country and not to:
                _own_behind(phrase, entry)
            end = j = m.end
            if entry.kind == "adjective":
                continue
        elif name is not None and name.start == j and name.label in ("ORG", "GPE", "LOC", "FAC"):
            if name.label == "ORG" and not to:
                phrase.organisation = phrase.organisation or (name.start, name.end)
                for k in range(name.start, name.end):
                    if k in gaz:
                        _own(phrase, gaz[k].entry) if gaz[k].entry.label != "ORG" else None
            elif not to:
                phrase.owner = phrase.owner or name
            end = j = name.end
        elif words.caps[j] and any(" ".join(words.lower[j : j + size]) in table.offices for size in (2, 3)):
            break
        elif low in table.portfolios or (
            words.caps[j] and not words.first[j] and (low not in table.offices or words.text[j] in shape.forward)
        ):
            phrase.portfolio = phrase.portfolio or table.portfolio_sectors.get(low)
            j += 1
            end = j
            phrase.bare = False
            continue
        elif (low in table.nouns and table.nouns[low].body) or doc[j].pos_ in ("NOUN", "ADJ"):
            if low not in table.nouns:
                j += 1
                end = j if doc[j - 1].pos_ == "NOUN" else end
                phrase.bare = False
                continue
            if phrase.office and phrase.office.body and phrase.entry is None and not phrase.office.plural:
                phrase.noun = table.nouns[low]
            j += 1
            end = j
        else:
            break
        phrase.bare = False
        if j < n and words.lower[j] in ("and", "&", ",") and j + 1 < n:
            more = gaz.get(j + 1)
            if more is not None and more.entry.kind == "country" and phrase.plural:
                j += 1
                continue
            if (
                words.lower[j + 1] in table.portfolios
                and words.lower[j] != ","
                and end is not None
                and j + 2 < n
                and words.lower[j + 2] not in table.offices
            ):
                j += 1
                continue
        break
    while end is not None and end < n and words.lower[end] in ("and", "&", ",") and end + 1 < n and _still(words, end + 1, n):
        end += 2
        while (
            end < n
            and (words.lower[end] in table.portfolios or words.caps[end])
            and end not in owner
            and words.lower[end] not in table.offices
        ):
            end += 1
    return end


def _still(words: Words, i: int, n: int) -> bool:
    """Whether a portfolio goes on behind 'and': 'of Economy and Finance', not 'of Finance and Foreign Minister'."""
    table = offices()
    if words.lower[i] not in table.portfolios:
        return False
    for k in range(i, min(n, i + 4)):
        if words.lower[k] in table.offices:
            return False
        if words.lower[k] not in table.portfolios:
            return True
    return True
