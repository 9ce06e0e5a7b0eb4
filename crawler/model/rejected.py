"""Why did a URL not become a document? The closed list of reasons, and the line that says so."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from pydantic import field_validator

from crawler.model.record import Record

Stage = Literal["find", "fetch", "clean", "unique", "annotate", "check", "write"]
Reason = Literal[
    # find and fetch
    "malformed_url", "off_site", "forbidden_address", "robots", "robots_unreachable", "budget", "trap",
    "dns", "refused", "timeout", "reset", "tls", "http_status", "redirect_loop", "redirect_off_site",
    "too_large", "bad_encoding", "not_in_archive", "fetch_error",
    # clean
    "empty", "not_html", "not_article", "too_short", "unreadable", "consent_wall", "paywall", "soft_404", "listing",
    "live_ticker", "video_only", "login", "bot_check", "pdf_unreadable", "wrong_language",
    # unique, annotate, check, write
    "filtered", "outside_window", "timeout_cleaning", "timeout_annotating", "memory", "worker_died", "suspect",
    "cleaning_failed", "annotation_failed", "pipeline_failed", "invalid",
]  # fmt: skip


_CREDENTIALS = re.compile(r"(?<=://)[^/?#\s]{1,400}@")
"""What stands in `https://name:password@host/`; not the @ of a path."""


class Rejected(Record):
    """A URL that could not go on. It is falsy, so that `if article:` reads as it should.

    `reason` comes from the closed list; `detail` says in words what was seen, without control characters.
    """

    url: str
    site: str | None = None
    stage: Stage
    reason: Reason
    detail: str = ""
    at: datetime | None = None

    @field_validator("url", "detail")
    @classmethod
    def _without_credentials(cls, value: str) -> str:
        """Passwords in URLs stay out of every output."""
        return _CREDENTIALS.sub("", value)

    def __bool__(self) -> bool:
        return False

    def line(self) -> str:
        """The rejection as one line of JSON, without a newline."""
        return self.model_dump_json()
