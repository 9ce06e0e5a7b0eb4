"""How does output become a table in a notebook? Records from files, then pandas or polars by Arrow; or Arrow itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from crawler.load.database import arrow_type, require
from crawler.load.lines import BadLine, Line, read_lines, segments
from crawler.load.lines import newest as newest_of
from crawler.load.rows import Rows, add
from crawler.load.tables import LINES
from crawler.model import Document

Table = Literal["articles", "entities", "mentions", "events", "actors", "evidence"]
STORED = {"articles": "revisions", "events": "event_articles"}
INNER = ("stamp", "text_key")
"""Columns that only a database needs."""


class NotARecord(ValueError):
    """A line is no record; the message names file and line."""


def read_documents(*names: str | Path, newest: bool = True) -> Iterator[Document]:
    """The records in files and folders, such as `output/` or `output/mfa_az`.

    `newest` gives each article once, in its newest revision; otherwise every line. Raises NoSuchFile, NotARecord, OSError.
    """
    documents = (line.document for file in segments(names) for line in read_lines(file, _refuse))
    yield from newest_of(documents) if newest else documents


def to_dataframe(
    documents: Iterable[Document], table: Table = "events", *, engine: Literal["pandas", "polars", "arrow"] = "pandas"
) -> Any:
    """Records as a table: a row an article, entity, mention, event telling, participant or evidence.

    The columns are those of `scrapy load` (docs/tables.md); `events` and `articles` bring each other's title, url and site.
    Days are dates, times are UTC. Raises MissingExtra when the engine is not installed, ValueError for an unknown table.
    """
    name = STORED.get(table, table)
    known = {t.name: t for t in LINES}
    if table not in Table.__args__:  # type: ignore[attr-defined]
        raise ValueError(f"no table {table!r}: one of {', '.join(Table.__args__)}")  # type: ignore[attr-defined]
    require("pyarrow", *([] if engine == "arrow" else [engine]), purpose=f"to_dataframe with {engine}")
    rows: Rows = {t: [] for t in known}
    about: dict[tuple[str, int], tuple[str, str | None, str, Any]] = {}
    for d in documents:
        add(Line(d, "", Path(), 0), rows)
        about[d.id, d.revision] = (d.source.site, d.title, d.url, d.source.country)
    made = _arrow(known[name], rows[name], about if table == "events" else None)
    if engine == "polars":
        import polars

        return polars.from_arrow(made)
    return made.to_pandas() if engine == "pandas" else made


def _arrow(table: sa.Table, rows: list[tuple[Any, ...]], about: dict[Any, tuple[Any, ...]] | None) -> Any:
    import pyarrow as pa

    kept = [i for i, c in enumerate(table.columns) if c.name not in INNER]
    columns = list(table.columns)
    fields = [(columns[i].name, arrow_type(columns[i].type, zone="UTC")) for i in kept]
    values = [[row[i] for row in rows] for i in kept]
    if about is not None:
        fields += [("site", pa.string()), ("title", pa.string()), ("url", pa.string()), ("site_country", pa.string())]
        values += [[about[row[0], row[1]][n] for row in rows] for n in range(4)]
    return pa.table([pa.array(v, kind) for v, (_, kind) in zip(values, fields, strict=True)], names=[n for n, _ in fields])


def _refuse(line: BadLine) -> None:
    raise NotARecord(str(line))
