"""Measuring side by side: the same work by turns, so that a busy moment of the machine strikes all alike."""

from __future__ import annotations

import ctypes
import gzip
import json
import os
import platform
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
REAPING = 5.0
"""Seconds in which what was left running ends."""


@dataclass
class Spent:
    """Seconds by the clock and of CPU, in this process and its children that ended."""

    clock: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.clock + other.clock, self.cpu + other.cpu)


def cpu() -> float:
    """Seconds of CPU so far, of this process and its ended children, user and system."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def spent(work: Callable[[], object]) -> Spent:
    """What one piece of work takes."""
    clock, before = time.perf_counter(), cpu()
    work()
    return Spent(time.perf_counter() - clock, cpu() - before)


def spent_by_processes(work: Callable[[], object]) -> Spent:
    """What work takes that starts processes, those included that outlive the one that started them (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # they become children of this process, and count when they end
    clock, before = time.perf_counter(), cpu()
    work()
    took, patience = time.perf_counter() - clock, time.monotonic() + REAPING
    while time.monotonic() < patience:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.05)
        except ChildProcessError:
            break
    return Spent(took, cpu() - before)


def by_turns(ways: Mapping[str, Callable[[int], object]], pieces: int) -> dict[str, Spent]:
    """Each way does piece 0, then each piece 1 …, in an order that turns; the first piece is done once before, unmeasured."""
    names = list(ways)
    for way in ways.values():
        way(0)
    total = dict.fromkeys(names, Spent())
    for piece in range(pieces):
        for name in names[piece % len(names) :] + names[: piece % len(names)]:
            total[name] += spent(lambda name=name, piece=piece: ways[name](piece))  # type: ignore[misc]
    return total


def tell(total: Mapping[str, Spent], units: int, unit: str) -> None:
    """A line a way, with its speed beside that of the first."""
    first = next(iter(total.values()))
    for name, took in total.items():
        print(
            f"{name:34} {units / took.clock:8.1f} {unit}/s  {1000 * took.cpu / units:8.2f} ms CPU each"
            f"  speed {first.clock / took.clock:5.2f}  CPU {took.cpu / first.cpu:5.2f}"
        )


def machine(*packages: str) -> str:
    """The machine and the versions, for the record."""
    cores = len(os.sched_getaffinity(0))
    versions = ", ".join(f"{p} {version(p)}" for p in packages)
    return f"Python {platform.python_version()}, {cores} cores, {platform.machine()}; {versions}"


def rows(path: str) -> list[dict[str, object]]:
    """The objects of a JSON Lines file, packed or not."""
    raw = Path(path).read_bytes()
    return [json.loads(line) for line in (gzip.decompress(raw) if path.endswith(".gz") else raw).splitlines()]
