"""Who does the work that takes more than a few milliseconds? Processes that clean and annotate, so that the reactor never blocks.

A page or batch has a deadline and its worker a bound on memory. A worker that crashes, hangs or is killed is replaced; a batch
that lost its worker is halved until the page that did it stands alone, which is then Rejected, and its neighbours go on.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

import psutil

from crawler.model import Annotation, Article, Page, Rejected, Site, Source
from crawler.workers.child import AHEAD, CannotWork, Cleaned, annotate, clean, start
from crawler.workers.seats import Crew, Lost, Stopped

__all__ = ["Bench", "CannotWork", "Cleaned", "Limits", "Stopped", "Workers", "annotate_stream", "stream"]

T = TypeVar("T")
R = TypeVar("R")

ANNOTATOR_BYTES = 1_300_000_000
"""Resident bytes of a worker with the medium English model in it and a batch under way: as many as fit are started."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take. Each is a setting: the name in capitals with WORKER_ before it."""

    annotators: int = 0
    """Processes that annotate; 0: one a core, as far as memory reaches."""
    cleaners: int = 0
    """Processes that clean; 0: one for every two cores, because cleaning costs a fraction of annotating."""
    clean_seconds: float = 10
    """Seconds of CPU time for one page, and four times as many by the clock. An ordinary page takes 0.03; 20 MB of markup a few."""
    annotate_seconds: float = 30
    """Seconds of CPU time for one article, once more for every 8 articles or 50,000 characters of a batch. Usual: 0.1 each."""
    memory: int = 1 << 30
    """Bytes of address space beyond what the worker has after its start. A 10 MB page's tree takes some 300 MB."""
    batch: int = 8
    """Articles of one batch: enough for spaCy to be at its fastest, few enough to halve quickly when one kills its worker."""
    model: str | None = None
    """The spaCy model; None: the one the annotator prefers."""
    plain: bool = False
    """Whether the model is read by spaCy's own way through it, five times as slow as ours."""
    least: float | None = None
    """The confidence (0 to 1) below which events are left out; None: the annotator's own."""

    def annotator_count(self) -> int:
        """Processes to annotate with on this machine."""
        fitting = int(psutil.virtual_memory().available // ANNOTATOR_BYTES)
        return self.annotators or max(1, min(_cores(), fitting))

    def cleaner_count(self) -> int:
        """Processes to clean with on this machine."""
        return self.cleaners or max(1, _cores() // 2)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """The processes of one crawl, shared by its sites. Made inside a running asyncio loop; processes start when first needed."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.annotators = self.limits.annotator_count()
        self.cleaned = 0
        self.annotated = 0
        self.batches = 0
        os.environ[AHEAD] = json.dumps([self.limits.model, self.limits.plain])
        self._cleaners = Crew(self.limits.cleaner_count(), start_cleaner, (self.limits.memory,))
        given = (self.limits.memory, self.limits.model, self.limits.plain, self.limits.least)
        self._annotators = Crew(self.annotators, start_annotator, given)
        self._waiting: deque[tuple[Article, Source, asyncio.Future[Annotation | Rejected]]] = deque()
        self._running: set[asyncio.Task[None]] = set()

    async def clean(self, page: Page, site: Site | None = None, *, boilerplate: frozenset[str] = frozenset()) -> Cleaned | Rejected:
        """A page to its article. Raises Stopped."""
        try:
            result = await self._cleaners.run(clean, (page, site, boilerplate), self.limits.clean_seconds, "timeout_cleaning")
        except Lost as lost:
            result = Rejected(url=page.url, stage="clean", reason=lost.reason, detail=str(lost))  # type: ignore[arg-type]
        self.cleaned += 1
        return result

    async def annotate(self, article: Article, source: Source) -> Annotation | Rejected:
        """An article to its entities and events; articles that wait together go together. Raises Stopped, CannotWork."""
        future: asyncio.Future[Annotation | Rejected] = asyncio.get_running_loop().create_future()
        self._waiting.append((article, source, future))
        self._pump()
        return await future

    def close(self) -> None:
        """End the processes now; what is under way raises Stopped."""
        self._cleaners.stop()
        self._annotators.stop()
        while self._waiting:
            future = self._waiting.popleft()[2]
            if not future.done():
                future.set_exception(Stopped())

    def _pump(self) -> None:
        """Start a batch for every idle annotator: under load batches grow by themselves, and nobody waits for company."""
        while self._waiting and len(self._running) < self.annotators:
            batch = [self._waiting.popleft() for _ in range(min(self.limits.batch, len(self._waiting)))]
            task = asyncio.ensure_future(self._batch(batch))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._pump()

    async def _batch(self, batch: list[tuple[Article, Source, asyncio.Future[Annotation | Rejected]]]) -> None:
        items = [(article, source) for article, source, _ in batch]
        try:
            results = await self._annotators.batch(annotate, items, self._deadline, "timeout_annotating")
        except Exception as error:
            for _, _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        self.batches += 1
        self.annotated += len(batch)
        for (article, _, future), result in zip(batch, results, strict=True):
            if isinstance(result, Lost):
                result = Rejected(url=article.url, stage="annotate", reason=result.reason, detail=str(result))  # type: ignore[arg-type]
            if not future.done():
                future.set_result(result)

    def _deadline(self, items: list[tuple[Article, Source]]) -> float:
        shares = len(items) / 8 + sum(len(article.text) for article, _ in items) / 50_000
        return self.limits.annotate_seconds * (1 + shares)


def start_cleaner(memory: int) -> None:
    """The first act of a process that cleans."""
    start(memory, None, annotates=False)


def start_annotator(memory: int, model: str | None, plain: bool = False, least: float | None = None) -> None:
    """The first act of a process that annotates."""
    start(memory, model, annotates=True, plain=plain, least=least)


class Bench:
    """Workers for ordinary code, without Scrapy: they stay from one stream of items to the next. A context manager."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Makes no process yet."""
        self._loop = asyncio.new_event_loop()
        self._workers = self._loop.run_until_complete(_make(limits))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stream(self, work: Callable[[Workers, T], Awaitable[R]], items: Iterable[T]) -> Iterator[R]:
        """Results of `work(workers, item)` in the order of the items, several at a time.

        Reads no further ahead than the workers can chew.
        """
        ahead = self._workers.limits.batch * (self._workers.annotators + 1) + self._workers.limits.cleaner_count()
        tasks: deque[asyncio.Future[R]] = deque()
        for item in items:
            tasks.append(asyncio.ensure_future(work(self._workers, item), loop=self._loop))
            if len(tasks) >= ahead:
                yield self._loop.run_until_complete(tasks.popleft())
        while tasks:
            yield self._loop.run_until_complete(tasks.popleft())

    def close(self) -> None:
        """End the processes; what is under way is let go."""
        self._workers.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:  # gather() of nothing belongs to no loop
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()


def stream(work: Callable[[Workers, T], Awaitable[R]], items: Iterable[T], limits: Limits | None = None) -> Iterator[R]:
    """One stream of a bench of its own, whose processes end with the iteration; see `Bench.stream`."""
    with Bench(limits) as bench:
        yield from bench.stream(work, items)


def annotate_stream(articles: Iterable[tuple[Article, Source]], limits: Limits | None = None) -> Iterator[Annotation | Rejected]:
    """Annotations of articles, in order; see `stream`."""
    return stream(lambda workers, item: workers.annotate(*item), articles, limits)


async def _make(limits: Limits | None) -> Workers:
    return Workers(limits)
