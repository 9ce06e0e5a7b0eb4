"""Fifty pages in the manner of ministries, presidencies and parliaments: releases of `releases.yml` in the designs of `designs.py`."""

# ruff: noqa: E501 markup reads better on its own lines
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.extract.press import designs

LANGUAGES = {
    "trs": ["zh"], "korean_board": ["ko"], "bitrix": ["ru", "uk", "az"], "turkish_mfa": ["tr", "az", "en"], "old_table": ["ru", "en", "el", "az"],
    "gsb": ["de", "en"], "spip": ["fr", "en"], "sharepoint": ["ar", "en", "es"], "govuk": ["en"], "plone": ["es", "en", "fr"],
}  # fmt: skip
"""The languages in which a design is met; any for the others."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A page of the set, and what is true of it."""

    name: str
    url: str
    html: str
    title: str
    text: str
    published: datetime | date | None
    language: str
    speakers: tuple[str, ...]


def pages() -> list[Truth]:
    """The set: each release in three designs, all designs about as often."""
    file = Path(__file__).parent / "releases.yml"
    releases: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    names = list(designs.DESIGNS)
    result: list[Truth] = []
    used: Counter[str] = Counter()
    for release in sorted(releases, key=lambda r: sum(r["language"] in LANGUAGES.get(d, [r["language"]]) for d in names)):
        fitting = [d for d in names if release["language"] in LANGUAGES.get(d, [release["language"]])]
        for name in sorted(fitting, key=lambda d: used[d])[:3]:
            used[name] += 1
            result.append(_page(release, name, designs.DESIGNS[name]))
    return result


def _page(release: dict[str, Any], name: str, design: Callable[..., designs.Drawn]) -> Truth:
    moment = datetime.fromisoformat(release["published"])
    paragraphs = release["text"].strip().split("\n\n")
    drawn = design(release["title"], paragraphs, moment, release["language"])
    text = "\n\n".join("\n".join(line.removeprefix("- ") for line in p.split("\n")) for p in paragraphs)
    return Truth(
        f"{release['id']}-{name}", drawn.url, drawn.html, release["title"], text, drawn.published, release["language"],
        tuple(release.get("speakers", ())),
    )  # fmt: skip
