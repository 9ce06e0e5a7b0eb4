"""`scrapy annotate FILES…`: texts, HTML, PDF, WARC or JSON Lines in, documents out, without a crawl. `-` is standard input."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import in_one_line
from crawler.model.exits import NOT_STARTED, STORAGE, USAGE

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.inputs import Given, Input


class Command(ScrapyCommand):
    """Documents to standard output or a file, rejections beside them, one line of balance at the end."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE|- ..."

    def short_desc(self) -> str:
        return "Annotate texts, HTML, PDF, WARC or JSON Lines without a crawl"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="where documents go (default: standard output)")
        parser.add_argument("--rejects", metavar="FILE", help="where rejections go (default: FILE.rejects, or standard error)")
        parser.add_argument("--site", default="annotate", help="the source's name in the records (default: annotate)")
        parser.add_argument("--country", metavar="AAA", help="the publisher's country (ISO 3166 alpha-3): whose 'the minister' is")
        parser.add_argument("--language", metavar="aa", default="en", help="language of texts too short to tell (default: en)")
        parser.add_argument("--published", metavar="YYYY-MM-DD", help="publication day of texts that do not bring their own")
        parser.add_argument(
            "--explain", metavar="SENTENCE", help="say for one sentence which lexicon entries fired and why; no files"
        )
        parser.add_argument(
            "--ray",
            action="store_true",
            help="share the work over the cluster at RAY_ADDRESS, or this machine's cores; needs -o FOLDER",
        )

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        published = _day(opts.published)
        if opts.explain is not None:
            self._explain(opts.explain, published, opts.country)
            return
        if not args:
            raise UsageError("say which files, or - for standard input")
        from crawler.extensions.checks import check
        from crawler.extensions.hub import limits_of
        from crawler.inputs import Given, read_one
        from crawler.model import Rejected
        from crawler.workers import CannotWork, stream

        assert self.settings is not None
        try:
            check(self.settings)
        except ValueError as error:
            raise UsageError(str(error)) from None
        except FileNotFoundError as error:
            self._fail(str(error), NOT_STARTED)
            return
        given = Given(opts.site, opts.country, published, opts.language)
        if opts.ray:
            self._on_cluster(args, given, opts)
            return
        started, counts = time.monotonic(), Counter[str]()
        inputs = self._inputs(args, given)
        try:
            with _sinks(opts.output, opts.rejects) as (documents, rejects):
                for result in stream(read_one, inputs, limits_of(self.settings)):
                    counts["rejected" if isinstance(result, Rejected) else "written"] += 1
                    print(result.line(), file=rejects if isinstance(result, Rejected) else documents)
        except BrokenPipeError:  # the reader has seen enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except CannotWork as error:
            self._fail(str(error), NOT_STARTED)
        except OSError as error:
            self._fail(f"cannot write: {error.strerror or error}", STORAGE)
        self._balance(counts, time.monotonic() - started)

    def _balance(self, counts: Counter[str], seconds: float) -> None:
        read_in = counts["written"] + counts["rejected"]
        rate = f"{read_in / seconds:.1f} a second" if seconds > 0 else ""
        print(
            f"{read_in} read = {counts['written']} written + {counts['rejected']} rejected, {seconds:.1f} s, {rate}",
            file=sys.stderr,
        )

    def _on_cluster(self, args: list[str], given: Given, opts: argparse.Namespace) -> None:
        """Segments and rejections in the folder `-o`, a pair for each part of a file; called again, it goes on."""
        from crawler.cluster import NoCluster, connected
        from crawler.cluster.annotating import OtherJob, annotate
        from crawler.extensions.hub import limits_of

        if opts.output is None or opts.rejects is not None or "-" in args:
            raise UsageError("--ray reads files and writes segments and their .rejects into the folder that -o names")
        assert self.settings is not None
        limits = dataclasses.replace(
            limits_of(self.settings), annotators=1, cleaners=1
        )  # of each of Ray's workers, which has one core
        started, counts = time.monotonic(), Counter[str]()
        try:
            with connected() as ray:
                size = self.settings.getint("RAY_PART_BYTES")
                for done in annotate(ray, args, given, limits, Path(opts.output), size):
                    counts.update(written=done.written, rejected=done.rejected, parts=1, before=done.before)
                    if done.unreadable:  # the other parts go on
                        self._fail(done.unreadable, 1)
                    if done.failed:
                        self._fail(f"{done.part}: {done.failed}", done.code)
                        return
                    self._progress(counts)
        except NoCluster as error:
            self._fail(str(error), NOT_STARTED)
            return
        except OtherJob as error:
            self._fail(str(error), 1)
            return
        except OSError as error:
            self._fail(f"cannot write: {error.strerror or error}", STORAGE)
            return
        self._balance(counts, time.monotonic() - started)
        if counts["before"]:
            print(f"{counts['before']} of {counts['parts']} parts were there already", file=sys.stderr)

    def _progress(self, counts: Counter[str]) -> None:
        if sys.stderr.isatty():
            print(f"\r{counts['parts']} parts done, {counts['written']} documents ", end="", file=sys.stderr, flush=True)

    def _inputs(self, names: list[str], given: Given) -> Iterator[Input]:
        from crawler.inputs import UnreadableInput, read

        for name in names:
            try:
                yield from read(name, given)
            except UnreadableInput as error:  # the other files go on
                self._fail(str(error), USAGE)

    def _explain(self, sentence: str, published: date | None, country: str | None) -> None:
        from crawler.annotate import Annotator  # spaCy is loaded only where it is used
        from crawler.extensions.checks import share

        assert self.settings is not None
        try:
            least = share(self.settings, "EVENT_CONFIDENCE")
        except ValueError as error:
            raise UsageError(str(error)) from None
        annotator = Annotator.load("en", model=self.settings["SPACY_MODEL"], least=least)
        print(annotator.explain(sentence, published=published, home_country=country))

    def _fail(self, message: str, code: int) -> None:
        print(f"scrapy annotate: {message}", file=sys.stderr)
        self.exitcode = code


@contextlib.contextmanager
def _sinks(output: str | None, rejects: str | None) -> Iterator[tuple[IO[str], IO[str]]]:
    with contextlib.ExitStack() as open_files:

        def sink(name: str | None, default: IO[str]) -> IO[str]:
            return open_files.enter_context(Path(name).open("w", encoding="utf-8")) if name else default

        yield sink(output, sys.stdout), sink(rejects or (f"{output}.rejects" if output else None), sys.stderr)
        sys.stdout.flush()


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise UsageError(f"--published {given}: not a day such as 2026-03-02") from None
