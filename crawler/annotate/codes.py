"""What code does an actor get? Country and main sector, by the ontology's conventions."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.offices import offices

UNKNOWN = "---"
"""Stands for the country where a sector is known and no country is, as event coders have long written it."""
_OWN = frozenset({"GOV", "REB", "BUS", "SOC", "MED", "JRN", "LEG", "COP", "MIL", "CVL", "EDU", "LAB"})
"""Sectors that say no more than the UN's or a movement's own three letters."""
_FIRST = (
    "ministry",
    "embassy",
    "consulate",
    "department",
    "court",
    "university",
    "parliament",
    "government",
    "office",
    "bank",
    "church",
    "party",
)


def code(country: str | None, sectors: Sequence[str] = ()) -> str | None:
    """'AZE' + ('GOV', 'MIL') → 'AZEGOV'; the UN and NGOs keep their three letters; None where nothing is known."""
    country = gazetteer().actor_country(country)
    if country is None and not sectors:
        return None
    if country in ("UNO", "NGO", "IMG", "MNC") and (
        not sectors or sectors[0] in ("GOV", "REB", "BUS", "SOC", "MED", "JRN", "LEG", "COP")
    ):
        return country
    if country == "IGO":
        return "IGO"
    if country == "EUR" and list(sectors[:1]) == ["GOV"]:
        return country  # the Union's executive is the Union
    return (country or UNKNOWN) + (sectors[0] if sectors else "")


def sector_of(name: str) -> str | None:
    """The sector that the words of an organisation's name tell, or None."""
    low = name.lower().replace("’", "'")
    for first in _FIRST:
        if low.startswith(first + " "):
            return offices().in_names.get(first, "GOV")
    words = low.split()
    for size in (4, 3, 2, 1):
        for end in range(len(words), size - 1, -1):
            found = offices().in_names.get(" ".join(words[end - size : end]))
            if found == "LAB" and words[end - 1] == "union" and end < len(words) and words[end] not in ("of", "for"):
                continue  # 'Union State Council'
            if found is not None:
                return found
    noun = offices().nouns.get(words[-1]) if words else None
    return noun.sector if noun is not None and noun.body else None
