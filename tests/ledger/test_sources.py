"""What a feed, a sitemap or a list showed, and what it still shows when it is unchanged."""

from crawler.ledger import page_id
from tests.ledger.conftest import ONE, TWO, write


def test_a_source_keeps_its_validators_and_counts_its_entries_when_unchanged(opened):
    ledger = opened()
    ledger.found(ONE)
    ledger.source_read("https://news.example/rss", etag="x", entries=17)
    ledger.close()
    again = opened()
    assert again.source("https://news.example/rss").etag == "x"
    assert again.listed() == 17


def test_what_an_unchanged_source_shows_counts_as_found_and_unchanged(opened):
    ledger = opened()
    for url in (ONE, TWO):
        ledger.found(url)
        write(ledger, url)
    ledger.source_read("https://news.example/rss", etag="x", entries=2, shown={page_id(ONE), page_id(TWO)})
    ledger.close()
    again = opened()
    again.source("https://news.example/rss")
    assert list(again.due()) == list(again.still_listed("https://news.example/rss")) == []
    assert (again.balance().found, again.balance().unchanged, again.listed()) == (2, 2, 2)


def test_what_a_source_no_longer_shows_is_forgotten_unless_only_its_first_page_was_read(opened):
    source = "https://news.example/list"
    ledger = opened()
    for url in (ONE, TWO):
        ledger.found(url)
        write(ledger, url)
    ledger.source_read(source, shown={page_id(ONE)})
    ledger.flush()
    ledger.source_read(source, shown={page_id(TWO)}, whole=False)
    ledger.close()
    again = opened()
    assert list(again.still_listed(source)) == []
    assert again.balance().found == 2
    again.source_read(source, shown={page_id(TWO)})
    again.close()
    last = opened()
    assert list(last.still_listed(source)) == []
    assert last.balance().found == 1
