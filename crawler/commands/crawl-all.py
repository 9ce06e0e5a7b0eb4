"""`scrapy crawl-all [--country AZE] [--kind ministry]`: crawl every site that fits, in one process, as `scrapy crawl` would."""

from __future__ import annotations

import argparse

from crawler.commands.crawl import Command as Crawl
from crawler.commands.site import add_filters, chosen
from crawler.model.exits import NOT_STARTED, USAGE


class Command(Crawl):
    """Names by filter instead of by hand; options, arguments and exit codes are those of `crawl`."""

    def syntax(self) -> str:
        """After the command's name."""
        return "[--country XXX] [--kind KIND] [--language xx] [options]"

    def short_desc(self) -> str:
        """For the list of commands."""
        return "Crawl every site of a country, a kind or a language"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The filters."""
        super().add_options(parser)
        add_filters(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """`crawl` wants names; here they are found."""
        super().process_options([*args, "all"], opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; leaves the exit code in `exitcode`."""
        from crawler.sites import SiteError

        try:
            sites = [
                s for s in chosen(self.settings, opts.country, opts.kind, opts.language, opts.known) if not s.id.startswith("demo_")
            ]
        except (SiteError, OSError) as error:
            self._refuse(NOT_STARTED, error)
            return
        if args or not sites:
            self._refuse(USAGE, ValueError("no site fits these filters" if not args else "crawl-all takes filters, not names"))
            return
        super().run([s.id for s in sites], opts)
