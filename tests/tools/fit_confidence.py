"""Fit the weights of confidence on texts whose events somebody judged, and say what each threshold costs.

python -m tests.tools.fit_confidence JUDGED.jsonl … [--write]

A line is a text with `text`, `published`, `home_country` and `events`: `type` (`alt_types`: others that are right too), `actors`
and `recipients` (codes), `symmetric`, `polarity`, `modality`, `background`, `weight` (minor: neither wanted nor wrong) and
`evidence` (passages, word for word). An event is right when type, passage, countries of both sides and claim are. Prints the
weights, the expected calibration error (ten bins) in five-fold cross-validation over texts, and precision and recall by
threshold; `--write` puts the weights into confidence.yml.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from crawler.annotate import Annotator
from crawler.annotate.events import confidence
from crawler.model import Event

RIDGE = 1.5
"""Weight of the squares of the weights: few judged events carry many features."""
SPLITS = 20
SPEECH = ("STATEMENT", "APPEAL")
KIN = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
THRESHOLDS = (0.0, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75)


@dataclass(frozen=True, slots=True)
class Judged:
    """An event that was told, by how it was read: whether its type and passage are right (`found`), and all of it (`right`)."""

    text: int
    features: tuple[float, ...]
    confidence: float
    found: bool
    right: bool


def judge(paths: Iterable[Path]) -> tuple[list[str], list[Judged], int]:
    """Names of the features, all events told, and how many there are to tell."""
    names = list(confidence.weights())
    read_so: dict[float, tuple[float, ...]] = {}
    build, sure = importlib.import_module("crawler.annotate.events.build"), confidence.confidence

    def noted(*given: Any) -> float:
        found = confidence.features(*given)
        number = sure(*given) + len(read_so) * 1e-9  # so every event is known by its number
        read_so[number] = tuple(found.get(n, 0.0) for n in names)
        return number

    judged: list[Judged] = []
    wanted = 0
    annotator = Annotator.load("en", least=0.0)
    build.confidence = noted  # type: ignore[attr-defined]
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    for number, row in enumerate(rows):
        day = date.fromisoformat(row["published"][:10]) if row.get("published") else None
        events = annotator.annotate(row["text"], published=day, home_country=row.get("home_country")).events
        gold = [g for g in row["events"] if g["type"] not in SPEECH and not g["background"]]
        wanted += sum(g["weight"] == "core" for g in gold)
        for event in (e for e in events if e.type not in SPEECH and not e.assertion.background):
            of = [g for g in gold if _touches(event, g, row["text"])]
            found = [g for g in of if _kin(event.type) in {_kin(t) for t in (g["type"], *g.get("alt_types", []))}]
            if any(g["weight"] == "minor" for g in found or of):
                continue
            right = any(_sides(event, g) and _claim(event) == (g["polarity"], g["modality"]) for g in found)
            judged.append(Judged(number, read_so[event.confidence], event.confidence, bool(found), right))
    build.confidence = sure  # type: ignore[attr-defined]
    return names, judged, wanted


def _touches(event: Event, gold: dict[str, Any], text: str) -> bool:
    spots = [(i, i + len(q)) for q in gold["evidence"] if (i := text.find(q)) >= 0]
    return any(e.start < b and a < e.end for e in event.evidence for a, b in spots)


def _kin(name: str) -> str:
    return KIN.get(name, name)


def _claim(event: Event) -> tuple[str, str]:
    return event.assertion.polarity, event.assertion.modality


def _sides(event: Event, gold: dict[str, Any]) -> bool:
    actors, recipients = ({p.code[:3] for p in side if p.code} for side in (event.actors, event.recipients))
    by, to = ({c[:3] for c in gold[side] if c} for side in ("actors", "recipients"))
    if gold.get("symmetric"):
        return actors | recipients == by | to
    return actors == by and (recipients == to or not to)


def fit(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression by Newton's method; the first column is the constant and bears no ridge."""
    weights = np.zeros(rows.shape[1])
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 1e-6
    for _ in range(30):
        told = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (told - right) + ridge * weights
        curve = (rows * (told * (1 - told))[:, None]).T @ rows + np.diag(ridge)
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def error(told: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((told * 10).astype(int), 9)
    return float(sum(abs(told[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())))


def crossed(rows: np.ndarray, right: np.ndarray, texts: np.ndarray) -> float:
    """The error on texts that the weights were not fitted on, mean of SPLITS."""
    errors = []
    for seed in range(SPLITS):
        order = sorted(set(texts.tolist()))
        random.Random(seed).shuffle(order)
        fold = {text: i % 5 for i, text in enumerate(order)}
        of = np.array([fold[t] for t in texts.tolist()])
        told = np.zeros(len(right))
        for part in range(5):
            told[of == part] = 1 / (1 + np.exp(-rows[of == part] @ fit(rows[of != part], right[of != part])))
        errors.append(error(np.clip(told, 0.05, 0.99), right))
    return float(np.mean(errors))


def table(judged: list[Judged], told: Callable[[Judged], float], wanted: int) -> Iterator[str]:
    """Lines of threshold, precision and recall of type and passage, and of all of an event."""
    yield "threshold\tprecision\trecall\tall right: precision\trecall"
    for least in THRESHOLDS:
        kept = [j for j in judged if told(j) >= least]
        found, right = sum(j.found for j in kept), sum(j.right for j in kept)
        shares = (found / max(1, len(kept)), found / wanted, right / max(1, len(kept)), right / wanted)
        yield "\t".join([f"{least:.2f}", *(f"{s:.2f}" for s in shares)])


def main(given: list[str]) -> None:
    """See the module's words."""
    paths = [Path(g) for g in given if not g.startswith("--")]
    names, judged, wanted = judge(paths)
    rows = np.array([j.features for j in judged])
    right = np.array([float(j.right) for j in judged])
    texts = np.array([j.text for j in judged])
    now = np.array([j.confidence for j in judged])
    weights = fit(rows, right)
    fitted = {id(j): float(t) for j, t in zip(judged, np.clip(1 / (1 + np.exp(-rows @ weights)), 0.05, 0.99), strict=True)}
    print(f"{len(judged)} events told, {int(right.sum())} all right; {wanted} to tell")
    print(f"calibration error: {error(now, right):.3f} as it is, {crossed(rows, right, texts):.3f} fitted and crossed")
    print("\n".join(table(judged, lambda j: j.confidence, wanted)))
    print("fitted:", *table(judged, lambda j: fitted[id(j)], wanted), sep="\n")
    lines = [f"{name}: {weight:.2f}" for name, weight in zip(names, weights, strict=True)]
    print("\n".join(lines))
    if "--write" in given:
        head = [line for line in confidence.FILE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        confidence.FILE.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
