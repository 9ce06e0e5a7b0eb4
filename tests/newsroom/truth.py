"""What is true of each article? Everything a crawl of the newsroom must find, told by its authors and never by an extractor.

The record of truth (`truth.json`, committed, made by `python -m tests.newsroom.build`) has one entry a URL:
url, site, is_article, language, title, text, published, modified, authors, entities, events, duplicate_of, ways, versions.
Names are found in a text by the newsroom's own cast list (content/cast.yml), longest first, whole words only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.newsroom import content, designs
from tests.newsroom.content import HOSTS, Piece
from tests.newsroom.designs.page import View

FILE = Path(__file__).parent / "truth.json"
CLOSING = datetime.fromisoformat("2026-10-30T09:00:00+00:00")
"""The moment at which the demo's WARC is taken: everything is published, corrections are in."""


def truth(
    bases: Mapping[str, str] = HOSTS, moment: datetime = CLOSING, among: Iterable[Piece] | None = None
) -> list[dict[str, Any]]:
    """One entry for each article that stands at that moment and for each page that is none, at these addresses."""
    every = list(content.pieces() if among is None else among)
    entries: list[dict[str, Any]] = []
    for site in bases:
        view = View(site, bases[site], content.of_site(site, every), moment)
        design = designs.of(site)
        ways = {way: {p.path for p in listed} for way, listed in design.ways(view).items()}
        for piece in view.shown:
            entries.append(_article(piece, bases, moment, sorted(w for w, paths in ways.items() if piece.path in paths)))
        entries += [
            {"url": bases[site] + path, "site": site, "is_article": False, "kind": kind}
            for path, kind in design.others(view).items()
        ]
    return entries


def dump(entries: list[dict[str, Any]]) -> str:
    """The truth as it is committed: one entry a line, so that a change reads well in a diff."""
    return "[\n" + ",\n".join(json.dumps(e, ensure_ascii=False) for e in entries) + "\n]\n"


def _article(piece: Piece, bases: Mapping[str, str], moment: datetime, ways: list[str]) -> dict[str, Any]:
    version = piece.at(moment)
    assert version is not None
    modified = piece.modified(moment)
    published = piece.published.isoformat() if piece.published else None
    return {
        "url": bases[piece.site] + piece.path,
        "site": piece.site,
        "is_article": True,
        "language": piece.language,
        "title": version.title,
        "text": version.text,
        "published": piece.extra.get("published", published),
        "modified": modified.isoformat() if modified else None,
        "authors": list(piece.authors),
        "entities": entities(version.text) if piece.language == "en" else [],
        "events": [event(e, piece) for e in piece.events],
        "duplicate_of": {**HOSTS, **bases}.get(piece.copy_of[0], "") + piece.copy_of[1] if piece.copy_of else None,
        "ways": ways,
        "versions": [{"since": v.since.isoformat(), "title": v.title, "text": v.text} for v in piece.versions],
        **({"trap": piece.extra["trap"]} if "trap" in piece.extra else {}),
    }


def entities(text: str) -> list[dict[str, Any]]:
    """The cast that a text names, in order of appearance: name, label, code, role, mentions of the full name or an alias."""
    names = {alias: name for name, facts in content.cast().items() for alias in (name, *facts.get("also", ()))}
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + r")(?!\w)")
    found: dict[str, list[dict[str, Any]]] = {}
    for match in pattern.finditer(text):
        found.setdefault(names[match[0]], []).append({"text": match[0], "start": match.start(), "end": match.end()})
    cast = content.cast()
    return [
        {"name": n, "label": cast[n]["label"], "code": cast[n].get("code"), "role": cast[n].get("role"), "mentions": mentions}
        for n, mentions in found.items()
    ]


def event(written: Mapping[str, Any], piece: Piece) -> dict[str, Any]:
    """An event with what the YAML leaves to custom: affirmed, asserted, no background, on the day of publication."""
    dated = written.get("date")
    start, end = dated if isinstance(dated, list) else (dated, dated)
    day = (piece.published or piece.appears).date().isoformat()
    return {
        "type": written["type"],
        "alt_types": written.get("also", []),
        "weight": "minor" if written.get("minor") else "core",
        "mode": written.get("mode"),
        "actors": written.get("actors", []),
        "recipients": written.get("recipients", []),
        "place": written.get("place"),
        "date": {"start": start or day, "end": end or day, "source": "text" if dated else "publication"},
        "polarity": written.get("polarity", "affirmed"),
        "modality": written.get("modality", "asserted"),
        "background": bool(written.get("background", False)),
        "quote": written["quote"],
    }
