"""How are texts searched? The full-text index of PostgreSQL (tsvector) and SQLite (FTS5). DuckDB's needs a download: none."""

from __future__ import annotations

import sqlalchemy as sa

INDEXED = 200_000
"""Characters of a text that are indexed: PostgreSQL refuses a tsvector above 1 MB, which one hostile page could make."""

_SQLITE = """
CREATE VIRTUAL TABLE search USING fts5(
  title, text, content='revisions', content_rowid='text_key', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER search_in AFTER INSERT ON revisions BEGIN
  INSERT INTO search (rowid, title, text) VALUES (new.text_key, new.title, new.text); END;
CREATE TRIGGER search_out AFTER DELETE ON revisions BEGIN
  INSERT INTO search (search, rowid, title, text) VALUES ('delete', old.text_key, old.title, old.text); END
"""

_POSTGRESQL = f"""
ALTER TABLE revisions ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', left(coalesce(title, ''), {INDEXED})), 'A')
  || setweight(to_tsvector('english', left(text, {INDEXED})), 'B')) STORED;
COMMENT ON COLUMN revisions.search IS 'Full text of title (A) and text (B), English';
CREATE INDEX revisions_by_words ON revisions USING gin (search)
"""

QUERY = {
    "sqlite": (
        "SELECT a.id, a.title, a.url FROM search JOIN revisions r ON r.text_key = search.rowid "
        "JOIN articles a ON a.id = r.article_id AND a.revision = r.revision WHERE search MATCH :words ORDER BY bm25(search), a.id"
    ),
    "postgresql": (
        "SELECT a.id, a.title, a.url FROM revisions r JOIN articles a ON a.id = r.article_id AND a.revision = r.revision, "
        "websearch_to_tsquery('english', :words) q WHERE r.search @@ q ORDER BY ts_rank(r.search, q) DESC, a.id"
    ),
}
"""Dialect → the query that finds articles by words in their newest revision."""


def create(connection: sa.Connection) -> None:
    """Make the full-text index of this database."""
    if connection.dialect.name == "postgresql":
        for statement in _POSTGRESQL.strip().split(";\n"):
            connection.exec_driver_sql(statement)
    elif connection.dialect.name == "sqlite":
        first, *triggers = _SQLITE.strip().split(";\nCREATE TRIGGER")
        connection.exec_driver_sql(first)
        for trigger in triggers:
            connection.exec_driver_sql("CREATE TRIGGER" + trigger)
