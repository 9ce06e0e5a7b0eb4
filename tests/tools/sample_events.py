"""Draw events at random from texts in JSON Lines (`id`, `text`, `published`), to be judged one by one.

python -m tests.tools.sample_events TEXTS.jsonl SEED [COUNT] [--show] [SITE=COUNTRY …]

Prints a row an event: record, place of its first evidence in the text (code points), trigger, type and claim; the last column
is for the verdict (right, wrong type, wrong role, wrong assertion, not an event, duplicate). `--show` adds the passage and the
sides, for the one who judges; a table that is kept holds no text. SITE=COUNTRY gives the country (ISO 3166 alpha-3) of texts whose
`site` it is, as a site's definition does in a crawl.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.annotate import Annotator, Request
from crawler.model import Event


@dataclass(frozen=True, slots=True)
class Told:
    """An event and the record that tells it."""

    record: str
    text: str
    event: Event

    def row(self) -> str:
        """The event as a line of the table, without any words of the text."""
        evidence, claim = self.event.evidence[0], self.event.assertion
        flags = [claim.polarity, claim.modality, *(["background"] if claim.background else [])]
        trigger = f"{evidence.trigger.start}-{evidence.trigger.end}"
        return "\t".join((self.record, f"{evidence.start}-{evidence.end}", trigger, self.event.type, " ".join(flags)))

    def shown(self) -> str:
        """The passage and who stands on which side."""
        event = self.event
        sides = [", ".join(f"{p.text} [{p.code}]" for p in side) or "-" for side in (event.actors, event.recipients)]
        place = f" @{event.place.text}" if event.place else ""
        when = f" {event.date.start}" if event.date else ""
        passages = " // ".join(self.text[e.start : e.end].replace("\n", " ") for e in event.evidence)
        return f"    {event.evidence[0].trigger.text}: {sides[0]} -> {sides[1]}{place}{when} ({event.confidence})\n    {passages}"


def told(path: Path, homes: dict[str, str], language: str = "en") -> Iterator[Told]:
    """All events of the texts in a language, in order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r.get("language", language) == language]
    asked = [Request(r["text"], _day(r.get("published")), homes.get(r.get("site") or "")) for r in rows]
    for row, annotation in zip(rows, Annotator.load(language).annotate_many(asked), strict=True):
        for event in annotation.events:
            yield Told(row["id"], row["text"], event)


def _day(published: str | None) -> date | None:
    """The day of an ISO date; None for any other."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def main(arguments: list[str]) -> None:
    """Print the sample."""
    show = "--show" in arguments
    homes = dict(a.split("=", 1) for a in arguments if "=" in a)
    path, seed, *count = [a for a in arguments if a != "--show" and "=" not in a]
    events = list(told(Path(path), homes))
    drawn = random.Random(int(seed)).sample(events, min(int(count[0]) if count else 100, len(events)))
    print(f"# {len(drawn)} of {len(events)} events, seed {seed}")
    for one in sorted(drawn, key=lambda t: (t.record, t.event.evidence[0].trigger.start)):
        print(one.row())
        if show:
            print(one.shown())


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
