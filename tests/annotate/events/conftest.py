"""One annotator for all event tests: loading the model takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crawler.annotate import Annotator
from crawler.model import Event

PUBLISHED = date(2026, 5, 20)
Read = Callable[..., list[Event]]


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator.load("en")


@pytest.fixture
def read(annotator: Annotator) -> Read:
    """Events of a text, published on Wednesday 20 May 2026 unless said otherwise."""

    def events(text: str, published: date | None = PUBLISHED, home: str | None = None) -> list[Event]:
        return list(annotator.annotate(text, published=published, home_country=home).events)

    return events
