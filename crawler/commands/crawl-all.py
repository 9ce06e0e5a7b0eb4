"""`scrapy crawl-all [--country AZE] [--kind ministry]`: crawl every site that fits, in one process, as `scrapy crawl` would."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scrapy.settings import SETTINGS_PRIORITIES

from crawler.commands.crawl import Command as Crawl
from crawler.commands.site import add_filters, chosen
from crawler.model.exits import NOT_STARTED, OK, USAGE, WORST_FIRST

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.model import Site


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
        parser.add_argument(
            "--ray", action="store_true", help="share the sites over the cluster at RAY_ADDRESS, or this machine's cores"
        )

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
        if opts.ray:
            self._on_cluster(sites, opts)
            return
        super().run([s.id for s in sites], opts)

    def _on_cluster(self, sites: list[Site], opts: argparse.Namespace) -> None:
        """A process for each group of sites that share a host, wherever there is a free core."""
        from crawler.cluster import NoCluster, connected
        from crawler.cluster.crawling import LedgerOfOne, crawl
        from crawler.extensions.checks import check

        try:
            check(self.settings)
        except (ValueError, FileNotFoundError) as error:
            self._refuse(USAGE if isinstance(error, ValueError) else NOT_STARTED, error)
            return
        given = {"WORKER_ANNOTATORS": "1", "WORKER_CLEANERS": "1"}  # of each crawl, which has one core
        given |= {
            name: str(self.settings[name])
            for name in self.settings
            if self.settings.getpriority(name) >= SETTINGS_PRIORITIES["cmdline"]
        }
        options = [f"--set={name}={value}" for name, value in given.items()] + [f"-a{k}={v}" for k, v in opts.spargs.items()]
        codes, done = [OK], 0
        try:
            with connected() as ray:
                for crawled in crawl(ray, sites, options, ledger=self.settings.get("LEDGER_URL")):
                    done += len(crawled.sites)
                    codes.append(crawled.code)
                    sys.stderr.write(crawled.log)
                    print(f"{done} of {len(sites)} sites: {', '.join(crawled.sites)} ended with {crawled.code}", file=sys.stderr)
        except NoCluster as error:
            self._refuse(NOT_STARTED, error)
            return
        except LedgerOfOne as error:
            self._refuse(USAGE, error)
            return
        self.exitcode = next((code for code in WORST_FIRST if code in codes), NOT_STARTED)
