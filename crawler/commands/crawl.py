"""`scrapy crawl NAME…`: crawl sites by name, or all of a folder (`demo`, `az`), in one process with one set of workers.

Exit codes: 0 all well · 1 usage · 3 an expectation failed · 4 storage failed · 5 another run holds the site · 6 could not start.
"""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError

from crawler.model.exits import NOT_STARTED, USAGE


class Command(BaseRunSpiderCommand):
    """Scrapy's `crawl`, for several sites, with exit codes that a scheduler understands."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """After the command's name."""
        return "[options] NAME…"

    def short_desc(self) -> str:
        """For the list of commands."""
        return "Crawl sites by name, or all of a folder of definitions (`demo`)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's, and who is told."""
        super().add_options(parser)
        parser.add_argument(
            "--notify", metavar="URL|COMMAND", help="who is told when a site breaks, once an outage: a webhook or a command"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's, but a mistake is exit code 1."""
        try:
            super().process_options(args, opts)
            if not args:
                raise UsageError("which site? `scrapy list` shows all; `scrapy crawl demo` needs no network")
            stray = [a for a in args if a.startswith("-")]
            if stray:
                raise UsageError(f"no such option: {stray[0]}")
            if opts.notify is not None:
                name = "NOTIFY_WEBHOOK" if opts.notify.startswith(("http://", "https://")) else "NOTIFY_COMMAND"
                self.settings.set(name, opts.notify, priority="cmdline")
        except UsageError as error:
            print(f"scrapy crawl: {error}", file=sys.stderr)
            sys.exit(USAGE)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; leaves the exit code in `exitcode`."""
        # Every scrapy command imports this module: what is heavy is imported when it runs. First a part of Scrapy that looks, for
        # every frame above it, through all modules that are there: now both are few.
        import scrapy.core.downloader.handlers.http11  # noqa: F401

        from crawler.extensions import logs, notify
        from crawler.extensions.checks import check
        from crawler.extensions.process import Process, UnknownSite, chosen, leave_soon
        from crawler.sites import SiteError

        try:
            check(self.settings)
            notify.doors(self.settings.get("NOTIFY_WEBHOOK"), self.settings.get("NOTIFY_COMMAND"))
        except ValueError as error:
            self._refuse(USAGE, error)
            return
        except FileNotFoundError as error:
            self._refuse(NOT_STARTED, error)
            return
        if self.settings.get("LOG_LEVEL") != "DEBUG":
            logs.quieten()
        process = Process(self.settings)
        try:
            names = chosen(args, process.spider_loader)
            crawlers = [process.create_crawler(name) for name in names]
        except UnknownSite as error:
            self._refuse(USAGE, error)
            return
        except (SiteError, OSError) as error:
            self._refuse(NOT_STARTED, error)
            return
        self.exitcode = process.run(crawlers, opts.spargs)
        leave_soon(self.exitcode)

    def _refuse(self, code: int, error: Exception) -> None:
        from crawler.extensions import harmless

        print(f"scrapy crawl: {harmless(str(error))}", file=sys.stderr)
        self.exitcode = code
        if code == NOT_STARTED:
            from crawler.extensions.afterwards import refused

            refused(self.settings, error)
