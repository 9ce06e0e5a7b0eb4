"""Sentences of every type with their hard negatives: what is told, how it is claimed, and where nothing is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from crawler.annotate import Annotator, Request
from crawler.model import Event
from tests.annotate.events.conftest import PUBLISHED

SPEECH = {"STATEMENT", "APPEAL"}


def sentences() -> list[tuple[list[str], str]]:
    lines = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" | ", 1) for line in lines if line and not line.startswith("#")]
    return [(wanted.split(), text) for wanted, text in pairs]


def claims(event: Event) -> set[str]:
    stated = event.assertion
    flags = {"neg"} if stated.polarity == "negated" else set()
    flags |= {stated.modality} - {"asserted"}
    return flags | ({"bg"} if stated.background else set())


def told(wanted: list[str], events: tuple[Event, ...]) -> bool:
    return any(e.type == wanted[0] and claims(e) == set(wanted[1:]) for e in events)


def alarmed(wanted: list[str], events: tuple[Event, ...]) -> bool:
    news = [e for e in events if not e.assertion.background]
    if wanted[0] == "-":
        return any(e.type not in SPEECH for e in news)
    return any(e.type == wanted[0][1:] for e in news)


def test_nine_in_ten_sentences_are_told_rightly_and_hardly_any_false_alarm_sounds(annotator: Annotator) -> None:
    given = sentences()
    read = annotator.annotate_many([Request(text, published=PUBLISHED) for _, text in given])
    positive = [(w, t, a.events) for (w, t), a in zip(given, read, strict=True) if w[0] not in ("-",) and not w[0].startswith("!")]
    negative = [(w, t, a.events) for (w, t), a in zip(given, read, strict=True) if w[0] == "-" or w[0].startswith("!")]
    missed = [t for w, t, events in positive if not told(w, events)]
    false = [t for w, t, events in negative if alarmed(w, events)]
    assert len(missed) <= 0.06 * len(positive), missed
    assert len(false) <= 0.03 * len(negative), false


def test_every_type_has_at_least_twenty_sentences() -> None:
    counts: Counter[str] = Counter()
    section = ""
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and line[2:].isupper():
            section = line[2:]
        elif line and not line.startswith("#"):
            counts[section] += 1
    assert len(counts) == 18
    assert min(counts.values()) >= 20, counts
