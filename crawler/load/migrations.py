"""Which layout has this database, and how does it get ours? One step a version, each in the transaction that notes it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from crawler.load import search
from crawler.load.database import Database, LoadError
from crawler.load.tables import VERSION, metadata, schema_version
from crawler.load.views import VIEWS


def _first(connection: sa.Connection) -> None:
    metadata.create_all(connection)
    search.create(connection)
    for name, query in VIEWS.items():
        connection.execute(sa.text(f"CREATE VIEW {name} AS {query}"))


STEPS: dict[int, Callable[[sa.Connection], None]] = {1: _first}
"""Version → what makes it from the one before."""


def prepare(database: Database) -> None:
    """Make the tables, or bring them to this version. Raises LoadError, as for a database of a newer version."""
    with database.writing() as connection:
        there = sa.inspect(connection).has_table(schema_version.name)
        version = connection.scalar(sa.select(sa.func.max(schema_version.c.version))) if there else None
        if (version or 0) > VERSION:
            raise LoadError(f"{database.shown}: its tables have version {version}, this Dragoman knows {VERSION}; use a newer one")
        for step in range((version or 0) + 1, VERSION + 1):
            STEPS[step](connection)
            connection.execute(schema_version.delete())
            connection.execute(schema_version.insert().values(version=step))
