"""Which articles does a feed list? RSS 0.9 to 2.0, RDF, Atom and JSON Feed, from bytes that were fetched already."""

from __future__ import annotations

import html
import io
import json
import re
import zlib
from typing import Any
from xml.sax import SAXException

from crawler.extract.entries import Entry, Moment, clean_text, joined, moment

__all__ = ["Entry", "FeedError", "read_feed"]

MAX_BYTES = 16 * 1024 * 1024
"""A feed of 5,000 full texts is about 10 MB; feedparser takes a second a megabyte."""
MAX_ENTRIES = 10_000
"""Of a feed: a hundred times what feeds show, and what an archive in one file may hold."""
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_][A-Za-z0-9-]+)?$")
_HTML = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


class FeedError(ValueError):
    """The bytes are not a feed; the message says what they are."""


def read_feed(body: bytes, url: str, *, content_type: str | None = None) -> list[Entry]:
    """The entries in the feed's own order; empty for a feed without any. Raises FeedError where it is no feed.

    Links are made absolute against the feed; an entry without a link is left out. Nothing is fetched.
    """
    body = _unpacked(body)
    if len(body) > MAX_BYTES:
        raise FeedError(f"{len(body)} bytes; a feed has at most {MAX_BYTES}")
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise FeedError("empty")
    if start.startswith(b"{"):
        return _json_feed(body, url)
    if _HTML.match(start):
        raise FeedError("an HTML page, not a feed")
    return _xml_feed(body, url, content_type)


def _unpacked(body: bytes) -> bytes:
    """Some servers send gzip whatever was asked for, and don't say so in a header."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise FeedError(f"broken gzip: {str(error)[:120]}") from None


def _xml_feed(body: bytes, url: str, content_type: str | None) -> list[Entry]:
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    import feedparser  # an unchanged feed is not read

    # A stream, never the bytes themselves: feedparser would take a short body for a file name and open it.
    try:
        feed = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=True)
    except (ValueError, LookupError) as error:  # an encoding whose very name is broken
        raise FeedError(f"not RSS, RDF or Atom ({str(error)[:120]})") from None
    problem = feed.get("bozo_exception")
    if not feed.entries and (not feed.get("version") or isinstance(problem, SAXException)):
        raise FeedError(f"not RSS, RDF or Atom{f' ({str(problem)[:120]})' if problem else ''}")
    language = _language(feed.feed.get("language"))
    rss = str(feed.get("version") or "").startswith("rss")
    entries = (_xml_entry(item, url, language, rss=rss) for item in feed.entries[:MAX_ENTRIES])
    return [entry for entry in entries if entry]


def _xml_entry(item: Any, url: str, language: str | None, *, rss: bool) -> Entry | None:
    link = item.get("feedburner_origlink") or item.get("link") or _permanent(item.get("id"))
    if not link:
        return None
    detail = item.get("title_detail") or {}
    published, updated = _time(item, "published") or _time(item, "created"), _time(item, "updated")
    if rss and published is None:  # RSS knows one time only; feedparser calls that of Dublin Core `updated`
        published, updated = updated, None
    return Entry(
        url=joined(url, str(link).strip()),
        title=_title(item.get("title")),
        published=published,
        modified=updated,
        language=_language(item.get("dc_language")) or _language(detail.get("language")) or language,
    )


def _permanent(identifier: object) -> str | None:
    return identifier if isinstance(identifier, str) and identifier.startswith(("http://", "https://")) else None


def _time(item: Any, field: str) -> Moment:
    # `updated` falls back to `published` with a warning in feedparser: ask for the key itself.
    return moment(dict.get(item, field))


def _title(text: object) -> str | None:
    """Titles hold HTML, once or twice escaped, in half of all feeds."""
    if not isinstance(text, str):
        return None
    return clean_text(html.unescape(_TAG.sub("", text[:4000])))


def _language(code: object) -> str | None:
    match = _LANGUAGE.match(code.strip()) if isinstance(code, str) else None
    return match[1].lower() if match else None


def _json_feed(body: bytes, url: str) -> list[Entry]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"neither XML nor JSON: {str(error)[:120]}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise FeedError("JSON, but not a JSON Feed")
    language = _language(feed.get("language"))
    found = []
    for item in items[:MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        link = item.get("url") or item.get("external_url") or _permanent(item.get("id"))
        if isinstance(link, str) and link.strip():
            found.append(
                Entry(
                    url=joined(url, link.strip()),
                    title=clean_text(item.get("title")),
                    published=moment(_text(item.get("date_published"))),
                    modified=moment(_text(item.get("date_modified"))),
                    language=_language(item.get("language")) or language,
                )
            )
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
