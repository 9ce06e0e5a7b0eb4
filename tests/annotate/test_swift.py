"""Our own way through the model gives what spaCy's gives, word for word; a model of another shape is left to spaCy."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from crawler.annotate.language import pipeline
from crawler.annotate.swift import Reader, Unlike, encoder, labels, quicken

FIELDS = ("text", "tag_", "pos_", "morph", "lemma_", "dep_", "is_sent_start", "ent_type_", "ent_iob_")
TEXTS = [
    "Foreign Minister Leyla Orzanova met her Ostland counterpart Igor Zelm in Baku on Monday. They're going to sign it, he said.",
    "BAKU, March 3 (Agency) -- There's nothing new.\n\nThere are\ttwo   ways; I'd rather she'd gone.",
    "'What's more?' Mr. O'Neil-Tarr asked.",
    "",
    " \n ",
    "Yes",
    "The Ministry of Foreign Affairs of the Republic of Ostland\nand the European Union's 27 members, e.g. France, had $3.5bn!",
    "Он приехал в Баку. 外交部长会见了大使。 🙂🙂 www.example.org/a?b=c #tag @name \ufffd",
    "Gets got do does did had have has I you it its a to " * 40,
    "(" * 50 + "Kenya " * 50,
]


def told(doc: Doc) -> list[tuple[object, ...]]:
    return [(*(str(getattr(token, field)) for field in FIELDS), token.head.i, token.sent.start) for token in doc]


@pytest.fixture(scope="module")
def ours() -> Reader:
    found = pipeline("en")
    assert isinstance(found, Reader)
    return found


@pytest.fixture(scope="module")
def truth() -> list[Doc]:
    return list(pipeline("en", plain=True).pipe(TEXTS))


@pytest.mark.parametrize("batch", [1, 4, 16])
def test_every_word_gets_what_spacy_gives_it_in_batches_of_any_size(ours: Reader, truth: list[Doc], batch: int) -> None:
    for doc, expected in zip(ours.pipe(TEXTS, batch_size=batch), truth, strict=True):
        assert told(doc) == told(expected)


def test_full_tables_begin_anew_and_the_answers_stay(ours: Reader, truth: list[Doc], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "KEPT", 20)
    monkeypatch.setattr(labels, "KEPT", 20)
    for doc, expected in zip(ours.pipe(TEXTS, batch_size=2), truth, strict=True):
        assert told(doc) == told(expected)


def test_a_text_of_many_blocks_is_read_as_one(ours: Reader) -> None:
    text = " ".join(TEXTS[:2]) * 30
    assert told(ours(text)) == told(pipeline("en", plain=True)(text))


def test_a_pipeline_of_another_shape_is_read_as_spacy_does() -> None:
    blank = spacy.blank("en")
    assert quicken(blank) is blank
    with pytest.raises(Unlike, match="parts"):
        Reader(blank)
