"""What accompanies a run from before its first request to its last line? Storage, books, expectations, progress, the report."""

from crawler.extensions.hub import Hub, limits_of
from crawler.extensions.logs import LogWords, harmless
from crawler.extensions.river import Done, River, river, source_of

__all__ = ["Done", "Hub", "LogWords", "River", "harmless", "limits_of", "river", "source_of"]
