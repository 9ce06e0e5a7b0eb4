"""Who did what to whom? Events read out of a parsed text and its cast."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc

from crawler.annotate.cast import Cast
from crawler.model import Event


def extract_events(
    doc: Doc, cast: Cast, *, published: date | None = None, home_country: str | None = None, title: str | None = None
) -> tuple[Event, ...]:
    """The events of a text, one for each happening."""
    return ()
