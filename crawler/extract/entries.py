"""What does a feed or a sitemap say of one article? The entry, and the times as written there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

Moment = datetime | date | None

_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_MONTH = re.compile(r"^(\d{4})(?:-(\d\d))?$")
_ISO = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]+(\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s*(Z|z|[+-]\d\d:?\d\d)?$")
MAX_TITLE = 500
"""Characters of a title taken as a hint; longer ones are texts or attacks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a source lists it. Times keep the offset they were written with; unknown is None."""

    url: str
    title: str | None = None
    published: Moment = None
    modified: Moment = None
    language: str | None = None

    def hints(self) -> dict[str, str]:
        """What is known, as text: the keys that a Page's hints have."""
        known = {
            "title": self.title,
            "published": self.published.isoformat() if self.published else None,
            "modified": self.modified.isoformat() if self.modified else None,
            "language": self.language,
        }
        return {key: value for key, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names."""

    url: str
    modified: Moment = None


def moment(text: str | None) -> Moment:
    """A time as feeds and sitemaps write it: W3C (ISO 8601) or RFC 822. None where it isn't one.

    Days and months without a time are dates (a month is its first day). A zone that isn't stated stays unknown.
    """
    value = (text or "").strip()[:64]
    try:
        if _DAY.match(value):
            return date.fromisoformat(value)
        if match := _MONTH.match(value):
            return date(int(match[1]), int(match[2] or 1), 1)
        if match := _ISO.match(value):
            zone = (match[4] or "").upper().replace("Z", "+00:00")
            return datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}")
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def joined(base: str, link: str) -> str:
    """A link made absolute; one that cannot be (`http://[::1 /`) as it stands, for whoever books it to refuse."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def instant(when: Moment, zone: tzinfo = UTC, *, end: bool = False) -> datetime | None:
    """`when` as an aware time, to compare: a day counts from its first moment (its last with `end`), an unstated zone is `zone`."""
    if when is None:
        return None
    if not isinstance(when, datetime):
        when = datetime.combine(when, time.max if end else time.min)
    return when if when.tzinfo else when.replace(tzinfo=zone)


def clean_text(text: object, limit: int = MAX_TITLE) -> str | None:
    """A title on one line, without control characters; None if nothing is left."""
    if not isinstance(text, str):
        return None
    value = " ".join("".join(c if c.isprintable() else " " for c in text[: limit * 4]).split())[:limit]
    return value or None
