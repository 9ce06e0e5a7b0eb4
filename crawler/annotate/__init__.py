"""Text in, entities and events out. `Annotator` is the door."""

import os

# Processes are the parallelism: threads that share the small matrices of one text wait for each other longer than they work.
# It counts where numpy was not yet imported, and whoever sets it himself is left alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from crawler.annotate.annotator import Annotator, Request

__all__ = ["Annotator", "Request"]
