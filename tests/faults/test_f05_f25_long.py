"""F5, F24 and F25 at length: `make faults`."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections import Counter
from datetime import timedelta

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


def test_f24_a_hundred_thousand_articles_in_flat_memory(tmp_path):
    """Memory of the crawler's own process at a third of the way and at the end."""
    with Newsroom(sites=(), extra=bulk(MANY)) as room:
        run = Run(room, tmp_path, settings={"DOWNLOAD_TIMEOUT": 600})
        process = run.start()
        seen = []
        try:
            while process.poll() is None:
                lines = sum(p.stat().st_size for p in run.segments()) // 1800
                seen.append((lines, psutil.Process(process.pid).memory_info().rss >> 20))
                time.sleep(2)
        except psutil.NoSuchProcess:
            pass
        said = process.communicate()[1]
        end(process)
        assert process.returncode == 0, said[-2000:]
        run.assert_whole()
        third = max(mb for lines, mb in seen if lines < MANY / 3)
        most = max(mb for _, mb in seen)
        print(f"{MANY} articles: {third} MB at a third, {most} MB at most; report {run.report()['balance']}")
        assert most < 1024
        assert most < third * 1.6 + 100


def test_f25_a_day_of_hourly_runs_gives_each_article_and_each_correction_once(tmp_path):
    """Articles appear as the newsroom's time goes on; after the last hour each is there once."""
    pieces = bulk(HOURS * 2 + 10, every=timedelta(minutes=30))
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
        assert {u for u, _ in lines} == {canonical(a["url"]) for a in room.articles("bulk")}
        print(f"{HOURS} runs: {len(lines)} lines of {len({u for u, _ in lines})} articles")
