"""What was seen, what became of it, and whether the books balance."""

from datetime import timedelta

import pytest

from crawler.feeds import Position
from crawler.ledger import page_id
from tests.ledger.conftest import ONE, THREE, TWO, document, reject, write


def test_a_new_url_is_fetched_and_counted_once(opened):
    ledger = opened()
    assert ledger.found(ONE, via="feed").why == "new"
    assert ledger.found(ONE, via="sitemap") == ledger.found(ONE) != ledger.found(TWO)
    assert ledger.found(ONE).why == "seen_this_run"
    assert (ledger.balance().found, ledger.balance().pending) == (2, 2)


def test_what_an_earlier_run_left_is_resumed_with_its_hints(opened):
    ledger = opened()
    ledger.found(ONE, hints={"title": "One"})
    ledger.close()
    again = opened()
    (left,) = again.unfinished()
    assert (left.url, left.hints) == (ONE, {"title": "One"})
    assert again.found(ONE).why == "seen_this_run"


def test_a_written_page_is_asked_for_with_its_validators(opened, clock):
    ledger = opened()
    ledger.found(ONE)
    write(ledger, ONE)
    ledger.close()
    clock.now += timedelta(hours=1)
    answer = opened().found(ONE)
    assert (answer.fetch, answer.why, answer.etag) == (True, "due", '"e"')


def test_an_old_page_rests_until_it_is_due(opened, clock):
    ledger = opened()
    ledger.found(ONE)
    write(ledger, ONE)
    clock.now += timedelta(days=20)
    ledger.unchanged(ONE)
    ledger.close()
    clock.now += timedelta(days=1)
    again = opened()
    assert again.found(ONE).why == "not_due"
    assert again.balance().unchanged == 1


def test_a_list_that_names_a_new_time_makes_a_resting_page_due(opened, clock):
    ledger = opened()
    ledger.found(ONE, hints={"modified": "2026-03-02"})
    write(ledger, ONE)
    ledger.close()
    clock.now += timedelta(days=60)
    ledger = opened()
    ledger.found(ONE)
    ledger.unchanged(ONE)
    ledger.close()
    assert opened().found(ONE, hints={"modified": "2026-05-01"}).why == "listed_changed"


def test_a_clock_that_jumped_back_lets_pages_be_looked_at(opened, clock):
    ledger = opened()
    ledger.found(ONE)
    write(ledger, ONE)
    ledger.close()
    clock.now -= timedelta(days=400)
    assert opened().found(ONE).fetch


@pytest.mark.parametrize("reason", ["worker_died", "memory", "timeout_cleaning", "timeout_annotating"])
def test_a_page_that_harms_workers_rests_and_is_tried_three_times_in_all(opened, clock, reason):
    tried = 0
    for _ in range(60):
        ledger = opened()
        if ledger.found(ONE).fetch:
            tried += 1
            ledger.rejected(reject(reason))
        ledger.close()
        clock.now += timedelta(days=1)
    assert tried == 3


def test_a_page_that_failed_for_a_passing_reason_is_resumed_though_no_list_names_it(opened):
    ledger = opened()
    ledger.found(ONE)
    ledger.rejected(reject("timeout"))
    ledger.close()
    for _ in range(4):
        ledger = opened()
        assert [f.url for f in ledger.unfinished()] == [ONE]
        ledger.rejected(reject("timeout"))
        ledger.close()
    assert not list(opened().unfinished())


def test_the_books_balance_whatever_happens(opened):
    ledger = opened()
    for number in range(6):
        ledger.found(f"https://news.example/{number}")
    write(ledger, ONE)
    ledger.unchanged(TWO)
    ledger.duplicate(THREE, page_id(ONE))
    ledger.gone("https://news.example/4", 410)
    ledger.rejected(reject("too_short", "https://news.example/5"))
    ledger.rejected(reject("malformed_url", "http://["))
    balance = ledger.balance()
    assert balance.balances
    assert str(balance) == "found 7 = written 1 + unchanged 1 + duplicate 1 + rejected 2 + gone 1 + pending 1"
    assert not ledger.mistakes


def test_a_second_outcome_is_called_a_mistake(opened):
    ledger = opened()
    ledger.unchanged(ONE)
    ledger.gone(ONE)
    assert ledger.mistakes
    assert ledger.balance().found == 1


def test_an_article_of_ours_that_fails_today_stays_ours(opened, clock):
    ledger = opened()
    ledger.found(ONE)
    write(ledger, ONE)
    ledger.close()
    clock.now += timedelta(hours=2)
    again = opened()
    again.found(ONE)
    again.rejected(reject("too_short"))
    assert again.known(page_id(ONE)).state == "written"
    assert again.balance().rejected == 1


def test_a_page_under_its_own_true_address_makes_two_rows_and_one_outcome(opened):
    ledger = opened()
    ledger.found(ONE)
    ledger.written(ONE, document(TWO), Position("a.jsonl", 0, 10))
    assert ledger.known(page_id(TWO)).segment == "a.jsonl"
    assert ledger.known(page_id(ONE)).duplicate_of == page_id(TWO)
    assert (ledger.balance().found, ledger.balance().written) == (1, 1)
