"""Files cut for several machines: the parts, read one after the other, are the file."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from pathlib import Path

import pytest

from crawler.inputs import Given, Input, UnreadableInput, read, read_part
from crawler.inputs.parts import cut
from crawler.model import Page, Rejected

NEWSROOM = Path(__file__).parents[1] / "crawler" / "demo" / "newsroom.warc.gz"


def what(inputs: list[Input]) -> list[tuple[str, bytes | str]]:
    """What tells one input from another."""
    return [
        (i.what.url, i.what.body if isinstance(i.what, Page) else i.what.detail if isinstance(i.what, Rejected) else i.what.text)
        for i in inputs
    ]


def in_parts(path: Path, size: int) -> list[Input]:
    return [i for part in cut(str(path), size) for i in read_part(part, Given())]


@pytest.mark.parametrize("size", [1, 10_000, 100_000, 10**9])
def test_the_parts_of_an_archive_are_the_archive(size: int) -> None:
    parts = cut(str(NEWSROOM), size)
    assert parts[0].first == 0
    assert parts[-1].until == NEWSROOM.stat().st_size
    assert all(a.until == b.first for a, b in itertools.pairwise(parts))
    assert what(in_parts(NEWSROOM, size)) == what(list(read(str(NEWSROOM), Given())))


def test_more_parts_for_a_smaller_size() -> None:
    assert len(cut(str(NEWSROOM), 1)) > len(cut(str(NEWSROOM), 100_000)) > len(cut(str(NEWSROOM), 10**9)) == 1


@pytest.mark.parametrize("size", [1, 7, 150, 10**6])
def test_the_parts_of_lines_are_the_lines_and_know_their_numbers(tmp_path: Path, size: int) -> None:
    rows = [
        json.dumps({"text": f"The ministry of Arvia wrote line {n}. " * (n % 5 + 1), "url": f"https://arvia.example/{n}"})
        for n in range(40)
    ]
    rows[7:7] = ["", "{broken", "no object at all", "[1, 2]"]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")  # the last line has no end
    whole = what(list(read(str(path), Given())))
    assert what(in_parts(path, size)) == whole
    assert sum(url.startswith(str(path)) for url, _ in whole) == 3, "the broken lines are named by file and number"


def test_a_gzip_inside_a_page_is_no_place_to_cut(tmp_path: Path) -> None:
    """A page may carry the bytes of an archive: a cut there would tear the page apart."""
    inner = gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", compresslevel=0)
    noise = random.Random(4).randbytes(3_000)
    members = [gzip.compress(b"WARC/1.0\r\n" + noise + inner + noise, compresslevel=0) for _ in range(5)]
    path = tmp_path / "nested.warc.gz"
    path.write_bytes(b"".join(members))
    starts = [sum(map(len, members[:n])) for n in range(5)]
    assert [part.first for part in cut(str(path), 1)] == starts


@pytest.mark.parametrize("tail", [b"rubbish that is no gzip", b"\x1f\x8b\x08\x00"])
def test_what_is_broken_at_the_end_is_in_the_last_part_which_says_so(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "torn.warc.gz"
    path.write_bytes(NEWSROOM.read_bytes() + tail)
    parts = cut(str(path), 100_000)
    assert parts[-1].until == path.stat().st_size
    for part in parts[:-1]:
        list(read_part(part, Given()))
    if tail.startswith(b"rubbish"):
        with pytest.raises(UnreadableInput, match=r"torn\.warc\.gz"):
            list(read_part(parts[-1], Given()))


def test_what_cannot_be_cut_is_one_part(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>The minister of Arvia arrived.</p></body></html>")
    zipped = tmp_path / "rows.jsonl.gz"
    zipped.write_bytes(gzip.compress(b'{"text": "The minister of Arvia arrived."}\n'))
    for path in (page, zipped):
        (part,) = cut(str(path), 1)
        assert part.kind == "whole"
        assert len(list(read_part(part, Given()))) == 1


def test_every_part_of_every_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "rows.jsonl"
        path.write_text('{"text": "x"}\n' * 20)
        names += [part.name for part in cut(str(path), 30)]
    assert len(names) == len(set(names)) > 10
    with pytest.raises(ValueError, match="0 bytes"):
        cut(str(path), 0)
