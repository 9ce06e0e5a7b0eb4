"""What does this page say, and is it an article at all? HTML or PDF bytes → Article, or Rejected with the reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from crawler.extract.body import Body, Piece, read_body, tidy
from crawler.extract.declared import Declared, declared, strings
from crawler.extract.encoding import decode, repair_mojibake
from crawler.extract.entries import moment
from crawler.extract.pdf import clean_pdf
from crawler.extract.tree import TooLarge, parse
from crawler.model import Article, ArticleHints, Block, Extraction, Reason, Rejected

MIN_TEXT = 80
"""Characters: shorter texts are pictures' captions and errors, not articles."""


def clean(
    html: str | bytes,
    url: str,
    *,
    site: ArticleHints | None = None,
    hints: Mapping[str, str] | None = None,
    headers: Iterable[tuple[str, str]] = (),
    fetched: datetime | None = None,
    boilerplate: Container[str] = (),
) -> Article | Rejected:
    """The article of a page, or why there is none. Never raises for what the page holds.

    `hints` is what a feed or listing said ("title", "published", "modified", "language"); `fetched` is what relative dates
    count from; `boilerplate` holds paragraphs known to be the site's (see `extract.boilerplate`).
    """
    if isinstance(html, bytes) and html[:1024].lstrip().startswith(b"%PDF-"):
        return clean_pdf(html, url, hints=hints, fetched=fetched)
    warnings: list[str] = []
    if isinstance(html, bytes):
        decoded = decode(html, headers)
        text = decoded.text
        warnings += decoded.warnings
    else:
        text = html
    text, warning = repair_mojibake(text)
    warnings += [warning] if warning else []
    if not text.strip():
        return reject(url, "empty", "no content")
    try:
        tree = parse(text)
    except TooLarge as error:
        return reject(url, "too_large", str(error))
    if tree is None:
        return reject(url, "not_html", "no element in it")
    says = declared(tree, url)
    body = read_body(tree, url)
    return build(url, body, says, hints or {}, warnings, boilerplate)


def build(
    url: str, body: Body, says: Declared, hints: Mapping[str, str], warnings: list[str], boilerplate: Container[str]
) -> Article | Rejected:
    """Put the parts together."""
    pieces = [p for p in body.pieces if p.text not in boilerplate]
    text, blocks = lay_out(pieces)
    if len(text) < MIN_TEXT:
        return reject(url, "too_short" if text else "empty", f"{len(text)} characters of text")
    articles = says.articles()
    headline = next((s for n in articles for s in strings(n.get("headline"))), None)
    published = next((m for n in articles for s in strings(n.get("datePublished")) if (m := moment(s))), None)
    published = published or moment(says.first("article:published_time")) or moment(hints.get("published"))
    authors = tuple(dict.fromkeys(s for n in articles[:1] for s in strings(n.get("author"))))
    title = headline or says.first("og:title") or hints.get("title") or says.title_tag or None
    return Article(
        url=url, title=tidy(title) if title else None, authors=authors, published=published, text=text, blocks=blocks,
        extraction=Extraction(method=body.method, warnings=tuple(warnings)),
    )  # fmt: skip


def lay_out(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of pieces, one blank line between them, and where each stands."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        blocks.append(Block(kind=piece.kind, start=at, end=at + len(piece.text)))
        parts.append(piece.text)
        at += len(piece.text) + 2
    return "\n\n".join(parts), tuple(blocks)


def reject(url: str, reason: Reason, detail: str) -> Rejected:
    """A rejection of the stage that this room is."""
    return Rejected(url=url, stage="clean", reason=reason, detail="".join(c if c.isprintable() else " " for c in detail)[:300])
