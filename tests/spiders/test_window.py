"""since, until and limit: how they are read, and what they let through."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.spiders.window import BadArgument, Window, arguments
from tests.newsroom.definitions import write_sites
from tests.newsroom.server import Newsroom

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BAKU = "Asia/Baku"


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("7d", "2026-03-03T12:00:00+00:00"),
        ("36h", "2026-03-09T00:00:00+00:00"),
        ("2w", "2026-02-24T12:00:00+00:00"),
        ("2026-03-02", "2026-03-02T00:00:00+04:00"),
        ("yesterday", "2026-03-09T00:00:00+04:00"),
        ("2026-03-02T14:00:00+01:00", "2026-03-02T14:00:00+01:00"),
        ("2026-03-02T14:00:00Z", "2026-03-02T14:00:00+00:00"),
        ("2026-03", "2026-03-01T00:00:00+04:00"),
    ],
)
def test_a_bound_is_a_span_a_day_of_the_site_or_a_moment(text: str, since: str) -> None:
    window = Window.of(text, None, None, now=NOW, zone=BAKU)
    assert window.since is not None
    assert window.since.isoformat() == since


def test_both_ends_are_included_and_a_day_is_whole() -> None:
    window = Window.of("2026-03-02", "2026-03-03", None, now=NOW, zone=BAKU)
    assert window.holds(datetime.fromisoformat("2026-03-02T00:00:00+04:00"))
    assert window.holds(datetime.fromisoformat("2026-03-03T23:59:59+04:00"))
    assert window.holds(date(2026, 3, 2), zone=BAKU)
    assert not window.holds(datetime.fromisoformat("2026-03-01T23:59:59+04:00"))
    assert not window.holds(date(2026, 3, 4), zone=BAKU)


def test_what_is_not_known_may_lie_inside_and_a_last_change_bounds_from_below_only() -> None:
    window = Window.of("2026-03-02", "2026-03-03", None, now=NOW)
    assert window.holds(None)
    assert not window.holds(None, date(2026, 3, 1))
    assert window.holds(None, date(2026, 3, 9))


@pytest.mark.parametrize(
    "given",
    [
        {"since": "last tuesday"},
        {"since": "7"},
        {"since": "2026-13-01"},
        {"since": "2026-03-03", "until": "2026-03-01"},
        {"limit": "0"},
        {"limit": "-3"},
        {"limit": "many"},
    ],
    ids=str,
)
def test_a_bad_argument_is_named(given: dict[str, str]) -> None:
    with pytest.raises(BadArgument, match=next(iter(given))):
        Window.of(given.get("since"), given.get("until"), given.get("limit"), now=NOW)


def test_an_argument_that_nobody_reads_is_refused_with_a_hint() -> None:
    with pytest.raises(BadArgument, match="did you mean since"):
        arguments({"sinec": "7d"}, {"feed"})


@pytest.mark.parametrize("given", [{"find": "feed,telepathy"}, {"url": "https://mfa.example/1,not a page"}], ids=str)
def test_a_way_that_the_definition_lacks_and_an_address_that_is_none_are_refused(given: dict[str, str]) -> None:
    arguments({"find": "feed, sitemap", "url": "https://mfa.example/1, https://mfa.example/2"}, {"feed", "sitemap"})
    with pytest.raises(BadArgument, match=next(iter(given))):
        arguments(given, {"feed", "sitemap"})


def test_articles_dated_by_their_pages_alone_are_held_to_the_window_and_not_lost_to_later_runs(tmp_path: Path) -> None:
    """The economy's lists give no times: the pages do."""
    with Newsroom() as room:
        write_sites(room, tmp_path / "sites")
        days = sorted({str(e["published"])[:10] for e in room.articles("economy") if e["published"]})
        middle = days[len(days) // 2]
        inside = {e["url"] for e in room.articles("economy") if e["published"] and str(e["published"])[:10] >= middle}

        def crawl(*arguments: str) -> dict[str, dict[str, object]]:
            fixed = ("-s", f"SITES_DIR={tmp_path / 'sites'}", "-s", "ALLOW_PRIVATE=1", "-s", f"OUTPUT_DIR={tmp_path / 'output'}")
            command = [sys.executable, "-m", "scrapy", "crawl", "economy_room", *arguments, *fixed]
            run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200)
            assert run.returncode in (0, 3), run.stderr[-2000:]
            paths = [p for p in (tmp_path / "output" / "economy_room").glob("*.jsonl") if p.name != "rejects.jsonl"]
            return {r["url"]: r for p in paths for r in map(json.loads, p.read_text(encoding="utf-8").splitlines())}

        first = crawl("-a", f"since={middle}")
        early = [r for r in first.values() if r["published"] and str(r["published"])[:10] < middle]
        assert early == []
        assert {u for u in inside if first.get(u, {}).get("published")}
        everything = crawl()
        assert len(everything) >= len(room.articles("economy")) - 1
