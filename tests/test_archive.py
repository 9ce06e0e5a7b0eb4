"""What is kept can be served again: WARC files of our own and of others, whole and torn, and a crawl repeated byte for byte."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Headers, Response
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveError, ArchiveWriter, open_archive
from tests.newsroom.definitions import write_sites
from tests.newsroom.server import Newsroom
from tests.spiders.harness import crawl, write_site

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
URL = "https://mfa.example/en/news/1"


def keep(
    path: Path, *answers: tuple[str, int, bytes], headers: dict[str, str] | None = None, when: datetime = NOW
) -> ArchiveWriter:
    writer = ArchiveWriter(path, name="mfa_ex", now=when)
    for url, status, body in answers:
        asked = Request(url, headers={"Cookie": "token=s3cret", "Authorization": "Basic s3cret"})
        writer.add(asked, Response(url, status=status, body=body, headers=Headers(headers or {})), when)
    writer.close()
    return writer


def read(path: Path, url: str, at: datetime | None = None) -> tuple[int, dict[str, str], bytes] | None:
    archive = open_archive(path)
    place = archive.place(url, at)
    if place is None:
        return None
    status, headers, body = archive.read(place, 1 << 20)
    return status, {k.lower(): v for k, v in headers}, body


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_an_answer_is_read_as_it_was_kept(tmp_path: Path, name: str) -> None:
    keep(tmp_path / name, (URL, 200, b"<p>one</p>"), (URL + "2", 404, b""), headers={"Content-Type": "text/html", "ETag": '"1"'})
    assert read(tmp_path / name, URL) == (200, {"content-type": "text/html", "etag": '"1"', "content-length": "10"}, b"<p>one</p>")
    assert read(tmp_path / name, URL + "2")[0] == 404  # type: ignore[index]
    assert read(tmp_path / name, "https://mfa.example/other") is None


def test_any_spelling_of_the_url_finds_it(tmp_path: Path) -> None:
    keep(tmp_path / "a.warc.gz", ("https://mfa.example/a?b=2&a=1&utm_source=x", 200, b"x"))
    assert read(tmp_path / "a.warc.gz", "https://MFA.example:443/a?a=1&b=2#top") is not None


def test_the_newest_answer_counts_or_the_newest_of_that_time(tmp_path: Path) -> None:
    keep(tmp_path / "a.warc.gz", (URL, 200, b"first"))
    keep(tmp_path / "a.warc.gz", (URL, 200, b"second"), when=NOW.replace(day=3))
    keep(tmp_path / "a.warc.gz", (URL, 304, b""), when=NOW.replace(day=4))
    assert read(tmp_path / "a.warc.gz", URL)[2] == b"second"  # type: ignore[index]
    assert read(tmp_path / "a.warc.gz", URL, NOW)[2] == b"first"  # type: ignore[index]
    assert read(tmp_path / "a.warc.gz", URL, NOW.replace(day=1)) is None


def test_records_are_requests_and_answers_that_name_each_other_and_hold_no_secret(tmp_path: Path) -> None:
    keep(tmp_path / "a.warc.gz", (URL, 200, b"x"), headers={"Set-Cookie": "token=s3cret"})
    with (tmp_path / "a.warc.gz").open("rb") as file:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Concurrent-To")) for r in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request"]
    assert records[2][1].startswith("<urn:uuid:")
    assert b"s3cret" not in gzip.decompress((tmp_path / "a.warc.gz").read_bytes())


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
@pytest.mark.parametrize("cut", [1, 20, 150, 290, 500])
def test_a_torn_end_costs_the_torn_record_only_and_is_cut_before_more_is_added(tmp_path: Path, cut: int, name: str) -> None:
    path = tmp_path / name
    keep(path, (URL, 200, b"whole"))
    sound = path.stat().st_size
    keep(path, (URL + "2", 200, os.urandom(400)))
    path.write_bytes(path.read_bytes()[: sound + cut])
    assert read(path, URL)[2] == b"whole"  # type: ignore[index]
    keep(path, (URL + "3", 200, b"added"))
    assert read(path, URL)[2] == b"whole"  # type: ignore[index]
    assert read(path, URL + "3")[2] == b"added"  # type: ignore[index]
    assert open_archive(path).warnings == ()


def test_a_folder_is_one_archive(tmp_path: Path) -> None:
    first = keep(tmp_path / "kept", (URL, 200, b"one"))
    keep(tmp_path / "kept" / "more.warc.gz", (URL + "2", 200, b"two"))
    assert first.path.name == "mfa_ex-20260302T100000Z.warc.gz"
    assert len(open_archive(tmp_path / "kept").urls()) == 2


def test_chunked_answers_of_other_programs_are_read(tmp_path: Path) -> None:
    http = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n5\r\n<p>on\r\n6\r\ne</p> \r\n0\r\n\r\n"
    about = ["WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: <{URL}>", "WARC-Date: 2026-03-02T10:00:00Z"]
    about += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}"]
    head = "\r\n".join([*about, "", ""])
    (tmp_path / "o.warc").write_bytes(head.encode() + http + b"\r\n\r\n")
    assert read(tmp_path / "o.warc", URL) == (200, {"content-type": "text/html"}, b"<p>one</p> ")


BROKEN = {
    "none.warc.gz": None,
    "empty.warc.gz": b"",
    "text.warc.gz": b"this is not a WARC\n" * 20,
    "zip.warc": b"PK\x03\x04" + bytes(200),
    "gzip.warc.gz": gzip.compress(b"hello"),
    "torn.warc.gz": gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n")[:20],
    "noise.warc": os.urandom(4000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_warc_is_told_in_one_line_that_names_the_file(tmp_path: Path, name: str) -> None:
    if BROKEN[name] is not None:
        (tmp_path / name).write_bytes(BROKEN[name] or b"")
    with pytest.raises(ArchiveError) as caught:
        open_archive(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_folder_without_an_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no \.warc"):
        open_archive(tmp_path)


def test_a_page_that_was_not_kept_is_rejected_and_an_unchanged_one_is_304(tmp_path: Path) -> None:
    warc = tmp_path / "a.warc.gz"
    feed = b"<rss version='2.0'><channel><item><link>/en/news/1</link></item><item><link>/en/news/2</link></item></channel></rss>"
    keep(warc, ("https://mfa.example/rss", 200, feed), headers={"Content-Type": "text/xml"})
    keep(warc, (URL, 200, b"<p>text</p>"), headers={"ETag": '"1"', "Content-Type": "text/html"})
    site = "name: M\nhosts: [mfa.example]\nreplay: ../../a.warc.gz\nfind:\n  - feed: https://mfa.example/rss\n"
    name = write_site(tmp_path, "mfa", site)
    first = crawl(name, tmp_path, settings={"ALLOW_PRIVATE": False})
    assert [(p["url"], p["status"], p["fetched"]) for p in first.pages] == [(URL, 200, NOW.isoformat())]
    assert first.reasons == {"https://mfa.example/en/news/2": "not_in_archive"}
    again = crawl(name, tmp_path, url=URL, settings={"ALLOW_PRIVATE": False})
    assert [(p["url"], p["status"]) for p in again.pages] == [(URL, 304)]


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def lines(folder: Path) -> list[bytes]:
    """Every record, sorted."""
    return sorted(
        line for path in folder.glob("*/*.jsonl") if path.name != "rejects.jsonl" for line in path.read_bytes().splitlines()
    )


def test_a_live_crawl_and_its_replay_give_the_same_records_byte_for_byte(tmp_path: Path) -> None:
    with Newsroom() as room:
        write_sites(room, tmp_path / "sites")
        fixed = ["-s", f"SITES_DIR={tmp_path / 'sites'}", "-s", "ALLOW_PRIVATE=1"]
        for site in ("mfa_room", "agency_room"):
            live = scrapy("crawl", site, *fixed, "-s", f"OUTPUT_DIR={tmp_path / 'live'}", "-s", f"ARCHIVE={tmp_path / 'kept'}")
            assert live.returncode in (0, 3), live.stderr[-3000:]
    for site in ("mfa_room", "agency_room"):  # the newsroom is gone
        again = scrapy("crawl", site, *fixed, "-s", f"OUTPUT_DIR={tmp_path / 'again'}", "-s", f"REPLAY={tmp_path / 'kept'}")
        assert again.returncode in (0, 3), again.stderr[-3000:]
    assert len(lines(tmp_path / "live")) > 40
    assert lines(tmp_path / "live") == lines(tmp_path / "again")


@pytest.mark.parametrize(
    ("setting", "value"), [("REPLAY", "nowhere.warc.gz"), ("REPLAY", "README.md"), ("ARCHIVE", "/proc/no/such")]
)
def test_an_archive_that_cannot_be_used_is_exit_6_and_one_line(tmp_path: Path, setting: str, value: str) -> None:
    run = scrapy(
        "crawl", "demo_economy" if setting == "REPLAY" else "mfa_az", "-s", f"{setting}={value}", "-s", f"OUTPUT_DIR={tmp_path}"
    )
    assert run.returncode == 6, run.stderr[-2000:]
    assert value in run.stderr
    assert "Traceback" not in run.stderr
