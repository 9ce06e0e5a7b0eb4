"""What do the words around a name, or its own last word, say it is? 'Petén region', 'near Al Huwayjah', 'Kigali Amendment'."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from crawler.annotate.matching import Match
from crawler.annotate.places import is_known
from crawler.annotate.tokens import EN_ROUTE, Name, Words
from crawler.ontology.english import english
from crawler.ontology.folding import fold
from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.offices import offices
from crawler.ontology.officials import famous
from crawler.ontology.shapes import shapes

_AT = frozenset({"in", "of", "across", "to", "from", "near", "throughout", "into", "around", "over"})
_COMPASS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
_HAPPENINGS = frozenset({"Battle", "Siege", "Massacre", "Reign", "Storming", "Fall"})
"""Words before 'of' and a place that make a happening of it: 'Battle of X'."""
_SAID = frozenset({"said", "says", "told", "added"})


def by_last_word(words: Words, name: Name) -> str | None:
    """The label that a name's last word gives it: a document's, a happening's, a place's; None where it gives none."""
    if name.end - name.start < 2 or name.label == "NORP":
        return None
    shape, last, first = shapes(), words.text[name.end - 1], words.text[name.start]
    if last in shape.backward or (last in shape.places and first in shape.first_names):
        return None
    if words.lower[name.start + 1] == "of" and first in _HAPPENINGS:
        return "EVENT"
    if last in shape.documents:
        return "LAW"
    if last in shape.events:
        return "EVENT"
    return "FAC" if last in shape.places and name.label == "PERSON" else None


def stands_as_place(words: Words, name: Name) -> bool:
    """Whether a person or body of the model's stands where only a place does: 'Petén region', 'the town of X', 'south of X'."""
    start, end, size = name.start, name.end, name.end - name.start
    text = words.text[end - 1]
    if name.label not in ("ORG", "PERSON") or size > 3 or (size == 1 and text.isupper()) or text in shapes().backward:
        return False
    after = words.lower[end] if end < len(words.text) else ""
    before, further = (words.lower[start - 1], words.lower[start - 2]) if start > 1 else ("", "")
    if words.text[start] in shapes().first_names and size > 1:
        return False
    kinds = english().place_kinds
    if after in kinds and size <= 2 and before not in ("'s", "’s"):
        return True
    if before == "of" and (further in kinds or further in _COMPASS):
        return True
    if size == 1 and before in english().directions and before != "new" and further in _AT:
        return True
    return before == "near" and after not in ("'s", "’s") and fold(text) not in famous()


def stands_as_person(words: Words, i: int) -> bool:
    """Whether what follows the single word at token i follows only persons: kin, a calling, what persons do."""
    ahead = words.lower[i + 1 : i + 4]
    if len(ahead) < 2:
        return False
    if ahead[0] in ("'s", "’s") and ahead[1] in english().kin:
        return True
    if ahead[0] in ("acts", "acted", "serves", "served") and ahead[1] == "as" and ahead[-1] in offices().offices:
        return True
    return ahead[0].endswith("ly") and ahead[1] in english().human


def opens_dateline(words: Words, name: Name) -> bool:
    """'KARS, August 1 (Agency) –', 'GORKI (Agency)': capitals at the head of a line that say where a report is from."""
    start, end = name.start, name.end
    if (
        end - start > 3
        or not words.text[start].isupper()
        or (start and not (words.blank[start - 1] and "\n" in words.text[start - 1]))
    ):
        return False
    ahead = words.lower[end : end + 2]
    if ahead[:1] in (["("], ["–"], ["—"]):
        return len(words.text[start]) > 3
    return len(ahead) == 2 and ahead[0] == "," and any(m.startswith(ahead[1].strip(".")) for m in english().months)


def is_stray(words: Words, name: Name) -> bool:
    """A direction alone: 'Eastern' of 'Eastern Peru', 'North-West'; 'the West' is a part of the world."""
    low = [w for w in words.lower[name.start : name.end] if w != "-"]
    if low in (["member", "states"], ["member", "state"]):
        return True
    if name.source != "model" or not all(w in english().directions for w in low):
        return False
    return not ("the" in words.lower[max(0, name.start - 2) : name.start] and len(low) == 1 and low[0] in _COMPASS)


def added(doc: Doc, words: Words, taken: set[int]) -> Iterator[Name]:
    """Names that the model missed and their place gives away: who said something, a body's letters that act."""
    for i in range(len(words.text)):
        if i in taken or words.blank[i] or words.shouting:
            continue
        if _is_the_west(words, i):
            yield Name(i, i + 1, "LOC", None, "text")
        elif (end := _place_here(doc, words, taken, i)) > i:
            yield Name(i, end, "GPE", None, "text")
        elif _speaks(doc, words, i):
            yield Name(i, i + 1, "PERSON", None, "text")
        elif _acts(doc, words, i):
            yield Name(i, i + 1, "ORG", None, "text")


def _is_the_west(words: Words, i: int) -> bool:
    """'the West', 'the collective West', 'the North': a part of the world with a capital, and nothing behind it."""
    if words.lower[i] not in _COMPASS or not words.caps[i] or words.text[i].isupper() or not i:
        return False
    follows = i + 1 < len(words.text) and words.caps[i + 1] and words.space[i]
    return not follows and (
        words.lower[i - 1] in ("the", "collective", "global", "political") or words.lower[max(0, i - 2)] == "the"
    )


def _place_here(doc: Doc, words: Words, taken: set[int], i: int) -> int:
    """The end of an unknown place behind 'the village of' or 'south of' that starts at token i; i where none does."""
    if i < 2 or words.lower[i - 1] != "of" or words.lower[i - 2] not in english().place_kinds | _COMPASS:
        return i
    end = i
    while end < len(words.text) and end not in taken and end - i < 3 and words.caps[end] and words.text[end].isalpha():
        if doc[end].tag_ != "NNP" or words.text[end] in shapes().backward or words.lower[end] in english().calendar:
            break
        end += 1
    return end


def _speaks(doc: Doc, words: Words, i: int) -> bool:
    """'… a deal," Mailis said.': an unknown word with a capital that says something right behind a quotation."""
    text, low = words.text[i], words.lower[i]
    if not words.caps[i] or not text.isalpha() or text.isupper() or len(text) < 3 or i + 1 >= len(words.text):
        return False
    if words.lower[i + 1] not in _SAID or (words.first[i] and not (i and words.text[i - 1] in ('"', "”", "''", "’", "'"))):
        return False
    table = offices()
    common = low in table.offices or low in table.nouns or low in table.portfolios or low in english().calendar
    return not common and low not in english().peoples and doc[i].tag_ == "NNP"


def _acts(doc: Doc, words: Words, i: int) -> bool:
    """Letters that nothing else explains and that own or do something: 'the RSPB said', 'the RSPB's view'."""
    text = words.text[i]
    if not (3 <= len(text) <= 6 and text.isalpha() and text.isupper()) or words.lower[i] in english().no_names:
        return False
    loud = any(0 <= k < len(words.text) and words.text[k].isupper() and len(words.text[k]) > 2 for k in (i - 1, i + 1))
    return not loud and doc[i].tag_ == "NNP" and doc[i].dep_ in ("nsubj", "nsubjpass", "poss")


def headed_places(words: Words, found: list[Name]) -> Iterator[Name]:
    """'Mosul Dam', 'Rakhine State': words with capitals that end in a place's head, where nothing else holds them."""
    owner = {i: name for name in found for i in range(name.start, name.end)}
    shape, table = shapes(), offices()
    for i in range(1, len(words.text)):
        if words.text[i] not in shape.places or i in owner or words.titled[i] or words.shouting:
            continue
        start = i
        while start and i - start < 4 and words.caps[start - 1] and words.space[start - 1] and words.text[start - 1].isalpha():
            start -= 1
        while start < i and words.lower[start] in EN_ROUTE:
            start += 1
        if start < i and words.first[start] and words.lower[start] in ("the", "a", "an", "in", "at", "on"):
            start += 1
        inside = {owner[k] for k in range(start, i) if k in owner}
        whole = all(start <= n.start and n.end <= i and n.label in ("GPE", "LOC", "PERSON", "FAC") for n in inside)
        titles = any(words.lower[k] in table.offices or words.lower[k] in table.courtesy for k in range(start, i))
        if start < i and whole and not titles and not all(k in owner and owner[k].label == "PERSON" for k in range(start, i)):
            yield Name(start, i + 1, "LOC", None, "pattern")


def outright(words: Words, matches: list[Match]) -> list[Match]:
    """The matches without countries that are only a part of another place's name: 'Inner Mongolia', 'New Jersey'."""
    return [m for m in matches if not _elsewhere(words, m)]


def numbered(words: Words, match: Match) -> bool:
    """'Air Force One', 'Air Force Two': an aeroplane, and no service."""
    return match.entry.label == "ORG" and words.text[match.end : match.end + 1] in (["One"], ["Two"])


def _elsewhere(words: Words, match: Match) -> bool:
    first = match.start - 1
    if match.entry.kind != "country" or first < 0 or not words.caps[first] or words.lower[first] not in english().directions:
        return False
    name = " ".join(words.text[first : match.end])
    if not is_known(name, 50_000):
        return False
    return gazetteer().spots(name)[0].country != match.entry.country
