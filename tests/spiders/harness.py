"""Runs a site's spider in a process of its own, against a newsroom on loopback, and tells what it yielded.

The ledger is the real one. The pipelines are not: a recorder books every page as an article would be, so that a test of finding
and fetching takes a second and no language model.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600
"""A run takes two; with ten times more to do than cores, the first of a file took thirty. This ends what hangs, no more."""


@dataclass(frozen=True)
class Yielded:
    """What one run gave. `pages` and `rejected` as dictionaries, in the order yielded; `stats` are Scrapy's."""

    pages: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    stats: dict[str, Any]
    log: str = field(repr=False)
    cleaned: dict[str, dict[str, Any]] = field(repr=False, default_factory=dict)
    """What was read of each page, by the URL asked for: an article's or a rejection's fields; for `clean=True`."""

    @property
    def urls(self) -> list[str]:
        """The URLs asked for that gave a page, in order."""
        return [page["requested"] for page in self.pages]

    @property
    def reasons(self) -> dict[str, str]:
        """The reason by rejected URL."""
        return {r["url"]: r["reason"] for r in self.rejected}

    def stat(self, name: str) -> int:
        """One of `dragoman/…`."""
        return self.stats.get(f"dragoman/{name}", 0)


def crawl(
    name: str,
    folder: Path,
    *,
    settings: dict[str, Any] | None = None,
    env: dict[str, str] | None = None,
    clean: bool = False,
    **arguments: str,
) -> Yielded:
    """Run the spider `name`; `folder` holds `sites/` (its definitions) and gets `output/`. `clean`: read the pages, too."""
    order = {"name": name, "folder": str(folder), "settings": settings or {}, "arguments": arguments, "clean": clean}
    with tempfile.NamedTemporaryFile() as kept:
        code, log = _nursery().run({"order": order, "env": env or {}, "log": kept.name})
    if code:
        raise AssertionError(f"the run failed ({code}):\n{log[-6000:]}")
    told = json.loads((folder / "yielded.json").read_text(encoding="utf-8"))
    return Yielded(told["pages"], told["rejected"], told["stats"], log, told["cleaned"])


class Nursery:
    """A process that has Scrapy imported, and forks one for each run: most of a run's cost is what it imports."""

    def __init__(self) -> None:
        self._start()
        atexit.register(lambda: self._process.kill())

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.spiders.harness"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, order: dict[str, Any]) -> tuple[int, str]:
        """(exit code, what it logged)."""
        if self._process.poll() is not None:  # a test of something else killed all that its process had started
            self._start()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        return code, Path(order["log"]).read_text(encoding="utf-8", errors="replace")


@cache
def _nursery() -> Nursery:
    return Nursery()


def write_site(folder: Path, name: str, text: str) -> str:
    """Write `sites/test/NAME.yml`; gives the spider's name."""
    path = folder / "sites" / "test" / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return f"{name}_test"


class Recorder:
    """Stands for the pipelines: books every item."""

    def __init__(self) -> None:
        self.pages: list[Any] = []
        self.rejected: list[Any] = []
        self.ledger: Any = None

    async def process_item(self, item: Any) -> Any:
        """Book an item."""
        from crawler.model import Rejected

        if isinstance(item, Rejected):
            self.ledger.rejected(item)
            self.rejected.append(item)
            return item
        validators = {"etag": item.header("etag"), "last_modified": item.header("last-modified")}
        self.pages.append(item)
        if item.status in (404, 410):
            self.ledger.gone(item.requested, item.status)
        else:
            self.ledger.unchanged(item.requested, **validators)
        return item


def read_as_workers_do(page: Any, site: Any) -> dict[str, Any]:
    """A page's article, or why there is none."""
    from crawler.workers import child

    child._clean = child._cleaning()
    found = child.clean(page, site, frozenset())
    return json.loads((found.article if isinstance(found, child.Cleaned) else found).model_dump_json())


def main(order: dict[str, Any]) -> None:
    """In the process of its own."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from crawler.ledger import Ledger
    from crawler.spiders import site as spider_site

    folder = Path(order["folder"])
    output = folder / "output"
    output.mkdir(parents=True, exist_ok=True)
    recorder = Recorder()
    recorder.ledger = Ledger.open(f"sqlite:///{output}/ledger.db", order["name"], run="test", output=output)
    spider_site.river = lambda crawler: SimpleNamespace(ledger=recorder.ledger)
    settings = get_project_settings()
    fixed = {
        "SITES_DIR": str(folder / "sites"), "OUTPUT_DIR": str(output), "ALLOW_PRIVATE": True, "EXTENSIONS": {},
        "LOG_FORMATTER": "scrapy.logformatter.LogFormatter",
        "ITEM_PIPELINES": {type("Pipeline", (), {"process_item": recorder.process_item}): 1},
    }  # fmt: skip
    for name, value in {**fixed, **order["settings"]}.items():
        settings.set(name, value, "cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(order["name"])
    process.crawl(crawler, **order["arguments"])
    process.start()
    recorder.ledger.close()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    crawler.stats.set_value("memusage/max", int(status.partition("VmHWM:")[2].split()[0]) << 10)
    told = {
        "pages": [
            {"url": p.url, "requested": p.requested, "status": p.status, "bytes": len(p.body), "hints": p.hints,
             "fetched": p.fetched.isoformat(), "site": p.site}
            for p in recorder.pages
        ],
        "cleaned": {p.requested: read_as_workers_do(p, crawler.spidercls.site) for p in recorder.pages} if order["clean"] else {},
        "rejected": [json.loads(r.line()) for r in recorder.rejected],
        "stats": {k: v for k, v in crawler.stats.get_stats().items() if isinstance(v, int | float | str)},
        "balance": str(recorder.ledger.balance()),
    }  # fmt: skip
    (folder / "yielded.json").write_text(json.dumps(told), encoding="utf-8")


def _one(order: dict[str, Any]) -> int:
    """Fork, run, wait; the child's exit code, 128 and its signal where one ended it, 124 for one that hangs."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.waitstatus_to_exitcode(status) % 256
    code = 1
    try:
        signal.alarm(SECONDS)
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.environ.update(order["env"])
        main(order["order"])
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawler.settings")

    import crawler.middlewares
    import crawler.pipelines
    import crawler.read
    import crawler.spiders.site  # noqa: F401

    for line in sys.stdin:
        print(_one(json.loads(line)), flush=True)
