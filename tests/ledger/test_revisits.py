"""When an article is looked at again though no list says that it changed."""

from datetime import timedelta

import pytest

from crawler.ledger import Schedule
from tests.ledger.conftest import ONE, THREE, TWO, write


@pytest.mark.parametrize(
    ("age", "early", "late"),
    [(timedelta(), 0.9, 1.1), (timedelta(days=2), 23, 25), (timedelta(days=30), 24 * 29, 24 * 31)],
    ids=["hot", "warm", "cold"],
)
def test_articles_are_due_by_their_age_and_no_sooner(opened, clock, age, early, late):
    ledger = opened()
    ledger.found(ONE)
    write(ledger, ONE, published=clock.now - age)
    ledger.close()
    start = clock.now
    clock.now = start + timedelta(hours=early)
    ledger = opened()
    assert list(ledger.due()) == []
    ledger.close()
    clock.now = start + timedelta(hours=late)
    ledger = opened()
    (due,) = ledger.due()
    assert (due.url, due.etag) == (ONE, '"e"')
    assert ledger.found(ONE).why == "seen_this_run"


def test_a_run_looks_at_no_more_for_their_age_than_it_may_those_left_alone_longest_first(opened, clock):
    ledger = opened()
    for url in (ONE, TWO, THREE):
        ledger.found(url)
        write(ledger, url)
        clock.now += timedelta(minutes=1)
    ledger.close()
    clock.now += timedelta(hours=2)
    again = opened()
    again.schedule = Schedule(most=2)
    assert [due.url for due in again.due()] == [ONE, TWO]


def test_a_page_that_is_gone_is_never_due(opened, clock):
    ledger = opened()
    ledger.found(ONE)
    write(ledger, ONE)
    ledger.close()
    clock.now += timedelta(hours=2)
    ledger = opened()
    assert [due.url for due in ledger.due()] == [ONE]
    ledger.gone(ONE, 410)
    ledger.close()
    clock.now += timedelta(days=90)
    assert list(opened().due()) == []


def test_a_list_that_knows_of_a_change_is_heard_after_one_that_does_not(opened):
    ledger = opened()
    ledger.found(ONE, via="feed")
    ledger.found(ONE, via="sitemap", hints={"modified": "2026-03-01"})
    write(ledger, ONE)
    ledger.close()
    again = opened()
    assert again.found(ONE, via="feed").why == "not_due"
    assert again.found(ONE, via="sitemap", hints={"modified": "2026-03-02T11:00:00+00:00"}).why == "listed_changed"
    assert (again.balance().unchanged, again.balance().pending) == (0, 1)
    again.unchanged(ONE)
    assert again.balance().balances
    assert not again.mistakes
