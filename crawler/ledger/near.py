"""Is this text a copy of one that we have? MinHash signatures of word groups, and the search among them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from crawler.ledger.tables import LedgerError, bands, copies, in_words
from crawler.ledger.writer import Writer
from crawler.model import Document

PERMUTATIONS = 120
"""Values of a signature: its estimate of likeness has a standard error of 0.045 at 0.4."""
BANDS = 40
"""Bands of 3 values: a pair of likeness 0.4 shares one with probability 0.93, of 0.6 with 0.9999, of 0.04 with 0.003."""
WORDS = 2
"""Words of a group. With three, a copy with a quarter of its words changed has a likeness of 0.37 and is lost; with two, 0.5."""
COPY = 0.4
"""Likeness (Jaccard) from which a text is a copy. Among 96,141 pairs of 439 real readouts and reports the likest two that don't
share a source have 0.25; of copies with three of ten words changed 99 % have more than 0.4."""
COPY_AT_HOME = 0.9
"""The same for two texts of one site: daily reports and lists of one shape differ in the few words that are the news."""
SHORTEST = 40
"""Words: shorter texts are alike by accident."""
DAYS = 4
"""Days between the publications of a text and its copy: last year's greeting, sent again, is no copy."""

RECENT = 200
"""Originals compared directly because they may not be in the database yet: far more than FLUSH_SECONDS brings."""

RANKS = {"ministry": 0, "presidency": 0, "government": 0, "parliament": 0, "igo": 0, "agency": 1, "news": 2, "other": 3}
"""Who is the original where texts are alike: who speaks before the wire, the wire before those who print it."""

_WORD = re.compile(r"\w+")


def rank_of(kind: str | None) -> int:
    """The rank of a site's kind; of an unknown one the last."""
    return RANKS.get(kind or "other", RANKS["other"])


@dataclass(frozen=True, slots=True)
class Signature:
    """The MinHash of a text: PERMUTATIONS 32-bit values, big-endian. Empty for a text too short to compare."""

    values: bytes

    @classmethod
    def of(cls, text: str) -> Signature:
        """Sign a text: some milliseconds for a long one, so it is done in a worker."""
        words = [w.casefold() for w in _WORD.findall(text)]
        if len(words) < SHORTEST:
            return cls(b"")
        import numpy as np
        from datasketch import MinHash  # with scipy, a second: for whoever compares texts, not for `scrapy list`

        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([" ".join(words[i : i + WORDS]).encode() for i in range(len(words) - WORDS + 1)])
        return cls(np.asarray(sketch.hashvalues, dtype=">u4").tobytes())

    def likeness(self, other: Signature) -> float:
        """The estimated Jaccard likeness, 0..1."""
        if not self.values or len(self.values) != len(other.values):
            return 0.0
        return likenesses(self, [other])[0]

    def bands(self) -> list[int]:
        """Signed 63-bit keys under which texts that may be alike meet."""
        size = len(self.values) // BANDS
        return [_key(i, self.values[i * size : (i + 1) * size]) for i in range(BANDS)] if size else []


def likenesses(one: Signature, others: list[Signature]) -> list[float]:
    """The estimated likeness of a text with each of others; all are signed, none is too short."""
    import numpy as np  # for whoever compares texts, not for a run that finds nothing new

    table = np.frombuffer(b"".join(other.values for other in others), dtype=">u4").reshape(len(others), -1)
    found: list[float] = (table == np.frombuffer(one.values, dtype=">u4")).mean(axis=1).tolist()
    return found


def _key(band: int, values: bytes) -> int:
    return int.from_bytes(blake2b(values, digest_size=8, salt=bytes([band])).digest(), "big") >> 1


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    site: str
    rank: int
    day: int | None
    signature: Signature


class Copies:
    """The originals of all sites that share a ledger; those not yet in the database are seen by this process's sites at once."""

    _recent: dict[str, OrderedDict[str, _Text]] = {}
    _lock = threading.Lock()

    def __init__(self, engine: sa.Engine, site: str, writer: Writer, reader: sa.Connection) -> None:
        self._site = site
        self._writer = writer
        self._reader = reader
        self._mine = self._recent.setdefault(engine.url.render_as_string(hide_password=True), OrderedDict())

    def original(self, id: str, kind: str | None, published: date | None, signature: Signature) -> str | None:
        """The id of the document that this one copies; None when it is an original, or outranks what is like it."""
        me = _Text(id, self._site, rank_of(kind), published.toordinal() if published else None, signature)
        alike = [(t.rank, -t.signature.likeness(signature), t.id) for t in self._candidates(me) if _copies(me, t)]
        return min(alike)[2] if alike else None

    def announce(self, document: Document, signature: Signature) -> None:
        """An original is under way: the process's other articles can be found to copy it from now on."""
        if signature.values:
            with self._lock:
                self._mine[document.id] = _text(document, signature)
                while len(self._mine) > RECENT:
                    self._mine.popitem(last=False)

    def forget(self, id: str) -> None:
        """What was announced came to nothing."""
        with self._lock:
            self._mine.pop(id, None)

    def add(self, document: Document, signature: Signature) -> None:
        """Enter an original whose line is on disk."""
        self.announce(document, signature)
        if signature.values:
            me = _text(document, signature)
            row = {"id": me.id, "site": self._site, "rank": me.rank, "day": me.day, "signature": signature.values}
            self._writer.put_copy(row, signature.bands())

    def _candidates(self, me: _Text) -> list[_Text]:
        """What shares a band with a text and is near to it in time: however many years a ledger holds, these stay few."""
        keys = me.signature.bands()
        if not keys:
            return []
        with self._lock:
            recent = list(self._mine.values())
        found: dict[str, _Text] = {}
        if recent:
            alike = zip(recent, likenesses(me.signature, [t.signature for t in recent]), strict=True)
            found = {text.id: text for text, likeness in alike if likeness >= COPY}
        query = sa.select(copies.c.id, copies.c.site, copies.c.rank, copies.c.day, copies.c.signature)
        query = query.where(copies.c.id.in_(sa.select(bands.c.id).where(bands.c.band.in_(keys))))
        if me.day is not None:
            query = query.where(sa.or_(copies.c.day.is_(None), copies.c.day.between(me.day - DAYS, me.day + DAYS)))
        for id, site, rank, day, values in self._read(query):
            found.setdefault(id, _Text(id, site, rank, day, Signature(bytes(values))))
        return list(found.values())

    def _read(self, query: sa.Select[Any]) -> list[Any]:
        self._writer.check()
        try:
            return list(self._reader.execute(query))
        except sa.exc.SQLAlchemyError as error:
            raise self._writer.fail(LedgerError(f"cannot read the ledger: {in_words(error)}")) from None


def _text(document: Document, signature: Signature) -> _Text:
    published = document.published
    day = (published.date() if isinstance(published, datetime) else published).toordinal() if published else None
    return _Text(document.id, document.source.site, rank_of(document.source.kind), day, signature)


def _copies(me: _Text, other: _Text) -> bool:
    """Whether `me` is a copy of `other`: alike, near in time, and of no higher standing."""
    near = me.day is None or other.day is None or abs(me.day - other.day) <= DAYS
    enough = COPY_AT_HOME if me.site == other.site else COPY
    return me.id != other.id and near and me.rank >= other.rank and me.signature.likeness(other.signature) >= enough
