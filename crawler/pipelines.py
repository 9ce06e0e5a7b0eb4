"""The river on one page: Clean → Unique → Annotate → Check, then the feed. Each step ends a page, hands it on or rejects it.

Between Check and Write an item is a `Document` or a `Rejected`: a user's own pipelines stand there.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import ValidationError
from scrapy.crawler import Crawler

from crawler.extensions import Done, River, harmless, river
from crawler.feeds import StorageFailed, encode, read_line
from crawler.ledger import Known, Signature, page_id
from crawler.ledger.near import COPY_AT_HOME
from crawler.model import Annotation, Article, Changes, Document, Page, Reason, Rejected, Stage
from crawler.model.url import MalformedUrl
from crawler.workers import CannotWork, Stopped

GONE = frozenset({404, 410})
FAILURES = frozenset({"cleaning_failed", "memory", "worker_died", "timeout_cleaning"})
"""Reasons that tell of a failure and not of the page: its bytes are not remembered, so that the next run tries them again."""
BIG_BODY = 1 << 20
"""Bytes from which a body is hashed in a thread: a megabyte takes two milliseconds."""

LANGUAGES = frozenset(p.name for p in (Path(__file__).parent / "ontology" / "lexicon").iterdir() if p.is_dir())
"""Languages with a lexicon; articles in others get no entities and events, and keep all else."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is kept of a page while its article goes on: the URL asked for, and what lets the next run ask whether it changed."""

    url: str
    at: datetime
    body_hash: str
    etag: str | None
    last_modified: str | None

    def validators(self) -> dict[str, str | None]:
        """For the ledger."""
        return {"body_hash": self.body_hash, "etag": self.etag, "last_modified": self.last_modified}


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way: its document as far as it is known, and the line that it follows, if one."""

    fetched: Fetched
    article: Article
    signature: Signature
    document: Document | None = None
    before: dict[str, Any] | None = None


class Pipeline:
    """What the steps share: the run's river, and the ways in which a page ends."""

    rejecting: ClassVar[Stage] = "clean"

    def __init__(self, crawler: Crawler) -> None:
        self._river: River = river(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Pipeline:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """One step; a lost disk, ledger or model ends the run, and the page stays pending."""
        try:
            return await self.step(item)
        except Stopped:
            raise Done("the run ends: it stays pending") from None
        except (StorageFailed, CannotWork) as error:
            self._river.fail(error)
            raise Done("the run ends: it stays pending") from None

    async def step(self, item: Any) -> Any:
        """What this step does with an item."""
        raise NotImplementedError

    def _rejected(self, url: str, reason: Reason, detail: str, stage: Stage | None = None) -> Rejected:
        return Rejected(
            url=url, site=self._river.name, stage=stage or self.rejecting, reason=reason, detail=harmless(detail)[:300],
            at=datetime.now(UTC),
        )  # fmt: skip


class Clean(Pipeline):
    """Page → Draft, in a worker; a page with the bytes of last time is known without."""

    async def step(self, item: Any) -> Any:
        """Clean a page."""
        if not isinstance(item, Page):
            return item
        ledger, url = self._river.ledger, item.requested or item.url
        validators = {"etag": item.header("etag"), "last_modified": item.header("last-modified")}
        if item.status == 304:
            ledger.unchanged(url, **validators)
            raise Done("not modified")
        if item.status in GONE:
            ledger.gone(url, item.status)
            raise Done("gone")
        if not 200 <= item.status < 300:
            return self._rejected(url, "http_status", f"the server answered {item.status}", "fetch")
        fetched = Fetched(url, item.fetched, await _digest(item.body), **validators)
        known = ledger.known(page_id(url))
        if known and known.body_hash == fetched.body_hash and _went_all_its_way(known):
            ledger.unchanged(url, **validators)
            raise Done("the same bytes")
        self._river.cleaned += 1
        cleaned = await self._river.hub.workers.clean(item, self._river.site, boilerplate=self._river.boilerplate)
        if isinstance(cleaned, Rejected):
            if cleaned.reason not in FAILURES:
                self._river.fetched[url] = fetched
            return self._rejected(url, cleaned.reason, cleaned.detail, cleaned.stage)
        return Draft(fetched, cleaned.article, cleaned.signature)


def _went_all_its_way(known: Known) -> bool:
    return known.state in ("written", "duplicate", "rejected")


async def _digest(body: bytes) -> str:
    if len(body) < BIG_BODY:
        return hashlib.sha256(body).hexdigest()
    return await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())


class Unique(Pipeline):
    """Which article is it, do we have it, and whose copy is it?"""

    rejecting = "unique"

    async def step(self, item: Any) -> Any:
        """Give a draft its document, or end it as unchanged or as another address of a document."""
        if not isinstance(item, Draft):
            return item
        from crawler import read

        ledger, under_way = self._river.ledger, self._river.hub.under_way
        fetched, article = item.fetched, _at_home(item.article, item.fetched.url)
        try:
            document = read.document(article, self._river.source, crawled=fetched.at, annotation=Annotation())
        except (ValidationError, MalformedUrl) as error:
            return self._rejected(fetched.url, "invalid", _first_error(error))
        asked = page_id(fetched.url)
        if document.id != asked and not await self._is_alias(document, item.signature):
            article = article.model_copy(update={"url": fetched.url})
            document = read.document(article, self._river.source, crawled=fetched.at, annotation=Annotation())
        if document.id in self._river.claimed:  # this run had it under another of its addresses
            if document.id == asked:
                ledger.unchanged(fetched.url, **fetched.validators())
            else:
                ledger.duplicate(fetched.url, document.id, **fetched.validators())
            raise Done("another address of a document of this run")
        self._river.claimed.add(document.id)
        known = ledger.known(document.id)
        before = await asyncio.to_thread(read_line, self._river.folder, known.position) if known and known.position else None
        if before is not None and self._same(before, document):
            if document.id == asked or ((known := ledger.known(asked)) and known.state == "duplicate"):
                ledger.unchanged(fetched.url, **fetched.validators())
            else:
                ledger.duplicate(fetched.url, document.id, **fetched.validators())
            raise Done("the same article")
        revision = known.revision if known and known.revision else 0
        if before is not None or revision == 0 or (known and known.content_hash != document.content_hash):
            revision += 1
        under_way[document.id] = asyncio.get_running_loop().create_future()
        self._river.drafts[document.id] = (fetched, item.signature)
        original = await self._original(document, item.signature)
        document = document.model_copy(update={"revision": revision, "duplicate_of": original})
        return replace(item, article=article, document=document, before=before)

    async def _original(self, document: Document, signature: Signature) -> str | None:
        """The document that this one copies. One still under way is awaited: should it fail, this one stands for itself."""
        copies = self._river.ledger.copies
        published = _day(document)
        while original := copies.original(document.id, document.source.kind, published, signature):
            other = self._river.hub.under_way.get(original)
            if other is None or await other:
                return original
            copies.forget(original)
        copies.announce(document, signature)
        return None

    async def _is_alias(self, document: Document, signature: Signature) -> bool:
        """Whether the page's word for its own address is to be believed: another article may not be there already."""
        ledger = self._river.ledger
        if urlsplit(document.url).path in ("", "/"):
            return False
        known = ledger.known(document.id)
        if known is not None and known.position is not None:
            line = await asyncio.to_thread(read_line, self._river.folder, known.position)
            return line is not None and (
                line.get("content_hash") == document.content_hash or await _alike(str(line.get("text")), signature)
            )
        if document.id in self._river.drafts:
            return self._river.drafts[document.id][1].likeness(signature) >= COPY_AT_HOME
        return document.id not in self._river.claimed

    def _same(self, before: dict[str, Any], document: Document) -> bool:
        """Whether the article is what its last line says, paragraphs apart that were since learned to be the site's."""
        if before.get("content_hash") == document.content_hash:
            return True
        if not self._river.boilerplate or any(before.get(f) != v for f, v in _fields(document).items()):
            return False
        return self._own(str(before.get("text"))) == self._own(document.text)

    def _own(self, text: str) -> list[str]:
        return [p for p in text.split("\n\n") if p.strip() not in self._river.boilerplate]


async def _alike(text: str, signature: Signature) -> bool:
    other = await asyncio.to_thread(Signature.of, text)
    return other.values == signature.values or other.likeness(signature) >= COPY_AT_HOME


def _at_home(article: Article, url: str) -> Article:
    """The article under the address that it claims only where that is on the host that gave it."""
    claimed, asked = urlsplit(article.url), urlsplit(url)
    if (claimed.hostname or "").removeprefix("www.") == (asked.hostname or "").removeprefix("www."):
        return article
    return article.model_copy(update={"url": url})


def _day(document: Document) -> date | None:
    published = document.published
    return published.date() if isinstance(published, datetime) else published


class Annotate(Pipeline):
    """Draft → Document, in a worker; a copy is not annotated again."""

    rejecting = "annotate"

    async def step(self, item: Any) -> Any:
        """Annotate a draft."""
        if not isinstance(item, Draft):
            return item
        from crawler import read

        draft = item.document
        assert draft is not None
        annotation: Annotation | Rejected = Annotation()
        if draft.duplicate_of is None and (item.article.language or "en") in LANGUAGES:
            self._river.annotated += 1
            annotation = await self._river.hub.workers.annotate(item.article, self._river.source)
        if isinstance(annotation, Rejected):
            self._river.settle(draft.id, False)
            return self._rejected(item.fetched.url, annotation.reason, annotation.detail, annotation.stage)
        try:
            document = read.document(item.article, self._river.source, crawled=item.fetched.at, annotation=annotation)
        except ValidationError as error:
            self._river.settle(draft.id, False)
            return self._rejected(item.fetched.url, "invalid", _first_error(error))
        changed = {"revision": draft.revision, "duplicate_of": draft.duplicate_of}
        if item.before is not None:
            changed["changes"] = changes(item.before, document)
        return document.model_copy(update=changed)


class Check(Pipeline):
    """Is it a record that a reader can rely on?"""

    rejecting = "check"

    async def step(self, item: Any) -> Any:
        """Let a document pass that keeps the record's promises."""
        if not isinstance(item, Document):
            return item
        problem = "no text" if not item.text.strip() else _unwritable(item)
        if problem is None:
            return item
        url = self._river.asked(item)
        self._river.settle(item.id, False)
        return self._rejected(url, "invalid", problem)


def _unwritable(document: Document) -> str | None:
    try:
        encode(document.line())
    except ValueError as error:  # a lone surrogate, a line longer than any reader takes
        return str(error).splitlines()[0]
    return None


class Write(Pipeline):
    """Document → one line on disk → the ledger says done. Rejected → one line of rejects.jsonl."""

    rejecting = "write"

    async def step(self, item: Any) -> Any:
        """Write an item; returns it when it is on disk."""
        if isinstance(item, Document):
            fetched, signature = self._river.drafts[item.id]
            await self._river.write(item, fetched.url, **fetched.validators())
            if item.duplicate_of is None:
                self._river.ledger.copies.add(item, signature)
            self._river.settle(item.id, True)
        elif isinstance(item, Rejected):
            rejected = (
                item if item.site and item.at else item.model_copy(update={"site": self._river.name, "at": datetime.now(UTC)})
            )
            kept = self._river.fetched.pop(item.url, None)
            await self._river.reject(rejected, **(kept.validators() if kept else {}))
        else:
            raise TypeError(f"a pipeline returned {type(item).__name__} where a Document or a Rejected is due")
        return item


def changes(before: dict[str, Any], document: Document) -> Changes:
    """What a document changed against the record of its last line."""
    old, new = str(before.get("text", "")).split("\n\n"), document.text.split("\n\n")
    old_names = Counter(str(e.get("name")) for e in before.get("entities", []))
    new_names = Counter(e.name for e in document.entities)
    old_events = {str(e.get("id")): _essence(e) for e in before.get("events", [])}
    new_events = {e.id: _essence(e.model_dump(mode="json")) for e in document.events}
    return Changes(
        text_added=tuple((Counter(new) - Counter(old)).elements()),
        text_withdrawn=tuple((Counter(old) - Counter(new)).elements()),
        entities_added=tuple(sorted(new_names - old_names)),
        entities_withdrawn=tuple(sorted(old_names - new_names)),
        events_added=tuple(i for i in new_events if i not in old_events),
        events_withdrawn=tuple(i for i in old_events if i not in new_events),
        events_altered=tuple(i for i in new_events if i in old_events and new_events[i] != old_events[i]),
        fields=tuple(name for name, value in _fields(document).items() if before.get(name) != value),
    )


def _fields(document: Document) -> dict[str, Any]:
    return document.model_dump(mode="json", include={"title", "authors", "published", "modified", "language"})


def _essence(event: dict[str, Any]) -> dict[str, Any]:
    """What an event says, without where the text says it."""
    parts: dict[str, Any] = {k: event.get(k) for k in ("type", "mode", "contexts", "date", "assertion")}
    parts["place"] = (event.get("place") or {}).get("country")
    for side in ("actors", "recipients"):
        parts[side] = sorted(str(p.get("code") or p.get("text")) for p in event.get(side) or [])
    return parts


def _first_error(error: ValidationError | MalformedUrl) -> str:
    if isinstance(error, MalformedUrl):
        return str(error)
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}"


__all__ = ["Annotate", "Check", "Clean", "Unique", "Write", "changes"]
