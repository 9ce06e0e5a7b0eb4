"""Which regular expression tells a site's articles from its other links? Told by the shapes of their URLs; nothing is fetched.

URLs of one shape (depth, ending, where numbers stand) make one alternative. Its last segment takes the tightest form that nearly
all of them share, so that a list never passes for an article; the segments before it are as loose as the site's own navigation
lets them be, because a page of one day shows only some of a site's sections.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from crawler.model.patterns import MAX_PATTERN, checked
from crawler.spiders.articles import place_of

FEW = 4
"""Different words at one place of the path up to which they are listed; more are a pattern."""
MAX_GROUPS = 4  # alternatives in a drafted pattern: more are no longer read by who mends the draft
LEAST_SHARE = 0.03
"""Of all article URLs: shapes that are rarer are accidents."""
LEAST_SHARE_OF_WORDS = 0.25
"""The same for a shape without a number, where another has one: navigation has long names, too."""
NEARLY_ALL = 0.9
"""Share of a shape's URLs that must have a form: one stray link in ten is usual."""
TOLERATED = 0.1
"""Other links that an alternative may take in, as a share of its articles: navigation is told by its look, not always rightly."""
TOLERATED_OF_OTHERS = 0.03
"""The same for a shape that is surely an article's, as a share of the other links."""

NEWS_WORDS = re.compile(
    r"news|press|releas|statement|article|story|stories|latest|headline|media|announce|speech|haber|xeber|xəbər|actualit|noticia"
    r"|nachricht|aktuell|новост|novosti|notizie|comunicad|communiq|berita|أخبار|خبر|新闻|ニュース|뉴스|акту|жаңалық|siaxle",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z\d]{2,3})?", re.IGNORECASE)
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}", re.IGNORECASE)
_DAY = r"\d{4}-\d\d-\d\d"
_YEAR = re.compile(r"(?:19|20)\d\d")
_KEY = re.compile(r"[A-Za-z]{1,10}\d{4,}(?:[-_]\d+)?|[A-Za-z]{1,2}[-_]\d{4,}")
"""A word and a number, as `article240589770`, `a-65464327`, `t20260728_11993800`; not `minister-meets-envoy-12345`."""
LONGEST_KEY = 12
"""Letters beside the numbers of a key: more are a story's own words."""
ANY = "[^/?]+"
OPEN = "[^/?]*"


def pattern_of(urls: Iterable[str], others: Iterable[str] = (), *, sure: Iterable[str] = ()) -> str | None:
    """A regular expression over path and query that most of these article URLs share and hardly any of the others; None
    without URLs. The shapes of the `sure` ones stand first and none of them is left out for being rare."""
    certain = {_shape(url) for url in sure}
    groups: dict[tuple[object, ...], list[str]] = {}
    for url in dict.fromkeys((*sure, *urls)):
        groups.setdefault(_shape(url), []).append(place_of(url))
    if not groups:
        return None
    against = [place_of(url) for url in dict.fromkeys(others)]
    total = sum(map(len, groups.values()))
    ranked = sorted(groups.items(), key=lambda item: (item[0] not in certain, -len(item[1])))
    kept = [g for i, (shape, g) in enumerate(ranked) if i == 0 or shape in certain or len(g) >= max(2, total * LEAST_SHARE)]
    found = [(p, len(g)) for i, g in enumerate(kept) if (p := _alternative(g, against, sure=i < len(certain)))]
    if not found:
        return _path(_columns(kept[0], _tight), _tails(kept[0])[-1])
    numbered = r"\d" in found[0][0]
    return _within_bounds(
        [p for i, (p, n) in enumerate(found) if i == 0 or not numbered or r"\d" in p or n >= total * LEAST_SHARE_OF_WORDS]
    )


def _within_bounds(alternatives: Sequence[str]) -> str:
    """The first alternatives, as many as a pattern may have."""
    kept = list(dict.fromkeys(alternatives))[:MAX_GROUPS]
    while len(kept) > 1 and len("|".join(kept)) > MAX_PATTERN:
        kept.pop()
    return "|".join(kept)


def alike(urls: Iterable[str], sure: Iterable[str]) -> list[str]:
    """Those of the URLs that have the shape of one of the sure articles and, like it, a number at their end: other languages."""
    shapes = {_shape(u) for u in sure if _ends_in_number(u)}
    return [u for u in urls if _ends_in_number(u) and _shape(u) in shapes]


def _ends_in_number(url: str) -> bool:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2].isdigit()


def _shape(url: str) -> tuple[object, ...]:
    """What URLs of one kind have in common: depth, ending, the names in the query, where numbers stand and with which words."""
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")
    names = tuple(sorted(p.partition("=")[0] for p in parts.query.split("&") if "=" in p))
    ending = _ENDING.search(segments[-1])
    last = segments[-1].removesuffix(ending[0]) if ending else segments[-1]
    return (
        len(segments),
        parts.path.endswith("/"),
        ending[0] if ending else "",
        names if len(segments) <= 2 or not names else (),
        tuple(s.isdigit() for s in segments[:-1]),
        _digits(last) if last.isdigit() or _KEY.fullmatch(last) else "",
    )


def _alternative(places: Sequence[str], against: Sequence[str], *, sure: bool) -> str | None:
    """The loosest pattern of one shape that takes in hardly any other link; None where every one does, but for a `sure` shape."""
    tails = _tails(places)
    loose, tight = _columns(places, _loose), _columns(places, _tight)
    given = [_anywhere(loose, tail) for tail in tails]
    given += [_path(columns, tail) for columns in (loose, tight) for tail in tails]
    candidates = {p: sum(bool(re.search(p, place)) for place in against) for p in given if p and _is_safe(p)}
    tolerated = max(TOLERATED * len(places), TOLERATED_OF_OTHERS * len(against) * sure)
    fitting = next((p for p, wrong in candidates.items() if wrong <= tolerated), None)
    return fitting or (min(candidates, key=lambda p: candidates[p]) if sure and candidates else None)


def _is_safe(pattern: str) -> bool:
    try:
        return bool(checked(pattern))
    except ValueError:
        return False


def _columns(places: Sequence[str], column: Callable[[Sequence[str]], str]) -> list[str]:
    rows = [p.partition("?")[0].strip("/").split("/") for p in places]
    return [column([row[i] for row in rows]) for i in range(len(rows[0]) - 1)]


def _path(columns: Sequence[str], tail: str) -> str:
    return "^/" + "".join(c + "/" for c in columns) + tail


def _anywhere(columns: Sequence[str], tail: str) -> str | None:
    """The path without the sections in front, of which there may be more or fewer; None where no number or date is left, which
    alone says what is an article."""
    if r"\d{4}/\d+" in "/".join(columns[:2]):
        ending = re.search(r"(?:\\\.[a-z]{2,5})?/?(?:\(\?:\\\?\|\$\))$", tail)
        return "^/" + "".join(c + "/" for c in columns if c != ANY) + "[^?]+" + ending[0] if ending else None
    if len(columns) > 1 and columns[0] != ANY and set(columns[1:]) == {ANY} and r"\d" in tail:
        return f"^/{columns[0]}/[^?]*" + (tail.removeprefix(OPEN) if tail.startswith(OPEN) else f"/{tail}")
    rest = list(columns)
    while rest and rest[0] == ANY:
        rest.pop(0)
    if len(rest) == len(columns) or r"\d" not in "/".join([*rest, tail]):
        return None
    return tail.removeprefix(OPEN) if not rest and tail.startswith(OPEN) else "/" + "".join(c + "/" for c in rest) + tail


def _loose(values: Sequence[str]) -> str:
    """A place of the path before the last: names of sections vary, words for news and languages are kept."""
    different = sorted(set(values))
    if len(different) == 1 and _LANGUAGE.fullmatch(different[0]):
        return different[0]
    return _formed(values) or (_listed(different) if all(map(_says_news, different)) else ANY)


def _says_news(name: str) -> bool:
    """Is this what a site calls its news, and not a story's own name with such a word in it?"""
    words = [word for word in re.split(r"[-_]", name) if word]
    return 2 * sum(bool(NEWS_WORDS.search(word)) for word in words) >= max(1, len(words))


def _tight(values: Sequence[str]) -> str:
    """The same place as seen: a word, a few words, digits, or anything."""
    different = sorted(set(values))
    if form := _formed(values):
        return form
    few = len(different) == 1 or (len(different) <= FEW and len(values) >= 2 * len(different))
    return _listed(different) if few and all(len(v) < 24 for v in different) else ANY


def _listed(different: Sequence[str]) -> str:
    return re.escape(different[0]) if len(different) == 1 else f"(?:{'|'.join(map(re.escape, different))})"


def _formed(values: Sequence[str]) -> str | None:
    """A form that says what the values are: numbers, years, dates, months, languages."""
    if all(v.isdigit() for v in values):
        return r"\d{4}" if all(map(_YEAR.fullmatch, values)) else r"\d+"
    if skeleton := _skeleton(values):
        return skeleton
    if all(map(_MONTH.fullmatch, values)):
        return "[a-z]{3,9}" if all(v == v.lower() for v in values) else "[A-Za-z]{3,9}"
    different = set(values)
    if len(different) > 1 and all(map(_LANGUAGE.fullmatch, different)):
        return "[a-z]{2}" if all(len(v) == 2 for v in different) else "[a-z]{2}[^/?]*"
    return None


def _skeleton(values: Sequence[str]) -> str | None:
    """The values with numbers for their digits (`article\\d+`, `\\d{4}-\\d\\d-\\d\\d`), where nearly all are alike then; None
    for words without and numbers without words."""
    forms = Counter(_digits(v) for v in values)
    form, times = forms.most_common(1)[0]
    alike = times >= NEARLY_ALL * len(values) and r"\d" in form and any(re.search(r"\d{4}", v) for v in values)
    alike = alike and len(re.sub(r"\d", "", values[0])) <= LONGEST_KEY
    return form if alike and (times > 2 or _KEY.fullmatch(values[0]) or form == _DAY) else None


def _digits(value: str) -> str:
    if re.fullmatch(_DAY, value):
        return _DAY
    return r"\d+".join(re.escape(part) for part in re.split(r"\d+", value))


def _tails(places: Sequence[str]) -> list[str]:
    """The last segment, its ending and the key in the query, and that nothing follows them; the loosest first."""
    paths = [p.partition("?")[0] for p in places]
    values = [p.strip("/").rpartition("/")[2] for p in paths]
    slash = "/" if paths[0].endswith("/") and len(paths[0]) > 1 else ""
    query = _query([p.partition("?")[2] for p in places])
    ending = _ENDING.search(values[0])
    names = [v.removesuffix(ending[0]) for v in values] if ending else values
    after = (re.escape(ending[0]) if ending else "") + slash + (query or r"(?:\?|$)")
    if len(set(names)) == 1 and (query or len(values) > 1):
        return [re.escape(names[0]) + after]
    return [form + after for form in _named(names)]


def _named(values: Sequence[str]) -> list[str]:
    """The forms that nearly all of the articles' own names have, the loosest first: never a word, which may be a list's."""
    if skeleton := _skeleton(values):
        return [skeleton]
    slugs = [rf"[^/?{mark}]+{mark}" for mark in "-_"]
    forms: list[tuple[str, list[str]]] = [
        (r"\d+", [r"\d+"]),
        (r"[^/?]*-\d{4}-\d\d-\d\d", [r"[^/?]*-\d{4}-\d\d-\d\d"]),
        (r"[^/?]*-\d{4,}", [r"[^/?]*-\d{4,}"]),
        (r"[^/?]*\D\d{5,}", [r"[^/?]*\d{5,}"]),
        (r"\d{3,}[-_][^/?]*", [r"\d{3,}[-_][^/?]*"]),
        *((rf"(?:{slug}){{3}}[^/?]+", [slug * 2 + ANY, slug * 3 + ANY]) for slug in slugs),
        *((rf"(?:{slug}){{2}}[^/?]+", [slug + ANY, slug * 2 + ANY]) for slug in slugs),
    ]
    for seen, given in forms:
        if sum(bool(re.fullmatch(seen, v)) for v in values) >= NEARLY_ALL * len(values):
            return given
    return [ANY]


def _query(queries: Sequence[str]) -> str:
    """The one name whose value tells articles apart, if a path alone doesn't."""
    pairs = [dict(p.partition("=")[::2] for p in q.split("&") if "=" in p) for q in queries]
    for name in pairs[0]:
        values = [p.get(name, "") for p in pairs]
        if all(v.isdigit() for v in values) and (len(set(values)) > 1 or len(values) == 1):
            return rf"\?(?:.*&)?{re.escape(name)}=\d+"
    return ""
