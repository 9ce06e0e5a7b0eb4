"""What is new since then: the differences, from the lines alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.load.delta import delta
from crawler.load.lines import Line, read_lines
from crawler.model import Document
from tests.load.synthetic import article, documents, write

THEN = datetime(2026, 2, 1, tzinfo=UTC)


def one(**changes: object) -> Document:
    made = article(random.Random(3), 5, seed=1, events=1).model_dump(by_alias=True, mode="json")
    return Document.model_validate(made | {"crawled": "2026-01-10T00:00:00Z"} | changes)


def lines(*records: Document) -> list[Line]:
    return [Line(d, f"{n:064}", Path("x.jsonl"), n) for n, d in enumerate(records, 1)]


def told(*records: Document) -> list[tuple[str, str]]:
    return [(t["kind"], t["change"]) for t in delta(lines(*records), THEN)]


def test_nothing_new_tells_nothing():
    assert told(one()) == []


def test_an_article_crawled_since_is_added_with_its_events():
    new = one(crawled="2026-02-02T00:00:00Z")
    assert told(new) == [("article", "added"), ("event", "added")]


def test_a_revision_since_changes_the_article_and_withdraws_the_event_it_no_longer_tells():
    later = one(revision=2, crawled="2026-02-02T00:00:00Z", events=[], changes={"events_withdrawn": ["x"], "fields": ["text"]})
    article_, event = delta(lines(one(), later), THEN)
    assert (article_["change"], article_["revision"], article_["changed"]) == ("changed", 2, ["events_withdrawn", "fields"])
    assert (article_["first_seen"], article_["last_seen"]) == ("2026-01-10T00:00:00Z", "2026-02-02T00:00:00Z")
    assert (event["change"], event["articles"], event["first_seen"]) == ("withdrawn", [], "2026-01-10T00:00:00Z")


def test_an_event_that_another_article_still_tells_of_is_not_withdrawn():
    other = one(id="b" * 64)
    later = one(revision=2, crawled="2026-02-02T00:00:00Z", events=[])
    assert told(one(), other, later) == [("article", "changed")]


def test_an_event_told_otherwise_is_changed_and_says_in_what():
    event = one().events[0].model_dump(mode="json") | {"goldstein": -9.0}
    later = one(revision=2, crawled="2026-02-02T00:00:00Z", events=[event])
    changed = [t for t in delta(lines(one(), later), THEN) if t["kind"] == "event"]
    assert [(t["change"], t["changed"]) for t in changed] == [("changed", ["goldstein"])]


def test_an_event_that_one_more_article_tells_of_is_no_news():
    assert told(one(), one(id="b" * 64, crawled="2026-02-02T00:00:00Z")) == [("article", "added")]


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_repetition_make_no_difference(seed, tmp_path):
    read = [line for file in write(tmp_path, documents(80)) for line in read_lines(file, print)]
    since = read[40].document.crawled
    straight = list(delta(read, since))
    mixed = read * 2
    random.Random(seed).shuffle(mixed)
    assert list(delta(mixed, since)) == straight
    assert {t["change"] for t in straight if t["kind"] == "article"} == {"added", "changed"}
