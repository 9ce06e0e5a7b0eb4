"""A name alone may be a known office-holder's; a namesake whom the text tells apart never is."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from crawler.annotate.cast import Cast
from crawler.annotate.casting import build_cast
from crawler.annotate.language import pipeline
from crawler.ontology.officials import Officials, Term
from tests.annotate.conftest import entity

GOV = ("GOV",)
HOLDERS = Officials(
    [
        Term("Anders Brokvist", "SWE", "Prime Minister", GOV, date(2018, 1, 1), date(2022, 6, 28)),
        Term("Tarmo Kuusela", "FIN", "President", GOV, date(2020, 1, 1), None),
        Term("Olena Dovhal", "UKR", "Spokesperson", GOV, date(2020, 1, 1), date(2021, 6, 28)),
        Term("King Rastam", "JOR", "King", GOV, date(2001, 1, 1), date(2010, 6, 28)),
        Term("Vesa Miller", "FIN", "Foreign Minister", GOV, date(2020, 1, 1), None),
    ]
)
IN_OFFICE, AFTER = date(2021, 3, 1), date(2024, 3, 1)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline("en")


def read(nlp: Language, text: str, day: date | None = IN_OFFICE, title: str | None = None, home: str | None = None) -> Cast:
    return build_cast(nlp(text), published=day, home_country=home, title=title, registry=HOLDERS)


def code(cast: Cast, name: str) -> str | None:
    found = entity(cast, name)
    assert found is not None, name
    return found.code


def test_a_full_name_gets_the_office_it_held_on_the_day(nlp: Language) -> None:
    assert code(read(nlp, "Anders Brokvist said the talks in Sweden went well."), "Anders Brokvist") == "SWEGOV"
    assert code(read(nlp, "Anders Brokvist said the talks in Sweden went well.", AFTER), "Anders Brokvist") == "SWEELI"


def test_a_famous_surname_alone_is_the_one_in_office(nlp: Language) -> None:
    assert code(read(nlp, "Mr. Kuusela said the talks had been useful."), "Kuusela") == "FINGOV"


def test_a_title_with_a_surname_is_the_holder_of_that_office_and_not_the_publisher_s(nlp: Language) -> None:
    text = "Our minister spoke on the phone with President Kuusela about trade."
    assert code(read(nlp, text, home="LVA"), "Kuusela") == "FINGOV"
    assert code(read(nlp, text, None, home="LVA"), "Kuusela") == "FINGOV"


def test_a_title_of_another_office_is_a_namesake(nlp: Language) -> None:
    assert code(read(nlp, "Professor Tarmo Kuusela of Oulu said the ice is thin."), "Tarmo Kuusela") != "FINGOV"


def test_another_first_name_in_text_or_title_is_a_namesake(nlp: Language) -> None:
    assert code(read(nlp, "Mr. Kuusela said the talks had been useful.", title="Briefing by Daniel Kuusela"), "Kuusela") is None
    text = "Daniel Kuusela spoke first. Reporters then asked Kuusela about the lake."
    assert code(read(nlp, text), "Kuusela") is None


def test_a_country_behind_the_name_is_the_holder_s_own_or_nobody_s(nlp: Language) -> None:
    text = "The minister thanked King Rastam of Tonga for the welcome."
    cast = read(nlp, text, date(2005, 3, 1))
    found = next(e for e in cast.entities if e.label == "PERSON")
    assert found.code in (None, "TONGOV")


def test_a_former_holder_is_joined_only_where_the_text_is_of_the_country(nlp: Language) -> None:
    text = "Mr. Brokvist opened a bakery in {}."
    assert code(read(nlp, text.format("Peru"), AFTER), "Brokvist") is None
    assert code(read(nlp, text.format("Sweden"), AFTER), "Brokvist") == "SWEELI"


def test_without_a_day_a_surname_needs_its_country_in_the_text(nlp: Language) -> None:
    assert code(read(nlp, "Mr. Kuusela opened the meeting. We come from talks in Libya.", None, home="USA"), "Kuusela") is None


def test_a_common_surname_alone_needs_its_country(nlp: Language) -> None:
    assert code(read(nlp, "Reporters saw Miller near the gate in Chad."), "Miller") is None


def test_an_office_that_few_know_needs_its_country(nlp: Language) -> None:
    assert code(read(nlp, "Olena Dovhal won the race in Kenya.", AFTER), "Olena Dovhal") is None
    assert code(read(nlp, "Olena Dovhal briefed the press in Ukraine."), "Olena Dovhal") == "UKRGOV"


@pytest.mark.parametrize(("title", "known"), [("President", True), ("Minister", False), ("Vice President", False)])
def test_a_title_agrees_with_an_office_word_by_word(title: str, known: bool) -> None:
    assert (HOLDERS.titled("Kuusela", title, IN_OFFICE) is not None) is known


def test_a_text_without_a_day_tells_neither_that_an_office_is_over_nor_who_of_a_common_name_it_is(nlp: Language) -> None:
    old = entity(build_cast(nlp("Anders Brokvist met the King of Sweden."), registry=HOLDERS), "Anders Brokvist")
    assert old is not None
    assert (old.code, old.role) == ("SWEGOV", None)
    namesake = entity(build_cast(nlp("Olena Dovhal of Lviv, Ukraine, was freed."), registry=HOLDERS), "Olena Dovhal")
    assert namesake is not None
    assert namesake.role is None
