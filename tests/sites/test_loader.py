"""Definitions: what is read, and what a mistake says (file, line, field, way out). One line, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.sites import MAX_BYTES, PLATFORMS, SiteError, load_site, load_sites, site_files, site_id

ROOT = Path(__file__).resolve().parents[2]
GOOD = r"""name: Ministry of Foreign Affairs, Examplia
country: EXA
kind: ministry
languages: [no, en]
hosts: [MFA.Example]
find:
  - feed: https://mfa.example/rss/news
  - listing: https://mfa.example/en/news
    next: "?page={n}"
article:
  url: /en/news/\d+
  timezone: Asia/Baku
  until: 2025-06-30
pace: {delay: 2, at_once: 1, quiet: 22-06}
expect: {articles: 5, title: 1.0}
"""


def write(folder: Path, text: str | bytes, name: str = "ex/mfa.yml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_definition_is_read(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, GOOD))
    assert (site.id, site.hosts, site.languages) == ("mfa_ex", ("mfa.example",), ("no", "en"))
    assert site.find[1].next == "?page={n}"
    assert site.article[0].until is not None
    assert site.pace.quiet == "22-06"


BAD = [
    # what is changed, into what, line, field, words of the message
    ("country: EXA", "country: exa", 2, "country", "'exa'"),
    ("kind: ministry", "kind: ministery", 3, "kind", "'ministery'"),
    ("  timezone:", "  timezoen:", 12, "article.timezoen", "did you mean 'timezone'?"),
    ("Asia/Baku", "Asia/Bakku", 12, "article.timezone", "IANA"),
    ("delay: 2", "delay: 999", 14, "pace.delay", "120"),
    ("delay: 2", "dealy: 2", 14, "pace.dealy", "did you mean 'delay'?"),
    ("find:", "fnd:", 6, "fnd", "did you mean 'find'?"),
    ("name: Ministry", "title: Ministry", 1, "title", "unknown field"),
    ("name: Ministry of Foreign Affairs, Examplia\n", "", 1, "name", "is missing"),
    ("hosts: [MFA.Example]\n", "", 1, "hosts", "is missing"),
    ("hosts: [MFA.Example]", "hosts: []", 5, "hosts", "at least 1"),
    ("hosts: [MFA.Example]", "hosts: MFA.Example", 5, "hosts", "tuple"),
    ("hosts: [MFA.Example]", 'hosts: ["mfa .example"]', 5, "hosts", "is not a name"),
    ("  - feed:", "  - fed:", 7, "find.fed", "did you mean 'feed'?"),
    ("    next:", "    sitemap: https://x.example/\n    next:", 8, "find.1", "exactly one"),
    ("https://mfa.example/rss/news", "ftp://mfa.example/rss", 7, "find.0.feed", "not an http or https URL"),
    ("https://mfa.example/en/news", "/en/news", 8, "find.1.listing", "not an http or https URL"),
    ("https://mfa.example/en/news", "https://me:secret@mfa.example/en/news", 8, "find.1.listing", "none is ever sent"),
    (r"/en/news/\d+", "/en/news/(", 11, "article.url", "not a regular expression"),
    (r"/en/news/\d+", "/en/(a+)+b", 11, "article.url", "quantifier"),
    (r"/en/news/\d+", "/" + "a" * 400, 11, "article.url", "longer than"),
    ("until: 2025-06-30", "until: 2025-16-30", 13, "article.until", "month"),
    ("until: 2025-06-30", "until: soon", 13, "article.until", "soon"),
    ("quiet: 22-06", "quiet: night", 14, "pace.quiet", "night"),
    ("title: 1.0", "title: 90%", 15, "expect.title", "90%"),
    ("title: 1.0", "title: 7.0", 15, "expect.title", "7.0"),
    ("kind: ministry", "kind: ministry\nkind: news", 4, "kind", "stands twice"),
    ("name:", "- name:", 2, "YAML", ""),
    ("languages: [no, en]", "languages: [no, en", 5, "YAML", ""),
    ("name: M", "name:\tM", 1, "YAML", ""),
    ("languages: [no, en]", "languages: &all [no, en]", 4, "YAML", "anchors"),
    ("languages: [no, en]", "languages: !!python/object/apply:os.system [id]", 4, "YAML", "tags"),
    ("kind: ministry", "platform: wordpres", 3, "platform", "did you mean 'wordpress'?"),
    ("kind: ministry", "platform: ../../etc/passwd", 3, "platform", "is not one"),
    ("kind: ministry", "id: other", 3, "id", "unknown field"),
    ("kind: ministry", "{a: b}: c", 3, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field", "words"), BAD, ids=[f"{b[3]}-{i}" for i, b in enumerate(BAD)])
def test_a_mistake_names_file_line_field_and_way_out(tmp_path: Path, old: str, new: str, line: int, field: str, words: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SiteError) as caught:
        load_site(path)
    error = caught.value
    assert str(error).startswith(f"{path}:{error.line}: {error.field}: ")
    assert error.line == line
    assert not field or error.field == field
    assert words in error.message
    assert "\n" not in str(error)


NOTHING = [
    (b"", "list of"),
    (b"just text", "list of"),
    (b"\xff\xfe\x00", "UTF-8"),
    (b"a: " + b"x" * MAX_BYTES, "at most"),
    (b"a: \x00", ""),
    (b"[" * 5000, ""),
]


@pytest.mark.parametrize(("data", "words"), NOTHING, ids=range(len(NOTHING)))
def test_what_is_no_definition_at_all_is_one_line_too(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(SiteError) as caught:
        load_site(write(tmp_path, data))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_platform_lies_beneath_the_sites_own_fields(tmp_path: Path) -> None:
    own = "name: M\nhosts: [mfa.example]\nplatform: wordpress\narticle: {timezone: Asia/Baku}\n"
    site = load_site(write(tmp_path, own))
    assert site.find[0].address == "https://mfa.example/feed/"
    assert (site.article[0].timezone, site.article[0].body) == ("Asia/Baku", ".entry-content")
    replaced = load_site(write(tmp_path, own + "find:\n  - feed: https://mfa.example/own\n", "ex/own.yml"))
    assert [f.address for f in replaced.find] == ["https://mfa.example/own"]


def test_names_come_from_files_and_only_decent_ones(tmp_path: Path) -> None:
    assert site_id(tmp_path / "az" / "mfa-en.yml") == "mfa_en_az"
    assert site_id(tmp_path / "demo" / "mfa.yml") == "demo_mfa"
    for bad in ("az/MFA.yml", "az/mfa news.yml", "az/..yml", "az/" + "m" * 80 + ".yml", "az/новости.yml"):
        with pytest.raises(SiteError, match="file name"):
            site_id(tmp_path / bad)


def test_a_later_folder_wins_and_hidden_files_are_not_sites(tmp_path: Path) -> None:
    write(tmp_path / "one", GOOD)
    write(tmp_path / "two", GOOD.replace("Examplia", "Elsewhere"))
    write(tmp_path / "two", "not a site", "ex/.draft.yml")
    sites = load_sites([tmp_path / "one", tmp_path / "two"])
    assert list(sites) == ["mfa_ex"]
    assert sites["mfa_ex"].name.endswith("Elsewhere")
    with pytest.raises(SiteError, match="no such folder"):
        site_files([tmp_path / "nowhere"])


def test_every_bundled_definition_loads() -> None:
    sites = load_sites([ROOT / "crawler" / "sites", ROOT / "crawler" / "demo"])
    assert len(sites) >= 150
    assert {p.stem for p in PLATFORMS.glob("*.yml")} >= {s.platform for s in sites.values() if s.platform}


def test_the_list_is_quick_and_opens_no_definition(tmp_path: Path) -> None:
    write(tmp_path, "this: [is broken", "xx/broken.yml")
    started = os.times().children_user
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "list", "-s", f"SITES_DIR={tmp_path}"], cwd=ROOT, capture_output=True, text=True
    )
    assert os.times().children_user - started < 2  # seconds of CPU; 0.5 measured
    names = run.stdout.split()
    assert {"article", "demo_mfa", "mfa_az", "broken_xx"} <= set(names)
    assert names == sorted(names)
    heavy = (
        "import crawler.spiders.loader, sys; print([m for m in ('spacy', 'trafilatura', 'sqlalchemy', 'lxml') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, capture_output=True, text=True).stdout.strip() == "[]"
