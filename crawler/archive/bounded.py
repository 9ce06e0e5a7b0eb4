"""How is a WARC of a stranger read without its filling the memory? Bounded header lines, bounded heads, bounded unpacking.

warcio reads a header line to its end, however long a gzip member makes it, and unpacks a body block by block, however far a block
goes: 700 bytes can become a gigabyte.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import IO, Any

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader, DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

MAX_LINE = 64 * 1024
"""Bytes of one header line: four times what servers and browsers take."""
MAX_HEAD = 1024 * 1024
"""Bytes of all header lines of one record."""
CHUNK_LINE = 64
"""Bytes up to which warcio reads the line before a chunk of a body: those are not headers."""
PIECE = 64 * 1024
"""Bytes unpacked at a time: what a bound may be passed by."""


class _Lines(DecompressingBufferedReader):
    """warcio's reader, whose lines have an end."""

    spent = 0

    def readline(self, length: int | None = None) -> bytes:
        """A line. Raises ArchiveLoadFailed for one that is no header any more."""
        most = MAX_LINE + 1 if length is None else min(length, MAX_LINE + 1)
        line: bytes = super().readline(most)
        if length is None or length > CHUNK_LINE:
            self.spent += len(line)
        if len(line) > MAX_LINE or self.spent > MAX_HEAD:
            raise ArchiveLoadFailed("headers longer than any server sends")
        return line


class BoundedIterator(ArchiveIterator):
    """The records of a WARC, one at a time. Raises ArchiveLoadFailed."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.reader = _Lines(self.fh, block_size=PIECE)

    def _next_record(self, next_line: Any) -> Any:
        self.reader.spent = 0
        return super()._next_record(next_line)


def body_of(record: Any, most: int) -> bytes:
    """A record's body without transfer and content encoding, cut one byte above `most`. Raises ValueError for a broken encoding."""
    chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    body = read_bounded(stream, most)
    named = (record.http_headers.get_header("Content-Encoding") or "").lower().split(",")
    for name in reversed([n.strip() for n in named]):
        body = unpacked(body, name, most)
    return body


def read_bounded(stream: Any, most: int) -> bytes:
    """At most one byte more than `most`, so that who asks sees that there was more."""
    pieces, left = [], most + 1
    while left > 0 and (piece := stream.read(min(left, PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The body without one content encoding, cut one byte above `most`; as it is where the encoding is none that we know, or was
    undone before the body was kept. Raises ValueError for a body that breaks off."""
    unpack = _UNPACK.get(encoding)
    if unpack is None or not body:
        return body
    try:
        return unpack(body, most + 1)
    except (zlib.error, brotli.error, EOFError, OSError) as error:
        if _is_plain(body):
            return body
        raise ValueError(f"broken {encoding}: {str(error)[:120]}") from None


def _is_plain(body: bytes) -> bool:
    return body[:512].lstrip()[:1] in (b"<", b"{", b"[") or body.startswith(b"%PDF-")


def _gzip(body: bytes, most: int) -> bytes:
    found = b""
    while body and len(found) < most:  # member after member
        decompressor = zlib.decompressobj(wbits=31)
        found += decompressor.decompress(body, most - len(found))
        body = decompressor.unused_data
        if body[:2] != b"\x1f\x8b":
            break
    return found


def _deflate(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:  # some servers send it without its wrapper
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(body, most)


def _brotli(body: bytes, most: int) -> bytes:
    decompressor = brotli.Decompressor()
    found = bytearray(decompressor.process(body, output_buffer_limit=PIECE))
    while len(found) < most and not decompressor.is_finished():
        piece = decompressor.process(b"", output_buffer_limit=PIECE)
        if not piece and decompressor.can_accept_more_data():
            raise EOFError("it breaks off")
        found += piece
    return bytes(found[:most])


def _zstd(body: bytes, most: int) -> bytes:
    from backports import zstd  # type: ignore[import-not-found]

    found = b""
    try:
        while body and len(found) < most:  # frame after frame
            decompressor = zstd.ZstdDecompressor()
            found += decompressor.decompress(body, most - len(found))
            body = decompressor.unused_data
    except zstd.ZstdError as error:
        raise EOFError(str(error)) from None
    return found


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
