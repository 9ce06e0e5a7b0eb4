"""What a text's tokens and names are made of: plain lists of words, spans with labels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from crawler.ontology.gazetteer import Entry

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


def clip(words: Words, start: int, end: int) -> tuple[int, int]:
    """A span without articles, possessives, quotes and stray punctuation at its edges."""
    while start < end and (words.lower[start] in LEAD or words.text[start] in EDGE or words.blank[start]):
        start += 1
    while start < end:
        last = words.text[end - 1]
        if last == "s" and end - start > 1 and words.text[end - 2] in ("’", "'"):
            end -= 2
            continue
        stray = (
            last in GENITIVE or words.blank[end - 1] or last == "the" or (last in EDGE and not (last == "." and end - start > 1))
        )
        if not stray:
            break
        end -= 1
    return start, end
