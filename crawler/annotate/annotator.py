"""The door to annotation: a text in, its entities and events out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from crawler.annotate.actors import ActorCode, code_actor
from crawler.annotate.casting import build_cast
from crawler.annotate.dates import resolve_date
from crawler.annotate.events import explain, extract_events
from crawler.annotate.foreign import foreign_cast
from crawler.annotate.language import language_of, pipeline
from crawler.annotate.swift import Reader
from crawler.model import Annotation, EventDate
from crawler.ontology.officials import Officials, Term, officials

LONGEST = 200_000
"""Characters of a text that are read: a whole book takes minutes and gigabytes, and no article is longer."""


@dataclass(frozen=True, slots=True)
class Request:
    """A text to annotate, with its publication day and the publisher's country (ISO 3166 alpha-3)."""

    text: str
    published: date | None = None
    home_country: str | None = None
    title: str | None = None
    language: str | None = None
    """ISO 639-1; None: told by the text itself."""
    official: bool = True
    """Whether the publisher is a body of its state: a newsroom's 'the minister' is not its own country's."""


class Annotator:
    """Reads texts of one language. Loading takes seconds, so make one and keep it."""

    def __init__(self, nlp: Language | Reader, registry: Officials | None = None, least: float | None = None) -> None:
        self._nlp = nlp
        self._least = least
        self._language = nlp.lang or "en"
        self._registry = registry

    @classmethod
    def load(
        cls,
        language: str = "en",
        model: str | None = None,
        *,
        registry: bool = True,
        learned: Iterable[Term] = (),
        least: float | None = None,
        plain: bool = False,
    ) -> Annotator:
        """An annotator for a language (ISO 639-1). Raises ModelError.

        `registry`: whether names without a title may be known office-holders; False: the text alone speaks. `learned`: what
        records already written say of them, see `registry.learn`. `least`: the confidence (0 to 1) below which events are left
        out; None: as `events.LEAST` says. `plain`: see `language.pipeline`.
        """
        known = officials() if registry else None
        if known is not None:
            for term in learned:
                known.add(term)
        return cls(pipeline(language, model, plain=plain), known, least)

    def at(self, least: float | None) -> Annotator:
        """The same reader with another threshold of confidence."""
        return Annotator(self._nlp, self._registry, least)

    def annotate(
        self,
        text: str,
        published: date | None = None,
        home_country: str | None = None,
        title: str | None = None,
        *,
        language: str | None = None,
        official: bool = True,
    ) -> Annotation:
        """Entities and events of one text; the arguments as in `Request`."""
        return self.annotate_many([Request(text, published, home_country, title, language, official)])[0]

    def annotate_many(self, requests: Iterable[Request]) -> list[Annotation]:
        """The same for several texts, in order; faster than one by one.

        A text in another language than the annotator's is read with that language's lists: names and roles, no events.
        Of a text above LONGEST characters the first part is read.
        """
        given = [replace(r, text=readable(r.text)) for r in requests]
        own = [r for r in given if (r.language or language_of(r.text, self._language)) == self._language]
        docs = iter(self._nlp.pipe([r.text for r in own], batch_size=16))
        mine = {id(r) for r in own}
        return [self._read(next(docs), r) if id(r) in mine else self._read_foreign(r) for r in given]

    def explain(self, text: str, *, published: date | None = None, home_country: str | None = None) -> str:
        """In plain lines: which words of a text told of which events, and why."""
        doc = self._nlp(readable(text))
        cast = build_cast(doc, published=published, home_country=home_country, registry=self._registry)
        events = extract_events(doc, cast, published=published, home_country=home_country, title=None, least=self._least)
        return explain(doc, cast, events, published=published)

    def code_actor(self, phrase: str, date: date | None = None, home_country: str | None = None) -> ActorCode:
        """The code of any phrase for an actor (its first 500 characters), with the steps it took; `date`: the day it is about."""
        return code_actor(
            self._nlp(" ".join(readable(phrase[:500]).split())), published=date, home_country=home_country, registry=self._registry
        )

    def resolve_date(self, phrase: str, published: date | None) -> EventDate | None:
        """The days that a phrase names, seen from the publication day; None where they can't be known."""
        return resolve_date(phrase, published)

    def _read(self, doc: Doc, request: Request) -> Annotation:
        cast = build_cast(
            doc,
            published=request.published,
            home_country=request.home_country,
            title=request.title,
            registry=self._registry,
            official=request.official,
        )
        events = extract_events(
            doc,
            cast,
            published=request.published,
            home_country=request.home_country,
            title=request.title,
            least=self._least,
            official=request.official,
        )
        return Annotation(entities=cast.entities, events=events)

    def _read_foreign(self, request: Request) -> Annotation:
        language = request.language or language_of(request.text, self._language)
        return Annotation(entities=foreign_cast(request.text, language, request.home_country).entities)


def readable(text: str) -> str:
    """A text as spaCy can read it, offsets kept: cut at LONGEST (between words), lone surrogates replaced."""
    if len(text) > LONGEST:
        cut = text.rfind(" ", LONGEST - 1000, LONGEST)
        text = text[: cut if cut > 0 else LONGEST]
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text
