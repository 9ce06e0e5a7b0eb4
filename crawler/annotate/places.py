"""Where is a named place? Candidates of the world file, weighed by population and by the countries and neighbours in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, log10, radians, sin, sqrt

from crawler.ontology.english import english
from crawler.ontology.folding import fold
from crawler.ontology.gazetteer import Spot, gazetteer
from crawler.ontology.shapes import shapes

KNOWN, SMALL = 150_000, 50_000
"""People of a city that needs no explanation, and of a town that does beside such a city of its name."""
DIRECT = 2.0
"""Weight of a country that stands right beside the name: 'Paris, Texas'."""
NEAR_KM = 150.0
"""Names that stand side by side ('Pandi, Bulacan') mostly lie this near each other."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place found: country (alpha-3), WGS 84 degrees."""

    country: str
    latitude: float
    longitude: float


def locate(name: str, countries: Mapping[str, float], beside: Sequence[tuple[float, float]] = ()) -> Located | None:
    """The place that a name most likely means; None where the world file has none of that name.

    `countries`: weight of each country in the text (0..1); `beside`: points of the places named next to it.
    """
    if fold(name) in english().directions | english().place_leads | english().place_kinds:
        return None
    for spelling in _spellings(name):
        spots = gazetteer().spots(spelling)
        if spots:
            rival = spots[0].population >= KNOWN
            best = max(spots, key=lambda s: _weight(s, countries, beside, rival))
            return Located(best.country, best.latitude, best.longitude)
    return None


def _spellings(name: str) -> list[str]:
    """The name, then without the words that say what kind of place it is, where more than one letter is left."""
    whole = fold(name)
    words = [w for w in whole.split() if w not in (".", ",")]
    tries = [whole]
    kept = [w for w in words if w not in english().place_tails]
    if kept and kept != words:
        tries.append(" ".join(kept))
    while words and (words[0] in english().place_leads or words[0] in english().directions) and len(words) > 1:
        words = words[1:]
        tries += [" ".join(words), " ".join(w for w in words if w not in english().place_tails)]
    if whole.endswith("ah"):
        tries.append(whole[:-1])
    if whole.startswith("st "):
        tries.append("saint " + whole[3:])
    if whole.startswith("st. "):
        tries.append("saint " + whole[4:])
    return [t for t in dict.fromkeys(tries) if len(t) > 2]


def _weight(spot: Spot, countries: Mapping[str, float], beside: Sequence[tuple[float, float]], rival: bool) -> float:
    """Powers of ten of population, plus what the text says for it: a country that it names counts as three.

    Beside a `rival`, a city known to all, a small town of a country named counts as one: 'Geneva' of a text about the USA.
    """
    weight = log10(spot.population + 10) + (0.3 if spot.kind == "r" else 0.0)
    said = countries.get(spot.country, 0.0)
    weight += (3.0 if spot.population >= SMALL or not rival or said >= DIRECT else 1.0) * min(1.0, 2 * said)
    if any(distance(spot.latitude, spot.longitude, *point) < NEAR_KM for point in beside):
        weight += 2.5
    return weight


def distance(a: float, b: float, c: float, d: float) -> float:
    """Kilometres between two points on the sphere (haversine; WGS 84 degrees)."""
    a, b, c, d = map(radians, (a, b, c, d))
    return 12742 * asin(sqrt(min(1.0, sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2)))


def is_known(name: str, population: int = 0) -> bool:
    """Whether the world file has a place of that name with at least so many people."""
    spots = gazetteer().spots(name) if fold(name) not in english().directions else []
    if not spots and fold(name).endswith("ah"):
        spots = gazetteer().spots(fold(name)[:-1])  # 'Raqqah' is Raqqa
    return bool(spots) and spots[0].population >= population


def is_feature(words: Sequence[str]) -> bool:
    """Whether a name's first or last word calls it a river, a province, a street …"""
    return bool(words) and (words[-1] in shapes().places or words[0] in shapes().places)
