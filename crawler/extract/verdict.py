"""Is this page an article? If not, which kind of page it is instead: a wall, an error, a list, a ticker, a film, a form.

A verdict needs the page's words and its shape together: an article about cookie walls has prose, a cookie wall has none. Wording is
data (`data/verdicts.yml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from lxml.html import HtmlElement

from crawler.extract.body import Piece, tidy
from crawler.extract.context import Line
from crawler.extract.dates import parse
from crawler.extract.declared import Declared
from crawler.extract.titles import squash
from crawler.extract.tree import select
from crawler.model import Reason

WALL = 2500
"""Characters of visible words above which a page is more than a wall, an error or a form."""
CLEARLY = 2000
"""Characters of prose from which a page can only be an article, a ticker or an error that its site is known for."""
STUB = 600
"""Characters of an article's text under which a paywall has left too little of it."""
FILM = 350
"""Characters of text under which a page with a film is the film's."""
PROSE = 160
"""Characters of a paragraph without links that counts as prose."""
UPDATES = 6
"""Entries with a time of their own that make a ticker."""
LEAD = 1000
"""Characters of prose before the entries of a ticker that are an article."""
TEASERS = 6
"""Headlines that are links, outside menus, that make a list."""

_CLOCK = re.compile(
    r"^(?:\d{1,2}[.:h]\d\d(?:\s?(?:uhr|h|[ap]\.?m\.?|gmt|bst|cet|et|msk))?|vor \d+ .{2,10}|\d+ (?:min|hours?|minutes?) ago)\b",
    re.IGNORECASE,
)
_FRONT = re.compile(r"^/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home|main)\.\w{2,5})?$", re.IGNORECASE)
"""Matches '/', '/en', '/index.php'; not '/news'."""
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_PLAYER = re.compile(r"youtube|vimeo|rutube|dailymotion|player|embed/video", re.IGNORECASE)
_STOP = re.compile(r"[.!?…؟।。！？][\"'”’»)\]」』]*(?=\s|$|[\u3040-\u9fff])")
_FINAL = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a page is no article: a reason of the closed list, and what was seen."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a verdict is made of: the parsed page, what it declares, its lines, and what was read of it."""

    tree: HtmlElement
    says: Declared
    url: str
    title: str
    names: frozenset[str]
    places: Mapping[str, Line]
    pieces: Sequence[Piece]
    text: str
    error_markers: Sequence[str] = ()


def judge(seen: Seen) -> Verdict | None:
    """The verdict against a page, or None for an article."""
    if _prose(seen) >= CLEARLY:
        return (_marked(seen, _visible(seen)) if seen.error_markers else None) or _live(seen, "")
    words = _visible(seen)
    for check in (_marked, _bot_check, _login, _soft_404, _consent, _paywall, _live, _video, _listing):
        if verdict := check(seen, words):
            return verdict
    return None


def _marked(seen: Seen, words: str) -> Verdict | None:
    found = next((m for m in seen.error_markers if m and m.casefold() in words), None)
    return Verdict("soft_404", f"the site's error text {found!r}") if found else None


def _bot_check(seen: Seen, words: str) -> Verdict | None:
    if len(words) > WALL or _prose(seen) > 300:
        return None
    titled, worded = _titled(seen, "bot_check"), _hits("bot_check", words)
    challenge = bool(
        select(
            seen.tree,
            './/*[contains(@id,"challenge") or contains(@class,"captcha") or contains(@id,"captcha") or contains(@class,"cf-")]',
        )[:1]
    )
    if (
        (titled and (worded or challenge or len(words) < 500))
        or len(worded) >= 2
        or (worded and (challenge or len(words) < 300) and len(words) < 800)
    ):
        return Verdict("bot_check", f"a check of the visitor: {(worded or [seen.title])[0][:80]!r}")
    return None


def _login(seen: Seen, words: str) -> Verdict | None:
    password = select(seen.tree, './/input[@type="password"]')[:1]
    titled = _titled(seen, "login")
    if _prose(seen) > 300 or len(words) > WALL:
        return None
    if (password and (titled or len(seen.text) < 200)) or (titled and len(_hits("login", words)) >= 1 and len(words) < 800):
        return Verdict("login", f"a form to sign in: {seen.title[:80]!r}")
    return None


def _soft_404(seen: Seen, words: str) -> Verdict | None:
    titled = _titled(seen, "soft_404")
    if titled and _prose(seen) < 700 and not seen.says.articles() and not seen.says.first("article:published_time"):
        return Verdict("soft_404", f"an error page: {titled[:80]!r}")
    return None


def _consent(seen: Seen, words: str) -> Verdict | None:
    hits = _hits("consent_wall", words)
    if len(hits) < 2:
        return None
    text = seen.text.casefold()
    lines = [t for t in text.split("\n") if t.strip()]
    about = sum(len(t) for t in lines if _hits("consent_wall", t))
    share = about / max(1, sum(map(len, lines)))
    titled = _titled(seen, "consent_wall") and len(hits) >= 3 and (share > 0.3 or len(text) < 400)
    if titled or (share > 0.6 and len(text) < WALL and len(hits) >= 4):
        return Verdict("consent_wall", f"a request for consent stands where the article should: {hits[0][:60]!r}")
    return None


def _paywall(seen: Seen, words: str) -> Verdict | None:
    length = size(seen.text)
    if not 0 < length < STUB:
        return None
    hits = _hits("paywall", words)
    closed = any(str(n.get("isAccessibleForFree", "")).lower() == "false" for n in seen.says.articles())
    marked = _has(seen, "paywall", "regwall", "premium-wall", "subscription-wall")
    if (hits and (closed or marked or len(hits) >= 2 or length < STUB / 2)) or (closed and length < STUB / 2):
        return Verdict("paywall", f"{len(seen.text)} characters before the paywall" + (f": {hits[0][:60]!r}" if hits else ""))
    return None


def _live(seen: Seen, words: str) -> Verdict | None:
    titled = bool(_wording("live_ticker", "title").search(seen.title.casefold())) or "/live" in seen.url or "ticker" in seen.url
    declared = "liveblogposting" in seen.says.types
    stamps = sum(1 for p in seen.pieces for t in p.text.split("\n")[:1] if _CLOCK.match(t) and len(t) < 120)
    entries = max(stamps, _timed_entries(seen)) if titled or declared else 0
    return Verdict("live_ticker", f"{entries} entries with times of their own") if entries >= UPDATES else None


def _timed_entries(seen: Seen) -> int:
    """Boxes of the page that hold a time and prose that was read, and no other time."""
    return sum(1 for _ in _entries(seen.tree, seen.text))


def _entries(tree: HtmlElement, text: str) -> Iterator[str]:
    """The first prose of each timed entry."""
    for time in select(tree, ".//main//time|.//article//time")[:80]:
        box = time.getparent()
        for _ in range(3):
            if box is None or len(select(box, ".//time")[:2]) > 1:
                break
            prose = (t for p in box.iter("p") if len(t := tidy(p.text_content())) >= PROSE / 2 and t in text)
            if found := next(prose, None):
                yield found
                break
            box = box.getparent()


def before_entries(pieces: Sequence[Piece], tree: HtmlElement) -> list[Piece]:
    """The story that stands before the entries of a ticker, where it is one by itself; else nothing."""
    entries = set(_entries(tree, "\n".join(p.text for p in pieces)))
    begins = (i for i, p in enumerate(pieces) if p.text in entries or (_CLOCK.match(p.text) and len(p.text) < 120))
    lead = list(pieces[: next(begins, 0)])
    while lead and not _FINAL.search(lead[-1].text):
        lead.pop()  # the first entry's headline
    return lead if sum(len(p.text) for p in lead if len(p.text) >= PROSE / 2 and _FINAL.search(p.text)) >= LEAD else []


def _video(seen: Seen, words: str) -> Verdict | None:
    if size(seen.text) >= FILM:
        return None
    film = "videoobject" in seen.says.types and not seen.says.articles()
    typed = (seen.says.first("og:type") or "").lower().startswith("video")
    player = bool(select(seen.tree, ".//video")[:1]) or any(_PLAYER.search(f.get("src") or "") for f in seen.tree.iter("iframe"))
    if film or typed or (player and (_titled(seen, "video_only") or "/video" in seen.url)):
        return Verdict("video_only", f"a film with {len(seen.text)} characters of text")
    return None


def has_sentence(pieces: Sequence[Piece]) -> bool:
    """Whether anything in a text is a sentence: some words and a stop. Menus and tables of figures have none."""
    return any(_ends_sentence(t, m.start()) for p in pieces for t in p.text.split("\n") for m in _STOP.finditer(t))


def _ends_sentence(text: str, stop: int) -> bool:
    before = text[max(0, stop - 80) : stop]
    if not before or before[-1].isdigit() or before[-1] in "|/·":
        return False
    return before.count(" ") >= 4 or (len(before) >= 8 and _dense(before))


def _listing(seen: Seen, words: str) -> Verdict | None:
    if seen.says.articles() or seen.says.first("article:published_time"):
        return None
    prose = _prose(seen)
    front = bool(_FRONT.match(urlsplit(seen.url).path))
    if prose < 300 and _linked(seen) > 0.4 and _linked_lines(seen) >= 3:
        return Verdict("listing", f"{_linked_lines(seen)} links and {prose} characters of prose")
    if (front or _named(seen) or squash(seen.title) in seen.names) and prose < 500 and _summaries(seen) >= 3:
        return Verdict("listing", f"{_summaries(seen)} summaries under headlines of their own")
    teasers = sum(x.links > 0.7 and 25 <= len(t) <= 250 and not x.boxed for t, x in seen.places.items())
    if teasers < TEASERS:
        return None
    named = _named(seen) or squash(seen.title) in seen.names or not seen.title or front
    if named and prose < 500:
        return Verdict("listing", f"{teasers} headlines that are links, {prose} characters of prose")
    if named and prose < 120 * teasers and _split_by_headings(seen):
        return Verdict("listing", f"{teasers} teasers under {seen.title[:60]!r}")
    dated = sum(6 <= len(t) <= 40 and any(c.isdigit() for c in t) and parse(t) is not None for t in seen.places)
    if dated >= TEASERS - 1 and prose < 300 and _linked(seen) > 0.35:
        return Verdict("listing", f"{teasers} headlines that are links, {dated} dates")
    return None


def _named(seen: Seen) -> bool:
    """Whether the page is called as sections are."""
    pattern = _wording("listing", "title")
    headings = [" ".join(e.text_content().split()) for e in list(seen.tree.iter("h1"))[:2]]
    return any(pattern.search(t.casefold().strip()) for t in (seen.title, *headings) if t)


def _split_by_headings(seen: Seen) -> bool:
    linked = sum(1 for p in seen.pieces for t in p.text.split("\n") if (x := seen.places.get(t)) and x.links > 0.7)
    return linked >= TEASERS / 2 or sum(p.kind == "heading" for p in seen.pieces) >= TEASERS / 2


def _linked_lines(seen: Seen) -> int:
    texts = [t for p in seen.pieces for t in p.text.split("\n")]
    return sum(1 for t in texts if (x := seen.places.get(t)) and x.links > 0.7)


def _summaries(seen: Seen) -> int:
    """Pairs of a short line without a stop and one paragraph under it."""
    pairs = zip(seen.pieces, seen.pieces[1:], strict=False)
    return sum(len(a.text) < 160 and not _FINAL.search(a.text) and bool(_FINAL.search(b.text)) for a, b in pairs)


def _linked(seen: Seen) -> float:
    """Share of the read text's characters that are links."""
    texts = [t for p in seen.pieces for t in p.text.split("\n")]
    linked = sum(len(t) * x.links for t in texts if (x := seen.places.get(t)))
    return linked / max(1, sum(map(len, texts))) if texts else 1.0


def _prose(seen: Seen) -> int:
    """Characters of the body's paragraphs that are sentences without links."""
    total = 0
    for piece in seen.pieces:
        for text in piece.text.split("\n"):
            place = seen.places.get(text)
            length = size(text)
            if length >= PROSE and _FINAL.search(text) and (place is None or place.links < 0.3):
                total += length
    return total


def size(text: str) -> int:
    """Characters of a text, Han, kana and Hangul twice, as they say twice as much."""
    return len(text) * (2 if _dense(text) else 1)


def _has(seen: Seen, *names: str) -> bool:
    """Whether an element's id or class holds one of these."""
    tests = " or ".join(f'contains(@id,"{n}") or contains(@class,"{n}")' for n in names)
    return bool(select(seen.tree, f"(.//*[{tests}])[1]"))


def _dense(text: str) -> bool:
    """Whether the text is in a script that says twice as much with a character."""
    return not text.isascii() and len(_DENSE.findall(text[:60])) * 4 > len(text[:60])


def _visible(seen: Seen) -> str:
    """The page's words in lower case: its lines, and what was read that stands in no element of a line."""
    loose = [p.text for p in seen.pieces if p.text not in seen.places and len(seen.places) < 5]
    return " ".join([seen.title, *seen.places, *loose]).casefold()


def _titled(seen: Seen, kind: str) -> str | None:
    """The title or heading that says so."""
    pattern = _wording(kind, "title")
    headings = [" ".join(e.text_content().split()) for e in list(seen.tree.iter("h1"))[:3]]
    tag = re.split(r"\s[|–—-]\s", seen.says.title_tag)
    return next((t for t in (seen.title, *headings, *tag) if t and len(t) < 160 and pattern.search(t.casefold().strip())), None)


def _hits(kind: str, words: str) -> list[str]:
    return list(dict.fromkeys(m[0] for m in _wording(kind, "text").finditer(words)))[:12]


@cache
def _wording(kind: str, where: str) -> re.Pattern[str]:
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(
        (Path(__file__).parent / "data" / "verdicts.yml").read_text(encoding="utf-8")
    )
    return re.compile("|".join(f"(?:{p})" for p in data[kind].get(where, ["(?!)"])))
