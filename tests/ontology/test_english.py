"""The word lists that recognition uses are whole, lower-case, and stand in one place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import yaml

from crawler.ontology.english import English, english

FILE = Path(__file__).parents[2] / "crawler" / "ontology" / "english.yml"


def test_every_list_of_the_file_is_read_and_lower_case() -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert set(data) == {field.name for field in dataclasses.fields(English)}
    assert not [word for words in data.values() for word in words if word != word.lower()]


def test_days_and_months_are_the_calendar() -> None:
    assert len(english().calendar) == 19


def test_no_list_names_a_word_twice() -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert not {key for key, words in data.items() if len(words) != len(set(words))}


def test_sides_that_stand_for_two_are_sides() -> None:
    assert english().pairs <= english().sides
