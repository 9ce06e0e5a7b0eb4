"""What was fetched? WARC files: written as the crawl goes, and served again instead of the network.

`ARCHIVE=FILE.warc.gz` (or a folder) keeps every answer; `REPLAY=FILE` (or a folder, or a site's `replay:`) serves what was kept.
A replay answers conditional requests as a server would (304), knows nothing but what is in the file (NotInArchive), and takes
its clock from the records. Format: WARC 1.1, ISO 28500:2017, one gzip member a record.
"""

from crawler.archive.handlers import DownloadHandler, NotInArchive, replay_of, writer_for
from crawler.archive.reading import Archive, ArchiveError, archive_files, open_archive
from crawler.archive.writing import ArchiveWriter

__all__ = [
    "Archive", "ArchiveError", "ArchiveWriter", "DownloadHandler", "NotInArchive", "archive_files", "open_archive", "replay_of",
    "writer_for",
]  # fmt: skip
