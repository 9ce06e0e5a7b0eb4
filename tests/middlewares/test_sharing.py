"""Two sites on one host, crawled in one process, are one visitor to it; and its robots.txt is asked for once a day."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.middlewares.remembered import LIFETIME, Answer, recall, remember
from tests.newsroom.bulk import bulk
from tests.newsroom.definitions import write_sites
from tests.newsroom.server import Fault, Newsroom
from tests.spiders.harness import crawl

ROOT = Path(__file__).resolve().parents[2]
TWO = """
import json, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

order = json.loads(sys.argv[1])

class One(Spider):
    name = "one"
    replay = None
    async def start(self):
        for url in order["urls"][self.name]:
            yield Request(url, self.parse)
    def parse(self, response):
        pass

class Two(One):
    name = "two"

process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False,
                               "DOWNLOADER": "crawler.middlewares.sharing.SharingDownloader", **order["settings"]})
process.crawl(One)
process.crawl(Two)
process.start()
"""


def asked(room: Newsroom, **settings: object) -> list[tuple[float, float]]:
    """Two spiders ask four pages each of one host: (began, ended) of every request, in order."""
    pages = [room.url("bulk", p.path) for p in bulk(8)]
    order = {"urls": {"one": pages[:4], "two": pages[4:]}, "settings": {"DOWNLOAD_DELAY_JITTER": 0, **settings}}
    run = subprocess.run([sys.executable, "-c", TWO, json.dumps(order)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-2000:]
    times = sorted((a.began, a.at) for a in room.requests("bulk"))
    assert len(times) == 8
    return times


@pytest.fixture
def room():
    with Newsroom(sites=[], extra=bulk(8)) as running:
        yield running


def test_the_pause_of_a_host_holds_for_all_sites_together(room: Newsroom) -> None:
    times = asked(room, DOWNLOAD_DELAY=0.3)
    whole = times[-1][0] - times[0][0]
    assert whole >= 7 * 0.3 - 0.1, whole  # two visitors of their own would need half as long


def test_the_limit_of_a_host_holds_for_all_sites_together(room: Newsroom) -> None:
    room.fault("bulk", ".*", Fault(delay=0.2))
    times = asked(room, DOWNLOAD_DELAY=0, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert [(ended, began) for (_, ended), (began, _) in pairwise(times) if began < ended - 0.01] == []


def test_robots_txt_is_asked_for_once_a_day_though_a_crawl_comes_every_hour(tmp_path: Path) -> None:
    with Newsroom(sites=[], extra=bulk(3)) as room:
        write_sites(room, tmp_path / "sites")
        for _ in range(2):
            crawl("bulk_room", tmp_path, find="feed")
        assert len(room.requests("bulk", "/robots.txt")) == 1


def test_robots_txt_that_could_not_be_read_is_asked_for_again_by_the_next_run(tmp_path: Path) -> None:
    with Newsroom(sites=[], extra=bulk(3)) as room:
        write_sites(room, tmp_path / "sites")
        room.fault("bulk", "/robots.txt", Fault(status=503))
        settings = {"RETRY_TIMES": 0, "RETRY_FIRST_WAIT": 0}
        assert crawl("bulk_room", tmp_path, find="feed", settings=settings).urls == []
        room.heal()
        assert len(crawl("bulk_room", tmp_path, find="feed", settings=settings).urls) == 3


def test_what_is_remembered_is_a_day_old_at_most(tmp_path: Path) -> None:
    origin, said = "https://mfa.example", "User-agent: *\nDisallow: /\udcff\n"
    remember(tmp_path, Answer(origin, f"{origin}/robots.txt", 200, said, at=1000.0))
    kept = recall(tmp_path, origin, now=1000.0 + LIFETIME - 1)
    assert kept is not None
    assert kept.text == said
    assert recall(tmp_path, origin, now=1000.0 + LIFETIME) is None
    assert recall(tmp_path, origin, now=999.0) is None  # a clock that was set back
    assert recall(tmp_path, "https://other.example") is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"origin": 7}', b"\xff\xfe"])
def test_a_damaged_memory_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    origin = "https://mfa.example"
    remember(tmp_path, Answer(origin, f"{origin}/robots.txt", 200, "", at=1000.0))
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    assert recall(tmp_path, origin, now=1001.0) is None
