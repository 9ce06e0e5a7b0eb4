"""What phrases for actors mean among other words, and which words mean no actor: classes of mistakes found by reading records."""

from __future__ import annotations

import pytest

from crawler.annotate.codes import sector_of
from tests.annotate.conftest import Stage, entity, meant


@pytest.mark.parametrize(
    ("text", "phrase", "codes"),
    [
        ("On the economic side, Peru and Chile discussed trade. Peru and Chile agreed.", "the economic side", []),
        ("Peru, Chile and Ghana signed. The countries will trade.", "The countries", []),
        ("Peru and Chile joined the talks. The six parties agreed.", "The six parties", []),
        ("Peru received a delegation of Ghanaians.", "a delegation of Ghanaians", ["GHAGOV"]),
        ("The Peruvian business delegation flew to Ghana.", "The Peruvian business delegation", ["PERBUS"]),
        ("He met the embassy staff in Peru.", "the embassy staff", ["PERGOV"]),
        ("Peru received foreign ambassadors.", "foreign ambassadors", ["---GOV"]),
        ("Peru said its foreign minister would come.", "its foreign minister", ["PERGOV"]),
        ("Ghana said that it took back its troops from Peru.", "its troops", ["GHAMIL"]),
        ("Peru was caught off guard.", "guard", None),
        ("Peruvian social media were full of it.", "media", None),
        ("Peru's shadow fleet grew.", "shadow fleet", None),
        ("Chief among them is Peru.", "Chief", None),
        ("The crew flew aboard Air Force One to Peru.", "Air Force One", None),
    ],
)
def test_phrases_mean_whom_they_mean(stage: Stage, text: str, phrase: str, codes: list[str] | None) -> None:
    cast = stage(text, registry=False)
    start = text.index(phrase)
    found = cast.at(start, start + len(phrase))
    if codes is None:
        assert found is None or not any(found.codes) or found.kind == "name"
    else:
        assert found is not None
        assert list(found.codes) == codes


def test_he_behind_an_office_without_a_name_is_its_holder(stage: Stage) -> None:
    text = "The President of Peru left at noon. He will return on Monday."
    assert meant(stage(text, registry=False), text, "He") == ([], ["PERGOV"])


def test_who_speaks_in_a_government_s_transcript_is_of_it_and_who_asks_is_not(stage: Stage) -> None:
    text = "MR. HOLLOWAY: Good morning.\nMS. RAND: Hello. Peru agreed.\nQ Will Tarlo go?\nMS. RAND: Yes.\n"
    cast = stage(text, home="NOR", registry=False)
    assert entity(cast, "RAND").code == "NORGOV"  # type: ignore[union-attr]


def test_a_leader_s_relative_is_not_the_leader(stage: Stage) -> None:
    text = "President Trump arrived. Mirabel Trump waited. Mr. Trump waved."
    cast = stage(text)
    assert len(entity(cast, "Mirabel Trump").mentions) == 1  # type: ignore[union-attr]
    assert entity(cast, "Trump").code == "USAGOV"  # type: ignore[union-attr]


def test_the_west_is_no_person_of_that_name(stage: Stage) -> None:
    text = "Adrian West wrote that the West must act."
    assert len(entity(stage(text, registry=False), "Adrian West").mentions) == 1  # type: ignore[union-attr]


def test_somebody_of_a_country_is_of_it(stage: Stage) -> None:
    assert entity(stage("Rosa Quispe of Peru won."), "Rosa Quispe").code == "PER"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Peru's supreme leader Ayatollah Quispe spoke.", "Quispe", "PERGOV"),
        ("Peru's deputy director of public prosecutions, Ida Brand, spoke.", "Ida Brand", "PERJUD"),
        ("Mike Tarlo, Director of Peru at the US State Department, spoke.", "Mike Tarlo", "USAGOV"),
    ],
)
def test_offices_of_more_than_one_reading(stage: Stage, text: str, name: str, code: str) -> None:
    assert entity(stage(text, registry=False), name).code == code  # type: ignore[union-attr]


def test_places_of_datelines_and_headings_are_places(stage: Stage) -> None:
    cast = stage("Aboard the plane\nEn Route Cusco, Peru\n\nThe trip began.", registry=False)
    assert entity(cast, "Cusco").label == "GPE"  # type: ignore[union-attr]
    assert entity(cast, "En Route Cusco") is None


@pytest.mark.parametrize(
    ("name", "sector"),
    [("Union State Council", None), ("Union of Bakers", "LAB"), ("Bakers' Union", "LAB"), ("Ministry of Trade", "GOV")],
)
def test_the_sector_that_a_body_s_name_tells(name: str, sector: str | None) -> None:
    assert sector_of(name) == sector


def test_the_office_of_an_office_holder_is_named_whole(stage: Stage) -> None:
    text = "The Office of the Press Secretary said so. The Bureau of Fisheries agreed."
    names = [e.name for e in stage(text, registry=False).entities]
    assert "Office of the Press Secretary" in names


def test_who_was_he_is_not_she_and_whom_somebody_acts_on_is_another(stage: Stage) -> None:
    text = "Piotr Wrona spoke. He smiled. She left."
    assert meant(stage(text, registry=False), text, "She")[0] == []
    text = "Piotr Wrona met Ida Brandt. Wrona named her to the post."
    assert "Piotr Wrona" not in meant(stage(text, registry=False), text, "her")[0]
