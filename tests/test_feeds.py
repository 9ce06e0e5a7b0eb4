"""Segments: appended, on disk before anybody is told, whole after anything, and the ledger made to agree."""

import asyncio
import errno
import json
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feeds import AppendOnly, Feed, Position, Segments, StorageFailed, encode, read_line
from crawler.feeds.repair import repair
from crawler.ledger import Ledger, page_id
from crawler.model import Document, Extraction, Source


def document(number, revision=1, text="Text."):
    url = f"https://news.example/{number}"
    return Document(
        id=page_id(url), content_hash=f"{number}-{text}", revision=revision, url=url, source=Source(site="one_ex"), text=text,
        extraction=Extraction(method="test"),
    )  # fmt: skip


def now():
    return datetime(2026, 3, 2, 11, 20, 31, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one_ex").mkdir()
    return tmp_path / "one_ex"


def ledger_of(folder):
    return Ledger.open(f"sqlite:///{folder.parent / 'ledger.db'}", "one_ex", run="r", output=folder.parent)


def written(folder, documents):
    """A run that wrote these documents and ended well."""
    ledger = ledger_of(folder)
    repair(folder, ledger)
    segments = Segments(folder, now)
    for one, position in zip(documents, segments.append([encode(d.line()) for d in documents]), strict=True):
        ledger.written(one.url, one, position, body_hash="b")
    for name, size in segments.close():
        ledger.seal(name, size)
    ledger.close()
    return folder / "20260302T112031Z-0.jsonl"


def repaired(folder):
    ledger = ledger_of(folder)
    done = repair(folder, ledger)
    states = {n: ledger.known(document(n).id) for n in range(5)}
    ledger.close()
    return done, states


def test_a_segment_is_named_by_its_first_second_and_no_name_is_taken_twice(folder):
    for _ in range(3):
        segments = Segments(folder, now)
        segments.append([b"{}\n"])
        segments.close()
    assert sorted(p.name for p in folder.iterdir()) == [f"20260302T112031Z-{n}.jsonl" for n in range(3)]


def test_a_run_that_writes_nothing_makes_no_file(folder):
    assert Segments(folder, now).close() == []
    assert not list(folder.iterdir())


def test_a_segment_that_is_full_is_closed_and_the_next_begun(folder):
    segments = Segments(folder, now, segment_bytes=10)
    positions = [segments.append([b'{"a":1}\n'])[0] for _ in range(4)]
    assert [size for _, size in segments.close()] == [16, 16]
    assert [read_line(folder, p) for p in positions] == [{"a": 1}] * 4


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_a_line_is_one_line_for_every_reader(text):
    try:
        encoded = encode(json.dumps({"text": text}, ensure_ascii=False))
    except UnicodeEncodeError:
        return
    assert len(encoded.decode().splitlines()) == 1
    assert json.loads(encoded) == {"text": text}


def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(folder, monkeypatch):
    file = AppendOnly(folder / "a.jsonl", new=True)
    file.append(b"whole\n")
    real = os.write

    def full(fd, data):
        real(fd, bytes(data)[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="space"):
        file.append(b"never\n")
    monkeypatch.setattr(os, "write", real)
    file.append(b"again\n")
    assert (folder / "a.jsonl").read_bytes() == b"whole\nagain\n"


def test_lines_that_arrive_together_share_a_sync(folder, monkeypatch):
    syncs = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (syncs.append(fd), real(fd)))

    async def run():
        feed = Feed(folder, now)
        positions = await asyncio.gather(*(feed.write(document(n).line()) for n in range(50)))
        await feed.close()
        return positions

    positions = asyncio.run(run())
    assert len(syncs) < 10
    assert [read_line(folder, p)["id"] for p in positions] == [document(n).id for n in range(50)]


def test_after_a_failure_nothing_more_is_written(folder, monkeypatch):
    async def run():
        feed = Feed(folder, now)
        await feed.write('{"a":1}')
        monkeypatch.setattr(os, "fsync", lambda fd: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
        with pytest.raises(StorageFailed, match="Input/output"):
            await feed.write('{"a":2}')
        monkeypatch.undo()
        with pytest.raises(StorageFailed):
            await feed.write('{"a":3}')
        await feed.close()

    asyncio.run(run())
    (segment,) = folder.glob("2*.jsonl")
    assert segment.read_bytes() == b'{"a":1}\n'


@pytest.mark.parametrize("tail", [b'{"id": "x", "url', b"\0" * 512, b"\xff\xfe\n", b'{"no": "document"}\n', b"[1]\nnull\n"])
def test_a_bad_tail_is_cut_and_the_lines_before_it_stay(folder, tail):
    segment = written(folder, [document(n) for n in range(3)])
    whole = segment.read_bytes()
    segment.write_bytes(whole + tail)
    done, states = repaired(folder)
    assert segment.read_bytes() == whole
    assert done.cut == len(tail)
    assert [bool(states[n] and states[n].segment) for n in range(5)] == [True] * 3 + [False] * 2


def test_a_line_whole_but_for_its_newline_is_kept(folder):
    segment = written(folder, [document(0)])
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-1])
    done, _ = repaired(folder)
    assert segment.read_bytes() == whole
    assert (done.cut, done.lost) == (0, 0)


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 1200))
def test_wherever_a_segment_is_cut_the_ledger_agrees_with_it_afterwards(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("cut") / "one_ex"
    folder.mkdir()
    segment = written(folder, [document(n) for n in range(3)])
    segment.write_bytes(segment.read_bytes()[:cut])
    _, states = repaired(folder)
    there = {json.loads(line)["id"] for line in segment.read_bytes().splitlines()}
    assert {k.id for k in states.values() if k and k.segment} == there
    assert {k.id for k in states.values() if k and k.state == "pending"} == {document(n).id for n in range(3)} - there


def test_lines_without_their_rows_are_entered_from_the_lines(folder):
    written(folder, [document(n) for n in range(3)])
    for path in folder.parent.glob("ledger.db*"):
        path.unlink()
    done, states = repaired(folder)
    assert done.restored == 3
    assert {states[n].state for n in range(3)} == {"written"}
    assert repaired(folder)[0].restored == 0


def test_rows_without_their_line_become_pending_and_older_revisions_come_back(folder):
    written(folder, [document(0), document(1)])
    newer = folder / "20260302T112031Z-1.jsonl"
    written(folder, [document(0, 2, "New text.")])
    newer.unlink()
    done, states = repaired(folder)
    assert (states[0].revision, states[0].segment) == (1, "20260302T112031Z-0.jsonl")
    assert done.lost == 0
    (folder / "20260302T112031Z-0.jsonl").unlink()
    done, states = repaired(folder)
    assert done.lost == 2
    assert states[0].state == states[1].state == "pending"


def test_garbage_in_the_middle_moves_lines_and_the_ledger_follows(folder):
    segment = written(folder, [document(n) for n in range(3)])
    first, *others = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(first + b"garbage\n" + b"".join(others))
    repaired(folder)
    segment.write_bytes(first + b"more garbage here\n" + b"".join(others))
    _, states = repaired(folder)
    assert [read_line(folder, states[n].position)["id"] for n in range(3)] == [document(n).id for n in range(3)]


def test_a_torn_rejection_is_cut(folder):
    (folder / "rejects.jsonl").write_bytes(b'{"url":"a"}\n{"url":')
    repaired(folder)
    assert (folder / "rejects.jsonl").read_bytes() == b'{"url":"a"}\n'


def test_sealed_segments_are_not_read_again(folder, monkeypatch):
    written(folder, [document(0)])
    monkeypatch.setattr("crawler.feeds.repair.parse", lambda *_: pytest.fail("read a sealed segment"))
    repaired(folder)


def test_a_position_that_holds_nothing_is_none(folder):
    assert read_line(folder, Position("none.jsonl", 0, 5)) is None
