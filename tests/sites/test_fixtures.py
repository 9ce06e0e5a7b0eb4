"""Recorded sites (`scrapy site record`): a replay of the pages gives what was recorded, list and article both.

A fixture is a folder beside this file: site.yml, pages.warc.gz, expected.jsonl. When a change of ours alters what is read, record
anew and look at the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.commands.site import FIELDS
from tests.spiders.harness import crawl, write_site

FIXTURES = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.jsonl"))
SECRETS = ("set-cookie", "cookie", "authorization", "proxy-authorization")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda p: p.name)
def test_a_recorded_site_is_read_as_it_was(fixture: Path, tmp_path: Path) -> None:
    name = write_site(tmp_path, "recorded", (fixture / "site.yml").read_text(encoding="utf-8"))
    expected = lines_of(fixture / "expected.jsonl")
    found = crawl(name, tmp_path, settings={"REPLAY": str(fixture / "pages.warc.gz")}, clean=True, limit=str(len(expected)))
    read = {article["url"]: article for article in found.cleaned.values()}
    assert [{field: read[e["url"]].get(field) for field in FIELDS} for e in expected] == expected


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda p: p.name)
def test_a_recording_holds_no_cookies_and_no_credentials(fixture: Path) -> None:
    told = set()
    with (fixture / "pages.warc.gz").open("rb") as stream:
        for entry in ArchiveIterator(stream):
            if entry.http_headers is not None:
                told |= {name.lower() for name, _ in entry.http_headers.headers}
    assert told & set(SECRETS) == set()


def test_there_are_fixtures() -> None:
    assert len(FIXTURES) >= 2
