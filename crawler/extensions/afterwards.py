"""What is left when all sites of a process are done, or could not start? Somebody is told of new alarms, metrics are written."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.extensions.alarms import Watch
from crawler.extensions.metrics import write_metrics
from crawler.extensions.notify import Message, NotDelivered, deliver, doors
from crawler.extensions.river import River

logger = logging.getLogger("dragoman")

HOUSE = "dragoman"
"""Whose trouble it is when no site could start. Its watch lies in OUTPUT_DIR itself."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A watch, where it lies, and the run it has taken in; `run` is empty for one that never began."""

    watch: Watch
    folder: Path
    run: str
    at: datetime

    def save(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.watch.save(self.folder)
        except OSError as error:
            logger.error("%s: the watch could not be written: %s", self.watch.site, error.strerror)


def afterwards(settings: Any, rivers: Sequence[River], unstarted: Mapping[str, Exception]) -> None:
    """Tell and measure. After a signal nobody is told, because the end must come soon: the next run does it. Never raises.

    `unstarted` are the sites that never began, with the reason.
    """
    output, now = _output(settings), datetime.now(UTC)
    started = [river for river in rivers if river.name not in unstarted]
    house = Watch.of(output, HOUSE)
    if started and house.open:  # the process could start: its trouble is on the way out
        house.after("", now, [], whole=True)
        _Watched(house, output, "", now).save()
    if not any(river.reason in ("shutdown", "unfinished") and not river.failure for river in started):
        watched = [_Watched(river.watch, river.folder, river.run, river.started) for river in started]
        watched += [_unstarted(Watch.of(output / site, site), output / site, why, now) for site, why in unstarted.items()]
        _tell(settings, watched)
    if settings.get("METRICS_FILE") and rivers:
        try:
            write_metrics(Path(settings["METRICS_FILE"]), rivers[0].output)
        except OSError as error:
            logger.error("METRICS_FILE could not be written: %s", error.strerror or error)


def refused(settings: Any, error: Exception) -> None:
    """Nothing could start: whoever is told of a broken site is told of that, once. Never raises."""
    webhook, command = settings.get("NOTIFY_WEBHOOK"), settings.get("NOTIFY_COMMAND")
    if not (webhook or command):
        return
    try:
        doors(webhook, command)
    except ValueError as wrong:
        logger.error("nobody was told: %s", wrong)
        return
    output = _output(settings)
    _tell(settings, [_unstarted(Watch.of(output, HOUSE), output, error, datetime.now(UTC))])


def _output(settings: Any) -> Path:
    return Path(settings.get("OUTPUT_DIR") or "output")


def _unstarted(watch: Watch, folder: Path, error: Exception, now: datetime) -> _Watched:
    watch.after("", now, [f"failed: could not start: {error}"], whole=False)
    watched = _Watched(watch, folder, "", now)
    watched.save()
    return watched


def _tell(settings: Any, watched: Sequence[_Watched]) -> None:
    webhook, command = settings.get("NOTIFY_WEBHOOK"), settings.get("NOTIFY_COMMAND")
    news = [(w, alarm) for w in watched for alarm in w.watch.news(w.at)]
    if not news or not (webhook or command):
        return
    message = Message(tuple(
        {"site": w.watch.site, "what": a.line, "since": a.since, "run": w.run, "last_good": w.watch.last_good} for w, a in news
    ))  # fmt: skip
    try:
        deliver(message, webhook, command)
    except NotDelivered as error:
        logger.error("nobody was told of %d alarms, the next run tries again: %s", len(news), error)
        return
    for w, alarm in news:
        alarm.told = True
        w.save()
