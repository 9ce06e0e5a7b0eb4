"""F17 to F23: old ledgers and folders, clocks that jump, redesigns, walls, and what a machine runs out of."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawler.ledger import Ledger
from crawler.model.url import canonical, url_id
from tests.faults.harness import HOUSE, Run
from tests.faults.test_storage import mounted, root_only
from tests.newsroom import Fault, Newsroom
from tests.newsroom.bulk import bulk

OLD = Path(__file__).parent / "old"


def test_f17_a_ledger_of_an_older_version_is_refused_with_the_way_out_and_rebuilt(run):
    assert run()[0] == 0
    with sa.create_engine(f"sqlite:///{run.output / 'ledger.db'}").begin() as connection:
        connection.execute(sa.text("UPDATE dragoman_ledger SET version = 0"))
    code, said = run()
    assert code == 4
    assert "move it away" in said
    assert "Traceback" not in said
    for path in run.output.glob("ledger.db*"):
        path.unlink()
    assert run()[0] == 0
    run.assert_whole()


@pytest.mark.parametrize("jumps", [[-30, 400, 0], [4000, -4000, 1], [0, 0, 0]])
def test_f18_whatever_the_clock_does_a_page_is_new_once(tmp_path, jumps):
    whys = Counter()
    for number, days in enumerate(jumps):
        clock = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=days)
        ledger = Ledger.open(
            f"sqlite:///{tmp_path}/ledger.db", "mfa_ex", run=str(number), output=tmp_path, now=lambda clock=clock: clock
        )
        for i in range(20):
            url = f"https://mfa.example/en/news/{i}"
            answer = ledger.found(url, via="feed")
            whys[answer.why] += 1
            if answer.fetch:
                ledger.unchanged(url)
        balance = ledger.balance()
        ledger.close()
        assert balance.found == 20
        assert balance.pending == 0
    assert whys["new"] == 20


def test_f18_a_clock_set_back_between_runs_doubles_no_article_and_no_segment(tmp_path):
    """The names of segments of a run in 2038 and one in 2020 stand beside today's; lines are told by the ledger, not by time."""
    with Newsroom(sites=(), extra=bulk(6)) as room:
        run = Run(room, tmp_path)
        assert run()[0] == 0
        (segment,) = run.segments()
        segment.rename(segment.with_name("20380101T000000Z-0.jsonl"))
        for path in run.output.glob("ledger.db*"):
            path.unlink()
        room.publish(*bulk(9)[6:])
        assert run()[0] == 0
        run.assert_whole()
        assert len(run.segments()) == 2


def test_f20_an_output_folder_of_the_first_version_is_read_by_every_reader(tmp_path):
    output = tmp_path / "output"
    shutil.copytree(OLD, output)
    lines = sum(p.read_bytes().count(b"\n") for p in output.glob("*/*Z-*.jsonl"))
    assert lines
    for command in (["load", f"sqlite:///{tmp_path}/x.db", str(output)], ["show", str(output)]):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *command, "-s", f"OUTPUT_DIR={output}"],
            cwd=HOUSE, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    with sa.create_engine(f"sqlite:///{tmp_path}/x.db").connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM articles")).scalar() == lines


def test_f20_a_run_goes_on_in_an_output_folder_of_the_first_version(tmp_path):
    """Lines of the first version about pages that say something else by now: each gets one new revision, none is touched."""
    (path,) = OLD.glob("*/*Z-*.jsonl")
    line = json.loads(path.read_bytes().splitlines()[0])
    with Newsroom(sites=(), extra=bulk(6)) as room:
        run = Run(room, tmp_path)
        urls = [canonical(a["url"]) for a in room.articles("bulk")]
        old = [json.dumps({**line, "url": u, "id": url_id(u), "source": {**line["source"], "site": "bulk_room"}}) for u in urls]
        segment = run.output / "bulk_room" / "20260102T030405Z-0.jsonl"
        segment.parent.mkdir(parents=True)
        segment.write_text("\n".join(old) + "\n")
        code, said = run()
        assert code == 0, said[-2000:]
        assert segment.read_text() == "\n".join(old) + "\n"
        assert Counter((d.url, d.revision) for d in run.documents()) == Counter((u, r) for u in urls for r in (1, 2))


REDESIGNED = b"<html><body><div id=app></div><script src=/app.js></script></body></html>"
CONSENT = (
    b"<html><head><title>Before you continue</title></head><body><main><h1>We value your privacy</h1><p>We and our partners use "
    b"cookies to store and access information on your device. By clicking Accept all you agree to the use of cookies. "
    b"You can change your "
    b"choice at any time in our cookie policy.</p>"
    b"<button>Accept all</button><button>Reject all</button></main></body></html>"
)
MISSING = (
    b"<html><head><title>Page not found</title></head><body><main><h1>404: page not found</h1><p>The page you are looking for "
    b"does not exist or has been moved. Please check the address or go to the front page.</p></main></body></html>"
)


@pytest.mark.parametrize(
    ("name", "body"), [("f21", REDESIGNED), ("f22", CONSENT), ("f22", MISSING)], ids=["f21 redesign", "f22 consent", "f22 soft 404"]
)
def test_f21_f22_pages_that_are_articles_no_more_exit_with_3_and_say_what_broke(tmp_path, name, body):
    with Newsroom(sites=(), extra=bulk(8)) as room:
        room.fault("bulk", r"/en/news/1000\d\d", Fault(body=body, status=200))
        run = Run(room, tmp_path)
        code, said = run()
        assert code == 3, said[-2000:]
        assert "expectation failed: text" in said
        assert not run.documents()
        assert run.report()["balances"]
        assert len(run.rejects()) == 8
        room.heal()
        run()
        assert not run.missing()[1]


def test_f23_without_file_descriptors_the_run_ends_in_words_and_a_rerun_goes_on(room, tmp_path):
    run = Run(room, tmp_path)
    for most in (24, 40, 64):
        code, said = run(preexec=lambda most=most: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)), timeout=120)
        assert code in (0, 1, 3, 4, 6), said[-2000:]
        run.documents()
    code, said = run()
    assert code == 0, said[-2000:]
    run.assert_whole()


@root_only
def test_f23_without_inodes_the_run_ends_with_4_and_a_rerun_goes_on(room, tmp_path):
    run = Run(room, tmp_path)
    with mounted(run.output, "-o", "size=16m,nr_inodes=6"):
        code, said = run()
        assert code == 4, said[-2000:]
        assert "Traceback" not in said
        subprocess.run(["mount", "-o", "remount,nr_inodes=1000", str(run.output)], check=True)
        assert run()[0] == 0
        run.assert_whole()


def test_f20_the_old_folder_is_as_it_was_written():
    records = [json.loads(line) for p in OLD.glob("*/*Z-*.jsonl") for line in p.read_bytes().splitlines()]
    assert {r["schema"] for r in records} == {1}
