"""Which text is a copy of which, and which paragraphs stand in many."""

from datetime import date

from crawler.ledger import Signature, page_id
from crawler.ledger.near import Copies
from tests.ledger.conftest import ONE, THREE, TWO, document

WORDS = "the minister received a delegation from the northern valley and spoke at length about rivers bridges customs and bread "


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


def test_a_text_is_compared_with_those_of_its_days_however_many_years_the_ledger_holds(opened, monkeypatch):
    ledger = opened()
    for week in range(60):
        made = document(f"https://news.example/w{week}", WORDS * 4, kind="news", published=date.fromordinal(730000 + 7 * week))
        ledger.copies.add(made, Signature.of(WORDS * 4))
    ledger.flush()
    Copies._recent.clear()
    ledger.close()
    again, read = opened(), []
    real = again.copies._read
    monkeypatch.setattr(again.copies, "_read", lambda query: read.extend(rows := real(query)) or rows)
    assert signed(again, ONE, WORDS * 4, "news", date.fromordinal(730000 + 7 * 30 + 1)) == page_id("https://news.example/w30")
    assert len(read) == 1
