"""Which tables does a database of records have? Columns with their meaning, keys, indexes: one definition for three databases.

The tables are a function of the set of lines loaded and of nothing else: not of their order, of how often or by how many
processes at once. `articles`, `events` and `sites` are derived from the lines in `revisions` and `event_articles`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

VERSION = 1
"""The layout's version, kept in `schema_version`: see `crawler.load.migrations`."""

metadata = sa.MetaData()

Text = sa.Text()
Code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Ids and stamps: compared byte by byte, whatever the database's language."""
Time = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "duckdb").with_variant(sa.Text(), "sqlite")
"""A moment in UTC: timestamptz in PostgreSQL, a timestamp without a zone in DuckDB, ISO 8601 text with Z in SQLite."""
Day = sa.Date().with_variant(sa.Text(), "sqlite")
Json = JSONB().with_variant(sa.Text(), "sqlite", "duckdb")
Truth = sa.Boolean()
Number: sa.Double[float] = sa.Double()


def _column(name: str, kind: Any, comment: str, *args: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *args, comment=comment, autoincrement=False, **options)


def _references(columns: tuple[str, ...], table: str, targets: tuple[str, ...], *, late: bool = False) -> Any:
    """A foreign key; a `late` one is checked when the transaction ends, because what it names is derived after it."""
    key = sa.ForeignKeyConstraint(
        columns, [f"{table}.{t}" for t in targets], deferrable=late or None, initially="DEFERRED" if late else None
    )
    return key.ddl_if(callable_=_has_keys)  # type: ignore[arg-type]


def _has_keys(ddl: Any, target: Any, bind: Any, dialect: Any = None, **_: Any) -> bool:
    """DuckDB checks foreign keys within a transaction too early, and forbids to update what they name: it gets none."""
    return bool((dialect or bind.dialect).name != "duckdb")


schema_version = sa.Table(
    "schema_version",
    metadata,
    _column("version", sa.Integer, "The layout of these tables", primary_key=True),
    comment="Which layout these tables have",
)

sites = sa.Table(
    "sites",
    metadata,
    _column("site", Code, "The site's name in the house, as in `scrapy crawl NAME`", primary_key=True),
    _column("name", Text, "The publisher's own name"),
    _column("kind", Text, "ministry, presidency, government, parliament, igo, agency, news, other"),
    _column("country", Text, "The publisher's country, ISO 3166 alpha-3"),
    _column("described", Code, "The newest line that describes the site: its crawl time, then its hash", nullable=False),
    comment="Who publishes; derived from the newest line of each site",
)

articles = sa.Table(
    "articles",
    metadata,
    _column("id", Code, "SHA-256 of the canonical URL", primary_key=True),
    _column("site", Code, "Who published it: sites.site", nullable=False),
    _column("url", Text, "The canonical URL", nullable=False),
    _column("revision", sa.Integer, "The newest revision loaded: revisions.revision", nullable=False),
    _column("revisions", sa.Integer, "How many revisions are loaded", nullable=False),
    _column("first_seen", Time, "UTC time of the crawl that first brought it"),
    _column("last_seen", Time, "UTC time of the crawl that brought its newest change"),
    _column("duplicate_of", Code, "The article (articles.id) that this one is a copy of, or null; copies carry no events"),
    _column("title", Text, "The headline of the newest revision"),
    _column("language", Text, "ISO 639-1, told by the text"),
    _column("published", Text, "When it was published, exactly as far as it is known: with offset, without, or a day alone"),
    _column("published_at", Time, "The same as a moment in UTC; null when the offset is unknown"),
    _column("published_day", Day, "The day of publication by the publisher's own clock"),
    _references(("site",), "sites", ("site",), late=True),
    sa.Index("articles_by_site", "site", "published_day"),
    sa.Index("articles_by_day", "published_day"),
    sa.Index("articles_by_original", "duplicate_of"),
    comment="One row an article in its newest revision; derived from revisions. Texts are in revisions",
)

revisions = sa.Table(
    "revisions",
    metadata,
    _column("article_id", Code, "articles.id", primary_key=True),
    _column("revision", sa.Integer, "1 for the first version, one more with each change", primary_key=True),
    _column("stamp", Code, "Crawl time and line hash: of two lines that claim one revision the greater stays", nullable=False),
    _column("text_key", sa.BigInteger, "The full-text index's number for this row: 60 bits of a hash of its key", nullable=False),
    _column("site", Code, "sites.site", nullable=False),
    _column("url", Text, "The canonical URL", nullable=False),
    _column("content_hash", Code, "SHA-256 over what was published (title, text, dates, authors)", nullable=False),
    _column("duplicate_of", Code, "The article that this one is a copy of, or null"),
    _column("title", Text, "The headline"),
    _column("authors", Json, "The authors' names, a JSON array"),
    _column("published", Text, "When it was published, as far as it is known"),
    _column("published_at", Time, "The same in UTC; null when the offset is unknown"),
    _column("published_day", Day, "The day of publication by the publisher's own clock"),
    _column("modified", Text, "When the page says that it was changed"),
    _column("crawled", Time, "When it was fetched, UTC"),
    _column("language", Text, "ISO 639-1"),
    _column("text", Text, "The article's text; paragraphs are separated by a blank line", nullable=False),
    _column("extraction", Json, "How the text was won, a JSON object: method, sources, warnings"),
    _column("changes", Json, "What this revision changed against the one before, a JSON object, or null"),
    _references(("article_id",), "articles", ("id",), late=True),
    sa.Index("revisions_by_text_key", "text_key", unique=True),
    sa.Index("revisions_by_crawl", "crawled"),
    comment="One row a line of output: every version of every article",
)

_REVISION = ("article_id", "revision")


def _of_revision() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        _column("article_id", Code, "revisions.article_id", primary_key=True),
        _column("revision", sa.Integer, "revisions.revision", primary_key=True),
    )


entities = sa.Table(
    "entities",
    metadata,
    *_of_revision(),
    _column("entity", sa.Integer, "Counts from 0 within the revision", primary_key=True),
    _column("label", Text, "PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, LAW", nullable=False),
    _column("name", Text, "The fullest name that the text gives", nullable=False),
    _column("code", Code, "Country and sectors, as AZEGOV"),
    _column("role_title", Text, "The office held, in English"),
    _column("role_country", Text, "The country that the office is held for"),
    _column("role_organisation", Text, "The body that the office belongs to"),
    _column("role_sectors", Text, "PLOVER sectors, space-separated, the main one first"),
    _column("role_status", Text, "acting, former, elect, or null for an office held at the time"),
    _column("wikidata", Text, "Wikidata item, as Q42"),
    _column("latitude", Number, "Degrees, WGS 84"),
    _column("longitude", Number, "Degrees, WGS 84"),
    _column("mentions", sa.Integer, "How often the text names it", nullable=False),
    _references(_REVISION, "revisions", _REVISION),
    sa.Index("entities_by_name", "name"),
    sa.Index("entities_by_code", "code"),
    comment="Who and what is named in a revision, all mentions of one joined",
)

mentions = sa.Table(
    "mentions",
    metadata,
    *_of_revision(),
    _column("entity", sa.Integer, "entities.entity", primary_key=True),
    _column(
        "start_at",
        sa.Integer,
        "Offset of the first character (code point) in revisions.text",
        primary_key=True,
    ),
    _column("end_at", sa.Integer, "Offset after the last character", primary_key=True),
    _column("text", Text, "The words", nullable=False),
    _references((*_REVISION, "entity"), "entities", (*_REVISION, "entity")),
    comment="Each place where an entity is named",
)


def facts() -> tuple[sa.Column[Any], ...]:
    """What `events` and `event_articles` both say."""
    return (
        _column("type", Text, "PLOVER type: AGREE, CONSULT …; STATEMENT and APPEAL stand beside them", nullable=False),
        _column("mode", Text, "The type's finer kind, as visit"),
        _column("contexts", Text, "PLOVER contexts, space-separated"),
        _column("cameo", Text, "CAMEO code, as 042"),
        _column("quad", sa.Integer, "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
        _column("goldstein", Number, "Goldstein score, -10 (conflict) to 10 (cooperation)"),
        _column("place", Text, "Where, in the text's words"),
        _column("place_country", Text, "ISO 3166 alpha-3"),
        _column("latitude", Number, "Degrees, WGS 84"),
        _column("longitude", Number, "Degrees, WGS 84"),
        _column("start_day", Day, "The first day of the happening"),
        _column("end_day", Day, "Its last day, inclusive"),
        _column("granularity", Text, "How exactly the day is known: day, week, month …"),
        _column("date_source", Text, "text, or publication where the text gives no day"),
        _column("polarity", Text, "affirmed or negated", nullable=False),
        _column("modality", Text, "asserted, planned, possible, demanded, conditional", nullable=False),
        _column("tense", Text, "past, present, future", nullable=False),
        _column("background", Truth, "True for history and standing conditions: not news", nullable=False),
        _column("attributed_to", Text, "Whose word it is, when the text does not vouch for it itself"),
        _column("confidence", Number, "0 to 1", nullable=False),
        _column("actor", Text, "The first actor's name"),
        _column("actor_code", Code, "The first actor's code"),
        _column("actor_country", Code, "Its first three letters: ISO 3166 alpha-3, UNO, EUR or IGO"),
        _column("recipient", Text, "The first recipient's name; of a meeting told as one of equals, the second participant's"),
        _column("recipient_code", Code, "The code of the same"),
        _column("recipient_country", Code, "The country of the same"),
    )


FACTS = tuple(c.name for c in facts())

events = sa.Table(
    "events",
    metadata,
    _column("id", Code, "Stable across articles: the same happening has the same id", primary_key=True),
    *facts(),
    _column("articles", sa.Integer, "How many articles tell of it in their newest revision; 0: withdrawn by all", nullable=False),
    _column("first_seen", Time, "UTC time of the first crawl that brought it"),
    _column("last_seen", Time, "UTC time of the newest crawl that brought it"),
    _column("article_id", Code, "The telling that the facts above are from (the surest one that stands)", nullable=False),
    _column("revision", sa.Integer, "Its revision", nullable=False),
    _column("n", sa.Integer, "Its number there: event_articles.n", nullable=False),
    sa.Index("events_by_day", "start_day", "type"),
    sa.Index("events_by_pair", "actor_country", "recipient_country", "start_day"),
    comment="One row a happening, however many articles tell of it; derived from event_articles",
)

event_articles = sa.Table(
    "event_articles",
    metadata,
    *_of_revision(),
    _column("n", sa.Integer, "Counts from 0 within the revision", primary_key=True),
    _column("event_id", Code, "events.id", nullable=False),
    *facts(),
    _references(_REVISION, "revisions", _REVISION),
    _references(("event_id",), "events", ("id",), late=True),
    sa.Index("event_articles_by_event", "event_id"),
    comment="One row a telling: what one revision of one article says of an event",
)

_EVENT = (*_REVISION, "n")


def _of_event() -> tuple[sa.Column[Any], ...]:
    return (*_of_revision(), _column("n", sa.Integer, "event_articles.n", primary_key=True))


actors = sa.Table(
    "actors",
    metadata,
    *_of_event(),
    _column("side", Text, "actor or recipient", primary_key=True),
    _column("position", sa.Integer, "Counts from 0 within the side", primary_key=True),
    _column("name", Text, "The entity's name, or the text's words", nullable=False),
    _column("code", Code, "Country and sectors, as AZEGOV"),
    _column("country", Code, "The code's first three letters"),
    _column("sectors", Text, "The sectors of the code, space-separated"),
    _column("entity", sa.Integer, "entities.entity, or null"),
    _column("text", Text, "The words of the text", nullable=False),
    _column("start_at", sa.Integer, "Offset of the first character in revisions.text", nullable=False),
    _column("end_at", sa.Integer, "Offset after the last", nullable=False),
    _references(_EVENT, "event_articles", _EVENT),
    sa.Index("actors_by_code", "code"),
    sa.Index("actors_by_name", "name"),
    comment="Who took part in each telling of an event, and on which side",
)

evidence = sa.Table(
    "evidence",
    metadata,
    *_of_event(),
    _column("position", sa.Integer, "Counts from 0 within the event", primary_key=True),
    _column("start_at", sa.Integer, "Offset of the sentence in revisions.text", nullable=False),
    _column("end_at", sa.Integer, "Offset after it", nullable=False),
    _column("trigger_text", Text, "The word that tells of the event", nullable=False),
    _column("trigger_start", sa.Integer, "Its offset", nullable=False),
    _column("trigger_end", sa.Integer, "The offset after it", nullable=False),
    _references(_EVENT, "event_articles", _EVENT),
    comment="The sentences that tell of an event",
)

runs = sa.Table(
    "runs",
    metadata,
    _column("site", Code, "sites.site", primary_key=True),
    _column("run", Code, "The run's name: its start and its process", primary_key=True),
    _column("started", Time, "UTC"),
    _column("seconds", Number, "How long it took"),
    _column("finished", Text, "How it ended; `finished` is well"),
    _column("failure", Text, "What stopped it, or null"),
    *(
        _column(name, sa.Integer, f"URLs {name} (found = the sum of the others)")
        for name in ("found", "written", "unchanged", "duplicate", "rejected", "gone", "pending")
    ),
    _column("documents", sa.Integer, "Articles of this run"),
    _column("with_title", sa.Integer, "Of them, with a title"),
    _column("with_published", sa.Integer, "Of them, with a date of publication"),
    _column("with_events", sa.Integer, "Of them, with an event"),
    _column("broken", Json, "Expectations that failed, a JSON array of sentences"),
    _column("causes", Json, "Why URLs were rejected, a JSON array"),
    _references(("site",), "sites", ("site",), late=True),
    sa.Index("runs_by_start", "started"),
    comment="One row a run of a site",
)

LINES = (revisions, entities, mentions, event_articles, actors, evidence)
"""Tables that hold what lines say, parents before children; the others are derived from them."""


def columns(table: sa.Table) -> list[str]:
    """The names of a table's columns in order."""
    return [c.name for c in table.columns]
