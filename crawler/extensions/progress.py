"""What does a person see while it runs? A bar a site at a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import logging
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from crawler.ledger import Balance

logger = logging.getLogger("dragoman")

LINE_SECONDS = 60
"""Seconds between two plain lines: a log of a day's run stays readable."""


class _Counts(ProgressColumn):
    """Found, fetched, written, rejected."""

    def render(self, task: Task) -> Text:
        f = task.fields
        return Text(f"found {f['found']} · fetched {f['fetched']} · written {f['written']} · rejected {f['rejected']}")


class Progress:
    """The display of all sites of a process. Does nothing but log where standard error is no terminal."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._streams: list[tuple[logging.StreamHandler, object]] = []  # type: ignore[type-arg]
        self._lines: dict[str, float] = {}

    def start(self, site: str) -> None:
        """Show a site from now on."""
        self._lines[site] = time.monotonic()
        if sys.stderr.isatty() and self._bars is None:
            columns = (TextColumn("{task.description}"), BarColumn(20), _Counts(), TextColumn("ETA"), TimeRemainingColumn())
            self._bars = Bars(*columns, console=Console(stderr=True), refresh_per_second=4)
            self._bars.start()
            self._log_above_the_bars()
        if self._bars:
            self._tasks[site] = self._bars.add_task(site, total=None, found=0, fetched=0, written=0, rejected=0)

    def update(self, site: str, balance: Balance, fetched: int) -> None:
        """Tell how far a site is."""
        done = balance.found - balance.pending
        if self._bars and site in self._tasks:
            self._bars.update(
                self._tasks[site], total=balance.found, completed=done, found=balance.found, fetched=fetched,
                written=balance.written, rejected=balance.rejected,
            )  # fmt: skip
        elif time.monotonic() - self._lines.get(site, 0) >= LINE_SECONDS:
            self._lines[site] = time.monotonic()
            logger.info("%s: fetched %d, %s", site, fetched, balance)

    def stop(self) -> None:
        """Take the bars away; log lines go where they went before."""
        if self._bars:
            self._bars.stop()
            self._bars = None
            for handler, stream in self._streams:
                handler.setStream(stream)  # type: ignore[arg-type]

    def _log_above_the_bars(self) -> None:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.__stderr__:
                self._streams.append((handler, handler.setStream(sys.stderr)))  # rich has put its own there
