"""What did a host's robots.txt say some hours ago? Kept in the site's folder, so that a crawl every hour asks once a day.

Only what was readable is kept: a host whose rules are unknown is asked again by the next run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LIFETIME = 24 * 3600.0
"""Seconds; RFC 9309, section 2.4."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A robots.txt as it came: where from, with which status, what it said, and when (seconds since 1970)."""

    origin: str
    url: str
    status: int
    text: str
    at: float


def folder_of(settings: Any, site: str) -> Path | None:
    """Where a site's answers are kept: its folder in OUTPUT_DIR; None while there is none, and for a replay."""
    folder = Path(settings.get("OUTPUT_DIR") or "output") / site
    return folder if not settings.get("REPLAY") and folder.is_dir() else None


def recall(folder: Path | None, origin: str, now: float | None = None) -> Answer | None:
    """What this origin said less than a day ago. A file that can't be read is as good as none."""
    if folder is None:
        return None
    try:
        answer = Answer(**json.loads(_file(folder, origin).read_text(encoding="utf-8")))
        age = (time.time() if now is None else now) - answer.at
    except (OSError, ValueError, TypeError):
        return None
    return answer if answer.origin == origin and 0 <= age < LIFETIME else None


def remember(folder: Path | None, answer: Answer) -> None:
    """Keep an answer. Where that fails the next run asks again, and nothing else is lost."""
    if folder is None:
        return
    path = _file(folder, answer.origin)
    with contextlib.suppress(OSError):
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(answer)), encoding="utf-8")
        unfinished.replace(path)


def _file(folder: Path, origin: str) -> Path:
    return folder / f".robots-{hashlib.sha256(origin.encode()).hexdigest()[:16]}.json"
