# ruff: noqa: E501 - HTML stands as it is sent
"""A news agency: news sitemap, RSS with tracking parameters, CSS next links, tag pages, and clutter around and inside every story."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote, urlsplit

from tests.newsroom.content import Piece
from tests.newsroom.designs.page import (
    MONTHS,
    NO_HEADERS,
    Answer,
    View,
    body_html,
    esc,
    html,
    not_found,
    paged,
    redirect,
    rss,
    summary,
    text,
    urlset,
    xml,
)  # fmt: skip

NAME = "Meridian News Agency"
PAGE = 9
FEED = 15
NEWS = 12
"""Stories in the news sitemap: it holds the newest only."""
TRACKING = "?utm_source=rss&utm_medium=feed&utm_campaign=wire"
OTHERS = {
    "/": "home", "/about-us": "about", "/contacts": "contacts", "/photo/2026-harvest": "gallery", "/video/191": "video",
    "/search?q=minister": "search", "/subscribe": "login", "/live/markets": "live page", "/short/7": "redirect",
}  # fmt: skip


def ways(view: View) -> dict[str, Sequence[Piece]]:
    """RSS and the news sitemap show the newest, the listing and the archive's sitemap everything."""
    return {"feed": view.listed[:FEED], "news sitemap": view.listed[:NEWS], "sitemap": view.shown, "listing": view.listed}


def others(view: View) -> dict[str, str]:
    """Pages that are no article; tag pages too."""
    return {**OTHERS, **{f"/tag/{quote(t)}": "tag" for t in _tags(view)}}


def targets(view: View) -> list[str]:
    """Everything a crawler may ask for."""
    pages = -(-len(view.listed) // PAGE)
    fixed = ["/robots.txt", "/rss.xml", "/news-sitemap.xml", "/sitemap.xml", "/latest"]
    listings = [f"/latest?page={n}" for n in range(1, pages + 2)]
    tracked = [p.path + TRACKING for p in view.listed[:FEED]]
    amp = [p.path + "?outputType=amp" for p in view.listed[:3]]
    return [*fixed, *listings, *(p.path for p in view.shown), *tracked, *amp, *others(view)]


def answer(view: View, target: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """What a GET gives. Unknown parameters of a story's address are ignored, as most servers do."""
    parts = urlsplit(target)
    path, query = parts.path, dict(parse_qsl(parts.query))
    if (piece := view.by_path.get(path)) is not None:
        return _article(view, piece)
    if path == "/latest":
        return _listing(view, int(query.get("page", "1")) if query.get("page", "1").isdigit() else 1)
    if path == "/short/7" and view.listed:
        return redirect(view.base + view.listed[-1].path, 302)
    if path == "/robots.txt":
        rules = f"User-agent: *\nDisallow: /search\nDisallow: /*?outputType=\nAllow: /\n\nSitemap: {view.base}/sitemap.xml\n"
        return text(rules + f"Sitemap: {view.base}/news-sitemap.xml\n", validators=("etag",))
    if path == "/rss.xml":
        return rss(view, view.listed[:FEED], NAME, tail=TRACKING)
    if path == "/news-sitemap.xml":
        return _news_map(view)
    if path == "/sitemap.xml":
        return urlset([(view.base + p.path, view.touched(p).isoformat()) for p in view.shown], modified=view.newest)
    if path.startswith("/tag/"):
        return _tag(view, path)
    plain = {p.split("?")[0]: kind for p, kind in OTHERS.items()}
    return _other(view, plain[path]) if path in plain else not_found(_frame(view, "Not found", "<h1>Not found</h1>"))


def _tags(view: View) -> list[str]:
    return sorted({t for p in view.shown for t in p.tags})


def _slug(tag: str) -> str:
    return f"/tag/{quote(tag)}"


def _news_map(view: View) -> Answer:
    urls = "".join(
        f"<url><loc>{esc(view.base + p.path)}</loc><news:news><news:publication><news:name>{NAME}</news:name>"
        f"<news:language>{p.language}</news:language></news:publication><news:publication_date>{p.appears.isoformat()}"
        f"</news:publication_date><news:title>{esc(view.version(p).title)}</news:title></news:news></url>\n"
        for p in view.listed[:NEWS]
    )
    return xml(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
        f"{urls}</urlset>\n",
        modified=view.newest,
    )


def _frame(view: View, title: str, main: str, head: str = "") -> str:
    ticker = "".join(f'<a class="tick" href="{p.path}">{esc(view.version(p).title)}</a>' for p in view.listed[:5])
    read = "".join(f'<li><a href="{p.path}">{esc(view.version(p).title)}</a></li>' for p in view.listed[5:11])
    tags = "".join(f'<a href="{_slug(t)}">{esc(t)}</a> ' for t in _tags(view)[:12])
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{esc(title)} - {NAME}</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml">{head}</head><body>
<div id="top"><a href="/">{NAME}</a> <a href="/latest">Latest</a> <a href="/photo/2026-harvest">Photo</a> <a href="/video/191">Video</a>
<a href="/subscribe">Subscribe</a> <a href="/about-us">About us</a></div><div id="ticker">{ticker}</div>
<div id="wrap"><div id="main">{main}</div>
<div id="side"><h4>Most read</h4><ul>{read}</ul><h4>Topics</h4><p>{tags}</p>
<div class="promo">Get the morning briefing in your inbox. <a href="/subscribe">Sign up for free</a></div></div></div>
<div id="foot">© {NAME}. Reproduction in whole or in part needs a hyperlink to the source. <a href="/contacts">Contacts</a></div></body></html>
"""


def _article(view: View, piece: Piece) -> Answer:
    version, url = view.version(piece), view.base + piece.path
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": view.base + "/#org", "name": NAME},
            {
                "@type": "NewsArticle", "headline": version.title, "url": url, "datePublished": piece.appears.isoformat(),
                "dateModified": version.since.isoformat(), "author": [{"@type": "Person", "name": a} for a in piece.authors]
                or {"@id": view.base + "/#org"}, "publisher": {"@id": view.base + "/#org"}, "keywords": list(piece.tags),
            },
        ],
    }  # fmt: skip
    head = f'<link rel="canonical" href="{url}"><meta property="og:title" content="{esc(version.title)}"><meta property="og:type" content="article">'
    head += f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
    same = [p for p in view.listed if p is not piece and set(p.tags) & set(piece.tags)][:3] or view.listed[:3]
    box = "".join(f'<li><a href="{p.path}">{esc(view.version(p).title)}</a></li>' for p in same)
    blocks = body_html(version)
    middle = max(1, len(blocks) // 2)
    blocks.insert(middle, f'<div class="read-also"><b>Read also</b><ul>{box}</ul></div>')
    by = f'<span class="author">By {esc(", ".join(piece.authors))}</span> ' if piece.authors else ""
    when = f"{piece.appears.day} {MONTHS[piece.appears.month - 1]} {piece.appears.year} {piece.appears:%H:%M} (UTC +03:00)"
    more = "".join(
        f'<div class="tile"><a href="{p.path}">{esc(view.version(p).title)}</a><p>{esc(summary(view.version(p)))}</p></div>'
        for p in same
    )
    main = f"""<div class="crumb"><a href="/">Home</a> &gt; <a href="/latest">{esc(piece.section.title())}</a></div>
<h1 class="headline">{esc(version.title)}</h1><div class="info">{by}<span class="when">{when}</span> <span class="fs">A- A+</span></div>
<div class="story">{chr(10).join(blocks)}</div>
<div class="tags">Tags: {" ".join(f'<a href="{_slug(t)}">{esc(t)}</a>' for t in piece.tags)}</div>
<div class="after"><h4>You may also like</h4>{more}</div>"""
    return html(_frame(view, version.title, main, head), modified=view.touched(piece), validators=("etag",))


def _rows(view: View, pieces: Sequence[Piece]) -> str:
    return "".join(
        f'<div class="row"><span>{p.appears:%d.%m.%Y %H:%M}</span> <a class="title" href="{p.path}">{esc(view.version(p).title)}</a></div>\n'
        for p in pieces
    )


def _listing(view: View, number: int) -> Answer:
    rows = _rows(view, paged(view.listed, number, PAGE)) or "<p>No more stories.</p>"
    more = number * PAGE < len(view.listed)
    after = f'<a class="next" rel="next" href="/latest?page={number + 1}">Older stories</a>' if more else ""
    return html(
        _frame(view, "Latest", f'<h1>Latest</h1><div class="rows">{rows}</div>{after}'), modified=view.newest, validators=("etag",)
    )


def _tag(view: View, path: str) -> Answer:
    tagged = [p for p in view.listed if any(_slug(t) == path for t in p.tags)]
    if not tagged:
        return not_found()
    return html(_frame(view, "Topic", f'<h1>Topic</h1><div class="rows">{_rows(view, tagged)}</div>'), validators=("etag",))


def _other(view: View, kind: str) -> Answer:
    mains = {
        "home": f'<h1>{NAME}</h1><div class="rows">{_rows(view, view.listed[:6])}</div>',
        "about": f"<h1>About us</h1><p>{NAME} was founded by a cooperative of regional newspapers and has reporters in nine cities.</p>",
        "contacts": "<h1>Contacts</h1><p>Newsroom: desk@meridian.example. Advertising: ads@meridian.example.</p>",
        "gallery": "<h1>Photo: harvest of 2026</h1>" + "".join(f'<img src="/p/{n}.jpg" alt="harvest {n}">' for n in range(14)),
        "video": '<h1>Video: the city at dawn</h1><video src="/v/191.mp4" controls></video><p>00:47</p>',
        "search": f'<h1>Results</h1><div class="rows">{_rows(view, view.listed[2:7])}</div>',
        "login": "<h1>Subscribe</h1><form><input name='mail'><button>Join</button></form>",
        "live page": "<h1>Markets live</h1><div class='tickers'>"
        + "".join(f"<span>INDEX{n} +0.{n}%</span> " for n in range(20))
        + "</div>",
    }
    return html(_frame(view, kind.title(), mains[kind]), validators=("etag",))
