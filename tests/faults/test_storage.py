"""Promise 2: a full disk, a read-only folder, a lost database: exit 4, what was written stays whole, a rerun goes on."""

import json
import os
import resource
import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.faults.harness import Run, end

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")


@contextmanager
def mounted(path, *options):
    path.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(path)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("this machine does not let us mount")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_a_torn_tail_is_cut_and_its_article_fetched_again(run):
    assert run()[0] == 0
    last = run.segments()[-1]
    whole = last.read_bytes()
    last.write_bytes(whole[:-100])
    code, said = run()
    assert code == 0, said
    assert "unfinished line" in said
    run.assert_whole()


def test_a_garbage_tail_is_cut(run):
    assert run()[0] == 0
    with run.segments()[-1].open("ab") as file:
        file.write(b"\0" * 4096)
    assert run()[0] == 0
    run.assert_whole()


def test_garbage_between_lines_is_put_aside_and_the_lines_stay(run):
    assert run()[0] == 0
    segment = run.segments()[-1]
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([*lines[:5], b"\xff\xfe not a line\n", *lines[5:]]))
    assert run()[0] == 0
    run.assert_whole()
    assert segment.with_name(segment.name + ".damaged").read_bytes() == b"\xff\xfe not a line\n"


def test_a_missing_segment_is_written_again(run):
    assert run()[0] == 0
    run.segments()[-1].unlink()
    code, said = run()
    assert code == 0
    assert "is missing" in said
    run.assert_whole()


def test_a_deleted_ledger_is_built_anew_from_the_segments(run):
    assert run()[0] == 0
    before = [p.read_bytes() for p in run.segments()]
    for path in run.output.glob("ledger.db*"):
        path.unlink()
    assert run()[0] == 0
    assert [p.read_bytes() for p in run.segments()] == before
    run.assert_whole()
    assert run.report()["balance"]["unchanged"] == 40


def test_a_corrupted_ledger_is_refused_with_the_way_out(run):
    assert run()[0] == 0
    ledger = run.output / "ledger.db"
    for path in run.output.glob("ledger.db-*"):
        path.unlink()
    ledger.write_bytes(b"garbage" * 4096)
    code, said = run()
    assert code == 4
    assert "ledger.db" in said
    assert "Traceback" not in said
    ledger.unlink()
    assert run()[0] == 0
    run.assert_whole()


def test_a_ledger_of_a_newer_version_is_refused_in_words(run):
    import sqlalchemy as sa

    assert run()[0] == 0
    with sa.create_engine(f"sqlite:///{run.output / 'ledger.db'}").begin() as connection:
        connection.execute(sa.text("UPDATE dragoman_ledger SET version = 99"))
    code, said = run()
    assert code == 4
    assert "newer Dragoman" in said


def test_a_ledger_deleted_during_the_run_stops_it(room, tmp_path):
    run = Run(room, tmp_path, delay=0.1)
    process = run.start()
    while not run.segments():
        assert process.poll() is None
        time.sleep(0.01)
    for path in run.output.glob("ledger.db*"):
        path.unlink()
    said = process.communicate(timeout=60)[1]
    end(process)
    assert process.returncode == 4, said
    assert run()[0] == 0
    run.assert_whole()


@root_only
def test_a_read_only_folder_is_told_before_the_first_request(room, tmp_path):
    run = Run(room, tmp_path)
    with mounted(run.output, "-o", "size=4m,ro"):
        code, said = run()
    assert code == 4
    assert str(run.output) in said
    assert "Traceback" not in said
    assert not room.requests()


@root_only
def test_a_full_disk_stops_the_run_and_a_rerun_with_room_goes_on(room, tmp_path):
    run = Run(room, tmp_path)
    with mounted(run.output, "-o", "size=400k"):
        code, said = run()
        assert code == 4, said[-2000:]
        assert "Traceback" not in said
        kept = {d.url for d in run.documents()}
        assert len(kept) < 40
        for path in run.output.glob("ledger.db*"):
            shutil.copy(path, tmp_path)
        subprocess.run(["mount", "-o", "remount,size=16m", str(run.output)], check=True)
        assert run()[0] == 0
        run.assert_whole()
        assert kept


def test_a_file_that_may_not_grow_further_stops_the_run_whole(room, tmp_path):
    run = Run(room, tmp_path)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    code, said = run(preexec=limit)
    assert code == 4, said[-2000:]
    for path in run.segments():
        assert all(json.loads(line) for line in path.read_bytes().splitlines())
    assert run()[0] == 0
    run.assert_whole()


def test_two_runs_of_a_site_at_once_the_second_is_refused(room, tmp_path):
    run = Run(room, tmp_path, delay=1)
    first = run.start()
    while not run.segments():
        assert first.poll() is None
        time.sleep(0.01)
    code, said = run()
    end(first)
    assert code == 5
    assert "another run" in said
    assert "Traceback" not in said
