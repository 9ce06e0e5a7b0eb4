"""How does a process fail without taking others along? One seat is one worker process with a channel of its own.

Pebble's pool shares one pipe and its locks among its workers, so one that is killed at the wrong moment can leave a lock taken
for ever. Each seat is therefore a pool of one: whatever happens to it, it is thrown away and replaced, and no other notices.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.workers import leftovers
from crawler.workers.child import CannotWork

T = TypeVar("T")
R = TypeVar("R")

START_SECONDS = 120
"""Seconds a worker may take to start and load its model, on a busy machine with a cold disk."""

PATIENCE = 4
"""A task may take its seconds of CPU time, and so many times as long by the clock: on a busy machine a page may wait for its
turn without being a bad page, and one that waits for nothing at all is ended as well."""

TASKS = 5000
"""Tasks after which a worker is replaced: libraries in C leak a little."""

NURSERY = "crawler.workers.nursery"


class Lost(Exception):
    """A task ended without a result: its worker died, hung or ate its memory. `reason` is a Rejected's."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Stopped(Exception):
    """The workers were told to stop: what they had is not done, and nobody's fault."""


def context() -> Any:
    """The way processes are made: forked from a clean server, never from a process with a reactor and threads in it."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(name, "false" if name.startswith("TOK") else "1")  # the processes are the parallelism
    made = multiprocessing.get_context("forkserver")
    leftovers.hold()
    made.set_forkserver_preload([NURSERY])
    return made


def timed(function: Callable[..., R], seconds: float, args: Sequence[Any]) -> R:
    """Run in the worker: the kernel ends the process when the task has used its CPU time, in whatever code it is."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return function(*args)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Seat:
    """One worker process, made when first needed and again after it was lost."""

    def __init__(self, setup: Callable[..., None], setup_args: Sequence[Any]) -> None:
        self._setup, self._setup_args = setup, tuple(setup_args)
        self._pool: ProcessPool | None = None
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="seat")  # starting a process takes long: not in the reactor
        self._stop = asyncio.Event()

    async def run(self, function: Callable[..., R], args: Sequence[Any], seconds: float, reason: str) -> R:
        """The function's result; `seconds` are of CPU time, see PATIENCE.

        Raises Lost (with that reason when it took too long), Stopped, CannotWork, or what the function raised.
        """
        future = await asyncio.get_running_loop().run_in_executor(self._starter, self._schedule, function, args, seconds)
        answer = asyncio.wrap_future(future)
        stop = asyncio.ensure_future(self._stop.wait())
        # pebble ends what hangs; the wait is bounded as well, for a worker that died before it said which task it took
        await asyncio.wait({answer, stop}, timeout=seconds * PATIENCE + START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not answer.done():
            answer.cancel()
            self._abandon()
            if self._stop.is_set():
                raise Stopped
            raise Lost("worker_died", "its worker gave no answer")
        try:
            return answer.result()
        except TimeoutError:
            raise Lost(reason, f"took longer than {seconds * PATIENCE:.0f} s") from None
        except ProcessExpired as error:
            if self._stop.is_set():
                raise Stopped from None
            if error.exitcode == -signal.SIGPROF:
                raise Lost(reason, f"took longer than {seconds:.0f} s of CPU time") from None
            raise Lost("worker_died", f"its worker ended with code {error.exitcode}") from None
        except MemoryError:
            raise Lost("memory", "takes more memory than a worker may have") from None
        except (RuntimeError, asyncio.CancelledError) as error:
            self._abandon()
            if self._stop.is_set():
                raise Stopped from None
            raise Lost("worker_died", f"its worker could not go on: {error}"[:200]) from None

    def stop(self) -> None:
        """End the process, whatever it does; a task under way raises Stopped."""
        self._stop.set()
        self._abandon()
        self._starter.shutdown(wait=False)

    def _schedule(self, function: Callable[..., R], args: Sequence[Any], seconds: float) -> Any:
        for _ in range(2):
            try:
                if self._pool is None:
                    self._pool = ProcessPool(
                        1, max_tasks=TASKS, initializer=self._setup, initargs=self._setup_args, context=context()
                    )
                return self._pool.schedule(timed, args=(function, seconds, args), timeout=seconds * PATIENCE)
            except RuntimeError:  # the pool broke while nobody looked
                self._abandon()
            except OSError as error:  # no file descriptor, no memory, no process left: the fault of no page
                self._abandon()
                raise CannotWork(f"no worker process can be started: {error.strerror or error}") from None
        if self._stop.is_set():
            raise Stopped
        raise CannotWork("no worker process can be started")

    def _abandon(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            # joining waits for a process to die: up to seconds, in a thread that nobody waits for
            threading.Thread(target=_end, args=(pool,), daemon=True).start()


def _end(pool: ProcessPool) -> None:
    try:
        pool.stop()
        pool.join(timeout=10)
    except (RuntimeError, TimeoutError, OSError):
        pass


class Crew:
    """Several seats; a task takes the first that is free, in the order of asking."""

    def __init__(self, seats: int, setup: Callable[..., None], setup_args: Sequence[Any]) -> None:
        self._seats = [Seat(setup, setup_args) for _ in range(seats)]
        self._free: asyncio.Queue[Seat] = asyncio.Queue()
        for seat in self._seats:
            self._free.put_nowait(seat)
        self._stopped = False

    @property
    def idle(self) -> int:
        """Seats that wait for work."""
        return self._free.qsize()

    async def run(self, function: Callable[..., R], args: Sequence[Any], seconds: float, reason: str) -> R:
        """As `Seat.run`. A task whose worker died is given one more worker: the death may not have been its doing."""
        try:
            return await self._once(function, args, seconds, reason)
        except Lost as lost:
            if lost.reason != "worker_died":
                raise
        return await self._once(function, args, seconds, reason)

    async def batch(
        self, function: Callable[[list[T]], list[R]], items: list[T], seconds: Callable[[list[T]], float], reason: str
    ) -> list[R | Lost]:
        """Results in order; halves and halves again a batch that is lost, until the item that did it stands alone."""
        if len(items) == 1:
            try:
                return list(await self.run(function, [items], seconds(items), reason))
            except Lost as lost:
                return [lost]
        try:
            return list(await self._once(function, [items], seconds(items), reason))
        except Lost:
            middle = len(items) // 2
            halves = [await self.batch(function, half, seconds, reason) for half in (items[:middle], items[middle:])]
            return halves[0] + halves[1]

    def stop(self) -> None:
        """End all processes now."""
        self._stopped = True
        for seat in self._seats:
            seat.stop()

    async def _once(self, function: Callable[..., R], args: Sequence[Any], seconds: float, reason: str) -> R:
        seat = await self._free.get()
        try:
            if self._stopped:
                raise Stopped
            return await seat.run(function, args, seconds, reason)
        finally:
            self._free.put_nowait(seat)
