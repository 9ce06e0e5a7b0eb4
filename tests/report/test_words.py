"""An event reads as a sentence: who, what, to whom, where, when, and how sure the text is."""

from datetime import date

from crawler.model import (
    Actor,
    Assertion,
    Document,
    Entity,
    Event,
    EventDate,
    Evidence,
    Extraction,
    Mention,
    Place,
    Recipient,
    Source,
    Trigger,
)
from crawler.report.words import in_words

TEXT = "The minister met Orhan Tezel in Baku, Leyla Qasimli's office said."


def span(kind, words, **fields):
    return kind(text=words, start=TEXT.index(words), end=TEXT.index(words) + len(words), **fields)


def document(**event):
    proof = (Evidence(start=0, end=len(TEXT), trigger=span(Trigger, "met")),)
    given = {"id": "e", "type": "CONSULT", "actors": (span(Actor, "The minister", entity=0, code="AZEGOV"),), "evidence": proof}
    entity = Entity(id=0, label="PERSON", name="Leyla Qasimli", mentions=(span(Mention, "Leyla Qasimli"),))
    told = {"entities": (entity,), "events": (Event(**(given | event)),)}
    return Document(
        id="1", content_hash="2", url="u", source=Source(site="s"), text=TEXT, extraction=Extraction(method="t"), **told
    )


def words(**event):
    told = document(**event)
    return in_words(told.events[0], told)


def test_a_meeting_names_both_sides_by_their_entities_and_says_where_and_when():
    day = EventDate(start=date(2026, 3, 2), end=date(2026, 3, 2))
    said = words(recipients=(span(Recipient, "Orhan Tezel", code="TURGOV"),), place=span(Place, "Baku"), date=day)
    assert said == "Leyla Qasimli (AZEGOV) met Orhan Tezel (TURGOV) in Baku on 2026-03-02"


def test_a_side_that_the_text_leaves_open_is_somebody():
    assert words(type="ACCUSE", actors=()) == "Somebody made an accusation"


def test_two_actors_of_a_meeting_meet_each_other():
    both = (span(Actor, "The minister", entity=0, code="AZEGOV"), span(Actor, "Orhan Tezel", code="TURGOV"))
    assert words(actors=both) == "Leyla Qasimli (AZEGOV) and Orhan Tezel (TURGOV) met"


def test_doubts_are_said():
    doubt = Assertion(polarity="negated", modality="planned", background=True, attributed_to="the ministry")
    assert words(assertion=doubt).endswith("[planned, denied, background, according to the ministry]")
