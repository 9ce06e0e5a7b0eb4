"""`scrapy load`, `report`, `delta` and `export` as a person meets them: what they print, what they leave, how they exit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.load import MissingExtra, open_database
from crawler.load.parquet import write_parquet
from crawler.model import Document
from tests.load.conftest import ask
from tests.load.synthetic import documents, write

HOUSE = Path(__file__).parents[2]
NOTEBOOK = (HOUSE / "docs" / "notebook.md").read_text(encoding="utf-8")


def scrapy(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *map(str, args)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def records() -> list[Document]:
    return list(documents(40))


@pytest.fixture
def output(records, tmp_path) -> Path:
    write(tmp_path / "output" / "mixed", records)
    return tmp_path / "output"


def test_a_load_says_in_one_line_what_it_did_and_a_second_one_that_all_was_known(output, records, tmp_path):
    url = f"sqlite:///{tmp_path / 'news.db'}"
    first, second = (scrapy("load", url, "-s", f"OUTPUT_DIR={output}") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout.startswith(f"{len(records)} lines = {len(records)} new + 0 replaced + 0 known + 0 bad")
    assert second.stdout.startswith(f"{len(records)} lines = 0 new + 0 replaced + {len(records)} known + 0 bad")


def test_a_bad_line_costs_exit_code_1_and_itself_only(output, records, tmp_path):
    (output / "mixed" / "20270101T000000Z-0.jsonl").write_text("{}\n")
    url = f"sqlite:///{tmp_path / 'news.db'}"
    run = scrapy("load", url, output)
    assert run.returncode == 1
    assert re.search(r"20270101T000000Z-0\.jsonl:1: not a record", run.stderr)
    assert ask(url, "SELECT count(*) FROM revisions") == [(len(records),)]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 1, "say which database"),
        (("nonsense",), 1, "not a database URL"),
        (("mysql://user:secret@host/db",), 1, "mysql is not one of our databases"),
        (("sqlite:///x.db", "no/such/file"), 1, "no/such/file: no such file or folder"),
        (("postgresql://user:secret@127.0.0.1:1/news",), 4, "onnection"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_line_without_the_password(args, code, words, output):
    if "postgresql" in str(args):
        pytest.importorskip("psycopg", reason="requirements-load.txt is not installed")
    run = scrapy("load", *args, "-s", f"OUTPUT_DIR={output}")
    assert run.returncode == code
    assert words in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert "secret" not in run.stderr


def test_a_missing_driver_names_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install -r requirements-load\.txt") as caught:
        open_database("duckdb:///x.duckdb")
    assert caught.value.code == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_exit_code_4(output, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    assert scrapy("report", output, "-o", tmp_path / "locked" / "report.html").returncode == 4


def test_parquet_is_the_same_whatever_the_order_and_is_laid_out_by_day_and_country(output, records, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="requirements-load.txt is not installed")
    write_parquet(tmp_path / "one", [output])
    write_parquet(tmp_path / "two", [*write(tmp_path / "mixed", records[::-1], 7), output])

    def rows(name: str, table: str) -> list[tuple]:
        return duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / name}/{table}') ORDER BY ALL").fetchall()

    for table in ("articles/**/*.parquet", "events/**/*.parquet", "mentions.parquet", "event_articles.parquet"):
        assert rows("one", table) == rows("two", table) != []
    assert len(rows("one", "articles/**/*.parquet")) == len({d.id for d in records})
    assert list((tmp_path / "one" / "events").glob("day=2026-01-01/country=???/*.parquet"))


def test_parquet_never_replaces_a_folder_that_is_not_its_own(output, tmp_path):
    pytest.importorskip("duckdb", reason="requirements-load.txt is not installed")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    run = scrapy("load", f"parquet:{tmp_path / 'thesis'}", output)
    assert run.returncode == 4
    assert "name another folder" in run.stderr
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_a_report_is_written_beside_the_output(output):
    run = scrapy("report", "-s", f"OUTPUT_DIR={output}")
    assert run.returncode == 0
    assert (output / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "articles" in run.stdout


def test_delta_tells_json_and_refuses_what_is_no_time(output, records):
    run = scrapy("delta", "2000-01-01", output)
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert sum(t["kind"] == "article" for t in told) == len({d.id for d in records})
    bad = scrapy("delta", "soon", output)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "is not a time" in bad.stderr


def test_export_writes_a_table_and_names_the_tables_there_are(output, tmp_path):
    run = scrapy("export", "gdelt", output, "-o", tmp_path / "events.tsv")
    assert run.returncode == 0
    assert {line.count("\t") for line in (tmp_path / "events.tsv").read_text(encoding="utf-8").splitlines()} == {60}
    bad = scrapy("export", "gdeld", output)
    assert bad.returncode == 1
    assert "gdelt, icews, events, entities" in bad.stderr


def test_the_notebook_page_runs_as_it_stands(output, tmp_path, monkeypatch):
    pytest.importorskip("pandas", reason="requirements-load.txt is not installed")
    monkeypatch.chdir(tmp_path)
    answers: list[object] = []
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.+?)```", NOTEBOOK, re.S):
        *before, last = block.strip().splitlines()
        exec("\n".join(before), names)
        if re.match(r"\w+ = ", last):
            exec(last, names)
        else:
            answers.append(eval(last, names))
    assert len(answers) == 3
    assert all(len(a) > 0 for a in answers)  # type: ignore[arg-type]
