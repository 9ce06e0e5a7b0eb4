"""What does one page of a list name? HTML listings and JSON answers, as entries and the link to the page after it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import lxml.html
from cssselect import SelectorError
from lxml import etree

from crawler.extract.entries import Entry, clean_text, joined, moment
from crawler.extract.links import links
from crawler.model import Find
from crawler.spiders.paging import is_template

MAX_ITEMS = 5_000
"""Entries of one page of a list: ten times the longest of our site facts."""
MAX_DEPTH = 12
"""Names in a path into an answer of an API (`data.items.0.url`)."""
_FIELD = re.compile(r"\{([^{}]+)\}")


class ListError(ValueError):
    """A page that is not the list it should be; the message says what it is."""


def validators(headers: Any, body: bytes) -> dict[str, str | None]:
    """By what a list is known again: ETag, Last-Modified and the hash of its body, named as the ledger names them."""
    etag, modified = headers.get("ETag"), headers.get("Last-Modified")
    return {
        "etag": etag.decode("latin-1")[:500] if etag else None,
        "last_modified": modified.decode("latin-1")[:100] if modified else None,
        "body_hash": hashlib.sha256(body).hexdigest(),
    }


def read_listing(body: bytes, url: str, find: Find) -> tuple[list[Entry], str | None]:
    """The links of an HTML listing (those in `links`, a CSS selector, if it finds any), and the next page's URL."""
    if not body.strip():
        raise ListError("an empty page")
    found = links(body, url, css=find.links)
    if not found and find.links:  # selectors go stale: then every link is looked at
        found = links(body, url)
    entries = [Entry(link.url, clean_text(link.text), link.published) for link in found[:MAX_ITEMS]]
    return entries, _next_link(body, url, find.next)


def _next_link(body: bytes, url: str, selector: str | None) -> str | None:
    if not selector or is_template(selector):
        return None
    try:
        tree = lxml.html.document_fromstring(body)
        found = tree.cssselect(selector)
    except SelectorError as error:
        raise ListError(f"`next` is no CSS selector: {error}") from None
    except (etree.LxmlError, ValueError):
        return None
    for element in found:
        inner = element if element.get("href") else next(iter(element.xpath(".//a[@href]")), None)
        if inner is not None and inner.get("href"):
            return joined(url, inner.get("href").strip())
    return None


def read_api(body: bytes, url: str, find: Find) -> tuple[list[Entry], str | None]:
    """The items of a JSON answer, and the next page's URL where `next` is a path to it. HTML in `items` is read as a listing."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ListError(f"not JSON: {str(error)[:120]}") from None
    following = None if not find.next or is_template(find.next) else at(data, find.next)
    next_url = joined(url, following) if isinstance(following, str) and following else None
    items = at(data, find.items) if find.items else data
    if isinstance(items, str):
        return read_listing(items.encode(), url, find)[0] if items.strip() else [], next_url
    if isinstance(items, dict):
        items = list(items.values())
    if not isinstance(items, list):
        raise ListError(f"`items: {find.items}` leads to no list in this JSON")
    entries = [entry for item in items[:MAX_ITEMS] if (entry := _entry(item, url, find))]
    if items and not entries:
        raise ListError(f"`url: {find.url}` leads to no URL in the {len(items)} items")
    return entries, next_url


def _entry(item: Any, base: str, find: Find) -> Entry | None:
    link = item if isinstance(item, str) else _link(item, find.url or "url")
    if not link:
        return None
    return Entry(
        url=joined(base, link.strip()),
        title=clean_text(_plain(at(item, find.title))) if find.title else None,
        published=_time(at(item, find.published)) if find.published else None,
        language=str(at(item, find.language))[:2].lower() if find.language and at(item, find.language) else None,
    )


def _link(item: Any, path: str) -> str | None:
    """The item's URL: a path to it, or a URL with paths in braces (`https://x.example/news/{id}`)."""
    if "{" not in path:
        value = at(item, path)
        return value if isinstance(value, str) else None
    parts = [at(item, name) for name in _FIELD.findall(path)]
    if not all(isinstance(p, str | int) for p in parts):
        return None
    values = iter(parts)
    return _FIELD.sub(lambda _: str(next(values)), path)


def at(data: Any, path: str) -> Any:
    """What lies at `items.0.title.rendered`; None where nothing does. A negative number counts from the end."""
    for name in path.split(".")[:MAX_DEPTH]:
        if isinstance(data, dict):
            data = data.get(name)
        elif isinstance(data, list) and re.fullmatch(r"-?\d{1,6}", name) and -len(data) <= int(name) < len(data):
            data = data[int(name)]
        else:
            return None
    return data


def _plain(value: Any) -> str | None:
    return re.sub(r"<[^<>]{0,500}>", "", value) if isinstance(value, str) else None


def _time(value: Any) -> Any:
    """ISO and RFC 822 times, and seconds or milliseconds since 1970 (UTC)."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 10**8 < value < 10**13:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(value / 1000 if value > 10**10 else value, UTC)
    return moment(value) if isinstance(value, str) else None
