"""Which names do the words give away? Heads of organisations, titles and given names, and what the text has named before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.annotate.matching import Match
from crawler.annotate.tokens import ACRONYM, EN_ROUTE, GENITIVE, LEAD, Name, Words, clip
from crawler.ontology.english import english
from crawler.ontology.offices import offices
from crawler.ontology.shapes import shapes


def organisations(words: Words, matches: list[Match]) -> Iterator[Name]:
    """Names with an organisation's head: 'Ministry of X and Y of the Republic of Z', 'Azerbaijani Foreign Ministry'."""
    heads, tails = shapes().forward, shapes().backward
    at = {m.start: m for m in matches}
    inside = {i: m for m in matches for i in range(m.start, m.end)}
    n = len(words.text)
    i = 0
    while i < n:
        if not (words.caps[i] and (words.text[i] in heads or words.text[i] in tails)) or words.shouting:
            i += 1
            continue
        if (i in inside and inside[i].entry.label == "ORG") or words.text[i + 1 : i + 2] in (["One"], ["Two"]):
            i += 1
            continue
        start, end = i, i + 1
        while start > 0 and _joins_left(words, start - 1, inside):
            start -= 1
        while start < i and (words.lower[start] in LEAD or words.text[start] in (",", "-", "&", "’", "'s")):
            start += 1
        if words.text[i] in heads:
            end = _of_phrase(words, i, end, at, n)
        if end - start >= 2 and not (end == i + 1 and words.text[i] not in tails and start == i):
            a, b = clip(words, start, end)
            if b - a >= 2 and not _only_place(words, a, b, inside):
                yield Name(a, b, "ORG", None, "pattern")
        i = max(end, i + 1)


def _joins_left(words: Words, i: int, inside: dict[int, Match]) -> bool:
    if words.blank[i] or words.text[i] in GENITIVE:
        return False
    if i in inside:
        return inside[i].entry.kind in ("adjective",) or (inside[i].entry.kind == "country" and words.text[i].isupper())
    if words.caps[i]:
        return (words.lower[i] not in LEAD | EN_ROUTE and not words.first[i]) or words.lower[i] in offices().portfolios
    return words.text[i] in ("-", "&") and i > 0 and words.caps[i - 1]


_ON = frozenset(
    {"Committee", "Commission", "Council", "Conference", "Group", "Panel", "Forum", "Subcommittee", "Department", "Center"}
)
"""Bodies that are 'on' something: 'Committee on Trade', but not 'the Metropolitan Club on H Street'."""


def _of_phrase(words: Words, start: int, i: int, at: dict[int, Match], n: int) -> int:
    """The end of 'of Foreign Affairs and Trade of the Republic of X' that starts at token i, or i."""
    end = i
    if i >= n or words.lower[i] not in ("of", "for", "on"):
        return end
    if words.lower[i] == "on" and (words.text[i - 1] not in _ON or _is_when(words, i + 1)):
        return end
    while i < n:
        if words.lower[i] in ("of", "for", "on", "in") and (end == i):
            if words.lower[i] == "in":
                break
            i += 1
            if i < n and words.lower[i] == "the":
                i += 1
        elif words.lower[i] in ("and", "&", ",") and end == i and i + 1 < n and words.caps[i + 1]:
            follows = words.lower[i + 1] in offices().portfolios or (words.lower[i] == "&")
            if not follows:
                break
            i += 1
        elif not words.caps[i]:
            break
        if i >= n or not words.caps[i] or words.blank[i]:
            break
        if i in at:
            i = end = at[i].end
            if (
                end < n
                and words.lower[end] == "and"
                and end + 1 < n
                and words.caps[end + 1]
                and words.lower[end + 1] in offices().portfolios
            ):
                i = end = end + 2
                continue
            if (
                end + 2 < n
                and words.lower[end : end + 2] == ["to", "the"]
                and end + 2 in at
                and "mission" in words.lower[start:end]
            ):
                return at[end + 2].end
            if end < n and words.lower[end] not in ("of", "for", "on"):
                break
        else:
            if words.lower[start] in ("office", "bureau") and (office_end := _office_end(words, i)) > i:
                return office_end  # 'Office of the Press Secretary'
            if (
                words.lower[i] in offices().offices
                and words.lower[i] not in offices().portfolios
                and words.text[i] not in shapes().forward
            ):
                break
            i += 1
            end = i
        while i + 1 < n and words.text[i] == "-" and words.caps[i + 1]:
            i += 2
            end = i
    return end


def _office_end(words: Words, i: int) -> int:
    """The end of the longest office of one person that starts at token i, or i."""
    for size in (4, 3, 2, 1):
        office = offices().offices.get(" ".join(words.lower[i : i + size]))
        if office is not None and not office.plural and i + size <= len(words.text) and words.caps[i + size - 1]:
            return i + size
    return i


def _is_when(words: Words, i: int) -> bool:
    """'the Space Center on STS-1', 'the Council on Monday': what follows 'on' is a day or letters, and no field."""
    return i < len(words.text) and (words.lower[i] in english().calendar or words.text[i].isupper() or words.text[i][0].isdigit())


def _only_place(words: Words, start: int, end: int, inside: dict[int, Match]) -> bool:
    return all(i in inside and inside[i].entry.kind in ("country", "region", "seat") for i in range(start, end))


def people(words: Words, found: list[Name], matches: list[Match]) -> Iterator[Name]:
    """Persons that the model missed or called something else: behind a title, or with a given name that the lists hold."""
    known, shape = offices(), shapes()
    owner = {i: name for name in found for i in range(name.start, name.end)}
    gaz = {i for m in matches for i in range(m.start, m.end) if m.entry.kind != "people"}
    behind = {m.end for m in matches} | {m.end + 1 for m in matches if m.end < len(words.text) and words.text[m.end] == ","}
    n = len(words.text)
    i = 0
    while i < n:
        if not words.caps[i] or i in gaz or words.blank[i]:
            i += 1
            continue
        if i in owner and owner[i].label == "PERSON":
            name = owner[i]
            end = name.end
            before = i - 1
            if (
                before >= 0
                and words.text[before] in shape.given
                and before not in owner
                and words.space[before]
                and name.start == i
            ):
                yield Name(before, end, "PERSON", None, "pattern")
                i = end
                continue
            while end < n and end not in gaz and words.space[end - 1] and _goes_on(words, end, n, owner):
                end += 1
            if end > name.end and name.start == i:
                yield Name(i, end, "PERSON", None, "pattern")
            i = end
            continue
        if INITIALED.fullmatch(words.text[i]):
            if i not in owner:
                yield Name(i, i + 1, "PERSON", None, "pattern")
            i += 1
            continue
        named = i + 1 in owner and owner[i + 1].label == "PERSON"
        field = i > 0 and not named and words.caps[i - 1] and words.lower[i - 1] in known.portfolios
        field = field or (i > 1 and words.lower[i - 2 : i] == ["that", "country"])
        headline = words.titled[i] and not (words.text[i] in shape.first_names or words.text[i] in shape.family_first)
        title = i > 0 and not headline and (_title_before(words, i) or ((i in behind or field) and office_leads(words, i, i)))
        given = words.text[i] in shape.given
        if (
            (not title and not given)
            or words.lower[i] in known.portfolios
            or words.lower[i] in known.offices
            or words.lower[i] in known.courtesy
        ):
            i += 1
            continue
        end = i
        loud = title and words.text[i - 1 - (words.text[i - 1] == ".")].isupper()
        while end < n and end - i < 6 and end not in gaz and (_nameish(words, end, loud) or (end > i and _particle(words, end, n))):
            end += 1
        while end > i and words.lower[end - 1] in shape.particles:
            end -= 1
        size = sum(words.caps[i:end])
        hurdle = any(
            words.text[k] in shape.forward
            or words.text[k] in shape.backward
            or words.text[k] in shape.places
            or words.text[k] in shape.documents
            for k in range(i, end)
        )
        inner = given and not title and i in owner and owner[i].start < i
        if end > i and not hurdle and not inner and (title or size >= 2):
            person = Name(i, end, "PERSON", None, "title" if title else "pattern")
            if not in_title(words, person):
                yield person
        i = max(end, i + 1)


INITIALED = re.compile(r"(?:[A-ZÇÖÜŞİĞЁА-Я]\.-?){1,2}[A-ZÇÖÜŞİĞ][a-zçöüşığəé]{2,}(?:-[A-Z][a-z]+)?")
"""'V.Makei', 'A.B.Hasanov': initials written against the family name."""


def _goes_on(words: Words, i: int, n: int, owner: dict[int, Name]) -> bool:
    """Whether a person's name goes on at token i: a capitalised word without a name of its own, 'van den Akker'."""
    if _particle(words, i, n):
        return True
    if not words.caps[i] or not _nameish(words, i):
        return False
    held = owner.get(i)
    return held is None or (words.lower[i - 1] in shapes().particles and held.source == "model" and held.end - held.start == 1)


_SMALL = frozenset({"for", "by", "with", "from", "to", "on", "as", "via", "or", "but"})
"""Small words that capitals make look like names: 'UNDERSECRETARY FOR TRADE'."""


def _nameish(words: Words, i: int, loud: bool = False) -> bool:
    text = words.text[i]
    if not words.caps[i] or not text[0].isalpha() or (text.isupper() and len(text) > 3 and not words.shouting and not loud):
        return len(text) == 2 and text[1] == "." and text[0].isupper()
    low = words.lower[i]
    known = english()
    return (
        low not in offices().offices
        and low not in _SMALL
        and low not in LEAD
        and low not in known.sentence_words
        and (low not in known.calendar or low == "may")
    )


def _particle(words: Words, i: int, n: int) -> bool:
    if words.lower[i] not in shapes().particles or i + 1 >= n:
        return False
    return words.caps[i + 1] or (words.lower[i + 1] in shapes().particles and i + 2 < n and words.caps[i + 2])


def office_leads(words: Words, i: int, end: int) -> bool:
    """Whether an office and nothing but what it is of stands before token i: 'Consul General of Greece', 'the speaker of X,'.

    The words from `end` to i belong to what it is of.
    """
    table = offices()
    if i + 1 < len(words.text) and end == i and not words.caps[i + 1]:
        return False
    j = end - 1
    if j > 0 and words.text[j] == ",":
        j -= 1
    floor = max(0, end - 12)
    while j >= floor:
        low = words.lower[j]
        for size in (4, 3, 2, 1):
            office = table.offices.get(" ".join(words.lower[max(0, j - size + 1) : j + 1]).replace(" - ", "-"))
            if office is not None and not office.plural and not office.weak:
                return True
        if not (
            words.caps[j]
            or low in table.portfolios
            or low in ("of", "the", "for", "and", "&", "-", "'s", "’s", "to", "that", "country")
        ):
            return False
        j -= 1
    return False


def _title_before(words: Words, i: int) -> bool:
    """Whether a title of one person ends right before token i."""
    table = offices()
    if words.caps[i] and words.lower[i] in english().after_titles:
        return False
    if words.text[i - 1] == "." and i > 1 and words.lower[i - 2] in table.courtesy and words.caps[i - 2]:
        return True
    for size in (1, 2, 3, 4):
        if i - size < 0:
            break
        phrase = " ".join(words.lower[i - size : i])
        office = table.offices.get(phrase)
        if office is not None and not office.plural:
            return not office.weak
        if (
            phrase in table.courtesy
            and size == 1
            and (phrase not in ("he", "u") or words.text[i - 1] == "HE")
            and words.caps[i - 1]
        ):
            return True
    return False


def propagated(words: Words, found: list[Name]) -> Iterator[Name]:
    """What the text itself establishes: full names give surnames, long forms give the acronyms in brackets behind them."""
    owner = {i: name for name in found for i in range(name.start, name.end)}
    surnames: set[str] = set()
    fulls: dict[str, tuple[str, ...]] = {}
    for name in found:
        size = name.end - name.start
        if name.label == "PERSON" and size >= 2:
            last = words.text[name.end - 1]
            if len(last) > 2 and last[0].isupper() and last.lower() not in ("jr.", "jr", "sr.", "sr", "iii"):
                first = words.text[name.start]
                surnames.add(first if first in shapes().family_first and len(first) > 1 else last)
                if size >= 3 and words.text[name.end - 2] in ("-",):
                    surnames.add("".join(words.text[name.end - 3 : name.end]))
            fulls[words.text[name.start]] = tuple(words.text[name.start : name.end])
    acronyms: dict[str, Name] = {}
    for name in found:
        i = name.end
        if name.label in ("ORG", "GPE", "LOC", "EVENT", "LAW") and i + 2 < len(words.text) and words.text[i] == "(":
            short, after = words.text[i + 1], words.text[i + 2]
            if after in (")", ",", ";") and ACRONYM.fullmatch(short) and _initials(words.text[name.start : i], short):
                acronyms[short] = name
    for i, text in enumerate(words.text):
        if text in acronyms and (i not in owner or owner[i].source == "model"):
            long = acronyms[text]
            yield Name(i, i + 1, long.label if long.label in ("ORG", "GPE", "LOC") else "ORG", long.entry, "text")
        elif text in surnames and not (i and words.lower[i - 1] == "the" and words.lower[i] in english().directions):
            start = i
            while start > 1 and words.text[start - 1] == "-" and words.lower[start - 2] in shapes().particles:
                start -= 2
            held = owner.get(i)
            if held is None or (held.label != "PERSON" and held.end == i + 1 and held.start >= start and held.source == "model"):
                yield Name(start, i + 1, "PERSON", None, "text")
        elif text in fulls and tuple(words.text[i : i + len(fulls[text])]) == fulls[text]:
            yield Name(i, i + len(fulls[text]), "PERSON", None, "text")


def _initials(long: list[str], short: str) -> bool:
    """Whether an acronym's letters come, in order, from the words of the long form, the first from its first word."""
    letters = [c.lower() for c in short if c.isalpha()]
    words = [w.lower() for w in long if w[:1].isalnum()]
    if not letters or not words:
        return False
    whole = "".join(words)
    at = 0
    for c in letters:
        at = whole.find(c, at) + 1
        if not at:
            return False
    return any(w[0] == letters[0] for w in words)


def in_title(words: Words, name: Name) -> bool:
    """Whether a name is only a piece of a title: 'State' in 'Secretary of State', 'Foreign' in 'Foreign Minister'."""
    table = offices()
    for start in range(max(0, name.start - 4), name.start + 1):
        for end in range(max(name.end, start + 1), min(len(words.text), name.end + 4) + 1):
            if " ".join(words.lower[start:end]) in table.offices:
                return True
    return all(low in table.portfolios for low in words.lower[name.start : name.end])
