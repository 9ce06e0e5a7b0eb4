"""A crawl of the newsroom against its truth: all of it, by every way of discovery, once each, and nothing else."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from crawler.model import Document
from crawler.model.url import canonical
from tests.newsroom import Newsroom, write_sites

HOUSE = Path(__file__).parents[1]
SITES = ("mfa", "economy", "agency")


def crawl(folder, *names, code=0):
    """One run as a user starts it; returns what it said."""
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        *names,
        "-s",
        f"OUTPUT_DIR={folder / 'output'}",
        "-s",
        f"SITES_DIR={folder}",
    ]
    run = subprocess.run([*command, "-s", "ALLOW_PRIVATE=1"], cwd=HOUSE, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode in (0, 3), run.stderr[-3000:]
    assert "Traceback" not in run.stderr
    return run.stderr


def records(folder, site):
    files = sorted((folder / "output" / f"{site}_room").glob("*Z-*.jsonl"))
    return [Document.model_validate_json(line) for f in files for line in f.read_text(encoding="utf-8").splitlines()]


def report(folder, site):
    return json.loads(max((folder / "output" / f"{site}_room").glob("run-*.json")).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def room():
    with Newsroom() as running:
        yield running


@pytest.fixture(scope="module")
def first_crawl(room, tmp_path_factory):
    folder = tmp_path_factory.mktemp("crawl")
    write_sites(room, folder)
    return folder, crawl(folder, *(f"{s}_room" for s in SITES))


@pytest.mark.parametrize("site", SITES)
def test_every_article_is_there_once_and_nothing_else(room, first_crawl, site):
    found = [d.url for d in records(first_crawl[0], site)]
    assert len(found) == len(set(found))
    assert set(found) == {canonical(a["url"]) for a in room.articles(site)}


@pytest.mark.parametrize("site", SITES)
def test_the_books_balance(first_crawl, site):
    said = next(line for line in first_crawl[1].splitlines() if f"{site}_room: found" in line)
    numbers = [int(w) for w in said.split("found", 1)[1].replace("=", " ").replace("+", " ").split() if w.isdigit()]
    assert numbers[0] == sum(numbers[1:])
    assert numbers[-1] == 0, "something is still pending"


def test_every_span_of_every_record_is_what_the_text_says_there(first_crawl):
    spans = [(d, s) for site in SITES for d in records(first_crawl[0], site) for s in d.spans()]
    assert len(spans) > 300
    assert all(d.text[s.start : s.end] == s.text for d, s in spans)


def test_a_syndicated_copy_names_the_article_that_it_copies(room, first_crawl):
    by_url = {d.url: d for site in SITES for d in records(first_crawl[0], site)}
    copies = [a for a in room.articles() if a["duplicate_of"]]
    assert len(copies) >= 6
    pairs = {(a["url"], a["duplicate_of"]) for a in copies}
    for copy, original in pairs:
        first, second = by_url[canonical(copy)], by_url[canonical(original)]
        assert second.id == first.duplicate_of or first.id == second.duplicate_of, copy


@pytest.mark.parametrize("field", ["title", "published", "text"])
def test_titles_times_and_texts_are_the_truth(room, first_crawl, field):
    by_url = {d.url: d for site in SITES for d in records(first_crawl[0], site)}
    wrong = []
    for article in room.articles():
        found = json.loads(by_url[canonical(article["url"])].line())[field]
        if field == "text":
            right = overlap(article["text"], found) >= 0.9
        elif field == "published" and article["published"] and found:
            right = found[: len(article["published"])][:10] == article["published"][:10]
        else:
            right = found == article[field]
        if not right:
            wrong.append((article["url"], article[field] and article[field][:80], found and found[:80]))
    assert len(wrong) <= len(room.articles()) * (0.05 if field == "text" else 0.03), wrong


def overlap(wanted, found):
    """Share of words in common, in order of neither: enough to see a lost or foreign paragraph."""
    a, b = wanted.split(), found.split()
    return 2 * len(set(a) & set(b)) / (len(set(a)) + len(set(b)))


def test_each_way_of_discovery_finds_alone_what_it_shows(room, tmp_path):
    (tmp_path / "room").mkdir()
    write_sites(room, tmp_path / "all")
    expected = {}
    for site in SITES:
        definition = yaml.safe_load((tmp_path / "all" / "room" / f"{site}.yml").read_text(encoding="utf-8"))
        for number, find in enumerate(definition["find"]):
            alone = definition | {"find": [find], "expect": {}}
            (tmp_path / "room" / f"{site}{number}.yml").write_text(yaml.safe_dump(alone, allow_unicode=True), encoding="utf-8")
            expected[f"{site}{number}"] = (site, find)
    (tmp_path / "all" / "room").rename(tmp_path / "unused")
    crawl(tmp_path, *(f"{name}_room" for name in expected))
    for name, (site, find) in expected.items():
        way = next(w for w in ("feed", "sitemap", "listing") if w in find)
        way = "news sitemap" if "news-sitemap" in find[way] else way
        shown = {canonical(a["url"]) for a in room.articles(site) if way in a["ways"]}
        found = {d.url for d in records(tmp_path, name)}
        assert shown, (name, find)
        assert found == shown, (name, find, sorted(shown ^ found))


def test_a_second_crawl_of_an_unchanged_newsroom_writes_nothing_and_reads_nothing_anew(room, first_crawl):
    folder, _ = first_crawl
    before = {site: len(records(folder, site)) for site in SITES}
    room.forget()
    crawl(folder, *(f"{s}_room" for s in SITES))
    assert {site: len(records(folder, site)) for site in SITES} == before
    assert all(report(folder, site)["annotated"] == 0 for site in SITES)


def test_a_corrected_article_becomes_revision_2_and_says_what_changed(tmp_path):
    with Newsroom() as room:
        corrected = [a for a in room.articles() if len(a["versions"]) > 1]
        assert corrected
        room.now = min(room._now, *(_moment(a["versions"][1]["since"]) for a in corrected)) - timedelta(minutes=5)
        write_sites(room, tmp_path)
        sites = sorted({a["site"] for a in corrected})
        crawl(tmp_path, *(f"{s}_room" for s in sites))
        room.now = max(_moment(a["versions"][1]["since"]) for a in corrected) + timedelta(days=2)
        crawl(tmp_path, *(f"{s}_room" for s in sites))
        for article in corrected:
            lines = [d for d in records(tmp_path, article["site"]) if d.url == canonical(article["url"])]
            if len(article["versions"]) == 2 and len(lines) == 2:
                assert [d.revision for d in lines] == [1, 2]
                assert lines[1].changes
                assert lines[1].changes.text_added or lines[1].changes.fields
                return
        pytest.fail("no corrected article has two lines")


def _moment(text):
    from datetime import datetime

    return datetime.fromisoformat(text)
