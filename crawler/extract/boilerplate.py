"""Which lines does a site repeat under all its articles? Their keys, and a learner that counts them under different headlines.

A key is the paragraph as it stands in an article's text (at most LONGEST characters), so that a ledger can keep it and `clean` can
compare it. A line counts once for each headline: the same story stored twice teaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extract.titles import squash
from crawler.model import Article

LONGEST = 400
"""Characters of a line that may be a site's: imprints and slogans; longer ones are stories told twice."""
EDGES = (2, 4)
"""Paragraphs at the beginning and the end among which a site's lines stand."""
HEADLINES = 3
"""Different headlines under which a line must stand before it is the site's."""


def line_keys(article: Article) -> list[str]:
    """The lines of an article that may be the site's: the paragraphs at its edges, and short ones without a full stop."""
    paragraphs = [p.strip() for p in article.text.split("\n\n")]
    first, last = EDGES
    edges = paragraphs if len(paragraphs) <= first + last else [*paragraphs[:first], *paragraphs[-last:]]
    short = [p for p in paragraphs if len(p) < 120 and not p.endswith((".", "!", "?", "…", "”", "»", '"', "。"))]
    return list(dict.fromkeys(p for p in (*edges, *short) if 0 < len(p) <= LONGEST))


class Learner:
    """Counts lines of one site's articles; holds those that stand under HEADLINES different headlines.

    It is a container of learned lines: `clean(..., boilerplate=learner)`.
    """

    def __init__(self) -> None:
        self._headlines: dict[str, set[str]] = {}

    def learn(self, articles: Iterable[Article]) -> None:
        """Count the lines of articles."""
        for article in articles:
            headline = squash(article.title) or squash(article.text[:80])
            for key in line_keys(article):
                self._headlines.setdefault(key, set()).add(headline)

    def learned(self) -> frozenset[str]:
        """The lines that are the site's."""
        return frozenset(k for k, headlines in self._headlines.items() if len(headlines) >= HEADLINES)

    def __contains__(self, line: object) -> bool:
        return isinstance(line, str) and len(self._headlines.get(line, ())) >= HEADLINES
