"""A file in the wrong room, an arrow up or a room that grew too large fails here, before anybody reads the change."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
MODULES = sorted(p for p in (HOUSE / "crawler").rglob("*.py") if p.name != "__init__.py")
ROOMS = {
    "annotate", "archive", "cluster", "commands", "demo", "extensions", "extract", "feeds", "inputs", "ledger", "load",
    "middlewares",
    "model", "ontology", "pipelines.py", "read.py", "report", "settings.py", "sites", "spiders", "workers", "__init__.py",
}  # fmt: skip
LARGEST = 400
"""Lines of a module: above this it answers more than one question, unless LONG says why not."""
LONG: dict[str, str] = {}


def test_every_file_stands_in_a_room_that_the_design_names():
    strangers = {p.name for p in (HOUSE / "crawler").iterdir() if not p.name.startswith("__pycache__")} - ROOMS
    assert strangers == set()


@pytest.mark.parametrize("module", sorted((HOUSE / "crawler").rglob("*.py")), ids=lambda p: str(p.relative_to(HOUSE)))
def test_no_module_is_longer_than_a_reader_can_hold(module):
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= LARGEST or str(module.relative_to(HOUSE)) in LONG, f"{lines} lines: split it, or say why in LONG"


def test_imports_point_down_only():
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool, "import-linter is in requirements-dev.txt"
    run = subprocess.run([tool], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:]


def test_reading_needs_neither_scrapy_nor_a_reactor():
    code = "import crawler.read, crawler.annotate, sys; print([m for m in ('scrapy', 'twisted') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


LIMIT = re.compile(
    r"(_?(?:MAX|MOST|LONGEST|LEAST|SMALLEST)_[A-Z_]+|_?[A-Z_]+_(?:BYTES|SECONDS|DEPTH|TRIES|LENGTH|ELEMENTS)) = [\d(]"
)


def test_every_limit_and_every_number_among_the_settings_says_why():
    """On its line, on the line above, or in the words below."""
    silent = []
    for path in (HOUSE / "crawler").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for i, line in enumerate(lines):
            number = path.name == "settings.py" and re.match(r"[A-Z_]+ = [\d(]", line)
            told = "#" in line or lines[i - 1].startswith("#") or (lines[i + 1 : i + 2] and lines[i + 1].startswith('"""'))
            if (number or LIMIT.match(line)) and not told:
                silent.append(f"{path.relative_to(HOUSE)}: {line}")
    assert silent == []


def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [str(p.relative_to(HOUSE)) for p in MODULES if not re.match(r'(#!.*\n)?"""\S', p.read_text(encoding="utf-8"))]
    assert silent == []
