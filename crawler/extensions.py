"""What accompanies a run from its first request to its last line? (first version: the ledger's place)

A spider reaches its ledger with `river(self.crawler).ledger` from `start()` on. Spiders call `ledger.found`, `.unfinished`,
`.source`, `.source_read`; they yield `Page` for every answer to an article request (200, 304, 404 and 410 as they come) and
`Rejected` for what failed; the pipelines book the outcomes.
"""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from crawler.ledger import Ledger


class River:
    """One crawler's ledger, feed and workers, opened before the spider starts and closed after its last item."""

    ledger: Ledger

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> River:
        raise NotImplementedError


def river(crawler: Any) -> River:
    """The River of a running crawler."""
    found = crawler.get_extension(River)
    assert isinstance(found, River)
    return found
