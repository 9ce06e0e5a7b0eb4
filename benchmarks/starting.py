"""From the shell to the first word: commands that people type, beside Python importing Scrapy.

python -m benchmarks.starting [--rounds N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import by_turns, machine

HOUSE = Path(__file__).parents[1]


def main() -> None:
    """Print seconds of each command, the mean of the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(machine("scrapy"))
    with tempfile.TemporaryDirectory() as folder:
        scrapy = [sys.executable, "-m", "scrapy"]
        one = ["-s", f"OUTPUT_DIR={folder}", "-a", "limit=1"]
        commands = {
            "import scrapy": [sys.executable, "-c", "import scrapy.cmdline"],
            "scrapy list": [*scrapy, "list"],
            "scrapy site list": [*scrapy, "site", "list"],
            "scrapy schema": [*scrapy, "schema"],
            "scrapy crawl, one article to its end": [*scrapy, "crawl", "demo_mfa", *one],
        }

        def run(command: list[str]) -> None:
            subprocess.run(command, cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

        total = by_turns({name: lambda _, c=command: run(c) for name, command in commands.items()}, rounds)  # type: ignore[misc]
    for name, took in total.items():
        print(f"{name:40} {took.clock / rounds:6.2f} s  {took.cpu / rounds:6.2f} s CPU")


if __name__ == "__main__":
    main()
