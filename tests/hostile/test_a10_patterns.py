"""A10: no regular expression of ours, and none of a definition's, can be made slow by what a page says."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import crawler
from crawler.model.patterns import MAX_PATTERN, checked
from crawler.sites import SiteError, load_site

SLOW = [
    r"(a+)+$", r"((a+)b?)+$", r"(a|a)*b", r"(?:(a+)b?)+$", r"(a*(b))*c", r"(?:a|aa)+$", r"((ab)*c?)*$", r"(a{1,50}){1,50}$",
    r"a{0,30}a{0,30}a{0,30}$", r".*.*.*x", r"^.*\d+.*x", r".*/.*$", r"(?=(a+))\1*b", r"(a?a?)*$", r"(?:(?:.+)?.+)?.+x",
    r"(x|.*)(y|.*)(z|.*)!", r"(?!.*a)b", "(", "a" * (MAX_PATTERN + 1),
]  # fmt: skip
SOUND = [
    r"^/news/\d+", r"/[^/]+/[^/]+$", r"^/en/(?:news|press)/\d{4}/\d\d/[a-z0-9-]+/?$", r"\d+", r"^/.*-\d+\.html",
    r"^/(?!tag/)[^/]+$", r"\?(?:id|nid)=\d+",
]  # fmt: skip


@pytest.mark.parametrize("pattern", SLOW)
def test_a10_a_pattern_that_could_take_for_ever_is_refused_when_the_definition_is_loaded(pattern: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        checked(pattern)
    path = tmp_path / "ex" / "mfa.yml"
    path.parent.mkdir()
    quoted = pattern.replace("'", "''")
    path.write_text(f"name: M\nhosts: [mfa.example]\nfind:\n  - feed: https://mfa.example/rss\narticle:\n  url: '{quoted}'\n")
    with pytest.raises(SiteError, match=r"mfa\.yml:6: article\.url: "):
        load_site(path)


@pytest.mark.parametrize("pattern", SOUND)
def test_a10_what_passes_is_quick_on_the_worst_address(pattern: str) -> None:
    checked(pattern)
    compiled = re.compile(pattern)
    for unit in ("a", "/", "1", "-", "/a", "/1", "?id=1"):
        text = unit * (1000 // len(unit)) + "\x01"
        began = time.process_time()
        compiled.search(text)
        assert time.process_time() - began < 0.5


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Every compiled pattern that stands in a module of ours."""
    for found in pkgutil.walk_packages(crawler.__path__, "crawler."):
        if not any(part in found.name for part in ("commands", "build_gazetteer", "nursery")):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else (value,)
                for item in inside:
                    yield from ((f"{found.name}.{name}", p) for p in _flat(item) if isinstance(p, re.Pattern))


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list):
        yield from value
    else:
        yield value


UNITS = (
    " ",
    "a",
    "1",
    "<",
    "-",
    "a ",
    "1 ",
    '"',
    "\\",
    "&",
    "/",
    "/1",
    "a-",
    "[",
    "{",
    "<a ",
    "\n",
    ". ",
    "A",
    "é",
    "\xa0",
    "By A ",
    "1.",
)
LENGTH = 2000


def measure() -> None:
    slow = []
    for name, pattern in patterns():
        for unit in UNITS:
            text = unit * (LENGTH // len(unit)) + "\x01"
            given = text.encode() if isinstance(pattern.pattern, bytes) else text
            began = time.process_time()
            pattern.search(given)  # type: ignore[arg-type]
            if time.process_time() - began > 1:
                slow.append(f"{name} on {unit!r}: {pattern.pattern!r:.200}")
    print("\n".join(slow))
    sys.exit(bool(slow))


def test_a10_none_of_our_own_patterns_is_slow_on_what_its_repetitions_like() -> None:
    """Titles, names and addresses are cut to at most 4,096 characters before a pattern sees them."""
    done = subprocess.run([sys.executable, "-m", "tests.hostile.test_a10_patterns"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


if __name__ == "__main__":
    measure()
