"""What does the ledger answer? The values that pass between it and the spiders, the pipelines and the segments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal, Protocol

from crawler.feeds import Position
from crawler.model.url import MalformedUrl, url_id

Why = Literal["new", "resume", "due", "listed_changed", "not_due", "suspect", "seen_this_run"]


@dataclass(frozen=True, slots=True)
class Next:
    """What to do with a URL that a list named. `etag`, `last_modified`: validators for a conditional request, or None."""

    fetch: bool
    why: Why
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A URL still to be done, with what its list said of it."""

    url: str
    hints: dict[str, str]
    via: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a source (feed, sitemap, listing) said when it was last read to its end."""

    etag: str | None
    last_modified: str | None
    body_hash: str | None
    entries: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger holds of a page or document. `segment` is None when no line of it is on disk."""

    id: str
    url: str
    state: str
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    content_hash: str | None = None
    revision: int | None = None
    duplicate_of: str | None = None
    published: str | None = None
    segment: str | None = None
    offset: int | None = None
    length: int | None = None

    @property
    def position(self) -> Position | None:
        """Where its last line lies."""
        if self.segment is None or self.offset is None or self.length is None:
            return None
        return Position(self.segment, self.offset, self.length)


KNOWN = tuple(f.name for f in fields(Known))


class LineAt(Protocol):
    """A line of a segment, as the repair at start hands it over."""

    id: str
    url: str
    revision: int
    content_hash: str
    duplicate_of: str | None
    published: str | None
    position: Position


def page_id(url: str) -> str:
    """The id of a URL, malformed ones included (those get the hash of their letters: they too are in the books)."""
    try:
        return url_id(url)
    except MalformedUrl:
        return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
