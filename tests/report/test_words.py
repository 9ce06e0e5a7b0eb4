"""An event reads as a sentence: who, what, to whom, where, when, and how sure the text is."""

import re
from datetime import date

import pytest

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
from crawler.ontology.types import ontology
from crawler.report.words import in_words, phrase, phrases

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
    assert words(type="ACCUSE", cameo="112", actors=()) == "Somebody made an accusation"


def test_two_actors_of_a_meeting_meet_each_other():
    both = (span(Actor, "The minister", entity=0, code="AZEGOV"), span(Actor, "Orhan Tezel", code="TURGOV"))
    assert words(actors=both) == "Leyla Qasimli (AZEGOV) and Orhan Tezel (TURGOV) met"


def test_doubts_are_said():
    doubt = Assertion(polarity="negated", modality="planned", background=True, attributed_to="the ministry")
    assert words(assertion=doubt).endswith("[planned, denied, background, according to the ministry]")


WHOM = (span(Recipient, "Orhan Tezel", code="TURGOV"),)


@pytest.mark.parametrize(
    ("said", "verb"),
    [
        ({}, "visited"),
        ({"modality": "planned"}, "will visit"),
        ({"modality": "possible"}, "may visit"),
        ({"modality": "demanded"}, "should visit"),
        ({"modality": "conditional"}, "would visit"),
        ({"polarity": "negated"}, "did not visit"),
        ({"polarity": "negated", "modality": "planned"}, "will not visit"),
    ],
)
def test_what_did_not_happen_is_not_told_as_if_it_had(said, verb):
    sentence = words(cameo="042", recipients=WHOM, assertion=Assertion(**said))
    assert sentence.startswith(f"Leyla Qasimli (AZEGOV) {verb} Orhan Tezel (TURGOV)")


def test_a_plan_to_meet_is_neither_an_agreement_nor_cooperation():
    said = words(type="AGREE", cameo="036", recipients=WHOM)
    assert said == "Leyla Qasimli (AZEGOV) expressed intent to meet or negotiate with Orhan Tezel (TURGOV)"


def test_a_code_without_words_of_its_own_is_said_as_the_one_above_it():
    assert phrase("ACCUSE", "1124") == phrase("ACCUSE", "112") != phrase("ACCUSE", "111")
    assert phrase("MOBILIZE", "155") == phrase("MOBILIZE", None)


def test_every_type_and_every_group_of_codes_has_words():
    known = ontology()
    assert set(known.kinds) <= set(phrases())
    assert set(phrases()) <= set(known.kinds) | set(known.codes)


@pytest.mark.parametrize("name", sorted(phrases()))
def test_each_phrase_has_its_verb_in_both_tenses_and_its_other_side(name):
    said = phrases()[name]
    assert "{whom}" in said.to
    assert "{whom}" not in said.alone + said.together
    for one in (said.to, said.alone, said.together):
        assert re.match(r"(sexually )?\w+\|\w+", one)
        assert not re.search(r"\b(?:or|and) \w+ed\b", one), "a second verb stands in both tenses, too"
