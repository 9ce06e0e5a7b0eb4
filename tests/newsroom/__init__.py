"""An invented newsroom: three sites with the truth known, served on loopback or kept as a WARC."""

from tests.newsroom.bulk import bulk, copies, forms
from tests.newsroom.definitions import write_forms, write_sites
from tests.newsroom.room import Asked, Fault, Newsroom
from tests.newsroom.truth import CLOSING, truth

__all__ = ["CLOSING", "Asked", "Fault", "Newsroom", "bulk", "copies", "forms", "truth", "write_forms", "write_sites"]
