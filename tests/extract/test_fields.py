"""Titles without the site, authors as names, times with their source, language by text: what a page says is weighed."""

# ruff: noqa: E501 markup reads better on its own lines

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawler.model import ArticleHints
from crawler.read import clean
from tests.extract.test_verdicts import PROSE

BODY = "".join(f"<p>{p}</p>" for p in PROSE)
URL = "https://www.herald.example/2026/canal-talks"


def read(head="", body="<h1>Talks on the canal end</h1>{}", title="Talks on the canal end - Herald", url=URL, **options):
    page = f"<html lang=en><head><title>{title}</title>{head}</head><body><article>{body.format(BODY)}</article></body></html>"
    article = clean(page, url, **options)
    assert article, article
    return article


def ld(**fields):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("head", "body", "title", "expected"),
    [
        ("", "<h1>Talks on the canal end</h1>{}", "Talks on the canal end - Herald", "Talks on the canal end"),
        ("", "{}", "Talks on the canal end | Herald", "Talks on the canal end"),
        ("", "{}", "Herald: Talks on the canal end :: Herald", "Herald: Talks on the canal end"),
        (
            '<meta property="og:site_name" content="The Daily Herald">',
            "{}",
            "Talks on the canal end — The Daily Herald",
            "Talks on the canal end",
        ),
        ('<meta property="og:title" content="Talks on the canal end | herald.example">', "{}", "x", "Talks on the canal end"),
        ("", "<h1>Herald</h1><h1>Talks on the canal end</h1>{}", "Talks on the canal end | Herald", "Talks on the canal end"),
        (
            "",
            "<h1><span>Canal</span> Talks on the canal end today</h1>{}",
            "Talks on the canal end today | Herald",
            "Talks on the canal end today",
        ),
        (ld(headline="Talks on the canal end in Steinort"), "<h1>Herald</h1>{}", "Herald", "Talks on the canal end in Steinort"),
        (
            ld(headline="Talks on the canal end in…"),
            "{}",
            "Talks on the canal end in Steinort | Herald",
            "Talks on the canal end in Steinort",
        ),
        ("", "<h1>Talks on the canal\u00a0end &amp; begin again</h1>{}", "x", "Talks on the canal end & begin again"),
        (
            "",
            "<h1><span class=overline>Steinort</span>Talks on the canal end</h1>{}",
            "Steinort - Talks on the canal end",
            "Talks on the canal end",
        ),
        (
            "",
            "<h1><span class=kicker>Steinort</span><i class=sr-only>:</i> Talks on the canal end</h1>{}",
            "Steinort: Talks on the canal end",
            "Steinort: Talks on the canal end",
        ),
        ("", "<h1><b class=visually-hidden>Headline:</b> Talks on the canal end</h1>{}", "x", "Talks on the canal end"),
        ("", "<h1><span class=topline>3.3.2026</span>Talks on the canal end</h1>{}", "x", "Talks on the canal end"),
        (
            '<meta property="og:title" content="Talks on the canal end">',
            "<h1>Talks on the canal end | Harbour authority</h1>{}",
            "Talks on the canal end | Harbour authority",
            "Talks on the canal end",
        ),
        (
            ld(headline="Talks on the canal end"),
            "{}",
            "Talks on the canal end, Daily of Steinort, 3.3.2026",
            "Talks on the canal end",
        ),
        (
            ld(headline="Talks on the canal end"),
            "<ul class=breadcrumb><li>News<li><h1>Canal in Steinort: no result of talks</h1></ul><h2>Talks on the canal end</h2>{}",
            "Canal in Steinort: no result of talks",
            "Talks on the canal end",
        ),
        (
            ld(headline="Canal in Steinort: no result of talks"),
            "<ul class=breadcrumb><li>News<li><h1>Canal in Steinort: no result of talks</h1></ul><h2>Talks on the canal end</h2>{}",
            "Canal in Steinort: no result of talks",
            "Canal in Steinort: no result of talks",
        ),
    ],
)
def test_the_title_is_the_headline_without_the_site(head, body, title, expected):
    assert read(head, body, title).title == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (ld(headline="T", author={"@type": "Person", "name": "Ines Halden"}), "{}", ("Ines Halden",)),
        (ld(headline="T", author=[{"name": "Ines Halden"}, {"name": "Bo Ek"}]), "{}", ("Ines Halden", "Bo Ek")),
        (ld(headline="T", author="Ines Halden and Bo Ek"), "{}", ("Ines Halden", "Bo Ek")),
        (ld(headline="T", author=[{"name": "Herald"}, {"name": "Ines Halden"}]), "{}", ("Ines Halden",)),
        ('<meta name="author" content="By Ines Halden, Political Editor">', "{}", ("Ines Halden",)),
        ('<meta name="author" content="ines@herald.example">', "<p class=byline>By Ines Halden</p>{}", ("Ines Halden",)),
        ("", "<h1>Talks on the canal end</h1><p>Von Ines Halden und Bo Ek</p>{}", ("Ines Halden", "Bo Ek")),
        ("", "<h1>Talks on the canal end</h1><div>By <span>Ines Halden</span></div>{}", ("Ines Halden",)),
        ("", '<h1>Talks on the canal end</h1><a href="/author/ines-halden">Ines Halden</a>{}', ("Ines Halden",)),
        ("", "<h1>Talks on the canal end</h1><span class=author-name>Ines Halden</span>{}", ("Ines Halden",)),
        ("", "<h1>Talks on the canal end</h1><p class=byline>Photo: Bo Ek</p>{}", ()),
        ("", "{}<p>Text: Ines Halden</p>", ()),
        ("", "{}", ()),
    ],
)
def test_authors_are_names(head, body, expected):
    assert read(head, body).authors == expected


def test_an_organisation_is_the_author_only_where_the_page_says_so_and_names_nobody():
    head = ld(headline="T", author={"@type": "Organization", "name": "Canal News Agency"})
    assert read(head).authors == ("Canal News Agency",)
    assert read(head, "<h1>Talks on the canal end</h1><p>By Ines Halden</p>{}").authors == ("Ines Halden",)


EAST = timezone(timedelta(hours=4))


@pytest.mark.parametrize(
    ("head", "body", "published", "source"),
    [
        (ld(headline="T", datePublished="2026-03-03T10:00:00+04:00"), "{}", datetime(2026, 3, 3, 10, tzinfo=EAST), "json-ld"),
        (
            '<meta property="article:published_time" content="2026-03-03T10:00:00+04:00">',
            "{}",
            datetime(2026, 3, 3, 10, tzinfo=EAST),
            "meta",
        ),
        (
            "",
            "<h1>Talks on the canal end</h1><time datetime='2026-03-03T10:00:00+04:00'></time>{}",
            datetime(2026, 3, 3, 10, tzinfo=EAST),
            "html",
        ),
        ("", "<h1>Talks on the canal end</h1><p>3 March 2026</p>{}", date(2026, 3, 3), "html"),
        ("", "<h1>Talks on the canal end</h1>{}<p>Steinort, 3 March 2026</p>", date(2026, 3, 3), "html"),
        ("", "{}", None, None),
        (
            ld(headline="T", datePublished="2026-03-02T22:30:00Z"),
            "<h1>Talks on the canal end</h1><time datetime='2026-03-03T02:30:00+04:00'></time>{}",
            datetime(2026, 3, 3, 2, 30, tzinfo=EAST),
            "html",
        ),
        (
            ld(headline="T", datePublished="2026-03-02T22:30:00Z"),
            "<h1>Talks on the canal end</h1><p class=date>3 March 2026, 02:30</p>{}",
            datetime(2026, 3, 3, 2, 30, tzinfo=EAST),
            "json-ld",
        ),
        (
            '<meta property="article:published_time" content="2026-01-11T12:00:00">',
            "<h1>Talks on the canal end</h1><p>Published: 01.11.2026</p>{}",
            date(2026, 11, 1),
            "html",
        ),
    ],
)
def test_the_time_of_publication_keeps_its_offset_and_names_its_source(head, body, published, source):
    article = read(head, body)
    assert article.published == published
    assert article.extraction.sources.get("published") == source


def test_the_address_dates_an_article_where_the_page_does_not():
    article = read(url="https://herald.example/2026/03/03/canal-talks")
    assert (article.published, article.extraction.sources["published"]) == (date(2026, 3, 3), "url")


def test_what_the_feed_said_is_used_where_the_page_is_silent():
    article = read(body="{}", title="", hints={"title": "Talks on the canal end", "published": "2026-03-03T10:00:00+04:00"})
    assert (article.title, article.published) == ("Talks on the canal end", datetime(2026, 3, 3, 10, tzinfo=EAST))
    assert article.extraction.sources["published"] == "feed"


def test_two_witnesses_outweigh_the_first_and_the_contradiction_is_a_warning():
    head = (
        ld(headline="T", datePublished="2020-01-01T00:00:00Z")
        + '<meta property="article:published_time" content="2026-03-03T09:00:00Z">'
    )
    article = read(head, "<h1>Talks on the canal end</h1><p class=date>3 March 2026</p>{}")
    assert article.published == datetime(2026, 3, 3, 9, tzinfo=UTC)
    one = read(
        ld(headline="T", datePublished="2026-03-01T00:00:00Z"), "<h1>Talks on the canal end</h1><p class=date>9 March 2026</p>{}"
    )
    assert one.published == datetime(2026, 3, 1, tzinfo=UTC)
    assert [w for w in one.extraction.warnings if w.startswith("published: html says 2026-03-09")]


def test_modified_is_kept_apart_from_published():
    article = read("", "<h1>Talks on the canal end</h1><p>Published 3 March 2026</p><p>Updated 5 March 2026</p>{}")
    assert (article.published, article.modified) == (date(2026, 3, 3), date(2026, 3, 5))
    only = read("", "<h1>Talks on the canal end</h1><p>Updated 5 March 2026</p>{}")
    assert (only.published, only.modified) == (date(2026, 3, 5), date(2026, 3, 5))
    assert only.extraction.sources["published"] == "modified"
    assert only.extraction.warnings == ("published: the page tells the day of its last change only",)
    declared = read('<meta property="article:modified_time" content="2026-03-05T10:00:00Z">')
    assert (declared.published, declared.modified) == (None, datetime(2026, 3, 5, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("Steinort, (12.11.2025). Both sides will meet again in May, the mediator said.", date(2025, 11, 12)),
        ("12.11.2025 „We have time“, said the minister before he left the city by train.", date(2025, 11, 12)),
        ("Press release of 3 March 2026 | Steinort – Both sides will meet again in May.", date(2026, 3, 3)),
        ("Pressemitteilung vom 3. März 2026, Steinort. Beide Seiten treffen sich im Mai.", date(2026, 3, 3)),
        ("On Monday, 2 March 2026, the minister met the mediator in the customs house.", None),
        ("2 March 2026 was the day on which the canal was closed to all large ships.", None),
        ("Steinort, 2 March 2026, will be remembered by the pilots of both countries.", None),
    ],
)
def test_a_statement_is_dated_by_its_head_and_not_by_its_sentences(opening, day):
    assert read("", f"<h1>Talks on the canal end</h1><p>{opening}</p>{{}}").published == day


@pytest.mark.parametrize(
    ("path", "day"),
    [("news/29-10-2025", date(2025, 10, 29)), ("news/05.05.2025/talks", date(2025, 5, 5)), ("news/03-04-2025", None)],
)
def test_an_address_with_the_day_first_dates_an_article_where_its_order_is_certain(path, day):
    assert read(url=f"https://herald.example/{path}").published == day


def test_a_full_hour_of_utc_is_the_midnight_of_the_day_that_is_shown():
    shown = "<h1>Talks on the canal end</h1><p class=date>{day} March 2026</p>{{}}"
    meta = '<meta property="article:published_time" content="2026-03-02T{}Z">'
    assert read(meta.format("23:00:00"), shown.format(day=3)).published.isoformat() == "2026-03-03T00:00:00+01:00"
    assert read(meta.format("23:00:17"), shown.format(day=3)).published.isoformat() == "2026-03-02T23:00:17+00:00"
    assert read(meta.format("23:00:00"), shown.format(day=2)).published.isoformat() == "2026-03-02T23:00:00+00:00"


def test_the_making_of_a_page_gives_way_to_the_day_that_it_shows():
    created = '<meta name="dcterms.created" content="2026-02-20T09:00:00+01:00">'
    shown = "<h1>Talks on the canal end</h1><time datetime='2026-03-03T08:00:00+01:00'>3.3.2026</time>{}"
    assert read(created, shown).published.isoformat() == "2026-03-03T08:00:00+01:00"
    assert read(created).published.isoformat() == "2026-02-20T09:00:00+01:00"


def test_a_date_in_a_sentence_is_the_storys():
    body = (
        "<h1>Talks on the canal end</h1><p>The pilots want an answer before the date of their strike, which is 14 April 2026.</p>{}"
    )
    assert read("", body).published is None


def test_a_time_in_peoples_words_comes_before_a_hidden_stamp():
    body = "<h1>Talks on the canal end</h1><time>2026-03-02T20:35:36+01:00</time><p class=meta>Steinort, 03.03.2026, 058/26</p>{}"
    assert read("", body).published == date(2026, 3, 3)


def test_the_sites_zone_makes_a_bare_time_an_instant_and_a_utc_one_local():
    zone = ArticleHints(timezone="Asia/Baku")
    bare = read("", "<h1>Talks on the canal end</h1><p class=date>03.03.2026 02:30</p>{}", site=zone)
    utc = read(ld(headline="T", datePublished="2026-03-02T22:30:00Z"), site=zone)
    assert bare.published.isoformat() == utc.published.isoformat() == "2026-03-03T02:30:00+04:00"


def test_relative_and_future_dates_count_from_the_fetch():
    fetched = datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert read("", "<h1>Talks on the canal end</h1><span class=date>2 days ago</span>{}", fetched=fetched).published == date(
        2026, 3, 3
    )
    assert read("", "<h1>Talks on the canal end</h1><span class=date>5 May 2026</span>{}", fetched=fetched).published is None


def test_the_order_of_numbers_comes_from_the_site():
    body = "<h1>Talks on the canal end</h1><p class=date>03/09/2026</p>{}"
    assert read("", body).published is None
    assert read("", body, site=ArticleHints(date_order="MDY")).published == date(2026, 3, 9)
    assert read("", body, site=ArticleHints(date_order="DMY")).published == date(2026, 9, 3)


def test_the_language_is_the_texts_and_not_the_markups():
    german = (
        "<p>Die Gespräche über den Kanal zwischen Marland und Kestria sind am Dienstag ohne Ergebnis zu Ende gegangen, wie beide "
        "Delegationen am Abend mitteilten.</p><p>Im Mai wollen sie sich wieder treffen, sagte die Vermittlerin Ilse Brandvoll.</p>"
    )
    page = f"<html lang=en><body><article><h1>Gespräche über den Kanal</h1>{german}</article></body></html>"
    assert clean(page, URL).language == "de"


def test_a_sites_selectors_are_used_and_stale_ones_are_warned_of():
    page = (
        f"<html><body><div class=x><b class=t>Talks on the canal end</b><i>3.3.2026</i><div class=txt>{BODY}<div class=ad>Buy boats today.</div>"
        "</div></div></body></html>"
    )
    site = ArticleHints(body="div.txt", title="b.t", published="i", drop=(".ad",), authors=".nobody")
    article = clean(page, URL, site=site)
    assert article.text == "\n\n".join(PROSE)
    assert (article.title, article.published) == ("Talks on the canal end", date(2026, 3, 3))
    assert {"text": "site", "title": "site", "published": "site"}.items() <= article.extraction.sources.items()
    assert article.extraction.warnings == ("site: authors '.nobody' finds nothing",)
    bad = clean(page, URL, site=ArticleHints(body="div[[", title="h9"))
    assert bad
    assert [w for w in bad.extraction.warnings if "no CSS selector" in w]
