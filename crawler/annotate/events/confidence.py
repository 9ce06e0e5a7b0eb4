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


FAR = 100
"""Characters between a deed and its doer above which the parse is often wrong."""


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Weight of each feature, in logits; read once."""
    return {str(k): float(v) for k, v in yaml.safe_load(FILE.read_text(encoding="utf-8")).items()}


def features(happening: Happening, actors: list[Party], recipients: list[Party]) -> dict[str, float]:
    """What speaks for and against a happening: 1 where it holds, else 0."""
    lead = happening.lead
    notes = " ".join(lead.notes)
    verb = lead.verb or lead.trigger
    doers_and_bearers = [*actors, *recipients]
    known = {
        "always": True,
        "noun": lead.entry.noun,
        "borrowed": "told before" in notes or "borrowed" in notes,
        "no_actor": not actors,
        "actor_uncoded": bool(actors) and not lands(actors),
        "actor_in_name": any(p.kind == "name" for p in actors),
        "no_recipient": not recipients and not lead.sides,
        "sides": lead.sides,
        "claim": lead.claim.modality != "asserted" or lead.claim.negated,
        "told_often": len(happening.drafts) > 1,
        "long_sentence": len(lead.trigger.sent) > 35,
        "spoken": lead.spoken,
        "released": lead.released,
        "statement": lead.type == "STATEMENT",
        "answer": lead.type == "REJECT",
        "promise": lead.type == "AGREE",
        "pronoun": any(p.kind == "pronoun" and not p.entities for p in doers_and_bearers),
        "guessed_actor": any(p.sure < 1 for p in actors),
        "guessed_recipient": any(p.sure < 1 for p in recipients),
        "group_actor": any(p.kind == "group" for p in actors),
        "one_country": bool(lands(actors)) and lands(actors) == lands(recipients),
        "partly_uncoded": any(not any(p.codes) for p in actors) or any(p.entities and not any(p.codes) for p in recipients),
        "thing": any(not p.entities and not any(p.codes) for p in recipients),
        "told_doer": "doer from what was told before" in notes,
        "mentioned": "both sides named at the noun" in notes,
        "within": verb.dep_ in ("xcomp", "acl", "relcl", "pcomp"),
        "main": verb.dep_ == "ROOT",
        "to_come": lead.claim.future,
        "far": bool(actors) and min(abs(p.start - lead.trigger.idx) for p in actors) > FAR,
    }
    return {name: float(holds) for name, holds in known.items()}


def confidence(happening: Happening, actors: list[Party], recipients: list[Party]) -> float:
    """The share of events read in this way that are right, 0.05 to 0.99."""
    known = weights()
    score = sum(known.get(name, 0.0) * value for name, value in features(happening, actors, recipients).items())
    return round(max(0.05, min(0.99, 1 / (1 + exp(-score)))), 2)
