"""A16: WARC and JSON Lines of strangers: bounded, and what is wrong with one record costs that record."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import inputs
from crawler.archive import ArchiveError, open_archive
from crawler.archive.bounded import MAX_HEAD, MAX_LINE
from crawler.model import Article, Page, Rejected
from crawler.read import clean
from tests.hostile.test_bombs_and_traps import bomb

SOUND = b"<html><body><p>Sound.</p></body></html>"
MEGABYTES = 300 << 20
"""Of memory, while a bomb of 400 MB is read: the bound on a body, a copy of it, and the reader's own."""


def warc(path: Path, *records: tuple[list[tuple[str, str]], bytes, str]) -> str:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, (headers, body, date) in enumerate(records):
            kept = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://mfa.example/{number}", "response", payload=io.BytesIO(body), http_headers=kept,
                    warc_headers_dict={"WARC-Date": date},
                )
            )  # fmt: skip
    return str(path)


def read(name: str) -> list[object]:
    return [given.what for given in inputs.read(name, inputs.Given())]


DAY = "2026-03-02T10:00:00Z"


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_a16_a_bomb_in_an_archive_is_one_rejected_page(kind: str, tmp_path: Path) -> None:
    name = warc(tmp_path / "b.warc.gz", ([("Content-Encoding", kind)], bomb(kind), DAY), ([], SOUND, DAY))
    tracemalloc.start()
    try:
        bad, good = read(name)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES
    finally:
        tracemalloc.stop()
    assert isinstance(bad, Rejected)
    assert bad.reason == "too_large"
    assert isinstance(good, Page)
    assert good.body == SOUND


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
def test_a16_a_page_that_was_kept_packed_is_read(kind: str, tmp_path: Path) -> None:
    import zlib

    import brotli

    zstd = pytest.importorskip("backports.zstd")
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}[kind](SOUND)
    (page,) = read(warc(tmp_path / "p.warc.gz", ([("Content-Encoding", kind)], packed, DAY)))
    assert isinstance(page, Page)
    assert page.body == SOUND


def test_a16_a_broken_record_costs_itself(tmp_path: Path) -> None:
    broken = [
        ([("Content-Encoding", "gzip")], b"no gzip", DAY),
        ([], SOUND, "yesterday"),
        ([("Content-Length", "9" * 400)], SOUND, DAY),
    ]
    found = read(warc(tmp_path / "m.warc.gz", *broken, ([], SOUND, DAY)))
    assert [type(f) for f in found] == [Rejected, Rejected, Rejected, Page]


@pytest.mark.parametrize(
    "head",
    [b"WARC/1.0\r\nX: " + b"y" * (MAX_LINE * 4), b"WARC/1.0\r\n" + b"X: y\r\n" * (MAX_HEAD // 3)],
    ids=["a line", "many lines"],
)
def test_a16_headers_without_end_are_no_archive(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "h.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.0\r\n" + head + b"\r\n\r\n"))
    with pytest.raises(inputs.UnreadableInput, match="headers longer"):
        read(str(path))
    with pytest.raises(ArchiveError, match="headers longer"):
        open_archive(path)


ROWS: list[object] = [
    {"text": "T.", "url": "javascript:alert(1)"}, {"text": "T.", "published": "99999-01-01"},
    {"text": "T.", "language": "x" * 10_000},
    {"text": "T.", "source": {"site": "../../etc"}}, {"html": "\ud800<p>x"}, {"text": "\ud800"},
    {"text": {"a": 1}}, [], 7, None, {},
    {"text": "T.", "source": {"site": 7, "country": "x" * 99}}, {"text": "T.", "title": ["x"]}, {"html": 1e400},
]  # fmt: skip


def test_a16_rows_of_any_kind_are_articles_pages_or_rejected(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [*map(json.dumps, ROWS), "[" * 100_000, '{"a":' * 50_000, '{"text": "x', "\0", '{"text": "Sound."}']
    path.write_text('{"text": "First."}\n' + "\n".join(lines) + "\n", encoding="utf-8", errors="surrogatepass")
    found = read(str(path))
    assert len(found) == len(lines) + 1
    assert all(isinstance(f, Article | Page | Rejected) for f in found)
    assert isinstance(found[-1], Article)
    for page in (f for f in found if isinstance(f, Page)):
        clean(page.body, page.url)


def test_a16_a_gzip_bomb_of_lines_is_read_a_line_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'{"text": "First."}\n{"text": "')
        for _ in range(200):
            file.write(b"a" * (1 << 20))
        file.write(b'"}\n{"text": "Last."}\n')
    first, bad, last = read(str(path))
    assert isinstance(first, Article)
    assert isinstance(bad, Rejected)
    assert isinstance(last, Article)
