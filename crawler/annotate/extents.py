"""How far does a phrase for an office or actors reach? Left over its owner and adjectives, right over what it is of."""

from __future__ import annotations

from spacy.tokens import Doc

from crawler.annotate.matching import Match, is_circumstance
from crawler.annotate.tokens import GENITIVE, Name, Phrase, Words
from crawler.ontology.english import english
from crawler.ontology.gazetteer import Entry
from crawler.ontology.offices import offices
from crawler.ontology.shapes import shapes

_POSTS = frozenset({"embassy", "consulate", "mission", "delegation"})
"""What a country has in a town abroad: 'chargé d'affaires of the Embassy of Peru in Ottawa'."""
_DELEGATES = frozenset({"ambassador", "permanent representative", "deputy permanent representative"})
"""'The UN ambassador' is a country's at the UN, not the UN's."""
_DESKS = frozenset({"director", "deputy director", "coordinator", "head", "chief", "adviser", "advisor", "assistant", "official"})
"""Offices within a body that may be for another country."""
_FIELDED = ("minister", "secretary", "adviser", "advisor", "spokesperson", "spokesman", "spokeswoman", "chief", "head", "director")
"""Offices for foreign affairs: 'the foreign minister' is one's own, 'foreign ambassadors' are others'."""
_PREPOSITIONS = frozenset({"of", "for", "to", "at", "on"})


def extend_left(
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
                if not _is_topic(words, m, phrase):
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
        if low == "dear":
            break
        if low == "then" and words.text[i + 1] != "-" and not (i and words.lower[i - 1] in ("the", "his", "her", "'s", "’s")):
            break
        if low in table.status or (low == "ex" and i + 1 < len(words.text) and words.text[i + 1] == "-"):
            phrase.status = table.status.get(low, "former")
            start = i
            phrase.bare = False
        elif (
            low in ("western", "foreign", "international", "global", "overseas", "regional", "world")
            and low not in words.lower[phrase.head : phrase.tail]
        ):
            ministerial = phrase.office is not None and phrase.office.words.endswith(_FIELDED)
            phrase.elsewhere = phrase.elsewhere or not (low == "foreign" and ministerial)
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


def _is_topic(words: Words, match: Match, phrase: Phrase) -> bool:
    """'Ukraine expert', 'China scholar': what somebody knows of; 'US experts' and 'Ukrainian experts' are of the country."""
    text = words.text[match.start]
    return match.entry.kind == "country" and phrase.sectors[:1] in (("EDU",), ("JRN",)) and not (text.isupper() or "." in text)


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


def extend_right(
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
    if i < n and words.lower[i] in ("a.i.", "a.i", "ad"):
        i += 1 if words.lower[i] == "a.i." else 2
    end = i = min(i, n)
    if phrase.side or phrase.office is None:
        _where(words, phrase, i, n, gaz, owner)
        phrase.end = max(phrase.end, end)
        return
    while i < n and words.lower[i] in _PREPOSITIONS:
        to = words.lower[i] == "to"
        if to and words.lower[phrase.tail - 1] not in english().senders:
            break
        to = to or (words.lower[i] == "for" and words.lower[phrase.tail - 1] not in english().voices)
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
    if phrase.organisation and end + 1 < n and words.lower[end] == "in" and _POSTS.intersection(words.lower[phrase.tail : end]):
        post = owner.get(end + 1)
        end = post.end if post is not None and post.label == "GPE" else end
    own = phrase.entry.country if phrase.entry is not None and phrase.entry.label == "ORG" else None
    if own is not None and own not in phrase.countries and phrase.office.words in _DESKS and "at" in words.lower[phrase.tail : end]:
        phrase.countries = []  # 'Director for Korea at the State Department'
    if phrase.entry is not None and phrase.office.words in _DELEGATES and phrase.entry.country in ("UNO", "IGO"):
        phrase.host, phrase.entry, phrase.organisation = phrase.entry.country, None, None
    phrase.end = max(phrase.end, end)


def _where(words: Words, phrase: Phrase, i: int, n: int, gaz: dict[int, Match], owner: dict[int, Name]) -> None:
    """'protesters in Georgia', 'citizens of Peru': the country, without making the place a part of the phrase ('of' apart)."""
    if i >= n or words.lower[i] not in ("in", "of", "from", "for") or phrase.countries:
        return
    if phrase.possessive and words.lower[i] == "from":
        return  # 'took back its troops from Peru'
    j = i + 1
    if j < n and words.lower[j] == "the":
        j += 1
    if (
        j in gaz
        and gaz[j].start == j
        and (gaz[j].entry.kind in ("country", "region", "seat") or (gaz[j].entry.kind == "people" and words.lower[i] == "of"))
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
            if end + 1 < n and words.text[end] in GENITIVE and words.lower[end + 1] in table.portfolios:
                j += 1  # 'head of Peru's presidential office'
                continue
        elif name is not None and name.start == j and name.label in ("ORG", "GPE", "LOC", "FAC") and not _is_field(words, name):
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


def _is_field(words: Words, name: Name) -> bool:
    """'Energy of Kazakhstan', which the model takes for a body, is a field and its country."""
    return name.label == "ORG" and name.source == "model" and words.lower[name.start] in offices().portfolios


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
