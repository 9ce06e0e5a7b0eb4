"""Names of persons and bodies: the model's, mended and completed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.conftest import Stage, entity

LINES = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
PEOPLE = [(line.removeprefix("*"), line.startswith("*")) for line in LINES if line and not line.startswith("#")]
FULL = [
    "{} said the talks had been useful.",
    "The delegation was led by {} during the visit.",
    "During the meeting, {} stressed the importance of trade.",
    "Minister {} will travel to Rome on Friday.",
    "The president awarded {} a medal on Monday.",
]
ACRONYMS = [
    "OTS",
    "OIC",
    "CICA",
    "SCO",
    "CSTO",
    "EAEU",
    "GUAM",
    "BSEC",
    "TURKSOY",
    "ICESCO",
    "OSCE",
    "ODIHR",
    "PACE",
    "UNHCR",
    "UNESCO",
    "WIPO",
    "IAEA",
    "OPCW",
    "ECOWAS",
    "IGAD",
    "SADC",
    "ASEAN",
    "BIMSTEC",
    "SAARC",
    "APEC",
    "CELAC",
    "MERCOSUR",
    "CARICOM",
    "GCC",
    "EBRD",
    "AIIB",
    "FATF",
]
MINISTRIES = [
    "Ministry of Foreign Affairs of the Republic of Uzbekistan", "Ministry of Defence of Georgia",
    "Ministry of Economy and Sustainable Development", "Ministry of Digital Development and Transport", "Foreign Ministry",
    "Ministry of Labour and Social Protection of Population", "Ministry of Internal Affairs", "Defence Ministry",
    "Ministry for Europe and Foreign Affairs", "Ministry of Health of Ukraine", "Ministry of Energy and Mineral Resources",
    "Milli Majlis", "State Duma", "Great State Khural", "Foreign, Commonwealth and Development Office",
    "Department of Foreign Affairs and Trade", "Supreme Court of Pakistan", "Central Bank of the Republic of Türkiye",
    "National Bank of Kazakhstan", "State Border Service", "State Customs Committee",
    "Permanent Mission of Azerbaijan to the United Nations", "Embassy of Japan", "University of Nairobi",
    "Chamber of Commerce and Industry of Serbia", "Parliamentary Assembly of the Council of Europe",
    "National Assembly of Armenia", "House of Representatives", "Ministry of Agriculture, Forestry and Fisheries",
    "Ministry of Emergency Situations of Belarus", "Council of Ministers", "Cabinet of Ministers of Ukraine",
]  # fmt: skip


def found(stage: Stage, text: str, name: str, label: str) -> bool:
    one = entity(stage(text), name)
    return one is not None and one.label == label


def test_full_names_are_persons(stage: Stage) -> None:
    wrong = [t.format(n) for n, _ in PEOPLE for t in FULL if not found(stage, t.format(n), n, "PERSON")]
    assert len(wrong) <= 0.03 * len(PEOPLE) * len(FULL), wrong


def test_a_family_name_alone_joins_the_full_name_before_it(stage: Stage) -> None:
    wrong = []
    for name, first in PEOPLE:
        family = name.split()[0 if first else -1]
        cast = stage(
            f"{name} arrived on Tuesday. {family} said the talks would go on, and reporters asked {family} about the deal."
        )
        one = entity(cast, name)
        if one is None or sum(m.text == family for m in one.mentions) != 2:
            wrong.append(name)
    assert len(wrong) <= 0.05 * len(PEOPLE), wrong


def test_a_headline_s_family_name_joins_the_full_name_below(stage: Stage) -> None:
    cast = stage("Quliyev: talks were useful\n\nForeign Minister Elşad Quliyev spoke on Monday. Quliyev thanked his hosts.")
    one = entity(cast, "Elşad Quliyev")
    assert one is not None
    assert sum(m.text == "Quliyev" for m in one.mentions) == 2


def test_acronyms_are_organisations(stage: Stage) -> None:
    shapes = [
        "The {} welcomed the decision.",
        "He discussed cooperation with the {} in Vienna.",
        "The {}'s secretary general came.",
    ]
    wrong = [t.format(a) for a in ACRONYMS for t in shapes if not found(stage, t.format(a), a, "ORG")]
    assert len(wrong) <= 4, wrong


def test_ministries_and_bodies_are_whole(stage: Stage) -> None:
    shapes = [
        "The {} issued a statement on Monday.",
        "He met officials of the {} on the trip.",
        "According to the {}, it will last a day.",
    ]
    wrong = [t.format(m) for m in MINISTRIES for t in shapes if not found(stage, t.format(m), m, "ORG")]
    assert len(wrong) <= 6, wrong


def test_an_acronym_in_brackets_is_its_long_form(stage: Stage) -> None:
    cast = stage("The Caspian Rescue Agency (CRA) sent boats. CRA said that nobody drowned.")
    one = entity(cast, "Caspian Rescue Agency")
    assert one is not None
    assert [m.text for m in one.mentions] == ["Caspian Rescue Agency", "CRA", "CRA"]


@pytest.mark.parametrize("spelling", ["Türkiye", "Turkey", "Republic of Türkiye", "TURKEY"])
def test_all_names_of_a_country_are_one_place(stage: Stage, spelling: str) -> None:
    one = entity(stage(f"He flew to {spelling} on Monday."), spelling)
    assert one is not None
    assert (one.label, one.code, one.wikidata) == ("GPE", "TUR", "Q43")


def test_titles_stay_outside_the_name(stage: Stage) -> None:
    cast = stage("Foreign Minister Elşad Quliyev and H.E. Mr. Tarık Özdemir met Dr. Sophie Lemoine.")
    assert [e.name for e in cast.entities if e.label == "PERSON"] == ["Elşad Quliyev", "Tarık Özdemir", "Sophie Lemoine"]


def test_a_place_that_holds_a_country_s_name_stays_whole(stage: Stage) -> None:
    cast = stage("Fires spread in New South Wales and in Lower Austria.")
    assert entity(cast, "New South Wales") is not None
    assert entity(cast, "Lower Austria") is not None


def test_a_party_backed_by_a_country_is_not_of_it(stage: Stage) -> None:
    text = "Turkish-backed rebels shelled a village in Syria."
    assert stage(text).at(0, 5).codes == ("SYRREB",)  # type: ignore[union-attr]
