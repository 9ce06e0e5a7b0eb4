"""Which names of a text are one and the same? Names become figures: surnames join full names, acronyms their long forms."""

from __future__ import annotations

from spacy.tokens import Doc

from crawler.annotate.stage import Figure
from crawler.annotate.tokens import GENITIVE, Name, Words
from crawler.ontology.folding import fold
from crawler.ontology.offices import offices
from crawler.ontology.officials import famous, full_names
from crawler.ontology.shapes import shapes

_FIELDS = {
    "foreign affairs": "foreign",
    "external affairs": "foreign",
    "external relations": "foreign",
    "foreign relations": "foreign",
    "internal affairs": "interior",
    "defense": "defence",
    "defence": "defence",
    "national defence": "defence",
    "national defense": "defence",
    "economy": "economy",
    "emergency situations": "emergency",
    "emergencies": "emergency",
    "finances": "finance",
}
"""Fields of ministries that go by several names."""


def join(doc: Doc, words: Words, names: list[Name]) -> tuple[list[Figure], list[int]]:
    """The figures, in order of their first name, and for each name the figure it belongs to."""
    figures: list[Figure] = []
    of_name: list[int] = []
    people: dict[str, int] = {}
    others: dict[tuple[str, str], int] = {}
    generic: dict[str, int] = {}
    ahead = _ahead(words, names)
    brackets = _brackets(words, names)
    initials = _initials(words, names)
    for index, name in enumerate(names):
        tokens = [words.text[i] for i in range(name.start, name.end)]
        if name.label == "PERSON":
            number = _person(tokens, people)
            if number is None:
                number = len(figures)
                figures.append(Figure("PERSON"))
                full = ahead.get(fold(tokens[-1])) if len(tokens) == 1 else None
                if full is not None:
                    _remember(full, number, people)
            _remember(tokens, number, people)
        else:
            keys = _keys(words, name, tokens)
            number = next((others[k] for k in keys if k in others), -1)
            if number < 0 and name.label == "ORG" and len(tokens) == 1:
                number = generic.get(tokens[0].lower(), -1)
            if index in brackets and number < 0:
                number = of_name[brackets[index]]
            if number < 0 and len(tokens) == 1 and name.label == "ORG" and name.entry is None:
                number = next((others[k] for k in initials.get(tokens[0], ()) if k in others), -1)
            if number < 0 and len(tokens) > 2 and (short := "".join(t[0] for t in tokens if t[:1].isupper())) in initials:
                number = others.get((name.label, fold(short)), -1)
            if number < 0:
                number = len(figures)
                figures.append(Figure(name.label, entry=name.entry))
            for key in keys:
                others.setdefault(key, number)
            if name.label == "ORG" and len(tokens) > 1:
                generic.update({t.lower(): number for t in tokens if t in shapes().forward})
        figures[number].names.append(index)
        figures[number].entry = figures[number].entry or name.entry
        of_name.append(number)
    return figures, of_name


def _ahead(words: Words, names: list[Name]) -> dict[str, list[str]]:
    """The one full name that each family name of the text has: a headline's 'Trump' is the 'Donald Trump' of its text."""
    found: dict[str, list[str]] = {}
    several: set[str] = set()
    for name in names:
        if name.label == "PERSON" and name.end - name.start > 1:
            tokens = words.text[name.start : name.end]
            key = fold(tokens[-1])
            if _is_relative(tokens):
                several.add(key)
            if key in found and [fold(t) for t in found[key]] != [fold(t) for t in tokens]:
                several.add(key)
            found[key] = tokens
    return {key: tokens for key, tokens in found.items() if key not in several}


def _person(tokens: list[str], people: dict[str, int]) -> int | None:
    """The figure of a person: same name; or the one surname or given name, spelled with or without diacritics."""
    parts = [fold(t) for t in tokens if t[:1].isalnum()]
    whole = " ".join(parts)
    if whole in people:
        return people[whole]
    if len(parts) >= 2:
        return people.get(f"{parts[0]} … {parts[-1]}")
    return people.get(f"… {whole}") if parts else None


def _is_relative(tokens: list[str]) -> bool:
    """Whether a full name has the family name of a known office-holder and is nobody known: the surname alone is the other's."""
    return fold(tokens[-1]) in famous() and fold(" ".join(tokens)) not in full_names()


def _remember(tokens: list[str], number: int, people: dict[str, int]) -> None:
    parts = [fold(t) for t in tokens if t[:1].isalnum()]
    if not parts:
        return
    people[" ".join(parts)] = number
    if len(parts) >= 2:
        people[f"{parts[0]} … {parts[-1]}"] = number
        if not (_is_relative(tokens) and f"… {parts[-1]}" in people):
            people[f"… {parts[-1]}"] = number
        people.setdefault(f"… {parts[0]}", number)
        if "-" in tokens:
            cut = len(tokens) - 1 - tokens[::-1].index("-")
            people[f"… {fold(' '.join(tokens[cut - 1 : cut]))} {fold(tokens[-1])}"] = number
        for size in range(2, len(parts)):
            people.setdefault(" ".join(parts[-size:]), number)


def _keys(words: Words, name: Name, tokens: list[str]) -> list[tuple[str, str]]:
    """What makes two names of things one: the gazetteer's entry, the words, the field and country of a ministry."""
    keys: list[tuple[str, str]] = []
    kind = "NORP" if name.label == "NORP" else "ORG" if name.label == "ORG" else "PLACE"
    if (
        name.entry is not None
        and name.entry.kind not in ("seat",)
        and not (name.entry.kind == "region" and fold("".join(tokens)) != fold(name.entry.name))
    ):
        keys.append((kind, "entry " + name.entry.name))
        if kind == "NORP":
            return keys
    plain = fold(" ".join(t for t in tokens if t not in GENITIVE))
    keys.append((kind, plain.removeprefix("republic of ")))
    if kind == "ORG" and ("ministry" in plain):
        field = plain.partition("ministry of ")[2] or plain.partition(" ministry")[0].split(" ")[-1]
        field = field.partition(" of ")[0].removeprefix("the ")
        keys.append(("MINISTRY", _FIELDS.get(field, field)))
    return keys


def _initials(words: Words, names: list[Name]) -> dict[str, list[tuple[str, str]]]:
    """'USI' for the one 'University of Southern Indiana' of a text: letters → the keys of the long form, in either order."""
    letters = {words.text[n.start] for n in names if n.label == "ORG" and n.end - n.start == 1 and len(words.text[n.start]) > 2}
    letters = {t for t in letters if t.isupper() and t.isalpha()}
    long: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for name in names if letters else ():
        tokens = words.text[name.start : name.end]
        first = "".join(t[0] for t in tokens if t[:1].isupper())
        if name.label == "ORG" and len(tokens) > 2 and first in letters:
            long.setdefault(first, {})[fold(" ".join(tokens))] = _keys(words, name, tokens)
    return {first: next(iter(forms.values())) for first, forms in long.items() if len(forms) == 1}


def _brackets(words: Words, names: list[Name]) -> dict[int, int]:
    """Names in brackets right behind another: index → index of the form before it, the one long and the other short."""
    found: dict[int, int] = {}
    for index in range(1, len(names)):
        long, short = names[index - 1], names[index]
        if long.end + 1 == short.start and words.text[long.end] == "(" and short.label != "PERSON" and long.label == short.label:
            inside = words.text[short.start]
            before = words.text[long.start]
            turned = (
                long.end - long.start == 1
                and before.isupper()
                and len(before) > 1
                and words.text[short.end : short.end + 1] == [")"]
            )
            if turned or inside.isupper() or any(c.isupper() for c in inside[1:]):
                found[index] = index - 1
    return found


def gender(words: Words, start: int, titles: list[str]) -> bool | None:
    """True for a woman, False for a man, None where neither courtesy nor title tells."""
    low = words.lower[start - 1] if start else ""
    if low in ("mr", "mr.", "sir", "lord", "king", "prince", "sheikh"):
        return False
    if low in ("mrs", "mrs.", "ms", "ms.", "miss", "dame", "lady", "queen", "princess", "madam"):
        return True
    for title in titles:
        if title.endswith("woman") or title in ("queen", "princess", "first lady", "empress"):
            return True
        if (title.endswith("man") and title not in ("chairman", "spokesman")) or title in (
            "king",
            "prince",
            "emperor",
            "crown prince",
        ):
            return False
    return None


def is_office(word: str) -> bool:
    """Whether a lower-case word is the head of a title."""
    return word in offices().offices
