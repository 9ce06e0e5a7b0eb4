"""Which page design does a site have? A design is a module: `answer(view, target, headers)`, `ways(view)`, `others(view)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from tests.newsroom.content import Piece
from tests.newsroom.designs import agency, economy, forms, mfa, traps
from tests.newsroom.designs.page import Answer, View


class Design(Protocol):
    """How a site looks."""

    def answer(self, view: View, target: str, headers: Mapping[str, str] = ...) -> Answer:
        """What a GET of `target` (path and query) gives to a request with these headers (names in lower case)."""

    def ways(self, view: View) -> Mapping[str, Sequence[Piece]]:
        """Each way of discovery and the articles that it shows in all its pages."""

    def others(self, view: View) -> Mapping[str, str]:
        """Pages that are no article (path and query) and what they are."""

    def targets(self, view: View) -> Sequence[str]:
        """Everything a crawler may ask for: robots, feeds, sitemaps, listings, articles, others."""


_DESIGNS: dict[str, Design] = {
    "mfa": mfa,
    "economy": economy,
    "agency": agency,
    "bulk": mfa,
    "copies": mfa,
    "forms": forms,
    "traps": traps,
}


def of(site: str) -> Design:
    """The design of a site by its short name."""
    return _DESIGNS[site]
