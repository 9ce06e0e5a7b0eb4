"""The same kills for Scrapy as it comes: JOBDIR for what is left to do, FEEDS for what was done. For comparison; not a test.

    python -m tests.faults.as_it_comes [TRIALS [ARTICLES]]

Each trial starts a plain spider over a newsroom's articles, kills it after a random number of answers, and starts it
again with the same JOBDIR and FEEDS until it ends by itself: one that is given every address, and Scrapy's own SitemapSpider.
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

SPIDERS = {
    "given every address": """
import scrapy
class Plain(scrapy.Spider):
    name = "plain"
    async def start(self):
        for url in open("urls.txt").read().split():
            yield scrapy.Request(url)
    def parse(self, response):
        yield {"url": response.url, "title": response.css("h1::text").get()}
""",
    "from the sitemap": """
from scrapy.spiders import SitemapSpider
class Plain(SitemapSpider):
    name = "plain"
    sitemap_urls = [open("sitemap.txt").read()]
    sitemap_rules = [("/en/news/", "parse")]
    def parse(self, response):
        yield {"url": response.url, "title": response.css("h1::text").get()}
""",
}


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Scrapy's own `runspider` with JOBDIR and FEEDS."""
    command = [sys.executable, "-m", "scrapy", "runspider", "plain.py", "-s", f"JOBDIR={folder}/job", "-o", f"{folder}/out.jsonl"]
    environment = {k: v for k, v in os.environ.items() if k != "SCRAPY_SETTINGS_MODULE"} | {"PYTHONPATH": str(HOUSE)}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)


def trial(room: Newsroom, folder: Path, seed: int, spider: str) -> tuple[int, int, int, int]:
    """(lost, doubled, torn, exit code of the last run)."""
    draw = random.Random(seed)
    urls = [a["url"] for a in room.articles("bulk")]
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "sitemap.txt").write_text(room.url("bulk", "/sitemap.xml"))
    (folder / "plain.py").write_text(spider)
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
    """Print one line a trial and the sums."""
    with Newsroom(sites=(), extra=bulk(articles)) as room:
        for name, spider in SPIDERS.items():
            results = []
            for seed in range(trials):
                with tempfile.TemporaryDirectory() as folder:
                    results.append(trial(room, Path(folder), seed, spider))
                print(seed, "(lost, doubled, torn, exit code):", results[-1], flush=True)
            lost, doubled, torn, codes = zip(*results, strict=True)
            wrong = sum(n + m > 0 for n, m in zip(lost, doubled, strict=True))
            print(f"{name}: trials {trials}, articles {articles}, trials with losses or doubles {wrong},", end=" ")
            print(f"lost median {median(lost)}, most {max(lost)}, doubled median {median(doubled)}, most {max(doubled)},", end=" ")
            print(f"torn lines {sum(torn)}, exit code 0 in {codes.count(0)}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
