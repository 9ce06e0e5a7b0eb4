"""Writes locks/: every pinned version of requirements*.txt with the hashes of all files of its release.

    python -m tests.tools.lock [UV]

UV is the `uv` program, which asks the package index; it is no requirement of ours, since only who changes a version needs it.
A lock holds the packages of its own file and names the lock below it: `pip install -r locks/requirements.txt` takes what was
locked or nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "locks"
NAMES = (
    "requirements-pip.txt", "requirements.txt", "requirements-load.txt", "requirements-browser.txt", "requirements-dev.txt",
    "requirements-ray.txt",
)  # fmt: skip
OLDEST_PYTHON = "3.11"


def main(uv: str) -> None:
    """Write every lock anew."""
    for name in NAMES:
        source = ROOT / name
        wanted = list(pins(source))
        hashes = dict(asked(uv, wanted))
        below = [line for line in source.read_text(encoding="utf-8").splitlines() if line.startswith("-r ")]
        lines = [
            "# Made by `make lock`: not to be edited; the versions are chosen in the file of the same name, a folder higher.",
            *below,
        ]
        for pin in sorted(wanted, key=str.lower):
            lines.append(" \\\n    ".join([pin, *hashes[key(pin)]]))
        (LOCKS / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"locks/{name}: {len(wanted)} packages")


def pins(path: Path) -> Iterator[str]:
    """The `name==version` of a requirements file or a lock, without its hashes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"[A-Za-z0-9][\w.-]*==[\w.+!-]+", line):
            yield match[0]


def locked(path: Path) -> dict[str, list[str]]:
    """What a lock holds: `name==version` by its normal name → its hashes."""
    found: dict[str, list[str]] = {}
    pin = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith("#"):
            pin = key(line.split()[0])
            found[pin] = []
        found.get(pin, []).extend(re.findall(r"--hash=(sha256:[0-9a-f]{64})", line))
    return found


def key(pin: str) -> str:
    """A pin under the name that all spellings of it share."""
    name, _, version = pin.partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def asked(uv: str, wanted: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each pin with the hashes that the index gives."""
    command = [uv, "pip", "compile", "-", "--generate-hashes", "--no-deps", "--universal", "--python-version", OLDEST_PYTHON]
    command += ["--no-annotate", "--no-header", "--quiet"]
    done = subprocess.run(command, input="\n".join(wanted), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    pin, hashes = "", list[str]()
    for line in done.stdout.splitlines():
        if "==" in line:
            if pin:
                yield pin, hashes
            pin, hashes = key(line.split()[0]), []
        hashes += re.findall(r"--hash=sha256:[0-9a-f]{64}", line)
    yield pin, hashes


if __name__ == "__main__":
    program = sys.argv[1] if len(sys.argv) > 1 else shutil.which("uv")
    main(program) if program else sys.exit("uv is not installed: pip install uv, or name it")
