"""Sites crawled on a cluster: sites that share a host go to one machine, where they share its pace; the others spread.

A task is `scrapy crawl` in a process of its own, so that what holds on one machine holds here: the lock, the ledger, the segments.
A task whose machine died is begun again elsewhere and goes on where the ledger says.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.cluster import PROJECT
from crawler.ledger.near import rank_of
from crawler.middlewares.guard import allowed_hosts
from crawler.model import Site
from crawler.model.exits import LOCKED, NOT_STARTED
from crawler.workers.child import die_with_parent

ATTEMPTS = 3
"""Times that a crawl is begun which something kills, such as the machine that is short of memory; it goes on where it was."""
LOCK_SECONDS = 60
"""Seconds to wait for the lock of a run whose machine died: its database connection may outlive it by that much."""
LOG_BYTES = 1 << 16
"""Of each task's log this much is brought back, its end; all of it is where LOG_FILE says."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """What became of sites that were crawled together: the exit code of `scrapy crawl`, and the end of what it said."""

    sites: tuple[str, ...]
    code: int
    log: str


class LedgerOfOne(Exception):
    """The ledger is a file, which only one machine can lock."""


def together(sites: Sequence[Site]) -> list[list[Site]]:
    """Sites in groups that have no host in common: who is copied first, as in one process."""
    leader: dict[str, str] = {}

    def first(host: str) -> str:
        while leader.setdefault(host, host) != host:
            leader[host] = leader[leader[host]]
            host = leader[host]
        return host

    for site in sites:
        for host in allowed_hosts(site, find=True):
            leader[first(host)] = first(site.hosts[0])
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(first(site.hosts[0]), []).append(site)
    return sorted(groups.values(), key=_rank)


def crawl(ray: Any, sites: Sequence[Site], options: Sequence[str], *, ledger: str | None) -> Iterator[Crawled]:
    """Crawl the sites with these options of `scrapy crawl`; each group's outcome as soon as it is known.

    Originals go before copies: the next rank begins when the last of its forerunners has ended. Raises LedgerOfOne.
    """
    if sum(node["Alive"] for node in ray.nodes()) > 1 and not str(ledger).startswith("postgresql"):
        raise LedgerOfOne("several machines need one ledger: give LEDGER_URL a PostgreSQL database")
    groups = together(sites)
    task = ray.remote(_crawled).options(num_cpus=1, max_retries=-1)
    for rank in sorted({_rank(group) for group in groups}):
        waiting = [task.remote(tuple(s.id for s in group), tuple(options)) for group in groups if _rank(group) == rank]
        while waiting:
            done, waiting = ray.wait(waiting, num_returns=1)
            yield ray.get(done[0])


def _crawled(names: tuple[str, ...], options: tuple[str, ...]) -> Crawled:
    """One task: runs where Ray put it, and its process dies with it."""
    until = time.monotonic() + LOCK_SECONDS
    for attempt in itertools.count(1):
        run = subprocess.run(  # noqa: S603 our own command; names and settings are arguments, no shell reads them
            [sys.executable, "-m", "scrapy", "crawl", *names, *options],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
            check=False,
        )
        killed = run.returncode < 0
        if not (killed and attempt < ATTEMPTS) and (run.returncode != LOCKED or time.monotonic() > until):
            break
        time.sleep(2)
    code = NOT_STARTED if killed else run.returncode
    said = f"killed {ATTEMPTS} times by signal {-run.returncode}\n" if killed else ""
    return Crawled(names, code, run.stderr[-LOG_BYTES:].decode("utf-8", "replace") + said)


def _rank(group: Sequence[Site]) -> int:
    return min(rank_of(site.kind) for site in group)
