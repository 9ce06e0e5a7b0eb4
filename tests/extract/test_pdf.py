"""A PDF's text is read in paragraphs, with title and time; a scan or a broken file is told."""

from datetime import UTC, datetime

import pytest

from crawler.model import ArticleHints
from crawler.read import clean
from tests.extract.test_verdicts import PROSE
from tests.newsroom import pdf as maker

CREATED = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)


def test_title_paragraphs_and_time_are_read():
    body = maker.pdf("Communique on the canal", "Steinort, 3 March 2026", PROSE, created=CREATED)
    article = clean(body, "https://mfa.example/files/c.pdf", site=ArticleHints(timezone="Asia/Baku"))
    assert article.title == "Communique on the canal"
    assert article.published.isoformat() == "2026-03-03T14:05:00+04:00"
    assert article.language == "en"
    assert article.text.split("\n\n") == ["Steinort, 3 March 2026", *PROSE]
    assert article.extraction.sources["text"] == "pdf"


def test_what_the_listing_said_comes_first():
    body = maker.pdf("Communique on the canal", "", PROSE, created=CREATED)
    article = clean(body, "https://mfa.example/c.pdf", hints={"title": "The canal", "published": "2026-03-04"})
    assert (article.title, str(article.published)) == ("The canal", "2026-03-04")


def test_a_scan_without_text_is_rejected():
    found = clean(maker.pdf("", "", [], created=CREATED), "https://mfa.example/scan.pdf")
    assert (bool(found), found.reason) == (False, "pdf_unreadable")


WHOLE = maker.pdf("Communique on the canal", "Steinort, 3 March 2026", PROSE, created=CREATED)
UNREADABLE = {
    "a head alone": b"%PDF-1.7\n",
    "a catalogue alone": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj",
    "nothing but NUL": b"%PDF-" + b"\x00" * 4000,
    "cut within its first objects": WHOLE[:300],
    "one line of text": maker.pdf("Annex", "", ["See overleaf."], created=CREATED),
    "encrypted": WHOLE.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (x) /P -4 >>"),
}
READABLE = {
    "without its last line": WHOLE[: WHOLE.rfind(b"%%EOF")],
    "with noise behind its end": WHOLE + b"\n<!-- served in 0.1 s -->\n" * 20,
    "with a wrong date": WHOLE.replace(b"D:20260303", b"D:20269903"),
    "without a title": WHOLE.replace(b"/Title (Communique on the canal)", b"/Title ()"),
    "with a table that points nowhere": WHOLE.replace(b"startxref\n", b"startxref\n9"),
    "of several pages": maker.pdf("Communique on the canal", "", PROSE * 12, created=CREATED),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_broken_file_is_rejected(name):
    found = clean(UNREADABLE[name], "https://mfa.example/a.pdf")
    assert (bool(found), found.reason) == (False, "pdf_unreadable")


@pytest.mark.parametrize("name", READABLE)
def test_a_damaged_file_that_can_be_read_is_read(name):
    article = clean(READABLE[name], "https://mfa.example/a.pdf")
    assert article, article.detail
    assert PROSE[0] in article.text
