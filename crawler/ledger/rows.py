"""What does the ledger know of one page? Its newest row: at hand, among what waits to be written, or in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crawler.ledger.tables import LedgerError, in_words, pages
from crawler.ledger.writer import Writer

AT_HAND = 2000
"""Rows kept in memory, about a kilobyte each: a page under way is asked for four times, and nobody else writes its site's rows."""

_ONE = sa.select(pages).where(pages.c.site == sa.bindparam("of_site"), pages.c.id == sa.bindparam("of_id"))


class Rows:
    """The rows of one site."""

    def __init__(self, site: str, writer: Writer, reader: sa.Connection) -> None:
        self._site, self._writer, self._reader = site, writer, reader
        self._at_hand: dict[str, dict[str, Any]] = {}

    def get(self, id: str) -> dict[str, Any] | None:
        """A copy of the newest row of an id; None where there is none."""
        self._writer.check()
        row = self._at_hand.get(id) or self._writer.page(id)
        if row is None:
            rows = self.read(_ONE, {"of_site": self._site, "of_id": id})
            if not rows:
                return None
            row = rows[0]
            self._keep(id, row)
        return dict(row)

    def put(self, id: str, row: dict[str, Any]) -> None:
        """A row is new or has changed."""
        self._writer.put_page(id, row)
        self._at_hand.pop(id, None)
        self._keep(id, row)

    def read(self, query: sa.Select[Any], given: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What the database answers. Raises LedgerError."""
        self._writer.check()
        try:
            return [dict(row) for row in self._reader.execute(query, given).mappings()]
        except sa.exc.SQLAlchemyError as error:
            raise self._writer.fail(LedgerError(f"cannot read the ledger: {in_words(error)}")) from None

    def _keep(self, id: str, row: dict[str, Any]) -> None:
        self._at_hand[id] = row
        if len(self._at_hand) > AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]
