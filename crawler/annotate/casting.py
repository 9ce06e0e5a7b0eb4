"""From a parsed text to its cast: figures get roles, countries, codes and points; phrases and pronouns find whom they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import cast as typed

from spacy.tokens import Doc

from crawler.annotate.cast import Cast, Reference
from crawler.annotate.codes import code, sector_of
from crawler.annotate.holders import Held, holders, role_of
from crawler.annotate.joining import gender, join
from crawler.annotate.names import find_names
from crawler.annotate.phrases import Phrase, find_phrases
from crawler.annotate.places import locate
from crawler.annotate.resolve import Memory, resolve_phrase
from crawler.annotate.stage import Figure, Setting, points_of
from crawler.annotate.tokens import GENITIVE, LEAD, Name, Words
from crawler.model import Entity, Mention, Role
from crawler.model.record import Label
from crawler.ontology.officials import Holding, Officials

_INSTITUTIONS = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "PRM"})
_HEADED = frozenset({"headed", "led", "chaired", "represented"})
_PRONOUNS = {"he": False, "him": False, "himself": False, "she": True, "herself": True}
_TOP = ("foreign minister", "prime minister", "president", "minister of foreign affairs", "secretary of state")
"""Offices that a country has one of: two holders in one text are of two countries."""


def build_cast(
    doc: Doc, *, published: date | None = None, home_country: str | None = None, title: str | None = None,
    registry: Officials | None = None,
) -> Cast:  # fmt: skip
    """Everybody and everything named in a text, and every phrase that stands for them. Empty for an empty text.

    `registry`: who held which office when, for names that the text gives without one; None: the text alone speaks.
    """
    if not len(doc):
        return Cast()
    return Casting(doc, published, home_country, registry).cast()


class Casting:
    """One text's cast in the making: `prepare` gives figures their places, roles and countries, `cast` the rest."""

    def __init__(self, doc: Doc, published: date | None, home: str | None, registry: Officials | None = None) -> None:
        self.doc, self.published, self.registry = doc, published, registry
        self.words = Words(doc)
        self.names, self.matches = find_names(doc, self.words)
        self.phrases = find_phrases(doc, self.words, self.names, self.matches)
        self.institutions = self._institutions()
        self.held = holders(doc, self.words, self.names, self.phrases)
        self.figures, self.of_name = join(doc, self.words, self.names)
        self.setting = Setting(doc, self.words, self.names, self.matches, home)
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
                or not noun.body
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

    def prepare(self) -> None:
        """Places, organisations and roles."""
        self._place()
        self._organise()
        self._give_roles()

    def cast(self) -> Cast:
        """The whole cast."""
        self.prepare()
        references, mentions = self._refer()
        return Cast(tuple(self._entities(mentions)), tuple(references))

    # ---- places ----------------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Countries and points of all places; towns are weighed by what else the text names."""
        for number, figure in enumerate(self.figures):
            entry = figure.entry
            if figure.label not in ("GPE", "LOC", "FAC"):
                if entry is not None:
                    figure.country = entry.country
                continue
            if entry is not None:
                figure.country = entry.country
                if entry.kind == "seat":
                    found = locate(entry.name, {entry.country or "": 1.0})
                    if found is not None and found.country == entry.country:
                        self.points[number] = (found.latitude, found.longitude)
                    elif entry.country and (middle := points_of(entry.country)):
                        self.points[number] = middle
                elif entry.latitude is not None and entry.longitude is not None:
                    self.points[number] = (entry.latitude, entry.longitude)
        for number, figure in enumerate(self.figures):
            if figure.label in ("GPE", "LOC", "FAC") and figure.entry is None:
                self._locate(number, figure)

    def _locate(self, number: int, figure: Figure) -> None:
        name = self.names[figure.names[0]]
        countries = dict(self.setting.weights)
        beside = []
        for index in figure.names:
            for near in (index - 1, index + 1):
                if 0 <= near < len(self.names) and self._side_by_side(min(index, near)):
                    other = self.of_name[near]
                    if self.figures[other].entry is not None and self.figures[other].country:
                        countries[self.figures[other].country or ""] = 1.0
                    elif other in self.points:
                        beside.append(self.points[other])
        inner = self._inner(name)
        if inner is not None:
            countries[inner] = 1.0
        text = self.doc[name.start : name.end].text
        found = locate(text, countries, beside)
        if found is not None:
            self.points[number] = (found.latitude, found.longitude)
            figure.country = found.country
            if name.start and self.words.lower[name.start - 1] in ("in", "at", "near"):
                self.setting.add_spot(name.start, found.country)
        elif inner is not None:
            figure.country = inner

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

    # ---- organisations ----------------------------------------------------------------------------------------------------

    def _organise(self) -> None:
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
            figure.country = own
            if own is None and sector in ("GOV", "LEG", "JUD", "COP", "MIL", "SPY") and len(figure.names):
                figure.country = self.setting.country_at(name.start)

    # ---- roles --------------------------------------------------------------------------------------------------------------

    def _give_roles(self) -> None:
        by_figure: dict[int, list[list[Phrase]]] = {}
        last: tuple[int, int] | None = None
        for one in self.held:
            owner = self.of_name[one.name]
            groups = by_figure.setdefault(owner, [])
            if last == (owner, one.name):
                groups[-1].append(one.phrase)
            else:
                groups.append([one.phrase])
            last = (owner, one.name)
        headed = self._headed()
        for number, groups in by_figure.items():
            figure = self.figures[number]
            figure.phrases = [p for group in groups for p in group]
            best = max(groups, key=lambda g: (any(p.countries or p.entry for p in g), any(p.end - p.start > 1 for p in g)))
            role = role_of(best, self.words, None)
            figure.country = role.country
            self.roles[number] = role
        for number in by_figure:
            figure = self.figures[number]
            if figure.country is None and number in headed:
                figure.country = headed[number]
        known = self._known()
        for number, holding in known.items():
            figure = self.figures[number]
            if figure.country is None and number in by_figure:
                figure.country = holding.term.country
        for number in by_figure:
            figure = self.figures[number]
            if figure.country is None and not (self.roles[number].organisation and self._foreign_body(figure)):
                figure.country = self._owner_country(figure) or self._unsaid(number)
            self._close_role(number)
        self._counterparts()
        for number, figure in enumerate(self.figures):
            if figure.label == "PERSON":
                if number not in self.roles and number in known and number not in headed:
                    self._take(number, known[number])
                elif number not in self.roles and number in headed:
                    figure.country, figure.sectors = headed[number], ("GOV",)
                heads = [p.office.words for p in figure.phrases if p.office is not None]
                marks = {gender(self.words, self.names[i].start, heads) for i in figure.names} - {None}
                figure.female = marks.pop() if len(marks) == 1 else None

    def _known(self) -> dict[int, Holding]:
        """What the registry knows of the persons of the text, by full name, or by a famous surname that stands alone."""
        found: dict[int, Holding] = {}
        if self.registry is None:
            return found
        for number, figure in enumerate(self.figures):
            if figure.label != "PERSON":
                continue
            names = {" ".join(self.words.text[self.names[i].start : self.names[i].end]).replace(" - ", "-") for i in figure.names}
            for name in sorted(names, key=len, reverse=True):
                holding = self.registry.on(name, self.published)
                if holding is None and " " not in name and len(names) == 1:
                    holding = self.registry.by_surname(name, self.published)
                if holding is not None:
                    found[number] = holding
                    break
        return found

    def _take(self, number: int, holding: Holding) -> None:
        """The registry's office becomes the role of somebody whom the text calls by name alone."""
        figure, term = self.figures[number], holding.term
        figure.country = term.country
        figure.sectors = ("ELI",) if holding.former else term.sectors
        self.roles[number] = Role(
            title=term.title, country=term.country if term.country not in ("IGO", "UNO", "IMG") else None,
            sectors=figure.sectors, status="former" if holding.former else None,
        )  # fmt: skip

    def _foreign_body(self, figure: Figure) -> bool:
        return any(p.entry is not None and p.entry.country in ("IGO", "NGO", "UNO", "EUR") for p in figure.phrases)

    def _close_role(self, number: int) -> None:
        role, figure = self.roles[number], self.figures[number]
        entry = next((p.entry for p in figure.phrases if p.entry is not None and p.entry.label == "ORG"), None)
        figure.sectors = role.sectors
        if figure.country is None and entry is not None:
            figure.country = entry.country
            self.codes[number] = entry.code(self.published) if entry.country == "IGO" else None
        country = figure.country if figure.country and len(figure.country) == 3 and figure.country not in ("IGO", "NGO") else None
        self.roles[number] = role.model_copy(update={"country": country})

    def _owner_country(self, figure: Figure) -> str | None:
        """The country of the town, body or person that a title names: 'mayor of Ganja', 'head of the Khazar Institute'."""
        for phrase in figure.phrases:
            if phrase.owner is not None:
                other = self.figures[self.of_name[self.names.index(phrase.owner)]]
                if other.country:
                    return other.country
        return None

    def _unsaid(self, number: int) -> str | None:
        """The country of an office that the text leaves unsaid: the publisher's or the text's, unless somebody else holds that office there."""
        figure = self.figures[number]
        first = self.names[figure.names[0]].start
        special = self._international(figure)
        if special is not None:
            return special
        country = self.setting.country_at(first, office=True)
        if any(p.possessive in ("our", "my") or p.elsewhere for p in figure.phrases) or not (
            self.setting.home or self.setting.clear
        ):
            country = self.setting.home
        mine = {p.office.words for p in figure.phrases if p.office is not None and p.status is None} & set(_TOP)
        taken = {
            f.country for n, f in enumerate(self.figures)
            if n != number and f.country and mine & {p.office.words for p in f.phrases if p.office is not None and p.status is None}
        }  # fmt: skip
        if country in taken:
            free = [c for c in self._lands_before(first, 2) if c not in taken]
            return free[0] if free else None
        return country

    def _international(self, figure: Figure) -> str | None:
        """'The High Representative' is the EU's, 'the Secretary-General' that of the one organisation the text names."""
        heads = {p.office.words for p in figure.phrases if p.office is not None}
        named = {f.entry.country for f in self.figures if f.entry is not None and f.entry.kind == "organisation"}
        if "high representative" in heads and "EUR" in named:
            return "EUR"
        if heads & {"secretary-general", "secretary general", "under-secretary-general", "deputy secretary-general"}:
            return "UNO" if "UNO" in named else None
        return None

    def _counterparts(self) -> None:
        """'his Slovak counterpart, NAME': the same office in the other country."""
        for phrase in self.phrases:
            if self.words.lower[phrase.tail - 1] != "counterpart" or not phrase.countries:
                continue
            at = phrase.tail + (self.words.text[phrase.tail : phrase.tail + 1] == [","])
            index = next((i for i, n in enumerate(self.names) if n.label == "PERSON" and 0 <= n.start - at <= 2), None)
            if index is None or self.of_name[index] in self.roles:
                continue
            before = [self.of_name[i] for i, n in enumerate(self.names) if n.start < phrase.start and self.of_name[i] in self.roles]
            figure = self.figures[self.of_name[index]]
            figure.country, figure.sectors = phrase.countries[0], ("GOV",)
            if before:
                like = self.roles[before[-1]]
                figure.sectors = like.sectors
                figure.phrases = self.figures[before[-1]].phrases
                self.roles[self.of_name[index]] = Role(title=like.title, country=phrase.countries[0], sectors=like.sectors)

    def _headed(self) -> dict[int, str]:
        """'the delegation of X headed by NAME': the person's country."""
        found: dict[int, str] = {}
        for phrase in self.phrases:
            if self.words.lower[phrase.tail - 1] not in ("delegation", "team", "mission", "group"):
                continue
            stop = min(len(self.words.text), phrase.end + 14)
            lands = list(phrase.countries) or [
                m.entry.country
                for m in self.matches
                if phrase.tail <= m.start <= phrase.tail + 4 and m.entry.kind == "country" and m.entry.country
            ]
            at = next(
                (i for i in range(phrase.end, stop - 1) if self.words.lower[i] in _HEADED and self.words.lower[i + 1] == "by"), None
            )
            if at is None:
                continue
            person = next((i for i, n in enumerate(self.names) if n.label == "PERSON" and at < n.start < at + 14), None)
            if person is not None:
                self.heads[id(phrase)] = self.of_name[person]
            if person is not None and lands:
                found[self.of_name[person]] = lands[0]
        return found

    # ---- references ---------------------------------------------------------------------------------------------------------

    def _refer(self) -> tuple[list[Reference], dict[int, list[tuple[int, int]]]]:
        for number, figure in enumerate(self.figures):
            if number not in self.codes or self.codes[number] is None:
                self.codes[number] = self._code(figure)
        memory = Memory(self.doc, self.words, self.names, self.of_name, self.figures, self.setting, self.sentence_of)
        owned = {id(h.phrase): h for h in self.held}
        covered: set[int] = set()
        items: list[tuple[int, int, object]] = []
        people = {i for n in self.names if n.label == "PERSON" for i in range(n.start, n.end)}
        for phrase in sorted(self.phrases, key=lambda p: (p.start, -p.end)):
            span = range(phrase.start, phrase.end)
            if covered.intersection(span) or people.intersection(span):
                start = max((i + 1 for i in span if i in covered or i in people), default=phrase.start)
                if start > phrase.head:
                    continue
                phrase.start = start
                span = range(start, phrase.end)
                if people.intersection(span):
                    continue
            covered.update(span)
            items.append((phrase.start, phrase.end, owned.get(id(phrase), phrase)))
        for index, name in enumerate(self.names):
            if not covered.intersection(range(name.start, name.end)):
                items.append((name.start, name.end, index))
        taken = covered | {i for n in self.names for i in range(n.start, n.end)}
        for i, low in enumerate(self.words.lower):
            if low in _PRONOUNS and i not in taken and (len(low) > 3 or not self.words.text[i].isupper() or self.words.shouting):
                items.append((i, i + 1, low))
            elif low == "her" and i not in taken and self.doc[i].tag_ == "PRP":
                items.append((i, i + 1, "she"))
        references: list[Reference] = []
        mentions: dict[int, list[tuple[int, int]]] = {}
        for index, name in enumerate(self.names):
            mentions.setdefault(self.of_name[index], []).append((name.start, name.end))
        for start, end, item in sorted(items, key=lambda x: (x[0], x[1])):
            ref = self._reference(memory, start, end, item, mentions)
            if ref is not None:
                references.append(ref)
        return references, mentions

    def _reference(
        self, memory: Memory, start: int, end: int, item: object, mentions: dict[int, list[tuple[int, int]]]
    ) -> Reference | None:
        first, last = self._chars(start, end)
        if isinstance(item, Held | Phrase):
            for index, name in enumerate(self.names):
                if start <= name.start and name.end <= end:
                    memory.note(self.of_name[index], name.start)
        if isinstance(item, Held):
            figure = self.of_name[item.name]
            return Reference(first, last, (figure,), (self.codes[figure] or "",), "role")
        if isinstance(item, int):
            figure = self.of_name[item]
            memory.note(figure, end - 1)
            return Reference(first, last, (figure,), (self.codes[figure] or "",), "name")
        if isinstance(item, str):
            who = memory.person(self.sentence_of[start], start, _PRONOUNS[item])
            if who is None:
                return Reference(first, last, (), (), "pronoun")
            memory.note(who, start)
            mentions[who].append((start, end))
            return Reference(first, last, (who,), (self.codes[who] or "",), "pronoun")
        assert isinstance(item, Phrase)
        found = resolve_phrase(memory, item)
        if found.figures:
            if len(found.figures) == 1:
                memory.note(found.figures[0], item.head)
                mentions[found.figures[0]].append((start, end))
            codes = tuple(self.codes[f] or "" for f in found.figures)
            return Reference(first, last, found.figures, codes, found.kind, found.plural)
        return Reference(first, last, (), found.codes or self._open_codes(item, memory), found.kind, found.plural or item.plural)

    def _open_codes(self, phrase: Phrase, memory: Memory) -> tuple[str, ...]:
        """The codes that a phrase gives by itself, or by the place and the publisher it stands with."""
        sectors = phrase.sectors
        if phrase.side and phrase.noun is None:
            if phrase.countries:
                return tuple(phrase.countries)
            if phrase.possessive in ("our", "my"):
                return (self.setting.home,) if self.setting.home and not phrase.plural else ()
            if (
                phrase.definite
                and not phrase.plural
                and phrase.possessive is None
                and self.words.lower[phrase.tail - 1] in ("country", "nation", "state")
            ):
                before = self._lands_before(phrase.head, kinds=("country", "seat"))
                own = before[0] if before else self.setting.country_at(phrase.head)
                return (own,) if own else ()
            return ()
        lands: list[str | None] = list(phrase.countries)
        if not lands and id(phrase) in self.heads:
            lands = [self.figures[self.heads[id(phrase)]].country]
        if not lands and phrase.entry is not None and not phrase.entry.default:
            if phrase.entry.country == "IGO":
                return (phrase.entry.code(self.published) or "IGO",)
            lands = [phrase.entry.country]
        if not lands and phrase.owner is not None and phrase.owner in self.names:
            lands = [self.figures[self.of_name[self.names.index(phrase.owner)]].country]
        if phrase.elsewhere and not lands:
            return (code(None, sectors) or "",)
        if (not lands or lands == [None]) and phrase.possessive in ("his", "her", "its", "their"):
            owner = memory.owner(phrase.possessive, self.sentence_of[phrase.head], phrase.head)
            lands = [self.figures[owner].country] if owner is not None else lands
        if not lands or lands == [None]:
            own = phrase.possessive in ("our", "my") or (
                phrase.office is not None and self.setting.home is None and not self.setting.clear
            )
            lands = [self.setting.home if own else self.setting.country_at(phrase.head, office=phrase.office is not None)]
        return tuple(code(c, sectors) or "" for c in lands)

    def _lands_before(self, token: int, sentences: int = 1, kinds: tuple[str, ...] = ("country", "seat", "adjective")) -> list[str]:
        """The countries named before a token, the last first, in its sentence or so many before it."""
        found = []
        for match in reversed(self.matches):
            near = self.sentence_of[token] - self.sentence_of[match.start] <= sentences
            if match.start < token and near and match.entry.kind in kinds and match.entry.country:
                found.append(match.entry.country)
        return found

    def _code(self, figure: Figure) -> str | None:
        entry = figure.entry
        if figure.label in ("EVENT", "LAW"):
            return None
        if entry is not None and figure.label in ("ORG", "NORP", "GPE", "LOC"):
            if entry.kind in ("organisation",) or (entry.kind == "body" and not entry.default and entry.country is not None):
                return entry.code(self.published)
            if entry.kind == "body":
                return code(figure.country, figure.sectors)
            return code(entry.country, entry.sectors)
        if figure.label == "NORP":
            return None
        return code(figure.country, figure.sectors) if figure.country or figure.sectors else None

    # ---- entities -----------------------------------------------------------------------------------------------------------

    def _entities(self, mentions: dict[int, list[tuple[int, int]]]) -> Iterator[Entity]:
        text = self.doc.text
        for number, figure in enumerate(self.figures):
            spans = sorted({self._chars(*s) for s in mentions[number]})
            named = [text[slice(*self._chars(self.names[i].start, self.names[i].end))] for i in figure.names]
            plain = min(Counter(named).items(), key=lambda n: (-n[1], len(n[0])))[0]
            name = max(named, key=len) if figure.label in ("PERSON", "ORG") else plain
            latitude, longitude = self.points.get(number, (None, None))
            yield Entity(
                id=number, label=typed(Label, figure.label), name=" ".join(name.split()), code=self.codes[number], role=self.roles.get(number),
                wikidata=figure.entry.wikidata if figure.entry is not None else None, latitude=latitude, longitude=longitude,
                mentions=tuple(Mention(text=text[a:b], start=a, end=b) for a, b in spans),
            )  # fmt: skip

    def _chars(self, start: int, end: int) -> tuple[int, int]:
        return self.doc[start].idx, self.doc[end - 1].idx + len(self.words.text[end - 1])


def _sentences(doc: Doc) -> list[int]:
    number, found = -1, []
    known = doc.has_annotation("SENT_START")
    for token in doc:
        if token.i == 0 or (known and token.is_sent_start):
            number += 1
        found.append(number)
    return found
