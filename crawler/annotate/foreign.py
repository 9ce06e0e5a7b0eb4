"""Who is named in a text that is not English? Countries, bodies, titles and the persons behind them, by lists; no English rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from crawler.annotate.cast import Cast, Reference
from crawler.annotate.codes import code
from crawler.annotate.stage import points_of
from crawler.model import Entity, Mention, Role
from crawler.model.record import Label
from crawler.ontology.foreign import Tongue, lower, tongue

_WORD = re.compile(r"[^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*")
"""'премьер-министр', "d'État", 'Türkiye’nin'; no digits."""
LONG = 5
"""Letters from which a word may take an ending: shorter ones would match too much."""


def foreign_cast(text: str, language: str, home_country: str | None = None) -> Cast:
    """The cast of a text in another language. Persons are found behind titles only, and only in scripts with capitals."""
    return _Reader(text, tongue(language)).cast(home_country)


@cache
def _phrases(language: str) -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """All phrases of a language by their first word's first three letters, longest first: (words, kind)."""
    known = tongue(language)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    tables: dict[str, Mapping[str, object]] = {
        "title": known.titles, "body": known.bodies, "organisation": known.organisations, "country": known.countries,
        "adjective": known.adjectives,
    }  # fmt: skip
    for kind, table in tables.items():
        for phrase in table:
            words = tuple(_WORD.findall(phrase))
            if words:
                found.setdefault(words[0][:3], []).append((words, f"{kind}:{phrase}"))
    for rows in found.values():
        rows.sort(key=lambda r: -sum(map(len, r[0])))
    return found


class _Reader:
    def __init__(self, text: str, known: Tongue) -> None:
        self.text, self.known = text, known
        self.words = [(m.start(), m.end(), lower(m.group())) for m in _WORD.finditer(text)]

    def cast(self, home: str | None) -> Cast:
        entities: list[tuple[Label, str, str | None, Role | None, list[tuple[int, int]]]] = []
        numbers: dict[tuple[str, str], int] = {}
        references: list[Reference] = []

        def add(label: Label, key: str, span: tuple[int, int], code_: str | None, role: Role | None = None) -> None:
            number = numbers.setdefault((label, key), len(entities))
            if number == len(entities):
                entities.append((label, self.text[slice(*span)], code_, role, []))
            entities[number][4].append(span)
            references.append(Reference(*span, (number,), (entities[number][2] or "",)))

        i, country, last = 0, None, -9
        while i < len(self.words):
            found = self._match(i)
            if found is None:
                i += 1
                continue
            size, kind, phrase = found
            span = self._span(i, size, phrase)
            if kind == "country":
                country, last = self.known.countries[phrase], i + size - 1
                add("GPE", country, span, country)
            elif kind == "adjective":
                country, last = self.known.adjectives[phrase], i
                add("NORP", country, span, country)
            elif kind == "organisation":
                add("ORG", phrase, span, self.known.organisations[phrase])
            else:
                before = country if self._next_to(last, i) else None
                owner = (before if self.known.owner_first else self._behind(i + size) or before) or home
                if kind == "body":
                    add("ORG", f"{phrase} {owner}", span, code(owner, (self.known.bodies[phrase],)))
                else:
                    title, sectors = self.known.titles[phrase]
                    person = self._person(i + size)
                    role = Role(title=title, country=owner, sectors=sectors)
                    if person is not None:
                        add("PERSON", self.text[slice(*person)].lower(), person, code(owner, sectors), role)
                    else:
                        references.append(Reference(*span, (), (code(owner, sectors) or "",), "role"))
            i += size
        order = sorted(references, key=lambda r: (r.start, r.end))
        kept = [r for k, r in enumerate(order) if k == 0 or r.start >= max(o.end for o in order[:k][-3:])]
        return Cast(tuple(self._entity(n, e) for n, e in enumerate(entities)), tuple(kept))

    def _span(self, i: int, size: int, phrase: str) -> tuple[int, int]:
        """The words' span without what a language writes on to names: 'Türkiye'nin' → 'Türkiye', 'وقطر' → 'قطر'."""
        start, end, last = self.words[i][0], self.words[i + size - 1][1], self.words[i + size - 1][2]
        first = self.words[i][2].replace("’", "'")
        for prefix in self.known.prefixes:
            if first.startswith(prefix) and first[len(prefix) :].startswith(phrase[:3]) and not first.startswith(phrase[:3]):
                start += len(prefix)
                break
        cut = max(last.find(mark) for mark in "'’ʼ")
        if self.known.owner_first and cut > 0:
            end = self.words[i + size - 1][0] + cut
        return start, end

    def _next_to(self, last: int, i: int) -> bool:
        """Whether the country at word `last` stands right before word i, with no punctuation between."""
        return 0 < i - last <= 2 and not any(c in ",.;:!?\n()" for c in self.text[self.words[last][1] : self.words[i][0]])

    def _match(self, i: int) -> tuple[int, str, str] | None:
        """The longest phrase that starts at word i: how many words, kind, key."""
        word = self.words[i][2].replace("’", "'")
        tries = [word, *(word[len(p) :] for p in self.known.prefixes if word.startswith(p) and len(word) > len(p) + 2)]
        for form in tries:
            for words, label in _phrases(self.known.language).get(form[:3], ()):
                if self._fits(form, words[0]) and all(
                    i + k < len(self.words) and self._fits(self.words[i + k][2], w) for k, w in enumerate(words) if k
                ):
                    kind, _, phrase = label.partition(":")
                    return len(words), kind, phrase
        return None

    def _fits(self, word: str, wanted: str) -> bool:
        """Whether a word is the wanted one, with a case's ending for the last vowel or behind it."""
        if word == wanted:
            return True
        word = word.replace("’", "'").replace("ʼ", "'")
        if "'" in word and word.partition("'")[0] == wanted:
            return self.known.ending > 0
        if len(wanted) < LONG or not self.known.ending:
            return False
        stem = wanted[:-1] if wanted[-1] in "аяьйоеыи" else wanted
        return word.startswith(stem) and len(word) - len(stem) <= self.known.ending + (wanted != stem)

    def _behind(self, i: int) -> str | None:
        """The country right behind a title or body: 'министр иностранных дел Турции', 'ministre du Mali'."""
        for k in range(i, min(i + 3, len(self.words))):
            found = self._match(k)
            if any(c in ",.;:!?\n" for c in self.text[self.words[i - 1][1] : self.words[k][0]]):
                return None
            if found is not None and found[1] in ("country", "adjective"):
                return self.known.countries.get(found[2]) or self.known.adjectives.get(found[2])
        return None

    def _person(self, i: int) -> tuple[int, int] | None:
        """Two or three capitalised words behind a title and its country."""
        k = i
        passed = False
        while k < len(self.words) and k - i < 4 and (self._is(k, "country") or self._is(k, "adjective") or not self._capital(k)):
            passed = passed or self._capital(k)
            k += 1
        end = k
        while end < len(self.words) and end - k < 3 and self._capital(end) and self._match(end) is None:
            if end > k and self.text[self.words[end - 1][1] : self.words[end][0]].strip():
                break
            end += 1
        if (
            end - k < 2
            or k - i > 3
            or any(c in (".;:!?\n" if passed else ".,;:!?\n") for c in self.text[self.words[i - 1][1] : self.words[k][0]])
        ):
            return None
        return self.words[k][0], self.words[end - 1][1]

    def _is(self, i: int, kind: str) -> bool:
        found = self._match(i)
        return found is not None and found[1] == kind

    def _capital(self, i: int) -> bool:
        return self.text[self.words[i][0]].isupper()

    def _entity(self, number: int, made: tuple[Label, str, str | None, Role | None, list[tuple[int, int]]]) -> Entity:
        label, name, code_, role, spans = made
        point = points_of(code_[:3]) if label == "GPE" and code_ else None
        return Entity(
            id=number, label=label, name=name, code=code_, role=role,
            latitude=point[0] if point else None, longitude=point[1] if point else None,
            mentions=tuple(Mention(text=self.text[a:b], start=a, end=b) for a, b in spans),
        )  # fmt: skip
