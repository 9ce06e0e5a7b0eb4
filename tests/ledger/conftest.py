"""A ledger on SQLite and on PostgreSQL, by a clock that the test moves."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from crawler.feeds import Position
from crawler.ledger import Ledger, LedgerError, page_id
from crawler.ledger.near import Copies
from crawler.model import Document, Extraction, Rejected, Source
from tests.postgres import postgres

ONE, TWO, THREE = (f"https://news.example/{n}" for n in (1, 2, 3))


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture(scope="session")
def server():
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    running = request.getfixturevalue("server")
    with sa.create_engine(running.url).begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    return running.url


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def opened(url, tmp_path, clock):
    ledgers = []
    Copies._recent.clear()

    def open_(site="one_ex"):
        ledgers.append(Ledger.open(url, site, run="r", now=clock, output=tmp_path))
        return ledgers[-1]

    yield open_
    for ledger in ledgers:
        with suppress(LedgerError):
            ledger.close()


def document(url, text="Some text.", **given):
    source = Source(site=given.pop("site", "one_ex"), kind=given.pop("kind", None))
    base = {"id": page_id(url), "content_hash": f"h-{text}", "url": url, "source": source, "text": text}
    return Document(**base, extraction=Extraction(method="test"), **given)


def write(ledger, url, **given):
    ledger.written(url, document(url, **given), Position("a.jsonl", 0, 10), body_hash="b", etag='"e"')


def reject(reason, url=ONE):
    return Rejected(url=url, stage="clean", reason=reason)
