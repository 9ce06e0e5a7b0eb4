"""Which places, bodies and institutions are in a text, and of which country? The ground that roles and phrases stand on."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc

from crawler.annotate.codes import sector_of
from crawler.annotate.holders import holders
from crawler.annotate.joining import join
from crawler.annotate.names import find_names
from crawler.annotate.phrases import find_phrases
from crawler.annotate.places import DIRECT, Located, locate
from crawler.annotate.stage import Figure, Setting, points_of
from crawler.annotate.tokens import GENITIVE, LEAD, Name, Words
from crawler.annotate.voice import voice_of
from crawler.model import Role
from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.officials import Officials
from crawler.ontology.shapes import shapes

TOWN = 100_000
"""People of a town after which bodies are named so that the name tells the country."""
_LOCAL = frozenset({"EDU", "COP", "MED", "GOV", "JUD", "LEG", "REL"})
_INSTITUTIONS = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "PRM", "OPP"})


class Ground:
    """A text's names, phrases and figures, with places located and bodies of a country and sectors."""

    def __init__(
        self,
        doc: Doc,
        published: date | None,
        home: str | None,
        registry: Officials | None = None,
        title: str | None = None,
        official: bool = True,
    ) -> None:
        self.doc, self.published, self.registry, self.title = doc, published, registry, title
        self.words = Words(doc)
        self.names, self.matches = find_names(doc, self.words)
        self.match_at = {m.start: m for m in self.matches}
        self.phrases = find_phrases(doc, self.words, self.names, self.matches)
        self.institutions = self._institutions()
        self.held = holders(doc, self.words, self.names, self.phrases)
        self.figures, self.of_name = join(doc, self.words, self.names)
        voice = voice_of(doc, self.words, self.matches, home, title) if official else None
        self.setting = Setting(doc, self.words, self.names, self.matches, home, voice)
        self.sentence_of = _sentences(doc)
        self.points: dict[int, tuple[float, float]] = {}
        self.roles: dict[int, Role] = {}
        self.codes: dict[int, str | None] = {}
        self.heads: dict[int, int] = {}
        """Of a delegation (the phrase's id): the figure that heads it."""

    def _institutions(self) -> dict[Name, str]:
        """'Iraqi security forces', 'the Turkish government': bodies named by their country are names; each with its sector."""
        found: dict[Name, str] = {}
        for phrase in list(self.phrases):
            noun = phrase.noun
            if (
                noun is None
                or not (noun.body or noun.words == "forces")
                or phrase.office is not None
                or len(phrase.countries) != 1
                or noun.sector not in _INSTITUTIONS
            ):
                continue
            if self.words.lower[phrase.tail - 1] in ("delegation", "leadership", "administration", "regime", "junta"):
                continue
            start = phrase.start
            while self.words.lower[start] in LEAD:
                start += 1
            first = next((m for m in self.matches if m.start == start), None)
            inside = [n for n in self.names if n.start < phrase.tail and start < n.end]
            if (
                first is None
                or first.entry.kind not in ("adjective", "country")
                or not all(n.label in ("NORP", "GPE") for n in inside)
            ):
                continue
            if any(low in GENITIVE or low in (",", "and", "-") for low in self.words.text[start : phrase.tail]):
                continue
            name = Name(start, phrase.tail, "ORG", None, "pattern")
            self.names = sorted([*(n for n in self.names if n not in inside), name], key=lambda n: n.start)
            self.phrases.remove(phrase)
            found[name] = noun.sector
        return found

    # ---- places ----------------------------------------------------------------------------------------------------------

    def place(self) -> None:
        """Countries and points of all places; towns are weighed by what else the text names."""
        for number, figure in enumerate(self.figures):
            entry = figure.entry
            if figure.label not in ("GPE", "LOC", "FAC"):
                if entry is not None:
                    figure.country = entry.country
                continue
            if entry is not None:
                figure.country = entry.country
                elsewhere = self._namesake(figure) if entry.kind == "seat" else None
                if elsewhere is not None:
                    figure.entry, figure.country = None, elsewhere.country
                    self.points[number] = (elsewhere.latitude, elsewhere.longitude)
                    continue
                if entry.kind == "seat":
                    found = locate(entry.name, {entry.country or "": 1.0})
                    if found is not None and found.country == entry.country:
                        self.points[number] = (found.latitude, found.longitude)
                    elif entry.country and (middle := points_of(entry.country)):
                        self.points[number] = middle
                elif entry.latitude is not None and entry.longitude is not None:
                    self.points[number] = (entry.latitude, entry.longitude)
        for number, figure in enumerate(self.figures):
            if figure.label in ("GPE", "LOC", "FAC") and figure.entry is None and number not in self.points:
                self._locate(number, figure)
        self.setting.settle()

    def _locate(self, number: int, figure: Figure) -> None:
        name = self.names[figure.names[0]]
        countries = dict(self.setting.weights)
        beside = []
        for index in figure.names:
            for near in (index - 1, index + 1):
                if 0 <= near < len(self.names) and self._side_by_side(min(index, near)):
                    other = self.of_name[near]
                    if self.figures[other].entry is not None and self.figures[other].country:
                        countries[self.figures[other].country or ""] = DIRECT
                    elif other in self.points:
                        beside.append(self.points[other])
        inner = self._inner(name)
        if inner is not None:
            countries[inner] = DIRECT
        text = self.doc[name.start : name.end].text
        found = locate(text, countries, beside)
        if found is not None:
            self.points[number] = (found.latitude, found.longitude)
            figure.country = found.country
            for index in figure.names:
                self.setting.note(self.names[index].start, found.country)
            if name.start and self.words.lower[name.start - 1] in ("in", "at", "near"):
                self.setting.add_spot(name.start, found.country)
        elif inner is not None:
            figure.country = inner

    def _namesake(self, figure: Figure) -> Located | None:
        """'Tripoli in northern Lebanon': not the seat of that name, but the town of the country named right behind it."""
        for index in figure.names:
            name = self.names[index]
            behind = self.names[index + 1] if index + 1 < len(self.names) else None
            if behind is not None and behind.entry is None and self.words.text[name.end : behind.start] == [","]:
                spots = gazetteer().spots(" ".join(self.words.text[behind.start : behind.end]))
                if spots and spots[0].kind == "r" and spots[0].country != figure.country:  # 'Paris, Texas'
                    found = locate(" ".join(self.words.text[name.start : name.end]), {spots[0].country: DIRECT})
                    if found is not None and found.country == spots[0].country:
                        return found
            for start in range(name.end + 1, name.end + 4):
                match = self.match_at.get(start)
                if (
                    match is not None
                    and match.entry.kind == "country"
                    and self.words.lower[name.end] in ("in", ",")
                    and match.entry.country != figure.country
                ):
                    found = locate(" ".join(self.words.text[name.start : name.end]), {match.entry.country or "": 1.0})
                    if found is not None and found.country == match.entry.country:
                        return found
        return None

    def _side_by_side(self, index: int) -> bool:
        """Whether two names stand as 'Pandi, Bulacan' or 'Pandi in Bulacan'."""
        gap = self.words.lower[self.names[index].end : self.names[index + 1].start]
        return gap in ([","], ["in"], ["of"], [",", "in"], ["in", "the"], ["("], ["and"], [","], ["province", "of"])

    def _inner(self, name: Name) -> str | None:
        """The country named inside or as the owner of a name: 'Bank of Georgia', 'Chile's Ministry of Mines'."""
        for match in self.matches:
            if name.start <= match.start and match.end <= name.end and match.entry.country and match.entry.label != "ORG":
                return match.entry.country
        if name.start >= 2 and self.words.text[name.start - 1] in GENITIVE:
            for match in self.matches:
                if match.end == name.start - 1 and match.entry.country:
                    return match.entry.country
        for match in self.matches:
            if match.start == name.end + 1 and self.words.lower[name.end] == "of" and match.entry.kind == "country":
                return match.entry.country
            if match.end == name.start and match.entry.kind in ("adjective", "country") and match.entry.country:
                return match.entry.country
        return None

    def _town_of(self, name: Name) -> str | None:
        """The country of the town or province that a body is named for: 'Nairobi Hospital', 'University of Porto'."""
        for size in (3, 2, 1):
            for start in range(name.start, name.end - size + 1):
                words = self.words.text[start : start + size]
                if not all(w[:1].isupper() and w.isalpha() for w in words) or words[0] in shapes().first_names:
                    continue
                text = " ".join(words)
                spots = gazetteer().spots(text) if words[0] not in shapes().backward and words[0] not in shapes().forward else []
                if spots and (spots[0].population >= TOWN or spots[0].kind == "r"):
                    found = locate(text, self.setting.weights)
                    return found.country if found is not None else None
        return None

    # ---- organisations ----------------------------------------------------------------------------------------------------

    def organise(self) -> None:
        for figure in self.figures:
            if figure.label != "ORG":
                continue
            entry = figure.entry
            name = self.names[figure.names[0]]
            own = next((c for i in figure.names if (c := self._inner(self.names[i]))), None)
            if entry is not None:
                figure.sectors = entry.sectors_at(self.published)
                figure.country = own if entry.default or entry.country is None else entry.country
                if figure.country is None:
                    figure.country = (
                        entry.country if entry.default and not self.setting.dominant else self.setting.country_at(name.start)
                    )
                continue
            longest = max((self.names[i] for i in figure.names), key=lambda n: n.end - n.start)
            sector = self.institutions.get(longest) or sector_of(self.doc[longest.start : longest.end].text)
            figure.sectors = (sector,) if sector else ()
            figure.country = own or (self._town_of(longest) if sector in _LOCAL else None)
            if figure.country is None and sector in ("GOV", "LEG", "JUD", "COP", "MIL", "SPY") and len(figure.names):
                figure.country = self.setting.country_at(name.start)


def _sentences(doc: Doc) -> list[int]:
    number, found = -1, []
    known = doc.has_annotation("SENT_START")
    for token in doc:
        if token.i == 0 or (known and token.is_sent_start):
            number += 1
        found.append(number)
    return found
