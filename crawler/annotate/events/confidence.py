"""How sure is an event? A logistic score over how it was read, with weights fitted on hand-labelled documents.

The weights (confidence.yml of the ontology) were fitted so that of events with confidence 0.8 about eight in ten are right in type,
sides and claim.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp
from pathlib import Path

import yaml

from crawler.annotate.events.merge import Happening, lands
from crawler.annotate.events.party import Party

FILE = Path(__file__).parents[2] / "ontology" / "confidence.yml"


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Weight of each feature, in logits; read once."""
    return {str(k): float(v) for k, v in yaml.safe_load(FILE.read_text(encoding="utf-8")).items()}


def features(happening: Happening, actors: list[Party], recipients: list[Party]) -> dict[str, float]:
    """What speaks for and against a happening: 1 where it holds, else 0."""
    lead = happening.lead
    notes = " ".join(lead.notes)
    known = {
        "always": True,
        "noun": lead.entry.noun,
        "operator": lead.entry.operator is not None,
        "guessed": lead.guessed,
        "borrowed": "told before" in notes or "borrowed" in notes,
        "no_actor": not actors,
        "actor_uncoded": bool(actors) and not lands(actors),
        "actor_in_name": any(p.kind == "name" for p in actors),
        "no_recipient": not recipients and not lead.sides,
        "recipient_uncoded": bool(recipients) and not lands(recipients),
        "sides": lead.sides,
        "claim": lead.claim.modality != "asserted" or lead.claim.negated,
        "told_often": len(happening.drafts) > 1,
        "long_sentence": len(lead.trigger.sent) > 35,
        "below": (lead.verb or lead.trigger).dep_ in ("relcl", "acl", "advcl", "pcomp"),
        "violence": lead.type in ("ASSAULT", "COERCE"),
        "verbal": lead.type in ("ACCUSE", "REJECT", "REQUEST", "THREATEN", "APPEAL", "SUPPORT"),
    }
    return {name: float(holds) for name, holds in known.items()}


def confidence(happening: Happening, actors: list[Party], recipients: list[Party]) -> float:
    """The share of events read in this way that are right, 0.05 to 0.99."""
    known = weights()
    score = sum(known.get(name, 0.0) * value for name, value in features(happening, actors, recipients).items())
    return round(max(0.05, min(0.99, 1 / (1 + exp(-score)))), 2)
