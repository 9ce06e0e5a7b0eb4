"""A12: terminal escapes and line breaks in what a site says reach neither the log nor the display nor a rejection."""

from __future__ import annotations

import json
import subprocess
import sys

from rich.console import Console

from crawler.commands import show
from tests.faults.harness import HOUSE, Run
from tests.newsroom import Fault, Newsroom
from tests.newsroom.bulk import bulk

EVIL = "\x1b]0;owned\x07\x1b[2J\x1b[31m\r\nbulk_room: found 0\u202e\u2028\x9b"


def test_a12_a_run_over_escapes_writes_plain_lines(tmp_path):
    feed = f"<rss version='2.0'><channel><item><title>x</title><link>https://a.example/{EVIL}</link></item></channel></rss>"
    with Newsroom(sites=(), extra=bulk(3)) as room:
        room.fault("bulk", r".*sitemap.*|.*rss.*|.*feed.*", Fault(body=feed.replace("\x1b", "&#27;").encode(), status=200))
        room.fault("bulk", r"/en/news/100001", Fault(status=500, headers={"X-Evil": "a"}, body=EVIL.encode()))
        _, said = Run(room, tmp_path)()
        rejects = Run(room, tmp_path).output / "bulk_room" / "rejects.jsonl"
        lines = rejects.read_text(encoding="utf-8").split("\n") if rejects.exists() else [""]
    assert all(line.isprintable() for line in said.split("\n")), [line for line in said.split("\n") if not line.isprintable()]
    assert lines.pop() == ""
    for line in lines:
        assert json.loads(line)["detail"].isprintable()
        assert line.isprintable()


def test_a12_a_log_in_json_is_json_to_its_last_line_and_names_the_process_that_the_report_names(tmp_path):
    with Newsroom(sites=(), extra=bulk(3)) as room:
        room.fault("bulk", r".*rss.*", Fault(body=EVIL.encode(), status=200))
        run = Run(room, tmp_path, settings={"LOG_JSON": "True"})
        _, said = run()
    lines = [json.loads(line) for line in said.splitlines()]
    assert {line["process"] for line in lines} == {run.report()["process"]}
    assert "WARNING" in {line["level"] for line in lines}
    assert lines[-1]["message"].startswith("bulk_room: found 4 = ")
    assert all(line["message"].isprintable() for line in lines)


def test_a12_what_a_bad_file_says_is_told_without_obeying_it(tmp_path):
    name = tmp_path / "x.jsonl"
    name.write_text(json.dumps({"text": "", "published": EVIL, "url": EVIL}) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "annotate", str(name)], cwd=HOUSE, capture_output=True, text=True, timeout=120, check=False
    )
    assert all(line.isprintable() for line in (done.stdout + done.stderr).split("\n"))


def test_a12_show_prints_no_escapes_of_a_title(tmp_path, capsys):
    (old,) = (HOUSE / "tests" / "faults" / "old").glob("*/*.jsonl")
    line = json.loads(old.read_bytes().splitlines()[0])
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({**line, "title": f"[red]{EVIL}"}) + "\n")
    documents = list(show._documents([path]))
    assert documents[0][2].title == f"[red]{EVIL}"
    console = Console(width=120, highlight=False, markup=False)
    show._tell(console, documents, [path], 3)
    said = capsys.readouterr().out
    assert all(line.isprintable() for line in said.split("\n"))
    assert "[red]" in said
