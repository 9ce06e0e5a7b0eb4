"""How is the memory of a crawl kept? The ledger's tables, its version, and the doors to SQLite and PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from crawler.feeds import StorageFailed

VERSION = 1
"""The ledger's layout. Raised with every change of a table; a ledger of another version is refused with the way out."""

BUSY_SECONDS = 30
"""Seconds a writer waits for another process's write to the same SQLite file: several sites share one ledger."""


class LedgerError(StorageFailed):
    """The ledger cannot be opened, read or written: the run must stop (exit code 4)."""


class LedgerLocked(Exception):
    """Another run holds this site (exit code 5)."""


metadata = sa.MetaData()

about = sa.Table("dragoman_ledger", metadata, sa.Column("version", sa.Integer, nullable=False))

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("site", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("via", sa.String),
    sa.Column("hints", sa.String),
    sa.Column("listed", sa.String),
    sa.Column("first_seen", sa.Float),
    sa.Column("checked", sa.Float),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("reason", sa.String),
    sa.Column("etag", sa.String),
    sa.Column("last_modified", sa.String),
    sa.Column("body_hash", sa.String),
    sa.Column("content_hash", sa.String),
    sa.Column("revision", sa.Integer),
    sa.Column("duplicate_of", sa.String),
    sa.Column("published", sa.String),
    sa.Column("segment", sa.String),
    sa.Column("offset", sa.BigInteger),
    sa.Column("length", sa.BigInteger),
    sa.Index("pages_by_state", "site", "state"),
    sa.Index("pages_by_segment", "site", "segment"),
)
"""One row a URL of a site. Times are seconds since 1970 UTC; `listed` is the modification time that a list last gave."""

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("site", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("etag", sa.String),
    sa.Column("last_modified", sa.String),
    sa.Column("body_hash", sa.String),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("read_at", sa.Float, nullable=False),
)
"""One row a feed, sitemap or listing that was read to its end."""

shown = sa.Table(
    "shown",
    metadata,
    sa.Column("site", sa.String, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("page", sa.String, primary_key=True),
)
"""Which pages a source showed when it was last read: while it is unchanged, it still does."""

segments = sa.Table(
    "segments",
    metadata,
    sa.Column("site", sa.String, primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
)
"""One row a sealed segment, with its size in bytes: a file that still has it need not be read again."""

copies = sa.Table(
    "copies",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("site", sa.String, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("day", sa.Integer),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)
"""One row a text that others may copy. `day` is the publication's, counted from 0001-01-01."""

bands = sa.Table(
    "bands",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
)
"""Where to look for near copies: texts that share a band are compared."""

lines = sa.Table(
    "lines",
    metadata,
    sa.Column("site", sa.String, primary_key=True),
    sa.Column("hash", sa.String, primary_key=True),
    sa.Column("line", sa.String, nullable=False),
    sa.Column("seen", sa.Integer, nullable=False),
)
"""Short paragraphs at the edges of a site's articles and in how many articles each stood."""


def open_engine(url: str) -> sa.Engine:
    """An engine on a ledger of this version, its tables made where missing. Raises LedgerError in words."""
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise LedgerError("LEDGER_URL is no database URL: write sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME") from None
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise LedgerError("LEDGER_URL names a database in memory, which forgets: write sqlite:///PATH")
    try:
        engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _server(parsed)
        _patiently(lambda: _ready(engine, shown))
    except ModuleNotFoundError as error:
        raise LedgerError(f"{shown} needs the package {error.name}: pip install 'psycopg[binary]'") from None
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise LedgerError(f"cannot open the ledger {shown}: {in_words(error)}") from None
    return engine


def _ready(engine: sa.Engine, shown: str) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # two first runs at once would both make the tables
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        _check_version(connection, shown)


def _patiently(step: Callable[[], None]) -> None:
    """SQLite does not wait, as it does for writers, while another process turns a new file to WAL."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return step()
        except sa.exc.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.05)


def _sqlite(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _settings(connection, _record) -> None:  # type: ignore[no-untyped-def]
        # WAL: readers of other sites don't wait for a writer. NORMAL: a power cut may cost the last commits but never their
        # order, and what a commit says was on disk before it (the segment's fsync), so the repair at start makes it good.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _server(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "postgresql":
        raise LedgerError(f"a ledger is kept in SQLite or PostgreSQL, not in {url.get_backend_name()}")
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    # keepalives: a machine that vanished with a site's lock gives it up within a minute and a half
    alive = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 6}
    return sa.create_engine(url, pool_pre_ping=True, connect_args=alive)


def _check_version(connection: sa.Connection, shown: str) -> None:
    if not sa.inspect(connection).has_table(about.name):
        if connection.dialect.name == "postgresql":  # two first runs at once would both make the tables
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7236837)"))
        metadata.create_all(connection)
        if connection.execute(sa.select(about.c.version)).first() is None:
            connection.execute(about.insert().values(version=VERSION))
        return
    version = connection.execute(sa.select(about.c.version)).scalar()
    if version is not None and version > VERSION:
        raise LedgerError(
            f"the ledger {shown} was written by a newer Dragoman (version {version}, this one reads {VERSION}): "
            "use that Dragoman, or another LEDGER_URL"
        )
    metadata.create_all(connection)  # a table that came later takes nothing from those before it
    if version != VERSION:
        raise LedgerError(
            f"the ledger {shown} has version {version}, this Dragoman reads {VERSION}: move it away, the next run builds it "
            "anew from the segments"
        )


def in_words(error: BaseException) -> str:
    """A database error as one line without the statement that met it."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())[:300]
