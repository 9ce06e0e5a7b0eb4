"""Broken and hostile pages by mutation: what a fuzz run feeds to `clean`, and the command for a long one.

    python -m tests.extract.hostile --runs 10000 [--pages FOLDER] [--seed 1]

Seeds are this folder's own pages, or the HTML files of FOLDER. Every run must end as an Article or a Rejected within the limits.
"""

# ruff: noqa: E501 markup reads better on its own lines
from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from crawler.model import Article, Rejected
from crawler.read import clean

SECONDS = 10.0
"""CPU seconds of one page."""
JUNK = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"&#0;", b"&#xD800;", b"&#x110000;", b"&amp;" * 50,
    b"<script>", b"</script>", b"<style>", b"<table><tr><td>", b"<p" + b" a=1" * 400 + b">", b"<div>" * 300, b"<svg><title>", b"<br/>" * 200,
    b'<meta charset="utf-7">', b'<meta charset="shift_jis">', b"\xe2\x80\xae", b"\xcc\x81" * 80, b"<frameset>", b"<plaintext>", b"<title></title>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":[[[[[[', b'<time datetime="99999-99-99T99:99">', b"<h1>" * 20,
    b'<base href="javascript:alert(1)">', b'<link rel="canonical" href="//[::1">', b"<a href='http://[bad'>x</a>", b"\xf0\x9f\x87\xa6" * 40,
)  # fmt: skip


def mutations(pages: Sequence[bytes], runs: int, seed: int) -> Iterator[bytes]:
    """Pages cut, spliced, repeated, shuffled and strewn with junk."""
    dice = random.Random(seed)
    for _ in range(runs):
        body = bytearray(dice.choice(pages))
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(body) + 1)
            kind = dice.randrange(7)
            if kind == 0:
                del body[at:]
            elif kind == 1:
                body[at:at] = dice.choice(JUNK)
            elif kind == 2:
                del body[at : at + dice.randint(1, 400)]
            elif kind == 3:
                other = dice.choice(pages)
                start = dice.randrange(len(other) + 1)
                body[at:at] = other[start : start + dice.randint(1, 3000)]
            elif kind == 4:
                piece = bytes(body[at : at + dice.randint(1, 200)])
                body[at:at] = piece * dice.randint(1, 60)
            elif kind == 5:
                for _ in range(dice.randint(1, 40)):
                    if body:
                        body[dice.randrange(len(body))] = dice.randrange(256)
            else:
                lines = bytes(body).split(b"<")
                dice.shuffle(lines)
                body = bytearray(b"<".join(lines))
        yield bytes(body)


def outcome(body: bytes, url: str = "https://news.example/a/1") -> tuple[str, float]:
    """What a page became ("article" or a reason) and the CPU seconds that it took. Raises what `clean` raises."""
    begun = time.process_time()
    found = clean(body, url)
    taken = time.process_time() - begun
    assert isinstance(found, (Article, Rejected))
    if isinstance(found, Article):
        assert all(0 <= b.start < b.end <= len(found.text) for b in found.blocks)
        found.model_dump_json()
        return "article", taken
    return found.reason, taken


def main() -> int:
    """The long run."""
    arguments = argparse.ArgumentParser(description="Fuzz the extraction")
    arguments.add_argument("--runs", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--pages", type=Path, help="folder of .html files to mutate")
    options = arguments.parse_args()
    if options.pages:
        pages = [p.read_bytes() for p in sorted(options.pages.glob("*.html"))]
    else:
        from tests.extract.press import press

        pages = [page.html.encode() for page in press.pages()]
    outcomes: Counter[str] = Counter()
    slowest, failures = 0.0, 0
    for n, body in enumerate(mutations(pages, options.runs, options.seed)):
        try:
            kind, taken = outcome(body)
        except Exception as error:
            failures += 1
            print(f"run {n}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        outcomes[kind] += 1
        slowest = max(slowest, taken)
        if taken > SECONDS / 4:
            print(f"run {n}: {taken:.1f} s, {len(body)} bytes, {kind}", file=sys.stderr)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{options.runs} runs: {dict(outcomes.most_common())}; {failures} raised, slowest {slowest:.2f} s, memory {memory} MB")
    return 1 if failures or slowest > SECONDS else 0


if __name__ == "__main__":
    raise SystemExit(main())
