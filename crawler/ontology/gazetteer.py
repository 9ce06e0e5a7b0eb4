"""What do names of countries, places, organisations and national bodies stand for? Data in gazetteer/, read once."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from crawler.ontology.folding import fold

FOLDER = Path(__file__).parent / "gazetteer"
NO_STATE = frozenset({"UNO", "EUR", "IGO", "NGO", "MNC", "IMG"})
"""Codes that stand where a country's would and are none."""
Kind = Literal["country", "adjective", "people", "seat", "region", "organisation", "body", "person"]


class GazetteerError(ValueError):
    """A data file of the gazetteer is wrong; the message names file, entry and field."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for. `country` is ISO 3166 alpha-3, UNO, EUR, IGO, NGO …; `own` an organisation's own letters.

    `sure`: the name alone decides; otherwise it is a common word or shared, and the text must speak for it.
    `default`: the country holds only where the text names no other ('Congress').
    """

    kind: Kind
    name: str
    label: str
    country: str | None
    sectors: tuple[str, ...] = ()
    own: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    sure: bool = True
    default: bool = False
    before: tuple[tuple[date, tuple[str, ...]], ...] = ()

    def sectors_at(self, day: date | None) -> tuple[str, ...]:
        """The sectors on a day: some groups came to power, some lost it."""
        if day is not None:
            for until, sectors in self.before:
                if day < until:
                    return sectors
        return self.sectors

    def code(self, day: date | None = None) -> str | None:
        """Country and main sector ('AZELEG'), or IGO and the organisation's own letters ('IGOOIC')."""
        if self.country is None:
            return None
        if self.country == "IGO":
            return "IGO" + (self.own or "")
        sectors = self.sectors_at(day)
        own = self.country in ("UNO", "NGO") or (self.country == "EUR" and sectors[:1] == ("GOV",))
        return self.country + (sectors[0] if sectors and not own else "")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the world file: WGS 84 degrees, population, kind c (city) or r (region)."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    kind: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names by spelling, and the world's places."""

    names: Mapping[str, Entry]
    points: Mapping[str, tuple[float, float, int, tuple[str, ...]]]
    """Of each country: latitude, longitude, population, neighbours."""
    territories: Mapping[str, str]
    """Dependency → the state whose code its actors get."""
    letterheads: Mapping[str, str]
    """What stands at the head of a government's texts, in lower case → country."""
    _world: list[bytes] = field(repr=False)

    def spots(self, name: str) -> list[Spot]:
        """Places of that name (folded), largest first."""
        key = fold(name).encode()
        found = []
        i = bisect_left(self._world, key + b"\t") if key else len(self._world)
        while i < len(self._world) and self._world[i].startswith(key + b"\t"):
            own, other, country, latitude, longitude, people, kind = self._world[i].decode().split("\t")
            found.append(Spot(other or own.title(), country, float(latitude), float(longitude), int(people), kind))
            i += 1
        return sorted(found, key=lambda s: -s.population)

    def actor_country(self, country: str | None) -> str | None:
        """The code an actor of a country or territory gets."""
        return self.territories.get(country, country) if country else None


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read once. Raises GazetteerError."""
    points = _points()
    names: dict[str, Entry] = {}
    territories: dict[str, str] = {}
    letterheads: dict[str, str] = {}
    for source in (_bodies(), _organisations(), _regions(), _countries(points, territories, letterheads)):
        for name, entry in source:
            known = names.get(name)
            if known is None or not known.sure or known.kind in ("body", "organisation") or entry.kind == "country":
                names[name] = entry
    with gzip.open(FOLDER / "places.tsv.gz", "rb") as file:
        world = file.read().split(b"\n")[:-1]
    return Gazetteer(names, points, territories, letterheads, world)


def plural(noun: str) -> str:
    """English plural of a name for people: Finn → Finns, Chinese → Chinese."""
    return noun if noun.endswith(("ese", "s", "ish", "men", "Irish", "Dutch", "French", "Swiss", "Zealand")) else noun + "s"


def _points() -> dict[str, tuple[float, float, int, tuple[str, ...]]]:
    points = {}
    for line in (FOLDER / "points.tsv").read_text(encoding="utf-8").splitlines():
        country, latitude, longitude, people, near = line.split("\t")
        points[country] = (float(latitude), float(longitude), int(people), tuple(near.split(",")) if near else ())
    return points


def _countries(
    points: Mapping[str, tuple[float, float, int, tuple[str, ...]]], territories: dict[str, str], letterheads: dict[str, str]
) -> Iterator[tuple[str, Entry]]:
    for key, row in _read("countries.yml", dict).items():
        own = row.get("of", key)
        if own != key:
            territories[key] = own
        letterheads.update((sign, own) for sign in row.get("letterhead", ()))
        where = points.get(key[:3], (None, None)) if len(key) == 3 else (None, None)
        if "latitude" in row:
            where = (row["latitude"], row["longitude"])
        title = row["names"][0]
        common: dict[str, Any] = {"name": title, "country": own, "wikidata": row.get("wikidata")}
        place = {"latitude": where[0], "longitude": where[1]}
        for adjective in row.get("adjectives", []):
            yield adjective, Entry("adjective", label="NORP", **common)
        for noun in row.get("people", row.get("adjectives", [])):
            if noun not in row.get("adjectives", []):
                yield noun, Entry("people", label="NORP", **common)
            if plural(noun) != noun:
                yield plural(noun), Entry("people", label="NORP", **common)
        for house in row.get("houses", []):
            yield house, Entry("seat", label="ORG", sectors=("GOV",), **{**common, "name": house, "wikidata": None})
        for seat in row.get("seats", []):
            yield seat, Entry("seat", label="GPE", **{**common, "name": seat, "wikidata": None})
        single = [n for n in row["names"] if n.isalpha() and not n.isupper()]
        formal = [f"{form} of {n}" for n in single for form in ("Republic", "Kingdom", "State", "Federal Republic")] + [
            f"Republic of the {n}" for n in single
        ]
        for name in (*formal, *row["names"], *row.get("old", [])):
            yield name, Entry("country", label="GPE", **common, **place)


def _regions() -> Iterator[tuple[str, Entry]]:
    for row in _read("regions.yml", list):
        common: dict[str, Any] = {
            "name": row["names"][0], "country": row["country"], "sectors": tuple(row.get("sectors", ())),
            "wikidata": row.get("wikidata"),
        }  # fmt: skip
        label = "GPE" if row["country"] else "LOC"
        for adjective in row.get("adjectives", []):
            for each in (adjective, plural(adjective)):
                yield each, Entry("adjective" if each == adjective else "people", label="NORP", **common)
        for name in (*row["names"], *row.get("seats", ())):
            yield name, Entry("region", label=label, latitude=row["latitude"], longitude=row["longitude"], **common)


def _organisations() -> Iterator[tuple[str, Entry]]:
    for row in _read("organisations.yml", list):
        common: dict[str, Any] = {
            "name": row["names"][0], "label": "ORG", "country": row["code"], "own": row.get("own"),
            "sectors": tuple(row.get("sectors", ())), "wikidata": row.get("wikidata"),
        }  # fmt: skip
        yield from _spellings(row, "organisation", common)


def _bodies() -> Iterator[tuple[str, Entry]]:
    for row in _read("bodies.yml", list):
        before = tuple((day, tuple(sectors)) for day, sectors in row.get("before", {}).items())
        common: dict[str, Any] = {
            "name": row["names"][0], "label": "ORG", "country": row["country"], "sectors": tuple(row.get("sectors", ())),
            "wikidata": row.get("wikidata"), "default": row.get("default", False), "before": before,
        }  # fmt: skip
        yield from _spellings(row, "body", common)


def _spellings(row: Mapping[str, Any], kind: Kind, common: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    shared = row.get("ambiguous", False)
    several = len(row["names"]) > 1 and kind == "body" and "wikidata" not in row
    for name in row["names"]:
        yield name, Entry(kind, **{**common, "name": name if several else common["name"]})
    for name in row.get("acronyms", ()):
        yield name, Entry(kind, sure=not shared, **common)
    for name in row.get("weak", ()):
        yield name, Entry(kind, sure=False, **common)


def _read(file: str, shape: type) -> Any:
    path = FOLDER / file
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise GazetteerError(f"{file}: {error}") from None
    if not isinstance(data, shape):
        raise GazetteerError(f"{file}: must be a {shape.__name__}")
    rows = data.values() if isinstance(data, dict) else data
    for i, row in enumerate(rows):
        if not isinstance(row, dict) or not row.get("names"):
            raise GazetteerError(f"{file}: entry {i + 1}: `names` is missing")
        if shape is list and file != "organisations.yml" and "country" not in row:
            raise GazetteerError(f"{file}: {row['names'][0]}: `country` is missing (null where there is none)")
    return data
