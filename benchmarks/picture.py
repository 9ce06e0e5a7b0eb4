"""Bars of a benchmark, as an SVG that the results page shows.

python -m benchmarks.picture FILE.svg TITLE LABEL=VALUE …     in the unit that the title names
"""

from __future__ import annotations

import argparse
from html import escape
from pathlib import Path

WIDTH, ROW, LEFT, TOP = 760, 30, 330, 46
INK, BAR, PEER = "#222", "#2a6f97", "#b8c4cc"


def drawn(title: str, values: list[tuple[str, float]]) -> str:
    """A chart of horizontal bars; those whose label begins with 'ours' stand out."""
    most = max(value for _, value in values)
    height = TOP + ROW * len(values) + 14
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"',
        ' font-family="sans-serif" font-size="14">',
        f'<title>{escape(title)}</title><rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="14" y="28" fill="{INK}" font-size="16">{escape(title)}</text>',
    ]
    for i, (label, value) in enumerate(values):
        y, long = TOP + i * ROW, (WIDTH - LEFT - 90) * value / most
        fill = BAR if label.startswith("ours") else PEER
        parts.append(f'<text x="{LEFT - 10}" y="{y + 19}" text-anchor="end" fill="{INK}">{escape(label)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y + 4}" width="{long:.1f}" height="{ROW - 9}" fill="{fill}"/>')
        parts.append(f'<text x="{LEFT + long + 8:.1f}" y="{y + 19}" fill="{INK}">{value:g}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Draw what is given."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("title")
    parser.add_argument("values", nargs="+", metavar="LABEL=VALUE")
    given = parser.parse_args()
    values = [(label, float(value)) for label, _, value in (v.rpartition("=") for v in given.values)]
    given.file.write_text(drawn(given.title, values), encoding="utf-8")


if __name__ == "__main__":
    main()
