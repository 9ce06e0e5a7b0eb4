"""From a parsed text to its cast: figures get roles, countries, codes and points; phrases and pronouns find whom they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import cast as typed

from spacy.tokens import Doc

from crawler.annotate.cast import Cast, Reference
from crawler.annotate.codes import code
from crawler.annotate.holders import Held
from crawler.annotate.resolve import NOBODY, Memory, resolve_phrase
from crawler.annotate.stage import Figure
from crawler.annotate.standing import Standing
from crawler.annotate.tokens import Phrase
from crawler.model import Entity, Mention
from crawler.model.record import Label
from crawler.ontology.english import english
from crawler.ontology.officials import Officials

_HEADS = frozenset(
    {"presidents", "foreign ministers", "prime ministers", "premiers", "heads of state", "heads of government", "kings"}
)
"""Offices that a country has one of: several holders are of several countries."""
_PARTIES = frozenset(
    {"three", "four", "five", "six", "seven", "states", "state", "contracting", "warring", "interested", "concerned"}
)
"""Parties of talks or a treaty, and not of a parliament."""
_WE = frozenset({"we", "us", "ourselves"})
_FIRST = frozenset({"i", "me", "myself"}) | _WE
_PRONOUNS = {"he": False, "him": False, "himself": False, "she": True, "herself": True}


def build_cast(
    doc: Doc, *, published: date | None = None, home_country: str | None = None, title: str | None = None,
    registry: Officials | None = None, official: bool = True,
) -> Cast:  # fmt: skip
    """Everybody and everything named in a text, and every phrase that stands for them. Empty for an empty text.

    `official`: whether the publisher is a body of its state, whose offices need no country said; a newsroom isn't.
    `registry`: who held which office when, for names that the text gives without one; None: the text alone speaks.
    """
    if not len(doc):
        return Cast()
    return Casting(doc, published, home_country, registry, title, official).cast()


class Casting(Standing):
    """One text's cast in the making: `prepare` gives figures their places, roles and countries, `cast` the rest."""

    def prepare(self) -> None:
        """Places, organisations and roles."""
        self.place()
        self.organise()
        self.give_roles()

    def cast(self) -> Cast:
        """The whole cast."""
        self.prepare()
        references, mentions = self._refer()
        return Cast(tuple(self._entities(mentions)), tuple(references))

    # ---- references ---------------------------------------------------------------------------------------------------------

    def _refer(self) -> tuple[list[Reference], dict[int, list[tuple[int, int]]]]:
        for number, figure in enumerate(self.figures):
            if number not in self.codes or self.codes[number] is None:
                self.codes[number] = self._code(figure)
        self.name_at = {n.start: i for i, n in enumerate(self.names)}
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
            if i in taken:
                continue
            spelled = len(low) > 3 or not self.words.text[i].isupper() or self.words.shouting
            if (low in _PRONOUNS and spelled) or (low in _FIRST and self.speaker_at(i)[0]):
                items.append((i, i + 1, low))
            elif low == "her" and self.doc[i].tag_ == "PRP":
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
            for index in (self.name_at[i] for i in range(start, end) if i in self.name_at):
                if self.names[index].end <= end:
                    memory.note(self.of_name[index], self.names[index].start)
        if isinstance(item, Held):
            figure = self.of_name[item.name]
            return Reference(first, last, (figure,), (self.codes[figure] or "",), "role")
        if isinstance(item, int):
            figure = self.of_name[item]
            memory.note(figure, end - 1)
            return Reference(first, last, (figure,), (self.codes[figure] or "",), "name")
        if isinstance(item, str) and item in _FIRST:
            return self._first_person(first, last, start, item)
        if isinstance(item, str):
            who = memory.person(self.sentence_of[start], start, _PRONOUNS[item])
            if who is None or who.figure == NOBODY:
                known = who is not None and item in ("he", "she") and self.doc[start].dep_ in ("nsubj", "nsubjpass")
                return Reference(first, last, (), who.codes if who is not None and known else (), "pronoun")
            if self.figures[who.figure].female is None:
                self.figures[who.figure].female = _PRONOUNS[item]  # who was 'he' once is no 'she'
            memory.note(who.figure, start)
            mentions[who.figure].append((start, end))
            return Reference(first, last, (who.figure,), (self.codes[who.figure] or "",), "pronoun")
        assert isinstance(item, Phrase)
        found = resolve_phrase(memory, item)
        if found.figures:
            if len(found.figures) == 1:
                memory.note(found.figures[0], item.head)
                mentions[found.figures[0]].append((start, end))
            codes = tuple(self.codes[f] or "" for f in found.figures)
            return Reference(first, last, found.figures, codes, found.kind, found.plural)
        if item.office is not None and self._is_own(item):
            memory.own.add(" ".join(self.words.lower[item.head : item.tail]))
        person = item.office is not None or (item.noun is not None and not item.noun.body)
        codes = found.codes or self._open_codes(item, memory)
        if person and not item.plural and not item.side:
            memory.pass_by(item.head, codes if item.office is not None else ())
        return Reference(first, last, (), codes, found.kind, found.plural or item.plural)

    def speaker_at(self, token: int) -> tuple[str | None, int | None]:
        """The country for which somebody speaks at a token of a transcript, and the figure; (None, None) where reporters ask."""
        turn = self.setting.voice.turn_at(token)
        if turn is None or turn.asks:
            return None, None
        for start in range(turn.start, turn.colon):
            index = self.name_at.get(start)
            if index is not None and self.names[index].label == "PERSON":
                figure = self.figures[self.of_name[index]]
                return figure.country or self.setting.state, self.of_name[index]
        return self.setting.state, None

    def _first_person(self, first: int, last: int, token: int, low: str) -> Reference | None:
        """'We' of an official who speaks is the government, 'I' the office-holder; of who merely briefs the press, nobody."""
        country, figure = self.speaker_at(token)
        if low in _WE:
            return Reference(first, last, (), (code(country, ("GOV",)) or "",), "pronoun", True)
        turn = self.setting.voice.turn_at(token)
        if turn is None or not turn.presides:
            return None
        if figure is not None:
            return Reference(first, last, (figure,), (self.codes[figure] or "",), "pronoun")
        return Reference(first, last, (), (code(country, ("GOV",)) or "",), "pronoun")

    def _open_codes(self, phrase: Phrase, memory: Memory) -> tuple[str, ...]:
        """The codes that a phrase gives by itself, or by the place and the publisher it stands with."""
        sectors = phrase.sectors
        if self._several(phrase):
            return ()
        before = self.words.lower[max(0, phrase.start - 1) : phrase.head]
        if phrase.side and phrase.noun is not None and phrase.plural and not _PARTIES.isdisjoint(before):
            return ()  # 'the six parties': those who deal with each other
        if phrase.side and phrase.noun is None:
            if phrase.countries:
                return tuple(phrase.countries)
            if phrase.possessive in ("our", "my"):
                own = self.speaker_at(phrase.head)[0] or self.setting.home
                return (own,) if own and not phrase.plural else ()
            if (
                phrase.definite
                and not phrase.plural
                and phrase.possessive is None
                and self.words.lower[phrase.tail - 1] in ("country", "nation", "state")
            ):
                before = self.lands_before(phrase.head, kinds=("country", "seat"))
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
            if owner is not None:
                lands = [self.figures[owner].country]
                body = phrase.office is not None and phrase.office.body and self.figures[owner].label == "ORG"
                sectors = self.figures[owner].sectors or sectors if body else sectors
        if not lands or lands == [None]:
            vague = phrase.office is not None and self.setting.state is None and not self.setting.clear
            if phrase.possessive in ("our", "my"):
                lands = [self.speaker_at(phrase.head)[0] or self.setting.home]
            elif phrase.office is not None and self.setting.voice.spoken and self.setting.state is None:
                lands = [None]
            elif phrase.office is not None and self.setting.state is not None and not self.setting.is_own(phrase.office.words):
                lands = [self.foreign_land(phrase.head, [phrase.office.words])]
            elif vague:
                lands = [self.setting.paragraph_land(phrase.head)]
            else:
                lands = [self.setting.country_at(phrase.head, office=phrase.office is not None)]
        return tuple(code(c, sectors) or "" for c in lands)

    def _is_own(self, phrase: Phrase) -> bool:
        """'The President' and no more, in the words of a publisher whose country has one."""
        alone = not (phrase.countries or phrase.entry or phrase.owner or phrase.elsewhere or phrase.status)
        plain = phrase.definite and phrase.bare and alone and not phrase.plural and phrase.possessive in (None, "our", "my")
        return plain and phrase.office is not None and self.setting.is_own(phrase.office.words)

    def _several(self, phrase: Phrase) -> bool:
        """'The leaders', 'the two presidents' of a text with several countries: of more than one, unsaid which."""
        head = " ".join(self.words.lower[phrase.head : phrase.tail])
        alone = not (phrase.countries or phrase.entry or phrase.owner or phrase.possessive or phrase.elsewhere)
        known = phrase.definite or self.setting.voice.spoken or head in _HEADS
        return alone and known and head in english().principals and len(self.setting.weights) > 1

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
                id=number, label=typed(Label, figure.label), name=" ".join(name.split()), code=self.codes[number],
                role=self.roles.get(number),
                wikidata=figure.entry.wikidata if figure.entry is not None else None, latitude=latitude, longitude=longitude,
                mentions=tuple(Mention(text=text[a:b], start=a, end=b) for a, b in spans),
            )  # fmt: skip

    def _chars(self, start: int, end: int) -> tuple[int, int]:
        return self.doc[start].idx, self.doc[end - 1].idx + len(self.words.text[end - 1])
