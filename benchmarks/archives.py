"""WARC records a second: our reader (warcio within bounds) beside warcio alone and, where it is installed, fastwarc.

python -m benchmarks.archives [FILE.warc.gz] [--times N]     without: the bundled newsroom, N times over (40)
"""

from __future__ import annotations

import argparse
import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from benchmarks.measuring import by_turns, machine, tell
from crawler.archive.bounded import BoundedIterator

DEMO = Path(__file__).parents[1] / "crawler" / "demo" / "newsroom.warc.gz"


def main() -> None:
    """Print the speeds: each way reads every answer's body of the file, three times."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", nargs="?", type=Path, default=DEMO)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    print(machine("warcio"))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "many.warc.gz"
        path.write_bytes(given.file.read_bytes() * given.times)
        seen: dict[str, int] = {}

        def through(way: str, iterator: Callable[..., object]) -> None:
            with path.open("rb") as stream:
                answers = (r for r in iterator(stream) if r.rec_type == "response")  # type: ignore[attr-defined]
                seen[way] = sum(len(r.content_stream().read()) > 0 for r in answers)

        ways = {
            "warcio": lambda _: through("warcio", ArchiveIterator),
            "ours": lambda _: through("ours", BoundedIterator),
        }
        if importlib.util.find_spec("fastwarc"):
            from fastwarc.warc import ArchiveIterator as Fast
            from fastwarc.warc import WarcRecordType

            def fast(_: int) -> None:
                with path.open("rb") as stream:
                    seen["fastwarc"] = sum(len(r.reader.read()) > 0 for r in Fast(stream, record_types=WarcRecordType.response))

            ways["fastwarc"] = fast
        total = by_turns(ways, 3)
        print(f"{path.stat().st_size / 1e6:.0f} MB, answers read: {seen}")
    tell(total, 3 * seen["ours"], "answers")


if __name__ == "__main__":
    main()
