"""Imported by the fork server alone: what every worker will need, the model too, so that a new one is ready in an instant.

The model is read once, and its memory is shared until a worker writes to it. A model that cannot be read is the workers' to tell.

The server itself must outlive a SIGTERM or Ctrl-C that is sent to the whole process group, because the crawler then still
finishes its pages; it ends when the crawler does.
"""

import gc
import signal
import sys

import crawler.annotate
import crawler.read
import crawler.workers.child

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)

# A worker that is told to end while it still starts would print a traceback: its seat knows that it ended, and why.
sys.excepthook = lambda *_: None

crawler.workers.child.read_ahead()
gc.collect()
gc.freeze()  # what is here stays, and a collection that touched it would copy it into every worker

__all__ = ["crawler"]
