"""`scrapy site list|new|check|record`: filter the sites, draft a definition, see whether one is healthy, save a fixture."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.model.exits import EXPECTATION, NOT_STARTED, OK, USAGE

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.model import Expect, Site

SAMPLE = 10
"""Articles that `check` looks at."""
FIXTURE_ARTICLES = 2
FIELDS = ("url", "title", "authors", "published", "language", "text")
"""What a fixture fixes: what was read from the page. Entities and events have tests of their own."""


def add_filters(parser: argparse.ArgumentParser) -> None:
    """The options that choose sites, for every command that takes many."""
    parser.add_argument("--country", help="ISO 3166 alpha-3 code")
    parser.add_argument("--kind", help="ministry, presidency, agency, news …")
    parser.add_argument("--language", help="ISO 639-1 code")
    parser.add_argument("--known", help="tested, used or stale")


class Command(ScrapyCommand):
    """One command with four verbs, each a method of its own."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """After the command's name."""
        return "list [--country XXX] [--kind KIND] [--language xx] | new URL | check NAME | record NAME"

    def short_desc(self) -> str:
        """For the list of commands."""
        return "List, draft, check and record site definitions"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Filters of `list`, and where `new` and `record` write."""
        super().add_options(parser)
        add_filters(parser)
        parser.add_argument(
            "--out", help="new: the file to write (default: standard output); record: the folder (default: tests/sites)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do one verb; leaves the exit code in `exitcode`."""
        from crawler.archive import ArchiveError
        from crawler.model.url import MalformedUrl
        from crawler.sites import SiteError

        verbs = {"list": self._list, "new": self._new, "check": self._check, "record": self._record}
        verb = verbs.get(args[0]) if args else None
        needs = 1 if args[:1] == ["list"] else 2
        if verb is None or len(args) != needs:
            self._refuse(USAGE, f"usage: scrapy site {self.syntax()}")
            return
        try:
            self.exitcode = verb(args[-1], opts)
        except (SiteError, ArchiveError, OSError) as error:
            self._refuse(NOT_STARTED, str(error))
        except (MalformedUrl, KeyError) as error:
            self._refuse(USAGE, str(error.args[0] if error.args else error))

    def _refuse(self, code: int, message: str) -> None:
        print(f"scrapy site: {message}", file=sys.stderr)
        self.exitcode = code

    # ---- list ----------------------------------------------------------------------------------------------------------

    def _list(self, _: str, opts: argparse.Namespace) -> int:
        sites = chosen(self.settings, opts.country, opts.kind, opts.language, opts.known)
        if not sites:
            self._refuse(USAGE, "no site fits these filters")
            return USAGE
        from rich.console import Console
        from rich.table import Table

        if not sys.stdout.isatty():
            for site in sites:
                print("\t".join((site.id, site.country or "-", site.kind, ",".join(site.languages) or "-", site.name)))
            return OK
        table = Table("site", "country", "kind", "languages", "known", "name", box=None)
        for site in sites:
            table.add_row(site.id, site.country, site.kind, " ".join(site.languages), site.known, site.name)
        Console().print(table)
        print(f"{len(sites)} sites")
        return OK

    # ---- new -----------------------------------------------------------------------------------------------------------

    def _new(self, url: str, opts: argparse.Namespace) -> int:
        from crawler.model import Site
        from crawler.model.url import canonical, host_of
        from crawler.spiders.definition import drafted, file_name
        from crawler.spiders.probe import ProbeSpider

        url = canonical(url if "://" in url else f"https://{url}")
        site = Site(id="probe", name="probe", hosts=(host_of(url),), find=({"listing": url},))  # type: ignore[arg-type]
        spider = type("Probe", (ProbeSpider,), {"site": site})
        findings = run_spider(self.settings, spider, {"url": url}).findings
        if not (findings.feeds or findings.sitemaps or findings.listings):
            why = "; ".join(findings.notes[:4]) or "no feed, sitemap or list of articles was found"
            print(f"scrapy site: nothing to crawl at {url}: {why}", file=sys.stderr)
            return EXPECTATION
        text = drafted(findings)
        show_read(findings.read)
        if opts.out:
            path = Path(opts.out)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path}: read it, mend it, then `scrapy site check NAME`", file=sys.stderr)
        else:
            print(text, end="")
            print(f"# e.g. DIR/{file_name(findings)}, then -s SITES_DIR=DIR", file=sys.stderr)
        return OK

    # ---- check ---------------------------------------------------------------------------------------------------------

    def _check(self, name: str, opts: argparse.Namespace) -> int:
        from rich.console import Console
        from rich.table import Table

        site = self._site(name)
        with tempfile.TemporaryDirectory() as folder:
            stats = crawl_into(self.settings, name, folder, {"limit": str(SAMPLE)})
            records, rejects = records_of(Path(folder) / name)
        shares = {
            f: sum(bool(r.get(f)) for r in records) / len(records) if records else 0.0
            for f in ("title", "published", "authors", "text", "events")
        }
        wrong = list(verdicts(site.expect, shares, len(records)))
        table = Table("field", "found", "expected", box=None)
        for field, share in shares.items():
            expected = getattr(site.expect, field)
            table.add_row(field, f"{share:.0%}", "-" if expected is None else f"{expected:.0%}")
        Console().print(table)
        for way in ("feed", "sitemap", "listing", "api"):
            if read := stats.get(f"dragoman/find/read/{way}"):
                listed, failed = stats.get(f"dragoman/find/found/{way}", 0), stats.get(f"dragoman/find/failed/{way}", 0)
                print(f"{way}: {read} read, {listed} articles listed, {failed} failed")
                wrong += [f"{way}: lists no article"] if not listed else []
        for (reason, stage), count in Counter((r["reason"], r["stage"]) for r in rejects).most_common():
            detail = next(r["detail"] for r in rejects if r["reason"] == reason)
            print(f"rejected {count}: {stage}: {reason} ({detail[:100]})")
        for word in wrong:
            print(f"BROKEN {word}")
        print(f"{name}: {'healthy' if not wrong else 'not healthy'}, {len(records)} of {SAMPLE} articles read")
        return EXPECTATION if wrong else OK

    # ---- record ----------------------------------------------------------------------------------------------------------

    def _record(self, name: str, opts: argparse.Namespace) -> int:
        from crawler.spiders.loader import SiteSpiderLoader

        loader = SiteSpiderLoader(self.settings)
        source, site = loader.files().get(name), self._site(name)
        assert source is not None
        target = Path(opts.out or "tests/sites") / name
        target.mkdir(parents=True, exist_ok=True)
        kept = target / "pages.warc.gz"
        kept.unlink(missing_ok=True)
        arguments = {"limit": str(FIXTURE_ARTICLES)}
        with tempfile.TemporaryDirectory() as folder:
            mode = {"REPLAY": site.replay} if site.replay else {"ARCHIVE": str(kept)}
            crawl_into(self.settings, name, folder, arguments, **mode)
            records, _ = records_of(Path(folder) / name)
        if not records:
            kept.unlink(missing_ok=True)
            print(f"scrapy site: {name} gave no article: nothing was recorded", file=sys.stderr)
            return EXPECTATION
        (target / "site.yml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        expected = sorted((fixture(r) for r in records), key=lambda r: str(r["url"]))
        lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in expected)
        (target / "expected.jsonl").write_text(lines, encoding="utf-8")
        print(f"{target}: {len(records)} articles recorded; look at expected.jsonl before you commit it")
        return OK

    def _site(self, name: str) -> Site:
        from crawler.sites import load_site
        from crawler.spiders.loader import SiteSpiderLoader

        path = SiteSpiderLoader(self.settings).files().get(name)
        if path is None:
            raise KeyError(f"no site is named {name!r}; `scrapy list` shows all")
        return load_site(path, name=name)


def chosen(
    settings: Any, country: str | None, kind: str | None, language: str | None = None, known: str | None = None
) -> list[Site]:
    """The sites that fit all filters given, by id. Raises SiteError."""
    from crawler.sites import load_site
    from crawler.spiders.loader import SiteSpiderLoader

    sites = (load_site(path, name=name) for name, path in sorted(SiteSpiderLoader(settings).files().items()))
    return [
        s
        for s in sites
        if country in (None, "", s.country) and kind in (None, "", s.kind) and known in (None, "", s.known)
        and (not language or language in s.languages)
    ]  # fmt: skip


def fixture(record: dict[str, Any]) -> dict[str, Any]:
    """The part of a record that a fixture fixes."""
    return {field: record.get(field) for field in FIELDS}


def verdicts(expect: Expect, shares: dict[str, float], articles: int) -> list[str]:
    """What falls short, in words. Without expectations, title and text are expected of nearly all."""
    if not articles:
        return ["no article was read"]
    floors = {f: getattr(expect, f) for f in shares}
    floors["title"] = 0.9 if floors["title"] is None else floors["title"]
    floors["text"] = 0.9 if floors["text"] is None else floors["text"]
    return [
        f"{f}: {shares[f]:.0%} of the articles have it, {least:.0%} expected"
        for f, least in floors.items()
        if least and shares[f] < least
    ]


def run_spider(settings: Any, spider: Any, arguments: dict[str, str]) -> Any:
    """Run a spider without the river; gives the spider when it has closed."""
    from scrapy.crawler import AsyncCrawlerProcess

    settings = settings.copy()
    for name, value in (
        ("EXTENSIONS", {}),
        ("ITEM_PIPELINES", {}),
        ("LOG_FORMATTER", "scrapy.logformatter.LogFormatter"),
        ("LOG_LEVEL", "WARNING"),
    ):
        settings.set(name, value, "cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **arguments)
    process.start()
    return crawler.spider


def crawl_into(settings: Any, name: str, folder: str, arguments: dict[str, str], **more: str) -> dict[str, Any]:
    """Crawl a site into a folder of its own; gives its stats."""
    from crawler.extensions.process import Process

    settings = settings.copy()
    for key, value in {"OUTPUT_DIR": folder, "LEDGER_URL": None, "LOG_LEVEL": "ERROR", **more}.items():
        settings.set(key, value, "cmdline")
    process = Process(settings)
    crawler = process.create_crawler(name)
    process.run([crawler], arguments)
    return dict(crawler.stats.get_stats()) if crawler.stats else {}


def records_of(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records and the rejections of a run."""
    records, rejects = [], []
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        (rejects if path.name == "rejects.jsonl" else records).extend(rows)
    return records, rejects


def show_read(read: list[tuple[str, Any]]) -> None:
    """What was read of a few articles, on standard error."""
    from rich.console import Console
    from rich.table import Table

    from crawler.model import Rejected

    table = Table("article", "title", "published", "words", "language", box=None)
    for url, article in read:
        if isinstance(article, Rejected):
            table.add_row(url[-60:], f"rejected: {article.reason}", "", "", "")
        else:
            published = str(article.published) if article.published else "-"
            table.add_row(url[-60:], (article.title or "-")[:50], published, str(len(article.text.split())), article.language)
    Console(stderr=True, width=160).print(table)
