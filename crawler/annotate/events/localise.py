"""Of which country are those whom the text names by their kind alone? 'police', 'villagers', 'the government'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crawler.annotate.events.party import Party

OPEN = "---"
"""What a code begins with where the phrase itself gives no country."""
BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM"})
GOVERNS = frozenset(
    {
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "SANCTION",
        "COERCE",
        "STATEMENT",
        "APPEAL",
    }
)
"""Types in which a country named as the doer means its government."""


def localise(parties: list[Party], others: list[Party], place: str | None, home: str | None) -> list[Party]:
    """Codes with an open country are filled: from the place, the other side, the publisher; what stays open loses its code."""
    country = (
        place
        or next((c[:3] for p in others for c in p.codes if c and not c.startswith(OPEN) and c[:3] not in BODIES), None)
        or home
    )
    filled: list[Party] = []
    for party in parties:
        codes = tuple((country + c[3:] if country else "") if c.startswith(OPEN) else c for c in party.codes)
        filled.append(replace(party, codes=codes) if codes != party.codes else party)
    return filled


def people_of(parties: list[Party], labels: Mapping[int, str], others: list[Party], home: str | None) -> list[Party]:
    """A person without a code in a ministry's or an agency's text is of its own country, unless the other side is."""
    if home is None or any(c.startswith(home) for p in others for c in p.codes if c):
        return parties
    return [
        replace(p, codes=(home,)) if not any(p.codes) and len(p.entities) == 1 and labels.get(p.entities[0]) == "PERSON" else p
        for p in parties
    ]


def governments(type_: str, parties: list[Party]) -> list[Party]:
    """A country that acts in words or measures acts by its government: AZE → AZEGOV."""
    if type_ not in GOVERNS:
        return parties
    return [
        replace(p, codes=tuple(c + "GOV" if len(c) == 3 and c not in BODIES and c != OPEN else c for c in p.codes))
        if any(len(c) == 3 for c in p.codes)
        else p
        for p in parties
    ]
