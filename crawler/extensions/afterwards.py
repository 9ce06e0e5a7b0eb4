"""What is left to do when all sites of a process are done? Somebody is told of new alarms, and the metrics are written."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crawler.extensions.metrics import write_metrics
from crawler.extensions.notify import Message, NotDelivered, deliver
from crawler.extensions.river import River

logger = logging.getLogger("dragoman")


def afterwards(settings: Any, rivers: Sequence[River]) -> None:
    """Tell and measure. After a signal nobody is told, because the end must come soon: the next run does it. Never raises."""
    if not any(river.reason in ("shutdown", "unfinished") and not river.failure for river in rivers):
        _tell(rivers, settings.get("NOTIFY_WEBHOOK"), settings.get("NOTIFY_COMMAND"))
    if settings.get("METRICS_FILE") and rivers:
        try:
            write_metrics(Path(settings["METRICS_FILE"]), rivers[0].output)
        except OSError as error:
            logger.error("METRICS_FILE could not be written: %s", error.strerror or error)


def _tell(rivers: Sequence[River], webhook: str | None, command: str | None) -> None:
    news = [(river, alarm) for river in rivers for alarm in river.watch.news(river.started)]
    if not news or not (webhook or command):
        return
    message = Message(tuple(
        {"site": r.name, "what": a.line, "since": a.since, "run": r.run, "last_good": r.watch.last_good} for r, a in news
    ))  # fmt: skip
    try:
        deliver(message, webhook, command)
    except NotDelivered as error:
        logger.error("nobody was told of %d alarms, the next run tries again: %s", len(news), error)
        return
    for river, alarm in news:
        alarm.told = True
        try:
            river.watch.save(river.folder)
        except OSError as error:
            logger.error("%s: the watch could not be written: %s", river.name, error.strerror)
