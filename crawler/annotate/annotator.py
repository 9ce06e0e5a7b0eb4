"""The door to annotation: a text in, its entities and events out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from crawler.annotate.actors import ActorCode, code_actor
from crawler.annotate.casting import build_cast
from crawler.annotate.dates import resolve_date
from crawler.annotate.events import extract_events
from crawler.annotate.language import pipeline
from crawler.model import Annotation, EventDate
from crawler.ontology.officials import Officials, officials


@dataclass(frozen=True, slots=True)
class Request:
    """A text to annotate, with its publication day and the publisher's country (ISO 3166 alpha-3)."""

    text: str
    published: date | None = None
    home_country: str | None = None
    title: str | None = None


class Annotator:
    """Reads texts of one language. Loading takes seconds, so make one and keep it."""

    def __init__(self, nlp: Language, registry: Officials | None = None) -> None:
        self._nlp = nlp
        self._registry = registry

    @classmethod
    def load(cls, language: str = "en", model: str | None = None, *, registry: bool = True) -> Annotator:
        """An annotator for a language (ISO 639-1). Raises ModelError.

        `registry`: whether names without a title may be known office-holders; False: the text alone speaks.
        """
        return cls(pipeline(language, model), officials() if registry else None)

    def annotate(
        self, text: str, published: date | None = None, home_country: str | None = None, title: str | None = None
    ) -> Annotation:
        """Entities and events of one text."""
        return self.annotate_many([Request(text, published, home_country, title)])[0]

    def annotate_many(self, requests: Iterable[Request]) -> list[Annotation]:
        """The same for several texts, in order; faster than one by one."""
        given = list(requests)
        docs = self._nlp.pipe([r.text for r in given], batch_size=16)
        return [self._read(doc, request) for doc, request in zip(docs, given, strict=True)]

    def code_actor(self, phrase: str, date: date | None = None, home_country: str | None = None) -> ActorCode:
        """The code of any phrase for an actor, with the steps it took. `date`: the day it is about; phrases above 500 characters are cut."""
        return code_actor(
            self._nlp(" ".join(phrase[:500].split())), published=date, home_country=home_country, registry=self._registry
        )

    def resolve_date(self, phrase: str, published: date | None) -> EventDate | None:
        """The days that a phrase names, seen from the publication day; None where they can't be known."""
        return resolve_date(phrase, published)

    def _read(self, doc: Doc, request: Request) -> Annotation:
        cast = build_cast(
            doc, published=request.published, home_country=request.home_country, title=request.title, registry=self._registry
        )
        events = extract_events(doc, cast, published=request.published, home_country=request.home_country, title=request.title)
        return Annotation(entities=cast.entities, events=events)
