"""`scrapy show PATHS…`: what came out, in words: counts, articles and their events, and what to try next."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import in_one_line

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from rich.console import Console

    from crawler.model import Document

NOT_RECORDS = ("rejects.jsonl", "run-*.json", "runs.jsonl")


class Command(ScrapyCommand):
    """Read output files or folders and say what is in them."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE|FOLDER|SITE ..."

    def short_desc(self) -> str:
        return "Say in words what output files hold"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--articles", type=int, default=3, metavar="N", help="tell the events of N articles (default 3)")

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("say which files, folders or sites, for example: scrapy show output/demo_mfa")
        assert self.settings is not None
        files = [f for a in args for f in _segments(a, Path(self.settings["OUTPUT_DIR"]))]
        from rich.console import Console

        console = Console(width=None if sys.stdout.isatty() else 120, highlight=False, markup=False)
        documents = list(_documents(files))
        if not documents:
            console.print("No articles there yet.")
            return
        _tell(console, documents, files, opts.articles)


def _segments(name: str, output: Path) -> list[Path]:
    path = Path(name) if Path(name).exists() else output / name
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"{name}: no such file, folder or site under {output}")
    return sorted(p for p in path.rglob("*.jsonl") if not any(p.match(n) for n in NOT_RECORDS))


def _documents(files: list[Path]) -> Iterator[tuple[Path, int, Document]]:
    from pydantic import ValidationError

    from crawler.model import Document

    for file in files:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield file, number, Document.model_validate_json(line)
                except ValidationError as error:
                    raise UsageError(f"{file}:{number}: not a record: {error.errors()[0]['msg']}") from None


def plain(text: str) -> str:
    """The text as a terminal may see it: titles and quotations are strangers' words."""
    from crawler.extensions.logs import harmless

    return "\n".join(map(harmless, text.split("\n")))


def _tell(console: Console, found: list[tuple[Path, int, Document]], files: list[Path], articles: int) -> None:
    from crawler.report.words import in_words

    def say(text: str) -> None:
        console.print(plain(text))

    latest = {d.id: (f, n, d) for f, n, d in found}
    documents = [d for _, _, d in latest.values()]
    types = Counter(e.type for d in documents for e in d.events if not e.assertion.background)
    copies, revised = sum(d.duplicate_of is not None for d in documents), sum(d.revision > 1 for d in documents)
    sites = Counter(d.source.site for d in documents)
    say(f"{len(documents)} articles from {len(sites)} sites ({', '.join(f'{s} {n}' for s, n in sorted(sites.items()))})")
    say(f"  {copies} of them copies of another, {revised} revised; {sum(len(d.entities) for d in documents)} entities")
    say(f"  {sum(types.values())} events: " + ", ".join(f"{t} {n}" for t, n in types.most_common()))
    told = sorted((x for x in latest.values() if x[2].events), key=lambda x: -max(e.confidence for e in x[2].events))[:articles]
    for file, number, document in told:
        say(f"\n{document.title or document.url}\n  {document.url}\n  {file}, line {number}")
        for event in document.events[:5]:
            say(f"  {event.type}: {in_words(event, document)}")
            proof = event.evidence[0]
            quote = " ".join(document.text[proof.start : proof.end].split())
            say(f"      “{quote[:160]}{'…' if len(quote) > 160 else ''}”")
    say(f"\nAll of it: {', '.join(str(f) for f in files)}")
    say("Next: scrapy list · scrapy crawl article -a url=https://… · scrapy annotate FILE · scrapy site new https://…")
