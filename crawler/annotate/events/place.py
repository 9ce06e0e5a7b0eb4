"""Where did it happen? A place named in the event's own clause, else in its other evidence."""

from __future__ import annotations

from spacy.tokens import Doc

from crawler.annotate.cast import Cast
from crawler.annotate.events.merge import Happening
from crawler.model import Entity, Place

PLACES = frozenset({"GPE", "LOC", "FAC"})
WHERE = frozenset({"in", "at", "near", "outside", "inside", "to", "off", "across"})


def place_of(happening: Happening, doc: Doc, cast: Cast) -> Place | None:
    """The place, or None where the text gives none."""
    taken = {(p.start, p.end) for p in [*happening.actors, *happening.recipients]}
    for draft in happening.drafts:
        sentence = draft.trigger.sent
        best: tuple[int, Place] | None = None
        for ref in cast.within(sentence.start_char, sentence.end_char):
            entity = cast.entities[ref.entities[0]] if len(ref.entities) == 1 else None
            if entity is None or entity.label not in PLACES or (ref.start, ref.end) in taken:
                continue
            span = doc.char_span(ref.start, ref.end, alignment_mode="expand")
            if span is None or span.root.head.lower_ not in WHERE or span.root.dep_ != "pobj":
                continue
            rank = abs(span.root.i - draft.trigger.i) + (0 if span.root.head.lower_ in ("in", "at") else 3)
            if best is None or rank < best[0]:
                best = (rank, _place(entity, ref.start, ref.end, doc.text))
        if best is not None:
            return best[1]
    return None


def _place(entity: Entity, start: int, end: int, text: str) -> Place:
    country = entity.code[:3] if entity.code else None
    return Place(text=text[start:end], start=start, end=end, country=country, latitude=entity.latitude, longitude=entity.longitude)
