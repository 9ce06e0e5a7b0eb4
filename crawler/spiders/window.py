"""Which articles are asked for? `since`, `until` and `limit`, as given on the command line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.crawler import Crawler

from crawler.extract.entries import Moment, instant, moment
from crawler.model import Rejected
from crawler.model.url import MalformedUrl, canonical

_SPAN = re.compile(r"^(\d{1,5})([smhdw])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class BadArgument(ValueError):
    """A spider argument that can't be used; the message names it and says what would do."""


@dataclass(frozen=True)
class Window:
    """A span of publication times, both ends included, and how many of the newest. None means no bound."""

    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None, limit: str | int | None, *, now: datetime, zone: str | None = None) -> Window:
        """Read the arguments; days are the site's (`zone`, IANA). Raises BadArgument."""
        tz = ZoneInfo(zone) if zone else UTC
        start, stop = _bound("since", since, now, tz, end=False), _bound("until", until, now, tz, end=True)
        if start and stop and start > stop:
            raise BadArgument(f"since={since} is after until={until}")
        return cls(start, stop, _limit(limit))

    def holds(self, entry_published: Moment, entry_modified: Moment = None, zone: str | None = None) -> bool:
        """May an article of these times lie in the window? Unknown times may. A time of last change bounds only from below:
        what was last changed before `since` was published before it."""
        tz = ZoneInfo(zone) if zone else UTC
        first, last = instant(entry_published, tz), instant(entry_published, tz, end=True)
        if first is not None and last is not None:
            return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)
        changed = instant(entry_modified, tz, end=True)
        return changed is None or self.since is None or changed >= self.since

    def is_before(self, published: Moment, zone: str | None = None) -> bool:
        """Is this known to be older than `since`?"""
        last = instant(published, ZoneInfo(zone) if zone else UTC, end=True)
        return last is not None and self.since is not None and last < self.since


class InWindow:
    """The pipeline step for articles whose lists gave no time: what the page says decides. They stay to be read by other runs."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> InWindow:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Reject an article that was published outside the window; one without a time may pass."""
        window = getattr(self._crawler.spider, "window", None)
        article = getattr(item, "article", None)
        if window is None or article is None or window.holds(article.published, zone=self._crawler.spider.zone):
            return item
        detail = f"published {article.published}"
        return Rejected(
            url=item.fetched.url, site=self._crawler.spider.name, stage="unique", reason="outside_window", detail=detail,
            at=datetime.now(UTC).replace(microsecond=0),
        )  # fmt: skip


def _bound(name: str, text: str | None, now: datetime, tz: ZoneInfo | type[UTC] | object, *, end: bool) -> datetime | None:
    if text is None or not str(text).strip():
        return None
    value = str(text).strip()
    if span := _SPAN.match(value):
        return now - timedelta(**{_UNITS[span[2]]: int(span[1])})
    if value in ("today", "yesterday"):
        day = now.astimezone(tz).date() - timedelta(days=value == "yesterday")  # type: ignore[arg-type]
        return instant(day, tz, end=end)  # type: ignore[arg-type]
    when = moment(value)
    if when is None:
        raise BadArgument(f"{name}={value[:40]!r} is not a time: give 7d, 36h, yesterday, 2026-03-02 or 2026-03-02T14:00+04:00")
    return instant(when, tz, end=end and isinstance(when, date) and not isinstance(when, datetime))  # type: ignore[arg-type]


def _limit(text: str | int | None) -> int | None:
    if text is None or text == "":
        return None
    if not str(text).isdigit() or int(text) < 1:
        raise BadArgument(f"limit={str(text)[:40]!r} is not a number from 1")
    return int(text)


def arguments(given: Mapping[str, object], ways: Collection[str]) -> None:
    """Refuse arguments nobody reads: a mistyped `-a sinec=7d` must not crawl everything, a mistyped way nothing.

    `ways` are the site's ways of finding articles. Raises BadArgument.
    """
    import difflib

    known = {"since", "until", "limit", "url", "full", "find"}
    for name in given:
        if name not in known:
            close = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(known))}"
            raise BadArgument(f"-a {name}=…: no such argument; {hint}")
    asked = {way.strip() for way in str(given.get("find") or "").split(",") if way.strip()}
    if unknown := sorted(asked - set(ways)):
        raise BadArgument(f"find={unknown[0][:40]}: the definition has {', '.join(sorted(ways)) or 'no way of finding'}")
    for url in str(given.get("url") or "").split(","):
        try:
            if url.strip():
                canonical(url.strip())
        except MalformedUrl as error:
            raise BadArgument(f"url: {error}") from None
