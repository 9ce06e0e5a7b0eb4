"""Dragoman. In a notebook: `from crawler import read_documents, to_dataframe`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.load.frames import read_documents, to_dataframe

__all__ = ["read_documents", "to_dataframe"]


def __getattr__(name: str) -> Any:
    """The two doors are opened when somebody comes: a crawl needs no tables."""
    if name in __all__:
        from crawler.load import frames

        return getattr(frames, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
