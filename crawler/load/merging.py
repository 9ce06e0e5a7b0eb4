"""How do lines get into a database so that nothing depends on their order? A batch a transaction, derived tables after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from crawler.load.database import Database
from crawler.load.reading import Known
from crawler.load.rows import Key, Ready, Row, Rows, run_row
from crawler.load.tables import FACTS, LINES, Code, events, runs

touched = sa.Table("touched", sa.MetaData(), sa.Column("id", Code, primary_key=True), prefixes=["TEMPORARY"])
"""Ids whose derived rows the batch changes."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a batch changed."""

    lines: int = 0
    new: int = 0
    replaced: int = 0
    events: int = 0

    def __add__(self, other: Merged) -> Merged:
        return Merged(self.lines + other.lines, self.new + other.new, self.replaced + other.replaced, self.events + other.events)


def merge(database: Database, lines: Sequence[Ready]) -> Merged:
    """Load a batch. All of it is there when this returns, or none. Raises LoadError."""
    best: dict[Key, Ready] = {}
    for line in lines:
        if line.key not in best or best[line.key].stamp < line.stamp:
            best[line.key] = line
    if not best:
        return Merged()
    rows: Rows = {table.name: [] for table in LINES}
    with database.writing() as connection:
        there = _stamps(connection, list({article for article, _ in best}))
        wanted = {key: line for key, line in best.items() if there.get(key, "") < line.stamp}
        if not wanted:
            return Merged(lines=len(lines))
        for line in wanted.values():
            for table, made in line.rows.items():
                rows[table].extend(made)
        _sites(database, connection, wanted.values())
        replaced = [key for key in wanted if key in there]
        touched = _withdraw(connection, replaced)
        for table in LINES:
            if rows[table.name]:
                database.copy(connection, table, rows[table.name])
        _articles(database, connection, sorted({article for article, _ in wanted}))
        touched.update(row[3] for row in rows["event_articles"])
        revised = {article for article, _ in wanted} & {article for article, _ in there}
        touched.update(_events_of(connection, sorted(revised)))
        _events(database, connection, sorted(touched), withdrawn=bool(replaced))
    return Merged(len(lines), len(wanted) - len(replaced), len(replaced), len(rows["event_articles"]))


def known_lines(database: Database) -> Known:
    """The lines that stand in the database. Loading one of them again would change nothing. Raises LoadError."""
    with database.reading() as connection:  # a stamp ends with the line's hash
        return Known(connection.scalars(sa.text("SELECT substr(stamp, length(stamp) - 63, 16) FROM revisions")))


def merge_runs(database: Database, reports: Iterable[dict[str, Any]]) -> int:
    """Load run reports; how many. Raises LoadError."""
    rows = {(r["site"], r["run"]): run_row(r) for r in reports}
    if not rows:
        return 0
    with database.writing() as connection:
        _upsert_sites(connection, [(site, None, None, None, "") for site in {s for s, _ in rows}])
        for some in _chunks([{"s": s, "r": r} for s, r in rows]):
            connection.execute(sa.text("DELETE FROM runs WHERE site = :s AND run = :r"), some)
        database.copy(connection, runs, list(rows.values()))
    return len(rows)


def _stamps(connection: sa.Connection, articles: list[str]) -> dict[Key, str]:
    """The stamps of all revisions of these articles that are there."""
    query = sa.text("SELECT article_id, revision, stamp FROM revisions WHERE article_id IN :ids").bindparams(
        sa.bindparam("ids", expanding=True)
    )
    return {(a, r): s for some in _chunks(articles) for a, r, s in connection.execute(query, {"ids": some})}


def _withdraw(connection: sa.Connection, keys: Sequence[Key]) -> set[str]:
    """Take out revisions that better lines replace; the events that they told of."""
    if not keys:
        return set()
    told: set[str] = set()
    for article, revision in keys:
        one = {"a": article, "r": revision}
        where = "WHERE article_id = :a AND revision = :r"
        told.update(connection.scalars(sa.text(f"SELECT event_id FROM event_articles {where}"), one))  # noqa: S608 constants
        for table in reversed(LINES):
            connection.execute(sa.text(f"DELETE FROM {table.name} {where}"), one)  # noqa: S608 constants
    return told


def _sites(database: Database, connection: sa.Connection, lines: Iterable[Ready]) -> None:
    newest: dict[str, Row] = {}
    for line in lines:
        if line.site[0] not in newest or newest[line.site[0]][-1] < line.stamp:
            newest[line.site[0]] = line.site
    _upsert_sites(connection, list(newest.values()))


def _upsert_sites(connection: sa.Connection, rows: list[Row]) -> None:
    statement = sa.text(
        "INSERT INTO sites (site, name, kind, country, described) VALUES (:site, :name, :kind, :country, :described) "
        "ON CONFLICT (site) DO UPDATE SET name = excluded.name, kind = excluded.kind, country = excluded.country, "
        "described = excluded.described WHERE excluded.described > sites.described"
    )
    names = ("site", "name", "kind", "country", "described")
    connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


_ARTICLE = (
    "site", "url", "revision", "revisions", "first_seen", "last_seen", "duplicate_of", "title", "language", "published",
    "published_at", "published_day",
)  # fmt: skip
_ARTICLES = f"""
INSERT INTO articles (id, {", ".join(_ARTICLE)})
SELECT article_id, {", ".join(_ARTICLE)}
FROM (
  SELECT r.*, COUNT(*) OVER w AS revisions, MIN(crawled) OVER w AS first_seen, MAX(crawled) OVER w AS last_seen,
         ROW_NUMBER() OVER (PARTITION BY article_id ORDER BY revision DESC) AS place
  FROM revisions r WHERE article_id IN (SELECT id FROM touched) WINDOW w AS (PARTITION BY article_id)
) newest
WHERE place = 1
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in _ARTICLE)}
"""  # noqa: S608 our own columns

_FACTS = ", ".join(FACTS)
_EVENTS = f"""
INSERT INTO events (id, {_FACTS}, articles, first_seen, last_seen, article_id, revision, n)
SELECT event_id, {_FACTS}, articles, first_seen, last_seen, article_id, revision, n
FROM (
  SELECT t.*, g.articles, g.first_seen, g.last_seen,
         ROW_NUMBER() OVER (PARTITION BY t.event_id ORDER BY CASE WHEN a.revision = t.revision THEN 0 ELSE 1 END,
                            t.confidence DESC, t.article_id, t.revision DESC, t.n) AS place_
  FROM event_articles t
  JOIN articles a ON a.id = t.article_id
  JOIN (
    SELECT t.event_id, COUNT(DISTINCT CASE WHEN a.revision = t.revision THEN t.article_id END) AS articles,
           MIN(r.crawled) AS first_seen, MAX(r.crawled) AS last_seen
    FROM event_articles t
    JOIN revisions r ON r.article_id = t.article_id AND r.revision = t.revision
    JOIN articles a ON a.id = t.article_id
    WHERE t.event_id IN (SELECT id FROM touched) GROUP BY t.event_id
  ) g ON g.event_id = t.event_id
  WHERE t.event_id IN (SELECT id FROM touched)
) tellings
WHERE place_ = 1
ON CONFLICT (id) DO UPDATE SET
""" + ", ".join(f"{c.name} = excluded.{c.name}" for c in events.columns if c.name != "id")  # noqa: S608 our own columns

# not NOT IN, which PostgreSQL answers by reading the whole list for every row once it outgrows work_mem
_ALONE = """
DELETE FROM events WHERE id IN (SELECT id FROM touched)
  AND NOT EXISTS (SELECT 1 FROM event_articles t WHERE t.event_id = events.id)
"""


def _articles(database: Database, connection: sa.Connection, ids: list[str]) -> None:
    """Derive the rows of `articles` again from all revisions of these."""
    _touch(database, connection, ids)
    connection.execute(sa.text(_ARTICLES))


def _events(database: Database, connection: sa.Connection, ids: list[str], *, withdrawn: bool) -> None:
    """Derive the rows of `events` again from all tellings of these; only what was withdrawn may have none left."""
    if ids:
        _touch(database, connection, ids)
        connection.execute(sa.text(_EVENTS))
        if withdrawn:
            connection.execute(sa.text(_ALONE))


def _events_of(connection: sa.Connection, articles: list[str]) -> set[str]:
    """The events that any revision of these articles tells of."""
    query = sa.text("SELECT event_id FROM event_articles WHERE article_id IN :ids").bindparams(sa.bindparam("ids", expanding=True))
    return {event for some in _chunks(articles) for event in connection.scalars(query, {"ids": some})}


def _touch(database: Database, connection: sa.Connection, ids: list[str]) -> None:
    connection.execute(CreateTable(touched, if_not_exists=True))
    connection.execute(touched.delete())
    database.copy(connection, touched, [(i,) for i in ids])
    if database.name == "postgresql":  # a table just made has no statistics, and the planner takes it for a short one
        connection.exec_driver_sql("ANALYZE touched")


def _chunks(values: list[Any], size: int = 5_000) -> Iterable[list[Any]]:
    return (values[i : i + size] for i in range(0, len(values), size))
