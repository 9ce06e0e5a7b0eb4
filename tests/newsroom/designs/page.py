"""What every design needs: the answer of a server, the view of a site at one moment, feeds and sitemaps in plain strings."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

from tests.newsroom.content import Piece, Version

NO_HEADERS: Mapping[str, str] = {}
"""What a request without headers carries; names are in lower case."""
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@dataclass(frozen=True)
class Answer:
    """What a server says to a GET: `validators` tells which of ETag and Last-Modified it sends ("etag", "modified")."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    validators: tuple[str, ...] = ("etag", "modified")


@dataclass(frozen=True)
class View:
    """One site as it stands at a moment. `shown` is newest first."""

    site: str
    base: str
    pieces: Sequence[Piece]
    moment: datetime

    @cached_property
    def shown(self) -> list[Piece]:
        """The pieces published by now, newest first."""
        return sorted((p for p in self.pieces if p.appears <= self.moment), key=lambda p: (p.appears, p.path), reverse=True)

    @cached_property
    def by_path(self) -> dict[str, Piece]:
        """The pieces published by now, by path and query."""
        return {p.path: p for p in self.shown}

    @cached_property
    def listed(self) -> list[Piece]:
        """The pieces that lists may show, newest first (`hidden` ones are linked from nowhere but a sitemap)."""
        return [p for p in self.shown if not p.hidden]

    def version(self, piece: Piece) -> Version:
        """What a shown piece says now."""
        version = piece.at(self.moment)
        assert version is not None, piece.path
        return version

    def touched(self, piece: Piece) -> datetime:
        """When a piece was published or last corrected."""
        return self.version(piece).since

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each listed piece stands in `listed`, by path."""
        return {p.path: i for i, p in enumerate(self.listed)}

    @cached_property
    def newest(self) -> datetime:
        """When anything on the site last changed."""
        return max((self.touched(p) for p in self.shown), default=datetime(2026, 1, 1, tzinfo=UTC))


def esc(text: str) -> str:
    """Text made safe for HTML and XML."""
    return xml_escape(text, {'"': "&quot;"})


def html(body: str, *, encoding: str = "utf-8", **more: object) -> Answer:
    """An HTML answer; characters the encoding lacks become references."""
    return Answer(body.encode(encoding, "xmlcharrefreplace"), **more)  # type: ignore[arg-type]


def xml(body: str, kind: str = "application/xml; charset=utf-8", **more: object) -> Answer:
    """An XML answer in UTF-8 with its declaration."""
    return Answer(('<?xml version="1.0" encoding="UTF-8"?>\n' + body).encode(), kind, **more)  # type: ignore[arg-type]


def text(body: str, **more: object) -> Answer:
    """A plain text answer."""
    return Answer(body.encode(), "text/plain; charset=utf-8", **more)  # type: ignore[arg-type]


def gzipped(answer: Answer) -> Answer:
    """The answer's body as a .gz file of stored blocks: the same bytes whatever the machine's zlib."""
    raw, out = answer.body, bytearray(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
    for at in range(0, len(raw) or 1, 65535):
        block = raw[at : at + 65535]
        out += struct.pack("<BHH", at + 65535 >= len(raw), len(block), len(block) ^ 0xFFFF) + block
    out += struct.pack("<II", zlib.crc32(raw), len(raw) & 0xFFFFFFFF)
    return Answer(bytes(out), "application/gzip", modified=answer.modified)


def redirect(to: str, status: int = 301) -> Answer:
    """A redirect with a short body, as servers send it."""
    return Answer(f'<a href="{esc(to)}">Moved</a>'.encode(), status=status, headers=(("Location", to),), validators=())


def not_found(body: str = "<h1>404 Not Found</h1>", encoding: str = "utf-8") -> Answer:
    """The honest answer for what is not there."""
    return html(body, encoding=encoding, status=404, validators=())


def day_words(moment: datetime) -> str:
    """As in `8 July 2026`."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def summary(version: Version) -> str:
    """The first sentence or so, for feeds and cards."""
    first = version.paragraphs[0]
    return first if len(first) <= 160 else first[:157].rsplit(" ", 1)[0] + "…"


def rss(view: View, pieces: Iterable[Piece], name: str, *, tail: str = "") -> Answer:
    """An RSS 2.0 feed; `tail` is added to each link (tracking parameters)."""
    items = "".join(
        f"<item><title>{esc(v.title)}</title><link>{esc(view.base + p.path + tail)}</link>"
        f'<guid isPermaLink="false">{esc(view.site + p.path)}</guid>'
        f"<pubDate>{format_datetime(p.appears)}</pubDate><description>{esc(summary(v))}</description></item>\n"
        for p in pieces
        for v in [view.version(p)]
    )
    return xml(
        f'<rss version="2.0"><channel><title>{esc(name)}</title><link>{view.base}/</link><description>{esc(name)}</description>\n'
        f"{items}</channel></rss>\n",
        "application/rss+xml; charset=utf-8",
        modified=view.newest,
    )


def atom(view: View, pieces: Iterable[Piece], name: str) -> Answer:
    """An Atom feed with both times of each entry."""
    entries = "".join(
        f'<entry><title>{esc(v.title)}</title><link rel="alternate" href={quoteattr(view.base + p.path)}/>'
        f"<id>{esc(view.base + p.path)}</id><published>{p.appears.isoformat()}</published>"
        f"<updated>{v.since.isoformat()}</updated><summary>{esc(summary(v))}</summary></entry>\n"
        for p in pieces
        for v in [view.version(p)]
    )
    return xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{esc(name)}</title><id>{view.base}/</id>'
        f"<updated>{view.newest.isoformat()}</updated>\n{entries}</feed>\n",
        "application/atom+xml; charset=utf-8",
        modified=view.newest,
    )


def urlset(rows: Iterable[tuple[str, str | None]], *, modified: datetime | None = None) -> Answer:
    """A sitemap of (address, lastmod)."""
    urls = "".join(f"<url><loc>{esc(u)}</loc>{f'<lastmod>{m}</lastmod>' if m else ''}</url>\n" for u, m in rows)
    return xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n', modified=modified)


def sitemap_index(rows: Iterable[tuple[str, str]], *, modified: datetime | None = None) -> Answer:
    """A sitemap index of (address, lastmod)."""
    maps = "".join(f"<sitemap><loc>{esc(u)}</loc><lastmod>{m}</lastmod></sitemap>\n" for u, m in rows)
    return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{maps}</sitemapindex>\n', modified=modified)


def paged(pieces: Sequence[Piece], number: int, size: int) -> Sequence[Piece]:
    """Page `number` (from 1) of a list."""
    return pieces[(number - 1) * size : number * size] if number > 0 else []


def body_html(version: Version) -> list[str]:
    """The paragraphs as HTML blocks; runs of list items become one list."""
    blocks: list[str] = []
    for paragraph in version.paragraphs:
        if paragraph.startswith("* "):
            item = f"<li>{esc(paragraph[2:])}</li>"
            if blocks and blocks[-1].endswith("</ul>"):
                blocks[-1] = blocks[-1].removesuffix("</ul>") + item + "</ul>"
            else:
                blocks.append(f"<ul>{item}</ul>")
        elif paragraph.startswith("## "):
            blocks.append(f"<h3>{esc(paragraph[3:])}</h3>")
        elif paragraph.startswith("> "):
            blocks.append(f"<blockquote><p>{esc(paragraph[2:])}</p></blockquote>")
        else:
            blocks.append(f"<p>{esc(paragraph)}</p>")
    return blocks
