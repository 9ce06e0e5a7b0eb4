"""The reasons in words: which entry fired, what was passed over, what became of it."""

from __future__ import annotations

from crawler.annotate.casting import build_cast
from crawler.annotate.events import explain, extract_events
from crawler.annotate.language import pipeline


def reasons(text: str) -> str:
    doc = pipeline("en")(text)
    cast = build_cast(doc)
    return explain(doc, cast, extract_events(doc, cast, published=None))


def test_the_entry_that_fired_is_named_with_its_file_and_line() -> None:
    said = reasons("Mali accused Algeria of sheltering rebels.")
    assert "fires  entry 'accuse' (ACCUSE, speech.yml:" in said
    assert "Mali [MLIGOV]" in said


def test_a_word_that_tells_of_nothing_says_why() -> None:
    said = reasons("The parcel met all customs requirements.")
    assert "no entry fits the words around it" in said
    assert said.endswith("0 events after joining what tells of one happening:")
