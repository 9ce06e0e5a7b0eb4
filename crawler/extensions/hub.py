"""What do the sites of one process share? The worker processes, the articles under way, the progress display."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from crawler.extensions.checks import number, share, whole
from crawler.extensions.progress import Progress
from crawler.ledger import Schedule
from crawler.ledger.revisits import DAY, HOUR
from crawler.workers import Limits, Workers


class Hub:
    """One a process, alive as long as somebody holds it."""

    _one: Hub | None = None

    def __init__(self, limits: Limits) -> None:
        self.workers = Workers(limits)
        self.under_way: dict[str, asyncio.Future[bool]] = {}
        self.progress = Progress()
        self._holders = 0

    @classmethod
    def hold(cls, limits: Callable[[], Limits]) -> Hub:
        """The process's hub, made when there is none. Every hold needs its `release`."""
        if cls._one is None:
            cls._one = cls(limits())
        cls._one._holders += 1
        return cls._one

    def release(self) -> None:
        """Let go; the last one ends the worker processes."""
        self._holders -= 1
        if self._holders == 0:
            self.workers.close()
            self.progress.stop()
            if Hub._one is self:
                Hub._one = None


def limits_of(settings: Any) -> Limits:
    """The limits that the WORKER_ settings give. Raises ValueError in words."""
    return Limits(
        annotators=whole(settings, "WORKER_ANNOTATORS"),
        cleaners=whole(settings, "WORKER_CLEANERS"),
        clean_seconds=number(settings, "WORKER_CLEAN_SECONDS"),
        annotate_seconds=number(settings, "WORKER_ANNOTATE_SECONDS"),
        memory=whole(settings, "WORKER_MEMORY"),
        batch=whole(settings, "WORKER_BATCH"),
        model=settings.get("SPACY_MODEL"),
        plain=settings.getbool("SPACY_PLAIN"),
        least=share(settings, "EVENT_CONFIDENCE"),
    )


def schedule_of(settings: Any) -> Schedule:
    """The schedule that the REVISIT_ settings give. Raises ValueError in words."""
    return Schedule(
        hot=number(settings, "REVISIT_HOT_HOURS") * HOUR,
        warm=number(settings, "REVISIT_WARM_HOURS") * HOUR,
        cold=number(settings, "REVISIT_COLD_DAYS") * DAY,
        most=whole(settings, "REVISIT_MOST"),
    )
