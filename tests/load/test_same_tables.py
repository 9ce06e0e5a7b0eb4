"""The bundled newsroom's records, twice, shuffled, from two processes at once and through kills, give the tables of one quiet load.

RECORDS names more files or folders of records to load with them (with the system's separator for paths). Prints what was compared.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.load import load
from crawler.load.lines import segments
from tests.load.conftest import contents

HOUSE = Path(__file__).parents[2]
BATCH = 10
"""Lines a batch: small, so that the processes take turns and a kill has something before and after it."""

LOADER = """
import os, signal, sys
import crawler.load as door, crawler.load.merging as merging
door.BATCH_LINES = int(sys.argv[1])
kill, real, seen = int(sys.argv[2]), merging._events, []
def events(*given, **named):
    seen.append(1)
    if len(seen) == kill:  # the batch's lines are in, its events are not, and nothing is committed
        os.kill(os.getpid(), signal.SIGKILL)
    real(*given, **named)
merging._events = events
door.load(sys.argv[3], sys.argv[4:])
door.load(sys.argv[3], sys.argv[4:][::-1])
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    output = tmp_path_factory.mktemp("newsroom")
    command = [sys.executable, "-m", "scrapy", "crawl", "demo", "-s", f"OUTPUT_DIR={output}"]
    assert subprocess.run(command, cwd=HOUSE, capture_output=True, check=False, timeout=900).returncode == 0
    names = [output, *filter(None, os.environ.get("RECORDS", "").split(os.pathsep))]
    return [line for file in segments(names) for line in file.read_text(encoding="utf-8").splitlines()]


def start(url: str, files: list[Path], kill: int = 0) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", LOADER, str(BATCH), str(kill), url, *map(str, files)], cwd=HOUSE)


def shuffled(lines: list[str], folder: Path, seed: int) -> list[Path]:
    """Every line twice, in an order of its own, in several files."""
    mixed = lines * 2
    random.Random(seed).shuffle(mixed)
    folder.mkdir()
    files = []
    for n in range(0, len(mixed), 30):
        files.append(folder / f"{n:06}.jsonl")
        files[-1].write_text("".join(line + "\n" for line in mixed[n : n + 30]), encoding="utf-8")
    return files


@pytest.mark.long
def test_loading_real_records_in_every_bad_way_gives_the_tables_of_one_quiet_load(
    kind, new_database: Callable[[str], str], lines: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "straight.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    quiet, rough = new_database(kind), new_database(kind)
    load(quiet, [tmp_path / "straight.jsonl"])
    one, other = shuffled(lines, tmp_path / "one", 1), shuffled(lines, tmp_path / "other", 2)
    for kill in (1, 2, 3):  # each time one of two that load at once is killed in the middle of a batch
        running = [start(rough, one, kill), start(rough, other[kill - 1 : kill])]
        assert [p.wait(600) for p in running] == [-signal.SIGKILL, 0]
    assert [p.wait(600) for p in (start(rough, one), start(rough, other))] == [0, 0]
    wanted, got = contents(quiet), contents(rough)
    with capsys.disabled():
        print(f"\n{kind}: {len(lines)} lines; " + ", ".join(f"{name} {len(rows)}" for name, rows in wanted.items()))
    assert {name: len(rows) for name, rows in got.items()} == {name: len(rows) for name, rows in wanted.items()}
    assert got == wanted
