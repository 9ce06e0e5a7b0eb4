"""When was the article published, and when changed? Candidates from everywhere in the page, and the one that they agree on.

Offsets are kept as stated; a time in UTC gives way to the same instant with a local offset. A day alone stays a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from htmldate import find_date
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from crawler.extract.dates import find, fold, is_ambiguous, is_release, order_of, parse, yearless
from crawler.extract.declared import Declared, strings
from crawler.extract.shown import SHORT, Candidate, Reader, only_day, shown, shown_anywhere, texts
from crawler.extract.tree import select_css
from crawler.model import ArticleHints
from crawler.model.record import Moment

META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "date.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued",
    "dc.issued", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "publication-date", "published_time", "published_at", "published", "article.published",
    "citation_publication_date", "citation_date", "article_date_original", "originalpublicationdate",
    "displaydate", "rbpubdate", "releasedate", "release_date", "date", "artikel_datum",
    "last-publish-date", "ptime", "newsdate", "og:pubdate", "ngs:pubdate", "firstpublishedtime", "first_publish_date",
)  # fmt: skip
"""Names of meta tags that tell of publication, the surest first."""
META_CREATED = (
    "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "datecreated", "created", "createdate",
)  # fmt: skip
"""Names of meta tags that tell of the making of a page, or of a time without saying which: below what readers are shown."""
META_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
    "last-modified", "lastmod", "modified", "article.updated", "revised", "article:modified",
)  # fmt: skip
_URL_DAY = re.compile(
    r"(?<!\d)(?:((?:19|20)\d\d)([/_-])(\d{1,2})\2(\d{1,2})(?!\d)|((?:19|20)\d\d)/?(0[1-9]|1[0-2])/?([0-2]\d|3[01])(?!\d))"
)
OPENING = 120
"""Characters of a paragraph in which its own date stands."""
_NUMERIC_HEAD = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}")
_PLACE_HEAD = re.compile(r"^[^\W\d_][\w.'’ -]{1,30}[,(](?:\s?\()?$")
_HEAD_ENDS = re.compile(r"\s?(?:\)\.?|[.|:/–—]|-\s|[\"“„«])")
"""Matches what closes a dateline; not ' the minister' or ', the minister'."""
_ANY_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d)")
MIDNIGHTS = timedelta(hours=10)
"""East of Greenwich, up to which an hour of UTC may be a local midnight; farther on it is as likely an afternoon in the west."""
HTMLDATE_ERRORS = (ValueError, OverflowError, TypeError, AttributeError, LookupError, RecursionError, LxmlError)
"""What htmldate raises where it finds nothing (ValueError, here) or a page's markup and numbers are not what it expects."""
MAX_TEXTS = 400
"""Pieces of text in which a date without a year is looked for."""
_URL_DAY_FIRST = re.compile(r"(?<!\d)([0-3]?\d)([-_.])(1[0-2]|0?[1-9])\2((?:19|20)\d\d)(?!\d)")
"""Matches '/29-10-2021'; of '/03-04-2021' only the form is matched, and its order is not known."""
_URL_NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """What was decided: the times, where they came from, and what speaks against them."""

    published: Moment = None
    modified: Moment = None
    sources: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def find_times(
    tree: HtmlElement,
    says: Declared,
    url: str,
    *,
    headline: HtmlElement | None,
    language: str | None,
    site: ArticleHints | None = None,
    hints: Mapping[str, str] | None = None,
    fetched: datetime | None = None,
    openings: Sequence[str] = (),
    tail: str = "",
) -> Times:
    """Publication and change of a page's article.

    `openings` are its first paragraphs and `tail` its last lines: there some sites date their statements.
    A page that shows its last change and no other time is dated by that day, with a warning: it is what a reader has.
    """
    order = (site.date_order if site else None) or order_of(t for t, _, _ in texts(tree, None) if 8 <= len(t) <= SHORT)
    zone = ZoneInfo(site.timezone) if site and site.timezone else None
    local = fetched.astimezone(zone) if fetched and zone else fetched
    read = Reader(order, language, local)
    seen = shown(tree, headline, read)
    changed = seen.changed
    candidates = [c for c in (
        *_site(tree, site, read), *_json_ld(says, "datePublished", read), *_meta(says, META, read),
        *_micro(says, "datepublished", read), *seen.published, *_meta(says, META_CREATED, read), *_from_url(url),
        *seen.bare, *_feed(hints, "published", read),
    ) if not _future(c, fetched)]  # fmt: skip
    changes = [*_json_ld(says, "dateModified", read), *_meta(says, META_MODIFIED, read), *_micro(says, "datemodified", read),
               *changed, *_feed(hints, "modified", read)]  # fmt: skip
    if not candidates:
        days = {c.day for c in changes}  # a day of change is not the day of publication
        candidates = [
            *_opening(openings, read),
            *_tail(tail, read),
            *_completed(tree, headline, url),
            *(c for c in _last_resort(tree, url, fetched, read) if c.day not in days),
        ]
    published, warnings = _agree(candidates, zone)
    if published is None and (day := next((c.day for c in changed if not _future(c, fetched)), None)):
        published = Candidate(day, "modified")
        warnings.append("published: the page tells the day of its last change only")
    modified, _ = _agree([c for c in changes if not _future(c, fetched)], zone)
    sources = {}
    if published:
        sources["published"] = published.source
    if modified and (published is None or published.source == "modified" or _later(modified, published)):
        sources["modified"] = modified.source
    else:
        modified = None
    return Times(published.moment if published else None, modified.moment if modified else None, sources, tuple(warnings))


def _agree(candidates: list[Candidate], zone: ZoneInfo | None) -> tuple[Candidate | None, list[str]]:
    """The first candidate, unless others agree on another day; made precise by those that mean the same."""
    if not candidates:
        return None, []
    best = candidates[0]
    others = {c.source: c for c in reversed(candidates[1:])}  # the first of each source
    if best.source != "site":
        days = [c.day for c in others.values() if c.source != best.source]
        against = next((d for d in days if d != best.day and days.count(d) >= 2), None)
        if against and best.day not in days and not _printed_later(best, against, others.values()):
            best = next(c for c in others.values() if c.day == against and c.source != best.source)
    if (
        swapped := next((c for c in others.values() if c.source == "html" and _swapped(c.day, best.day)), None)
    ) and best.source != "site":
        best = swapped  # the page's own software took the day for the month; what it shows was typed by people
    warnings = [
        f"published: {c.source} says {c.moment.isoformat()}, {best.source} {best.moment.isoformat()}"
        for c in others.values()
        if abs((c.day - best.day).days) > 1 and c.source != best.source
    ]
    for c in candidates:
        best = _finer(best, c)
    moment = _midnight(best.moment, others.get("html"))
    if zone and isinstance(moment, datetime):
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
            moment = moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))
        elif moment.utcoffset() == timedelta():
            moment = moment.astimezone(timezone(moment.astimezone(zone).utcoffset() or timedelta()))
    return Candidate(moment, best.source), warnings[:4]


def _printed_later(best: Candidate, day: date, others: Iterable[Candidate]) -> bool:
    """Whether the other day is the printed paper's: a bare day after an instant that is told in local time."""
    if not best.has_zone or not isinstance(best.moment, datetime) or not best.moment.utcoffset():
        return False
    bare = all(not isinstance(c.moment, datetime) for c in others if c.day == day)
    return bare and day - best.day == timedelta(days=1)


def _swapped(a: date, b: date) -> bool:
    return a != b and a.year == b.year and a.month == b.day and a.day == b.month


def _finer(best: Candidate, other: Candidate) -> Candidate:
    """The better told of two that mean the same: with a time before without, with a local offset before UTC."""
    a, b = best.moment, other.moment
    if not isinstance(a, datetime):
        return other if isinstance(b, datetime) and other.day == best.day else best
    if not isinstance(b, datetime):
        return best
    if a.tzinfo is None:
        return (
            other
            if b.tzinfo is not None and other.day == best.day and abs(a - b.replace(tzinfo=None)) < timedelta(minutes=2)
            else best
        )
    if a.utcoffset() == timedelta() and b.tzinfo is not None and b.utcoffset() != timedelta():
        return other if abs(a - b) < timedelta(minutes=2) else best
    if a.utcoffset() == timedelta() and b.tzinfo is None and b != a.replace(tzinfo=None):
        east = b - a.replace(tzinfo=None)  # the wall clock beside the instant tells the offset
        minutes = round(east.total_seconds() / 60)
        if abs(minutes) <= 14 * 60 and abs(east - timedelta(minutes=minutes)) < timedelta(minutes=1):
            whole = round(minutes / 15) * 15
            if abs(minutes - whole) <= 1 and whole % 30 == 0 and whole:
                return Candidate(a.astimezone(timezone(timedelta(minutes=whole))), best.source)
    return best


def _midnight(moment: datetime | date, shown: Candidate | None) -> datetime | date:
    """A full hour of UTC as the midnight that begins the day which the page shows: how software keeps a day east of Greenwich."""
    if not isinstance(moment, datetime) or shown is None or isinstance(shown.moment, datetime) or moment.utcoffset() != timedelta():
        return moment
    east = datetime.combine(shown.day, time()) - moment.replace(tzinfo=None)
    whole = not moment.second and moment.minute in (0, 30)
    return moment.astimezone(timezone(east)) if whole and timedelta() < east <= MIDNIGHTS else moment


def _later(modified: Candidate, published: Candidate) -> bool:
    a, b = modified.moment, published.moment
    if isinstance(a, datetime) and isinstance(b, datetime) and (a.tzinfo is None) == (b.tzinfo is None):
        return a > b
    return modified.day > published.day


def _future(candidate: Candidate, fetched: datetime | None) -> bool:
    return fetched is not None and candidate.day > fetched.date() + timedelta(days=1)


def _site(tree: HtmlElement, site: ArticleHints | None, read: Reader) -> Iterator[Candidate]:
    if site and site.published:
        for element in select_css(tree, site.published)[:3]:
            if when := _of_element(element, read):
                yield Candidate(when, "site")
                return


def _of_element(element: HtmlElement, read: Reader) -> Moment:
    for value in (element.get("datetime"), element.get("content"), element.text_content()[:SHORT], element.get("title")):
        if value and (when := read.first(value)):
            return when
    return None


def _json_ld(says: Declared, name: str, read: Reader) -> Iterator[Candidate]:
    for node in [*says.articles()[:5], *says.pages()[:5]]:
        for text in strings(node.get(name))[:1]:
            if when := read.first(text):
                yield Candidate(when, "json-ld")


def _meta(says: Declared, names: tuple[str, ...], read: Reader) -> Iterator[Candidate]:
    for name in names:
        for text in says.meta.get(name, ())[:1]:
            if when := read.first(text):
                yield Candidate(when, "meta")


def _micro(says: Declared, name: str, read: Reader) -> Iterator[Candidate]:
    for text in says.microdata.get(name, ())[:1]:
        if when := read.first(text):
            yield Candidate(when, "microdata")


def _feed(hints: Mapping[str, str] | None, name: str, read: Reader) -> Iterator[Candidate]:
    if hints and (text := hints.get(name)) and (when := read.first(text)):
        yield Candidate(when, "feed")


def _from_url(url: str) -> Iterator[Candidate]:
    match = _URL_DAY.search(unquote(urlsplit(url).path))
    if match:
        try:
            year, month, day = (match[1], match[3], match[4]) if match[1] else match.groups()[4:]
            yield Candidate(date(int(year), int(month), int(day)), "url")
        except ValueError:
            return
    elif turned := _URL_DAY_FIRST.search(unquote(urlsplit(url).path)):
        certain = int(turned[1]) > 12 or int(turned[1]) == int(turned[3])
        if certain and (when := parse(f"{turned[4]}-{turned[3]}-{turned[1]}")):
            yield Candidate(when, "url")
    if (named := _URL_NAMED.search(url)) and (when := parse(f"{named[3]} {named[2]} {named[1]}")):
        yield Candidate(when, "url")


def _opening(paragraphs: Sequence[str], read: Reader) -> Iterator[Candidate]:
    """The day at the head of a statement: 'Steinort, (12.11.2025).', 'Press release of 3 March 2026 |'. In sentences it is news."""
    for text in paragraphs:
        head = fold(text[:OPENING])
        hit = min(find(head, order=read.order, language=read.language), key=lambda f: f.start, default=None)
        if hit is None:
            continue
        before, after = head[: hit.start].strip(), head[hit.end :]
        bare = _NUMERIC_HEAD.match(head) if not before else _PLACE_HEAD.match(before)
        if (bare and _HEAD_ENDS.match(after)) or (len(before.split()) <= 5 and is_release(before)):
            yield Candidate(hit.moment, "text")


def _tail(tail: str, read: Reader) -> Iterator[Candidate]:
    for line in reversed(tail.splitlines()[-3:]):
        if 0 < len(line) < 60 and (found := read.all(line)):
            yield Candidate(found[0], "text")


def _completed(tree: HtmlElement, headline: HtmlElement | None, url: str) -> Iterator[Candidate]:
    """A date without a year after the headline, with the year that the page's address or name gives to the same day."""
    body = tree.find(".//body")
    names = " ".join([url, *((body.get("id") or "", body.get("class") or "") if body is not None else ())])
    full = {(int(m[2]), int(m[3])): int(m[1]) for m in _ANY_DAY.finditer(names)}
    if not full:
        return
    after = False
    for n, (text, _, mark) in enumerate(texts(tree, headline)):
        after = after or mark or headline is None
        if n > MAX_TEXTS:
            return
        found = yearless(text[:80]) if after and text else None
        if found in full:
            yield Candidate(date(full[found], *found), "html")
            return


def _last_resort(tree: HtmlElement, url: str, fetched: datetime | None, read: Reader) -> Iterator[Candidate]:
    """What htmldate finds in markup, unless it is a guess (the first of a month that the page does not show) or only a sentence
    tells of it; else the one day that the page shows. The day of the fetch is none: it is as likely the page's clock.

    Its thorough search is left out: it loads 5 s of patterns for every language, and what it found the page must show anyway.
    """
    today = fetched.date() if fetched else None
    found = _htmldate(tree, url, fetched)
    certain = found is not None and (read.order is not None or not any(is_ambiguous(t, found) for t, _, _ in texts(tree, None)))
    if found is not None and found != today and certain:
        seen, told = shown_anywhere(tree, found, read)
        if seen is not None or (found.day != 1 and not told):
            yield Candidate(seen or found, "html")
            return
        if found.strftime("%y%m%d") in url:
            yield Candidate(found, "url")
            return
    only = only_day(tree, read)
    if only is not None and only.day != today and not _future(only, fetched):
        yield only


def _htmldate(tree: HtmlElement, url: str, fetched: datetime | None) -> date | None:
    latest = (fetched + timedelta(days=1)).strftime("%Y-%m-%d") if fetched else None
    try:
        return date.fromisoformat(find_date(tree, url=url, original_date=True, extensive_search=False, max_date=latest) or "")
    except HTMLDATE_ERRORS:
        return None
