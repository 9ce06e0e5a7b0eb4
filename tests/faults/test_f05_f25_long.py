"""F5, F24 and F25 at length: `make faults`."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import timedelta
from statistics import median

import psutil
import pytest

from crawler.model.url import canonical
from tests.faults.harness import Run, end
from tests.faults.test_storage import mounted, root_only
from tests.newsroom import Newsroom
from tests.newsroom.bulk import START, bulk

pytestmark = pytest.mark.long
MANY = int(os.environ.get("MANY_ARTICLES", "100000"))
HOURS = int(os.environ.get("SIMULATED_HOURS", "24"))


@root_only
@pytest.mark.parametrize("kilobytes", range(60, 320, 20))
def test_f05_a_disk_that_is_full_at_any_write(room, tmp_path, kilobytes):
    run = Run(room, tmp_path)
    with mounted(run.output, "-o", f"size={kilobytes}k"):
        code, said = run()
        assert code == 4, said[-2000:]
        assert "Traceback" not in said
        run.documents()
        subprocess.run(["mount", "-o", "remount,size=16m", str(run.output)], check=True)
        assert run()[0] == 0
        run.assert_whole()


class Watch:
    """Memory of a run by the lines that it has written: of the crawler's own process, and of that with its workers, in MB."""

    def __init__(self, run):
        self.run, self.lines, self.own, self.all = run, 0, defaultdict(list), defaultdict(list)
        self._read: Counter[str] = Counter()

    def look(self, process):
        for path in self.run.segments():
            with path.open("rb") as file:
                file.seek(self._read[path.name])
                more = file.read()
            self._read[path.name] += len(more)
            self.lines += more.count(b"\n")
        main = psutil.Process(process.pid)
        own = main.memory_info().rss
        workers = 0
        for child in main.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                workers += child.memory_info().rss
        tenth = min(10 * self.lines // MANY, 9)
        if tenth not in self.own:
            print(
                f"{time.strftime('%H:%M:%S')} {self.lines:7} lines: {own >> 20} MB, with workers {own + workers >> 20}", flush=True
            )
        self.own[tenth].append(own / 2**20)
        self.all[tenth].append((own + workers) / 2**20)


def test_f24_a_hundred_thousand_articles_in_flat_memory(tmp_path):
    """After the first tenth the crawler's own process grows by no more than a twentieth. Pages are taken apart by their marks, and
    nothing is annotated: memory of the workers is bounded by their limits, and is looked at elsewhere."""
    began = time.monotonic()
    pieces = bulk(MANY, every=timedelta(minutes=30))
    with Newsroom(sites=(), extra=pieces, now=pieces[-1].appears + timedelta(days=1)) as room:
        settings = {"AUTOTHROTTLE_ENABLED": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
        run = Run(room, tmp_path, settings=settings, environment={"LIGHT": "1"})
        with (tmp_path / "log").open("w") as log:
            process, watch, start = run.start(log=log), Watch(run), time.monotonic()
            with suppress(psutil.NoSuchProcess):
                while process.poll() is None:
                    watch.look(process)
                    time.sleep(1)
            end(process)
        assert process.returncode == 0, (tmp_path / "log").read_text()[-2000:]
        own = {tenth: median(seen) for tenth, seen in sorted(watch.own.items())}
        table = [f"{tenth * MANY // 10:7}…: {own[tenth]:.0f} MB, with workers {median(watch.all[tenth]):.0f} MB" for tenth in own]
        print(*table, f"in {time.monotonic() - start:.0f} s, {start - began:.0f} s before", run.report()["balance"], sep="\n")
        run.assert_whole()
        assert run.report()["balance"]["written"] + run.report()["balance"]["duplicate"] == MANY
        assert max(max(seen) for seen in watch.own.values()) < 1024
        assert max(own[t] for t in own if t) <= own[1] * 1.05


def test_f25_a_day_of_hourly_runs_gives_each_article_and_each_correction_once(tmp_path):
    """Articles appear as the newsroom's time goes on; after the last hour each is there once."""
    noon = START + timedelta(hours=HOURS / 2 + 0.25)
    pieces = bulk(HOURS * 2 + 10, every=timedelta(minutes=30), corrected=5, corrected_at=noon)
    with Newsroom(sites=(), extra=pieces, now=START) as room:
        run = Run(room, tmp_path)
        for hour in range(HOURS):
            room.now = START + timedelta(hours=hour)
            code, said = run()
            assert code in (0, 3), said[-2000:]
            assert re.search(r"found \d+ = written \d+", said)
            assert run.report()["balances"]
        assert not run.missing()[0]
        lines = Counter((d.url, d.revision) for d in run.documents())
        assert set(lines.values()) == {1}
        assert Counter(revision for _, revision in lines) == {1: len({u for u, _ in lines}), 2: 5}
        assert {u for u, _ in lines} == {canonical(a["url"]) for a in room.articles("bulk")}
        print(f"{HOURS} runs: {len(lines)} lines of {len({u for u, _ in lines})} articles")
