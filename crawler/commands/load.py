"""`scrapy load DATABASE FILES…`: lines of output into PostgreSQL, SQLite, DuckDB or Parquet; loading twice changes nothing."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from crawler.model.exits import STORAGE, USAGE

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.load import BadLine

TOLD = 10
"""Bad lines that are told one by one; the rest is a number."""


class Command(ScrapyCommand):
    """Load files and folders of output into a database.

    Exit codes: 0 all loaded · 1 usage, or lines that are no records (the others are loaded) · 4 the database or a file failed ·
    6 a driver is missing.
    """

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] DATABASE [FILE|FOLDER|SITE …]"

    def short_desc(self) -> str:
        return "Load output into PostgreSQL, SQLite, DuckDB or Parquet"

    def long_desc(self) -> str:
        return (
            "DATABASE is postgresql://USER@HOST/NAME, sqlite:///FILE, duckdb:///FILE or parquet:FOLDER. "
            "Without files, everything in OUTPUT_DIR is loaded. Run it as often as you like: the same lines give the same tables."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--follow", action="store_true", help="go on, loading lines as they are written, until interrupted")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.load import LoadError, NoSuchFile, load
        from crawler.load.parquet import SCHEME, write_parquet

        assert self.settings is not None
        if not args:
            self._fail("say which database, for example: scrapy load sqlite:///output/news.db", USAGE)
            return
        output = Path(self.settings["OUTPUT_DIR"])
        url, names = args[0], [_place(name, output) for name in args[1:]] or [output]
        began = time.monotonic()
        try:
            if url.startswith(SCHEME):
                done = write_parquet(Path(url.removeprefix(SCHEME)), names, on_bad=self._bad)
            else:
                ended = _until_interrupted() if opts.follow else threading.Event()
                done = load(url, names, follow=opts.follow, stop=ended.is_set, wait=ended.wait, on_bad=self._bad)
        except NoSuchFile as error:
            self._fail(str(error), USAGE)
            return
        except LoadError as error:
            self._fail(str(error), error.code)
            return
        except OSError as error:
            self._fail(f"{error.filename or url}: {error.strerror or error}", STORAGE)
            return
        seconds = time.monotonic() - began
        got = done.merged
        if len(done.bad) > TOLD:
            print(f"scrapy load: and {len(done.bad) - TOLD} more lines that are no records", file=sys.stderr)
        print(
            f"{got.lines + len(done.bad)} lines = {got.new} new + {got.replaced} replaced + {got.lines - got.new - got.replaced} "
            f"known + {len(done.bad)} bad; {got.events} events told, {done.runs} runs, {seconds:.1f} s"
        )

    def _bad(self, line: BadLine) -> None:
        self._told = getattr(self, "_told", 0) + 1
        if self._told <= TOLD:
            print(f"scrapy load: {line}", file=sys.stderr)
        self.exitcode = USAGE

    def _fail(self, message: str, code: int) -> None:
        print(f"scrapy load: {message}", file=sys.stderr)
        self.exitcode = code


def _place(name: str, output: Path) -> Path:
    """A file or folder as named, else a site's folder in the output."""
    return output / name if not Path(name).exists() and (output / name).is_dir() else Path(name)


def _until_interrupted() -> threading.Event:
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    return ended
