"""One parsed language for all tests of the cast: loading the model takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crawler.annotate.cast import Cast
from crawler.annotate.casting import build_cast
from crawler.annotate.language import pipeline
from crawler.model import Entity
from crawler.ontology.officials import officials

Stage = Callable[..., Cast]
REGISTRY = officials()


@pytest.fixture(scope="session")
def stage() -> Stage:
    """The cast of a text."""
    nlp = pipeline("en")

    def cast(text: str, home: str | None = None, published: date | None = None, registry: bool = True) -> Cast:
        return build_cast(nlp(text), published=published, home_country=home, registry=REGISTRY if registry else None)

    return cast


def entity(cast: Cast, name: str) -> Entity | None:
    """The entity that has a mention of these words."""
    return next((e for e in cast.entities if any(m.text == name for m in e.mentions)), None)


def meant(cast: Cast, text: str, phrase: str) -> tuple[list[str], list[str]]:
    """Whom a phrase of the text stands for: names of entities, codes."""
    start = text.index(phrase)
    ref = cast.at(start, start + len(phrase))
    assert ref is not None, phrase
    return [cast.entities[i].name for i in ref.entities], list(ref.codes)
