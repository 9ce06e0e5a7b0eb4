"""`scrapy site` and `scrapy crawl-all`, as a person meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sites import load_site
from crawler.spiders.articles import Articles
from tests.newsroom.definitions import write_sites
from tests.newsroom.server import Newsroom
from tests.spiders.harness import crawl

ROOT = Path(__file__).resolve().parents[2]


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def test_list_filters_by_country_and_kind() -> None:
    run = scrapy("site", "list", "--country", "AZE", "--kind", "ministry")
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    assert "mfa_az" in [row[0] for row in rows]
    assert {(row[1], row[2]) for row in rows} == {("AZE", "ministry")}


@pytest.mark.parametrize("site", ["mfa", "economy", "agency"])
def test_new_drafts_a_definition_that_finds_nearly_all_articles_without_an_edit(room: Newsroom, tmp_path: Path, site: str) -> None:
    path = tmp_path / "sites" / "test" / f"{site}.yml"
    run = scrapy("site", "new", room.url(site, "/"), "-s", "ALLOW_PRIVATE=1", "--out", str(path))
    assert run.returncode == 0, run.stderr[-2000:]
    load_site(path)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) <= 15
    assert run.stderr.count(room.url(site)[-6:]) >= 5 or len(run.stderr.splitlines()) >= 6  # the table of five articles
    found = set(crawl(f"{site}_test", tmp_path, settings={"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}).urls)
    articles = {e["url"] for e in room.articles(site)}
    assert len(found & articles) >= 0.9 * len(articles)
    assert len(found - articles) <= 0.1 * len(found)


STORIES = {"mfa": "/en/news/1042", "economy": "/view.php?id=311&lang=en", "agency": None}


@pytest.mark.parametrize("site", STORIES)
def test_new_from_an_article_s_address_looks_for_lists_at_the_front_page(room: Newsroom, tmp_path: Path, site: str) -> None:
    story = STORIES[site] or room.view(site).listed[3].path
    path = tmp_path / "sites" / "test" / f"{site}.yml"
    run = scrapy("site", "new", room.url(site, story), "-s", "ALLOW_PRIVATE=1", "--out", str(path))
    assert run.returncode == 0, run.stderr[-2000:]
    drafted = load_site(path)
    assert story not in [f.address.removeprefix(room.url(site, "")) for f in drafted.find]
    articles = Articles(drafted)
    missed = [e["url"] for e in room.articles(site) if not articles.matches(e["url"])]
    assert len(missed) <= 0.1 * len(room.articles(site)), missed


def test_new_on_a_place_without_news_says_what_it_saw(tmp_path: Path) -> None:
    run = scrapy("site", "new", "http://127.0.0.1:9/", "-s", "ALLOW_PRIVATE=1")
    assert run.returncode == 3
    assert "nothing to crawl" in run.stderr
    assert "Traceback" not in run.stderr


def test_check_says_that_a_sound_site_is_healthy_and_what_is_broken_in_another(room: Newsroom, tmp_path: Path) -> None:
    path = next(p for p in write_sites(room, tmp_path / "sites") if p.stem == "mfa")
    fixed = ("-s", f"SITES_DIR={tmp_path / 'sites'}", "-s", "ALLOW_PRIVATE=1")
    sound = scrapy("site", "check", "mfa_room", *fixed)
    assert "healthy, 10 of 10" in sound.stdout, sound.stdout + sound.stderr[-2000:]
    path.write_text(path.read_text(encoding="utf-8").replace("(en/news|", "(en/nothing|"), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("az/xeber|fr/actualites", "az/nichts|fr/rien"), encoding="utf-8")
    broken = scrapy("site", "check", "mfa_room", *fixed)
    assert broken.returncode == 3
    assert "BROKEN" in broken.stdout
    assert "no article was read" in broken.stdout


def test_record_saves_a_fixture_that_replays_to_what_it_says(room: Newsroom, tmp_path: Path) -> None:
    write_sites(room, tmp_path / "sites")
    fixed = ("-s", f"SITES_DIR={tmp_path / 'sites'}", "-s", "ALLOW_PRIVATE=1")
    run = scrapy("site", "record", "agency_room", "--out", str(tmp_path / "fixtures"), *fixed)
    assert run.returncode == 0, run.stderr[-2000:]
    folder = tmp_path / "fixtures" / "agency_room"
    expected = [json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(expected) == 2
    truth = {e["url"]: e for e in room.articles("agency")}
    assert all(truth[e["url"]]["title"] == e["title"] for e in expected)
    again = scrapy(
        "crawl", "agency_room", "-a", "limit=2", "-s", f"SITES_DIR={tmp_path / 'sites'}",
        "-s", f"REPLAY={folder / 'pages.warc.gz'}", "-s", f"OUTPUT_DIR={tmp_path / 'output'}",
    )  # fmt: skip
    assert again.returncode in (0, 3), again.stderr[-2000:]
    lines = [
        line for p in (tmp_path / "output").glob("agency_room/2*.jsonl") for line in p.read_text(encoding="utf-8").splitlines()
    ]
    records = {r["url"]: r for r in map(json.loads, lines)}
    assert {url: r["text"] for url, r in records.items()} == {e["url"]: e["text"] for e in expected}


def test_crawl_all_takes_the_sites_that_fit(room: Newsroom, tmp_path: Path) -> None:
    write_sites(room, tmp_path / "sites")
    for path in (tmp_path / "sites").glob("*/*.yml"):  # a kind and a language that no site of ours has together
        path.write_text(path.read_text(encoding="utf-8").replace("country: GEO", "country: XKX"), encoding="utf-8")
    fixed = ("-s", f"SITES_DIR={tmp_path / 'sites'}", "-s", "ALLOW_PRIVATE=1", "-s", f"OUTPUT_DIR={tmp_path / 'output'}")
    run = scrapy("crawl-all", "--country", "XKX", "-a", "limit=2", *fixed)
    assert run.returncode in (0, 3), run.stderr[-2000:]
    assert [p.name for p in (tmp_path / "output").iterdir() if p.is_dir()] == ["economy_room"]


MISTAKES = [
    ("site",), ("site", "what"), ("site", "check"), ("site", "check", "nobody_xx"), ("site", "new", "ftp://x.example"),
    ("site", "new", "not a url"), ("crawl-all", "--country", "QQQ"), ("crawl-all", "mfa_az"), ("site", "list", "more"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line_and_exit_1(arguments: tuple[str, ...]) -> None:
    run = scrapy(*arguments)
    assert run.returncode == 1
    assert len(run.stderr.strip().splitlines()) == 1
    assert "Traceback" not in run.stderr


def test_a_list_of_names_loads_neither_database_nor_language_model() -> None:
    """Every command's module is imported for every command: what is heavy waits until its command runs."""
    code = (
        "import sys\nfrom scrapy.cmdline import execute\n"
        "try:\n    execute(['scrapy', 'list'])\n"
        "finally:\n    print([m for m in ('sqlalchemy', 'numpy', 'spacy', 'trafilatura', 'rich') if m in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.stdout.splitlines()[-1] == "[]", run.stdout[-500:] + run.stderr[-500:]
    assert len(run.stdout.splitlines()) > 300
