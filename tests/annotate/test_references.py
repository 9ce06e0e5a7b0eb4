"""Phrases and pronouns stand for somebody where the text settles it, and for nobody where it doesn't."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.annotate.conftest import Stage, entity, meant

VISIT = (
    "Foreign Minister of the Republic of Azerbaijan Elşad Quliyev met Foreign Minister of Italy Marco Bianchini in Baku. "
    "The ministers discussed trade. Both sides praised the talks. Quliyev briefed his Italian counterpart on transit. "
    "He thanked the Italian side. The two countries will sign a plan, the ministry said."
)


def test_the_ministers_are_the_two_that_met(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "The ministers") == (["Elşad Quliyev", "Marco Bianchini"], ["AZEGOV", "ITAGOV"])


def test_both_sides_are_the_two_that_met(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "Both sides")[1] == ["AZEGOV", "ITAGOV"]


def test_a_counterpart_is_the_holder_of_the_other_country(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "his Italian counterpart") == (["Marco Bianchini"], ["ITAGOV"])


def test_a_side_is_its_country(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "the Italian side") == ([], ["ITAGOV"])


def test_two_countries_are_countries_and_no_persons(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "The two countries")[1] == ["AZE", "ITA"]


def test_he_is_the_subject_before(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "He thanked"[:2])[0] == ["Elşad Quliyev"]


def test_a_title_refers_to_its_person_and_the_country_in_it_to_nobody_else(stage: Stage) -> None:
    assert meant(stage(VISIT), VISIT, "Republic of Azerbaijan")[0] == ["Elşad Quliyev"]


def test_the_ministry_is_the_ministry_named(stage: Stage) -> None:
    text = "The Latvian Foreign Ministry summoned the envoy. The ministry handed over a note."
    assert meant(stage(text), text, "The ministry")[0] == ["Latvian Foreign Ministry"]


def test_a_ministry_elsewhere_is_another_one(stage: Stage) -> None:
    text = "The Latvian Foreign Ministry summoned the envoy. In Poland, the ministry declined to comment."
    assert meant(stage(text), text, "the ministry") == ([], ["POLGOV"])


def test_two_men_in_one_sentence_leave_he_open(stage: Stage) -> None:
    text = "Reporters saw Marco Bianchini with Piotr Wrona. He smiled."
    assert meant(stage(text), text, "He")[0] == []


def test_a_woman_is_not_he(stage: Stage) -> None:
    text = "Mr. Piotr Wrona thanked Ms. Lucia Ortega. She smiled."
    assert meant(stage(text), text, "She")[0] == ["Lucia Ortega"]


@pytest.mark.parametrize(
    ("text", "phrase", "code"),
    [
        ("Russian troops crossed the river.", "Russian troops", "RUSMIL"),
        ("Israeli police detained ten protesters.", "Israeli police", "ISRCOP"),
        ("Protesters in Georgia blocked the road.", "Protesters", "GEOCVL"),
        ("Police in Peru fired tear gas.", "Police", "PERCOP"),
        ("The government of Chad resigned.", "government of Chad", "TCDGOV"),
        ("Lawmakers in Serbia passed the bill.", "Lawmakers", "SRBLEG"),
        ("A court in Norway convicted him.", "A court", "NORJUD"),
        ("The opposition in Togo called a strike.", "The opposition", "TGOOPP"),
        ("Malian rebels took the town.", "Malian rebels", "MLIREB"),
        ("UN peacekeepers patrolled.", "UN peacekeepers", "UNO"),
        ("Residents of Nepal fled.", "Residents of Nepal", "NPLCVL"),
        ("The Kremlin denied it.", "The Kremlin", "RUSGOV"),
        ("Ankara welcomed the truce.", "Ankara", "TUR"),
        ("Abkhazia held a vote.", "Abkhazia", "GEOPRE"),
    ],
)
def test_groups_carry_country_and_sector(stage: Stage, text: str, phrase: str, code: str) -> None:
    assert meant(stage(text), text, phrase)[1][0].startswith(code)


def test_a_group_without_a_country_is_of_the_publisher(stage: Stage) -> None:
    text = "Police detained two men."
    assert meant(stage(text, home="KAZ"), text, "Police")[1] == ["KAZCOP"]


def test_our_country_is_the_publisher_s_and_nobody_s_without_one(stage: Stage) -> None:
    text = "The minister of Norway praised our country."
    assert meant(stage(text, home="LVA"), text, "our country")[1] == ["LVA"]
    assert meant(stage(text), text, "our country")[1] == []


def test_european_officials_are_of_no_country(stage: Stage) -> None:
    text = "European officials criticised Belarus."
    assert meant(stage(text, home="BLR"), text, "European officials")[1] == ["---GOV"]


COUNTRIES = ["Turkish", "Armenian", "Iranian", "Kyrgyz", "French", "Polish", "Swiss", "Emirati"]
CODES = ["TUR", "ARM", "IRN", "KGZ", "FRA", "POL", "CHE", "ARE"]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("noun", ["side", "delegation", "leadership", "military", "government", "counterpart"])
def test_every_side_has_its_country(stage: Stage, country: str, noun: str) -> None:
    codes = dict(zip(COUNTRIES, CODES, strict=True))
    text = f"They thanked the {country} {noun} for the support."
    cast = stage(text)
    ref = cast.at(text.index(country), text.index(country) + 1)
    assert ref is not None
    assert noun in text[ref.start : ref.end]
    assert ref.codes[0].startswith(codes[country])


def test_references_are_in_order_and_apart(stage: Stage) -> None:
    refs = stage(VISIT).references
    assert all(a.end <= b.start for a, b in pairwise(refs))


def test_entities_count_from_nought(stage: Stage) -> None:
    assert [e.id for e in stage(VISIT).entities] == list(range(len(stage(VISIT).entities)))
    assert entity(stage(VISIT), "Baku") is not None


@pytest.mark.parametrize(
    ("text", "phrase", "codes"),
    [
        ("Peru and Chile met. The countries that border them did not.", "The countries", []),
        ("Peru and Chile met. The EAEU states agreed.", "The EAEU states", ["IGOEEU"]),
        ("President Olaf Roth of Chile met King Hal of Fiji and King Ed of Peru. The leaders agreed.", "The leaders", []),
        ("In Peru, the sanctions regime stays.", "the sanctions regime", None),
        ("He met her in person in Peru.", "person", None),
        ("Peru bought Rafale fighters.", "fighters", None),
    ],
)  # fmt: skip
def test_what_the_text_leaves_open_stays_open(stage: Stage, text: str, phrase: str, codes: list[str] | None) -> None:
    cast = stage(text, registry=False)
    start = text.index(phrase)
    ref = cast.at(start, start + len(phrase))
    if codes is None:
        assert ref is None or text[ref.start : ref.end] != phrase
    else:
        assert ref is not None
        assert list(ref.codes) == codes


def test_a_counterpart_before_a_name_is_that_person(stage: Stage) -> None:
    text = "President of China Ho Lan came. Foreign Minister of Peru Ida Brand met her Chinese counterpart Liu Fang."
    assert meant(stage(text, registry=False), text, "her Chinese counterpart") == (["Liu Fang"], ["CHNGOV"])


def test_he_may_be_somebody_whom_the_text_leaves_unnamed(stage: Stage) -> None:
    text = "Mr. Piotr Wrona opened the briefing. The President of Peru was briefed at noon. He then left."
    assert meant(stage(text, registry=False), text, "He then"[:2])[0] == []


def test_he_in_a_quotation_is_not_the_one_who_is_quoted(stage: Stage) -> None:
    text = 'Piotr Wrona painted the hall. "It took years," Ida Brandt said. "And then he left."'
    cast, at = stage(text, registry=False), text.index("he left")
    found = cast.at(at, at + 2)
    assert found is not None
    assert "Ida Brandt" not in [cast.entities[i].name for i in found.entities]
    text = "Ida Brandt said that she would come."
    assert meant(stage(text, registry=False), text, "she")[0] == ["Ida Brandt"]


@pytest.mark.parametrize(
    "text",
    [
        "The University of Western Halland opened. UWH has six halls.",
        "UWH has six halls. The University of Western Halland opened.",
        "KKV (Western Halland Cooperation Council) met. KKV has six members.",
    ],
)
def test_letters_are_the_one_body_whose_initials_they_are(stage: Stage, text: str) -> None:
    cast = stage(text, registry=False)
    short = "UWH" if "UWH" in text else "KKV"
    assert any(m.text.endswith(("Halland", "Council")) for m in entity(cast, short).mentions)  # type: ignore[union-attr]


def test_a_person_is_one_by_both_names_whatever_the_model_calls_the_longer(stage: Stage) -> None:
    text = "Peru played with Ramulo Bakaku, Yanni Carrosco and Drees Mortens. Bakaku scored. Later Bakaku said he was glad."
    found = entity(stage(text, registry=False), "Bakaku")
    assert found is not None
    assert (found.label, found.name) == ("PERSON", "Ramulo Bakaku")
