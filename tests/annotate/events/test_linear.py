"""Events cost work in proportion to the text: lines of code run are counted, not seconds."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from spacy.tokens import Doc

from crawler.annotate.casting import build_cast
from crawler.annotate.events import extract_events
from crawler.annotate.language import pipeline
from tests.annotate.events.conftest import PUBLISHED

STORY = (
    "Foreign Minister Ilir Marku of Albania met his Kenyan counterpart Grace Wambui in Nairobi on Monday.\n"
    "During the talks both sides agreed to sign a fisheries pact, and Albania condemned the attack by gunmen on Mombasa.\n"
    "Police in Tirana arrested ten protesters after the government of Chile recalled its ambassador and threatened sanctions.\n"
    '"We will send aid to Fiji," Marku said. The opposition demanded his resignation, which he refused.\n'
)


def lines_run(doc: Doc) -> int:
    """Lines of the events room that extraction runs for a text."""
    cast = build_cast(doc, published=PUBLISHED, home_country=None)
    count = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, event: str, _: Any) -> Any:
        return line if "annotate/events" in frame.f_code.co_filename.replace("\\", "/") else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        extract_events(doc, cast, published=PUBLISHED)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "sentence", [STORY, "Kenya and Albania, Chile and Fiji condemned the attack and, and, and ", "(" * 40 + "Kenya "]
)
def test_four_times_the_text_costs_about_four_times_the_work(sentence: str) -> None:
    nlp = pipeline("en", None)
    small, large = (lines_run(nlp(sentence * times)) for times in (15, 60))
    assert small > 100
    assert large < 4 * small * 1.25, f"{large} lines for four times the text, {small} for it once"
