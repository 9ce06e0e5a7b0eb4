# ruff: noqa: E501 - HTML stands as it is sent
"""A site on which each page is a trap that a real site has set: feeds and lists are plain, the pages are not.

An article's `extra.trap` names its trap; OTHERS has the pages that look like articles and must not come out as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from tests.newsroom.content import Piece
from tests.newsroom.designs.page import NO_HEADERS, Answer, View, body_html, day_words, esc, html, not_found, redirect, text, urlset
from tests.newsroom.pdf import pdf

NAME = "Bureau of Traps"
HUGE = 24 * 1024 * 1024
OTHERS = {
    "/": "home",
    "/item/gone": "soft 404",
    "/item/consent": "consent wall",
    "/item/empty": "empty page",
    "/item/picture": "picture under an article's address",
    "/item/script": "text made by a script",
    "/item/huge": "page of 24 MiB",
    "/item/binary": "bytes that are no text, called HTML",
    "/item/removed": "redirect to the home page",
    "/item/refresh": "meta refresh",
    "/item/locked": "401",
    "/item/withdrawn": "410",
    "/calendar?month=2026-10": "endless calendar",
}


def ways(view: View) -> dict[str, Sequence[Piece]]:
    """The list shows everything with its date; the sitemap everything but what hides behind a file."""
    return {"listing": view.listed, "sitemap": [p for p in view.shown if not p.pdf]}


def others(view: View) -> dict[str, str]:
    """Pages that are no article."""
    return OTHERS


def targets(view: View) -> list[str]:
    """Everything a crawler may ask for."""
    return ["/robots.txt", "/sitemap.xml", "/list", *(p.path for p in view.shown), *OTHERS]


def answer(view: View, target: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """What a GET gives."""
    path, _, query = target.partition("?")
    bare = path.split(";")[0] + (f"?{query}" if query else "")
    for key in (bare, path.split(";")[0]):
        if (piece := view.by_path.get(key)) is not None:
            return _article(view, piece, headers)
    if path == "/robots.txt":
        return text(f"User-agent: *\nDisallow: /calendar\nSitemap: {view.base}/sitemap.xml\n")
    if path == "/sitemap.xml":
        return urlset([(view.base + p.path, None) for p in ways(view)["sitemap"]], modified=view.newest)
    if path in ("/", "/list"):
        return _list(view)
    if path == "/calendar":
        return _calendar(dict(parse_qsl(urlsplit(target).query)).get("month", "2026-10"))
    if path.startswith("/files/"):
        return _file(view, path)
    return _other(view, OTHERS.get(path, ""))


def _page(title: str, main: str, *, head: str = "", language: str = "en") -> str:
    return f"""<!doctype html><html lang="{language}"><head>{head}<title>{esc(title)}</title></head><body>
<div><a href="/">{NAME}</a> <a href="/list">News</a> <a href="/calendar?month=2026-10">Calendar</a></div>{main}</body></html>"""


def _article(view: View, piece: Piece, headers: Mapping[str, str]) -> Answer:
    version, trap = view.version(piece), piece.extra.get("trap", "")
    body = "".join(body_html(version))
    date = f'<time datetime="{piece.appears.isoformat()}">{day_words(piece.appears)}</time>' if piece.published else ""
    head = '<meta charset="utf-8">'
    if trap == "language by cookie" and "lang=en" not in headers.get("cookie", ""):
        return html(
            _page(
                NAME,
                f"<article><h1>Bu sayfa Türkçedir</h1><p>{esc(piece.extra['otherwise'])}</p></article>",
                language="tr",
                head=head,
            )
        )
    if trap == "relative date":
        date = "<span class='when'>5 hours ago</span>"
    if trap == "date of today in the header":
        date = f"<div class='top'>Today is {day_words(view.moment)}</div>"
    if trap == "date far ahead":
        date = '<time datetime="2126-09-01T10:00:00Z">1 September 2126</time>'
    if trap == "canonical points home":
        head += f'<link rel="canonical" href="{view.base}/">'
    if trap == "text in a file":
        link = piece.path.replace("/item/", "/files/") + ".pdf"
        body = f'<p>The text of the communique can be read in the <a href="{link}">attached file</a>.</p>'
    main = f"<article><h1>{esc(version.title)}</h1>{date}<div class='text'>{body}</div></article>"
    if trap == "header says utf-8, bytes are windows-1251":
        page = _page(version.title, main, head='<meta charset="windows-1251">', language=piece.language)
        return html(page, encoding="windows-1251", kind="text/html; charset=utf-8")
    if trap == "meta says iso-8859-1, bytes are utf-8":
        return html(_page(version.title, main, head='<meta charset="iso-8859-1">', language=piece.language), kind="text/html")
    return html(_page(version.title, main, head=head, language=piece.language), modified=view.touched(piece))


def _list(view: View) -> Answer:
    """The list: some links carry a session in their path; the date stands on the card, whatever the page says."""
    rows = "".join(
        f'<div class="card"><span class="date">{p.appears:%d.%m.%Y}</span> '
        f'<a href="{esc(p.path + (";jsessionid=1A2B3C4D5E6F7788A9B0" if p.extra.get("trap") == "session in the path" else ""))}">'
        f"{esc(view.version(p).title)}</a></div>"
        for p in view.listed
    )
    traps = "".join(
        f'<div class="card"><a href="{esc(path)}">{esc(kind.capitalize())}</a></div>'
        for path, kind in OTHERS.items()
        if "/item/" in path
    )
    return html(_page(NAME, f'<div class="list">{rows}{traps}</div>', head='<meta charset="utf-8">'), modified=view.newest)


def _file(view: View, path: str) -> Answer:
    piece = view.by_path.get(path.replace("/files/", "/item/").removesuffix(".pdf"))
    if piece is None:
        return not_found()
    version = view.version(piece)
    return Answer(
        pdf(version.title, day_words(piece.appears), version.paragraphs, created=piece.appears),
        "application/pdf",
        modified=piece.appears,
    )


def _calendar(month: str) -> Answer:
    year, number = (int(part) if part.isdigit() else 1 for part in (month + "-1").split("-")[:2])
    before = f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"
    return html(
        _page(f"Calendar {month}", f'<a rel="prev" href="/calendar?month={before}">Earlier</a>', head='<meta charset="utf-8">')
    )


def _other(view: View, kind: str) -> Answer:
    head = '<meta charset="utf-8">'
    if kind == "empty page":
        return Answer(b"")
    if kind == "picture under an article's address":
        return Answer(b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png")
    if kind == "page of 24 MiB":
        return Answer(b"<html><body><p>" + b"lorem " * (HUGE // 6))
    if kind == "bytes that are no text, called HTML":
        return Answer(bytes(range(256)) * 40)
    if kind == "redirect to the home page":
        return redirect(view.base + "/", 302)
    if kind in ("401", "410"):
        return html(_page(kind, f"<h1>{kind}</h1>"), status=int(kind))
    mains = {
        "soft 404": "<h1>Oops!</h1><p>The page you requested could not be found. It may have been moved, renamed or deleted.</p>",
        "consent wall": "<h1>Before you continue</h1><p>We and our partners use cookies to store information on your device. Accept all "
        "or manage your choices to go on to the site.</p><button>Accept all</button>",
        "text made by a script": "<div id='app'></div><script>document.getElementById('app').textContent='Loaded by a script.';</script>",
        "meta refresh": "<p>You are being taken to the new address.</p>",
    }
    if kind not in mains:
        return not_found()
    if kind == "meta refresh" and view.listed:
        head += f'<meta http-equiv="refresh" content="0; url={esc(view.listed[0].path)}">'
    return html(_page(kind.capitalize(), mains[kind], head=head))
