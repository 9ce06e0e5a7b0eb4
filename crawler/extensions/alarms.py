"""Which trouble of a site is new, and which is known? `watch.json` in the site's folder, so that one outage is one alarm.

    {"site": "mfa_az", "state": "broken", "last_good": {"run": "…", "started": "…"},
     "open": {"articles": {"line": "…", "since": "…", "last": "…", "told": true}}}

Output of runs after `last_good` is to be taken with care while the state is `broken`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

logger = logging.getLogger("dragoman")

FILE = "watch.json"

CLOSES = timedelta(hours=24)
"""An alarm is over when no run has had its trouble for so long: a server that comes and goes is one outage."""

KINDS = {"silent": "articles", "fewer": "articles", "answers": "articles", "text": "articles"}
"""Lines that are signs of one trouble: articles no longer come."""


@dataclass(slots=True)
class Alarm:
    """A trouble: in words, since which run and until which (ISO 8601), and whether somebody was told."""

    line: str
    since: str
    last: str
    told: bool = False


@dataclass(slots=True)
class Watch:
    """What is known of a site's health."""

    site: str
    open: dict[str, Alarm]
    last_good: dict[str, str] | None = None

    @classmethod
    def of(cls, folder: Path, site: str) -> Watch:
        """As the last run left it; a file that cannot be read is as none."""
        try:
            kept = json.loads((folder / FILE).read_bytes())
            alarms = {str(kind): Alarm(**alarm) for kind, alarm in kept["open"].items()}
            for alarm in alarms.values():
                datetime.fromisoformat(alarm.last)
            return cls(site, alarms, kept.get("last_good"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(site, {})

    def after(self, run: str, at: datetime, lines: Sequence[str], *, whole: bool) -> None:
        """Take in a run with what fell short in it. A run that was not `whole` (a limit, one URL) can close no alarm."""
        now, found = at.isoformat(timespec="seconds"), dict[str, list[str]]()
        for line in lines:
            name = line.partition(":")[0]
            found.setdefault(KINDS.get(name, name), []).append(line)
        for kind, said in found.items():
            alarm = self.open.setdefault(kind, Alarm("", now, now))
            alarm.line, alarm.last = "; ".join(said), now
        if not whole:
            return
        for kind in [k for k in self.open if k not in found]:
            if at - datetime.fromisoformat(self.open[kind].last) >= CLOSES:
                logger.info("%s: well again: %s", self.site, self.open.pop(kind).line)
        if not self.open:
            self.last_good = {"run": run, "started": now}

    def news(self, at: datetime) -> list[Alarm]:
        """The alarms of the run of that moment of which nobody was told."""
        now = at.isoformat(timespec="seconds")
        return [alarm for alarm in self.open.values() if not alarm.told and alarm.last == now]

    def save(self, folder: Path) -> None:
        """Put it on disk. Raises OSError."""
        state = {
            "site": self.site, "state": "broken" if self.open else "well", "last_good": self.last_good,
            "open": {kind: asdict(alarm) for kind, alarm in self.open.items()},
        }  # fmt: skip
        unfinished = folder / (FILE + ".unfinished")
        unfinished.write_text(json.dumps(state, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        unfinished.replace(folder / FILE)
