"""What does a killed run leave among the temporary files, and who takes it away? The next run, which can tell it by its lock.

The fork server's socket lies in a folder that `multiprocessing` makes and removes at its end; kill -9 lets it lie. A lock on a
file in it is let go by the kernel, however its holder died.
"""

from __future__ import annotations

import fcntl
import multiprocessing.util
import os
import shutil
import tempfile
import threading
from pathlib import Path

LOCK = "dragoman.lock"
_once = threading.Lock()
_held: int | None = None


def hold() -> None:
    """Make this process's folder, lock it and take away those of dead runs; once a process. Raises OSError."""
    global _held
    with _once:
        if _held is None:
            folder = Path(multiprocessing.util.get_temp_dir())
            held = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(held, fcntl.LOCK_EX)
            _held = held
            sweep(Path(tempfile.gettempdir()))


def sweep(where: Path) -> list[Path]:
    """Remove the folders of runs that are no more; which."""
    removed = []
    for lock in where.glob(f"pymp-*/{LOCK}"):
        try:
            held = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:  # another user's, or gone meanwhile
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
            removed.append(lock.parent)
        except OSError:  # its run is alive
            pass
        finally:
            os.close(held)
    return removed
