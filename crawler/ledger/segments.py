"""Where do the lines lie? What the repair at start asks: segments, lines unknown, lines repeated."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from crawler.feeds import Position
from crawler.ledger.answers import LineAt
from crawler.ledger.tables import pages, segments
from crawler.ledger.writer import Writer


class Segments:
    """What `Ledger` is to the feed; it is made with the ledger's own rows and writer."""

    site: str
    _writer: Writer

    def _read(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _row(self, id: str) -> dict[str, Any] | None:
        raise NotImplementedError

    def _save(self, id: str, row: dict[str, Any]) -> None:
        raise NotImplementedError

    def _fresh(self, url: str, via: str, hints: Mapping[str, str]) -> dict[str, Any]:
        raise NotImplementedError

    def _seconds(self) -> float:
        raise NotImplementedError

    def sealed(self) -> dict[str, int]:
        """Sizes in bytes of the segments that were closed whole."""
        return {r["name"]: r["size"] for r in self._read(sa.select(segments).where(segments.c.site == self.site))}

    def seal(self, name: str, size: int) -> None:
        """A segment is complete: its lines are all on disk and, before this is, in the ledger."""
        self._writer.put_segment(name, {"site": self.site, "name": name, "size": size})

    def unseal(self, name: str) -> None:
        """A segment is not what it was."""
        self._writer.put_segment(name, None)

    def lines_in(self, segment: str | None = None) -> Iterator[tuple[str, Position]]:
        """(id, position) of every line that the ledger believes to lie in the segment, or in any."""
        where = pages.c.segment.is_not(None) if segment is None else pages.c.segment == segment
        columns = (pages.c.id, pages.c.segment, pages.c.offset, pages.c.length)
        for row in self._read(sa.select(*columns).where(pages.c.site == self.site, where)):
            yield row["id"], Position(row["segment"], row["offset"], row["length"])

    def restore(self, line: LineAt) -> bool:
        """A line lies on disk: make its row say so. True when the ledger did not know."""
        row = self._row(line.id)
        if row and row["segment"] is not None:
            here = row["segment"] == line.position.segment
            older = line.revision < (row["revision"] or 0)
            if older or (row["offset"] == line.position.offset if here else line.revision == row["revision"]):
                return False
        fresh = {**self._fresh(line.url, "", {}), "first_seen": self._seconds()}
        moved = row is not None and row["content_hash"] == line.content_hash
        self._save(line.id, {
            **(row or fresh), "state": "duplicate" if line.duplicate_of else "written", "reason": None,
            "content_hash": line.content_hash, "revision": line.revision, "duplicate_of": line.duplicate_of,
            "published": line.published, "segment": line.position.segment, "offset": line.position.offset,
            "length": line.position.length, "body_hash": row["body_hash"] if row and moved else None,
            "etag": row["etag"] if row and moved else None, "last_modified": row["last_modified"] if row and moved else None,
        })  # fmt: skip
        return True

    def lost(self, id: str) -> None:
        """The page's line is no longer on disk: it is to be fetched and written again."""
        row = self._row(id)
        if row:
            empty = dict.fromkeys(("etag", "last_modified", "body_hash", "segment", "offset", "length", "duplicate_of"))
            self._save(id, {**row, **empty, "state": "pending"})

    def boilerplate(self) -> Container[str]:
        """Paragraphs that stand in so many articles of this site that they belong to the page, not to the text."""
        return self._writer.lines.learned(self._read)

    def learn(self, paragraphs: Iterable[str]) -> None:
        """Count the edge paragraphs of one article, once an article."""
        self._writer.lines.count(paragraphs)
