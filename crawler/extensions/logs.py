"""What may a log line hold? One line, no control characters, no page text beyond a glance."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.feeds import StorageFailed

PROCESS = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
"""Names this process in its log lines and in the reports of its runs."""

LONGEST = 2000
"""Characters of a message: URLs and their reasons fit, pages don't."""


def harmless(text: str) -> str:
    """The text with every control, format and separator character written as an escape; bidirectional controls too."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class HarmlessFormatter(logging.Formatter):
    """A formatter whose message is one line that no terminal obeys; a traceback keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without its traceback."""
        record.message = harmless(record.message)
        if len(record.message) > LONGEST:
            record.message = record.message[:LONGEST] + "…"
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        """The traceback; an exception's words may be a page's."""
        return "\n".join(harmless(line) for line in super().formatException(ei).split("\n"))


class JsonFormatter(HarmlessFormatter):
    """A line of JSON a record: time (UTC), level, logger, process, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        message = harmless(record.getMessage())
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname,
            "logger": record.name, "process": PROCESS, "message": message[:LONGEST] + "…" * (len(message) > LONGEST),
        }  # fmt: skip
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


CHATTER = ("scrapy.utils.log", "scrapy.addons", "scrapy.middleware", "scrapy.crawler", "scrapy.core.engine")
"""Loggers whose INFO lines say how Scrapy is set up, once a site: read under -L DEBUG."""


def quieten() -> None:
    """Keep Scrapy's own INFO lines out of a run's log, by a filter: Scrapy sets every level anew when it starts."""
    for name in CHATTER:
        logging.getLogger(name).addFilter(_matters)


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _not_told(record: logging.LogRecord) -> bool:
    """False for a traceback of a lost disk or ledger: the run says that once, in words, and ends."""
    return not (record.exc_info and isinstance(record.exc_info[1], StorageFailed))


def install(*, as_json: bool = False) -> None:
    """Put the harmless formatter on every root handler, with the format each has, or the JSON one."""
    for handler in logging.getLogger().handlers:
        old = handler.formatter
        if not isinstance(old, HarmlessFormatter):
            handler.addFilter(_not_told)
            kind = JsonFormatter if as_json else HarmlessFormatter
            handler.setFormatter(kind(old._fmt if old else None, old.datefmt if old else None))


class LogWords(LogFormatter):
    """Scrapy's own lines about items, without the items in them."""

    def scraped(self, item: Any, response: Any, spider: Any) -> LogFormatterResult:
        """An item that went all its way."""
        return {"level": logging.DEBUG, "msg": "Done: %(url)s", "args": {"url": getattr(item, "url", "")}}

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> LogFormatterResult:
        """An item that a pipeline ended."""
        own = isinstance(exception, DropItem) and exception.log_level == "DEBUG"
        args = {"url": getattr(item, "url", ""), "why": str(exception)}
        return {"level": logging.DEBUG if own else logging.WARNING, "msg": "Ended: %(url)s: %(why)s", "args": args}

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> LogFormatterResult:
        """A pipeline failed: a bug of ours or in a user's own pipeline."""
        return {"level": logging.ERROR, "msg": "A pipeline failed on %(url)s", "args": {"url": getattr(item, "url", "")}}
