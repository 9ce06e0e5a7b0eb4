"""Which questions have a view of their own? Views that spare an analyst the joins; the same text in every database."""

from __future__ import annotations

VIEWS: dict[str, str] = {
    # news as an analyst counts it: stands in at least one article, affirmed, happened, not history
    "happened": """
        SELECT * FROM events
        WHERE articles > 0 AND polarity = 'affirmed' AND modality = 'asserted' AND NOT background
          AND type NOT IN ('STATEMENT', 'APPEAL')
    """,
    "current_articles": """
        SELECT a.*, s.name AS site_name, s.kind AS site_kind, s.country AS site_country, r.text, r.authors
        FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision JOIN sites s ON s.site = a.site
    """,
    "event_participants": """
        SELECT DISTINCT e.id AS event_id, e.type, e.start_day, x.side, x.name, x.code, x.country, x.sectors
        FROM events e JOIN actors x ON x.article_id = e.article_id AND x.revision = e.revision AND x.n = e.n
    """,
    # every pair of countries of an event, the alphabetically first one first
    "dyads": """
        SELECT DISTINCT e.id AS event_id, e.type, e.mode, e.quad, e.goldstein, e.start_day,
               CASE WHEN a.country < b.country THEN a.country ELSE b.country END AS country,
               CASE WHEN a.country < b.country THEN b.country ELSE a.country END AS other
        FROM happened e
        JOIN actors a ON a.article_id = e.article_id AND a.revision = e.revision AND a.n = e.n
        JOIN actors b ON b.article_id = e.article_id AND b.revision = e.revision AND b.n = e.n
        WHERE a.country <> b.country AND (a.side <> b.side OR e.type IN ('CONSULT', 'COOPERATE', 'AGREE'))
    """,
    "event_outlets": """
        SELECT t.event_id, a.id AS article_id, a.site, a.duplicate_of
        FROM event_articles t JOIN articles a ON a.id = t.article_id AND a.revision = t.revision
        UNION
        SELECT t.event_id, a.id, a.site, a.duplicate_of
        FROM event_articles t
        JOIN articles o ON o.id = t.article_id AND o.revision = t.revision
        JOIN articles a ON a.duplicate_of = o.id
    """,
}
"""Name → SELECT, in an order in which each names only those before it."""
