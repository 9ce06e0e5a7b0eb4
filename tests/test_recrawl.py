"""Crawling again: what has not changed costs a request a list, what has becomes a revision, what is old rests until it is due."""

import re
from datetime import timedelta

import pytest

from tests.faults.harness import Run
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk
from tests.newsroom.client import ask
from tests.newsroom.room import Fault

ARTICLE = re.compile(r"/en/news/\d+")


def crawled(run, **settings):
    """The report of a run that ended well, its books balanced."""
    run.settings = settings
    code, said = run(timeout=900)
    assert code == 0, said[-2000:]
    report = run.report()
    assert report["balances"], report["balance"]
    return report, said


def asked_for(room):
    """(requests for articles, the most requests for one list) since `room.forget()`."""
    paths = [a.path for a in room.requests()]
    lists = [p for p in paths if not ARTICLE.fullmatch(p)]
    return [p for p in paths if ARTICLE.fullmatch(p)], max(map(lists.count, lists), default=0)


@pytest.mark.parametrize(("articles", "corrected"), [(100, 5), pytest.param(1000, 50, marks=pytest.mark.long)])
def test_an_unchanged_newsroom_costs_a_request_a_list_and_each_correction_becomes_one_revision(tmp_path, articles, corrected):
    last = bulk(articles)[-1].appears
    pieces = bulk(articles, corrected=corrected, corrected_at=last + timedelta(hours=5))
    with Newsroom(now=last, sites=(), extra=pieces) as room:
        run = Run(room, tmp_path)
        first, _ = crawled(run)
        assert first["balance"]["written"] == articles

        room.forget()
        second, said = crawled(run)
        assert second["balance"]["unchanged"] == second["balance"]["found"] == first["balance"]["found"]
        assert (second["lines"], second["cleaned"], second["annotated"]) == (0, 0, 0)
        asked, most = asked_for(room)
        assert asked == []
        assert most == 1
        assert "nothing new: no line written" in said
        print(f"\n{articles} articles: {second['seconds'] / first['seconds']:.1%} of the first crawl's {first['seconds']:.0f} s")

        room.now = last + timedelta(hours=6)
        third, _ = crawled(run)
        wanted = sorted(room.url("bulk", piece.path) for piece in pieces[:corrected])
        assert sorted(d.url for d in run.documents() if d.revision == 2) == wanted
        assert all(d.changes.text_added for d in run.documents() if d.revision == 2)
        assert third["lines"] == corrected
        assert len(run.documents()) == articles + corrected


def test_a_correction_that_no_list_tells_of_becomes_a_revision_once_the_article_is_due(tmp_path):
    pieces, added = bulk(8), "The ministry withdrew its earlier figure on Friday evening."
    with Newsroom(sites=(), extra=pieces) as room:
        run = Run(room, tmp_path)
        crawled(run)
        page = ask(room, "bulk", pieces[2].path)[2]
        changed = page.replace(b"</div></article>", b"<p>%s</p></div></article>" % added.encode())
        assert changed != page
        room.fault("bulk", pieces[2].path, Fault(status=200, body=changed))
        room.forget()
        rested, _ = crawled(run)
        assert asked_for(room)[0] == []
        assert rested["balance"]["unchanged"] == len(pieces)
        crawled(run, REVISIT_COLD_DAYS=0)
        assert sorted(asked_for(room)[0]) == sorted(p.path for p in pieces)
        (revision,) = (d for d in run.documents() if d.revision == 2)
        assert revision.url == room.url("bulk", pieces[2].path)
        assert revision.changes.text_added == (added,)


def test_an_article_that_is_no_more_is_found_to_be_gone_once_it_is_due(tmp_path):
    pieces = bulk(6)
    with Newsroom(sites=(), extra=pieces) as room:
        run = Run(room, tmp_path)
        crawled(run)
        room.fault("bulk", pieces[1].path, Fault(status=410))
        report, _ = crawled(run, REVISIT_COLD_DAYS=0)
        assert (report["balance"]["gone"], report["balance"]["unchanged"], report["lines"]) == (1, 5, 0)
        room.forget()
        crawled(run)
        assert pieces[1].path not in asked_for(room)[0]
