"""What accompanies a run: expectations, the report, the exit codes, the words of the log."""

import io
import logging
import subprocess
import sys

import pytest

from crawler.extensions.expectations import Tally, broken
from crawler.extensions.logs import HarmlessFormatter, harmless
from crawler.ledger import Balance
from crawler.model import Document, Expect, Extraction, Rejected, Source
from tests.faults.harness import HOUSE, Run
from tests.newsroom import Fault, Newsroom
from tests.newsroom.bulk import bulk


def tally(documents=0, titled=None, rejected=0):
    made = Tally()
    for number in range(documents):
        title = "A title" if titled is None or number < titled else None
        base = {"id": str(number), "content_hash": "h", "url": "https://news.example/1", "source": Source(site="one_ex")}
        made.add(Document(**base, title=title, text="Text.", extraction=Extraction(method="test")))
    for _ in range(rejected):
        made.reject(Rejected(url="https://news.example/9", stage="clean", reason="not_article"))
    return made


def short(expect, made, listed, **given):
    return broken(expect, made, Balance(found=listed, rejected=sum(made.reasons.values())), listed, partial=False, **given)


def test_a_healthy_site_breaks_nothing():
    assert short(Expect(articles=5, title=1.0, text=1.0), tally(5), 5) == []


def test_too_few_articles_are_told_with_their_cause():
    (line,) = short(Expect(articles=5), tally(1, rejected=3), 4)
    assert "at least 5" in line
    assert "3 × not_article, as https://news.example/9" in line


@pytest.mark.parametrize(("documents", "titled", "fails"), [(1, 0, False), (2, 0, True), (20, 19, False), (20, 18, True)])
def test_a_share_alarms_when_more_than_the_odd_one_is_missing(documents, titled, fails):
    assert bool(short(Expect(title=0.95), tally(documents, titled), documents)) is fails


def test_a_redesign_after_which_no_page_is_an_article_is_told():
    (line,) = short(Expect(text=1.0), tally(0, rejected=8), 8)
    assert line.startswith("text: expected in 100% of the articles, 0 of 8 have it")


@pytest.mark.parametrize(("documents", "absent", "fails"), [(30, 1, False), (0, 5, True), (2, 9, True)])
def test_a_stale_entry_of_a_list_is_no_alarm_but_a_site_of_error_pages_is(documents, absent, fails):
    made = tally(documents)
    for _ in range(absent):
        made.reject(Rejected(url="https://news.example/9", stage="clean", reason="soft_404"))
    assert bool(short(Expect(text=1.0), made, documents + absent)) is fails


def test_a_site_that_lists_nothing_because_its_lists_fail_is_told_without_any_expectation():
    made = Tally()
    made.reject(Rejected(url="https://news.example/rss", stage="find", reason="timeout"))
    assert "listed none" in short(Expect(), made, 0)[0]


def test_a_run_with_a_limit_says_nothing_of_how_much_is_listed():
    assert broken(Expect(articles=50), tally(5), Balance(found=5), 5, partial=True) == []


@pytest.mark.parametrize("evil", ["\x1b[2Jgone", "a\nforged line", "a\rb", "\u202etxt.exe", "\x07", "\x9b31m", "\u2028"])
def test_what_a_page_says_cannot_steer_a_terminal_or_forge_a_log_line(evil):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(HarmlessFormatter("%(message)s"))
    logger = logging.Logger("evil")
    logger.addHandler(handler)
    logger.warning("page %s", evil)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip("\n").isprintable()
    assert harmless(evil).isprintable()


def scrapy(*arguments):
    command = [sys.executable, "-m", "scrapy", *arguments]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_broken_definition_is_told_with_its_line(tmp_path):
    (tmp_path / "ex").mkdir()
    (tmp_path / "ex" / "bad.yml").write_text("name: Bad\nhosts: [bad.example]\nfind:\n  - fed: https://bad.example/rss\n")
    code, said = scrapy("crawl", "bad_ex", "-s", f"SITES_DIR={tmp_path}", "-s", f"OUTPUT_DIR={tmp_path}")
    assert code == 6
    assert "bad.yml:4" in said
    assert "Traceback" not in said


def test_a_run_below_its_expectations_exits_with_3_and_says_what_broke(tmp_path):
    with Newsroom(sites=(), extra=bulk(8)) as room:
        room.fault("bulk", r"/en/news/1000\d\d", Fault(body=b"<html><body><p>We use cookies.</p></body></html>"))
        run = Run(room, tmp_path)
        code, said = run()
        assert code == 3
        assert "expectation failed: text" in said
        assert said.splitlines()[-1].endswith("pending 0")
        report = run.report()
        assert report["broken"]
        assert report["causes"][0]["count"] == 8


def test_the_last_line_of_a_run_is_its_balance_and_the_report_has_it(tmp_path):
    with Newsroom(sites=(), extra=bulk(5)) as room:
        run = Run(room, tmp_path)
        code, said = run()
        assert code == 0
        assert said.splitlines()[-1].endswith(
            "bulk_room: found 5 = written 5 + unchanged 0 + duplicate 0 + rejected 0 + gone 0 + pending 0"
        )
        report = run.report()
        assert report["balance"] == {
            "found": 5, "written": 5, "unchanged": 0, "duplicate": 0, "rejected": 0, "gone": 0, "pending": 0,
        }  # fmt: skip
        assert report["lines"] == report["annotated"] == 5


def test_a_site_of_several_that_cannot_start_stops_no_other(tmp_path):
    with Newsroom(sites=(), extra=bulk(3)) as room:
        run = Run(room, tmp_path)
        (run.output / "demo_mfa").mkdir(parents=True)
        (run.output / "demo_mfa" / ".lock").mkdir()
        code, said = run("demo_mfa")
        assert code == 4
        assert "Traceback" not in said
        run.assert_whole()
