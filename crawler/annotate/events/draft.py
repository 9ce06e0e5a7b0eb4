"""What one sentence tells before the document joins it: a draft of an event, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from crawler.annotate.events.assertion import Claim
from crawler.annotate.events.party import Party
from crawler.annotate.events.syntax import Slots
from crawler.ontology.lexicon import Entry


@dataclass(slots=True)
class Draft:
    """An event as one trigger tells it. `notes` say in words how it came about; `links` is set where it only points to an event
    told elsewhere ('during the talks'); `open_sides` where its parties are those of the document's main meeting ('two
    memoranda were signed')."""

    type: str
    mode: str | None
    cameo: str | None
    trigger: Token
    verb: Token | None
    entry: Entry
    claim: Claim
    actors: list[Party] = field(default_factory=list)
    recipients: list[Party] = field(default_factory=list)
    sides: bool = False
    links: bool = False
    slots: Slots | None = None
    confidence: float = 0.7
    notes: list[str] = field(default_factory=list)
    attributed_to: str | None = None
    open_sides: bool = False
    guessed: bool = False
    spoken: bool = False
    released: bool = False
    doer_unsaid: bool = False
