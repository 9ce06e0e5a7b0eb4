"""How does output become Parquet? One folder of tables, partitioned by day and country, written whole and put in place at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crawler.load.database import BadTarget, LoadError, require
from crawler.load.lines import BadLine
from crawler.load.tables import metadata

SCHEME = "parquet:"
MARK = "_dragoman"
"""A file that says that the folder is ours: nothing else is ever replaced."""

PARTITIONED = {
    "articles": "SELECT a.*, r.text, r.authors, coalesce(cast(a.published_day AS varchar), 'unknown') AS day, "
    "coalesce(s.country, 'unknown') AS country FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision "
    "JOIN sites s ON s.site = a.site ORDER BY day, country, a.id",
    "events": "SELECT *, coalesce(cast(start_day AS varchar), 'unknown') AS day, "
    "coalesce(actor_country, 'unknown') AS country FROM events ORDER BY day, country, id",
}
"""Table → its rows with `day` and `country`, by which its files are laid out: the publisher's, and the first actor's."""


def write_parquet(folder: Path, names: Sequence[str | Path], *, on_bad: Callable[[BadLine], None] = lambda bad: None) -> Any:
    """Write the lines as Parquet; an earlier output in `folder` is replaced. The same lines give the same rows in the same files.

    `articles` and `events` are partitioned (day=…/country=…/), the other tables one file each. Raises LoadError,
    NoSuchFile, OSError.
    """
    from crawler.load import load  # it names this room's other door

    require("duckdb", "duckdb_engine", "pyarrow", purpose="Parquet")
    import duckdb

    folder = Path(folder)
    if not folder.name:
        raise BadTarget("which folder? for example parquet:output/tables")
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LoadError(f"{folder}: is not empty and not written by `scrapy load`; name another folder")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as work:
        database, made = Path(work) / "lines.duckdb", Path(work) / "made"
        made.mkdir()
        done = load(f"duckdb:///{database}", names, on_bad=on_bad)
        with duckdb.connect(str(database), read_only=True) as connection:
            for table in metadata.sorted_tables:
                if table.name in PARTITIONED:
                    query, layout = PARTITIONED[table.name], ", PARTITION_BY (day, country)"
                    target = made / table.name
                else:
                    keys = ", ".join(c.name for c in table.primary_key)
                    query, layout = f"SELECT * FROM {table.name} ORDER BY {keys}", ""  # noqa: S608 our own tables
                    target = made / f"{table.name}.parquet"
                where = str(target).replace("'", "''")
                connection.execute(f"COPY ({query}) TO '{where}' (FORMAT parquet, COMPRESSION zstd{layout})")
        (made / MARK).write_text("Written by `scrapy load parquet:`; replaced as a whole by the next one.\n", encoding="utf-8")
        if folder.exists():
            shutil.move(folder, Path(work) / "before")
        made.rename(folder)
    return done
