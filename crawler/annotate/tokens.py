"""What a text's names and phrases are made of: plain lists of words, spans with labels, phrases with heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc

from crawler.ontology.gazetteer import Entry
from crawler.ontology.offices import Noun, Office

ACRONYM = re.compile(r"[A-ZİÖÜŞÇĞ][A-Za-zİÖÜŞÇĞ&./-]{0,8}[A-ZİÖÜŞÇĞ0-9+]")
"""'OTS', 'AfDB', 'G7'; not 'Baku', not 'I'."""
EDGE = frozenset("\"'“”‘’«»()[]{},;:.!?-–—/|*•#…")
PRIVATE = frozenset({"BUS", "EDU", "MED", "JRN", "LAB", "AGR", "SOC", "CRM", "CVL", "REL"})
"""Sectors of callings that are no state office: holders stay what they are when they leave, and are of no state unsaid."""
GENITIVE = frozenset({"'s", "’s", "'", "’", "`s"})
EN_ROUTE = frozenset({"en", "route", "aboard", "via", "upcoming"})
"""With a capital at the head of a line, and no part of the name behind."""
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


@dataclass(slots=True)
class Phrase:
    """A phrase for an office or actors at tokens [start, end), its head at [head, tail).

    `countries`: of the holder, as the phrase gives them; `host`: where an ambassador is sent; `entry`/`organisation`: the body
    named (gazetteer entry, words). `possessive`: 'his', 'their' … before it. `definite`: 'the', 'both',
    'his'. `bare`: no word beyond the article.
    """

    start: int
    end: int
    head: int
    tail: int
    office: Office | None = None
    noun: Noun | None = None
    side: bool = False
    countries: list[str] = field(default_factory=list)
    host: str | None = None
    entry: Entry | None = None
    organisation: tuple[int, int] | None = None
    status: str | None = None
    plural: bool = False
    definite: bool = False
    possessive: str | None = None
    bare: bool = True
    portfolio: str | None = None
    owner: Name | None = None
    elsewhere: bool = False
    """Whether it is of a part of the world that is no country: 'European officials'."""

    @property
    def sectors(self) -> tuple[str, ...]:
        """Main sector first: former holders ELI, then the office's or the body's, then the portfolio's own."""
        if self.noun is not None and self.office is None:
            own: tuple[str, ...] = (self.noun.sector,)
        elif self.office is not None:
            own = self.office.sectors
        else:
            own = ()
        if self.entry is not None and self.entry.sectors and (self.office is None or self.office.body):
            own = self.entry.sectors if self.entry.sectors[0] != "PRE" else own
        if own == ("BUS",) and self.countries and not self.organisation and self.office and self.office.words == "chief executive":
            own = ("GOV",)
        if self.portfolio and self.portfolio not in own:
            own = (*own, self.portfolio)
        if self.status == "former" and own[:1] not in [(s,) for s in PRIVATE]:
            own = ("ELI",)
        return own


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
        self.titled = _title_cased(self.text, [blank and "\n" in text for blank, text in zip(self.blank, self.text, strict=True)])
        """Whether the token's line is written as headlines are."""
        self.quoted = _quoted(self.text, self.blank)
        """Whether the token stands in somebody's words."""
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


_OPENING, _CLOSING, _EITHER = frozenset({"“", "``", "«"}), frozenset({"”", "''", "»"}), '"'


def _quoted(words: list[str], blank: list[bool]) -> list[bool]:
    """For each token whether it is inside quotation marks; a mark left open ends with its paragraph."""
    found, inside = [], False
    for word, empty in zip(words, blank, strict=True):
        if empty and "\n" in word:
            inside = False
        elif word in _OPENING:
            inside = True
        elif word in _CLOSING:
            inside = False
        elif word == _EITHER:
            inside = not inside
        found.append(inside)
    return found


_FUNCTION = frozenset(
    {"the", "and", "for", "with", "from", "over", "into", "its", "nor", "but", "via", "off", "per", "amid", "after"}
)
"""Words that headlines leave small."""


def _title_cased(words: list[str], breaks: list[bool]) -> list[bool]:
    """For each token whether its line is written as headlines are: five words or more, nearly all with a capital."""
    bounds = [0, *(i + 1 for i, at in enumerate(breaks) if at), len(words)]
    flags: list[bool] = []
    for start, end in pairwise(bounds):
        telling = [w for w in words[start:end] if len(w) > 2 and w[:1].isalpha() and w.lower() not in _FUNCTION]
        headline = len(telling) >= 5 and sum(w[:1].isupper() for w in telling) >= 0.9 * len(telling)
        flags += [headline] * (end - start)
    return flags
