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
    "/item/teapot": "418",
    "/item/forbidden": "403",
    "/item/gate": "redirect to itself until a cookie comes back",
    "/item/bot-manager": "redirect to another host",
    "/item/challenge": "challenge to show that one is no robot",
    "/item/login": "form to log in",
    "/item/live": "live blog",
    "/item/film": "page of a film",
    "/item/paywall": "first lines in front of a paywall",
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
    if path in ("/item/variants/amp", "/ITEM/Variants", "/item/3001"):
        named = "/item/3001/tolls-for-bicycles" if path == "/item/3001" else "/item/variants"
        return _article(view, view.by_path[named], headers)
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
    head, top = '<meta charset="utf-8">', ""
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
        date, top = "", f"<div class='top'><span>Alder Quay</span> <span>{view.moment:%A}, {day_words(view.moment)}</span></div>"
    if trap == "date far ahead":
        date = '<time datetime="2126-09-01T10:00:00Z">1 September 2126</time>'
    if trap == "canonical points home":
        head += f'<link rel="canonical" href="{view.base}/">'
    if trap in ("print, mobile and tracked addresses of one page", "the name in the address is optional"):
        head += f'<link rel="canonical" href="{view.base}{piece.path}">'
    if trap == "written and updated":
        date = "<p class='times'>Written: 2026-08-24 10:00 &nbsp; Updated: 2026-08-26 17:30</p>"
    if trap == "date in the last line":
        body += f"<p>{piece.extra['foot']}</p>"
    if trap == "day and month can be taken for each other":
        date = "<div class='date'>08.09.2026</div>"
    if trap == "month in the genitive":
        date = "<div class='date'>3 сентября 2026 г.</div>"
    if trap.startswith("Solar Hijri"):
        head += '<meta property="article:published_time" content="2026-09-05T22:30:00Z">'
        date = "<div class='date'>۱۵ شهریور ۱۴۰۵ - ۰۰:۳۰</div>"
    if trap == "other news within the text":
        body = body.replace("</p>", "</p>" + _cards(view), 1)
    if trap == "text in a file":
        link = piece.path.replace("/item/", "/files/") + ".pdf"
        body = f'<p>The text of the communique can be read in the <a href="{link}">attached file</a>.</p>'
    main = f"{top}<article><h1>{esc(version.title)}</h1>{date}<div class='text'>{body}</div></article>"
    if trap == "header says utf-8, bytes are windows-1251":
        page = _page(version.title, main, head='<meta charset="windows-1251">', language=piece.language)
        return html(page, encoding="windows-1251", kind="text/html; charset=utf-8")
    if trap == "meta says iso-8859-1, bytes are utf-8":
        return html(_page(version.title, main, head='<meta charset="iso-8859-1">', language=piece.language), kind="text/html")
    return html(_page(version.title, main, head=head, language=piece.language), modified=view.touched(piece))


def _cards(view: View) -> str:
    """Other news, as sites put it between the paragraphs of an article."""
    rows = "".join(f'<li><a href="{esc(p.path)}">{esc(view.version(p).title)}</a></li>' for p in view.listed[-3:])
    return f'<div class="related"><h4>Read also</h4><ul>{rows}</ul></div>'


ADDRESSES = {
    "session in the path": "{path};jsessionid=1A2B3C4D5E6F7788A9B0",
    "the name in the address is optional": "/item/3001",
    "none": "{path}#more",
}
"""How the list writes the address of an article with that trap."""
VARIANTS = ("/item/variants/amp", "/ITEM/Variants", "/item/variants?utm_source=list&maca=en-rss-all")
"""Further addresses of one article that the list shows."""


def _list(view: View) -> Answer:
    """The list: some links carry a session in their path; the date stands on the card where the page has one or the card alone."""
    rows = "".join(
        f'<div class="card">{_date_on_card(p)}<a href="{esc(ADDRESSES.get(p.extra.get("trap", ""), "{path}").format(path=p.path))}">'
        f"{esc(view.version(p).title)}</a></div>"
        for p in view.listed
    )
    rows += "".join(f'<div class="card"><a href="{esc(path)}">Swans on the eastern arm of the river</a></div>' for path in VARIANTS)
    traps = "".join(
        f'<div class="card"><a href="{esc(path)}">{esc(kind.capitalize())}</a></div>'
        for path, kind in OTHERS.items()
        if "/item/" in path
    )
    return html(_page(NAME, f'<div class="list">{rows}{traps}</div>', head='<meta charset="utf-8">'), modified=view.newest)


def _date_on_card(piece: Piece) -> str:
    alone = piece.extra.get("trap") == "date on the card only"
    return f'<span class="date">{piece.appears:%d.%m.%Y}</span> ' if piece.published or alone else ""


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


def _live_blog() -> str:
    """Many small reports under one title, the newest first."""
    notes = (
        "The first piles stand in the river, and the divers have come up to warm their hands at a stove.",
        "A tug has arrived from the upper harbour with the longest rope that anybody here has ever seen.",
        "The swans have left the building site of their own accord, which nobody had thought possible.",
        "It rains so hard that the crane can't be seen from the bank, and work has stopped for an hour.",
        "The crane is back at work, and the northern half of the bridge hangs a hand above its old place.",
        "The northern half has been set down on the barge, and the pilots have taken off their caps.",
        "It is done: both halves lie on barges, and the river is open to ships again from tomorrow on.",
    )
    rows = "".join(
        f'<div class="live-update" itemprop="liveBlogUpdate"><time datetime="2026-09-16T{18 - i}:0{i}:00+02:00">{18 - i}:0{i}</time><p>{note}</p></div>'
        for i, note in enumerate(notes)
    )
    data = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"LiveBlogPosting","headline":"Live: the bridge"}</script>'
    return f"{data}<main><h1>Live: the old bridge is lifted</h1>{rows}</main>"


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
    if kind.startswith("redirect to itself"):
        return Answer(b"", status=302, headers=(("Location", f"{view.base}/item/gate"), ("Set-Cookie", "seen=1")), validators=())
    if kind == "redirect to another host":
        return redirect("http://bots.example/check", 302)
    if kind in ("401", "403", "410", "418"):
        return html(_page(kind, f"<h1>{kind}</h1>"), status=int(kind))
    mains = {
        "soft 404": "<h1>Oops!</h1><p>The page you requested could not be found. It may have been moved, renamed or deleted.</p>",
        "consent wall": "<h1>Before you continue</h1><p>We and our partners use cookies to store information on your device. Accept all "
        "or manage your choices to go on to the site.</p><button>Accept all</button>",
        "text made by a script": "<div id='app'></div><script>document.getElementById('app').textContent='Loaded by a script.';</script>",
        "meta refresh": "<p>You are being taken to the new address.</p>",
        "challenge to show that one is no robot": "<h1>Checking your browser</h1><p>Verify you are human by completing the action below. "
        "This site needs to review the security of your connection before proceeding.</p><div id='challenge-form'></div>",
        "form to log in": "<h1>Sign in</h1><form method='post'><label>User name <input name='user'></label><label>Password "
        "<input type='password' name='password'></label><button>Sign in</button></form><p>Forgot your password? Create an account.</p>",
        "live blog": _live_blog(),
        "page of a film": "<h1>Watch: the launch of the new ferry</h1><video controls src='/films/ferry.mp4'></video><p>Duration 2:14</p>",
        "first lines in front of a paywall": "<article><h1>What the old bridge really cost</h1><p>The bill for the bridge was never shown to "
        "the council, and those who signed it are dead. But …</p><div class='paywall'><p>To continue reading, subscribe now. Already a "
        "subscriber? Log in.</p><button>Subscribe</button></div></article>",
    }
    if kind not in mains:
        return not_found()
    if kind == "meta refresh" and view.listed:
        head += f'<meta http-equiv="refresh" content="0; url={esc(view.listed[0].path)}">'
    return html(_page(kind.capitalize(), mains[kind], head=head))
