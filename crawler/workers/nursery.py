"""Imported by the fork server alone: what every worker will need, so that a new one is ready in an instant.

The server itself must outlive a SIGTERM or Ctrl-C that is sent to the whole process group, because the crawler then still
finishes its pages; it ends when the crawler does.
"""

import signal
import sys

import crawler.annotate
import crawler.read
import crawler.workers.child

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)

# A worker that is told to end while it still starts would print a traceback: its seat knows that it ended, and why.
sys.excepthook = lambda *_: None

__all__ = ["crawler"]
