"""Which gazetteer names stand in a text? Exact spellings, longest first, over tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.language import tokenizer_of
from crawler.ontology.english import english
from crawler.ontology.gazetteer import Entry, gazetteer
from crawler.ontology.officials import officials


@dataclass(frozen=True, slots=True)
class Match:
    """A gazetteer name at tokens [start, end)."""

    start: int
    end: int
    entry: Entry


class Names:
    """A compiled matcher over the gazetteer for one vocabulary."""

    def __init__(self, vocab: Vocab, entries: Mapping[str, Entry]) -> None:
        tokenize = tokenizer_of(vocab)
        self._matcher = PhraseMatcher(vocab, attr="ORTH")
        self._entries: dict[int, Entry] = {}
        spelled = dict(entries)
        for name, entry in entries.items():
            if (
                entry.kind in ("country", "seat", "region", "adjective", "organisation", "body")
                and len(name) > 4
                and name.upper() not in spelled
            ):
                spelled[name.upper()] = entry
        for number, (name, entry) in enumerate(spelled.items()):
            key = f"n{number}"
            self._matcher.add(key, [tokenize(name)])
            self._entries[vocab.strings[key]] = entry

    def __call__(self, doc: Doc) -> list[Match]:
        """All names, none overlapping another: the longer wins, then the earlier."""
        found = sorted((Match(start, end, self._entries[key]) for key, start, end in self._matcher(doc)), key=_longest)
        taken: set[int] = set()
        kept = []
        for match in found:
            if not taken.intersection(range(match.start, match.end)):
                taken.update(range(match.start, match.end))
                kept.append(match)
        return sorted(kept, key=lambda m: m.start)


def _longest(match: Match) -> tuple[int, int]:
    return match.start - match.end, match.start


@lru_cache(maxsize=8)
def names_of(vocab: Vocab) -> Names:
    """The matcher of a vocabulary, compiled once."""
    people = {name: Entry("person", name, "PERSON", None) for name in officials().names if " " in name}
    return Names(vocab, people | dict(gazetteer().names))


def is_circumstance(doc: Doc, end: int) -> bool:
    """Whether the name that ends at token `end` is the first half of 'Turkish-backed'."""
    return end + 1 < len(doc) and doc[end].text in ("-", "–") and doc[end + 1].lower_ in english().backed
