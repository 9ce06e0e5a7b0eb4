# ruff: noqa: E501 - HTML stands as it is sent
"""An old ministry page: tables in tables, no metadata, windows-1251 said in a meta tag only, no validators.

The address's key is in the query (`view.php?id=`), a print header shows today's date above the article, the listing carries session
ids on its second page, the sitemap claims that everything changed today, and communiqués are PDF files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

from tests.newsroom.content import Piece
from tests.newsroom.designs.page import NO_HEADERS, Answer, View, day_words, esc, html, not_found, paged, text, urlset
from tests.newsroom.pdf import pdf

NAME = "MINISTRY OF ECONOMY"
ENCODING = "windows-1251"
ZONE = timezone(timedelta(hours=4))
PAGE = 8
SESSION = "PHPSESSID=9f3b2a7c41d05e8876ab"
OTHERS = {
    "/": "home",
    "/about.php": "about",
    "/contact.php": "contacts",
    "/gallery.php?album=3": "gallery",
    "/search.php?q=trade": "search",
}


def ways(view: View) -> dict[str, Sequence[Piece]]:
    """The listing shows all that is not hidden, English and Russian by its own page; the sitemap has all but the PDF files."""
    return {"listing": [p for p in view.listed if p.language == "en"], "sitemap": [p for p in view.shown if not p.pdf]}


def others(view: View) -> dict[str, str]:
    """Pages that are no article."""
    return dict(OTHERS)


def targets(view: View) -> list[str]:
    """Everything a crawler may ask for."""
    pages = -(-len(ways(view)["listing"]) // PAGE)
    listings = ["/news.php", *(f"/news.php?page={n}" for n in range(1, pages + 2)), "/news.php?lang=ru"]
    sessions = [f"{p.path}&{SESSION}" for p in paged(ways(view)["listing"], 2, PAGE) if not p.pdf]
    return ["/robots.txt", "/sitemap.xml", *listings, *(p.path for p in view.shown), *sessions, *OTHERS]


def answer(view: View, target: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """What a GET gives."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query))
    query.pop("PHPSESSID", None)
    path = parts.path
    key = path + ("?" + "&".join(f"{k}={v}" for k, v in sorted(query.items()) if k in ("id", "lang")) if query.get("id") else "")
    if (piece := view.by_path.get(key)) is not None:
        return _pdf(view, piece) if piece.pdf else _article(view, piece)
    if path == "/robots.txt":
        return text("User-agent: *\nDisallow: /search.php\nDisallow: /*?*print=\n", validators=())
    if path == "/sitemap.xml":
        today = view.moment.astimezone(ZONE).date().isoformat()
        return urlset([(view.base + "/", today), *((view.base + p.path, today) for p in ways(view)["sitemap"])])
    if path == "/news.php":
        return _listing(view, query)
    plain = {p.split("?")[0]: kind for p, kind in OTHERS.items()}
    return _other(view, plain[path]) if path in plain else not_found(_frame(view, "Error 404", "<b>File not found</b>"), ENCODING)


def _frame(view: View, title: str, main: str) -> str:
    today = view.moment.astimezone(ZONE)
    return f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={ENCODING}"><TITLE>{NAME}</TITLE></HEAD>
<BODY BGCOLOR="#ffffff"><TABLE WIDTH="100%" BORDER=0><TR><TD ALIGN=left><B>{NAME}</B></TD><TD ALIGN=right>{today:%d.%m.%Y}</TD></TR></TABLE>
<TABLE WIDTH="900" BORDER=0 CELLPADDING=4><TR><TD WIDTH="180" VALIGN=top>
<DIV><A HREF="/">Main page</A></DIV><DIV><A HREF="/about.php">About the Ministry</A></DIV><DIV><A HREF="/news.php">News</A></DIV>
<DIV><A HREF="/news.php?lang=ru">На русском</A></DIV><DIV><A HREF="/gallery.php?album=3">Photos</A></DIV><DIV><A HREF="/contact.php">Contacts</A></DIV>
</TD><TD VALIGN=top><DIV CLASS="printhead">Printed on {day_words(today)} &nbsp; | &nbsp; <A HREF="javascript:window.print()">Print version</A></DIV>
<!-- {esc(title)} -->{main}</TD></TR></TABLE>
<HR><CENTER><FONT SIZE=1>All rights reserved. When using materials a reference to the site is obligatory. Visitors today: 318</FONT></CENTER>
</BODY></HTML>
"""


def _article(view: View, piece: Piece) -> Answer:
    version = view.version(piece)
    blocks = [esc(p.removeprefix("## ").removeprefix("* ").removeprefix("> ")) for p in version.paragraphs]
    odd = len(blocks) % 2
    body = "".join(f'<DIV ALIGN="justify">{b}</DIV>\n' for b in blocks) if odd else "<BR><BR>\n".join(blocks)
    date = f'<FONT COLOR="#777777">{piece.published.astimezone(ZONE):%d.%m.%Y [%H:%M]}</FONT><BR>' if piece.published else ""
    main = f"""<TABLE BORDER=0 WIDTH="100%"><TR><TD>{date}<FONT SIZE=4><B CLASS="head">{esc(version.title)}</B></FONT></TD></TR>
<TR><TD CLASS="txt">{body}</TD></TR><TR><TD><A HREF="/news.php">Back to the list</A></TD></TR></TABLE>"""
    return html(_frame(view, version.title, main), encoding=ENCODING, kind="text/html", validators=())


def _pdf(view: View, piece: Piece) -> Answer:
    version = view.version(piece)
    body = pdf(
        version.title, piece.extra.get("dateline", ""), [p.removeprefix("## ") for p in version.paragraphs], created=piece.appears
    )
    return Answer(body, "application/pdf", modified=piece.appears)


def _listing(view: View, query: dict[str, str]) -> Answer:
    number = int(query.get("page", "1")) if query.get("page", "1").isdigit() else 1
    language = query.get("lang", "en")
    every = [p for p in view.listed if p.language == language]
    rows = ""
    for piece in paged(every, number, PAGE):
        href = piece.path + (f"&{SESSION}" if number == 2 and not piece.pdf else "")
        date = f"{piece.published.astimezone(ZONE):%d.%m.%Y}" if piece.published else "&nbsp;"
        rows += f'<TR><TD>{date}</TD><TD><A HREF="{esc(href)}">{esc(view.version(piece).title)}</A></TD></TR>\n'
    last = -(-len(every) // PAGE)
    tail = "" if language == "en" else f"&amp;lang={language}"
    pager = " ".join(f'<A HREF="/news.php?page={n}{tail}">{n}</A>' for n in range(1, last + 1))
    main = f'<B>NEWS</B><TABLE CLASS="list">{rows or "<TR><TD>No records</TD></TR>"}</TABLE><CENTER>{pager}</CENTER>'
    return html(_frame(view, "News", main), encoding=ENCODING, kind="text/html", validators=())


def _other(view: View, kind: str) -> Answer:
    links = "".join(f'<LI><A HREF="{esc(p.path)}">{esc(view.version(p).title)}</A>' for p in ways(view)["listing"][:5])
    mains = {
        "home": f"<B>LATEST NEWS</B><UL>{links}</UL>",
        "about": "<B>About</B><BR>The Ministry drafts economic policy, keeps the register of enterprises and chairs the export council.",
        "contacts": "<B>Contacts</B><BR>2 Old Customs Street, 3rd floor. Telephone exchange: 000-00-00. Lunch break 13:00 to 14:00.",
        "gallery": "<B>Photos</B><BR>" + "".join(f'<IMG SRC="/img/{n}.gif" ALT="Photo {n}">' for n in range(9)),
        "search": f"<B>Search results</B><UL>{links}</UL>",
    }
    return html(_frame(view, kind, mains[kind]), encoding=ENCODING, kind="text/html", validators=())
