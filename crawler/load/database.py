"""How does one talk to each database? Opening by URL with errors in words, one writer at a time, rows in by the fastest door."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from crawler.load.tables import columns
from crawler.model.exits import NOT_STARTED, STORAGE, USAGE

WAIT_SECONDS = 600
"""Seconds that one writer waits for another one's batch; a batch takes a few."""

LOCK = 0x44_52_41_47
"""PostgreSQL's advisory lock of our writers ("DRAG")."""

KNOWN = "sqlite:///FILE, postgresql://USER@HOST/NAME, duckdb:///FILE or parquet:FOLDER"


class LoadError(Exception):
    """Loading cannot go on; says what and the way out. `code` is the process's exit code."""

    code = STORAGE


class BadTarget(LoadError):
    """What was given is no database URL that we know."""

    code = USAGE


class MissingExtra(LoadError):
    """The database's driver is not installed."""

    code = NOT_STARTED


class Database:
    """One database of records. A subclass per dialect holds what differs."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.shown = url.render_as_string(hide_password=True)
        self.engine = self._engine()

    # ---- what differs --------------------------------------------------------------------------------------------

    def _engine(self) -> sa.Engine:
        raise NotImplementedError

    def _alone(self, connection: sa.Connection) -> None:
        """Wait until no other writer is at work; holds to the end of the transaction."""

    def copy(self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into a table, as they stand."""
        raise NotImplementedError

    # ---- what all share ------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The dialect: postgresql, sqlite or duckdb."""
        return self.engine.dialect.name

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction as the only writer. Raises LoadError when the database fails; then nothing of it is there."""
        try:
            with self.engine.begin() as connection:
                self._alone(connection)
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise failed(self.shown, error) from error
        except OSError as error:
            raise LoadError(f"{self.shown}: {error.strerror or error}") from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for questions. Raises LoadError."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise failed(self.shown, error) from error

    def wait_for_turn(self) -> None:
        """Wait until another process lets the database go, where only one may have it. Raises LoadError."""

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()


class Sqlite(Database):
    """SQLite: one file, one writer, readers undisturbed (WAL)."""

    def _engine(self) -> sa.Engine:
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(self.url, connect_args={"timeout": WAIT_SECONDS, "isolation_level": None})

        @sa.event.listens_for(engine, "connect")
        def _(raw: Any, _record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY"):
                raw.execute(f"PRAGMA {pragma}")

        return engine

    def _alone(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def copy(self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(table.columns))
        raw = connection.connection.driver_connection
        assert raw is not None
        timed = [i for i, c in enumerate(table.columns) if isinstance(c.type, sa.Date | sa.DateTime)]
        prepared = (_as_text(row, timed) for row in rows) if timed else rows
        raw.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', prepared)  # noqa: S608 our own table


class Postgresql(Database):
    """PostgreSQL by psycopg, rows by COPY."""

    def _engine(self) -> sa.Engine:
        options = {"connect_timeout": 10, "application_name": "dragoman"}
        return sa.create_engine(self.url.set(drivername="postgresql+psycopg"), connect_args=options)

    def _alone(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")

    def copy(self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{c}"' for c in columns(table))
        raw = connection.connection.driver_connection
        assert raw is not None
        try:
            with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        except Exception as error:  # psycopg's own errors, as SQLAlchemy would name them
            raise sa.exc.DBAPIError(None, None, error) from error


class Duckdb(Database):
    """DuckDB: one file, one process at a time; rows by Arrow."""

    def _engine(self) -> sa.Engine:
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
        return sa.create_engine(self.url)

    def wait_for_turn(self) -> None:
        ends = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                self.engine.connect().close()
                return
            except sa.exc.SQLAlchemyError as error:
                if "Could not set lock on file" not in str(error) or time.monotonic() > ends:
                    raise failed(self.shown, error) from error
                time.sleep(0.1)

    def copy(self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
        import pyarrow as pa

        kinds = [(c.name, arrow_type(c.type)) for c in table.columns]
        turned = zip(*rows, strict=True)
        arrays = [
            pa.array([t and t.replace(tzinfo=None) for t in values] if pa.types.is_timestamp(kind) else list(values), kind)
            for (_, kind), values in zip(kinds, turned, strict=True)
        ]
        raw: Any = connection.connection.driver_connection
        raw.register("incoming", pa.table(arrays, names=[n for n, _ in kinds]))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" SELECT * FROM incoming')  # noqa: S608 our own table
        raw.unregister("incoming")


DIALECTS: dict[str, tuple[type[Database], tuple[str, ...]]] = {
    "sqlite": (Sqlite, ()),
    "postgresql": (Postgresql, ("psycopg",)),
    "postgres": (Postgresql, ("psycopg",)),
    "duckdb": (Duckdb, ("duckdb", "duckdb_engine", "pyarrow")),
}


def open_database(url: str) -> Database:
    """The database of a URL. Raises BadTarget, MissingExtra; it isn't connected to yet."""
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise BadTarget(f"{url}: not a database URL; write {KNOWN}") from None
    dialect = parsed.get_backend_name()
    if dialect not in DIALECTS:
        raise BadTarget(f"{parsed.render_as_string()}: {dialect} is not one of our databases; write {KNOWN}")
    kind, modules = DIALECTS[dialect]
    require(*modules, purpose=dialect)
    try:
        return kind(parsed)
    except OSError as error:
        raise LoadError(f"{parsed.render_as_string()}: {error.strerror or error}") from None


def require(*modules: str, purpose: str) -> None:
    """Raises MissingExtra when one of the modules is not installed."""
    missing = [m for m in modules if importlib.util.find_spec(m) is None]
    if missing:
        raise MissingExtra(f"{purpose} needs {', '.join(missing)}: pip install -r requirements-load.txt")


def failed(shown: str, error: Exception) -> LoadError:
    """A database's failure in one line, with the way out where there is one."""
    cause = getattr(error, "orig", None) or error
    said = next((line.strip() for line in str(cause).splitlines() if line.strip()), type(cause).__name__)
    if "Could not set lock on file" in said or "database is locked" in said:
        said = "another process holds this database; run again when it is done"
    return LoadError(f"{shown}: {said[:300]}; nothing loaded so far is lost, mend it and run again")


def _as_text(row: tuple[Any, ...], timed: list[int]) -> tuple[Any, ...]:
    changed = list(row)
    for i in timed:
        value = changed[i]
        if isinstance(value, datetime):
            changed[i] = value.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif isinstance(value, date):
            changed[i] = value.isoformat()
    return tuple(changed)


def arrow_type(kind: sa.types.TypeEngine[Any], zone: str | None = None) -> Any:
    """Arrow's type for a column's; `zone` is what moments are labelled with."""
    import pyarrow as pa

    for known, arrow in (
        (sa.BigInteger, pa.int64()), (sa.Integer, pa.int32()), (sa.Boolean, pa.bool_()), (sa.Double, pa.float64()),
        (sa.DateTime, pa.timestamp("us", zone)), (sa.Date, pa.date32()),
    ):  # fmt: skip
        if isinstance(kind, known):
            return arrow
    return pa.string()
