"""Real runs for the fault tests: the command as a user gives it, signals, and what lies on disk afterwards."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from crawler.model import Document
from crawler.model.url import canonical
from tests.newsroom import write_sites

HOUSE = Path(__file__).parents[2]
QUICK = Path(__file__).parent / "quick"


@dataclass
class Run:
    """A crawl of a newsroom into a folder."""

    room: object
    folder: Path
    site: str = "bulk_room"
    settings: dict = field(default_factory=dict)
    environment: dict = field(default_factory=dict)
    delay: float = 0.0

    def __post_init__(self):
        self.output = self.folder / "output"
        write_sites(self.room, self.folder / "definitions", delay=self.delay)

    def start(self, *extra, preexec=None, log=subprocess.PIPE):
        given = {"OUTPUT_DIR": self.output, "SITES_DIR": self.folder / "definitions", "ALLOW_PRIVATE": 1, "WORKER_ANNOTATORS": 1}
        settings = [x for name, value in {**given, **self.settings}.items() for x in ("-s", f"{name}={value}")]
        command = [sys.executable, "-m", "scrapy", "crawl", self.site, *settings, *extra]
        environment = {**os.environ, "PYTHONPATH": str(QUICK), **self.environment}
        return subprocess.Popen(
            command, cwd=HOUSE, env=environment, stderr=log, text=True, preexec_fn=preexec, start_new_session=True
        )

    def __call__(self, *extra, timeout=180, preexec=None):
        """Run to the end; (exit code, what it said)."""
        process = self.start(*extra, preexec=preexec)
        try:
            said = process.communicate(timeout=timeout)[1]
        finally:
            end(process)
        return process.returncode, said

    def segments(self):
        return sorted((self.output / self.site).glob("*Z-*.jsonl"))

    def documents(self):
        """Every line of every segment, each checked as a record; fails on a torn one."""
        return [Document.model_validate_json(line) for path in self.segments() for line in path.read_bytes().splitlines()]

    def rejects(self):
        path = self.output / self.site / "rejects.jsonl"
        return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    def report(self):
        return json.loads(max((self.output / self.site).glob("run-*.json"), key=lambda p: p.stat().st_mtime).read_text())

    def assert_whole(self, without=()):
        """Every article of the newsroom once, no line torn, the last run's books balanced."""
        lost, doubled = self.missing(without)
        assert not lost
        assert not doubled
        report = self.report()
        balance = dict(report["balance"])
        assert balance.pop("found") == sum(balance.values())
        assert report["balances"]

    def missing(self, without=()):
        """(articles without a line, articles with more than one)."""
        wanted = {canonical(a["url"]) for a in self.room.articles(self.site.removesuffix("_room"))}
        got = Counter(d.url for d in self.documents())
        return wanted - set(got) - {canonical(u) for u in without}, {u for u, n in got.items() if n > 1}


def end(process):
    """Leave nothing of a run behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stderr:
        process.stderr.close()


def page_of(title, sentences):
    """An article page as the ministry's site makes them, with the words of a killer in it."""
    body = "".join(f"<p>{s}</p>" for s in sentences)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()
