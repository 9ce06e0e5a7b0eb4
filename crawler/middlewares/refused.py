"""Why was a request not made? One exception with a reason from the closed list."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from crawler.model import Reason


class Refused(IgnoreRequest):
    """A request that we ourselves don't make, or don't follow any further."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail
