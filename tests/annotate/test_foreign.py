"""Texts in other languages: countries, bodies, titles and persons, and never an English rule."""

from __future__ import annotations

import pytest

from crawler.annotate import Annotator
from crawler.annotate.foreign import foreign_cast
from crawler.annotate.language import language_of
from tests.annotate.conftest import entity

TEXTS = {
    "ru": "Министр иностранных дел Азербайджана Эльшад Кулиев встретился с послом Италии Марко Бьянкини. ООН рада.",
    "fr": "Le ministre des Affaires étrangères du Mali, Amadou Keïta, a reçu l'ambassadeur de France Pierre Lemoine. L'ONU salue.",
    "es": "La ministra de Asuntos Exteriores de España Lucía Ortega se reunió con el canciller de Colombia, Juan Pérez Rojas. ONU.",
    "tr": "Azerbaycan Dışişleri Bakanı Elşad Guliyev, İtalya Dışişleri Bakanı Marco Bianchini ile görüştü. BM açıklama yaptı.",
    "az": "Azərbaycanın xarici işlər naziri Elşad Quliyev İtaliyanın xarici işlər naziri Marco Bianchini ilə görüşüb. BMT.",
}


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [
        ("ru", "Эльшад Кулиев", "AZEGOV"), ("ru", "Марко Бьянкини", "ITAGOV"), ("ru", "ООН", "UNO"),
        ("fr", "Amadou Keïta", "MLIGOV"), ("fr", "Pierre Lemoine", "FRAGOV"), ("fr", "Mali", "MLI"),
        ("es", "Lucía Ortega", "ESPGOV"), ("es", "Juan Pérez Rojas", "COLGOV"), ("es", "ONU", "UNO"),
        ("tr", "Elşad Guliyev", "AZEGOV"), ("tr", "Marco Bianchini", "ITAGOV"), ("tr", "BM", "UNO"),
        ("az", "Elşad Quliyev", "AZEGOV"), ("az", "Marco Bianchini", "ITAGOV"), ("az", "BMT", "UNO"),
    ],
)  # fmt: skip
def test_persons_and_bodies_are_coded(language: str, name: str, code: str) -> None:
    one = entity(foreign_cast(TEXTS[language], language), name)
    assert one is not None
    assert one.code == code


def test_arabic_names_lose_what_is_written_on_to_them() -> None:
    cast = foreign_cast("قالت الأمم المتحدة إن مصر وقطر", "ar")
    assert [e.code for e in cast.entities] == ["UNO", "EGY", "QAT"]
    assert cast.entities[2].name == "قطر"


@pytest.mark.parametrize("language", ["ka", "zh", "kk", "ja", "xx"])
def test_a_language_without_a_file_gives_countries_at_most(language: str) -> None:
    assert all(e.label == "GPE" for e in foreign_cast("Something else 中国 საქართველო", language).entities)


def test_a_text_says_its_language() -> None:
    assert language_of(TEXTS["ru"], "en") == "ru"
    assert language_of("Le ministre a dit que la France et le Mali ont signé un accord. " * 5, "en") == "fr"
    assert language_of("Short words.", "en") == "en"
    assert language_of("", "en") == "en"


def test_no_english_rule_reads_foreign_text() -> None:
    found = Annotator.load("en").annotate(TEXTS["ru"])
    assert {e.label for e in found.entities} == {"GPE", "PERSON", "ORG"}
    assert found.events == ()
