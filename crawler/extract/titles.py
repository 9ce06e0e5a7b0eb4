"""What is the article's headline? The page's own words for it, without the site's name; where candidates agree, that decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.body import Piece, tidy
from crawler.extract.context import Line
from crawler.extract.declared import Declared, strings

MAX_TITLE = 400
"""Characters: a longer heading is text."""

_SEPARATOR = re.compile(
    r"\s+[|–—\-·•»«›:/~]+\s+|\s*[|｜»]\s*|\s+::?\s+|_(?=[^\W\d_]+$)|\s*[-–—](?=[^\s-]+\.(?:com|org|net|[a-z]{2})$)"
)
_SENTENCE = re.compile(r"[.!…。！؟।][\"'”’»)\]]*$")
_TITLE_CLASS = re.compile(
    r"tit(?:le|re|ulo|olo|el)|head(?:line|ing)|zagolov|baslik|başlıq|basliq|bt\b|biaoti|subject", re.IGNORECASE
)
_KICKER = re.compile(
    r"kicker|over-?line|over-?title|top-?line|dachzeile|roof-?line|spitzmarke|eyebrow|pre-?title|super-?title|sur-?titre|ante-?titulo|"
    r"occhiello|cintillo|volanta|supertitel|sub-?heading",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"visually-?hidden|sr-?only|screen-?reader|off-?screen|aural", re.IGNORECASE)
_BREADCRUMB = re.compile(r"bread-?crumb", re.IGNORECASE)
LONG_HEADLINE = 90
"""Characters near which software cuts a declared headline."""
MAX_KICKER = 80
"""Characters."""
MIN_HEADLINE = 10
"""Characters that a kicker must leave of a heading."""
_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, where it was found ("json-ld", "meta", "html", "feed", "site"), and the element that shows it, if one does."""

    text: str
    source: str
    element: HtmlElement | None = None
    others: tuple[str, ...] = ()


def find_title(tree: HtmlElement, says: Declared, url: str, hint: str | None = None) -> Title | None:
    """The headline, or None; its element is looked for among smaller headings too."""
    title = _choose(tree, says, url, hint)
    if title is None or title.element is not None:
        return title
    return replace(title, element=element_of(tree, title.text))


def element_of(tree: HtmlElement, text: str) -> HtmlElement | None:
    """The first element that shows just this text."""
    wanted = squash(text[:MAX_TITLE])
    for element in tree.iter("h1", "h2", "h3", "h4", "strong", "b", "font", "div", "p", "span", "td", "center"):
        if len(element) > 3:
            continue
        shown = element.text_content()
        if len(shown) < MAX_TITLE * 2 and squash(shown) == wanted:
            return element
    return None


def shown_title(title: Title | None, tree: HtmlElement, pieces: Sequence[Piece], places: Mapping[str, Line]) -> Title | None:
    """The headline that a page without headings shows at its text, where all it declares is a <title>, often the site's name."""
    if title is not None and (title.source != "html" or (title.element is not None and title.element.tag == "h1")):
        return title
    first = next(
        (i for i, p in enumerate(pieces[:10]) if len(p.text) >= (80 if p.text.isascii() else 40) and _SENTENCE.search(p.text)), None
    )
    if first is None:
        return title
    candidates = [p.text for p in pieces[:first] if _may_be_title(p.text)]
    if not candidates and (at := places.get(pieces[first].text)) is not None:
        before = sorted((x.order, t) for t, x in places.items() if at.order - 10 <= x.order < at.order and x.links < 0.5)
        named = {t for t, x in places.items() if _TITLE_CLASS.search(x.names) or x.tag in ("h2", "h3", "h4")}
        candidates = [t for _, t in before if t in named and _may_be_title(t)][-1:]
    if not candidates:
        return title
    headed = [t for t in candidates if (x := places.get(t)) and (x.tag in ("h2", "h3") or _TITLE_CLASS.search(x.names))]
    text = (headed or candidates)[-1]
    if title is not None and (squash(text) in squash(title.text) or likeness(text, title.text) >= 0.5):
        return Title(text, "html", element_of(tree, text), (title.text, *title.others))
    if title is not None and title.element is None and len(title.text) > 25 and title.text not in places:
        return title  # the page's <title> may be a headline of its own wording
    return Title(text, "html", element_of(tree, text), (title.text, *title.others) if title else ())


def _is_prose(text: str) -> bool:
    return len(text) >= (80 if text.isascii() else 40) and _SENTENCE.search(text) is not None


def _may_be_title(text: str) -> bool:
    return (
        15 <= len(text) <= 250 and "\n" not in text and not _SENTENCE.search(text) and sum(map(str.isdigit, text)) * 3 < len(text)
    )


def _choose(tree: HtmlElement, says: Declared, url: str, hint: str | None) -> Title | None:
    names = site_names(says, url)
    sections = _sections(says, url)
    headings = _headings(tree)
    ld = [t for n in says.articles()[:3] for t in map(_clean, strings(n.get("headline")) or strings(n.get("name"))) if t][:1]
    og = [
        t
        for t in (
            strip_site(_clean(v), names)
            for v in (
                says.first("og:title"),
                says.first("twitter:title"),
                says.first("dc.title", "dcterms.title", "headline", "title"),
            )
        )
        if t
    ]
    if ld and any(_in_breadcrumb(e) and squash(t) != squash(ld[0]) for t, e in headings):
        shown_below = any(squash(e.text_content()) == squash(ld[0]) for e in tree.iter("h2", "h3"))
        headings = [(t, e) for t, e in headings if not (shown_below and _in_breadcrumb(e))]
    micro = [t for t in map(_clean, says.microdata.get("headline", ())[:1]) if t]
    tag = strip_site(_clean(says.title_tag), names)
    declared = [*((t, "json-ld") for t in ld), *((t, "meta") for t in og), *((t, "microdata") for t in micro)]
    if not headings:
        declared = [(strip_site(t, sections), s) for t, s in declared]
        tag = strip_site(tag, sections)
    if tag:
        declared.append((tag, "html"))
    if hint and (told := strip_site(_clean(hint), names)):
        declared.append((told, "feed"))
    kicked = (w for t, e in headings if (w := _clean(_spaced(e))) != t)
    others = tuple(dict.fromkeys([*(t for t, _ in declared), *kicked]))
    headings = [(_with_kicker(t, e, [d for d, _ in declared]), e) for t, e in headings]
    for text, element in headings:
        if bare := next((d for d in declared if _goes_on_with_site(text, d[0])), None):
            return Title(bare[0], bare[1], element, others)
    for text, element in headings:
        if any(squash(text) == squash(t) for t, _ in declared) and not (len(declared) > 1 and _is_site(text, names)):
            bare = next((d for d in declared if _without_kicker(text, d[0])), None)
            return Title(bare[0], bare[1], element, others) if bare else Title(text, "html", element, others)
    for text, element in headings:
        parts = [(t, "html") for t in _SEPARATOR.split(_clean(says.title_tag))]
        bare = next((d for d in (*declared, *parts) if len(headings) == 1 and _without_kicker(text, d[0])), None)
        if bare:
            return Title(bare[0], bare[1], element, others)
    for text, element in headings:
        if not _is_site(text, names) and any(_held_by(text, t) for t, _ in declared):
            return Title(text, "html", element, others)
    shown = next(((t, e) for t, e in headings if not _is_site(t, names) and any(likeness(t, d) >= 0.5 for d, _ in declared)), None)
    if shown and len(headings) <= 2 and not any(squash(d) in squash(shown[0]) or squash(shown[0]) in squash(d) for d in ld):
        return Title(shown[0], "html", shown[1], others)
    if ld and not _is_site(ld[0], names):
        element = next((e for t, e in headings if likeness(t, ld[0]) >= 0.3), headings[0][1] if len(headings) == 1 else None)
        if element is None and not headings:
            for text, source in declared:
                if any(_clean(e.text_content()) == text for e in tree.iter("h2", "h3")):
                    return Title(text, source, element_of(tree, text), others)
        uncut = next((o for o in (*og, tag) if _continues(ld[0], o)), None)
        if uncut:
            return Title(uncut, "meta", element, others)
        return Title(strip_site(ld[0], names) or ld[0], "json-ld", element, others)
    if shown:
        return Title(shown[0], "html", shown[1], others)
    own = [(t, e) for t, e in headings if not _is_site(t, names)]
    if len(own) == 1 and not og and not hint:
        return Title(own[0][0], "html", own[0][1], others)
    if declared and not _is_site(declared[0][0], names):
        return Title(declared[0][0], declared[0][1], headings[0][1] if len(headings) == 1 else None, others)
    if own:
        return Title(own[0][0], "html", own[0][1], others)
    agreed = next(((t, e) for t, e in headings if any(squash(t) == squash(d) for d, _ in declared)), None)
    return Title(agreed[0], "html", agreed[1], others) if agreed else None


def site_names(says: Declared, url: str) -> frozenset[str]:
    """What the site calls itself, squashed: its declared names and the words of its host."""
    names = [
        says.first("og:site_name"),
        says.first("application-name"),
        says.first("twitter:site"),
        says.first("apple-mobile-web-app-title"),
        says.first("dc.publisher"),
    ]
    for node in says.nodes[:50]:
        names += strings(node.get("publisher"))
        kind = str(node.get("@type", "")).lower()
        if "website" in kind or "organization" in kind:
            names += strings(node.get("name"))
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names += [host, *(label for label in labels[:-1] if len(label) > 1)]
    return frozenset(s for s in (squash(n) for n in names if n) if len(s) > 1)


def _sections(says: Declared, url: str) -> frozenset[str]:
    """The sections that the page says it stands in: in its address and its meta tags."""
    names = [*urlsplit(url).path.split("/")[1:-1], *says.meta.get("article:section", ())]
    names += [s for n in says.articles()[:2] for s in strings(n.get("articleSection"))]
    return frozenset(s for s in (squash(n) for n in names[:20]) if len(s) > 3 and not s.isdigit())


def strip_site(title: str, names: frozenset[str]) -> str:
    """A title without the site's name at its end or beginning."""
    while title:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        last, first = cuts[-1], cuts[0]
        if _is_site(title[last.end() :], names) and title[: last.start()].strip():
            title = title[: last.start()].strip()
        elif _is_site(title[: first.start()], names) and title[first.end() :].strip():
            title = title[first.end() :].strip()
        else:
            return title
    return title


def squash(text: str | None) -> str:
    """Letters and digits alone, compatibility forms and case folded: what two spellings of a headline share."""
    plain = text or ""
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    return _NO_WORD.sub("", plain.casefold())


def likeness(a: str, b: str) -> float:
    """Share of words that two headlines have in common (Dice), 0..1."""
    x, y = set(_WORD.findall(a.casefold())), set(_WORD.findall(b.casefold()))
    return 2 * len(x & y) / (len(x) + len(y)) if x and y else 0.0


def _continues(cut: str, whole: str) -> bool:
    """Whether a declared headline breaks off where the other goes on, and not only the site's name is missing."""
    bare = cut.rstrip("… .")
    rest = whole[len(bare) :]
    broken = bare != cut.strip() or rest[:1].isalnum() or len(bare) >= LONG_HEADLINE
    return broken and len(bare) >= 15 and len(whole) > len(cut) and whole.startswith(bare) and not _SEPARATOR.match(rest)


def _without_kicker(shown: str, declared: str) -> bool:
    """Whether a declared headline is the shown one less the kicker in front."""
    at = shown.casefold().rfind(declared.casefold())
    if len(declared) < 15 or at <= 0 or at + len(declared) < len(shown) or len(declared) < len(shown) * 0.3:
        return False
    return not shown[:at].rstrip().endswith(":")  # a colon is as often the headline's own


def _held_by(shown: str, declared: str) -> bool:
    """Whether a shown headline is a declared one less what stands around it there."""
    at = declared.casefold().find(shown.casefold())
    return len(shown) >= 10 and at >= 0 and len(shown) > len(declared) * 0.3 and not declared[:at].rstrip().endswith(":")


def _is_site(text: str, names: Iterable[str]) -> bool:
    flat = squash(text)
    if not flat:
        return True
    return any(
        flat == n
        or (len(n) > 3 and (flat.startswith(n) or flat.endswith(n)) and len(flat) < len(n) + 14)
        or (len(flat) > 3 and n.startswith(flat))
        for n in names
    )


def _headings(tree: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """The page's h1, in order, without the kickers in them."""
    found = [(t, e) for e in tree.iter("h1") if (t := _headline(e)) and len(t) <= MAX_TITLE]
    return found[:20]


def _with_kicker(text: str, heading: HtmlElement, declared: Sequence[str]) -> str:
    """A heading's text, with its kicker where that ends in a colon and the page declares the headline so and not without it."""
    whole = _clean(_spaced(heading))
    known = {squash(t) for t in declared}
    colon = ":" in whole[: max(0, len(whole) - len(text))]
    return whole if colon and squash(text) not in known and squash(whole) in known else text


def _goes_on_with_site(text: str, declared: str) -> bool:
    """Whether a heading is a declared headline and a mark with more words behind it, the site's name."""
    if len(declared) < 20 or not text.startswith(declared) or (mark := _SEPARATOR.match(text, len(declared))) is None:
        return False
    return any(c.isalpha() for c in text[mark.end() :])


def _in_breadcrumb(element: HtmlElement) -> bool:
    """Whether a heading ends a path through the site, where it is worded for search engines."""
    around = [element, *list(element.iterancestors())[:3]]
    return any(_BREADCRUMB.search(" ".join((*e.attrib.keys(), e.get("class") or "", e.get("id") or ""))) for e in around)


def _headline(heading: HtmlElement) -> str:
    """What a heading says less the kicker in front and what only machines are told in it."""
    whole = _clean(_spaced(heading))
    parts = [e for e in heading.iter() if e is not heading and isinstance(e.tag, str) and e.get("class")]
    if not parts:
        return whole
    text = whole
    for part in parts:
        names = part.get("class") or ""
        said = _clean(part.text_content())
        if not any(map(str.isalnum, said)) or len(said) > MAX_KICKER:
            continue
        if (_KICKER.search(names) and text.startswith(said)) or _UNSEEN.search(names):
            rest = text.replace(said, " ", 1).strip(" :|/–—-").strip()
            text = rest if len(rest) >= MIN_HEADLINE else text
    return _clean(text)


def _spaced(element: HtmlElement) -> str:
    """An element's text; where parts meet without a space and the second begins in capitals, one is set."""
    text = ""
    for part in element.itertext():
        piece = str(part)
        text += " " + piece if text[-1:].isalnum() and not text[-1:].isupper() and piece[:1].isupper() else piece
    return text


def _clean(text: str | None) -> str:
    return tidy(" ".join((text or "").split()))[: MAX_TITLE * 2].strip(" |")
