"""What code does an actor get? Country and main sector, by the ontology's conventions."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.offices import offices

UNKNOWN = "---"
"""Stands for the country where a sector is known and no country is, as event coders have long written it."""
BODIES = {
    "GOV": ("ministry", "government", "department", "embassy", "consulate", "administration", "presidency", "cabinet", "secretariat", "directorate", "ombudsman", "municipality", "treasury", "mission", "inspectorate", "state committee", "state agency", "council of ministers", "central bank", "national bank", "reserve bank", "chancellery", "kremlin", "governorate", "prefecture", "office of the president", "presidential office", "customs", "national security council", "election commission", "cabinet of ministers", "state service", "ministers"),
    "LEG": ("parliament", "assembly", "senate", "congress", "duma", "majlis", "mejlis", "legislature", "house of representatives", "rada", "legislative council", "chamber of deputies", "house", "diet", "caucus", "foreign affairs committee", "parliamentary"),
    "JUD": ("court", "tribunal", "prosecutor", "prosecutors", "prosecution", "judiciary", "prosecutor's office", "attorney general"),
    "COP": ("police", "gendarmerie", "border service", "border guard", "carabinieri", "anti-corruption", "investigative committee", "security forces", "border police", "law enforcement"),
    "MIL": ("army", "navy", "forces", "air force", "fleet", "brigade", "battalion", "regiment", "division", "corps", "general staff", "military", "guard", "command", "coast guard", "squadron"),
    "SPY": ("intelligence", "security service", "secret service", "intelligence agency"),
    "EDU": ("university", "college", "school", "academy", "institute", "institution", "faculty", "museum", "library"),
    "JRN": ("news", "times", "post", "newspaper", "television", "tv", "radio", "media", "press", "broadcasting", "news agency", "journal", "gazette", "tribune", "herald"),
    "BUS": ("company", "corporation", "corp", "corp.", "inc", "inc.", "ltd", "ltd.", "llc", "plc", "gmbh", "ag", "bank", "airlines", "airways", "holding", "industries", "group", "energy", "motors", "chamber of commerce", "co.", "oil", "petroleum", "systems"),
    "PTY": ("party",),
    "LAB": ("union", "trade union", "federation of trade unions", "workers"),
    "REL": ("church", "mosque", "diocese", "patriarchate", "synod"),
    "MED": ("hospital", "clinic", "health service", "medical center", "medical centre"),
    "SOC": ("foundation", "charity", "association", "society", "trust", "federation", "network", "human rights"),
    "REB": ("liberation army", "liberation front", "resistance front"),
}  # fmt: skip
"""Words in an organisation's name → its sector; the longest that fits decides, then the last in the name."""
_SECTOR = {word: sector for sector, words in BODIES.items() for word in words}
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
    return (country or UNKNOWN) + (sectors[0] if sectors else "")


def sector_of(name: str) -> str | None:
    """The sector that the words of an organisation's name tell, or None."""
    low = name.lower().replace("’", "'")
    for first in _FIRST:
        if low.startswith(first + " "):
            return _SECTOR.get(first, "GOV")
    words = low.split()
    for size in (4, 3, 2, 1):
        for end in range(len(words), size - 1, -1):
            found = _SECTOR.get(" ".join(words[end - size : end]))
            if found is not None:
                return found
    noun = offices().nouns.get(words[-1]) if words else None
    return noun.sector if noun is not None and noun.body else None
