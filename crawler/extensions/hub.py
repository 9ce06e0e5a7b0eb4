"""What do the sites of one process share? The worker processes, the articles under way, the progress display."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from crawler.extensions.progress import Progress
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
        annotators=int(_number(settings, "WORKER_ANNOTATORS", 0)),
        cleaners=int(_number(settings, "WORKER_CLEANERS", 0)),
        clean_seconds=_number(settings, "WORKER_CLEAN_SECONDS", 0.1),
        annotate_seconds=_number(settings, "WORKER_ANNOTATE_SECONDS", 0.1),
        memory=int(_number(settings, "WORKER_MEMORY", 1 << 26)),
        batch=int(_number(settings, "WORKER_BATCH", 1)),
        model=settings.get("SPACY_MODEL"),
    )


def _number(settings: Any, name: str, least: float) -> float:
    given = settings.get(name)
    try:
        number = float(given)
    except (TypeError, ValueError):
        raise ValueError(f"{name}={given!r} is not a number") from None
    if not number >= least:
        raise ValueError(f"{name}={given} is less than {least}, the least that makes sense")
    return number
