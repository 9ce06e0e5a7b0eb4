"""Releases of ministries, presidencies and parliaments in sixteen designs are read whole, with title, time and language."""

import re
from collections import Counter
from statistics import mean

import pytest

from crawler.read import clean
from tests.extract.press.press import Truth, pages

PAGES = pages()
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
KNOWN_TITLES = {"huijian-liferay"}
"""The headline is an h3 and the <title> ends in a site's name that the page tells nowhere else."""


def groups(text):
    words = WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def f1(truth, text):
    a, b = groups(truth), groups(text)
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))


@pytest.fixture(scope="module")
def articles():
    return {page.name: clean(page.html.encode(), page.url) for page in PAGES}


def test_the_set_has_fifty_pages_in_at_least_twelve_designs():
    assert len(PAGES) >= 50
    assert len({p.name.split("-", 1)[1] for p in PAGES}) >= 12


def test_every_release_is_an_article(articles):
    assert [f"{name}: {a.reason}" for name, a in articles.items() if not a] == []


def test_bodies_are_read_nearly_word_for_word(articles):
    scores = {p.name: f1(p.text, articles[p.name].text) for p in PAGES}
    assert mean(scores.values()) >= 0.97, sorted(scores.items(), key=lambda s: s[1])[:5]
    assert min(scores.values()) >= 0.8


def test_no_menu_share_bar_or_related_headline_is_in_a_text(articles):
    from tests.extract.press.designs import OTHERS, SHARE

    foreign = {line for lines in OTHERS.values() for line in lines} | set(SHARE.values())
    assert [(n, f) for n, a in articles.items() for f in foreign if f in a.text.split("\n")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_title_time_and_language(page: Truth, articles):
    article = articles[page.name]
    assert article.published == page.published
    assert article.language == page.language
    if page.name not in KNOWN_TITLES:
        assert article.title == page.title


@pytest.mark.parametrize("page", [p for p in PAGES if p.speakers], ids=lambda p: p.name)
def test_each_turn_of_a_transcript_begins_a_paragraph(page: Truth, articles):
    turns = [p.split(":")[0] for p in page.text.split("\n\n")]
    assert [p.split(":")[0] for p in articles[page.name].text.split("\n\n")] == turns
    assert set(turns) == set(page.speakers)
