"""One happening is one event: all its evidence, its place, and an id that other articles share."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.annotate import Annotator
from tests.annotate.events.conftest import Read

READOUT = (
    "Foreign Minister of Estonia Maret Kuusk received the Latvian foreign minister, Janis Berzkalns, in Tallinn on Monday.\n\n"
    "During the meeting, views were exchanged on rail transport.\n\n"
    "At the end of the talks the two ministers signed a memorandum on fisheries."
)


def test_a_meeting_told_thrice_is_one_event_with_all_its_evidence(read: Read) -> None:
    meetings = [e for e in read(READOUT) if e.type == "CONSULT"]
    assert len(meetings) == 1
    assert len(meetings[0].evidence) >= 2
    assert {c.code for c in (*meetings[0].actors, *meetings[0].recipients)} == {"ESTGOV", "LVAGOV"}


def test_what_the_ministers_sign_is_signed_by_both_countries(read: Read) -> None:
    (signed,) = [e for e in read(READOUT) if e.type == "SUPPORT"]
    assert {c.code for c in (*signed.actors, *signed.recipients)} == {"ESTGOV", "LVAGOV"}


def test_the_place_is_where_they_met(read: Read) -> None:
    (meeting,) = [e for e in read(READOUT) if e.type == "CONSULT"]
    assert meeting.place is not None
    assert meeting.place.country == "EST"


def test_the_same_happening_has_the_same_id_in_two_articles(read: Read) -> None:
    (one,) = [e for e in read("Kenya condemned Sudan on Monday.") if e.type == "ACCUSE"]
    (two,) = [e for e in read("NAIROBI - On Monday, Sudan was condemned by Kenya.") if e.type == "ACCUSE"]
    assert one.id == two.id


def test_another_day_is_another_id(read: Read) -> None:
    (one,) = [e for e in read("Kenya condemned Sudan on Monday.") if e.type == "ACCUSE"]
    (two,) = [e for e in read("Kenya condemned Sudan on Tuesday.") if e.type == "ACCUSE"]
    assert one.id != two.id


def test_ids_are_unique_within_a_text(read: Read) -> None:
    ids = [e.id for e in read("Kenya promised Chad a loan. Kenya promised to meet Chad in June. Kenya promised Chad ten trucks.")]
    assert len(ids) == len(set(ids))


def test_every_span_is_its_text(read: Read) -> None:
    for event in read(READOUT):
        for span in (*event.actors, *event.recipients, *(e.trigger for e in event.evidence)):
            assert READOUT[span.start : span.end] == span.text


def test_a_game_is_no_war(read: Read) -> None:
    text = (
        "Serbia stormed the Croatian fortress on Monday night, winning the match 29-28 before the final.\n"
        "The team attacked from the first minute, and the goalkeeper was bombarded from nine metres. The coach accused the referee."
    )
    assert not [e for e in read(text) if e.type not in ("STATEMENT", "APPEAL")]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=400))
def test_no_text_breaks_the_coder(annotator: Annotator, text: str) -> None:
    for event in annotator.annotate(text).events:
        for span in (*event.actors, *event.recipients, *(e.trigger for e in event.evidence)):
            assert text[span.start : span.end] == span.text


BRIEFING = (
    "MR. HALL: Thank you all for joining the call. I'd refer you to the ministry of Kestria on that.\n\n"
    "Q: So are we sending troops to Chad?\n\n"
    "MR. HALL: As the President said last week, we are focused on trying to protect our people. You heard him say that. "
    "We agreed at Lisbon to look at it again, and our team will have an opportunity to speak to you about it.\n\n"
    "Q: And you would tell them to stop?\n\n"
    "MR. HALL: Let me just say that I think our view is known to you all."
)


def test_the_chatter_of_a_briefing_is_no_event(read: Read) -> None:
    assert read(BRIEFING) == []


def test_whom_western_nations_are_is_not_guessed(annotator: Annotator) -> None:
    text = (
        "Chad's president met the prime minister of Niger on Monday. The two spoke about grazing. Rain fell all day. "
        "Afterwards Chad's president accused Western nations of arming the rebels."
    )
    (blamed,) = [e for e in Annotator(annotator._nlp, least=0.0).annotate(text).events if e.type == "ACCUSE"]
    assert not [r for r in blamed.recipients if r.code]


def test_an_envoy_is_not_of_the_country_that_he_is_sent_to(read: Read) -> None:
    text = "Marek Olin, the special envoy to Chad, met the foreign minister of Niger in Niamey on Monday."
    codes = {a.code for e in read(text) for a in (*e.actors, *e.recipients)}
    assert "TCDGOV" not in codes


def test_words_among_one_country_s_own_are_said_there(read: Read) -> None:
    (blamed,) = [e for e in read("Kenya's parliament condemned the Kenyan government on Monday.") if e.type == "ACCUSE"]
    assert blamed.place is not None
    assert blamed.place.country == "KEN"
