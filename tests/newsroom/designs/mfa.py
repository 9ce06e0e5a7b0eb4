# ruff: noqa: E501 - HTML stands as it is sent
"""A modern CMS: JSON-LD and OpenGraph, RSS and Atom, a sitemap index with a gzipped child, a JSON list, three languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from tests.newsroom.content import Piece
from tests.newsroom.designs.page import (
    NO_HEADERS,
    Answer,
    View,
    atom,
    body_html,
    day_words,
    esc,
    gzipped,
    html,
    not_found,
    paged,
    redirect,
    rss,
    sitemap_index,
    summary,
    text,
    urlset,
)  # fmt: skip

NAME = "Ministry of Foreign Affairs"
PAGE = 10
FEED = 20
GONE = "/en/news/999"
"""An address that the sitemap still lists: the server says 200 and the page says that there is nothing."""
MOVED, NOW_AT = "/en/news/101", "/en/news/1001"
"""An old address that the sitemap still lists too: it leads to an article that everybody lists."""
OTHERS = {
    "/": "home", "/en": "home", "/en/ministry/about": "about", "/en/ministry/contacts": "contacts", "/en/media/gallery/7": "gallery",
    "/en/search?q=talks": "search", "/en/login": "login", "/en/live": "list made by a script", GONE: "soft 404",
}  # fmt: skip


def ways(view: View) -> dict[str, Sequence[Piece]]:
    """RSS and Atom show the newest, the listing the English ones, the sitemap everything."""
    english = _english(view)
    return {"feed": english[:FEED], "sitemap": view.shown, "listing": english, "api": english}


def others(view: View) -> dict[str, str]:
    """Pages that are no article."""
    if view.site != "mfa":
        return {path: kind for path, kind in OTHERS.items() if path != GONE}
    return {**OTHERS, **({MOVED: "redirect"} if NOW_AT in view.by_path else {})}


def targets(view: View) -> list[str]:
    """Everything a crawler may ask for."""
    pages = -(-len(_english(view)) // PAGE)
    fixed = [
        "/robots.txt",
        "/rss/news",
        "/atom.xml",
        "/sitemap.xml",
        "/sitemaps/news-2026.xml.gz",
        "/sitemaps/pages.xml",
        "/en/news",
    ]
    listings = [f"/en/news?page={n}" for n in range(1, pages + 2)] + [f"/api/news?page={n}" for n in range(1, pages + 2)]
    return [*fixed, *listings, *(p.path for p in view.shown), *others(view), "/az/xeber", "/fr/actualites"]


def answer(view: View, target: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """What a GET gives."""
    parts = urlsplit(target)
    path, query = parts.path, dict(parse_qsl(parts.query))
    if (piece := view.by_path.get(path)) is not None:
        return _article(view, piece)
    fixed = {
        "/robots.txt": _robots, "/rss/news": _rss, "/atom.xml": _atom, "/sitemap.xml": _index,
        "/sitemaps/news-2026.xml.gz": _news_map, "/sitemaps/pages.xml": _page_map, "/en/live": _live,
    }  # fmt: skip
    if path in fixed:
        return fixed[path](view)
    if path in ("/en/news", "/api/news"):
        number = int(query.get("page", "1")) if query.get("page", "1").isdigit() else 1
        return (_listing if path == "/en/news" else _api)(view, number)
    if path in ("/az/xeber", "/fr/actualites"):
        return _foreign(view, path[1:3])
    if path == MOVED and NOW_AT in view.by_path:
        return redirect(view.base + NOW_AT)
    plain = {p.split("?")[0]: kind for p, kind in OTHERS.items()}
    return _other(view, path, plain[path]) if path in plain else not_found(_frame(view, "Not found", "<h1>404</h1>"))


def _english(view: View) -> list[Piece]:
    return [p for p in view.listed if p.language == "en"]


def _robots(view: View) -> Answer:
    return text(
        f"User-agent: *\nDisallow: /en/search\nDisallow: /en/login\n\nSitemap: {view.base}/sitemap.xml\n",
        modified=None,
        validators=("etag",),
    )


def _rss(view: View) -> Answer:
    return rss(view, _english(view)[:FEED], NAME)


def _atom(view: View) -> Answer:
    return atom(view, _english(view)[:FEED], NAME)


def _index(view: View) -> Answer:
    newest = view.newest.isoformat()
    rows = [(f"{view.base}/sitemaps/news-2026.xml.gz", newest), (f"{view.base}/sitemaps/pages.xml", "2026-01-05")]
    return sitemap_index(rows, modified=view.newest)


def _news_map(view: View) -> Answer:
    rows = [(view.base + p.path, view.touched(p).isoformat()) for p in view.shown]
    old = [(view.base + path, "2026-02-01") for path in (GONE, MOVED)] if view.site == "mfa" else []
    return gzipped(urlset(rows + old, modified=view.newest))


def _page_map(view: View) -> Answer:
    return urlset([(view.base + p, None) for p in ("/en/ministry/about", "/en/ministry/contacts", "/en/media/gallery/7")])


def _frame(view: View, title: str, main: str, *, head: str = "", language: str = "en") -> str:
    menu = "".join(
        f'<li><a href="{href}">{label}</a></li>'
        for href, label in (
            ("/en", "Home"), ("/en/ministry/about", "The Ministry"), ("/en/news", "News"), ("/en/media/gallery/7", "Gallery"),
            ("/en/ministry/contacts", "Contacts"), ("/en/login", "Sign in"), ("/az/xeber", "AZ"), ("/fr/actualites", "FR"),
        )
    )  # fmt: skip
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{esc(title)} | {NAME}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="alternate" type="application/rss+xml" title="News" href="/rss/news">
<link rel="alternate" type="application/atom+xml" title="News" href="/atom.xml">
<link rel="stylesheet" href="/assets/site.css">{head}</head>
<body><div class="cookie-bar" role="dialog">We use cookies to make this website work. <button>Accept all</button> <button>Reject</button></div>
<header class="site-header"><a class="logo" href="/en">{NAME}</a><nav><ul>{menu}</ul></nav>
<form action="/en/search"><input name="q" placeholder="Search"></form></header>
<main id="content">{main}</main>
<footer><ul><li><a href="/en/ministry/about">About</a></li><li><a href="/en/ministry/contacts">Contacts</a></li></ul>
<p>© 2026 {NAME}. All rights reserved. Hot line for citizens abroad: +000 00 000 00 00</p></footer>
<script>window.dataLayer=[];</script></body></html>
"""


def _article(view: View, piece: Piece) -> Answer:
    version, url = view.version(piece), view.base + piece.path
    modified = piece.modified(view.moment)
    data: dict[str, object] = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": version.title, "mainEntityOfPage": url,
        "datePublished": piece.appears.isoformat(), "dateModified": (modified or piece.appears).isoformat(),
        "inLanguage": piece.language, "publisher": {"@type": "GovernmentOrganization", "name": NAME},
    }  # fmt: skip
    if piece.authors:
        data["author"] = [{"@type": "Person", "name": a} for a in piece.authors]
    ld = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    head = f"""
<link rel="canonical" href="{url}"><meta property="og:type" content="article"><meta property="og:title" content="{esc(version.title)}">
<meta property="og:url" content="{url}"><meta property="og:description" content="{esc(summary(version))}">
<meta property="article:published_time" content="{piece.appears.isoformat()}">
{f'<meta property="article:modified_time" content="{modified.isoformat()}">' if modified else ""}
<script type="application/ld+json">{ld}</script>"""
    at = view.places.get(piece.path, 0)
    related = "".join(
        f'<div class="card"><a href="{p.path}">{esc(view.version(p).title)}</a><time>{day_words(p.appears)}</time></div>'
        for p in [q for q in view.listed[at + 1 : at + 9] if q.language == piece.language][:3]
    )
    main = f"""<div class="breadcrumbs"><a href="/en">Home</a> / <a href="/en/news">News</a></div>
<article class="news-detail"><h1>{esc(version.title)}</h1>
<div class="meta"><time datetime="{piece.appears.isoformat()}">{day_words(piece.appears)}, {piece.appears:%H:%M}</time>
<span class="views">1 204 views</span></div>
<div class="share"><a href="#">Share</a> <a href="#">Print</a> <a href="#">Send by e-mail</a></div>
<div class="news-text">{chr(10).join(body_html(version))}</div></article>
<section class="related"><h2>Other news</h2>{related}</section>"""
    return html(_frame(view, version.title, main, head=head, language=piece.language), modified=view.touched(piece))


def _cards(view: View, pieces: Sequence[Piece]) -> str:
    return "".join(
        f'<div class="news-card"><time datetime="{p.appears.date()}">{day_words(p.appears)}</time>'
        f'<a class="news-card__title" href="{p.path}">{esc(v.title)}</a><p>{esc(summary(v))}</p></div>\n'
        for p in pieces
        for v in [view.version(p)]
    )


def _listing(view: View, number: int) -> Answer:
    every = _english(view)
    last = -(-len(every) // PAGE)
    pager = "".join(f'<a href="/en/news?page={n}">{n}</a>' for n in range(1, last + 1))
    cards = _cards(view, paged(every, number, PAGE)) or "<p>Nothing found.</p>"
    return html(
        _frame(view, "News", f'<h1>News</h1><div class="news-list">{cards}</div><div class="pager">{pager}</div>'),
        modified=view.newest,
    )


def _api(view: View, number: int) -> Answer:
    every = _english(view)
    items = [{"title": view.version(p).title, "link": p.path, "date": p.appears.isoformat()} for p in paged(every, number, PAGE)]
    body = json.dumps({"total": len(every), "page": number, "items": items}, ensure_ascii=False)
    return Answer(body.encode(), "application/json; charset=utf-8", modified=view.newest)


def _live(view: View) -> Answer:
    """The list of news without a single link in its source: a script asks for them."""
    script = """<script>fetch('/api/news?page=1').then(r=>r.json()).then(d=>{for(const i of d.items){const a=document.createElement('a');
a.href=i.link;a.textContent=i.title;a.className='live-item';document.getElementById('live').appendChild(a);}});</script>"""
    return html(_frame(view, "Live", f'<h1>Live</h1><div id="live"></div>{script}'), validators=("etag",))


def _foreign(view: View, language: str) -> Answer:
    cards = _cards(view, [p for p in view.listed if p.language == language])
    return html(_frame(view, language, f'<div class="news-list">{cards}</div>', language=language), modified=view.newest)


def _other(view: View, path: str, kind: str) -> Answer:
    mains = {
        "home": f'<h1>{NAME}</h1><div class="news-list">{_cards(view, _english(view)[:4])}</div>',
        "about": "<h1>About the Ministry</h1><p>The Ministry carries out the foreign policy of the state, protects the rights of its "
        "citizens abroad and keeps the archive of treaties.</p><p>It has a central office, embassies, consulates and missions to "
        "international organisations.</p>",
        "contacts": "<h1>Contacts</h1><p>Address: 4 Archive Street. Telephone: +000 00 000 00 00. Reception hours: 10:00 to 13:00.</p>",
        "gallery": "<h1>Gallery</h1>"
        + "".join(f'<figure><img src="/img/{n}.jpg"><figcaption>Photo {n}</figcaption></figure>' for n in range(12)),
        "search": f"<h1>Search</h1><ol>{''.join(f'<li><a href={p.path}>{esc(view.version(p).title)}</a></li>' for p in _english(view)[:5])}</ol>",
        "login": '<h1>Sign in</h1><form method="post"><input name="user"><input name="password" type="password"><button>Go</button></form>',
        "soft 404": "<h1>Page not found</h1><p>The page you are looking for does not exist or has been moved. Please return to the "
        "<a href='/en'>home page</a> or use the search.</p>",
    }
    return html(_frame(view, kind.title(), mains[kind]), validators=("etag",))
