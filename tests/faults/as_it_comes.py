"""The same kills for Scrapy as it comes: JOBDIR for what is left to do, FEEDS for what was done. For comparison; not a test.

    python -m tests.faults.as_it_comes [TRIALS [ARTICLES]]

Each trial starts a plain spider over a newsroom's articles, kills it after a random number of answers, and starts it
again with the same JOBDIR and FEEDS until it ends by itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

from tests.faults.harness import HOUSE, end
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk

SPIDER = """
import scrapy
class Plain(scrapy.Spider):
    name = "plain"
    async def start(self):
        for url in open("urls.txt").read().split():
            yield scrapy.Request(url)
    def parse(self, response):
        yield {"url": response.url, "title": response.css("h1::text").get()}
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Scrapy's own `runspider` with JOBDIR and FEEDS."""
    command = [sys.executable, "-m", "scrapy", "runspider", "plain.py", "-s", f"JOBDIR={folder}/job", "-o", f"{folder}/out.jsonl"]
    environment = {k: v for k, v in os.environ.items() if k != "SCRAPY_SETTINGS_MODULE"} | {"PYTHONPATH": str(HOUSE)}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)


def trial(room: Newsroom, folder: Path, seed: int) -> tuple[int, int, int, int]:
    """(lost, doubled, torn, exit code of the last run)."""
    draw = random.Random(seed)
    urls = [a["url"] for a in room.articles("bulk")]
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "plain.py").write_text(SPIDER)
    room.forget()
    process = start(folder)
    answers = draw.randrange(len(urls))
    while len(room.requests("bulk", "/en/news/.*")) <= answers and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    end(process)
    process = start(folder)
    code = process.wait(timeout=120)
    end(process)
    out = folder / "out.jsonl"
    got: Counter[str] = Counter()
    torn = 0
    for line in out.read_bytes().splitlines() if out.exists() else []:
        try:
            got[json.loads(line)["url"]] += 1
        except ValueError:
            torn += 1
    return len(set(urls) - set(got)), sum(n > 1 for n in got.values()), torn, code


def main(trials: int = 20, articles: int = 1000) -> None:
    """Print one line a trial and the sum."""
    results = []
    with Newsroom(sites=(), extra=bulk(articles)) as room:
        for seed in range(trials):
            with tempfile.TemporaryDirectory() as folder:
                results.append(trial(room, Path(folder), seed))
            print(seed, "(lost, doubled, torn, exit code):", results[-1], flush=True)
    lost = [r[0] for r in results]
    print(
        f"trials {trials}, articles {articles}: lost median {median(lost)}, trials with losses {sum(n > 0 for n in lost)},", end=" "
    )
    print(f"doubled {sum(r[1] for r in results)}, torn lines {sum(r[2] for r in results)}, ", end="")
    print(f"exit code 0 in {sum(r[3] == 0 for r in results)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
