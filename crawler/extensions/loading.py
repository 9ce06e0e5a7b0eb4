"""How do lines reach a database while the crawl is still at work? `LOAD_URL` starts one `scrapy load --follow` beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

logger = logging.getLogger("dragoman")

PATIENCE_SECONDS = 120
"""Seconds that the end of a crawl waits for the last lines to be loaded; what is missing then, the next load brings."""


class Loading:
    """One loader for all sites of a process, from the first that begins to the last that ends.

    It is a process of its own: a slow or lost database does not slow the crawl, and costs no line, because the lines are on
    disk and the next `scrapy load` takes them.
    """

    _process: subprocess.Popen[bytes] | None = None
    _sites = 0

    def __init__(self, url: str, output: Path) -> None:
        self._output = output
        self._command = [sys.executable, "-m", "scrapy", "load", url, str(output)]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Loading:
        """Raises NotConfigured without `LOAD_URL`."""
        url = crawler.settings.get("LOAD_URL")
        if not url:
            raise NotConfigured
        made = cls(str(url), Path(crawler.settings.get("OUTPUT_DIR") or "output"))
        crawler.signals.connect(made._begin, signal=signals.spider_opened)
        crawler.signals.connect(made._end, signal=signals.engine_stopped)
        return made

    def _begin(self) -> None:
        Loading._sites += 1
        if Loading._process is None:
            process = subprocess.Popen(  # noqa: S603 our own command
                [*self._command, "--follow"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )
            os.setpriority(os.PRIO_PROCESS, process.pid, 10)  # the crawl comes first
            Loading._process = process

    async def _end(self) -> None:
        Loading._sites -= 1
        process = Loading._process
        if Loading._sites > 0 or process is None:
            return
        Loading._process = None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)  # it takes one more look and ends
        try:
            code = await asyncio.to_thread(process.wait, PATIENCE_SECONDS)
            if code == -signal.SIGTERM:  # the crawl was over before the loader could listen
                code = await asyncio.to_thread(subprocess.call, self._command, stdout=subprocess.DEVNULL, timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            code = await asyncio.to_thread(process.wait)
        if code != 0:
            logger.warning("LOAD_URL: loading ended with %d; the lines are safe in %s: run scrapy load again", code, self._output)
