# ruff: noqa: E501 - HTML stands as it is sent
"""One site, the same articles, every form in which a site can list them: each is complete on its own, for tests of recall.

`FINDS` has the `find` entry of a site definition for each form, with {base} for the address; `LIARS` has forms that lead nowhere.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from tests.newsroom.content import Piece
from tests.newsroom.designs.page import (
    NO_HEADERS,
    Answer,
    View,
    atom,
    body_html,
    esc,
    html,
    not_found,
    paged,
    rss,
    sitemap_index,
    text,
    urlset,
    xml,
)  # fmt: skip

NAME = "Gazette of Forms"
PAGE = 7
FINDS = {
    "rss2": "feed: {base}/feeds/rss2.xml",
    "rss091": "feed: {base}/feeds/rss091.xml",
    "rdf": "feed: {base}/feeds/index.rdf",
    "atom_named_rss": "feed: {base}/feeds/news.rss",
    "jsonfeed": "feed: {base}/feeds/feed.json",
    "always_gzip": "feed: {base}/feeds/packed.xml",
    "sitemap_tree": "sitemap: {base}/sitemap-index.xml",
    "sitemap_text": "sitemap: {base}/sitemap.txt",
    "sitemap_robots": "sitemap: {base}/robots.txt",
    "pages": 'listing: {base}/list\n    next: "?page={{n}}"',
    "next_link": "listing: {base}/next\n    next: a.older",
    "offset": 'listing: {base}/offset\n    next: "?start={{offset}}"\n    step: 7',
    "numbered": 'listing: {base}/numbered/index.html\n    next: "index_{{n}}.html"\n    first: 0',
    "archive": 'listing: {base}/archive/2026/10\n    next: "/archive/{{yyyy}}/{{mm}}"',
    "load_more": 'api: {base}/more.json\n    next: "?offset={{offset}}"\n    step: 7\n    items: data.items\n    url: href\n    title: name\n'
    "    published: time",
    "sitemap_of_one_moment": "sitemap: {base}/sitemap-now.xml",
    "repeats_last_page": 'listing: {base}/repeats\n    next: "?page={{n}}"',
}
"""Form → the `find` entry. All show every article; `repeats_last_page` shows its last page for every higher number."""
UNDATED = frozenset({"rss091", "sitemap_text", "sitemap_of_one_moment"})
"""Forms that don't say when an article was published."""
LIARS = {
    "html_feed": "feed: {base}/feeds/maintenance.xml",
    "empty_feed": "feed: {base}/feeds/empty.xml",
    "stale_feed": "feed: {base}/feeds/stale.xml",
    "other_host_feed": "feed: {base}/feeds/elsewhere.xml",
    "other_host_sitemap": "sitemap: {base}/sitemap-elsewhere.xml",
    "missing_feed": "feed: {base}/feeds/none.xml",
    "broken_xml": "feed: {base}/feeds/broken.xml",
}
"""Form → a `find` entry that answers and gives no article of this site (`stale_feed`: only one of 2014 that is 404)."""


def ways(view: View) -> dict[str, Sequence[Piece]]:
    """Every form shows every article."""
    return dict.fromkeys(FINDS, view.listed)


def others(view: View) -> dict[str, str]:
    """Pages that are no article."""
    return {"/": "home"}


def targets(view: View) -> list[str]:
    """The first page of every form, and the articles."""
    starts = [f.split(": ", 1)[1].split("\n")[0].removeprefix("{base}") for f in {**FINDS, **LIARS}.values()]
    return [*starts, *(p.path for p in view.shown), "/"]


def answer(view: View, target: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """What a GET gives."""
    parts = urlsplit(target)
    path, query = parts.path, dict(parse_qsl(parts.query))
    if (piece := view.by_path.get(path)) is not None:
        return _article(view, piece)
    if path in _FIXED:
        return _FIXED[path](view)
    number = int(query["page"]) if query.get("page", "").isdigit() else 1
    last = max(1, -(-len(view.listed) // PAGE))
    if path == "/list":
        return _list(view, paged(view.listed, number, PAGE))
    if path == "/repeats":
        return _list(view, paged(view.listed, min(number, last), PAGE))
    if path == "/next":
        more = f'<a class="older" href="/next?page={number + 1}">Older</a>' if number < last else ""
        return _list(view, paged(view.listed, number, PAGE), more)
    if path in ("/offset", "/more.json"):
        name = "start" if path == "/offset" else "offset"
        start = int(query[name]) if query.get(name, "").isdigit() else 0
        return (_list if path == "/offset" else _more)(view, view.listed[start : start + PAGE])
    if path.startswith("/numbered/index"):
        digits = path.removeprefix("/numbered/index").removesuffix(".html").removeprefix("_")
        page = paged(view.listed, int(digits or 0) + 1, PAGE) if digits.isdigit() or not digits else []
        return _list(view, page) if page else not_found()
    if path.startswith("/archive/"):
        month = path.removeprefix("/archive/").replace("/", "-")
        return _list(view, [p for p in view.listed if f"{p.appears:%Y-%m}" == month])
    if path.startswith("/maps/"):
        month = path.removeprefix("/maps/").removesuffix(".xml")
        rows = [(view.base + p.path, p.appears.isoformat()) for p in view.listed if f"{p.appears:%Y-%m}" == month]
        return urlset(rows, modified=view.newest) if rows else not_found()
    return not_found()


def _article(view: View, piece: Piece) -> Answer:
    version = view.version(piece)
    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{esc(version.title)}</title>
<meta property="article:published_time" content="{piece.appears.isoformat()}"><meta property="og:title" content="{esc(version.title)}"></head>
<body><p><a href="/">{NAME}</a></p><article><h1>{esc(version.title)}</h1>{"".join(body_html(version))}</article></body></html>"""
    return html(page, modified=view.touched(piece))


def _list(view: View, pieces: Sequence[Piece], more: str = "") -> Answer:
    rows = "".join(
        f'<li><time datetime="{p.appears.isoformat()}">{p.appears:%d.%m.%Y}</time> <a href="{p.path}">{esc(view.version(p).title)}</a></li>'
        for p in pieces
    )
    return html(f"<!doctype html><title>{NAME}</title><h1>{NAME}</h1><ul>{rows}</ul>{more}", modified=view.newest)


def _more(view: View, pieces: Sequence[Piece]) -> Answer:
    items = [{"href": p.path, "name": view.version(p).title, "time": p.appears.isoformat()} for p in pieces]
    return _json({"data": {"items": items}}, view)


def _json(value: object, view: View, kind: str = "application/json") -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), kind, modified=view.newest)


def _rss091(view: View) -> Answer:
    items = "".join(
        f"<item><title>{esc(view.version(p).title)}</title><link>{view.base}{p.path}</link></item>" for p in view.listed
    )
    return xml(f'<rss version="0.91"><channel><title>{NAME}</title><link>{view.base}</link>{items}</channel></rss>', "text/xml")


def _rdf(view: View) -> Answer:
    items = "".join(
        f'<item rdf:about="{view.base}{p.path}"><title>{esc(view.version(p).title)}</title><link>{view.base}{p.path}</link>'
        f"<dc:date>{p.appears.isoformat()}</dc:date></item>"
        for p in view.listed
    )
    spaces = 'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    head = f'<channel rdf:about="{view.base}/"><title>{NAME}</title><link>{view.base}/</link></channel>'
    return xml(
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {spaces}>{head}{items}</rdf:RDF>', "application/rdf+xml"
    )


def _json_feed(view: View) -> Answer:
    items = [
        {"id": p.path, "url": view.base + p.path, "title": view.version(p).title, "date_published": p.appears.isoformat()}
        for p in view.listed
    ]
    return _json({"version": "https://jsonfeed.org/version/1.1", "title": NAME, "items": items}, view, "application/feed+json")


def _packed(view: View) -> Answer:
    """A feed that comes as gzip whatever the request accepts, under a Content-Type that doesn't say so."""
    return Answer(gzip.compress(rss(view, view.listed, NAME).body, mtime=0), "application/rss+xml", modified=view.newest)


def _tree(view: View) -> Answer:
    """An index of monthly sitemaps; the oldest one is dead, as they are."""
    months = sorted({f"{p.appears:%Y-%m}" for p in view.listed}, reverse=True)
    rows = [(f"{view.base}/maps/{m}.xml", f"{m}-28") for m in [*months, "2019-12"]]
    return sitemap_index(rows, modified=view.newest)


def _of_one_moment(view: View) -> Answer:
    """A sitemap whose every time of last change is the moment at which it was made: they tell nothing of the articles."""
    return urlset([(view.base + p.path, view.moment.isoformat()) for p in view.listed], modified=view.newest)


def _script(view: View) -> Answer:
    """A list that a script makes of the JSON behind 'load more', page after page: without a browser there is none."""
    return html(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{NAME}</title></head><body><h1>{NAME}</h1><ul id="list"></ul>
<script>
async function load(offset) {{
  const answer = await (await fetch('/more.json?offset=' + offset)).json();
  for (const item of answer.data.items) {{
    const row = document.createElement('li');
    row.innerHTML = '<time></time> <a></a>';
    row.firstChild.dateTime = item.time;
    row.firstChild.textContent = item.time.slice(0, 10);
    row.lastChild.href = item.href;
    row.lastChild.textContent = item.name;
    document.getElementById('list').append(row);
  }}
  if (answer.data.items.length) await load(offset + {PAGE});
}}
load(0);
</script></body></html>"""
    )


def _plain(view: View) -> Answer:
    return text("".join(f"{view.base}{p.path}\n" for p in view.listed), modified=view.newest)


def _robots(view: View) -> Answer:
    return text(f"User-agent: *\nDisallow:\n\nSitemap: {view.base}/sitemap-index.xml\n")


def _elsewhere(view: View) -> Answer:
    items = "".join(f"<item><title>Far {n}</title><link>http://elsewhere.example/story/{n}</link></item>" for n in range(5))
    return xml(f'<rss version="2.0"><channel><title>Far</title>{items}</channel></rss>', "application/rss+xml")


def _stale(view: View) -> Answer:
    date = format_datetime(datetime(2014, 3, 1, 9, tzinfo=UTC))
    item = f"<item><title>An old test</title><link>{view.base}/story/1</link><pubDate>{date}</pubDate></item>"
    return xml(f'<rss version="2.0"><channel><title>Old</title>{item}</channel></rss>', "application/rss+xml")


_FIXED: dict[str, Callable[[View], Answer]] = {
    "/": lambda view: _list(view, view.listed[:3]),
    "/robots.txt": _robots,
    "/feeds/rss2.xml": lambda view: rss(view, view.listed, NAME),
    "/feeds/rss091.xml": _rss091,
    "/feeds/index.rdf": _rdf,
    "/feeds/news.rss": lambda view: atom(view, view.listed, NAME),
    "/feeds/feed.json": _json_feed,
    "/feeds/packed.xml": _packed,
    "/sitemap-index.xml": _tree,
    "/script": _script,
    "/sitemap.txt": _plain,
    "/sitemap-now.xml": _of_one_moment,
    "/feeds/maintenance.xml": lambda view: html("<!doctype html><title>Feed</title><h1>Our feeds have moved</h1>"),
    "/feeds/empty.xml": lambda view: rss(view, [], NAME),
    "/feeds/stale.xml": _stale,
    "/feeds/elsewhere.xml": _elsewhere,
    "/sitemap-elsewhere.xml": lambda view: urlset([(f"http://elsewhere.example/story/{n}", None) for n in range(5)]),
    "/feeds/broken.xml": lambda view: Answer(rss(view, view.listed, NAME).body[:150], "application/rss+xml"),
}
