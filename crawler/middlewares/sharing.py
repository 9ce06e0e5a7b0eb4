"""How do several sites share one host? All crawlers of a process keep its pause and its limit together, as one visitor would.

Ministries of one government often live on one host (a portal), each with a definition of its own. Scrapy's slots are a
crawler's own; these know of each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.archive import replay_of


@dataclass(slots=True)
class Host:
    """One host as this process asks it: when it was last asked, and by which slots of which crawlers."""

    last: float = 0.0
    slots: list[tuple[SharingDownloader, HostSlot]] = field(default_factory=list)

    def under_way(self) -> int:
        """Requests that the host is answering now."""
        return sum(len(slot.transferring) for _, slot in self.slots)


class HostSlot(Slot):
    """A crawler's slot whose clock and count are the host's."""

    def __init__(self, host: Host, made: Slot) -> None:
        self.host = host
        super().__init__(made.concurrency, made.delay, made.jitter)

    @property  # type: ignore[override]
    def lastseen(self) -> float:
        """When the host was last asked by anybody here."""
        return self.host.last

    @lastseen.setter
    def lastseen(self, value: float) -> None:
        self.host.last = max(self.host.last, value)

    def free_transfer_slots(self) -> int:
        """How many more requests may be made at once."""
        return self.concurrency - self.host.under_way()

    def close(self) -> None:
        """Leave the host to the others."""
        super().close()
        self.host.slots = [(downloader, slot) for downloader, slot in self.host.slots if slot is not self]


class SharingDownloader(Downloader):
    """Scrapy's DOWNLOADER, with hosts shared by the crawlers of this process. Where an archive is replayed nobody waits."""

    _hosts: dict[str, Host] = {}

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._shares = replay_of(crawler) is None

    def _get_slot(self, request: Request, spider: Any = None) -> tuple[str, Slot]:
        is_new = self.get_slot_key(request) not in self.slots
        key, slot = super()._get_slot(request)
        if is_new and self._shares:
            host = self._hosts.setdefault(key, Host())
            slot = self.slots[key] = HostSlot(host, slot)
            host.slots.append((self, slot))
        return key, slot

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Any) -> Any:
        """Scrapy's, counted from now on: its task begins later, and others look at the count before."""
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)

    async def _download(self, slot: Slot, request: Request) -> Response:
        try:
            return await super()._download(slot, request)
        finally:
            for downloader, other in list(getattr(slot, "host", Host()).slots):
                if other is not slot and other.queue:
                    downloader._process_queue(other)
