"""A real cluster of three Ray nodes on this machine, one of which is killed in mid-run: the output is that of one process."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import Newsroom, write_sites
from tests.newsroom.bulk import bulk
from tests.postgres import postgres

pytest.importorskip("ray", reason="Ray is not installed: pip install -r requirements-ray.txt")
pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "crawler" / "demo"
SMALL = "300000"
"""RAY_PART_BYTES that make several parts of the bundled newsroom."""


@pytest.fixture
def cluster() -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    running = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        running.doomed = running.add_node(num_cpus=1)
        running.add_node(num_cpus=1)
        yield running
    finally:
        running.shutdown()


def scrapy(*arguments: str, cluster: Any = None) -> subprocess.Popen[str]:
    environment = {**os.environ, **({"RAY_ADDRESS": cluster.address} if cluster else {})}
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment
    )


def ended(process: subprocess.Popen[str], code: int = 0) -> str:
    said = process.communicate(timeout=900)[1]
    assert process.returncode == code, said[-3000:]
    return said


def kill(cluster: Any, node: Any) -> None:
    """kill -9 to the node's raylet: its workers go with it."""
    cluster.remove_node(node, allow_graceful=False)


def lines(folder: Path, pattern: str) -> list[bytes]:
    return sorted(line for path in folder.glob(pattern) for line in path.read_bytes().splitlines())


def until(true: Any, process: subprocess.Popen[str]) -> None:
    while not true():
        assert process.poll() is None, process.communicate()[1][-3000:]
        time.sleep(0.1)


def rows(path: Path, n: int) -> Path:
    """A file of `n` short articles, of one broken line and of the bundled newsroom's pages nothing."""
    articles = [
        {
            "url": f"https://arvia.example/{i}",
            "title": f"Minister of Arvia meets delegation {i}",
            "text": f"On Monday the Foreign Minister of Georgia met the Turkish ambassador, report {i}. They discussed trade. " * 4,
            "published": "2026-03-02",
        }
        for i in range(n)
    ]
    text = "\n".join(map(json.dumps, articles))
    path.write_text(text + "\n{broken\n", encoding="utf-8")
    return path


def test_annotate_with_a_node_killed_gives_what_one_process_gives(tmp_path: Path, cluster: Any) -> None:
    files = [str(DEMO / "newsroom.warc.gz"), str(rows(tmp_path / "rows.jsonl", 60))]
    alone = tmp_path / "alone.jsonl"
    ended(scrapy("annotate", *files, "-o", str(alone)))
    shared = tmp_path / "shared"
    process = scrapy("annotate", "--ray", "-s", f"RAY_PART_BYTES={SMALL}", *files, "-o", str(shared), cluster=cluster)
    until(lambda: any(shared.glob("*.jsonl")), process)
    kill(cluster, cluster.doomed)
    said = ended(process)
    assert lines(shared, "*.jsonl") == sorted(alone.read_bytes().splitlines())
    assert lines(shared, "*.rejects") == sorted(Path(f"{alone}.rejects").read_bytes().splitlines()) != []
    assert not list(shared.glob(".*.part"))
    assert f"{len(lines(shared, '*.jsonl'))} written" in said


def test_annotate_goes_on_after_its_own_death_and_refuses_another_job(tmp_path: Path, cluster: Any) -> None:
    source = rows(tmp_path / "rows.jsonl", 120)
    shared = tmp_path / "shared"
    command = ["annotate", "--ray", "-s", "RAY_PART_BYTES=8000", str(source), "-o", str(shared)]
    process = scrapy(*command, cluster=cluster)
    until(lambda: any(shared.glob("*.jsonl")), process)
    process.kill()
    process.communicate()
    said = ended(scrapy(*command, cluster=cluster))
    assert "parts were there already" in said
    alone = tmp_path / "alone.jsonl"
    ended(scrapy("annotate", str(source), "-o", str(alone)))
    assert lines(shared, "*.jsonl") == sorted(alone.read_bytes().splitlines())
    other = rows(tmp_path / "other.jsonl", 2)
    assert "other files or options" in ended(scrapy("annotate", "--ray", str(other), "-o", str(shared), cluster=cluster), code=1)


def newsrooms(folder: Path) -> Path:
    """Definitions of the bundled newsroom's three sites under a language that no other site has."""
    target = folder / "sites" / "room"
    target.mkdir(parents=True)
    (target / "newsroom.warc.gz").symlink_to(DEMO / "newsroom.warc.gz")
    for path in DEMO.glob("*.yml"):
        (target / path.name).write_text(path.read_text().replace("languages: [en", "languages: [eo, en"))
    return folder / "sites"


def test_crawl_all_with_a_node_killed_gives_what_one_process_gives(tmp_path: Path, cluster: Any) -> None:
    sites = newsrooms(tmp_path)
    command = ["crawl-all", "--language", "eo", "-s", f"SITES_DIR={sites}"]
    ended(scrapy(*command, "-s", f"OUTPUT_DIR={tmp_path / 'alone'}"))
    shared = tmp_path / "shared"
    with postgres() as server:
        process = scrapy(*command, "--ray", "-s", f"OUTPUT_DIR={shared}", "-s", f"LEDGER_URL={server.url}", cluster=cluster)
        until(lambda: any(shared.glob("*/*.jsonl")), process)
        kill(cluster, cluster.doomed)
        said = ended(process)
    assert "3 of 3 sites" in said
    for site in ("mfa_room", "economy_room", "agency_room"):
        assert lines(shared / site, "*Z-*.jsonl") == lines(tmp_path / "alone" / site, "*Z-*.jsonl") != []


def test_sites_of_one_host_are_crawled_on_one_machine_and_at_its_pace(tmp_path: Path, cluster: Any) -> None:
    """Two definitions of one host: never two requests within the delay, wherever the tasks ran."""
    with Newsroom(sites=(), extra=bulk(8)) as room, postgres() as server:
        (path,) = write_sites(room, tmp_path / "sites", delay=0.5)
        text = path.read_text().replace("languages: [en", "languages: [eo, en")
        for name in ("one", "two"):
            path.with_name(f"{name}.yml").write_text(text)
        path.unlink()
        said = ended(
            scrapy(
                "crawl-all", "--language", "eo", "--ray", "-s", f"SITES_DIR={tmp_path / 'sites'}", "-s", "ALLOW_PRIVATE=1",
                "-s", "DOWNLOAD_DELAY_JITTER=0",
                "-s", f"OUTPUT_DIR={tmp_path / 'out'}", "-s", f"LEDGER_URL={server.url}", cluster=cluster,
            )
        )  # fmt: skip
        asked = sorted(r.at for r in room.requests() if r.path != "/robots.txt")
    assert "2 of 2 sites" in said
    assert len(asked) > 16
    assert min(b - a for a, b in itertools.pairwise(asked)) > 0.4


def test_several_machines_with_a_ledger_in_a_file_are_refused(tmp_path: Path, cluster: Any) -> None:
    said = ended(scrapy("crawl-all", "--country", "AZE", "--ray", "-s", f"OUTPUT_DIR={tmp_path}", cluster=cluster), code=1)
    assert "LEDGER_URL" in said
    assert not list(tmp_path.iterdir())
