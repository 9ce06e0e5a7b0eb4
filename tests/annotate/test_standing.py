"""Of which country is an office that names none? The publisher's own, if it is its state's; else what the text bears out."""

from __future__ import annotations

import pytest

from crawler.annotate.casting import build_cast
from crawler.annotate.language import pipeline
from crawler.model import Source
from tests.annotate.conftest import Stage, entity


@pytest.mark.parametrize(
    ("text", "name", "home", "code"),
    [
        (
            "Minister of Foreign Affairs Leyla Quliyeva, on a visit to Portugal, met Minister of Foreign Affairs of that country "
            "Duarte Figueira in Lisbon.",
            "Duarte Figueira", "AZE", "PRTGOV",
        ),
        (
            "The agreement was signed on behalf of Georgia by Minister of Economy Zaal Beridze and on behalf of Romania by "
            "Minister of Energy Elena Costan.",
            "Elena Costan", "GEO", "ROUGOV",
        ),
        (
            "The delegation of Georgia was headed by Minister of Economy Zaal Beridze and the delegation of Uzbekistan by "
            "Minister of Investment Farrukh Nazarov.",
            "Farrukh Nazarov", "GEO", "UZBGOV",
        ),
        ("In Helsinki, Foreign Minister Leyla Quliyeva met Foreign Minister Tiina Rauta.", "Tiina Rauta", "AZE", "FINGOV"),
        ("The UN is worried. Special Envoy Ingrid Solvik arrived in Chad.", "Ingrid Solvik", "AZE", "UNO"),
        ("In a post after talks with NATO Secretary General Olaf Ruud, the US President said no.", "Olaf Ruud", None, "IGONAT"),
    ],
)  # fmt: skip
def test_an_office_without_a_country_is_of_the_one_the_text_bears_out(
    stage: Stage, text: str, name: str, home: str | None, code: str
) -> None:
    found = entity(stage(text, home=home, registry=False), name)
    assert found is not None
    assert found.code == code


def test_a_newsroom_s_unsaid_ministers_are_not_its_country_s() -> None:
    doc = pipeline("en")("BUCHAREST, October 5 (Agency) – Romania froze accounts. Energy Minister Elena Costan promised help.")
    codes = {
        official: next(e.code for e in build_cast(doc, home_country="TUR", official=official).entities if e.name == "Elena Costan")
        for official in (True, False)
    }
    assert codes == {True: "TURGOV", False: "ROUGOV"}


def test_whoever_arrives_in_a_country_is_hardly_its_minister(stage: Stage) -> None:
    cast = stage("Minister of Economy Zaal Beridze arrived in Kazakhstan on Monday. Kazakhstan grows grain.", registry=False)
    assert entity(cast, "Zaal Beridze").role.country is None  # type: ignore[union-attr]


def test_a_calling_by_training_is_no_office(stage: Stage) -> None:
    found = entity(stage("Amina Khatib, a lawyer by training, headed the department.", registry=False), "Amina Khatib")
    assert found is not None
    assert found.role is None


def test_a_dateline_in_capitals_is_a_place(stage: Stage) -> None:
    cast = stage("KARS, August 1 (Agency) – A terminal opened in Kars on Saturday.", registry=False)
    assert {(e.label, e.code) for e in cast.entities if e.name.upper() == "KARS"} == {("GPE", "TUR")}


@pytest.mark.parametrize(("kind", "official"), [("ministry", True), ("news", False), ("agency", False), (None, True)])
def test_only_newsrooms_are_not_official(kind: str | None, official: bool) -> None:
    assert Source(site="x", kind=kind).official is official  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Russia and Peru met. The chief executive Rex Tolland spoke of Russia.", "Rex Tolland", "---BUS"),
        ("The former chief financial officer Alan Weiss spoke in Peru.", "Alan Weiss", "PERBUS"),
        ("The Bangladesh Garment Workers Union called a strike. Its president Abul Mridha said so.", "Abul Mridha", "BGDLAB"),
    ],
)
def test_callings_that_are_no_state_office(stage: Stage, text: str, name: str, code: str) -> None:
    found = entity(stage(text, registry=False), name)
    assert found is not None
    assert found.code == code
