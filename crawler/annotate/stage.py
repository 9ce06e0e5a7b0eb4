"""Who is in the making behind a name, and of which country is somebody whom the text gives none?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc

from crawler.annotate.matching import Match
from crawler.annotate.tokens import Name, Phrase, Words
from crawler.annotate.voice import Voice
from crawler.ontology.gazetteer import NO_STATE, Entry, gazetteer
from crawler.ontology.officials import has_office

DOMINANT = 0.6
"""Share of all mentions of countries above which one of them is what the text is about, whatever a paragraph names once."""
CLEAR = 0.75
"""Share above which an office without a country is taken to be that country's."""
LOCATIVE = frozenset({"in", "at", "near", "outside", "across", "inside", "throughout", "around"})


@dataclass(slots=True)
class Figure:
    """An entity in the making: its names (indexes), label, gazetteer entry, country, sectors."""

    label: str
    names: list[int] = field(default_factory=list)
    entry: Entry | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    phrases: list[Phrase] = field(default_factory=list)
    female: bool | None = None


class Setting:
    """The countries of a text: how much each is spoken of, and which one a phrase without a country means."""

    def __init__(
        self, doc: Doc, words: Words, names: list[Name], matches: list[Match], home: str | None, voice: Voice | None = None
    ) -> None:
        self._doc = doc
        self.voice = voice or Voice()
        self.home = home or self.voice.country
        self.state = self.voice.country
        """Whose offices the publisher's own are: a newsroom has none."""
        self._spots: list[tuple[int, str]] = []
        counts: Counter[str] = Counter()
        for match in matches:
            country = match.entry.country
            if "JRN" in match.entry.sectors:
                continue  # who reports it, not whom it is about
            if country is not None and len(country) == 3 and country not in NO_STATE:
                counts[country] += 1
                before = words.lower[match.start - 1] if match.start else ""
                if before == "the" and match.start > 1:
                    before = words.lower[match.start - 2]
                if before in LOCATIVE and match.entry.kind in ("country", "seat", "region"):
                    self._spots.append((match.start, country))
        self._counts = counts
        self._paragraphs = _by_paragraph(words, matches)
        self.settle()

    def settle(self) -> None:
        """Weigh the countries by all that has been counted: their own names, and the towns that were located."""
        total = sum(self._counts.values())
        top = self._counts.most_common(1)
        share = top[0][1] / total if top else 0.0
        self.weights: Mapping[str, float] = {c: k / total for c, k in self._counts.items()}
        self.top = (top[0][0], share) if top else None
        self.dominant = top[0][0] if top and share >= DOMINANT else None
        self.clear = bool(top) and (share >= CLEAR or len(self._counts) == 1)

    def is_own(self, office: str) -> bool:
        """Whether an office without a country is the publisher's own: there is a publisher, and its country has such an office."""
        return self.state is not None and has_office(self.state, office)

    def is_spot(self, token: int) -> bool:
        """Whether a place at a token is said to be where something is."""
        return any(i == token for i, _ in self._spots)

    def add_spot(self, token: int, country: str) -> None:
        """A place in some country, said to be where something is."""
        self._spots.append((token, country))

    def note(self, token: int, country: str) -> None:
        """A town of some country is named at a token."""
        self._counts[country] += 1
        for start, end, lands in self._paragraphs:
            if start <= token < end:
                lands[country] += 1

    def paragraph_land(self, token: int) -> str | None:
        """The country that the token's paragraph is about: a wrap of news has another in each."""
        for start, end, lands in self._paragraphs:
            if start <= token < end and lands:
                top, count = lands.most_common(1)[0]
                if self.top is not None and self.top[0] != top and self.top[1] >= DOMINANT and count < 3:
                    return None
                return top if count / sum(lands.values()) >= DOMINANT else None
        return None

    def place_before(self, token: int) -> str | None:
        """The country of a place that the sentence sets before a token: 'In Finland, the government …'."""
        if not self._spots or not self._doc.has_annotation("SENT_START"):
            return None
        start = self._doc[token].sent.start
        before = [(i, c) for i, c in self._spots if start <= i < token]
        return max(before)[1] if before else None

    def country_at(self, token: int, *, office: bool = False) -> str | None:
        """The country of a body or people named without one: that of the place before it, the publisher's own, the text's.

        An `office` is the publisher's or the text's, wherever its holder may be.
        """
        here = self.place_before(token) if not office else None
        if here is not None:
            return here
        if self.state is not None and office:
            return self.state
        if (
            self.home is not None
            and not office
            and (not self.weights or self.weights.get(self.home, 0) > 0 or len(self.weights) > 2)
        ):
            return self.home
        if self._doc.has_annotation("SENT_START"):
            sentence = self._doc[token].sent
            around = {c for i, c in self._spots if sentence.start <= i < sentence.end}
            if len(around) == 1:
                return around.pop()
        if self.dominant:
            return self.dominant
        paragraph = self.paragraph_land(token)
        if paragraph is not None:
            return paragraph
        spots = [(abs(i - token), c) for i, c in self._spots]
        return min(spots)[1] if spots and len({c for _, c in spots}) == 1 else None


def _by_paragraph(words: Words, matches: list[Match]) -> list[tuple[int, int, Counter[str]]]:
    """Each paragraph's tokens and the countries named in it."""
    bounds = [0, *(i + 1 for i, blank in enumerate(words.blank) if blank and "\n" in words.text[i]), len(words.text)]
    found = []
    for start, end in pairwise(bounds):
        inside = [m.entry.country for m in matches if start <= m.start < end and m.entry.country and "JRN" not in m.entry.sectors]
        found.append((start, end, Counter(c for c in inside if c not in NO_STATE)))
    return found


def points_of(country: str) -> tuple[float, float] | None:
    """A point inside a country, degrees."""
    found = gazetteer().points.get(country)
    return (found[0], found[1]) if found else None
