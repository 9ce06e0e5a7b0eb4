"""LOAD_URL: lines are in the database when the crawl ends, and a lost database costs the crawl nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.load.conftest import ask

HOUSE = Path(__file__).parents[2]


def crawl(output: Path, url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "crawl", "demo_economy", "-s", f"OUTPUT_DIR={output}", "-s", f"LOAD_URL={url}"]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=180)


def test_every_line_and_the_run_are_in_the_database_when_the_crawl_ends(tmp_path):
    url, output = f"sqlite:///{tmp_path / 'news.db'}", tmp_path / "output"
    first = crawl(output, url)
    lines = sum(len(f.read_text(encoding="utf-8").splitlines()) for f in (output / "demo_economy").glob("2*.jsonl"))
    assert first.returncode == 0
    assert ask(url, "SELECT count(*) FROM revisions") == [(lines,)]
    again = crawl(output, url)
    assert (again.returncode, "loading ended" in again.stderr) == (0, False)
    assert ask(url, "SELECT count(*) FROM runs") == [(2,)]


@pytest.mark.long
def test_a_database_that_is_not_there_is_told_and_costs_no_line(tmp_path):
    pytest.importorskip("psycopg", reason="requirements-load.txt is not installed")
    run = crawl(tmp_path, "postgresql://nobody@127.0.0.1:1/news")
    assert run.returncode == 0
    assert "loading ended with 4; the lines are safe" in run.stderr
    assert list((tmp_path / "demo_economy").glob("2*.jsonl"))
