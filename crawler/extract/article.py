"""What does this page say, and is it an article at all? HTML or PDF bytes → Article, or Rejected with the reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.authors import find_authors
from crawler.extract.body import Piece, read_body
from crawler.extract.context import lines
from crawler.extract.declared import Declared, declared
from crawler.extract.embedded import embedded
from crawler.extract.encoding import decode, repair_mojibake
from crawler.extract.filters import story
from crawler.extract.language import language_of
from crawler.extract.missing import with_missing
from crawler.extract.pdf import clean_pdf
from crawler.extract.published import find_times
from crawler.extract.standfirst import standfirst
from crawler.extract.titles import find_title, site_names
from crawler.extract.tree import TooLarge, parse
from crawler.extract.verdict import Seen, judge
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
    error_markers: Sequence[str] = (),
) -> Article | Rejected:
    """The article of a page, or why there is none. Never raises for what the page holds.

    `hints` is what a feed or listing said ("title", "published", "modified", "language"); `fetched` is what relative dates
    count from; `boilerplate` holds paragraphs known to be the site's (see `extract.boilerplate`), `error_markers` words of
    the site's error pages that come with status 200.
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
    return assemble(text, tree, says, url, site, hints or {}, fetched, boilerplate, warnings, error_markers)


def assemble(
    markup: str,
    tree: HtmlElement,
    says: Declared,
    url: str,
    site: ArticleHints | None,
    hints: Mapping[str, str],
    fetched: datetime | None,
    boilerplate: Container[str],
    warnings: list[str],
    error_markers: Sequence[str],
) -> Article | Rejected:
    """Read the parts of a parsed page and put them together."""
    title = find_title(tree, says, url, hints.get("title"))
    headline = title.element if title else None
    wordings = [title.text, *title.others] if title else []
    body = read_body(tree, url)
    places = lines(tree)
    pieces = with_missing(body.pieces, places)
    method = body.method if pieces is None else f"{body.method}+missing"
    pieces = pieces or list(body.pieces)
    tail = "\n".join(p.text for p in pieces[-3:])[-300:]
    names = site_names(says, url)
    authors, credited = find_authors(tree, says, names, css=site.authors if site else None, headline=headline, tail=tail)
    pieces = story(pieces, places, wordings, authors)
    if opening := standfirst(says, headline, wordings, pieces, places):
        pieces = [opening, *pieces]
    if sum(len(p.text) for p in pieces) < MIN_TEXT and (carried := embedded(markup, says)):
        pieces, method = story(carried, places, wordings, authors), "embedded"
    text, blocks = lay_out(p for p in pieces if p.text not in boilerplate)
    shown = title.text if title else says.title_tag
    seen = Seen(tree, says, url, shown, names, places, pieces, text, error_markers)
    if verdict := judge(seen):
        return reject(url, verdict.reason, verdict.detail)
    if len(text) < MIN_TEXT:
        return reject(url, "too_short" if text else "empty", f"{len(text)} characters of text")
    language = language_of(text, says.language or hints.get("language"))
    times = find_times(tree, says, url, headline=headline, language=language, site=site, hints=hints, fetched=fetched, tail=tail)
    sources = {"text": method, **times.sources}
    if title:
        sources["title"] = title.source
    if credited:
        sources["authors"] = credited
    return Article(
        url=says.canonical or url,
        title=title.text if title else None,
        authors=authors,
        published=times.published,
        modified=times.modified,
        language=language,
        text=text,
        blocks=blocks,
        extraction=Extraction(method=method, sources=sources, warnings=(*warnings, *body.warnings, *times.warnings)),
    )


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
