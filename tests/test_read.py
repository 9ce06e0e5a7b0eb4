"""The pure door to reading: an article and its document, an article of several pages, and what a revision is told by."""

from datetime import UTC, date, datetime

import pytest

from crawler.model import Annotation, Article, Extraction, Source
from crawler.model.url import url_id
from crawler.read import annotate, clean, content_hash, continuation, document, joined

URL = "https://herald.example/2026/canal-talks"
SOURCE = Source(site="herald_ex", name="Herald", kind="news", country="EXA")
TEXTS = [
    "The talks on the canal ended on Tuesday without a result, as both delegations said in the evening.",
    "They will meet again in May, said the mediator Ilse Brandvoll, who spoke of a good atmosphere.",
    "The canal has been closed to large ships since January, and four hundred vessels wait in the straits.",
]


def page(*texts, head="", tail=""):
    story = "".join(f"<p>{t}</p>" for t in texts)
    return f"<html><head>{head}</head><body><article><h1>Talks on the canal end</h1>{story}</article>{tail}</body></html>"


class Recorder:
    """An annotator that keeps what it was asked."""

    def annotate(self, text, **asked):
        self.asked = {"text": text, **asked}
        return Annotation()


def test_an_article_becomes_a_document_of_its_address():
    article = clean(page(*TEXTS), URL)
    made = document(article, SOURCE, crawled=datetime(2026, 3, 4, tzinfo=UTC), annotation=Annotation())
    assert (made.id, made.url, made.revision) == (url_id(URL), URL, 1)
    assert (made.title, made.text) == ("Talks on the canal end", "\n\n".join(TEXTS))


def test_annotating_is_told_the_day_the_country_and_the_title():
    recorder = Recorder()
    article = clean(page(*TEXTS), "https://herald.example/2026/03/03/talks")
    annotate(article, SOURCE, annotator=recorder)
    told = {
        "text": article.text, "published": date(2026, 3, 3), "home_country": "EXA", "title": "Talks on the canal end",
    }  # fmt: skip
    assert told.items() <= recorder.asked.items()


def revised(**changes):
    base = {"url": URL, "title": "Talks", "text": TEXTS[0], "published": date(2026, 3, 3), "extraction": Extraction(method="x")}
    return Article(**{**base, **changes})


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"modified": date(2026, 3, 9)}, True),
        ({"language": "en"}, True),
        ({"title": "Talks end"}, False),
        ({"text": TEXTS[1]}, False),
        ({"published": date(2026, 3, 4)}, False),
        ({"authors": ("Ruben Astely",)}, False),
    ],
)
def test_a_revision_is_told_by_what_a_reader_sees(changes, same):
    assert (content_hash(revised()) == content_hash(revised(**changes))) is same


def test_an_article_over_several_pages_is_followed_and_joined():
    answers = {
        URL: page(TEXTS[0], head='<link rel="next" href="/2026/canal-talks?page=2">'),
        f"{URL}?page=2": page(TEXTS[0], TEXTS[1], tail='<a rel="next" href="?page=3">Next</a>'),
        f"{URL}?page=3": page(TEXTS[2], tail='<a rel="prev" href="?page=2">Back</a>'),
    }
    pages, address = [], URL
    while address:
        pages.append(clean(answers[address], address))
        address = continuation(pages[-1])
    whole = joined(pages)
    assert whole.text.split("\n\n") == TEXTS
    assert continuation(whole) is None
    assert whole.extraction.warnings == ("pages: 3 joined",)


@pytest.mark.parametrize(
    "href", ["/2026/ferry", "javascript:next()", "http://[bad", "?page=2&id=7", "//other.example/2026/canal-talks?page=2"]
)
def test_a_link_to_anything_else_is_no_next_page(href):
    assert continuation(clean(page(*TEXTS, tail=f'<a rel="next" href="{href}">Next</a>'), URL)) is None
