"""What does the invented newsroom publish? Reads content/*.yml into pieces; the truth about each is written beside its text.

All people are invented and so is everything that happens; countries and organisations are real, so that their codes apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"
HOSTS = {"mfa": "https://mfa.example", "economy": "http://economy.example", "agency": "https://meridian.example"}
"""The sites by short name, and where they stand in the WARC; `Newsroom` puts loopback addresses in their place."""

SITES = (*HOSTS, "traps")
"""The sites with written articles; `forms` and `bulk` are generated."""


class _Plain(yaml.SafeLoader):
    """YAML without its own idea of time: timestamps stay text, so that UTC offsets survive."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Version:
    """What an article says from a moment on. Paragraphs may begin with `## ` (heading), `* ` (list item) or `> ` (quote)."""

    since: datetime
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The body as a reader sees it: paragraphs separated by one blank line, marks taken off."""
        return "\n\n".join(re.sub(r"^(## |\* |> )", "", p) for p in self.paragraphs)


@dataclass(frozen=True)
class Piece:
    """One article: `path` is its address on `site`; `published` is None where the page gives no date (`appears` still does).

    `events` are as in the YAML. `copy_of` is (site, path) of what it copies. `versions` are in order of time.
    """

    site: str
    path: str
    versions: tuple[Version, ...]
    published: datetime | None
    appears: datetime
    language: str = "en"
    authors: tuple[str, ...] = ()
    section: str = "news"
    tags: tuple[str, ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    copy_of: tuple[str, str] | None = None
    pdf: bool = False
    hidden: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def at(self, moment: datetime) -> Version | None:
        """The version shown at that moment, or None before it appears."""
        shown = [v for v in self.versions if v.since <= moment]
        return shown[-1] if shown else None

    def modified(self, moment: datetime) -> datetime | None:
        """When it was last corrected, as known at that moment; None if it stands as published."""
        shown = [v for v in self.versions if v.since <= moment]
        return shown[-1].since if len(shown) > 1 else None


def read_yaml(path: Path) -> Any:
    """A YAML file whose timestamps stay text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)


@cache
def pieces() -> tuple[Piece, ...]:
    """All articles of the newsroom, in the order of the files."""
    written: dict[tuple[str, str], Piece] = {}
    copies: list[tuple[str, dict[str, Any]]] = []
    for file in sorted(CONTENT.glob("*.yml")):
        site = file.stem.split("-")[0]
        for entry in read_yaml(file) if site in SITES else ():
            if "copy_of" in entry:
                copies.append((site, entry))
            else:
                piece = _piece(site, entry, _paragraphs(entry["text"]))
                written[piece.site, piece.path] = piece
    for site, entry in copies:
        piece = _copy(site, entry, written)
        written[piece.site, piece.path] = piece
    return tuple(written.values())


@cache
def cast() -> dict[str, dict[str, Any]]:
    """Every name of the newsroom: label, code and role, by the name in full (content/cast.yml)."""
    return {name: dict(facts) for name, facts in read_yaml(CONTENT / "cast.yml").items()}


def of_site(site: str, among: Iterable[Piece] | None = None) -> list[Piece]:
    """One site's pieces."""
    return [p for p in (pieces() if among is None else among) if p.site == site]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(p.split()) for p in re.split(r"\n\s*\n", text.strip()) if p.strip())


def _piece(site: str, entry: dict[str, Any], paragraphs: tuple[str, ...], **more: Any) -> Piece:
    appears = datetime.fromisoformat(entry["at"])
    versions = [Version(appears, entry["title"], paragraphs)]
    for correction in entry.get("corrections", ()):
        before = versions[-1]
        body = tuple(_replaced(p, correction.get("replace", {})) for p in before.paragraphs)
        body += _paragraphs(correction.get("add", ""))
        versions.append(Version(datetime.fromisoformat(correction["at"]), correction.get("title", before.title), body))
    piece = Piece(
        site=site,
        path=entry["path"],
        versions=tuple(versions),
        published=None if entry.get("undated") else appears,
        appears=appears,
        language=entry.get("language", "en"),
        authors=tuple(entry.get("authors", ())),
        section=entry.get("section", "news"),
        tags=tuple(entry.get("tags", ())),
        events=tuple(entry.get("events", ())),
        pdf=bool(entry.get("pdf")),
        hidden=bool(entry.get("hidden")),
        extra=entry.get("extra", {}),
    )
    return replace(piece, **more)


def _copy(site: str, entry: dict[str, Any], written: Mapping[tuple[str, str], Piece]) -> Piece:
    """A syndicated copy: the original's paragraphs with a head, small edits, the last ones dropped, a foot added."""
    other, path = entry["copy_of"].split(" ")
    original = written[other, path]
    body = list(original.versions[0].paragraphs)
    del body[len(body) - int(entry.get("drop_last", 0)) :]
    body = [_replaced(p, entry.get("replace", {})) for p in body]
    body[0] = entry.get("head", "") + body[0]
    body += _paragraphs(entry.get("foot", ""))
    text = "\n\n".join(body)
    kept = tuple(e for e in original.events if e["quote"] in text) + tuple(entry.get("events", ()))
    entry = {"title": original.versions[0].title, **entry, "events": kept}
    return _piece(site, entry, tuple(body), copy_of=(other, path))


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    for old, new in pairs.items():
        text = text.replace(old, new)
    return text
