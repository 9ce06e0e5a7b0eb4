"""Titles before, after and around names become roles: office, country, sectors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.conftest import Stage, entity

ROWS = [
    [cell.strip() for cell in line.split("|")]
    for line in (Path(__file__).parent / "roles.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ENOUGH = 0.95


def misses(stage: Stage) -> list[str]:
    found = []
    for text, name, title, country, sectors, *home in ROWS:
        person = entity(stage(text, home=(home or [""])[0] or None, registry=False), name)
        role = person.role if person else None
        right = (
            person is not None
            and role is not None
            and person.label == "PERSON"
            and (not title or role.title == title)
            and (person.code or "").startswith(country)
            and (not sectors or role.sectors[: sectors.count(",") + 1] == tuple(sectors.split(",")))
        )
        if not right:
            found.append(f"{text} → {person and (person.name, person.code)} {role}")
    return found


def test_titles_give_office_country_and_sectors(stage: Stage) -> None:
    wrong = misses(stage)
    assert len(ROWS) >= 120
    assert len(wrong) <= (1 - ENOUGH) * len(ROWS), "\n".join(wrong)


def test_a_former_holder_is_no_government(stage: Stage) -> None:
    person = entity(stage("Former Prime Minister of Estonia Kaarel Tamm wrote a book."), "Kaarel Tamm")
    assert person is not None
    assert person.role is not None
    assert (person.code, person.role.status) == ("ESTELI", "former")


def test_two_foreign_ministers_are_of_two_countries(stage: Stage) -> None:
    text = "Foreign Minister Elshad Quliyev flew to Madrid. In Spain he met Foreign Minister Lucía Ortega."
    cast = stage(text, home="AZE")
    assert entity(cast, "Elshad Quliyev").code == "AZEGOV"  # type: ignore[union-attr]
    assert entity(cast, "Lucía Ortega").code == "ESPGOV"  # type: ignore[union-attr]


def test_the_head_of_a_delegation_is_of_its_country(stage: Stage) -> None:
    cast = stage("The delegation of the Republic of Poland headed by Minister Piotr Wrona arrived in Baku.", home="AZE")
    assert entity(cast, "Piotr Wrona").code == "POLGOV"  # type: ignore[union-attr]


def test_a_counterpart_holds_the_same_office(stage: Stage) -> None:
    cast = stage("Defence Minister of Latvia Juris Ozols met his Danish counterpart, Sofie Kragh.")
    person = entity(cast, "Sofie Kragh")
    assert person is not None
    assert person.role is not None
    assert (person.code, person.role.title) == ("DNKGOV", "Defence Minister")


@pytest.mark.parametrize(
    ("text", "name", "home", "code"),
    [
        ("Mike Tarlo, Senior Director for Russia, joined the call.", "Mike Tarlo", "USA", "USAGOV"),
        ("Sofia Rand, our Special Envoy for Sudan, left for Kenya.", "Sofia Rand", "NOR", "NORGOV"),
        ("Dana Whitlock, Senior Director at the National Security Council, spoke.", "Dana Whitlock", "USA", "USAGOV"),
        ("UN Ambassador Lena Ostby left the hall.", "Lena Ostby", "NOR", "NORGOV"),
        ("Adviser to the President for Trade Pedro Ruano spoke in Lima.", "Pedro Ruano", "PER", "PERGOV"),
        ("The Charge d'Affaires a.i. of the Embassy of Peru in Ottawa, Ms. Ana Ruiz, came.", "Ana Ruiz", "CAN", "PERGOV"),
        ("We met King Olaf of Norway and Prime Minister Sato of Japan.", "Sato", "USA", "JPNGOV"),
        ("Spokesman for the Ministry of Defence of Peru Juan Ruiz said so.", "Juan Ruiz", "CHL", "PERGOV"),
    ],
)
def test_what_an_office_is_for_or_serves_is_not_its_country(stage: Stage, text: str, name: str, home: str, code: str) -> None:
    found = entity(stage(text, home=home, registry=False), name)
    assert found is not None
    assert found.code == code


def test_then_is_a_former_holder_only_where_it_belongs_to_the_office(stage: Stage) -> None:
    cast = stage("And then Director Whitlock flew out. The then president of Peru, Olaf Hagen, stayed.", registry=False)
    assert entity(cast, "Whitlock").role.status is None  # type: ignore[union-attr]
    assert entity(cast, "Olaf Hagen").role.status == "former"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Peru met Ukraine. Ukraine expert Alan Weiss spoke.", "Alan Weiss", None),
        ("Peru and Ukraine met. US expert Alan Weiss spoke.", "Alan Weiss", "USA"),
        ("Former special envoy to Ukraine Alan Weiss testified on Ukraine.", "Alan Weiss", None),
        ("The Foreign Minister of Malaysia, the Honourable Dato' Seri Rosman Abdullah, spoke.", "Rosman Abdullah", "MYS"),
    ],
)
def test_what_somebody_knows_of_or_is_sent_to_is_not_his_country(stage: Stage, text: str, name: str, country: str | None) -> None:
    found = entity(stage(text, registry=False), name)
    assert found is not None
    assert (found.role.country if found.role else None) == country


def test_a_headline_s_verb_is_no_name(stage: Stage) -> None:
    cast = stage("Japan PM Dodges Criticism During Heated Debate Over Budget Plan")
    assert not [e for e in cast.entities if e.label == "PERSON"]
