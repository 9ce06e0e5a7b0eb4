"""`scrapy delta SINCE [FILE…]`: what was added, changed or withdrawn since then, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.model.exits import STORAGE, USAGE

if TYPE_CHECKING:  # every scrapy command imports this module: what is heavy is imported when it runs
    from crawler.load.lines import BadLine, Line


class Command(ScrapyCommand):
    """Tell the differences. Exit codes: 0 told · 1 usage, or lines that are no records · 4 a file or the ledger can't be read."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] SINCE [SITE|FOLDER|FILE …]"

    def short_desc(self) -> str:
        return "Tell what was added, changed or withdrawn since a time (7d, 24h, 2026-03-01)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="where the lines go (default: standard output)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        import sqlalchemy as sa

        from crawler.load.delta import delta
        from crawler.load.lines import NoSuchFile
        from crawler.spiders.window import BadArgument, Window

        assert self.settings is not None
        output = Path(self.settings["OUTPUT_DIR"])
        try:
            if not args:
                raise BadArgument("since when? for example: scrapy delta 24h")
            since = Window.of(args[0], None, None, now=datetime.now(UTC)).since
            if since is None:
                raise BadArgument("since when? for example: scrapy delta 24h")
            if since > datetime.now(UTC) + timedelta(days=1):
                raise BadArgument(f"{args[0]} is in the future")
            places = [output / a if not Path(a).exists() and (output / a).is_dir() else Path(a) for a in args[1:]] or [output]
            told = [*self._gone(output, since, places), *delta(self._lines(places), since)]
            self._write(told, opts.output)
        except (BadArgument, NoSuchFile) as error:
            self._fail(str(error), USAGE)
        except sa.exc.SQLAlchemyError as error:
            self._fail(f"the ledger cannot be read: {str(error).splitlines()[0]}", STORAGE)
        except BrokenPipeError:
            sys.stderr.close()
        except OSError as error:
            self._fail(f"{error.filename}: {error.strerror or error}", STORAGE)

    def _lines(self, places: list[Path]) -> Iterator[Line]:
        from crawler.load.lines import no_collection, read_lines, segments

        with no_collection():
            for file in segments(places):
                yield from read_lines(file, self._bad)

    def _gone(self, output: Path, since: datetime, places: list[Path]) -> list[dict[str, Any]]:
        """Articles that the site took away, by the ledger: nothing in the lines says so."""
        assert self.settings is not None
        ledger = output / "ledger.db"
        url = self.settings["LEDGER_URL"] or (f"sqlite:///{ledger}" if ledger.exists() else None)
        if url is None:
            return []
        import sqlalchemy as sa

        from crawler.ledger.tables import pages

        engine = sa.create_engine(url)
        query = sa.select(pages.c.id, pages.c.site, pages.c.url, pages.c.revision, pages.c.first_seen, pages.c.checked).where(
            pages.c.state == "gone", pages.c.revision.is_not(None), pages.c.checked >= since.timestamp()
        )
        sites = {p.name for p in places} if places != [output] else None
        with engine.connect() as connection:
            rows = connection.execute(query.order_by(pages.c.id)).all()
        engine.dispose()
        return [
            {"kind": "article", "change": "withdrawn", "id": r.id, "revision": r.revision, "site": r.site, "url": r.url,
             "first_seen": _iso(r.first_seen), "last_seen": _iso(r.checked)}
            for r in rows if sites is None or r.site in sites
        ]  # fmt: skip

    def _write(self, told: list[dict[str, Any]], target: str | None) -> None:
        text = "".join(json.dumps(t, ensure_ascii=False) + "\n" for t in told)
        if target:
            Path(target).write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
            sys.stdout.flush()

    def _bad(self, line: BadLine) -> None:
        self._fail(str(line), USAGE)

    def _fail(self, message: str, code: int) -> None:
        print(f"scrapy delta: {message}", file=sys.stderr)
        self.exitcode = code


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
