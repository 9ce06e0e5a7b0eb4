"""Promise 1: after kill -9 at any moment, a rerun gives every article once: none lost, none twice, no torn line."""

import os
import random
import signal
import time

import psutil
import pytest

from tests.faults.harness import Run, end
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk

TRIALS = int(os.environ.get("KILL_TRIALS", "30"))
ARTICLES = int(os.environ.get("KILL_ARTICLES", "60"))


def kill_after_lines(run, lines, patience, draw):
    """Start a run and kill it at a random moment after so many lines; the number of lines that it left."""
    process = run.start()
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        if sum(p.stat().st_size for p in run.segments()) > lines * 1500:
            break
        time.sleep(0.002)
    time.sleep(draw.random() * 0.2)
    os.kill(process.pid, signal.SIGKILL)
    end(process)
    return sum(p.read_bytes().count(b"\n") for p in run.segments())


def trial(room, folder, seed):
    draw = random.Random(seed)
    run = Run(room, folder)
    left = [kill_after_lines(run, draw.randrange(ARTICLES), 30, draw) for _ in range(draw.choice((1, 1, 2, 3)))]
    code, said = run()
    assert code == 0, said[-2000:]
    lost, doubled = run.missing()
    return left, len(lost), len(doubled)


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_run_started_again_gives_every_article_once(tmp_path, seed):
    with Newsroom(sites=(), extra=bulk(ARTICLES)) as room:
        assert trial(room, tmp_path, seed)[1:] == (0, 0)


@pytest.mark.long
def test_many_kills_lose_nothing_and_double_nothing(tmp_path):
    results = []
    with Newsroom(sites=(), extra=bulk(ARTICLES)) as room:
        for seed in range(100, 100 + TRIALS):
            results.append(trial(room, tmp_path / str(seed), seed))
            print(seed, *results[-1], flush=True)
    cut_short = sum(any(0 < n < ARTICLES for n in left) for left, _, _ in results)
    print(
        f"trials {len(results)}, in mid-crawl {cut_short}, lost {sum(r[1] for r in results)}, doubled {sum(r[2] for r in results)}"
    )
    assert all(r[1:] == (0, 0) for r in results)
    assert cut_short > TRIALS / 2


def test_a_killed_crawler_leaves_no_process_behind(run):
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
