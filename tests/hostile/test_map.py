"""README.md of this folder names a test for every attack and every fault, and every test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROWS = {
    m[1]: re.findall(r"`([\w/]+\.py)::(\w+)`", m[2])
    for m in re.finditer(r"^\| ([AF]\d+) [^|]*\| (.*) \|$", (Path(__file__).parent / "README.md").read_text(encoding="utf-8"), re.M)
}


def test_every_attack_and_every_fault_has_a_test() -> None:
    wanted = [f"A{n}" for n in range(1, 21)] + [f"F{n}" for n in range(1, 26)]
    assert list(ROWS) == wanted
    assert all(ROWS.values())


def test_every_test_named_there_exists() -> None:
    missing = []
    for number, tests in ROWS.items():
        for file, name in tests:
            path = TESTS / file
            if not path.exists() or not re.search(rf"^\s*(?:async )?def {name}\(", path.read_text(encoding="utf-8"), re.M):
                missing.append(f"{number}: {file}::{name}")
    assert missing == []
