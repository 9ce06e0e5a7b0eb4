"""Text in, entities and events out. `Annotator` is the door."""

from crawler.annotate.annotator import Annotator, Request

__all__ = ["Annotator", "Request"]
