"""Does another run hold this site? A lock that dies with the process that took it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from pathlib import Path

import sqlalchemy as sa

from crawler.ledger.tables import LedgerError, LedgerLocked, in_words

NOTICE_SECONDS = 1.0
"""Seconds that a server may take to notice that a killed run's connection is gone."""


class FileLock:
    """An exclusive lock on a file; the kernel drops it when the process ends, however it ends."""

    def __init__(self, path: Path, site: str) -> None:
        """Take the lock now. Raises LedgerLocked, or LedgerError where the file cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise LedgerError(f"cannot write in {path.parent}: {error.strerror}") from None
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._fd, 32, 0).decode("ascii", "replace").strip()
            os.close(self._fd)
            raise LedgerLocked(f"another run{f' (process {holder})' if holder else ''} holds {site}: {path}") from None
        try:
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)
        except OSError:  # a full disk: the number is a courtesy, the lock holds without it
            pass

    def release(self) -> None:
        """Let the site go. The file stays: removing it would race with the next run."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1  # a second release must not close a descriptor that is another's by then


class AdvisoryLock:
    """A PostgreSQL session lock on the site's name; the server drops it when the connection ends."""

    def __init__(self, engine: sa.Engine, site: str) -> None:
        """Take the lock now. Raises LedgerLocked or LedgerError."""
        self._key = int.from_bytes(hashlib.sha256(f"dragoman:{site}".encode()).digest()[:8], "big", signed=True)
        try:
            self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            taken = self._try()
            until = time.monotonic() + NOTICE_SECONDS
            while not taken and time.monotonic() < until:
                time.sleep(0.1)
                taken = self._try()
        except sa.exc.SQLAlchemyError as error:
            raise LedgerError(f"cannot lock {site} in the ledger: {in_words(error)}") from None
        if not taken:
            self._connection.close()
            raise LedgerLocked(f"another run holds {site} (lock in PostgreSQL)")

    def _try(self) -> bool:
        return bool(self._connection.execute(sa.select(sa.func.pg_try_advisory_lock(self._key))).scalar())

    def alive(self) -> None:
        """Raises LedgerError when the session, and the lock with it, was lost."""
        try:
            self._connection.execute(sa.select(1))
        except sa.exc.SQLAlchemyError as error:
            raise LedgerError(f"the lock in PostgreSQL was lost: {in_words(error)}") from None

    def release(self) -> None:
        """Let the site go."""
        try:
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(self._key)))
            self._connection.invalidate()
            self._connection.close()
        except sa.exc.SQLAlchemyError:
            pass
