"""Which names stand in a text? The model's, corrected and completed by the gazetteer, titles, patterns and the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from crawler.annotate.matching import Match, names_of
from crawler.ontology.gazetteer import Entry, gazetteer
from crawler.ontology.offices import offices
from crawler.ontology.shapes import shapes

KEPT = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW"})
ACRONYM = re.compile(r"[A-ZİÖÜŞÇĞ][A-Za-zİÖÜŞÇĞ&./-]{0,8}[A-ZİÖÜŞÇĞ0-9+]")
"""'OTS', 'AfDB', 'G7'; not 'Baku', not 'I'."""
EDGE = frozenset("\"'“”‘’«»()[]{},;:.!?-–—/|*•#…")
GENITIVE = frozenset({"'s", "’s", "'", "’", "`s"})
LEAD = frozenset(
    {"the", "a", "an", "this", "that", "our", "their", "his", "her", "its", "both", "all", "and", "of", "in", "on", "at"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name at tokens [start, end), with what the gazetteer knows of it. `source`: model, gazetteer, title, pattern, text."""

    start: int
    end: int
    label: str
    entry: Entry | None = None
    source: str = "model"


class Words:
    """A document's tokens as plain lists: reading them once is several times faster than asking spaCy again and again."""

    def __init__(self, doc: Doc) -> None:
        self.text = [t.text for t in doc]
        self.lower = [t.lower() for t in self.text]
        self.space = [bool(t.whitespace_) for t in doc]
        self.blank = [t.isspace() for t in self.text]
        self.caps = [t[:1].isupper() for t in self.text]
        self.first = [False] * len(doc)
        for sentence in doc.sents if doc.has_annotation("SENT_START") else ():
            self.first[sentence.start] = True
        self.shouting = sum(t.isupper() and len(t) > 3 for t in self.text) * 2 > sum(len(t) > 3 for t in self.text)


def find_names(doc: Doc, words: Words) -> tuple[list[Name], list[Match]]:
    """All names of a text in order, none overlapping; and every gazetteer match, those inside longer names too."""
    matches = _sure(names_of(doc.vocab)(doc))
    found = _merge(list(_from_model(doc, words)), matches, words)
    found = [n for n in found if n.source == "gazetteer" or not _in_title(words, n)]
    found = _claim(found, _organisations(words, matches), words)
    found = _claim(found, _people(words, found, matches), words)
    found = _claim(found, _propagated(words, found), words, over_model=True)
    return sorted(found, key=lambda n: n.start), matches


def _in_title(words: Words, name: Name) -> bool:
    """Whether a model's name is only a piece of a title: 'State' in 'Secretary of State', 'Foreign' in 'Foreign Minister'."""
    table = offices()
    for start in range(max(0, name.start - 4), name.start + 1):
        for end in range(max(name.end, start + 1), min(len(words.text), name.end + 4) + 1):
            if " ".join(words.lower[start:end]) in table.offices:
                return True
    return all(low in table.portfolios for low in words.lower[name.start : name.end])


def _sure(matches: list[Match]) -> list[Match]:
    """Drop what is a common word or shared acronym unless the text bears it out by the long form or the country."""
    long = {m.entry.name for m in matches if m.entry.sure}
    countries = {m.entry.country for m in matches if m.entry.sure}
    kept = []
    for m in matches:
        entry = m.entry
        if entry.sure or entry.name in long or (entry.kind == "body" and entry.country in countries):
            kept.append(m)
    return kept


def _from_model(doc: Doc, words: Words) -> Iterator[Name]:
    """The model's spans, clipped: no line breaks, quotes, articles, possessives; titles and courtesy cut off persons."""
    for ent in doc.ents:
        if ent.label_ not in KEPT:
            continue
        for start, end in _lines(words, ent.start, ent.end):
            start, end = clip(words, start, end)
            if ent.label_ == "PERSON":
                start, end = without_title(words, start, end)
            if (start < end and any(words.caps[start:end])) or (
                start < end and ent.label_ != "PERSON" and ACRONYM.match(words.text[start])
            ):
                yield Name(start, end, ent.label_)


def _lines(words: Words, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for i in range(start, end):
        if words.blank[i] and "\n" in words.text[i]:
            if first < i:
                yield first, i
            first = i + 1
    if first < end:
        yield first, end


def clip(words: Words, start: int, end: int) -> tuple[int, int]:
    """A span without articles, possessives, quotes and stray punctuation at its edges."""
    while start < end and (words.lower[start] in LEAD or words.text[start] in EDGE or words.blank[start]):
        start += 1
    while start < end:
        last = words.text[end - 1]
        if last in GENITIVE or words.blank[end - 1] or (last in EDGE and not (last == "." and end - start > 1)) or last == "the":
            end -= 1
        else:
            break
    return start, end


def without_title(words: Words, start: int, end: int) -> tuple[int, int]:
    """'Foreign Minister Leyla Qasimli' → 'Leyla Qasimli'; the whole span where nothing would be left."""
    known = offices()
    i, cut = start, start
    while i < end - 1:
        size = next((n for n in (4, 3, 2, 1) if i + n < end and _is_title(known, words, i, i + n)), 0)
        if size:
            i += size
            cut = i
        elif words.lower[i] in known.portfolios or words.text[i] in ("-", "/", "'s", "’s", ",", "of", "the"):
            i += 1
        elif (
            words.text[i] in gazetteer().names and gazetteer().names[words.text[i]].kind in ("adjective", "country") and i + 2 < end
        ):
            i += 1
            cut = max(cut, i) if words.text[i] not in ("-",) else cut
        else:
            break
    while (
        end - cut > 1
        and words.lower[end - 1] in known.offices
        and known.offices[words.lower[end - 1]].words
        not in ("king", "prince", "judge", "major", "marshal", "justice", "pope", "bishop")
    ):
        end -= 1
    return cut, end


def _is_title(known: object, words: Words, start: int, end: int) -> bool:
    phrase = " ".join(words.lower[start:end])
    return phrase in offices().offices or phrase in offices().courtesy or phrase in offices().status


def _merge(model: list[Name], matches: list[Match], words: Words) -> list[Name]:
    """Model and gazetteer: the gazetteer names what it covers wholly; inside a longer name it only informs."""
    found: list[Name] = []
    used: set[int] = set()
    for name in model:
        inside = [m for m in matches if m.start < name.end and name.start < m.end]
        if not inside:
            found.append(name)
            continue
        start, end, label = name.start, name.end, name.label
        cover = next((m for m in inside if m.start <= start and m.end >= end), None)
        if cover is not None:
            if label == "PERSON" and cover.entry.kind == "adjective":
                found.append(name)
                used.add(cover.start)
            continue
        if label == "PERSON":
            first = inside[0]
            if first.start <= start and first.end < end and first.entry.kind in ("country", "adjective", "organisation", "body"):
                if words.text[start] not in shapes().given:
                    start, end = without_title(words, *clip(words, first.end, end))
                    used.discard(first.start)
                else:
                    used.update(m.start for m in inside)
            else:
                used.update(m.start for m in inside)
            if start < end:
                found.append(Name(start, end, label))
        elif label in ("GPE", "LOC", "NORP") and all(
            m.entry.kind in ("country", "seat", "region", "adjective", "people") for m in inside
        ):
            rest = _outside(start, end, inside, words)
            if (
                label != "NORP"
                and len(rest) == 1
                and rest[0][1] - rest[0][0] <= 2
                and any(t in shapes().places for t in words.text[start:end])
            ):
                found.append(name)
                used.update(m.start for m in inside)
            else:
                found += [Name(a, b, label) for a, b in rest if label != "NORP" and words.caps[a] and not _connective(words, a, b)]
        else:
            org = [m for m in inside if m.entry.label == "ORG" and m.end - m.start > 1]
            if label != "ORG" and org:
                continue
            if len(inside) > 1 and _is_list(words, start, end):
                found += [
                    Name(a, b, label)
                    for a, b in _outside(start, end, inside, words)
                    if words.caps[a] and not _connective(words, a, b)
                ]
                continue
            partial = [m for m in inside if m.start < start or m.end > end]
            if any(m.end - m.start > 1 for m in partial):
                continue
            used.update(m.start for m in inside)
            found.append(name)
    found += [Name(m.start, m.end, m.entry.label, m.entry, "gazetteer") for m in matches if m.start not in used]
    return _apart(found)


def _connective(words: Words, start: int, end: int) -> bool:
    return all(words.lower[i] in ("and", "or", "of", "the", ",", "-", "republic", "&", "/") for i in range(start, end))


def _is_list(words: Words, start: int, end: int) -> bool:
    return any(words.lower[i] in (",", "and") for i in range(start, end)) and not any(
        words.lower[i] == "of" for i in range(start, end)
    )


def _outside(start: int, end: int, inside: Iterable[Match], words: Words) -> list[tuple[int, int]]:
    rest, i = [], start
    for m in inside:
        if i < m.start:
            rest.append(clip(words, i, m.start))
        i = max(i, m.end)
    if i < end:
        rest.append(clip(words, i, end))
    return [(a, b) for a, b in rest if a < b]


def _apart(names: list[Name]) -> list[Name]:
    """Names without overlaps: the longer first, the gazetteer's before the model's."""
    taken: set[int] = set()
    kept = []
    for name in sorted(names, key=lambda n: (-(n.end - n.start), n.source != "gazetteer", n.start)):
        if not taken.intersection(range(name.start, name.end)):
            taken.update(range(name.start, name.end))
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def _claim(found: list[Name], new: Iterable[Name], words: Words, over_model: bool = False) -> list[Name]:
    """Add names. One that holds others wholly takes their place; one that cuts into a longer one is dropped."""
    for name in sorted(new, key=lambda n: n.start - n.end):
        clash = [o for o in found if o.start < name.end and name.start < o.end]
        if all(name.start <= o.start and o.end <= name.end for o in clash):
            if any((o.start, o.end, o.label) == (name.start, name.end, name.label) for o in clash):
                continue
            found = [o for o in found if o not in clash] + [name]
        elif (
            over_model and name.label == "PERSON" and len(clash) == 1 and clash[0].source == "model" and clash[0].label != "PERSON"
        ):
            continue
    return found


def _organisations(words: Words, matches: list[Match]) -> Iterator[Name]:
    """Names with an organisation's head: 'Ministry of X and Y of the Republic of Z', 'Azerbaijani Foreign Ministry', 'X University'."""
    heads, tails = shapes().forward, shapes().backward
    at = {m.start: m for m in matches}
    inside = {i: m for m in matches for i in range(m.start, m.end)}
    n = len(words.text)
    i = 0
    while i < n:
        if not (words.caps[i] and (words.text[i] in heads or words.text[i] in tails)) or words.shouting:
            i += 1
            continue
        if i in inside and inside[i].entry.label == "ORG":
            i += 1
            continue
        start, end = i, i + 1
        while start > 0 and _joins_left(words, start - 1, inside):
            start -= 1
        while start < i and (words.lower[start] in LEAD or words.text[start] in (",", "-", "&", "’", "'s")):
            start += 1
        if words.text[i] in heads:
            end = _of_phrase(words, end, at, n)
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
        return (words.lower[i] not in LEAD and not words.first[i]) or words.lower[i] in offices().portfolios
    return words.text[i] in ("-", "&") and i > 0 and words.caps[i - 1]


def _of_phrase(words: Words, i: int, at: dict[int, Match], n: int) -> int:
    """The end of 'of Foreign Affairs and Trade of the Republic of X' that starts at token i, or i."""
    end = i
    while i < n:
        if words.lower[i] in ("of", "for", "on", "in") and (end == i):
            if words.lower[i] == "in" and True:
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
            if end < n and words.lower[end] not in ("of", "for", "on"):
                break
        else:
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


def _only_place(words: Words, start: int, end: int, inside: dict[int, Match]) -> bool:
    return all(i in inside and inside[i].entry.kind in ("country", "region", "seat") for i in range(start, end))


def _people(words: Words, found: list[Name], matches: list[Match]) -> Iterator[Name]:
    """Persons that the model missed or called something else: behind a title, or with a given name that the lists hold."""
    known, shape = offices(), shapes()
    owner = {i: name for name in found for i in range(name.start, name.end)}
    gaz = {i for m in matches for i in range(m.start, m.end) if m.entry.kind != "people"}
    n = len(words.text)
    i = 0
    while i < n:
        if not words.caps[i] or i in gaz or words.blank[i]:
            i += 1
            continue
        if i in owner and owner[i].label == "PERSON":
            name = owner[i]
            end = name.end
            while (
                end < n
                and words.caps[end]
                and end not in gaz
                and end not in owner
                and _nameish(words, end)
                and words.space[end - 1]
            ):
                end += 1
            if end > name.end and name.start == i:
                yield Name(i, end, "PERSON", None, "pattern")
            i = end
            continue
        title = i > 0 and _title_before(words, i, known)
        given = words.text[i] in shape.given
        if (not title and not given) or words.lower[i] in known.portfolios or words.lower[i] in known.offices:
            i += 1
            continue
        end = i
        while end < n and end - i < 6 and end not in gaz and (_nameish(words, end) or (end > i and _particle(words, end, n))):
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
        if end > i and not hurdle and (title or size >= 2) and not (title and size == 1 and words.lower[i] in known.portfolios):
            if not (given and not title and i in owner and owner[i].start < i):
                person = Name(i, end, "PERSON", None, "title" if title else "pattern")
                if not _in_title(words, person):
                    yield person
        i = max(end, i + 1)


def _nameish(words: Words, i: int) -> bool:
    text = words.text[i]
    if not words.caps[i] or not text[0].isalpha() or (text.isupper() and len(text) > 3 and not words.shouting):
        return len(text) == 2 and text[1] == "." and text[0].isupper()
    low = words.lower[i]
    return (
        low not in offices().offices
        and low not in LEAD
        and low
        not in (
            "he",
            "she",
            "it",
            "they",
            "we",
            "i",
            "however",
            "meanwhile",
            "who",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "january",
            "february",
            "march",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        )
    )


def _particle(words: Words, i: int, n: int) -> bool:
    return words.lower[i] in shapes().particles and i + 1 < n and words.caps[i + 1]


def _title_before(words: Words, i: int, known: object) -> bool:
    """Whether a title of one person ends right before token i."""
    table = offices()
    for size in (1, 2, 3, 4):
        if i - size < 0:
            break
        phrase = " ".join(words.lower[i - size : i])
        office = table.offices.get(phrase)
        if office is not None and not office.plural:
            return words.caps[i - size] or not office.weak
        if phrase in table.courtesy and size == 1 and phrase not in ("he", "u") and words.caps[i - 1]:
            return True
    return False


def _propagated(words: Words, found: list[Name]) -> Iterator[Name]:
    """What the text itself establishes: full names give surnames, long forms give the acronyms in brackets behind them."""
    owner = {i: name for name in found for i in range(name.start, name.end)}
    surnames: set[str] = set()
    fulls: dict[str, tuple[str, ...]] = {}
    for name in found:
        size = name.end - name.start
        if name.label == "PERSON" and size >= 2:
            last = words.text[name.end - 1]
            if len(last) > 2 and last[0].isupper() and last.lower() not in ("jr.", "jr", "sr.", "sr", "iii"):
                surnames.add(last)
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
        elif text in surnames:
            if i not in owner or (
                owner[i].label not in ("PERSON",) and owner[i].end - owner[i].start == 1 and owner[i].source == "model"
            ):
                yield Name(i, i + 1, "PERSON", None, "text")
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
