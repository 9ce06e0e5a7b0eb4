"""What does a PDF say? Its text in paragraphs, its title and its date, by pypdfium2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pypdfium2

from crawler.extract.body import tidy
from crawler.extract.dateline import is_dateline
from crawler.extract.entries import moment
from crawler.extract.language import language_of
from crawler.model import Article, ArticleHints, Block, Extraction, Rejected
from crawler.model.record import Moment

MAX_BYTES = 40_000_000
"""Of a file."""
MAX_PAGES = 200
"""Of a file that are read; statements have under 20."""
MAX_TEXT = 2_000_000
"""Characters in all."""
MIN_TEXT = 80
"""Characters: less is a scan without a text layer."""

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|(Z))?")
_SENTENCE_END = re.compile(r"[.!?:;…»”\"')\]]$")
PDF_ERRORS = (pypdfium2.PdfiumError, ValueError, LookupError, OverflowError)
"""What reading a broken file raises: the library's own error, and text or numbers of it that do not decode."""
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|seite|página|pagina|стр\.?)?\s*\d{1,4}\s*(?:(?:/|of|von|de|из)\s*\d{1,4})?\W*$", re.IGNORECASE
)


def clean_pdf(
    body: bytes,
    url: str,
    *,
    site: ArticleHints | None = None,
    hints: Mapping[str, str] | None = None,
    fetched: datetime | None = None,
) -> Article | Rejected:
    """The article of a PDF, or why there is none (`pdf_unreadable`, `too_large`). Never raises for what the file holds.

    The date is the feed's or listing's; else the file's own creation date, which is an office's clock (`pdf` as source).
    """
    hints = hints or {}
    if len(body) > MAX_BYTES:
        return _reject(url, "too_large", f"{len(body)} bytes, more than {MAX_BYTES}")
    try:
        document = pypdfium2.PdfDocument(body)
    except PDF_ERRORS as error:
        return _reject(url, "pdf_unreadable", f"not opened: {error}")
    try:
        info = {k: str(v) for k, v in document.get_metadata_dict().items()}
        lines = _lines(document)
    except PDF_ERRORS as error:
        return _reject(url, "pdf_unreadable", f"not read: {error}")
    finally:
        document.close()
    paragraphs = _paragraphs(lines)
    title, source = _title(paragraphs, info, hints)
    if title and paragraphs and _same(paragraphs[0], title):
        paragraphs = paragraphs[1:]
    text = "\n\n".join(paragraphs)
    if len(text) < MIN_TEXT:
        return _reject(url, "pdf_unreadable", f"{len(text)} characters of text: a scan without a text layer?")
    published, origin = moment(hints.get("published")), "feed"
    if published is None:
        published, origin = _moment(info.get("CreationDate", "")), "pdf"
    if site and site.timezone and isinstance(published, datetime) and published.tzinfo is None:
        local = published.replace(tzinfo=ZoneInfo(site.timezone))
        published = local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))
    if fetched and published and _instant(published) > fetched + timedelta(days=1):
        published = None
    sources = {"text": "pdf", **({"title": source} if title else {}), **({"published": origin} if published else {})}
    blocks, at = [], 0
    language = language_of(text, hints.get("language"))
    for paragraph in paragraphs:
        blocks.append(Block(kind="paragraph", start=at, end=at + len(paragraph)))
        at += len(paragraph) + 2
    return Article(
        url=url, title=title, published=published, language=language, text=text, blocks=tuple(blocks),
        extraction=Extraction(method="pdf", sources=sources),
    )  # fmt: skip


def _lines(document: pypdfium2.PdfDocument) -> list[list[str]]:
    """The lines of each page, without page numbers and lines that head or foot most pages."""
    pages: list[list[str]] = []
    total = 0
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        text_page = page.get_textpage()
        text = text_page.get_text_bounded()
        text_page.close()
        page.close()
        total += len(text)
        pages.append([tidy(line) for line in text.splitlines()])
        if total > MAX_TEXT:
            break
    repeated: dict[str, int] = {}
    for page_lines in pages:
        edge = {line for line in [*page_lines[:3], *page_lines[-3:]] if line}
        for line in edge:
            repeated[line] = repeated.get(line, 0) + 1
    often = {line for line, n in repeated.items() if n >= 3 and n > len(pages) / 2}
    return [[line for line in p if line not in often and not (line and _PAGE_NUMBER.match(line))] for p in pages]


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Lines joined to paragraphs: a blank line ends one, and a short line that ends a sentence; hyphens at line ends join."""
    lines = [line for page in pages for line in page]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return []
    full = lengths[int(len(lengths) * 0.8)] * 0.8
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        if not line:
            if current:
                paragraphs.append(current)
            current = ""
            continue
        if current.endswith("-") and current[-2:-1].isalpha() and line[:1].islower():
            current = current[:-1] + line
        else:
            current = f"{current} {line}".strip()
        if len(line) < full and (_SENTENCE_END.search(line) or len(paragraphs) == 0 or is_dateline(current)):
            paragraphs.append(current)
            current = ""
    return [*paragraphs, *([current] if current else [])]


def _instant(moment: datetime | date) -> datetime:
    """A time of unknown zone taken as UTC, to compare by days."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _title(paragraphs: list[str], info: Mapping[str, str], hints: Mapping[str, str]) -> tuple[str | None, str]:
    if hints.get("title"):
        return tidy(hints["title"]), "feed"
    named = tidy(info.get("Title", ""))
    if named and not re.search(r"\.(?:docx?|pdf|indd|rtf|odt)$|^(?:microsoft word|untitled|document\d*)\b", named, re.IGNORECASE):
        return named, "pdf"
    first = paragraphs[0] if paragraphs else ""
    return (first, "text") if 0 < len(first) <= 200 and not first.endswith(".") else (None, "")


def _same(a: str, b: str) -> bool:
    return re.sub(r"\W+", "", a).casefold() == re.sub(r"\W+", "", b).casefold()


def _moment(text: str) -> Moment:
    """A PDF's date string (ISO 32000-1, 7.9.4)."""
    match = _DATE.match(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second = (
        int(g) if g else d for g, d in zip(match.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True)
    )
    zone = None
    if match[10]:
        zone = UTC
    elif match[7]:
        offset = timedelta(hours=int(match[8]), minutes=int(match[9] or 0))
        zone = timezone(offset if match[7] == "+" else -offset) if offset < timedelta(hours=24) else None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone) if match[3] else None
    except ValueError:
        return None


def _reject(url: str, reason: str, detail: str) -> Rejected:
    words = "".join(c if c.isprintable() else " " for c in detail)[:300]
    return Rejected(url=url, stage="clean", reason=reason, detail=words)  # type: ignore[arg-type]
