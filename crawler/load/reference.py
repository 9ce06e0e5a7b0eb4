"""What do the record's fields and the tables' columns mean? docs/record.md and docs/tables.md, written from their definitions.

`python -m crawler.load.reference` writes both anew; a test fails when they are not what the definitions say.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from crawler.load.exports import ENTITIES, EVENTS, GDELT, ICEWS
from crawler.load.tables import metadata
from crawler.load.views import VIEWS
from crawler.model import Document, json_schema, record

RECORD = """\
# The record, field by field

One line of output is one `Document`. The machine-readable form is `scrapy schema`. Offsets count code points of `text`, the
end is exclusive, and `text[start:end]` is always the span's own `text`. A field is added freely; it is removed or changes its
meaning only with a new `schema` number. Every field is always there; what is not known is `null` or empty.

This page is written from the schema: `python -m crawler.load.reference`."""

TABLES = """\
# Tables

What `scrapy load` makes, in PostgreSQL, SQLite and DuckDB alike; `parquet:FOLDER` holds the same tables. Times are UTC. The
tables depend on the set of lines loaded and on nothing else: not on order, repetition, or how many loaded at once.

This page is written from the definitions: `python -m crawler.load.reference`."""

EXPORTS = """
## Exports

`scrapy export gdelt` and `icews` write one row a pair of participants, tab-separated, with the columns of those data sets in
their order. Codes are ours: countries are ISO 3166 alpha-3 where GDELT has FIPS in `…Geo_CountryCode` and ICEWS has names; ids
are 53 bits of a hash, stable between exports. What we don't know (tone, ethnic and religion codes, districts) is empty.
`NumMentions` counts sentences, `NumSources` sites, `NumArticles` articles. A cell that a spreadsheet would run begins with `'`.
"""

DOCS = Path(__file__).parents[2] / "docs"


def record_page() -> str:
    """The record, field by field, from its JSON Schema and docstrings."""
    schema = json_schema()
    parts = {"Document": schema, **schema["$defs"]}
    meanings = yaml.safe_load((Path(__file__).parent / "meanings.yml").read_text(encoding="utf-8"))
    lines = [RECORD]
    for name in _in_order(parts):
        lines += ["", f"## {name}", "", *_docstring(name), "", "| field | type | meaning |", "|---|---|---|"]
        for field, about in parts[name]["properties"].items():
            lines.append(f"| `{field}` | {_type(about)} | {meanings[name][field]} |")
    return "\n".join(lines) + "\n"


def tables_page() -> str:
    """The tables, views and exports, from their definitions."""
    lines = [TABLES]
    for table in metadata.sorted_tables:
        keys = ", ".join(f"`{c.name}`" for c in table.primary_key)
        lines += ["", f"## {table.name}", "", f"{table.comment}. Key: {keys}.", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | {_kind(c.type)} | {str(c.comment).replace('|', '/')} |" for c in table.columns]
    lines += ["", "## Views"]
    for name, query in VIEWS.items():
        lines += ["", f"### {name}", "", "```sql", inspect.cleandoc(query), "```"]
    lines += [EXPORTS, "| export | columns |", "|---|---|"]
    exports = (("gdelt", GDELT), ("icews", ICEWS), ("events", EVENTS), ("entities", ENTITIES))
    lines += [f"| {name} | {', '.join(f'`{c}`' for c in columns)} |" for name, columns in exports]
    return "\n".join(lines) + "\n"


PAGES = {"record.md": record_page, "tables.md": tables_page}


def _in_order(parts: dict[str, Any]) -> Iterator[str]:
    """The record first, then each part after the one that names it first."""
    waiting, seen = ["Document"], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen or "properties" not in parts.get(name, {}):
            continue
        seen.add(name)
        yield name
        waiting += [ref for about in parts[name]["properties"].values() for ref in _references(about)]


def _references(about: Any) -> Iterator[str]:
    if isinstance(about, dict):
        if "$ref" in about:
            yield about["$ref"].rsplit("/", 1)[-1]
        for value in about.values():
            yield from _references(value)
    elif isinstance(about, list):
        for value in about:
            yield from _references(value)


def _docstring(name: str) -> list[str]:
    kind = Document if name == "Document" else getattr(record, name)
    return inspect.cleandoc(kind.__doc__ or "").splitlines()


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        name = about["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in about:
        return " or ".join(dict.fromkeys(_type(a) for a in about["anyOf"]))
    if "const" in about:
        return f"`{about['const']}`"
    if "enum" in about:
        return ", ".join(f"`{v}`" for v in about["enum"])
    if about.get("type") == "array":
        return f"list of {_type(about['items'])}" if "items" in about else "list"
    bounds = [f"{word} {about[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in about]
    words = {"date-time": "time", "date": "day"}.get(about.get("format", ""), about.get("type", "any"))
    return " ".join([words, *bounds])


def _kind(kind: sa.types.TypeEngine[Any]) -> str:
    named = ((sa.BigInteger, "bigint"), (sa.Integer, "integer"), (sa.Boolean, "boolean"), (sa.Double, "double"),
             (sa.DateTime, "time"), (sa.Date, "day"), (sa.JSON, "JSON"))  # fmt: skip
    return next((name for known, name in named if isinstance(kind, known)), "text")


if __name__ == "__main__":
    for file, page in PAGES.items():
        (DOCS / file).write_text(page(), encoding="utf-8")
