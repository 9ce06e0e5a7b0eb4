"""Officials who speak or publish mean their own country's offices by 'the President', 'our' and 'we'."""

from __future__ import annotations

import pytest

from crawler.annotate.language import pipeline
from crawler.annotate.matching import names_of
from crawler.annotate.tokens import Words
from crawler.annotate.voice import Voice, voice_of
from crawler.ontology.officials import has_office
from tests.annotate.conftest import Stage, entity, meant

BRIEFING = (
    "11:40 A.M. EDT\n\nMR. HOLLOWAY: Good morning, everybody. I apologize for the delay. The President spoke with President "
    "Toure of Mali and with the Malian army chief. Mali is in a hard place. We support the people of Mali.\n\n"
    "Q Will the President go to Mali?\n\nMR. HOLLOWAY: The President will meet with the Prime Minister, Konate, in Bamako. "
    "Our Ambassador is there.\n"
)


def voice(text: str, home: str | None = None, title: str | None = None) -> Voice:
    doc = pipeline("en")(text)
    return voice_of(doc, Words(doc), names_of(doc.vocab)(doc), home, title)


@pytest.mark.parametrize("home", ["USA", None])
def test_the_president_of_a_briefing_is_the_speakers_own_wherever_they_speak_of(stage: Stage, home: str | None) -> None:
    assert meant(stage(BRIEFING, home=home, registry=False), BRIEFING, "The President") == ([], ["USAGOV"])
    assert meant(stage(BRIEFING, home=home, registry=False), BRIEFING, "the President") == ([], ["USAGOV"])


def test_an_office_that_the_speakers_country_has_not_is_the_other_country_s(stage: Stage) -> None:
    cast = stage(BRIEFING, registry=False)
    assert entity(cast, "Konate").code == "MLIGOV"  # type: ignore[union-attr]
    text = "MS. RAND: We are in Tokyo. Japan is a friend. The President left. The Prime Minister joined them.\nQ Where?\n"
    assert meant(stage(text, home="USA", registry=False), text, "The Prime Minister")[1] == ["JPNGOV"]


def test_a_president_named_beside_the_president_is_another_one(stage: Stage) -> None:
    text = "MS. RAND: In Peru the President told President Quispe that the treaty stands.\nQ When?\nMS. RAND: Today.\n"
    assert entity(stage(text, home="USA", registry=False), "Quispe").code == "PERGOV"  # type: ignore[union-attr]


def test_the_president_and_a_prime_minister_are_two(stage: Stage) -> None:
    text = "MS. RAND: A readout of the meeting between the President and Prime Minister Ozols of Latvia.\nQ When?\n"
    cast = stage(text, home="USA", registry=False)
    assert entity(cast, "Ozols").role.title == "Prime Minister"  # type: ignore[union-attr]
    assert meant(cast, text, "the President") == ([], ["USAGOV"])


def test_ambassadors_of_a_briefing_are_the_speakers_own(stage: Stage) -> None:
    text = "MS. RAND: Ambassador Brandt will join us in Peru.\nAMBASSADOR BRANDT: Thank you. Peru is lovely.\n"
    assert entity(stage(text, home="NOR", registry=False), "Brandt").code == "NORGOV"  # type: ignore[union-attr]


def test_we_is_the_government_and_i_only_an_office_holder(stage: Stage) -> None:
    assert meant(stage(BRIEFING, registry=False), BRIEFING, "We")[1] == ["USAGOV"]
    assert stage(BRIEFING, registry=False).at(BRIEFING.index("I apologize"), BRIEFING.index("I apologize") + 1) is None
    text = "THE PRESIDENT: Good evening. I condemn the raid.\nQ Why?\nTHE PRESIDENT: We must.\n"
    assert meant(stage(text, home="GHA", registry=False), text, "I condemn"[:1])[1] == ["GHAGOV"]


def test_our_of_a_guest_is_his_country(stage: Stage) -> None:
    text = (
        "PRESIDENT ASANTE: Welcome to Accra. Our army is ready.\n"
        "PRESIDENT QUISPE: As President of Peru, Rosa Quispe, I say that our government agrees.\n"
    )
    cast = stage(text, home="GHA", registry=False)
    assert meant(cast, text, "our government")[1] == ["PERGOV"]
    assert meant(cast, text, "Our army")[1] == ["GHAMIL"]


def test_a_transcript_of_unknown_origin_leaves_its_president_open(stage: Stage) -> None:
    text = "MR. HOLLOWAY: The President met President Toure of Mali. The President is pleased.\nQ Why?\nMR. HOLLOWAY: He said so.\n"
    assert meant(stage(text, registry=False), text, "The President is"[:13])[1] == ["---GOV"]


def test_a_written_readout_that_begins_with_the_president_keeps_to_him(stage: Stage) -> None:
    text = "The President spoke today with President Quispe of Peru. Peru asked for aid. The President promised to help."
    cast = stage(text, home="USA", registry=False)
    start = text.index("The President promised")
    assert list(cast.at(start, start + 13).codes) == ["USAGOV"]  # type: ignore[union-attr]


def test_a_guest_named_first_is_the_president_of_a_written_readout(stage: Stage) -> None:
    text = "Foreign Minister Elshad Quliyev met President of Peru Rosa Quispe. The President praised the ties."
    assert meant(stage(text, home="AZE", registry=False), text, "The President")[0] == ["Rosa Quispe"]


@pytest.mark.parametrize(
    ("text", "title", "country"),
    [
        ("THE WHITE HOUSE\nOffice of the Press Secretary\n\nThe call lasted an hour.", None, "USA"),
        ("MS. RAND: Peru agreed.\nQ Who?\nMS. RAND: Peru.\n", "Press Briefing by Norwegian Ambassador Ida Brandt", "NOR"),
        ("MS. RAND: We spoke with Peru.\nQ Who?\nMS. RAND: We will go to Peru.\n", None, None),
        ("The White House said on Monday that talks would go on.", None, None),
        ("White House Denies Report\nThe White House denied a report on Monday.", None, None),
    ],
)
def test_whose_voice_it_is_stands_at_the_head(text: str, title: str | None, country: str | None) -> None:
    assert voice(text, title=title).country == country


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        (BRIEFING, 3),
        ("Question: Will you go? Answer: Yes.", 2),
        ("SENIOR OFFICIAL: Hi. Q How are you? SENIOR OFFICIAL: Fine.", 3),
        ("MR. O'DOWD: Hello. MS. McVEIGH: Hi.", 2),
        ("Grand Hotel Lima, Peru 5:29 P.M. EDT MR. TARLO: Good afternoon.", 1),
        ("He said three things: bread, salt and water. NATO: an overview.", 0),
        ("BREAKING NEWS: fire in Lima", 0),
        ("The paper has one rule: never ask Q or A.", 0),
    ],
)
def test_a_transcript_has_speakers(text: str, turns: int) -> None:
    assert len(voice(text).turns) == turns


def test_which_country_has_which_office() -> None:
    assert not has_office("USA", "prime minister")
    assert not has_office("GBR", "president")
    assert has_office("GBR", "prime minister")
    assert has_office("IND", "foreign minister")
    assert has_office("USA", "ambassador")
    assert has_office("XXX", "president")
