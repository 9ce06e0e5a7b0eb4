"""Places get a country and a point: by what else the text names, else by their size."""

from __future__ import annotations

import pytest

from crawler.annotate.places import distance, locate
from tests.annotate.conftest import Stage, entity


@pytest.mark.parametrize(
    ("text", "name", "latitude", "longitude"),
    [
        ("A blast hit Tripoli in Libya.", "Tripoli", 32.9, 13.2),
        ("A blast hit Tripoli in northern Lebanon.", "Tripoli", 34.4, 35.8),
        ("He was born in Boston, Massachusetts.", "Boston", 42.4, -71.1),
        ("Floods reached Birmingham in the United Kingdom.", "Birmingham", 52.5, -1.9),
        ("She lives in Valencia, Venezuela.", "Valencia", 10.2, -68.0),
        ("Talks were held in Ankara.", "Ankara", 39.9, 32.9),
        ("The Strait of Hormuz was closed.", "Strait of Hormuz", 26.6, 56.5),
        ("He crossed Nagorno-Karabakh on foot.", "Nagorno-Karabakh", 39.8, 46.8),
    ],
)
def test_places_lie_where_the_text_means(stage: Stage, text: str, name: str, latitude: float, longitude: float) -> None:
    one = entity(stage(text), name)
    assert one is not None
    assert one.latitude is not None
    assert one.longitude is not None
    assert distance(one.latitude, one.longitude, latitude, longitude) < 100


def test_a_place_that_no_file_knows_has_no_point() -> None:
    assert locate("Qwrtzpsdf", {}) is None
    assert locate("", {}) is None
    assert locate("West", {}) is None


def test_a_town_behind_in_is_found_where_the_model_sees_a_person(stage: Stage) -> None:
    one = entity(stage("Three people died near Raqqa on Friday."), "Raqqa")
    assert one is not None
    assert (one.label, one.code) == ("GPE", "SYR")


def test_a_city_known_to_all_is_not_a_small_town_of_a_country_that_the_text_names(stage: Stage) -> None:
    cast = stage("The US plans talks on Iran in Geneva. The US said so. The US hopes.", registry=False)
    assert entity(cast, "Geneva").code == "CHE"  # type: ignore[union-attr]
    cast = stage("The trial began in Paris, Texas. The US jury was sworn in.", registry=False)
    assert entity(cast, "Paris").code == "USA"  # type: ignore[union-attr]
