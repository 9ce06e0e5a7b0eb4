"""`scrapy report [SITE…]`: one HTML file that opens offline: events, dyads, meetings, people, articles with proof, runs."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from crawler.model.exits import STORAGE, USAGE

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.load.lines import BadLine

TEXTS = 5_000
"""Articles whose texts are in the file, unless --texts says otherwise: some 10 MB."""


class Command(ScrapyCommand):
    """Write the report. Exit codes: 0 written · 1 usage, or lines that are no records · 4 the file cannot be written."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [SITE|FOLDER|FILE …]"

    def short_desc(self) -> str:
        return "Write one self-contained HTML page about what was found"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="where the page goes (default: report.html in OUTPUT_DIR)")
        parser.add_argument("--title", default="Who did what to whom", help="the page's title")
        parser.add_argument(
            "--texts", type=int, default=TEXTS, metavar="N", help=f"texts of the newest N articles (default {TEXTS})"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.load.lines import NoSuchFile, no_collection, read_lines, run_reports, segments
        from crawler.report.gather import gather, latest_first
        from crawler.report.page import render

        assert self.settings is not None
        output = Path(self.settings["OUTPUT_DIR"])
        places = [output / a if not Path(a).exists() and (output / a).is_dir() else Path(a) for a in args] or [output]
        try:
            with no_collection():
                documents = latest_first(line.document for file in segments(places) for line in read_lines(file, self._bad))
        except NoSuchFile as error:
            self._fail(f"{error}, and no site of {output}", USAGE)
            return
        except OSError as error:
            self._fail(f"{error.filename}: {error.strerror or error}", STORAGE)
            return
        gathered = gather(documents, run_reports(places), texts=max(0, opts.texts))
        target = Path(opts.output) if opts.output else output / "report.html"
        try:
            unfinished = target.with_name(target.name + ".unfinished")
            unfinished.write_text(render(gathered, title=opts.title, made=datetime.now(UTC)), encoding="utf-8")
            unfinished.replace(target)
        except OSError as error:
            self._fail(f"{target}: {error.strerror or error}", STORAGE)
            return
        counts = ", ".join(f"{n} {what}" for what, n in gathered.counts.items())
        print(f"{target}: {counts}, {target.stat().st_size / 1e6:.1f} MB")

    def _bad(self, line: BadLine) -> None:
        self._fail(str(line), USAGE)

    def _fail(self, message: str, code: int) -> None:
        print(f"scrapy report: {message}", file=sys.stderr)
        self.exitcode = code
