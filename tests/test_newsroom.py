"""The invented newsroom itself: it must be right, or nothing that is measured against it means anything."""

import gzip
import io
import json
import re
from collections import Counter
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator

from crawler.model import record
from crawler.sites import load_sites
from tests.newsroom import Newsroom, content, truth
from tests.newsroom.build import DEMO, WARC, built, fetches
from tests.newsroom.client import ask
from tests.newsroom.content import HOSTS
from tests.newsroom.designs.mfa import GONE, MOVED
from tests.newsroom.truth import FILE

ARTICLES = [e for e in truth() if e["is_article"]]
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(scope="module")
def room():
    with Newsroom() as running:
        yield running


@pytest.fixture
def own():
    with Newsroom() as running:
        yield running


def links(body):
    """All link targets of a page."""
    return [a.get("href") for a in html.fromstring(body).iter("a")]


# Truth


def test_the_newsroom_has_the_articles_and_the_traps_it_promises():
    assert len(ARTICLES) >= 60
    assert {e["language"] for e in ARTICLES} >= {"en", "az", "ru", "fr"}
    assert sum(e["duplicate_of"] is not None for e in ARTICLES) >= 6
    assert any(e["modified"] for e in ARTICLES)
    assert any(e["published"] is None for e in ARTICLES)
    assert any(e["url"].endswith(".pdf") for e in ARTICLES)
    assert {e["kind"] for e in truth() if not e["is_article"]} >= {
        "about",
        "contacts",
        "gallery",
        "tag",
        "search",
        "login",
        "soft 404",
        "redirect",
    }


def test_every_article_has_one_address_and_a_way_to_be_found():
    assert [u for u, n in Counter(e["url"] for e in truth()).items() if n > 1] == []
    assert [e["url"] for e in ARTICLES if not e["ways"]] == []


def test_every_quote_stands_in_its_text_and_every_mention_at_its_offsets():
    missing = [(e["url"], v["quote"]) for e in ARTICLES for v in e["events"] if v["quote"] not in e["text"]]
    assert missing == []
    for entry in ARTICLES:
        for mention in (m for entity in entry["entities"] for m in entity["mentions"]):
            assert entry["text"][mention["start"] : mention["end"]] == mention["text"]


def test_truth_speaks_the_record_s_own_language():
    kinds, labels = set(record.EventType.__args__), set(record.Label.__args__)
    code = re.compile(r"^[A-Z]{3}([A-Z]{3})*$")
    for entry in ARTICLES:
        for event in entry["events"]:
            assert {event["type"], *event["alt_types"]} <= kinds
            assert event["actors"], event
            assert all(code.match(c) for c in [*event["actors"], *event["recipients"]]), event
            assert event["modality"] in record.Assertion.model_fields["modality"].annotation.__args__
            assert event["date"]["start"] <= event["date"]["end"]
        assert {e["label"] for e in entry["entities"]} <= labels


def test_the_events_cover_the_types_of_political_news():
    covered = {v["type"] for e in ARTICLES for v in e["events"]}
    assert covered >= {"CONSULT", "AGREE", "STATEMENT", "APPEAL", "SUPPORT", "ACCUSE", "SANCTION", "COOPERATE", "AID", "REQUEST"}


def test_every_copy_repeats_most_of_an_article_that_exists():
    by_url = {e["url"]: e for e in ARTICLES}
    for copy in (e for e in ARTICLES if e["duplicate_of"]):
        original = set(by_url[copy["duplicate_of"]]["versions"][0]["text"].split())
        assert len(original & set(copy["text"].split())) / len(original) > 0.6, copy["url"]


# What is kept


@pytest.mark.parametrize("path", sorted(built()), ids=lambda p: p.name)
def test_what_is_kept_is_what_the_sources_give(path):
    """Gzip members are compared unpacked: the WARC is the same to the byte, whatever zlib packed it."""
    kept, made = path.read_bytes(), built()[path]
    if path.suffix == ".gz":
        kept, made = gzip.decompress(kept), gzip.decompress(made)
    assert kept == made, "run python -m tests.newsroom.build"


def test_the_warc_is_sound_and_holds_every_article_and_list():
    kept = {}
    with WARC.open("rb") as stream:
        for entry in ArchiveIterator(stream, check_digests="raise"):
            if entry.rec_type == "response":
                kept[entry.rec_headers["WARC-Target-URI"]] = (
                    int(entry.http_headers.get_statuscode()),
                    entry.content_stream().read(),
                )
    assert {e["url"] for e in truth()} <= set(kept)
    assert {url for url, _, _ in fetches()} == set(kept)
    assert {u for u, (status, _) in kept.items() if status != 200} == {e["url"] for e in truth() if e.get("kind") == "redirect"}
    for base in HOSTS.values():
        assert {base + "/robots.txt", base + "/sitemap.xml"} <= set(kept)


def test_the_kept_truth_is_one_entry_a_line():
    assert len(FILE.read_text(encoding="utf-8").splitlines()) == len(truth()) + 2
    assert json.loads(FILE.read_text(encoding="utf-8")) == truth()


def test_the_demo_definitions_are_ten_to_twenty_five_lines_and_load():
    sites = load_sites([DEMO])
    assert set(sites) == {"demo_mfa", "demo_economy", "demo_agency"}
    for name in sites:
        lines = (DEMO / f"{name.removeprefix('demo_')}.yml").read_text(encoding="utf-8").splitlines()
        assert 10 <= len(lines) <= 25


def test_the_demo_patterns_tell_articles_from_everything_else():
    sites = load_sites([DEMO])
    for entry in truth():
        site, parts = sites[f"demo_{entry['site']}"], urlsplit(entry["url"])
        pattern = site.hints().url
        found = re.search(pattern, parts.path + ("?" + parts.query if parts.query else ""))
        stale = entry["url"] in (HOSTS["mfa"] + GONE, HOSTS["mfa"] + MOVED)
        assert bool(found) == (entry["is_article"] or stale), entry["url"]


# Pages


@pytest.mark.parametrize("entry", ARTICLES, ids=lambda e: e["url"])
def test_a_page_shows_its_article_word_for_word(entry, room):
    target = entry["url"].removeprefix(HOSTS[entry["site"]])
    status, headers, body = ask(room, entry["site"], target)
    assert status == 200
    if entry["url"].endswith(".pdf"):
        pdfium = pytest.importorskip("pypdfium2")
        text = " ".join(" ".join(p.get_textpage().get_text_range() for p in pdfium.PdfDocument(body)).split())
        assert headers["content-type"] == "application/pdf"
    else:
        text = " ".join(
            html.fromstring(body.decode("windows-1251" if entry["site"] == "economy" else "utf-8")).text_content().split()
        )
        assert all(" ".join(p.split()) in text for p in entry["text"].split("\n\n"))
    assert " ".join(entry["title"].split()) in text
    assert " ".join(entry["text"].split("\n\n")[0].split()) in text


def test_the_old_page_says_its_encoding_in_a_meta_tag_only(room):
    _, headers, body = ask(room, "economy", "/view.php?id=311&lang=ru")
    assert "charset" not in headers["content-type"]
    assert "Стороны обсудили" in body.decode("windows-1251")
    assert b"charset=windows-1251" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_the_old_page_prints_today_s_date_above_the_article(own):
    before = ask(own, "economy", "/view.php?id=262")[2]
    own.now += timedelta(days=1)
    after = ask(own, "economy", "/view.php?id=262")[2]
    assert b"Printed on 30 October 2026" in before
    assert b"Printed on 31 October 2026" in after


def test_a_story_is_the_same_under_tracking_parameters(room):
    path = content.of_site("agency")[1].path
    assert ask(room, "agency", path)[2] == ask(room, "agency", path + "?utm_source=rss&fbclid=abc")[2]


# Discovery


def walk(room, site):
    """Every way of discovery of a site, walked on the wire: way → paths of articles."""
    base = room.bases[site]
    articles = {p.path for p in room.view(site).shown}
    found = {}

    def add(way, urls):
        targets = [u.removeprefix(base) for u in urls]
        keys = [re.sub(r"[?&](utm_\w+|PHPSESSID)=.*", "", t) for t in targets]
        found.setdefault(way, set()).update(k for k in keys if k in articles)
        return [k for k in keys if k in articles]

    def read(path):
        status, _, body = ask(room, site, path)
        assert status == 200
        return gzip.decompress(body) if path.endswith(".gz") else body

    feeds = {"mfa": ["/rss/news", "/atom.xml"], "agency": ["/rss.xml"]}.get(site, [])
    for feed in feeds:
        tree = etree.fromstring(read(feed))
        add("feed", [e.text or e.get("href") for e in tree.iter("{*}link")])
    waiting = ["/sitemap.xml"]
    while waiting:
        tree = etree.fromstring(read(waiting.pop()))
        locs = [e.text for e in tree.iter("{*}loc")]
        if tree.tag.endswith("sitemapindex"):
            waiting += [u.removeprefix(base) for u in locs]
        else:
            add("sitemap", locs)
    if site == "agency":
        tree = etree.fromstring(read("/news-sitemap.xml"))
        add("news sitemap", [e.findtext("{*}loc") for e in tree if e.find(f"{NEWS}news") is not None])
        page = "/latest"
        while page:
            tree = html.fromstring(read(page))
            add("listing", [urljoin(base + page, a.get("href")) for a in tree.cssselect("a.title")])
            page = next((a.get("href") for a in tree.cssselect("a.next")), None)
    else:
        listing, css = ("/en/news", "a.news-card__title") if site == "mfa" else ("/news.php", "table.list a")
        number = 1
        while add(
            "listing",
            [urljoin(base + listing, a.get("href")) for a in html.fromstring(read(f"{listing}?page={number}")).cssselect(css)],
        ):
            number += 1
    if site == "mfa":
        number = 1
        while add("api", [base + i["link"] for i in json.loads(read(f"/api/news?page={number}"))["items"]]):
            number += 1
    return found


@pytest.mark.parametrize("site", sorted(HOSTS))
def test_each_way_of_discovery_shows_what_truth_says(site, room):
    said = {}
    for entry in room.articles(site):
        for way in entry["ways"]:
            said.setdefault(way, set()).add(entry["url"].removeprefix(room.bases[site]))
    assert walk(room, site) == said


def test_the_sitemap_still_lists_an_address_that_moved_and_one_that_is_gone(room):
    listed = gzip.decompress(ask(room, "mfa", "/sitemaps/news-2026.xml.gz")[2]).decode()
    assert room.url("mfa", MOVED) + "<" in listed
    assert room.url("mfa", GONE) + "<" in listed
    assert ask(room, "mfa", MOVED)[0] == 301
    assert ask(room, "mfa", MOVED)[1]["location"] == room.url("mfa", "/en/news/1001")
    assert ask(room, "mfa", GONE)[0] == 200


def test_robots_names_the_sitemaps_and_closes_the_search(room):
    _, headers, body = ask(room, "agency", "/robots.txt")
    assert headers["content-type"].startswith("text/plain")
    assert f"Sitemap: {room.url('agency', '/news-sitemap.xml')}".encode() in body
    assert b"Disallow: /search" in body


def test_the_listing_s_second_page_carries_session_ids(room):
    assert any("PHPSESSID=" in str(h) for h in links(ask(room, "economy", "/news.php?page=2")[2]))
    assert not any("PHPSESSID=" in str(h) for h in links(ask(room, "economy", "/news.php?page=1")[2]))


def test_the_warc_s_sources_are_read_as_utf_8_whatever_the_locale():
    assert "Türkiye" in content.cast()
    assert io.StringIO(FILE.read_text(encoding="utf-8")).readline() == "[\n"
