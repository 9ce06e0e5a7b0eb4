"""Promise 3: one bad page costs one page. Pages that kill, hang or fill their worker, in a real crawl."""

import dataclasses

import pytest

from tests.faults.harness import Run
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk

SECONDS = {"WORKER_CLEAN_SECONDS": 2, "WORKER_ANNOTATE_SECONDS": 2}


def deadly(pieces, words):
    """The pieces, the first of them with a deadly word each in its text."""
    changed = []
    for piece, word in zip(pieces, words, strict=False):
        version = piece.versions[0]
        text = (*version.paragraphs, f"The speaker then said {word} and left the building.")
        changed.append(dataclasses.replace(piece, versions=(dataclasses.replace(version, paragraphs=text),)))
    return (*changed, *pieces[len(changed) :])


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        (["annotating-dieatonce", "annotating-segfault"], {"worker_died"}),
        (["annotating-killed", "annotating-hangforever"], {"worker_died", "timeout_annotating"}),
        (["annotating-eatmemory", "cleaning-eatmemory"], {"memory"}),
        (["cleaning-dieatonce", "cleaning-spinforever"], {"worker_died", "timeout_cleaning"}),
    ],
)
def test_a_deadly_page_costs_itself_and_no_other(tmp_path, words, reasons):
    pieces = deadly(bulk(20), words)
    with Newsroom(sites=(), extra=pieces) as room:
        run = Run(room, tmp_path, settings=SECONDS)
        code, said = run()
        assert code in (0, 3), said[-2000:]
        assert "Traceback" not in said
        bad = {room.url("bulk", p.path) for p in pieces[: len(words)]}
        run.assert_whole(without=bad)
        assert {r["url"] for r in run.rejects()} == bad
        assert {r["reason"] for r in run.rejects()} == reasons


def test_a_suspect_page_is_not_tried_again_by_the_next_run(tmp_path):
    pieces = deadly(bulk(5), ["annotating-dieatonce"])
    with Newsroom(sites=(), extra=pieces) as room:
        run = Run(room, tmp_path, settings=SECONDS)
        run()
        room.forget()
        room.publish(*bulk(7)[5:])
        code, said = run()
        assert code in (0, 3), said[-2000:]
        assert not room.requests("bulk", pieces[0].path)
        assert len(run.rejects()) == 1
        run.assert_whole(without={room.url("bulk", pieces[0].path)})


def test_a_page_on_which_our_own_code_fails_is_tried_again_when_that_is_mended(tmp_path):
    pieces = deadly(bulk(5), ["cleaning-raiseerror", "annotating-raiseerror"])
    with Newsroom(sites=(), extra=pieces) as room:
        run = Run(room, tmp_path, settings=SECONDS)
        run()
        assert {r["reason"] for r in run.rejects()} == {"cleaning_failed", "annotation_failed"}
        run.environment = {"MENDED": "1"}
        room.publish(*bulk(6)[5:])
        run()
        run.assert_whole()


def test_a_fault_of_our_own_in_the_spider_is_no_success_and_its_page_is_done_when_it_is_mended(tmp_path):
    with Newsroom(sites=(), extra=bulk(5)) as room:
        run = Run(room, tmp_path, environment={"BROKEN_SPIDER": "/news/100003"})
        code, said = run()
        assert code == 3, said[-2000:]
        assert "the spider failed 1 times" in said
        assert run.report()["balance"]["pending"] == 1
        run.environment = {}
        assert run()[0] == 0
        run.assert_whole()


def test_a_fault_of_our_own_in_one_list_is_no_success_and_loses_no_other(tmp_path):
    with Newsroom(sites=(), extra=bulk(5)) as room:
        run = Run(room, tmp_path, environment={"BROKEN_LIST": "feed"})
        code, said = run()
        assert code == 3, said[-2000:]
        assert "the spider failed 2 times" in said
        assert [r["reason"] for r in run.rejects() if r["stage"] == "find"] == ["unreadable"] * 2
        run.assert_whole()


def test_a_ledger_that_is_lost_in_the_middle_of_a_list_ends_the_run_and_blames_no_list(tmp_path):
    with Newsroom(sites=(), extra=bulk(5)) as room:
        run = Run(room, tmp_path, environment={"LEDGER_LOST_AT": "feed"})
        code, said = run()
        assert code == 4, said[-2000:]
        assert "the ledger is lost" in said
        assert [r for r in run.rejects() if r["stage"] == "find"] == []
        run.environment = {}
        assert run()[0] == 0  # what the first run left is listed still, and counts as listed
        assert run.report()["listed"] == 5
        run.assert_whole()


@pytest.mark.parametrize(("lacking", "words"), [("NO_MODEL", "language model"), ("NO_EXTRACTION", "extraction")])
def test_without_what_workers_need_the_run_ends_with_6_and_loses_nothing(room, tmp_path, lacking, words):
    run = Run(room, tmp_path, environment={lacking: "1"})
    code, said = run()
    assert code == 6
    assert words in said, said[-2000:]
    assert {r["stage"] for r in run.rejects()} <= {"fetch"}  # the dead link of the listing
    assert "Traceback" not in said
    run.environment = {}
    assert run()[0] == 0
    run.assert_whole()
