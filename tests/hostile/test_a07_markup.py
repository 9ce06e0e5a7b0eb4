"""A7: markup made to hurt. Each page ends under 10 s of CPU with an article or a reason, its spans true, its text speakable."""

from __future__ import annotations

import time
import unicodedata

import pytest

from crawler.extract import links as listing
from crawler.read import clean

URL = "https://mfa.example/en/news/1"
PARAGRAPH = "<p>Ministers met in the capital on Monday and agreed to open the border for trade in spring.</p>"
SOUND = PARAGRAPH * 8
SECONDS = 10


def page(body: str) -> str:
    return f"<html><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>{body}</article></body></html>"


CASES = {
    "40,000 attributes": page("<div " + " ".join(f'a{i}="{i}"' for i in range(40_000)) + f">{SOUND}</div>"),
    "a giant attribute": page(f'<div data-x="{"x" * 3_000_000}">{SOUND}</div>'),
    "50,000 elements deep": page("<div>" * 50_000 + SOUND),
    "20,000 tables deep": page("<table><tr><td>" * 20_000 + SOUND),
    "60,000 links in a row": page(SOUND + "<a href=/x>a word</a>" * 60_000),
    "200,000 elements": page(SOUND + "<section><b>x</b></section>" * 100_000),
    "an unclosed comment": page(SOUND + "<!-- " + "- " * 1_000_000),
    "unclosed comments": page(SOUND + "<!-- a " * 200_000),
    "a text node of 20 MB": page("<p>" + "a " * 10_000_000 + "</p>"),
    "a word of 3 MB": page(SOUND + "<p>" + "a" * 3_000_000 + "</p>"),
    "white space": page(SOUND + "<p>" + " " * 2_000_000 + "x</p>"),
    "angle brackets": page(SOUND + "<" * 1_000_000),
    "ampersands": page(SOUND + "&" * 1_000_000),
    "NULs": page(SOUND.replace("met", "m\0et")) + "\0" * 1_000_000,
    "bidirectional controls": page(SOUND + "<p>" + "\u202e" * 200_000 + "txt.exe</p>"),
    "combining characters": page(SOUND + "<p>a" + "\u0301" * 300_000 + "</p>"),
    "JSON-LD of brackets": page(SOUND + '<script type="application/ld+json">' + "[" * 400_000 + "</script>"),
    "30,000 JSON-LD": page(SOUND + '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>' * 5_000),
    "times": page(SOUND + "<time datetime='2026-03-02T10:00:00'>2 March 2026</time>" * 5_000),
    "unclosed meta tags": "<html><head>" + "<meta " * 200_000 + f"</head><body>{SOUND}</body></html>",
    "an unclosed script": page(SOUND + '<script>"' + "words and words " * 100_000),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a07_no_page_takes_long_or_breaks_its_record(case: str) -> None:
    body = CASES[case].encode("utf-8", "surrogatepass")
    began = time.process_time()
    found = clean(body, URL)
    assert time.process_time() - began < SECONDS
    if not found:
        assert found.reason
        return
    assert all(found.text[b.start : b.end].strip() for b in found.blocks)
    assert not [c for c in found.text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]


@pytest.mark.parametrize("case", ["60,000 links in a row", "200,000 elements", "a text node of 20 MB"])
def test_a07_what_no_article_has_is_refused_before_it_is_read(case: str) -> None:
    found = clean(CASES[case], URL)
    assert not found
    assert found.reason == "too_large"


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe\x00", b"\xc0\xaf", b"\xf4\x90\x80\x80", "\ufffe\uffff".encode()])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "shift_jis", "utf-7", "no-such-charset", "idna", "rot13", "unicode_escape"])
def test_a07_lone_surrogates_and_wrong_charsets_leave_text_that_is_text(raw: bytes, charset: str) -> None:
    body = page(SOUND).replace("capital", "cap-HERE-ital").encode().replace(b"-HERE-", raw)
    found = clean(body, URL, headers=[("content-type", f"text/html; charset={charset}")])
    if found:
        found.text.encode("utf-8")
        assert "\0" not in found.text


LISTS = {
    "a pager of 4,000 pages": "<nav>" + "".join(f"<a href='?page={n}'>p. {n:06d}</a> " for n in range(4_000)) + "</nav>",
    "one link 2,000 times": "<div>" + "<a href=/x>2026/1</a><i>p. 000001</i>" * 2_000 + "</div>",
    "nearly dates in boxes": "".join(
        "<div>" + "".join(f"<a href=/{n}/{i}>p. {n:04d}{i:02d}</a>" for i in range(60)) + "</div>" for n in range(60)
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a07_the_times_of_a_lists_cards_are_looked_for_within_bounds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: every link looked for in the box of all the others is 16 million looks."""
    read, words = [], []
    monkeypatch.setattr(listing, "parse", lambda text, **_: read.append(text))
    real = listing._text
    monkeypatch.setattr(listing, "_text", lambda element: words.append(1) or real(element))
    assert listing.links(f"<html><body>{LISTS[name]}</body></html>", URL)
    assert len(read) <= listing.MOST_DATES
    assert len(words) <= 10_000
