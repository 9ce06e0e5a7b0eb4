"""Records as tables in a notebook: pandas and polars say the same, and a crawl does not pay for it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import read_documents, to_dataframe
from crawler.load.frames import NotARecord, Table
from crawler.model import Document
from tests.load.synthetic import article, documents, write

pd = pytest.importorskip("pandas", reason="requirements-load.txt is not installed")
pl = pytest.importorskip("polars", reason="requirements-load.txt is not installed")


@pytest.fixture
def records() -> list[Document]:
    return list(documents(60))


def test_files_give_each_article_once_in_its_newest_revision(records, tmp_path):
    write(tmp_path / "site", records)
    assert {d.id for d in read_documents(tmp_path)} == {d.id for d in records}
    assert len(list(read_documents(tmp_path))) == len({d.id for d in records})
    assert len(list(read_documents(tmp_path, newest=False))) == len(records)


def test_a_line_that_is_no_record_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n')
    with pytest.raises(NotARecord, match=r"a\.jsonl:1: not a record"):
        list(read_documents(tmp_path))


@pytest.mark.parametrize("table", Table.__args__)
def test_both_engines_give_the_same_table(table, records):
    one, other = to_dataframe(records, table), to_dataframe(records, table, engine="polars")
    assert list(one.columns) == other.columns
    assert len(one) == len(other) > 0


def test_questions_are_answered_by_columns(records):
    events = to_dataframe(records)
    told = [e for d in records for e in d.events]
    assert len(events) == len(told)
    assert events.goldstein.mean() == pytest.approx(sum(e.goldstein for e in told) / len(told))
    assert set(events.site) <= {d.source.site for d in records}


def test_days_are_dates_and_times_are_utc():
    table = to_dataframe([article(random.Random(3), 5, seed=1, events=1)], "articles", engine="polars")
    assert table.schema["published_day"] == pl.Date
    assert table.schema["crawled"] == pl.Datetime("us", "UTC")


def test_no_records_give_an_empty_table_with_its_columns():
    assert list(to_dataframe([]).columns) == list(to_dataframe(documents(9)).columns)


def test_an_unknown_table_is_named():
    with pytest.raises(ValueError, match="one of articles, entities"):
        to_dataframe([], "people")


def test_importing_the_house_loads_no_tables():
    code = "import crawler, sys; print([m for m in ('sqlalchemy', 'pandas', 'polars', 'pyarrow', 'pydantic') if m in sys.modules])"
    house = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=house, capture_output=True, text=True, check=True).stdout == "[]\n"
