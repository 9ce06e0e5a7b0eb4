"""Of which country are those whom the text names by their kind alone? 'police', 'villagers', 'the government'."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace

from crawler.annotate.cast import Cast
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


POSTED = re.compile(r"\b(?:envoy|ambassador|emissary|representative|delegate)s? (?:to|for|in) (?:the )?(?=[A-Z])")
"""An office abroad: matches 'envoy to ', 'ambassadors in the '; not 'envoy of'."""
BESIDE = 40
"""Characters between an office abroad and the name of who holds it."""


def posted(cast: Cast, text: str) -> dict[int, set[str]]:
    """Persons (entities) and the countries that they are sent to, which are not their own."""
    offices = list(POSTED.finditer(text))
    if not offices:
        return {}
    places = {m.start: (m.end, e.code[:3]) for e in cast.entities if e.label == "GPE" and e.code for m in e.mentions}
    people = sorted((m.start, m.end, e.id) for e in cast.entities if e.label == "PERSON" for m in e.mentions)
    found: dict[int, set[str]] = {}
    for match in offices:
        if match.end() not in places:
            continue
        end, land = places[match.end()]
        first = bisect_left(people, (max(0, match.start() - BESIDE * 2),))
        for start, stop, who in people[first:]:
            if start > end + BESIDE:
                break
            if match.start() - stop < BESIDE:
                found.setdefault(who, set()).add(land)
    return found


def localise(
    parties: list[Party],
    others: list[Party],
    place: str | None,
    home: str | None,
    abroad: Mapping[int, set[str]] | None = None,
    *,
    whole: bool = False,
) -> list[Party]:
    """Codes with an open country are filled: from the place, the other side, the publisher; what stays open loses its code.

    `abroad`: the countries that persons are sent to (`posted`): they are not filled with those. `whole`: in a whole text,
    whose country is known where it is all of one, somebody by name is of no other.
    """
    country = (
        place
        or next((c[:3] for p in others for c in p.codes if c and not c.startswith(OPEN) and c[:3] not in BODIES), None)
        or home
    )
    filled: list[Party] = []
    for party in parties:
        sent = {land for i in party.entities for land in (abroad or {}).get(i, ())}
        if party.entities and (home is not None or whole):  # somebody by name is no more of the place than its visitors are
            away = home if home is not None and home not in sent else None
            codes = tuple((away + c[3:] if away else "") if c.startswith(OPEN) else c for c in party.codes)
            filled.append(replace(party, codes=codes))
            continue
        fill = "" if country in sent else country
        codes = tuple((fill + c[3:] if fill else "") if c.startswith(OPEN) else c for c in party.codes)
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
