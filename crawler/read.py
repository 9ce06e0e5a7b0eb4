"""The pure door to reading: links of a page, its article, its document. No Scrapy, no input or output, no clock."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from crawler.extract.article import clean
from crawler.extract.continued import continuation, joined
from crawler.extract.links import Link, links
from crawler.model import Annotation, Article, Document, Source
from crawler.model.url import url_id

__all__ = ["Link", "annotate", "clean", "continuation", "document", "joined", "links"]


def annotate(article: Article, source: Source, *, annotator: Any, crawled: datetime | None = None) -> Document:
    """An article to its document: entities and events by `annotator` (see `crawler.annotate.Annotator`)."""
    published = article.published
    day = published.date() if isinstance(published, datetime) else published
    annotation = annotator.annotate(
        article.text, published=day, home_country=source.country, title=article.title, official=source.official
    )
    return document(article, source, crawled=crawled, annotation=annotation)


def document(article: Article, source: Source, *, crawled: datetime | None, annotation: Annotation) -> Document:
    """The record of an article, as revision 1. Raises MalformedUrl, and pydantic's ValidationError for spans that don't fit."""
    return Document(
        id=url_id(article.url), content_hash=content_hash(article), url=article.url, source=source, title=article.title,
        authors=article.authors, published=article.published, modified=article.modified, crawled=crawled,
        language=article.language, text=article.text, entities=annotation.entities, events=annotation.events,
        extraction=article.extraction,
    )  # fmt: skip


def content_hash(article: Article) -> str:
    """SHA-256 of what a reader sees: title, authors, time of publication and text. A page's `modified` alone changes nothing."""
    seen = [article.title, list(article.authors), _iso(article.published), article.text]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _iso(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None
