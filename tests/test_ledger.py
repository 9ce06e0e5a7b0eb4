"""The ledger: what was seen, what became of it, and whether the books balance; on SQLite and on PostgreSQL."""

import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from crawler.feeds import Position
from crawler.ledger import Ledger, LedgerError, LedgerLocked, Schedule, Signature, page_id
from crawler.ledger.near import Copies
from crawler.model import Document, Extraction, Rejected, Source
from tests.postgres import postgres

ONE, TWO, THREE = (f"https://news.example/{n}" for n in (1, 2, 3))
WORDS = "the minister received a delegation from the northern valley and spoke at length about rivers bridges customs and bread "


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def server():
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    running = request.getfixturevalue("server")
    with sa.create_engine(running.url).begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    return running.url


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def opened(url, tmp_path, clock):
    ledgers = []
    Copies._recent.clear()

    def open_(site="one_ex"):
        ledgers.append(Ledger.open(url, site, run="r", now=clock, output=tmp_path))
        return ledgers[-1]

    yield open_
    for ledger in ledgers:
        with suppress(LedgerError):
            ledger.close()


def document(url, text="Some text.", **given):
    source = Source(site=given.pop("site", "one_ex"), kind=given.pop("kind", None))
    base = {"id": page_id(url), "content_hash": f"h-{text}", "url": url, "source": source, "text": text}
    return Document(**base, extraction=Extraction(method="test"), **given)


def write(ledger, url, **given):
    ledger.written(url, document(url, **given), Position("a.jsonl", 0, 10), body_hash="b", etag='"e"')


def reject(reason, url=ONE):
    return Rejected(url=url, stage="clean", reason=reason)


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


def test_a_source_keeps_its_validators_and_counts_its_entries_when_unchanged(opened):
    ledger = opened()
    ledger.found(ONE)
    ledger.source_read("https://news.example/rss", etag="x", entries=17)
    ledger.close()
    again = opened()
    assert again.source("https://news.example/rss").etag == "x"
    assert again.listed() == 17


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


def test_a_second_run_of_the_site_is_refused_and_another_site_is_not(opened):
    ledger = opened()
    with pytest.raises(LedgerLocked, match="one_ex"):
        opened()
    opened("two_ex")
    ledger.close()
    opened()


def test_a_newer_ledger_is_refused_in_words(url, opened):
    opened().close()
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE dragoman_ledger SET version = 2"))
    with pytest.raises(LedgerError, match="newer Dragoman"):
        opened()
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE dragoman_ledger SET version = 0"))
    with pytest.raises(LedgerError, match="builds it anew"):
        opened()


@pytest.mark.parametrize("bad", ["nonsense", "mysql://x/y", "postgresql+psycopg://nobody@127.0.0.1:1/x"])
def test_a_ledger_that_cannot_be_opened_says_so_in_one_line(tmp_path, bad):
    with pytest.raises(LedgerError) as failed:
        Ledger.open(bad, "one_ex", run="r", output=tmp_path)
    assert "\n" not in str(failed.value)
    Ledger.open(f"sqlite:///{tmp_path / 'l.db'}", "one_ex", run="r", output=tmp_path).close()


def test_a_missing_driver_is_named_with_the_way_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match="pip install 'psycopg"):
        Ledger.open("postgresql://127.0.0.1:1/x", "one_ex", run="r", output=tmp_path)


def test_first_runs_of_several_sites_at_once_make_one_ledger(tmp_path):
    program = (
        "import sys; from pathlib import Path; from crawler.ledger import Ledger; folder = Path(sys.argv[1]);"
        "ledger = Ledger.open(f'sqlite:///{folder}/ledger.db', sys.argv[2], run='r', output=folder);"
        "[ledger.found(f'https://news.example/{n}') for n in range(2000)]; ledger.close()"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"site{n}_ex"], stderr=subprocess.PIPE, text=True)
        for n in range(5)
    ]
    said = [run.communicate(timeout=60)[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * 5, said
    with sa.create_engine(f"sqlite:///{tmp_path / 'ledger.db'}").connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM pages")).scalar() == 10_000


def test_a_password_is_never_shown(tmp_path):
    with pytest.raises(LedgerError) as failed:
        Ledger.open("postgresql+psycopg://me:s3cret@127.0.0.1:1/x", "one_ex", run="r", output=tmp_path)
    assert "s3cret" not in str(failed.value)


def test_a_lost_ledger_is_told_at_once_and_for_ever(opened, tmp_path, url):
    if not url.startswith("sqlite"):
        pytest.skip("a file can be deleted, a server stopped: see the next test")
    told = []
    ledger = opened()
    ledger.on_failure(told.append)
    (tmp_path / "ledger.db").unlink()
    ledger.found(ONE)
    with pytest.raises(LedgerError, match="removed"):
        ledger.flush()
    assert told
    with pytest.raises(LedgerError):
        ledger.found(TWO)


def test_a_stopped_server_is_a_lost_ledger(server, tmp_path):
    ledger = Ledger.open(server.url, "three_ex", run="r", output=tmp_path)
    ledger.found(ONE)
    server.stop()
    try:
        with pytest.raises(LedgerError):
            ledger.flush()
        with pytest.raises(LedgerError):
            ledger.close()
    finally:
        server.start()
    again = Ledger.open(server.url, "three_ex", run="r", output=tmp_path)
    assert again.found(ONE).why == "new"
    again.close()


def signed(ledger, url, text, kind, published=date(2026, 3, 2)):
    made, signature = document(url, text, kind=kind, published=published, site=ledger.site), Signature.of(text)
    original = ledger.copies.original(made.id, kind, published, signature)
    if original is None:
        ledger.copies.add(made, signature)
    return original


def test_a_copy_names_its_original_across_sites_and_runs(opened):
    ledger = opened()
    assert signed(ledger, ONE, WORDS * 4, "ministry") is None
    assert signed(opened("two_ex"), TWO, WORDS * 4 + "Reported by the wire.", "agency") == page_id(ONE)
    ledger.close()
    Copies._recent.clear()  # as in another process
    assert signed(opened("three_ex"), THREE, WORDS * 4, "news") == page_id(ONE)


def test_who_speaks_before_the_wire_is_never_its_copy(opened):
    ledger = opened()
    assert signed(ledger, ONE, WORDS * 4, "agency") is None
    assert signed(ledger, TWO, WORDS * 4, "ministry") is None
    assert signed(ledger, THREE, WORDS * 4, "news") == page_id(TWO)


def test_a_daily_report_of_one_shape_is_no_copy_of_yesterdays(opened):
    ledger = opened()
    shape = WORDS * 3 + "In all {} lorries passed the bridge at {} before noon, and {} were turned back for want of papers."
    assert signed(ledger, ONE, shape.format(17, "Sarna", "two"), "ministry") is None
    assert signed(ledger, TWO, shape.format(904, "Velik", "sixty"), "ministry") is None


def test_the_same_words_a_year_later_are_no_copy(opened):
    ledger = opened()
    assert signed(ledger, ONE, WORDS * 4, "ministry") is None
    assert signed(ledger, TWO, WORDS * 4, "ministry", date(2027, 3, 2)) is None


def test_texts_on_one_subject_are_no_copies():
    one = "The minister met the ambassador in the capital on Monday. They spoke about trade, visas and a new bridge over the river."
    two = "The ambassador was received by the minister this week, and talks turned to fishing rights, students and cheaper flights."
    assert Signature.of(one * 3).likeness(Signature.of(two * 3)) < 0.2
    assert Signature.of(one * 3).likeness(Signature.of(one * 3)) == 1


def test_a_paragraph_that_stands_in_many_articles_is_learned_for_the_next_run(opened):
    ledger = opened()
    for number in range(12):
        ledger.learn([f"Paragraph {number}.", "Follow us on all channels."])
    assert "Follow us on all channels." not in ledger.boilerplate()
    ledger.close()
    again = opened()
    assert "Follow us on all channels." in again.boilerplate()
    assert "Paragraph 3." not in again.boilerplate()


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
