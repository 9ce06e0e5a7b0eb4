"""What was fetched, and what was cleaned: Page and Article, the two nouns before annotation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawler.model.record import Extraction, Moment, Record


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a server, as it came: bytes and headers, nothing interpreted.

    `url` is where the answer came from, `requested` what was asked first (they differ after redirects). `headers` are
    (name in lower case, value) pairs. `fetched` is aware, UTC. `hints` are what a feed, sitemap or listing said of the
    article ("title", "published", "modified", "language"), as text. `site` is the site's name in the house.
    """

    url: str
    body: bytes
    fetched: datetime
    site: str
    requested: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    hints: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        """The first header of that name (lower case), or None."""
        return next((v for k, v in self.headers if k == name), None)


class Block(Record):
    """A stretch of the article's text with a function: `text[start:end]`."""

    kind: str  # "paragraph" | "heading" | "list" | "quote" | "caption" | "table" | "dateline"
    start: int
    end: int


class Article(Record):
    """A page's article, cleaned: paragraphs are separated by one blank line, text is NFC.

    `published` and `modified` keep the UTC offset that the page or the site's definition states; a page that gives only a day
    gives a date; unknown is None. `language` is ISO 639-1, told by the text. `blocks` tell what the stretches of `text` are.
    """

    url: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment = None
    modified: Moment = None
    language: str | None = None
    text: str
    blocks: tuple[Block, ...] = ()
    extraction: Extraction
