"""Which code does any phrase for an actor get, and by which steps? The cast's rules on the phrase alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc

from crawler.annotate.casting import Casting
from crawler.annotate.codes import code
from crawler.annotate.places import locate
from crawler.annotate.tokens import Phrase
from crawler.ontology.gazetteer import Entry, gazetteer
from crawler.ontology.officials import Officials

_NO_COUNTRY = frozenset({"IGO", "NGO", "IMG", "MNC"})


@dataclass(frozen=True, slots=True)
class ActorCode:
    """An actor's country (alpha-3, UNO, EUR, IGO …; "" unknown), sectors (main first), own letters, and how it was read."""

    country: str = ""
    sectors: tuple[str, ...] = ()
    organisation: str | None = None
    steps: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """Country and main sector: AZEGOV, IGOOIC; None where nothing is known."""
        if self.country == "IGO":
            return "IGO" + (self.organisation or "")
        return code(self.country or None, self.sectors)


def code_actor(doc: Doc, *, published: date | None, home_country: str | None, registry: Officials | None = None) -> ActorCode:
    """The code of an actor phrase (parsed). Empty country and no sectors where the phrase gives none."""
    casting = Casting(doc, published, home_country, registry)
    casting.prepare()
    for reading in (_person, _phrase, _surname, _name, _pronoun):
        found = reading(doc, casting, published)
        if found is not None:
            return found
    return ActorCode(steps=("nothing known in it",))


def _person(doc: Doc, casting: Casting, published: date | None) -> ActorCode | None:
    for number, figure in enumerate(casting.figures):
        if figure.label == "PERSON" and (figure.country or figure.sectors):
            role = casting.roles.get(number)
            steps = [f"person {doc[casting.names[figure.names[0]].start : casting.names[figure.names[0]].end]}"]
            if role is not None:
                steps.append(f"{role.status or 'holds'}: {role.title}, of {role.country or role.organisation or 'unknown'}")
            return ActorCode(figure.country or "", figure.sectors, None, tuple(steps))
    return None


def _phrase(doc: Doc, casting: Casting, published: date | None) -> ActorCode | None:
    best = max((p for p in casting.phrases if not p.side or p.countries), key=lambda p: _rank(casting, p), default=None)
    if best is None:
        return None
    lands = list(best.countries)
    steps = [f"noun {doc[best.head : best.tail]}: {', '.join(best.sectors) or 'no sector'}"]
    entry = best.entry
    if not lands and entry is not None:
        lands = [entry.country] if entry.country else []
        steps.append(f"of {entry.name}")
    if not lands and best.owner is not None:
        country = casting.figures[casting.of_name[casting.names.index(best.owner)]].country
        lands = [country] if country else []
        steps.append(f"of {doc[best.owner.start : best.owner.end]}")
    if not lands:
        lands = list(_countries(casting))[:1]
    if not lands and casting.setting.home:
        lands = [casting.setting.home]
        steps.append(f"the country given: {lands[0]}")
    country = gazetteer().actor_country(lands[0]) if lands else None
    sectors = best.sectors
    if entry is not None and entry.country == "IGO" and not best.countries:
        return ActorCode("IGO", sectors, entry.own, tuple(steps))
    return ActorCode(country or "", sectors, None, tuple(steps))


def _rank(casting: Casting, phrase: Phrase) -> tuple[bool, bool, int, int]:
    """The phrase that is the head of the whole by the parse; else the first with an owner, the longer, the earlier."""
    roots = {t.i for t in casting.doc if t.head is t}
    heads = bool(roots.intersection(range(phrase.head, phrase.tail)))
    return heads, bool(phrase.countries or phrase.entry or phrase.owner), -phrase.start, phrase.end - phrase.start


def _countries(casting: Casting) -> Iterator[str]:
    for match in casting.matches:
        if match.entry.country and match.entry.country not in _NO_COUNTRY and match.entry.label != "ORG":
            yield match.entry.country


def _name(doc: Doc, casting: Casting, published: date | None) -> ActorCode | None:
    order = {"ORG": 0, "GPE": 1, "NORP": 1, "LOC": 2, "FAC": 2}
    named = sorted((order[f.label], n) for n, f in enumerate(casting.figures) if f.label in order)
    for _, number in named:
        figure = casting.figures[number]
        name = casting.names[figure.names[0]]
        text = doc[name.start : name.end].text
        entry = figure.entry
        if entry is not None:
            return ActorCode(
                gazetteer().actor_country(entry.country if not entry.default or not figure.country else figure.country) or "",
                _sectors(doc, casting, entry, published), entry.own, (f"{entry.kind} {entry.name}",),
            )  # fmt: skip
        if figure.country or figure.sectors:
            sectors = figure.sectors or (("CVL",) if figure.label == "GPE" else ())
            return ActorCode(gazetteer().actor_country(figure.country) or "", sectors, None, (f"name {text}",))
    whole = doc.text.strip()
    found = locate(whole, {}) if whole[:1].isupper() else None
    if found is not None:
        return ActorCode(gazetteer().actor_country(found.country) or "", ("CVL",), None, (f"place {whole}",))
    return None


def _sectors(doc: Doc, casting: Casting, entry: Entry, published: date | None) -> tuple[str, ...]:
    """A seat of government that stands alone acts for the government; a town for its people; a country for itself."""
    alone = all(t.is_punct or t.lower_ in ("the", "'s", "’s") or t.text.lower() in entry.name.lower() for t in doc)
    if entry.kind == "seat" and alone:
        return ("GOV",)
    return entry.sectors_at(published)


def _surname(doc: Doc, casting: Casting, published: date | None) -> ActorCode | None:
    if casting.registry is None or not doc.text[:1].isupper():
        return None
    holding = casting.registry.on(doc.text, published) or casting.registry.by_surname(doc.text, published)
    if holding is None:
        return None
    sectors = ("ELI",) if holding.former else holding.term.sectors
    return ActorCode(holding.term.country, sectors, None, (f"known: {holding.term.name}, {holding.term.title}",))


def _pronoun(doc: Doc, casting: Casting, published: date | None) -> ActorCode | None:
    if len(doc) == 1 and doc[0].lower_ in ("he", "she", "they", "him", "her", "them", "it"):
        return ActorCode("", ("UNK",), None, ("a pronoun",))
    return None
