"""A site to its lines: ours beside plain Scrapy with trafilatura, over the same loopback site; then the unchanged site again.

    python -m benchmarks.crawling [--articles N] [--news-please PYTHON]

The plain spider is given every address and writes title, date and text; ours finds the articles by itself, cleans, annotates,
keeps its ledger and writes each line to disk before it goes on. `ours, cleaning only` leaves out the language model.
news-please is run by a Python that has it, through its own `from_urls`, which gets every address as well.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Spent, machine, spent_by_processes, tell
from crawler.settings import EXTENSIONS
from tests.faults.harness import QUICK, Run
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk

SPIDER = """
import scrapy, trafilatura
class Plain(scrapy.Spider):
    name = "plain"
    custom_settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False}
    async def start(self):
        for url in open("urls.txt").read().split():
            yield scrapy.Request(url)
    def parse(self, response):
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        yield {"url": response.url, "title": found.title, "date": found.date, "text": found.text}
"""


PLEASE = """
import json
from newsplease import NewsPlease
if __name__ == "__main__":
    urls = open("urls.txt").read().split()
    found = NewsPlease.from_urls(urls, request_args={"timeout": 60}, fetch_images=False)
    with open("out.jsonl", "w") as out:
        for url, article in found.items():
            told = {"url": url, "title": article.title, "date": str(article.date_publish), "text": article.maintext}
            out.write(json.dumps(told) + "\\n")
"""


def please(folder: Path, urls: list[str], python: str) -> None:
    """news-please's way from addresses to articles."""
    folder.mkdir()
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "please.py").write_text(PLEASE)
    subprocess.run([python, "please.py"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    told = len((folder / "out.jsonl").read_bytes().splitlines())
    assert told == len(urls), told


def plain(folder: Path, urls: list[str]) -> None:
    """Scrapy's own `runspider`, its feed as JSON Lines."""
    folder.mkdir()
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "plain.py").write_text(SPIDER)
    environment = {k: v for k, v in os.environ.items() if k != "SCRAPY_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "scrapy", "runspider", "plain.py", "-o", "out.jsonl"]
    subprocess.run(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, check=True)
    assert len((folder / "out.jsonl").read_bytes().splitlines()) == len(urls)


def main() -> None:
    """Print the speeds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--news-please", metavar="PYTHON", help="the Python of an environment with news-please")
    given = parser.parse_args()
    articles = given.articles
    print(machine("scrapy", "trafilatura", "spacy"), f"{articles} articles", sep="\n")
    with Newsroom(sites=(), extra=bulk(articles)) as room, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [a["url"] for a in room.articles("bulk")]
        watched = json.dumps({**EXTENSIONS, "benchmarks.lag.Lag": 1})
        settings = {"WORKER_ANNOTATORS": 0, "AUTOTHROTTLE_ENABLED": 0, "EXTENSIONS": watched}
        stats: dict[str, dict[str, float]] = {}
        whole = Run(room, folder / "whole", settings=settings, environment={"PYTHONPATH": ""})
        cleaning = Run(room, folder / "cleaning", settings=settings, environment={"PYTHONPATH": str(QUICK)})

        def ours(name: str, run: Run) -> Spent:
            def crawl() -> None:
                code, said = run(timeout=3600)
                assert code == 0, said[-2000:]

            took = spent_by_processes(crawl)
            stats[name] = run.report()["stats"]
            return took

        total = {
            "plain Scrapy with trafilatura": spent_by_processes(lambda: plain(folder / "plain", urls)),
            "ours, cleaning only": ours("ours, cleaning only", cleaning),
            "ours": ours("ours", whole),
            "ours again, nothing changed": ours("ours again, nothing changed", whole),
        }
        assert len(whole.documents()) == articles
        if given.news_please:
            total["news-please"] = spent_by_processes(lambda: please(folder / "please", urls, given.news_please))
    tell(total, articles, "articles")
    for name, of in stats.items():
        used = of["benchmark/cpu"]
        print(
            f"{name:34} crawl process {1000 * used / articles:.1f} ms CPU an article, {used / total[name].cpu:.0%} of all;"
            f" lag p50 {of['benchmark/lag/p50']:.1f} ms, p99 {of['benchmark/lag/p99']:.1f} ms"
        )
    first, again = total["ours"], total["ours again, nothing changed"]
    print(f"unchanged recrawl: {again.clock / first.clock:.1%} of the time, {again.cpu / first.cpu:.1%} of the CPU")


if __name__ == "__main__":
    main()
