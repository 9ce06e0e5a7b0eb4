"""Where is the model's label wrong? Places stand behind 'in', persons speak, and one name has one label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc

from crawler.annotate.context import added, by_last_word, is_stray, opens_dateline, stands_as_person, stands_as_place
from crawler.annotate.places import is_known
from crawler.annotate.tokens import Name, Words
from crawler.ontology.english import english
from crawler.ontology.folding import fold
from crawler.ontology.gazetteer import Entry, gazetteer
from crawler.ontology.offices import offices
from crawler.ontology.officials import famous
from crawler.ontology.shapes import shapes

WHERE = frozenset({"in", "at", "near", "outside", "around", "across", "throughout", "inside"})
"""Prepositions that a place follows far oftener than a person or a body."""
_ABOUT = frozenset({"of", "around", "toward", "towards", "near", "from", "into", "outside", "to", "through"})
"""Prepositions behind which a town stands oftener than a body of its name."""
_NONE = Entry("person", "", "PERSON", None)
BIG = 100_000
"""People of a town that a text may name without saying what it is."""


def repaired(doc: Doc, words: Words, names: list[Name]) -> list[Name]:
    """The names with labels mended, and places and persons added that stand where only they stand."""
    kept = [name for name in names if not is_stray(words, name)]
    kept = _whole_places(words, _adjacent(words, [_mended(doc, words, name) for name in kept]))
    taken = {i for name in kept for i in range(name.start, name.end)}
    kept += _missed(doc, words, taken)
    taken |= {i for name in kept for i in range(name.start, name.end)}
    return sorted([*kept, *added(doc, words, taken)], key=lambda n: n.start)


def _whole_places(words: Words, names: list[Name]) -> list[Name]:
    """'New South' before 'Wales': a place that the world file knows as a whole is one, though its end is a country's name."""
    found: list[Name] = []
    for name in names:
        start = name.start
        if name.entry is not None and name.entry.kind == "country":
            for size in (2, 1):
                first = name.start - size
                if first >= 0 and all(words.caps[i] and words.space[i] for i in range(first, name.start)):
                    free = all(o.end <= first or (o.start >= first and o.source == "model") for o in found)
                    if free and is_known(" ".join(words.text[first : name.end])):
                        start = first
                        break
        if start < name.start:
            found = [o for o in found if o.end <= start]
            found.append(Name(start, name.end, "GPE"))
        else:
            found.append(name)
    return found


def _adjacent(words: Words, names: list[Name]) -> list[Name]:
    """'Daulet' and 'Akhmetzhanov' side by side are one person."""
    found: list[Name] = []
    for name in names:
        last = found[-1] if found else None
        joins = (
            last is not None and last.end == name.start and words.space[last.end - 1] and last.end - last.start == 1
            and name.label == "PERSON" and name.end - name.start == 1 and last.source == "model"
            and words.text[last.start].isalpha() and not words.text[last.start].isupper()
            and not is_known(words.text[last.start], BIG)
            and words.text[last.start] not in shapes().backward and words.text[last.start] not in shapes().forward
        )  # fmt: skip
        if joins and last is not None:
            found[-1] = Name(last.start, name.end, "PERSON", None, "model")
        else:
            found.append(name)
    return found


def _mended(doc: Doc, words: Words, name: Name) -> Name:
    if name.source != "model" or name.label in ("EVENT", "LAW"):
        return name
    start, end = name.start, name.end
    size = end - start
    if name.label in ("ORG", "GPE", "FAC", "LOC") and size > 1 and words.lower[start] in english().ranks:
        follows = words.lower[start + 1]
        plain = words.caps[start + 1] and follows not in offices().portfolios and words.text[end - 1] not in shapes().backward
        plain = plain and follows not in english().after_titles
        if plain and follows != "of" and not any(words.text[i] in shapes().places for i in range(start, end)):
            return replace(name, start=start + 1, label="PERSON", source="title")
    label = by_last_word(words, name)
    if label is not None:
        return replace(name, label=label)
    if name.label in ("ORG", "PERSON") and opens_dateline(words, name):
        return replace(name, label="GPE")
    if stands_as_place(words, name):
        return replace(name, label="GPE")
    text = " ".join(words.text[start:end]).replace(" - ", "-")
    place = name.label not in ("GPE", "LOC", "FAC") and _is_place(words, name, text)
    if place:
        return replace(name, label="GPE")
    if name.label in ("ORG", "GPE", "NORP", "FAC", "LOC") and 2 <= size <= 4 and _is_full_name(words, name, text):
        return replace(name, label="PERSON")
    if name.label == "NORP":
        return name
    if size == 1 and name.label in ("PERSON", "ORG") and _is_town(doc, words, name):
        return replace(name, label="GPE")
    if name.label in ("ORG", "GPE", "LOC", "FAC") and size == 1 and _is_person(doc, words, name):
        return replace(name, label="PERSON")
    tail = (
        name.label == "ORG" and size >= 2 and words.text[end - 1] in shapes().places and words.text[start] not in shapes().forward
    )
    if tail and not any(words.text[i] in shapes().backward for i in range(start, end)):
        return replace(name, label="LOC")
    return name


def _is_place(words: Words, name: Name, text: str) -> bool:
    """Whether a person or body of the model's is a town: known to the world file, and said to be where something is."""
    before = words.lower[name.start - 1] if name.start else ""
    if before == "the":
        return False
    if words.text[name.end - 1].isupper() and len(text) < 6:
        return False
    if name.end - name.start > 1 and is_known(text, BIG) and words.text[name.start] not in shapes().given:
        return name.label == "PERSON" or before in WHERE
    follows = words.text[name.end] if name.end < len(words.text) else ""
    if before in WHERE and follows not in ("'s", "’s"):
        return is_known(text) or (name.label == "PERSON" and name.end - name.start == 1 and before in ("near", "outside", "in"))
    return (
        before in ("from", "to", "toward", "towards", "of")
        and name.label == "PERSON"
        and is_known(text, 20_000)
        and name.end - name.start == 1
    )


def _is_full_name(words: Words, name: Name, text: str) -> bool:
    """Whether two to four capitalised words are a person: by the given name, the family name's ending, or what it does."""
    parts = words.text[name.start : name.end]
    if not all(p.isalpha() or p in ("-", "’", "'") for p in parts) or any(p.isupper() and len(p) > 1 for p in parts):
        return False
    shape = shapes()
    if any(
        p in shape.forward or p in shape.backward or p in shape.places or p in shape.documents or p in shape.events for p in parts
    ):
        return False
    if any(p.islower() and p.lower() not in shape.particles for p in parts) or is_known(text):
        return False
    before = words.lower[name.start - 1] if name.start else ""
    if before == "the":
        return False
    after = words.lower[name.end] if name.end < len(words.text) else ""
    led = (
        before == "by"
        and name.start > 1
        and words.lower[name.start - 2] in ("led", "headed", "chaired", "represented", "accompanied")
    )
    return (
        parts[0] in shape.given
        or led
        or (before == "," and after in (",", ".") and _names_holder(words, name.start - 1, article=False))
        or after in english().human
        or (len(parts[-1]) > 5 and parts[-1].lower().endswith(shape.surnames[:16]))
    )


def _is_town(doc: Doc, words: Words, name: Name) -> bool:
    """Whether a single word, neither acting as persons do nor a known surname, is a town of some size."""
    text = words.text[name.start]
    if len(text) < 5 or text.isupper() or text in shapes().given or fold(text) in famous() or not is_known(text, BIG):
        return False
    before = words.lower[name.start - 1] if name.start else ""
    after = words.lower[name.end] if name.end < len(words.text) else ""
    if before == "the" or after in english().human or (words.caps[name.start - 1] and name.start and words.space[name.start - 1]):
        return False
    token = doc[name.start]
    if (
        after == ","
        and words.text[name.end + 1 : name.end + 2]
        and gazetteer().names.get(words.text[name.end + 1], _NONE).label == "GPE"
    ):
        return True
    if name.label == "ORG":
        return token.dep_ == "pobj" and token.head.lower_ in _ABOUT
    return token.dep_ in ("pobj", "dobj", "npadvmod")


def _is_person(doc: Doc, words: Words, name: Name) -> bool:
    """Whether a single word does what only persons do."""
    text, end = words.text[name.start], name.end
    if not text[:1].isupper() or text.isupper() or text in shapes().backward or text in shapes().forward or not text.isalpha():
        return False
    if name.label != "ORG" and is_known(text, 1_000_000):
        return False
    before = words.lower[name.start - 1] if name.start else ""
    if before in ("the", "in", "at", "near"):
        return False
    if fold(text) in famous():
        return True
    after = words.lower[end] if end < len(words.text) else ""
    if (
        stands_as_person(words, name.start)
        or after in english().human
        or (after == "," and end + 1 < len(words.text) and words.lower[end + 1] == "who")
    ):
        return True
    if before == "," and after in (",", ".", ";", ")") and _names_holder(words, name.start - 1):
        return True
    if before in english().human and after in (",", ".", "”", '"', "''") and doc[name.start].dep_ == "nsubj":
        return True
    return (text in shapes().given and not is_known(text, BIG)) or _meant_by_he(doc, words, name)


_HE = frozenset({"he", "his", "him", "himself", "she", "her", "herself"})


def _meant_by_he(doc: Doc, words: Words, name: Name) -> bool:
    """'Tarlo wrote that he …': a subject of which the sentence goes on with 'he', and which names nobody else for it."""
    token = doc[name.start]
    if token.dep_ not in ("nsubj", "nsubjpass") or token.head.pos_ != "VERB" or is_known(words.text[name.start], BIG):
        return False
    if words.lower[name.start] in english().place_kinds or words.text[name.start] in gazetteer().names:
        return False
    sentence = token.sent
    at = next((i for i in range(name.end, sentence.end) if words.lower[i] in _HE), None)
    return at is not None and not any(e.label_ == "PERSON" and e.start < at for e in sentence.ents)


def _names_holder(words: Words, comma: int, *, article: bool = True) -> bool:
    """'with the Prime Minister, ': an office of one person, with its `article` or without, right before a comma."""
    for size in (1, 2, 3, 4, 5):
        office = offices().offices.get(" ".join(words.lower[comma - size : comma])) if comma > size else None
        if office is not None and (not article or words.lower[comma - size - 1] == "the"):
            return not (office.plural or office.weak)
    return False


def _missed(doc: Doc, words: Words, taken: set[int]) -> Iterator[Name]:
    """Capitalised words without a name: towns behind 'in' or before a country, famous surnames."""
    n = len(words.text)
    i = 1
    while i < n:
        if i in taken or not words.caps[i] or words.first[i] or words.shouting or not words.text[i][:1].isalpha():
            i += 1
            continue
        end = i + 1
        while (
            end < n
            and end not in taken
            and words.caps[end]
            and words.space[end - 1]
            and words.text[end][:1].isalpha()
            and end - i < 4
        ):
            end += 1
        low = words.lower[i]
        if (
            words.lower[i] in english().short_bodies
            and end == i + 1
            and words.lower[i - 1] == "the"
            and (end == n or words.lower[end] not in ("of", "for"))
        ):
            yield Name(i, end, "ORG", None, "pattern")
            i = end
            continue
        text = " ".join(words.text[i:end])
        plain = (
            low not in english().calendar
            and low not in offices().offices
            and low not in offices().portfolios
            and not words.text[i].isupper()
        )
        before = words.lower[i - 1]
        if (plain and before in WHERE and is_known(text) and words.text[i] not in shapes().forward) or (
            plain
            and end < n
            and words.text[end] == ","
            and end + 1 in taken
            and before in ("of", "from", "to", ",")
            and is_known(text)
        ):
            yield Name(i, end, "GPE", None, "text")
        elif plain and end == i + 1 and fold(words.text[i]) in famous() and doc[i].tag_ in ("NNP", "") and len(low) > 4:
            yield Name(i, end, "PERSON", None, "text")
        i = end


def _may_be_person(words: Words, name: Name) -> bool:
    """Whether nothing in a name speaks of a body or place, and no article stands before it."""
    shape = shapes()
    heads = shape.forward | shape.backward | shape.places | shape.documents | shape.events
    before = words.lower[name.start - 1] if name.start else ""
    return before != "the" and heads.isdisjoint(words.text[name.start : name.end]) and not is_known(words.text[name.end - 1], BIG)


def consistent(words: Words, names: list[Name]) -> list[Name]:
    """One label for one name: where the model called the same words differently, what it said most often (persons first) holds."""
    counts: dict[str, Counter[str]] = {}
    for name in names:
        if name.source == "model" and name.label not in ("NORP", "EVENT", "LAW"):
            counts.setdefault(" ".join(words.text[name.start : name.end]), Counter())[name.label] += 1
    fixed: dict[str, str] = {}
    for text, labels in counts.items():
        if len(labels) > 1:
            fixed[text] = max(labels, key=lambda label: (labels[label], label == "PERSON", label == "GPE"))
    people = {words.text[n.start] for n in names if n.label == "PERSON" and n.end - n.start == 1}
    for name in names:
        if name.source == "model" and name.label in ("FAC", "ORG") and 2 <= name.end - name.start <= 3:
            parts = words.text[name.start : name.end]
            if parts[-1] in people and all(p.isalpha() and p.istitle() for p in parts) and _may_be_person(words, name):
                fixed[" ".join(parts)] = "PERSON"
    if not fixed:
        return names
    return [
        replace(name, label=fixed.get(" ".join(words.text[name.start : name.end]), name.label)) if name.source == "model" else name
        for name in names
    ]
