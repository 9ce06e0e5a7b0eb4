"""`scrapy export gdelt|icews|events|entities [FILE…]`: tables that others' notebooks and spreadsheets read."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from crawler.model.exits import STORAGE, USAGE

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.load.lines import BadLine


class Command(ScrapyCommand):
    """Write a table. Exit codes: 0 written · 1 usage, or lines that are no records · 4 a file can't be read or written."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        from crawler.load.exports import KINDS

        return f"[options] {'|'.join(KINDS)} [SITE|FOLDER|FILE …]"

    def short_desc(self) -> str:
        return "Write events with GDELT's or ICEWS's columns, or events and entities as CSV"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="where the table goes (default: standard output)")
        parser.add_argument("--all", action="store_true", help="also what was denied, planned or possible, and background")
        parser.add_argument("--no-header", action="store_true", help="without the line of names, as GDELT's own files")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.load.exports import KINDS, write
        from crawler.load.lines import NoSuchFile, newest, no_collection, read_lines, segments

        assert self.settings is not None
        output = Path(self.settings["OUTPUT_DIR"])
        if not args or args[0] not in KINDS:
            self._fail(f"which table? one of {', '.join(KINDS)}, for example: scrapy export gdelt -o events.tsv", USAGE)
            return
        places = [output / a if not Path(a).exists() and (output / a).is_dir() else Path(a) for a in args[1:]] or [output]
        try:
            with no_collection():
                documents = newest(line.document for file in segments(places) for line in read_lines(file, self._bad))
            options = {"everything": opts.all, "header": not opts.no_header}
            if opts.output:
                with Path(opts.output).open("w", encoding="utf-8", newline="") as out:
                    rows = write(args[0], documents, out, **options)
                print(f"{opts.output}: {rows} rows from {len(documents)} articles")
            else:
                write(args[0], documents, sys.stdout, **options)
                sys.stdout.flush()
        except NoSuchFile as error:
            self._fail(str(error), USAGE)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            self._fail(f"{error.filename}: {error.strerror or error}", STORAGE)

    def _bad(self, line: BadLine) -> None:
        self._fail(str(line), USAGE)

    def _fail(self, message: str, code: int) -> None:
        print(f"scrapy export: {message}", file=sys.stderr)
        self.exitcode = code
