"""Databases for the tests: SQLite, DuckDB, and a PostgreSQL server of our own that lives as long as the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawler.load import open_database
from crawler.load.tables import metadata

NEEDED = "PostgreSQL's server is not installed: apt-get install -y postgresql"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server on a socket of its own; the URL of its database. Skipped where its programs are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(p).parent for p in [shutil.which("pg_ctl")] if p]
    if not found:
        pytest.skip(NEEDED)
    programs, home = found[-1], Path(tempfile.mkdtemp(prefix="dragoman-pg-", dir="/tmp"))
    user: dict[str, str | int] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(home, account.pw_uid, account.pw_gid)
        user = {"user": "postgres", "group": account.pw_gid, "extra_groups": []}  # type: ignore[dict-item]

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]

    data = home / "data"
    try:
        run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-N", "-U", "tester", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-k {home} -c listen_addresses='' -c fsync=off -c shared_buffers=64MB -c max_wal_size=1GB"
        run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
        yield f"postgresql://tester@/postgres?host={home}"
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes an empty database of a kind; its URL."""
    made: list[str] = []

    def make(kind: str) -> str:
        made.append(kind)
        if kind == "postgresql":
            template = request.getfixturevalue("server")
            name = f"t{abs(hash((request.node.nodeid, len(made)))):x}"
            engine = sa.create_engine(template.replace("postgresql", "postgresql+psycopg", 1))
            with engine.begin() as connection:  # a schema each: a database each would be 7 MB of files
                connection.exec_driver_sql(f"CREATE SCHEMA {name}")
            engine.dispose()
            return f"{template}&options=-csearch_path%3D{name}"
        return f"{kind}:///{tmp_path / f'{len(made)}.{kind}'}"

    return make


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each of the three databases."""
    if request.param == "duckdb":
        pytest.importorskip("duckdb_engine", reason="requirements-load.txt is not installed")
    if request.param == "postgresql":
        pytest.importorskip("psycopg", reason="requirements-load.txt is not installed")
    return str(request.param)


@pytest.fixture
def url(kind: str, new_database: Callable[[str], str]) -> str:
    """An empty database of each kind."""
    return new_database(kind)


def contents(url: str) -> dict[str, list[tuple]]:
    """Every row of every table, in the order of their keys."""
    return {
        t.name: ask(url, f"SELECT * FROM {t.name} ORDER BY {', '.join(c.name for c in t.primary_key)}")
        for t in metadata.tables.values()
    }


def ask(url: str, query: str, **values: object) -> list[tuple]:
    """The rows that a query gives."""
    database = open_database(url)
    try:
        with database.reading() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), values)]
    finally:
        database.close()
