"""What does this page say, and is it an article at all? HTML or PDF bytes → Article, or Rejected with the reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.html import HtmlElement

from crawler.extract.authors import find_authors
from crawler.extract.blocks import blocks as blocks_of
from crawler.extract.body import Piece, read_body, tidy
from crawler.extract.context import Line, lines
from crawler.extract.continued import CONTINUES, next_page
from crawler.extract.dateline import dateline, is_dateline
from crawler.extract.declared import Declared, declared
from crawler.extract.embedded import embedded
from crawler.extract.encoding import decode, repair_mojibake
from crawler.extract.filters import story
from crawler.extract.language import language_of
from crawler.extract.missing import by_container, is_glued, with_missing
from crawler.extract.pdf import clean_pdf
from crawler.extract.published import find_times
from crawler.extract.standfirst import standfirst
from crawler.extract.titles import Title, element_of, find_title, shown_title, site_names, squash
from crawler.extract.tree import TooLarge, alone, not_html, not_markup, parse, select_css
from crawler.extract.verdict import Seen, Verdict, before_entries, has_sentence, judge, size
from crawler.model import Article, ArticleHints, Block, Extraction, Reason, Rejected

GLUED = "glued"
"""The method where a reader ran the page's lines together and no container holds prose: no article comes of it."""
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
        return clean_pdf(html, url, site=site, hints=hints, fetched=fetched)
    warnings: list[str] = []
    if isinstance(html, bytes):
        if kind := not_html(html):
            return reject(url, "not_html", kind)
        decoded = decode(html, headers)
        text = decoded.text
        warnings += decoded.warnings
    else:
        text = html
    if not text.strip():
        return reject(url, "empty", "no content")
    if kind := not_markup(text):
        return reject(url, "not_html", kind)
    text, warning = repair_mojibake(text)
    warnings += [warning] if warning else []
    try:
        tree = parse(text)
    except TooLarge as error:
        return reject(url, "too_large", str(error))
    if tree is None:
        return reject(url, "not_html", "no element in it")
    page = Page(text, tree, declared(tree, url), url, site, hints or {}, fetched)
    return assemble(page, boilerplate, error_markers, warnings)


@dataclass(frozen=True, slots=True)
class Page:
    """A page on its way: its markup, its tree, what it declares, and what is known of it from elsewhere."""

    markup: str
    tree: HtmlElement
    says: Declared
    url: str
    site: ArticleHints | None
    hints: Mapping[str, str]
    fetched: datetime | None


def assemble(page: Page, boilerplate: Container[str], error_markers: Sequence[str], warnings: list[str]) -> Article | Rejected:
    """Read the parts of a parsed page and put them together."""
    tree, says, url, site = page.tree, page.says, page.url, page.site
    elements = list(tree.iter())  # held while the page is read: lxml makes a new object of an element that nobody holds
    title = _title(page, warnings)
    _drop(tree, site, warnings)
    warnings += alone(tree, title.element if title else None)
    places = lines(tree)
    pieces, method = _body(page, places, warnings)
    title = shown_title(title, tree, pieces, places)
    headline = title.element if title else None
    wordings = [title.text, *title.others] if title else []
    tail = "\n".join(p.text for p in pieces[-3:])[-300:]
    names = site_names(says, url)
    authors, credited = _authors(page, names, headline, tail, warnings)
    pieces = story(pieces, places, wordings, authors)
    if opening := standfirst(says, headline, wordings, pieces, places):
        pieces = [opening, *pieces]
    if sum(len(p.text) for p in pieces) < MIN_TEXT and (carried := embedded(page.markup, says)):
        pieces, method = story(carried, places, wordings, authors), "embedded"
    text, blocks = lay_out(p for p in pieces if p.text not in boilerplate)
    if verdict := _verdict(page, title, names, places, pieces, text, method, error_markers):
        lead = before_entries(pieces, tree) if verdict.reason == "live_ticker" else []
        if not lead:
            return reject(url, verdict.reason, verdict.detail)
        text, blocks = lay_out(p for p in lead if p.text not in boilerplate)
        warnings.append(f"live: {verdict.detail} were left out")
    language = language_of(text, says.language or page.hints.get("language"))
    anchor = headline if headline is not None or not pieces else element_of(tree, pieces[0].text)
    times = find_times(
        tree, says, url, headline=anchor, language=language, site=site, hints=page.hints, fetched=page.fetched,
        openings=[p.text for p in pieces[:4]], tail=tail,
    )  # fmt: skip
    sources = {"text": method, **times.sources}
    if title:
        sources["title"] = title.source
    if credited:
        sources["authors"] = credited
    del elements
    if following := next_page(tree, says, url):
        warnings.append(f"{CONTINUES}{following}")
    return Article(
        url=_address(says, url),
        title=title.text if title else None,
        authors=authors,
        published=times.published,
        modified=times.modified,
        language=language,
        text=text,
        blocks=blocks,
        extraction=Extraction(method=method, sources=sources, warnings=(*warnings, *times.warnings)),
    )


def _title(page: Page, warnings: list[str]) -> Title | None:
    if page.site and page.site.title:
        found = _selected(page.tree, page.site.title, "title", warnings)
        if found and (text := tidy(found[0].text_content())):
            automatic = find_title(page.tree, page.says, page.url, page.hints.get("title"))
            others = (automatic.text, *automatic.others) if automatic else ()
            return Title(text, "site", found[0], others)
    return find_title(page.tree, page.says, page.url, page.hints.get("title"))


def _body(page: Page, places: Mapping[str, Line], warnings: list[str]) -> tuple[list[Piece], str]:
    """The pieces of the body and how they were won: where the site says, else by the readers."""
    if page.site and page.site.body:
        chosen = _selected(page.tree, page.site.body, "body", warnings)
        outer = [e for e in chosen if not any(a in chosen for a in e.iterancestors())]
        pieces = [p for e in outer for p in blocks_of(e)]
        if sum(len(p.text) for p in pieces) >= MIN_TEXT:
            return pieces, "site"
    body = read_body(page.tree, page.url)
    if is_glued(body.pieces, places) or not body.pieces:
        pieces = by_container(places)
        return (pieces, "container") if sum(size(p.text) for p in pieces) >= MIN_TEXT else (list(body.pieces), GLUED)
    if len(body.pieces) == 1 and body.pieces[0].text not in places:
        carried = embedded(page.markup, page.says)  # the reader takes a declared body as one line
        if squash("".join(p.text for p in carried)) == squash(body.pieces[0].text):
            return carried, "embedded"
    whole = with_missing(body.pieces, places)
    return (list(body.pieces), body.method) if whole is None else (whole, f"{body.method}+missing")


def _authors(
    page: Page, names: frozenset[str], headline: HtmlElement | None, tail: str, warnings: list[str]
) -> tuple[tuple[str, ...], str | None]:
    css = page.site.authors if page.site else None
    if css and not _selected(page.tree, css, "authors", warnings):
        css = None
    return find_authors(page.tree, page.says, names, css=css, headline=headline, tail=tail)


def _drop(tree: HtmlElement, site: ArticleHints | None, warnings: list[str]) -> None:
    for selector in site.drop if site else ():
        for element in _selected(tree, selector, "", warnings):
            if element.getparent() is not None:
                element.drop_tree()


def _selected(tree: HtmlElement, selector: str, what: str, warnings: list[str]) -> list[HtmlElement]:
    """What a site's selector finds; a selector that is none, or finds nothing where it should, is a warning."""
    try:
        found = select_css(tree, selector)
    except SelectorError as error:
        warnings.append(f"site: {selector!r} is no CSS selector: {error}"[:200])
        return []
    if not found and what:
        warnings.append(f"site: {what} {selector!r} finds nothing"[:200])
    return found


def _verdict(
    page: Page, title: Title | None, names: frozenset[str], places: Mapping[str, Line], pieces: Sequence[Piece], text: str,
    method: str,
    error_markers: Sequence[str],
) -> Verdict | None:  # fmt: skip
    shown = title.text if title else page.says.title_tag
    if verdict := judge(Seen(page.tree, page.says, page.url, shown, names, places, pieces, text, error_markers)):
        return verdict
    own = any(x.links < 0.5 and size(t) >= 8 for t, x in places.items())
    if not text or (size(text) < MIN_TEXT and not own):
        return Verdict("empty", "no text but menus and prompts" if places else "no text")
    if size(text) < MIN_TEXT:
        return Verdict("too_short", f"{len(text)} characters of text")
    if method == GLUED or (method not in ("site", "embedded") and not has_sentence(pieces)):
        return Verdict("not_article", "no sentence in it")
    if text.count("\ufffd") * 50 > len(text):
        return Verdict("unreadable", "the bytes are in no encoding that we know")
    told = " ".join(p.text for p in pieces if p.kind != "table")[:4000] or text[:4000]
    if sum(map(str.isalpha, told)) * 3 < len(told):
        return Verdict("unreadable", "hardly a letter in it")
    return None


def _address(says: Declared, url: str) -> str:
    """The page's address as it says itself, unless that is its site's front page."""
    if says.canonical and (urlsplit(says.canonical).path.strip("/") or not urlsplit(url).path.strip("/")):
        return says.canonical
    return url


def lay_out(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of pieces, one blank line between them, and where each stands."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for n, piece in enumerate(pieces):
        whole = n < 3 and piece.kind == "paragraph" and is_dateline(piece.text)
        opening = dateline(piece.text) if n < 3 and piece.kind == "paragraph" and not whole else 0
        if opening:
            blocks.append(Block(kind="dateline", start=at, end=at + opening))
        blocks.append(Block(kind="dateline" if whole else piece.kind, start=at + opening, end=at + len(piece.text)))
        parts.append(piece.text)
        at += len(piece.text) + 2
    return "\n\n".join(parts), tuple(blocks)


def reject(url: str, reason: Reason, detail: str) -> Rejected:
    """A rejection of the stage that this room is."""
    return Rejected(url=url, stage="clean", reason=reason, detail="".join(c if c.isprintable() else " " for c in detail)[:300])
