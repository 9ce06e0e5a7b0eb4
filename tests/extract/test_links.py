"""The links of a listing: absolute, each once, with the words and the time of their card."""

from datetime import UTC, date, datetime

import pytest
from cssselect import SelectorError

from crawler.read import links

URL = "https://mfa.example/en/news"
PAGE = """<html lang="en"><head><base href="/en/"></head><body><nav><a href="/">Home</a></nav><div class="list">
<div class="item"><span class="date">25.03.2026</span><a href="news/1">Talks on the canal end</a></div>
<div class="item"><a href="news/2"><img src="x"></a><h3><a href="news/2">Ferry to Saltholm cancelled</a></h3>
<time datetime="2026-03-24T10:00:00Z">yesterday</time></div>
<div class="item"><a href="news/3#comments">Storm on the coast</a></div><a href="mailto:x@mfa.example">Mail</a>
<a href="javascript:void(0)">More</a><a href="http://[bad">Bad</a><a href="https://other.example/x">Elsewhere</a></div></body></html>"""


def test_links_are_absolute_and_each_once_with_the_longest_words():
    found = {link.url: link.text for link in links(PAGE, URL, css="div.list")}
    assert found == {
        "https://mfa.example/en/news/1": "Talks on the canal end",
        "https://mfa.example/en/news/2": "Ferry to Saltholm cancelled",
        "https://mfa.example/en/news/3#comments": "Storm on the coast",
        "https://other.example/x": "Elsewhere",
    }


def test_a_card_gives_its_time_to_its_link_alone():
    times = [link.published for link in links(PAGE, URL, css="div.list")]
    assert times == [date(2026, 3, 25), datetime(2026, 3, 24, 10, tzinfo=UTC), None, None]


def test_patterns_choose_among_paths():
    assert [link.url for link in links(PAGE, URL, pattern=r"^/en/news/\d", exclude=r"/3$")] == [
        "https://mfa.example/en/news/1",
        "https://mfa.example/en/news/2",
    ]


def test_a_bad_selector_is_an_error_and_an_empty_page_is_not():
    assert links(b"", URL) == []
    with pytest.raises(SelectorError):
        links(PAGE, URL, css="div[[")
