"""The door: whatever comes in, spans fit, order holds and nothing breaks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.annotate import Annotator, Request
from crawler.annotate.annotator import LONGEST, readable
from crawler.annotate.language import ModelError, pipeline

DAY = date(2026, 5, 20)
ODD = [
    "", " ", "\n\n\n", "😀" * 300, "'s", "(", "Mr.", "Minister of", "of of of", "the " * 200, "$" * 500, "Minister of " * 100,
    "\x00\x01 Foreign Minister", "A" * 3000, "١٢٣ 中文 Русский Minister X", "\u200fשלום\u200e Prime Minister", "\u200b President",
    "\ud800 Baku \udfff", "Baku, " * 300, "Foreign Minister Foreign Minister said", "THE MINISTER SAID IT IS IN WHO",
]  # fmt: skip


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator.load("en")


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_read(annotator: Annotator, text: str) -> None:
    found = annotator.annotate(text, published=DAY, home_country="AZE", title=text)
    plain = readable(text)
    assert all(plain[m.start : m.end] == m.text for e in found.entities for m in e.mentions)


WORDS = st.sampled_from(
    ["Foreign", "Minister", "of", "the", "Republic", "Türkiye", "Leyla", "Qasimli,", "and", "said", "'s", "his", "Italian",
     "counterpart", "both", "sides", "(OTS)", "U.S.", "Baku", ".", "—", "he", "\n"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_fit_any_order_of_words(annotator: Annotator, text: str) -> None:
    found = annotator.annotate(text, published=DAY, home_country="AZE")
    assert all(text[m.start : m.end] == m.text for e in found.entities for m in e.mentions)


def test_many_texts_come_back_in_their_order(annotator: Annotator) -> None:
    texts = ["Oslo voted.", "Совет Безопасности ООН принял резолюцию о Ливии в понедельник.", "Lima agreed."]
    found = annotator.annotate_many(Request(t) for t in texts)
    assert [a.entities[0].name for a in found] == ["Oslo", "Совет Безопасности", "Lima"]


def test_a_book_is_read_from_its_start() -> None:
    assert len(readable("word " * 200_000)) <= LONGEST
    assert readable("short") == "short"


def test_a_missing_model_is_an_error_in_words() -> None:
    with pytest.raises(ModelError, match="no_such_model"):
        pipeline("en", "no_such_model")
