"""Which names stand in a text? The model's, corrected and completed by the gazetteer, titles, patterns and the text itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from crawler.annotate.context import headed_places, numbered, outright
from crawler.annotate.matching import Match, names_of
from crawler.annotate.patterns import in_title, office_leads, organisations, people, propagated
from crawler.annotate.repairs import consistent, repaired
from crawler.annotate.spans import from_model, without_title
from crawler.annotate.tokens import ACRONYM, Name, Words, clip
from crawler.ontology.offices import offices
from crawler.ontology.shapes import shapes


def find_names(doc: Doc, words: Words) -> tuple[list[Name], list[Match]]:
    """All names of a text in order, none overlapping; and every gazetteer match, those inside longer names too."""
    matches = _sure(names_of(doc.vocab)(doc), words)
    found = _merge(list(from_model(doc, words)), matches, words)
    found = [_hyphened(words, n) for n in found if n.source == "gazetteer" or not (in_title(words, n) or _is_office(words, n))]
    found = _claim(found, organisations(words, matches), words)
    found = _claim(found, people(words, found, matches), words)
    found = consistent(words, repaired(doc, words, found))
    found = _claim(found, headed_places(words, found), words)
    found = _claim(found, propagated(words, found), words, over_model=True)
    return sorted(found, key=lambda n: n.start), outright(words, matches)


def _hyphened(words: Words, name: Name) -> Name:
    """'CJTF-OIR' is one name."""
    i = name.end
    short = name.end - name.start == 1 and name.label == "ORG" and ACRONYM.fullmatch(words.text[name.start])
    joined = short and i + 1 < len(words.text) and words.text[i] == "-" and len(words.text[i + 1]) > 1
    return replace(name, end=i + 2) if joined and words.text[i + 1].isupper() else name


def _is_office(words: Words, name: Name) -> bool:
    """'UK Special Representative', 'UN High Commissioner for Refugees': the model's organisations that are offices."""
    if name.label != "ORG" or name.end - name.start < 2:
        return False
    low = " ".join(words.lower[name.start : name.end]).replace(" - ", "-").split(" ")
    if len(low) == 1:
        return low[0] in offices().offices
    if low[1] in ("of", "for") and low[0] in offices().offices and not offices().offices[low[0]].weak:
        return True
    stop = next((i for i, w in enumerate(low) if w in ("of", "for") and i), len(low))
    return any(" ".join(low[i:stop]) in offices().offices for i in range(max(0, stop - 4), stop - 1))


def _sure(matches: list[Match], words: Words) -> list[Match]:
    """Drop what is a common word or shared acronym unless the text bears it out by the long form or the country."""
    long = {m.entry.name for m in matches if m.entry.sure}
    countries = {m.entry.country for m in matches if m.entry.sure}
    kept = []
    for m in matches:
        entry = m.entry
        if words.shouting and entry.label == "ORG" and m.end - m.start == 1 and len(words.text[m.start]) < 4:
            continue  # 'IS', 'WHO' in a headline of capitals
        if numbered(words, m):
            continue
        if entry.sure or entry.name in long or (entry.kind == "body" and entry.country in countries):
            kept.append(m)
    return kept


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
            if (
                first.start <= start
                and first.end < end
                and first.entry.kind in ("country", "adjective", "people", "organisation", "body")
            ):
                if words.text[start] not in shapes().given:
                    start, end = without_title(words, *clip(words, first.end, end))
                    used.discard(first.start)
                else:
                    used.update(m.start for m in inside)
            else:
                used.update(m.start for m in inside)
            if start < end:
                found.append(Name(start, end, label))
        elif (person := _behind_country(words, name, inside)) is not None:
            found.append(person)
            if words.text[start] in shapes().forward or words.text[min(start + 1, end - 1)] in shapes().forward:
                found.append(Name(start, person.start, "ORG"))
                used.update(m.start for m in inside)
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
    found += [_from_match(words, m) for m in matches if m.start not in used]
    return _apart(found)


def _from_match(words: Words, match: Match) -> Name:
    """A gazetteer name as it is; of 'Pope Leo XIV' and 'Queen Elizabeth II' the title isn't a part."""
    start, end = match.start, match.end
    if match.entry.kind == "person":
        start, end = without_title(words, start, end)
    return Name(start, end, match.entry.label, match.entry, "gazetteer")


def _behind_country(words: Words, name: Name, inside: list[Match]) -> Name | None:
    """'(Acting President of) Peru Rosa Quispe', called a place or a body: the person behind the country of a title."""
    first = inside[-1]
    if first.entry.kind not in ("country", "seat") or name.label == "NORP" or first.end >= name.end:
        return None
    rest = range(first.end, name.end)
    plain = all(words.caps[i] and words.text[i].isalpha() and words.space[i - 1] for i in rest)
    shape = shapes()
    heads = any(words.text[i] in shape.backward or words.text[i] in shape.places or words.text[i] in shape.documents for i in rest)
    if not plain or heads or not 1 <= len(rest) <= 4 or not office_leads(words, first.end, first.start):
        return None
    return Name(first.end, name.end, "PERSON", None, "title")


def _connective(words: Words, start: int, end: int) -> bool:
    if words.lower[end - 1] in ("of", "and", "for"):
        return True
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
