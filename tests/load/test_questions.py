"""The questions of docs/questions.md, run as they stand and compared with answers counted from the records in Python."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from crawler.load import load
from crawler.load.lines import newest
from crawler.model import Document, Event
from tests.load.conftest import ask
from tests.load.synthetic import documents, write

PAGE = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
QUESTIONS = dict(re.findall(r"^## (.+?)\n.*?```sql\n(.+?)```", PAGE, re.S | re.M))
RECORDS = list(documents(150))
NEWEST = newest(RECORDS)


def best(records: Iterable[Document]) -> dict[str, tuple[Event, Document]]:
    """Each event's surest telling, by id."""
    found: dict[str, tuple[Event, Document]] = {}
    for d in sorted(records, key=lambda d: d.id):
        for e in d.events:
            if e.id not in found or found[e.id][0].confidence < e.confidence:
                found[e.id] = (e, d)
    return found


TOLD = best(NEWEST)
HAPPENED = {
    id: (e, d) for id, (e, d) in TOLD.items()
    if not e.assertion.background and e.assertion.modality == "asserted" and e.type != "STATEMENT"
}  # fmt: skip


def pairs(event: Event) -> set[tuple[str, str]]:
    sides = [{p.code[:3] for p in side} for side in (event.actors, event.recipients)]
    return {tuple(sorted(p)) for p in product(*sides) if p[0] != p[1]}  # type: ignore[misc]


def top(counts: Counter[Any], n: int | None = None) -> list[tuple[Any, ...]]:
    return [(*key, count) for key, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))][:n]


def who_met_whom() -> list[tuple[Any, ...]]:
    return top(Counter(p for e, _ in HAPPENED.values() if e.type == "CONSULT" for p in pairs(e)), 10)


def how_warm() -> list[tuple[Any, ...]]:
    scores = defaultdict(list)
    for e, _ in HAPPENED.values():
        for p in pairs(e):
            scores[(*p, e.date.start.isoformat()[:7])].append(e.goldstein)
    return [(*key, len(s), pytest.approx(mean(s), abs=0.006)) for key, s in sorted(scores.items())]


def who_came() -> list[tuple[Any, ...]]:
    visits = (e for e, _ in HAPPENED.values() if e.mode == "visit" and e.place.text == "Baku")
    return top(Counter((e.actors[0].text, e.actors[0].code) for e in visits))


def busiest() -> list[tuple[Any, ...]]:
    return top(Counter(k for e, _ in HAPPENED.values() for k in {(p.text, p.code[:3]) for p in (*e.actors, *e.recipients)}), 20)


def outlets() -> list[tuple[Any, ...]]:
    sites = defaultdict(set)
    for d in NEWEST:
        copies = [c.source.site for c in NEWEST if c.duplicate_of == d.id]
        for e in d.events:
            sites[e.id] |= {d.source.site, *copies}
    rows = [(id, TOLD[id][0].type, TOLD[id][0].date.start.isoformat(), len(s)) for id, s in sites.items() if len(s) > 1]
    return sorted(rows, key=lambda r: (-r[3], r[0]))


def day_by_day() -> list[tuple[Any, ...]]:
    days = defaultdict(lambda: [0, 0])
    for e, _ in HAPPENED.values():
        days[e.date.start.isoformat()][e.quad > 2] += 1
    return [(day, *n) for day, n in sorted(days.items())]


def planned() -> list[tuple[Any, ...]]:
    rows = [(e.date.start.isoformat(), id, e) for id, (e, _) in TOLD.items()]
    return [
        (day, e.type, e.actors[0].text, e.recipients[0].text, e.place.text)
        for day, _, e in sorted(rows, key=lambda r: r[:2]) if e.assertion.modality == "planned" and not e.assertion.background
    ]  # fmt: skip


def taken_back() -> list[tuple[Any, ...]]:
    gone = {id: found for id, found in best(RECORDS).items() if id not in TOLD}
    return [(id, e.type, e.date.start.isoformat(), d.url) for id, (e, d) in sorted(gone.items())]


def sanctions() -> list[tuple[Any, ...]]:
    return [
        (id, e.actors[0].code, e.recipients[0].code, d.text[x.start : x.end])
        for id, (e, d) in sorted(HAPPENED.items()) if e.type == "SANCTION" and e.confidence >= 0.7 for x in e.evidence
    ]  # fmt: skip


def eventless() -> list[tuple[Any, ...]]:
    own = [d for d in NEWEST if not d.duplicate_of]
    sites = sorted({d.source.site for d in own})
    return [(s, sum(d.source.site == s for d in own), sum(d.source.site == s and not d.events for d in own)) for s in sites]


ANSWERS = (who_met_whom, how_warm, who_came, busiest, outlets, day_by_day, planned, taken_back, sanctions, eventless)


def test_every_question_has_an_answer_that_is_checked():
    assert len(QUESTIONS) == len(ANSWERS) == 10


@pytest.fixture(scope="module")
def loaded() -> dict[str, str]:
    return {}


@pytest.mark.parametrize("number", range(10), ids=[f.__name__ for f in ANSWERS])
def test_the_database_answers_as_the_records_do(kind, new_database: Callable[[str], str], loaded, number, tmp_path_factory):
    if kind not in loaded:
        loaded[kind] = new_database(kind)
        load(loaded[kind], write(tmp_path_factory.mktemp("records"), RECORDS))
    query = list(QUESTIONS.values())[number]
    expected = ANSWERS[number]()
    assert expected
    assert [tuple(map(plain, row)) for row in ask(loaded[kind], query)] == expected


def plain(value: Any) -> Any:
    """Days as text and decimals as numbers, as SQLite gives them."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return float(value) if type(value).__name__ == "Decimal" else value
