"""Does each test fail when its defence is gone? Fourteen defences, each taken out of a copy of the house in turn."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
COPIED = ("crawler", "tests", "scrapy.cfg", "pyproject.toml", "requirements.txt", "requirements-models.txt", "locks", "Makefile")

DEFENCES = {
    "A1 public addresses": (
        "crawler/middlewares/addresses.py", "return ip.is_global and not ip.is_multicast and not ip.is_reserved", "return True",
        "tests/hostile/test_where_requests_go.py::test_no_private_address_in_any_clothes",
    ),
    "A2 the resolver's check": (
        "crawler/middlewares/addresses.py", "if may_connect(self._host, address.host):", "if True:",
        "tests/hostile/test_where_requests_go.py::test_a_name_that_turns_private_gives_no_address_the_second_time",
    ),
    "A3 no proxy of the environment": (
        "crawler/settings.py", "HTTPPROXY_ENABLED = False", "HTTPPROXY_ENABLED = True",
        "tests/hostile/test_where_requests_go.py::test_proxies_of_the_environment_are_not_used",
    ),
    "A5 a body's size": (
        "crawler/settings.py", "DOWNLOAD_MAXSIZE = 24 * 1024 * 1024", "DOWNLOAD_MAXSIZE = 2**40",
        "tests/hostile/test_bombs_and_traps.py::test_a_decompression_bomb_is_cut",
    ),
    "A6 no entities": (
        "crawler/extract/sitemaps.py", "resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False",
        "resolve_entities=True, no_network=False, load_dtd=True, huge_tree=True",
        "tests/hostile/test_bombs_and_traps.py::test_entities_neither_grow_nor_reach_out",
    ),
    "A8 the depth of paths": (
        "crawler/settings.py", "MAX_PATH_DEPTH = 16", "MAX_PATH_DEPTH = 16_000",
        "tests/hostile/test_bombs_and_traps.py::test_traps_are_told_by_their_path",
    ),
    "A12 escapes": (
        "crawler/extensions/logs.py",
        'return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)', "return text",
        "tests/test_extensions.py::test_what_a_page_says_cannot_steer_a_terminal_or_forge_a_log_line",
    ),
    "A14 formulas": (
        "crawler/load/exports.py", "if value.startswith(RUNNABLE) or text.startswith(RUNNABLE) else text", "if False else text",
        "tests/load/test_exports.py::test_no_text_is_taken_for_a_formula",
    ),
    "A17 credentials": (
        "crawler/model/rejected.py", 'return _CREDENTIALS.sub("", value)', "return value",
        "tests/hostile/test_a17_to_a20_house.py::test_a17_a_rejection_never_repeats_credentials",
    ),
    "A19 no console": (
        "crawler/settings.py", "TELNETCONSOLE_ENABLED = False", "TELNETCONSOLE_ENABLED = True",
        "tests/hostile/test_a17_to_a20_house.py::test_a19_a_run_listens_on_no_port",
    ),
    "F1 lines before rows": (
        "crawler/feeds/repair.py", "for line in newest.values() if ledger.restore(line)}", "for line in ()}",
        "tests/faults/test_storage.py::test_a_deleted_ledger_is_built_anew_from_the_segments",
    ),
    "F4 torn tails": (
        "crawler/feeds/repair.py", "os.truncate(path, good_end)", "pass",
        "tests/faults/test_storage.py::test_a_torn_tail_is_cut_and_its_article_fetched_again",
    ),
    "F14 an unreachable robots.txt": (
        "crawler/middlewares/robots.py", "if status == 429 or status >= 500:", "if False:",
        "tests/middlewares/test_robots.py::test_an_unreachable_robots_txt_lets_nothing_through",
    ),
    "F16 one run of a site": (
        "crawler/ledger/lock.py", "fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass",
        "tests/faults/test_storage.py::test_two_runs_of_a_site_at_once_the_second_is_refused",
    ),
}  # fmt: skip
"""(file, what is taken out, what stands there instead, the test that must fail then)."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    for name in COPIED:
        if (HOUSE / name).is_dir():
            shutil.copytree(HOUSE / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(HOUSE / name, house / name)
    (house / "output").mkdir()
    return house


@pytest.mark.parametrize("name", DEFENCES)
def test_every_defence_is_where_it_is_taken_from(name: str) -> None:
    path, defence, _, test = DEFENCES[name]
    assert (HOUSE / path).read_text(encoding="utf-8").count(defence) == 1
    file, _, function = test.partition("::")
    assert f"def {function}(" in (HOUSE / file).read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("name", DEFENCES)
def test_without_the_defence_its_test_fails(name: str, copy: Path) -> None:
    path, defence, instead, test = DEFENCES[name]
    whole = (copy / path).read_text(encoding="utf-8")
    run = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    try:
        (copy / path).write_text(whole.replace(defence, instead), encoding="utf-8")
        done = subprocess.run(run, cwd=copy, capture_output=True, text=True, timeout=600, check=False)
    finally:
        (copy / path).write_text(whole, encoding="utf-8")
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr[-500:]
    assert "FAILED " in done.stdout
    print(f"\n{name}: without it {test} fails")
