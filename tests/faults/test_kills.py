"""Promise 1: after kill -9 at any moment, a rerun gives every article once: none lost, none twice, no torn line."""

import json
import os
import random
import shutil
import signal
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from tests.faults.harness import Run, end
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk

KILLS = int(os.environ.get("KILLS", "200"))
ARTICLES = int(os.environ.get("KILL_ARTICLES", "1000"))
LINE = 1500
"""Bytes of an ordinary line of the bulk newsroom: enough to tell how far a run has come by the size of its files."""


def written(run):
    """Bytes in the segments."""
    return sum(p.stat().st_size for p in run.segments())


def kill(run, draw, articles):
    """Start a run and kill it: mostly after some lines more, sometimes in its first seconds. False when it ended before."""
    start, process = time.monotonic(), run.start()
    lines, patience = draw.expovariate(20 / articles), 120.0
    if draw.random() < 0.2:  # before the first line: the repair, the lists
        lines, patience = articles, draw.uniform(0, 4)
    until = written(run) + lines * LINE
    while process.poll() is None and written(run) < until and time.monotonic() - start < patience:
        time.sleep(0.01)
    time.sleep(draw.random() * 0.2)
    was_alive = process.poll() is None
    if was_alive:
        os.kill(process.pid, signal.SIGKILL)
    said = process.communicate(timeout=10)[1] if not was_alive else ""
    end(process)
    assert was_alive or process.returncode == 0, said[-2000:]
    return was_alive


def whole_lines(run):
    """(URLs of the whole lines on disk, lines that are torn): what a kill left."""
    lines = [line for path in run.segments() for line in path.read_bytes().splitlines(keepends=True)]
    whole = [line for line in lines if line.endswith(b"\n")]
    return [json.loads(line)["url"] for line in whole], len(lines) - len(whole)


def crawl(room, folder, draw, most):
    """One newsroom into one folder, killed at most so many times, until it ends by itself; the lines that each kill left."""
    run, left, torn = Run(room, folder), [], 0
    articles = len(room.articles("bulk"))
    before: list[str] = []
    while len(left) < most and kill(run, draw, articles):
        now, cut = whole_lines(run)
        assert set(before) <= set(now), "a line that was on disk is gone"
        left.append(len(now))
        before, torn = now, torn + cut
    code, said = run(timeout=900)
    assert code == 0, said[-2000:]
    run.documents()
    lost, doubled = run.missing()
    assert run.report()["balances"]
    return left, torn, len(lost), len(doubled)


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_run_started_again_gives_every_article_once(tmp_path, seed):
    with Newsroom(sites=(), extra=bulk(60)) as room:
        left, _, *wrong = crawl(room, tmp_path, random.Random(seed), 2)
        assert left
        assert wrong == [0, 0]


def many(tmp_path, kills, articles):
    """Crawls that are killed and started again until so many kills were made."""
    draw, results = random.Random(articles), []
    with Newsroom(sites=(), extra=bulk(articles)) as room:
        while (made := sum(len(left) for left, *_ in results)) < kills:
            start = time.monotonic()
            results.append(crawl(room, tmp_path / str(made), draw, min(40, kills - made)))
            print(
                f"after {made} kills: (lines at each kill, torn, lost, doubled) {results[-1]}, {time.monotonic() - start:.0f} s",
                flush=True,
            )
            shutil.rmtree(tmp_path / str(made))
    left = [n for lines, *_ in results for n in lines]
    cut_short = sum(0 < n < articles for n in left)
    torn, lost, doubled = (sum(r[i] for r in results) for i in (1, 2, 3))
    print(f"crawls of {articles}: {len(results)}, kills {len(left)}, in mid-crawl {cut_short}, torn tails cut {torn},", end=" ")
    print(f"lost {lost}, doubled {doubled}")
    assert (lost, doubled) == (0, 0)
    assert cut_short > kills / 2


@pytest.mark.long
def test_two_hundred_kills_lose_nothing_and_double_nothing(tmp_path):
    many(tmp_path, KILLS, ARTICLES)


@pytest.mark.long
def test_kills_with_the_language_model_lose_nothing_and_double_nothing(tmp_path, monkeypatch):
    """The same with the real annotator, which the others do without: fewer, because it takes its seconds to load each time."""
    monkeypatch.setattr("tests.faults.harness.QUICK", "")
    many(tmp_path, KILLS // 10, max(ARTICLES // 10, 40))


def test_a_killed_crawler_leaves_no_process_and_only_what_the_next_run_takes_away(run):
    places = Path(tempfile.mkdtemp(prefix="t"))  # short: a socket's path has an end
    run.environment = {"TMPDIR": str(places)}
    process = run.start()
    while not run.segments():
        assert process.poll() is None
        time.sleep(0.01)
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    os.kill(process.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=10)
    end(process)
    assert not alive
    assert list(places.glob("pymp-*"))
    assert run()[0] == 0
    assert not list(places.glob("pymp-*"))
    shutil.rmtree(places)
