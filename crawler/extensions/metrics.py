"""What does a Prometheus read of the last runs? `METRICS_FILE`, for the textfile collector of node_exporter.

The file tells of the newest run of every site in OUTPUT_DIR, whichever process made it; each process replaces it at its end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.extensions.alarms import FILE

OUTCOMES = ("found", "written", "unchanged", "duplicate", "rejected", "gone", "pending")
HELP = {
    "dragoman_run_start_timestamp_seconds": "When the site's newest run began",
    "dragoman_run_duration_seconds": "How long it took",
    "dragoman_run_finished": "1 when it came to its end, 0 when something stopped it",
    "dragoman_run_urls": "Its balance: URLs found, and what became of them",
    "dragoman_run_articles": "Articles of the run: all, and those with a field",
    "dragoman_run_expectations_failed": "How many expectations it missed",
    "dragoman_run_fetched": "Answers that it received",
    "dragoman_alarms_open": "Troubles of the site that are not over",
    "dragoman_good_run_timestamp_seconds": "When the site's newest run with nothing wrong began",
}


def write_metrics(file: Path, output: Path) -> None:
    """Write the file anew. Raises OSError."""
    samples: dict[str, list[str]] = {name: [] for name in HELP}
    for report in _newest(output):
        for name, labels, value in _samples(report, output / str(report["site"])):
            if value is not None:
                samples[name].append(f"{name}{{{_labels({'site': report['site'], **labels})}}} {value}")
    text = "".join(
        f"# HELP {name} {HELP[name]}\n# TYPE {name} gauge\n" + "".join(line + "\n" for line in lines)
        for name, lines in samples.items() if lines
    )  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")  # not *.prom: the collector must not read it half-written
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def _newest(output: Path) -> Iterator[dict[str, Any]]:
    """The newest report of each site that can be read."""
    for folder in sorted(p for p in output.iterdir() if p.is_dir()):
        for path in sorted(folder.glob("run-*.json"), reverse=True):
            try:
                report = json.loads(path.read_bytes())
                if report["site"] == folder.name and isinstance(report["balance"], dict):
                    datetime.fromisoformat(report["started"])
                    yield report
                    break
            except (OSError, ValueError, KeyError, TypeError):
                continue


def _samples(report: dict[str, Any], folder: Path) -> Iterator[tuple[str, dict[str, str], float | int | None]]:
    yield "dragoman_run_start_timestamp_seconds", {}, datetime.fromisoformat(report["started"]).timestamp()
    yield "dragoman_run_duration_seconds", {}, report.get("seconds")
    yield "dragoman_run_finished", {}, int(report.get("finished") == "finished" and not report.get("failure"))
    for outcome in OUTCOMES:
        yield "dragoman_run_urls", {"outcome": outcome}, report["balance"].get(outcome)
    fields = report.get("fields") or {}
    for name, key in (("all", "documents"), ("title", "title"), ("published", "published"), ("events", "events")):
        yield "dragoman_run_articles", {"with": name}, fields.get(key)
    yield "dragoman_run_expectations_failed", {}, len(report.get("broken") or ())
    yield "dragoman_run_fetched", {}, report.get("fetched")
    try:
        watch = json.loads((folder / FILE).read_bytes())
        yield "dragoman_alarms_open", {}, len(watch["open"])
        if watch["last_good"]:
            yield "dragoman_good_run_timestamp_seconds", {}, datetime.fromisoformat(watch["last_good"]["started"]).timestamp()
    except (OSError, ValueError, KeyError, TypeError):
        return


def _labels(labels: dict[str, str]) -> str:
    """As the text format wants it: backslash, quote and newline escaped."""
    escape = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
    return ",".join(f'{name}="{str(value).translate(escape)}"' for name, value in labels.items())
