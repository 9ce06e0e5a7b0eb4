"""A page to its article: `crawler.read.clean` beside trafilatura's own extraction with metadata.

python -m benchmarks.cleaning [PAGES.jsonl[.gz]]      rows with `html` and `url`; without: the bundled newsroom's pages
"""

from __future__ import annotations

import argparse

import trafilatura

from benchmarks.measuring import by_turns, machine, rows, tell
from crawler.read import clean


def newsroom() -> list[tuple[str, str]]:
    """(HTML, URL) of the bundled newsroom's articles."""
    from tests.newsroom import Newsroom
    from tests.newsroom.client import ask

    with Newsroom() as room:
        asked = [(site, a["url"]) for site in ("mfa", "cabinet", "agency") for a in room.articles(site)]
        pages = [(ask(room, site, "/" + url.split("/", 3)[3]), url) for site, url in asked]
    return [(body.decode("utf-8", "replace"), url) for (_, kind, body), url in pages if b"<html" in body[:2000].lower()]


def main() -> None:
    """Print the two speeds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("pages", nargs="?")
    given = parser.parse_args()
    pages = [(str(r["html"]), str(r["url"])) for r in rows(given.pages)] if given.pages else newsroom()
    print(machine("trafilatura", "lxml"), f"{len(pages)} pages", sep="\n")
    total = by_turns(
        {
            "trafilatura": lambda i: trafilatura.bare_extraction(pages[i][0], url=pages[i][1], with_metadata=True),
            "ours": lambda i: clean(pages[i][0], pages[i][1]),
        },
        len(pages),
    )
    tell(total, len(pages), "pages")


if __name__ == "__main__":
    main()
