"""Which of the model's spans are names, and from where to where? Titles, courtesy, line breaks and stray words are cut off."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from crawler.annotate.patterns import office_leads
from crawler.annotate.places import is_known
from crawler.annotate.tokens import ACRONYM, EN_ROUTE, Name, Words, clip
from crawler.ontology.english import english
from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.offices import offices
from crawler.ontology.shapes import shapes

KEPT = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW"})


def from_model(doc: Doc, words: Words) -> Iterator[Name]:
    """The model's spans, clipped: no line breaks, quotes, articles, possessives; titles and courtesy cut off persons."""
    for ent in doc.ents:
        if ent.label_ not in KEPT:
            continue
        for first, last in _pieces(words, ent.start, ent.end, ent.label_):
            start, end = clip(words, *_bare(words, first, last, ent.label_))
            label = ent.label_
            if first < start and words.lower[start - 1] in EN_ROUTE:
                if not is_known(" ".join(words.text[start:end])):
                    continue
                label = "GPE"
            if start >= end or _names_nobody(words, start, end):
                continue
            if end - start == 1 and words.lower[start] in english().peoples and words.text[start] not in shapes().given:
                yield Name(start, end, "NORP")
                continue
            if label == "ORG":
                start, label = _behind_courtesy(words, start, end)
            given = _given_inside(words, start, end) if label in ("ORG", "PERSON", "GPE") else None
            if given is not None:
                if is_known(" ".join(words.text[start:given]), 20_000):
                    yield Name(start, given, "GPE")
                start, label = given, "PERSON"
            if label == "PERSON":
                start, end = without_title(words, start, end)
                if all(low in offices().courtesy or low == "." for low in words.lower[start:end]):
                    continue
                start, end = _whole_person(words, start, end)
            if (start < end and any(words.caps[start:end])) or (
                start < end and label != "PERSON" and ACRONYM.match(words.text[start])
            ):
                yield Name(start, end, label)


def _bare(words: Words, start: int, end: int, label: str) -> tuple[int, int]:
    """A span without 'Q.' of a transcript, 'et al', a headline's verb and what follows, a town without what follows its comma."""
    while end - start > 1 and words.lower[start] in EN_ROUTE and words.caps[start]:
        start += 1
    if words.text[start] in ("Q", "Q.") and end - start > 1:
        start += 1
        start += words.text[start] == "."
    for i in range(start + 1, end):
        low = words.lower[i]
        verb = words.caps[i] and low in english().headline_verbs and not words.text[i].isupper()
        aside = label in ("GPE", "LOC") and words.text[i] == "," and not any(words.caps[i:end])
        if verb or aside or (low == "et" and words.lower[i + 1 : i + 2] == ["al"]):
            return start, i
    return start, end


def _names_nobody(words: Words, start: int, end: int) -> bool:
    """'BC', 'GDP', '(Laughter.)', a lone headline verb."""
    low = words.lower[start]
    if end - start > 1:
        return False
    return (low in english().no_names and words.text[start].isupper()) or low in english().stage or low in english().headline_verbs


def _behind_courtesy(words: Words, start: int, end: int) -> tuple[int, str]:
    """'Honourable Dato' Sri NAME', called a body: the person behind the courtesy."""
    i = start
    while i < end and (words.lower[i] in offices().courtesy or words.text[i] in (".", "'", "’")):
        i += 1
    plain = i > start and i < end and all(words.caps[k] and words.text[k].isalpha() for k in range(i, end))
    return (i, "PERSON") if plain and words.text[end - 1] not in shapes().backward else (start, "ORG")


def _whole_person(words: Words, start: int, end: int) -> tuple[int, int]:
    """A person's span with what the model left out: the second half of a hyphened name, a given name, 'the Elder', 'Jr.', 'III'."""
    n = len(words.text)
    if end + 1 < n and words.text[end] == "-" and not words.space[end - 1] and words.text[end + 1].isalpha():
        end += 2
    before = words.lower[start - 1] if start else ""
    if start and words.text[start - 1] in shapes().given and words.space[start - 1] and before not in offices().courtesy:
        start -= 1
    if (end + 1 < n and words.lower[end] == "the" and words.text[end + 1] in _BYNAMES) or (
        end + 1 < n and words.text[end] == "," and words.text[end + 1] in _JUNIORS
    ):
        end += 2
    elif end < n and (words.text[end] in _JUNIORS or words.text[end] in _NUMERALS) and end - start <= 3 and words.space[end - 1]:
        end += 1
    return start, end


_BYNAMES = frozenset({"Elder", "Younger", "Great", "Magnificent", "Conqueror", "Terrible", "Wise", "Bold", "Good"})
_JUNIORS = frozenset({"Jr.", "Jr", "Sr.", "Sr"})
_NUMERALS = frozenset({"II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI"})


def _given_inside(words: Words, start: int, end: int) -> int | None:
    """'National Defence Zbigniew Korcz': where the person begins, behind nothing but words of titles."""
    table = offices()
    for i in range(start + 1, end - 1):
        if words.text[i] in shapes().given and words.caps[i + 1]:
            before = words.lower[start:i]
            if all(low in table.portfolios or low in table.offices or low in ("of", "and", "the", ",") for low in before):
                return i
            if is_known(" ".join(words.text[start:i]), 20_000) and office_leads(words, i, start):
                return i
            return None
    return None


def _pieces(words: Words, start: int, end: int, label: str) -> Iterator[tuple[int, int]]:
    """A span by lines, and 'Ministry of X and Ministry of Y' or 'Ida and Olaf' by its two halves."""
    for first, last in _lines(words, start, end):
        pair = last - first == 3 and words.lower[first + 1] == "and" and words.caps[first]
        if pair and (label == "PERSON" or {words.text[first], words.text[first + 2]} <= shapes().first_names):
            yield first, first + 1
            first += 2
        for i in range(first + 2, last - 2):
            if (
                words.lower[i] == "and"
                and words.text[i + 1] in shapes().forward
                and any(t in shapes().forward for t in words.text[first:i])
            ):
                yield first, i
                first = i + 1
        yield first, last


def _lines(words: Words, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for i in range(start, end):
        if words.blank[i] and "\n" in words.text[i]:
            if first < i:
                yield first, i
            first = i + 1
    if first < end:
        yield first, end


def without_title(words: Words, start: int, end: int) -> tuple[int, int]:
    """'Foreign Minister Leyla Qasimli' → 'Leyla Qasimli'; the whole span where nothing would be left."""
    known = offices()
    i, cut = start, start
    while i < end - 1:
        size = next((n for n in (4, 3, 2, 1) if i + n < end and _is_title(words, i, i + n)), 0)
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


def _is_title(words: Words, start: int, end: int) -> bool:
    phrase = " ".join(words.lower[start:end])
    return phrase in offices().offices or phrase in offices().courtesy or phrase in offices().status
