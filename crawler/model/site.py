"""What is known of a site: where its articles are listed, what is one, and how to behave there."""

from __future__ import annotations

from datetime import date
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from crawler.model.patterns import checked
from crawler.model.record import Kind, Record


class Find(Record):
    """One way to learn of articles: exactly one of `feed`, `sitemap`, `listing`, `api` is given.

    `next` pages a listing or an API: a CSS selector of the next link, or text with `{n}` (page number), `{offset}` (items so
    far) or `{yyyy}`, `{mm}`, `{dd}` (date archive). `first` is the first number, `step` the offset's step, `pages` the most
    pages of one run.
    `items`, `url`, `title`, `published` are path expressions into JSON (`items.0.link`), for `api`.
    """

    feed: str | None = None
    sitemap: str | None = None
    listing: str | None = None
    api: str | None = None
    next: str | None = None
    first: int = 1
    step: int = 10
    pages: int = Field(default=20, ge=1)
    links: str | None = None
    items: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None

    @field_validator("feed", "sitemap", "listing", "api")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value.replace("{", "").replace("}", ""))
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{value!r} is not an http or https URL")
        if "@" in parts.netloc:
            raise ValueError(f"a name or password in the URL of {parts.netloc.rpartition('@')[2]}: none is ever sent")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Find:
        given = [w for w in ("feed", "sitemap", "listing", "api") if getattr(self, w)]
        if len(given) != 1:
            raise ValueError("give exactly one of feed, sitemap, listing, api")
        return self

    @property
    def way(self) -> Literal["feed", "sitemap", "listing", "api"]:
        """Which way it is."""
        return next(w for w in ("feed", "sitemap", "listing", "api") if getattr(self, w))

    @property
    def address(self) -> str:
        """The URL where this way begins."""
        return str(getattr(self, self.way))


class ArticleHints(Record):
    """What is an article here, and where its parts stand. CSS selectors; without them extraction is automatic.

    `url` and `exclude` are regular expressions searched in the path and query of the URL. `until` is the last day on which
    this block held (a site that was redesigned has several).
    """

    url: str | None = None
    exclude: str | None = None
    body: str | None = None
    title: str | None = None
    published: str | None = None
    authors: str | None = None
    drop: tuple[str, ...] = ()
    timezone: str | None = None
    date_order: Literal["DMY", "MDY", "YMD"] | None = None
    until: date | None = None
    pdf: bool = False

    @field_validator("url", "exclude")
    @classmethod
    def _pattern(cls, value: str | None) -> str | None:
        return None if value is None else checked(value)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError):
                raise ValueError(f"{value!r} is not an IANA time zone such as Asia/Baku") from None
        return value


class Pace(Record):
    """Politeness: seconds between requests to a host, requests at once, requests a run, hours (UTC, "22-06") without any."""

    delay: float = Field(default=1.0, ge=0, le=120)
    at_once: int = Field(default=2, ge=1, le=16)
    requests: int | None = Field(default=None, ge=1)
    quiet: str | None = Field(default=None, pattern=r"^\d\d-\d\d$")


class Expect(Record):
    """What a healthy run gives: at least `articles` listed; the others are shares (0..1) of articles with the field.

    `usual: false` leaves out the comparison with the weeks before, for a site that changes its ways.
    """

    articles: int | None = Field(default=None, ge=0)
    title: float | None = Field(default=None, ge=0, le=1)
    published: float | None = Field(default=None, ge=0, le=1)
    authors: float | None = Field(default=None, ge=0, le=1)
    text: float | None = Field(default=None, ge=0, le=1)
    events: float | None = Field(default=None, ge=0, le=1)
    usual: bool | None = None


class Site(Record):
    """One site's definition, as its YAML file says. `id` is the spider's name: `az/mfa.yml` is `mfa_az`."""

    id: str = Field(pattern=r"^[a-z0-9_]{1,64}$")
    name: str
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    kind: Kind = "other"
    languages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = Field(min_length=1)
    platform: str | None = None
    known: Literal["tested", "used", "stale"] | None = None
    known_when: date | None = None
    access: str | None = None
    robots: Literal["obey"] = "obey"
    browser: bool = False
    insecure_tls: bool = False
    cookies: dict[str, str] = {}
    error_markers: tuple[str, ...] = ()
    replay: str | None = None
    find: tuple[Find, ...] = Field(min_length=1)
    article: tuple[ArticleHints, ...] = (ArticleHints(),)
    pace: Pace = Pace()
    expect: Expect = Expect()

    @field_validator("article", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, dict) else value

    def hints(self, when: date | None = None) -> ArticleHints:
        """The article block that holds on that day; the newest without a day."""
        dated = sorted((a for a in self.article if a.until), key=lambda a: a.until or date.max)
        current = next((a for a in self.article if a.until is None), self.article[-1])
        return next((a for a in dated if when and a.until and when <= a.until), current)


class RefusedSite(Record):
    """A site that was tried and would not have us: a state to know of, not to fight. `sites/refused.yml` lists them.

    `since` is the day of the newest evidence; `status` the HTTP status where there was one; `instead` what to read in its place.
    """

    name: str
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    kind: Kind = "other"
    hosts: tuple[str, ...] = Field(min_length=1)
    since: date
    cause: Literal["forbidden", "challenge", "cookie_gate", "no_connection", "robots", "redirect"]
    status: int | None = Field(default=None, ge=100, le=599)
    reason: str
    instead: str | None = None
