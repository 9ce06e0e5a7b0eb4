"""Site definitions of the newsroom: for `SITES_DIR` with loopback addresses, and those that crawler/demo keeps beside its WARC."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.newsroom.content import HOSTS
from tests.newsroom.designs import forms

if TYPE_CHECKING:
    from tests.newsroom.room import Newsroom

FOLDER = "room"
"""The folder that `write_sites` makes: the sites are called `mfa_room`, `economy_room`, `agency_room`, `bulk_room`."""

_MFA = """\
name: Ministry of Foreign Affairs (demo)
country: AZE
kind: ministry
languages: [en, az, fr]
hosts: [{host}]
{extra}find:
  - feed: {base}/rss/news
  - feed: {base}/atom.xml
  - sitemap: {base}/sitemap.xml
  - listing: {base}/en/news
    next: "?page={{n}}"
article:
  url: ^/(en/news|az/xeber|fr/actualites)/\\d+$
  body: div.news-text
pace: {{delay: {delay}, at_once: 2}}
expect: {{articles: {articles}, title: 1.0, published: 1.0, text: 1.0}}
"""
_ECONOMY = """\
name: Ministry of Economy (demo)
country: GEO
kind: ministry
languages: [en, ru]
hosts: [{host}]
{extra}find:
  - listing: {base}/news.php
    next: "?page={{n}}"
  - sitemap: {base}/sitemap.xml
article:
  url: ^/view\\.php\\?(.*&)?id=\\d+|^/files/.+\\.pdf$
  title: b.head
  body: td.txt
  published: font[color]
  timezone: Asia/Tbilisi
  date_order: DMY
  pdf: true
pace: {{delay: {delay}, at_once: 2}}
expect: {{articles: {articles}, title: 1.0, published: 0.9, text: 1.0}}
"""
_AGENCY = """\
name: Meridian News Agency (demo)
country: TUR
kind: agency
languages: [en]
hosts: [{host}]
{extra}find:
  - sitemap: {base}/news-sitemap.xml
  - feed: {base}/rss.xml
  - sitemap: {base}/sitemap.xml
  - listing: {base}/latest
    next: a.next
article:
  url: ^/(world|economy|culture|sport)/\\d{{4}}/\\d\\d/[a-z0-9-]+$
  timezone: Europe/Istanbul
pace: {{delay: {delay}, at_once: 2}}
expect: {{articles: {articles}, title: 1.0, published: 1.0, text: 1.0}}
"""
_TRAPS = """\
name: Bureau of Traps
kind: other
languages: [en]
hosts: [{host}]
{extra}find:
  - listing: {base}/list
  - sitemap: {base}/sitemap.xml
cookies: {{lang: en}}
article:
  url: ^/item/
  timezone: Europe/Prague
  date_order: DMY
  pdf: true
pace: {{delay: {delay}, at_once: 2}}
expect: {{articles: {articles}}}
"""
_FORM = """\
name: Gazette of Forms ({form})
kind: news
languages: [en]
hosts: [{host}]
find:
  - {find}
article:
  url: ^/story/\\d+$
pace: {{delay: 0, at_once: 2}}
"""
_TEMPLATES = {"mfa": _MFA, "economy": _ECONOMY, "agency": _AGENCY, "bulk": _MFA, "copies": _MFA, "traps": _TRAPS}


def definition(site: str, base: str, *, replay: str | None = None, delay: float = 0, articles: int = 5) -> str:
    """A site's YAML at that address; `replay` names a WARC beside it."""
    extra = f"replay: {replay}\n" if replay else ""
    return _TEMPLATES[site].format(host=urlsplit(base).hostname, base=base, extra=extra, delay=delay, articles=articles)


def write_sites(room: Newsroom, folder: Path | str, *, delay: float = 0) -> list[Path]:
    """Writes `FOLDER/<site>.yml` under `folder` for each site of a running newsroom; `folder` is the SITES_DIR."""
    target = Path(folder) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for site, base in room.bases.items():
        if site not in _TEMPLATES:
            continue
        path = target / f"{site}.yml"
        path.write_text(definition(site, base, delay=delay), encoding="utf-8")
        written.append(path)
    return written


def write_forms(room: Newsroom, folder: Path | str) -> dict[str, str]:
    """Writes one definition a form of discovery (and a lying one) of the site `forms`; gives form → site id, as in `rdf_forms`."""
    target = Path(folder) / "forms"
    target.mkdir(parents=True, exist_ok=True)
    base = room.bases["forms"]
    for form, find in {**forms.FINDS, **forms.LIARS}.items():
        yaml = _FORM.format(form=form, host=urlsplit(base).hostname, find=find.format(base=base))
        (target / f"{form}.yml").write_text(yaml, encoding="utf-8")
    return {form: f"{form}_forms" for form in (*forms.FINDS, *forms.LIARS)}


def demo_definitions() -> dict[str, str]:
    """File name → YAML of the definitions in crawler/demo."""
    return {f"{site}.yml": definition(site, base, replay="newsroom.warc.gz", articles=15) for site, base in HOSTS.items()}
