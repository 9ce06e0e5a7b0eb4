"""The newsroom's server: validators, the clock, the log, faults, and as many articles as a load test wants."""

import http.client
from datetime import datetime, timedelta
from difflib import SequenceMatcher

import pytest

from crawler.sites import load_sites
from tests.newsroom import CLOSING, Fault, Newsroom, bulk, content, copies, designs, write_sites
from tests.newsroom.client import ask


@pytest.fixture(scope="module")
def room():
    with Newsroom() as running:
        yield running


@pytest.fixture
def own():
    with Newsroom() as running:
        yield running


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


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_copies_differ_from_their_originals_by_the_share_asked_for(share):
    originals = bulk(30)
    for original, copy in zip(originals, copies(originals, share), strict=True):
        words, others = original.versions[0].text.split(), copy.versions[0].text.split()
        kept = sum(block.size for block in SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks())
        assert 1 - share - 0.02 <= kept / len(words) <= 1
        assert (words == others) == (share == 0)
        assert copy.copy_of == ("bulk", original.path)


def test_originals_and_copies_are_served_side_by_side(tmp_path):
    originals = bulk(5)
    with Newsroom(sites=(), extra=originals + copies(originals, 0.2)) as room:
        pairs = {e["url"]: e["duplicate_of"] for e in room.articles("copies")}
        assert set(pairs.values()) == {e["url"] for e in room.articles("bulk")}
        assert ask(room, "copies", "/en/news/500000")[0] == 200
        write_sites(room, tmp_path)
        assert set(load_sites([tmp_path])) == {"bulk_room", "copies_room"}


def test_the_list_that_a_script_makes_has_no_article_in_its_source(room):
    body = ask(room, "mfa", "/en/live")[2].decode()
    assert "/api/news" in body
    assert "/en/news/1" not in body


@pytest.mark.parametrize("site", ["mfa", "economy", "agency", "traps"])
def test_a_site_can_be_served_alone(site):
    with Newsroom(sites=(site,)) as alone:
        assert alone.articles()
        assert {e["site"] for e in alone.truth()} == {site}
