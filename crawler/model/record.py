"""What does one line of output say? The record and its parts, as frozen, typed values.

Every span keeps the promise `text[start:end] == span.text`: `start` and `end` are offsets in code points of the
document's `text`, end exclusive. Codes are ISO 3166 alpha-3 country + CAMEO/PLOVER sectors ("AZEGOV").
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

SCHEMA: Literal[1] = 1
"""The record's version: raised when a field is removed or changes meaning, with a reader for the old one."""

Label = Literal["PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "STATEMENT", "APPEAL",
]  # fmt: skip
Granularity = Literal["day", "week", "month", "quarter", "season", "year", "decade", "range"]
Kind = Literal["ministry", "presidency", "government", "parliament", "igo", "agency", "news", "other"]

_UtcTime = Annotated[
    datetime, PlainSerializer(lambda t: t.isoformat(timespec="seconds").replace("+00:00", "Z"), return_type=str, when_used="json")
]
Moment = Annotated[
    datetime | date | None,
    PlainSerializer(lambda t: t.isoformat() if t is not None else None, return_type=str | None, when_used="json"),
]
"""A publication time as far as it is known: with its UTC offset, without one, a bare date, or null. Never invented."""


class Record(BaseModel):
    """Base of all parts: immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """A stretch of the document's text: `text[start:end] == self.text`."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _length_fits(self) -> Span:
        if self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} does not fit its text of {len(self.text)} characters")
        return self


class Mention(Span):
    """One place where an entity is named."""


class Trigger(Span):
    """The word that tells of the event."""


class Role(Record):
    """An office: its title in English, the country it is held for, the body, and the sectors it acts in.

    `sectors` are PLOVER sector codes (GOV, MIL, LEG, JUD, OPP …), the main one first. `status` is null for an office held
    when the text was written.
    """

    title: str | None = None
    country: str | None = None
    organisation: str | None = None
    sectors: tuple[str, ...] = ()
    status: Literal["acting", "former", "elect"] | None = None


class Entity(Record):
    """Somebody or something with a name, all its mentions joined. `id` counts from 0 within the document."""

    id: int
    label: Label
    name: str
    code: str | None = None
    role: Role | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    mentions: tuple[Mention, ...]


class Participant(Span):
    """A side of an event: the words of the text, the entity they stand for (if one), and its code."""

    entity: int | None = None
    code: str | None = None


class Actor(Participant):
    """Who did it."""


class Recipient(Participant):
    """To whom it was done."""


class Place(Span):
    """Where the event happened; WGS 84 degrees."""

    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class EventDate(Record):
    """When the event happened, both days inclusive; `source` says whether the text gives it or the publication day stands in."""

    start: date
    end: date
    granularity: Granularity = "day"
    source: Literal["text", "publication"] = "text"


class Assertion(Record):
    """What the text claims about the event. `background`: history, biography or standing conditions, not news."""

    polarity: Literal["affirmed", "negated"] = "affirmed"
    modality: Literal["asserted", "planned", "possible", "demanded", "conditional"] = "asserted"
    tense: Literal["past", "present", "future"] = "past"
    background: bool = False
    attributed_to: str | None = None


class Evidence(Record):
    """A sentence (or part of one) that tells of the event, and the word in it that does."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    trigger: Trigger


class Event(Record):
    """One happening. `id` is stable across articles: same type, actors, recipients, place country and day give the same id.

    `quad` 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, null for STATEMENT and APPEAL
    where the ontology gives none. `goldstein` in -10..10. `confidence` in 0..1.
    """

    id: str
    type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: int | None = Field(default=None, ge=0, le=4)
    goldstein: float | None = None
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    place: Place | None = None
    date: EventDate | None = None
    assertion: Assertion = Assertion()
    evidence: tuple[Evidence, ...]
    confidence: float = Field(default=0.5, ge=0, le=1)


class Annotation(Record):
    """What was read out of one text."""

    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()


class Source(Record):
    """Who published: the site's name in the house (`mfa_az`), its own name, kind and ISO 3166 alpha-3 country."""

    site: str
    name: str | None = None
    kind: Kind | None = None
    country: str | None = None

    @property
    def official(self) -> bool:
        """Whether it is a body of its state or of states, no newsroom: offices it names without a country are its own's."""
        return self.kind not in ("news", "agency")


class Extraction(Record):
    """How the text was won: the method, where each field came from, and what was doubtful."""

    method: str
    sources: dict[str, str] = {}
    warnings: tuple[str, ...] = ()


class Changes(Record):
    """What a revision changed against the one before. Texts are paragraphs; entities are names; events are ids."""

    text_added: tuple[str, ...] = ()
    text_withdrawn: tuple[str, ...] = ()
    entities_added: tuple[str, ...] = ()
    entities_withdrawn: tuple[str, ...] = ()
    events_added: tuple[str, ...] = ()
    events_withdrawn: tuple[str, ...] = ()
    events_altered: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Document(Record):
    """One article, one line: what was published, by whom, and what it tells of. (`id`, `content_hash`) names a revision."""

    schema_: Literal[1] = Field(default=SCHEMA, alias="schema", serialization_alias="schema")
    id: str
    revision: int = Field(default=1, ge=1)
    content_hash: str
    duplicate_of: str | None = None
    url: str
    source: Source
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment = None
    modified: Moment = None
    crawled: _UtcTime | None = None
    language: str | None = None
    text: str
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    extraction: Extraction
    changes: Changes | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _spans_fit_the_text(self) -> Document:
        for span in self.spans():
            if self.text[span.start : span.end] != span.text:
                raise ValueError(f"span {span.start}:{span.end} is not {span.text!r} in the text")
        return self

    def spans(self) -> list[Span]:
        """Every span of the record, in no particular order."""
        found: list[Span] = [m for e in self.entities for m in e.mentions]
        for event in self.events:
            found += event.actors + event.recipients
            found += [e.trigger for e in event.evidence]
            if event.place:
                found.append(event.place)
        return found

    def line(self) -> str:
        """The record as one line of JSON, without a newline."""
        return self.model_dump_json(by_alias=True)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of `Document`."""
    schema = Document.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "document-1.json", **schema}
