"""The commands of `scrapy`, a module each; here what they share."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable
from typing import Any

from scrapy.exceptions import UsageError

from crawler.model.exits import USAGE

Run = Callable[[Any, list[str], argparse.Namespace], None]


def in_one_line(run: Run) -> Run:
    """For a command's `run`: a UsageError is one line and exit code 1, where Scrapy would print its help and leave with 2."""

    @functools.wraps(run)
    def told(command: Any, args: list[str], opts: argparse.Namespace) -> None:
        try:
            run(command, args, opts)
        except UsageError as error:
            from crawler.extensions import harmless

            print(f"scrapy {type(command).__module__.rpartition('.')[2]}: {harmless(str(error))}", file=sys.stderr)
            command.exitcode = USAGE

    return told
