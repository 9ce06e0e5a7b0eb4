"""The invented newsroom itself: it must be right, or nothing that is measured against it means anything."""

import gzip
import http.client
import io
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator

from crawler.model import record
from crawler.sites import load_sites
from tests.newsroom import CLOSING, Fault, Newsroom, bulk, content, designs, truth, write_sites
from tests.newsroom.build import DEMO, WARC, built, fetches
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


def ask(room, site, path, *, method="GET", **headers):
    """One request on a connection of its own: (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(room.bases[site]).port, timeout=5)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


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
            assert event["type"] in kinds
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


# The server


@pytest.mark.parametrize("site", ["mfa", "agency"])
def test_an_unchanged_page_answers_304_to_its_etag(site, room):
    path = content.of_site(site)[1].path
    status, headers, body = ask(room, site, path)
    again, fresh, empty = ask(room, site, path, If_None_Match=headers["etag"])
    assert (status, again, empty) == (200, 304, b"")
    assert body
    assert fresh["etag"] == headers["etag"]


def test_an_unchanged_page_answers_304_to_its_last_modified_unless_the_etag_differs(room):
    path = "/en/news/1042"
    modified = ask(room, "mfa", path)[1]["last-modified"]
    assert ask(room, "mfa", path, If_Modified_Since=modified)[0] == 304
    assert ask(room, "mfa", path, If_Modified_Since=modified, If_None_Match='"other"')[0] == 200
    assert ask(room, "mfa", path, If_Modified_Since="rubbish")[0] == 200


def test_the_old_site_sends_no_validators(room):
    _, headers, _ = ask(room, "economy", "/view.php?id=262")
    assert not {"etag", "last-modified"} & set(headers)


def test_articles_appear_as_time_moves_on(own):
    own.now = datetime.fromisoformat("2026-03-02T12:00:00+04:00")
    assert ask(own, "mfa", "/en/news/1042")[0] == 404
    assert "1042" not in ask(own, "mfa", "/rss/news")[2].decode()
    own.now = own.now + timedelta(hours=3)
    assert ask(own, "mfa", "/en/news/1042")[0] == 200
    assert "1042" in ask(own, "mfa", "/rss/news")[2].decode()


def test_a_correction_changes_the_text_the_validators_and_the_truth(own):
    own.now = datetime.fromisoformat("2026-02-03T18:00:00+04:00")
    _, before, first = ask(own, "mfa", "/en/news/1010")
    assert b"22 tonnes" in first
    own.now = own.now + timedelta(days=1)
    status, after, second = ask(own, "mfa", "/en/news/1010", If_None_Match=before["etag"])
    assert status == 200
    assert b"27 tonnes" in second
    assert after["last-modified"] != before["last-modified"]
    corrected = next(e for e in own.articles("mfa") if e["url"].endswith("/1010"))
    assert "27 tonnes" in corrected["text"]
    assert corrected["modified"] == "2026-02-04T09:10:00+04:00"


def test_a_withdrawn_article_is_404_and_in_no_list(own):
    own.withdraw("mfa", "/en/news/1084")
    assert ask(own, "mfa", "/en/news/1084")[0] == 404
    assert "1084" not in ask(own, "mfa", "/en/news")[2].decode()


def test_the_log_keeps_what_was_asked(own):
    ask(own, "mfa", "/en/news/1042", User_Agent="Dragoman-test")
    ask(own, "mfa", "/nothing", method="HEAD")
    first, second = own.requests("mfa")
    assert (first.method, first.path, first.status, first.headers["user-agent"]) == ("GET", "/en/news/1042", 200, "Dragoman-test")
    assert (second.method, second.status) == ("HEAD", 404)
    assert own.requests("agency") == []
    own.forget()
    assert own.requests() == []


def test_a_fault_comes_as_often_as_asked_and_only_where_asked(own):
    own.fault("mfa", r"/en/news/\d+", Fault(status=429, headers={"Retry-After": "7"}), times=2)
    answers = [ask(own, "mfa", "/en/news/1042") for _ in range(3)]
    assert [a[0] for a in answers] == [429, 429, 200]
    assert answers[0][1]["retry-after"] == "7"
    assert ask(own, "mfa", "/en/news")[0] == 200


def test_robots_can_be_unavailable(own):
    own.fault("agency", "/robots.txt", Fault(status=503))
    assert ask(own, "agency", "/robots.txt")[0] == 503
    own.heal()
    assert ask(own, "agency", "/robots.txt")[0] == 200


@pytest.mark.parametrize("fault", [Fault(truncate=100), Fault(length=500)], ids=["truncated", "announced too long"])
def test_a_body_can_end_too_early(own, fault):
    own.fault("mfa", "/en/news/1042", fault)
    with pytest.raises(http.client.IncompleteRead):
        ask(own, "mfa", "/en/news/1042")


def test_a_connection_can_be_reset(own):
    own.fault("mfa", "/en/news/1042", Fault(reset=True))
    with pytest.raises(ConnectionError):
        ask(own, "mfa", "/en/news/1042")
    assert own.requests("mfa")[0].status == 0


def test_a_redirect_can_lead_to_itself_or_on_and_on(own):
    own.fault("mfa", "/en/loop", Fault(redirect="/en/loop"))
    own.fault("mfa", r"/chain.*", Fault(redirect="/chain/{n}"))
    assert ask(own, "mfa", "/en/loop")[1]["location"] == "/en/loop"
    assert [ask(own, "mfa", "/chain")[1]["location"] for _ in range(3)] == ["/chain/1", "/chain/2", "/chain/3"]


def test_a_body_can_drip(own):
    own.fault("mfa", "/robots.txt", Fault(drip=0.001))
    assert b"Disallow" in ask(own, "mfa", "/robots.txt")[2]
    asked = own.requests("mfa")[0]
    assert asked.status == 200


def test_an_answer_can_be_overridden(own):
    own.override("mfa", "/rss/news", designs.page.html("<h1>Maintenance</h1>"))
    assert ask(own, "mfa", "/rss/news")[2] == b"<h1>Maintenance</h1>"
    own.override("mfa", "/rss/news", None)
    assert b"<rss" in ask(own, "mfa", "/rss/news")[2]


def test_site_definitions_are_written_for_the_running_addresses(own, tmp_path):
    write_sites(own, tmp_path)
    sites = load_sites([tmp_path])
    assert set(sites) == {"mfa_room", "economy_room", "agency_room"}
    assert sites["mfa_room"].find[0].address == own.url("mfa", "/rss/news")
    assert sites["mfa_room"].hosts == ("127.0.0.1",)


# The big newsroom


def test_a_big_newsroom_has_as_many_articles_as_asked_each_different():
    pieces = bulk(500)
    assert len({p.path for p in pieces}) == 500
    assert pieces == bulk(500)
    shingles = [{tuple(w[i : i + 3]) for i in range(len(w) - 2)} for w in (p.versions[0].text.split() for p in pieces)]
    nearest = max(len(a & b) / len(a | b) for i, a in enumerate(shingles) for b in shingles[:i])
    assert nearest < 0.3


def test_a_big_newsroom_is_served_with_its_corrections():
    later = CLOSING + timedelta(days=1)
    with Newsroom(sites=(), extra=bulk(120, corrected=5, corrected_at=later)) as room:
        assert len(room.articles("bulk")) == 120
        before = [ask(room, "bulk", p.path)[2] for p in room.view("bulk").listed]
        room.now = later
        after = [ask(room, "bulk", p.path)[2] for p in room.view("bulk").listed]
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 5


def test_the_warc_s_sources_are_read_as_utf_8_whatever_the_locale():
    assert "Türkiye" in content.cast()
    assert io.StringIO(FILE.read_text(encoding="utf-8")).readline() == "[\n"
