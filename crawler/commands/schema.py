"""`scrapy schema`: the JSON Schema of the record, to standard output or into its place in the house."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Print the schema of an output line; `--write` renews the published copy."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Print the JSON Schema of an output line"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--write", action="store_true", help="renew the published copy in the project instead of printing")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler import model  # every scrapy command imports this module: what is heavy is imported when it runs

        text = json.dumps(model.json_schema(), indent=1) + "\n"
        if opts.write:
            place = Path(model.__file__).parent / "schema" / f"document-{model.SCHEMA}.json"
            place.write_text(text, encoding="utf-8")
        else:
            print(text, end="")
