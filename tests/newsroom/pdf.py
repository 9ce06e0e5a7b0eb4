"""A small PDF file, written by hand: one font, plain text, as many pages as it takes; the same bytes every time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime

WIDTH, LINES = 88, 48
"""Characters a line (Helvetica 10 on A4 with 60 points of margin) and lines a page."""


def pdf(title: str, dateline: str, paragraphs: Sequence[str], *, created: datetime) -> bytes:
    """A PDF 1.4 file of that text. Latin-1 only; paragraphs are parted by an empty line."""
    lines: list[tuple[str, int]] = [(part, 14) for part in textwrap.wrap(title, 62)] + [("", 10)]
    lines += [(dateline, 10), ("", 10)] if dateline else []
    for paragraph in paragraphs:
        lines += [(part, 10) for part in textwrap.wrap(paragraph, WIDTH)] + [("", 10)]
    pages = [lines[i : i + LINES] for i in range(0, len(lines), LINES)]
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title ("
        + _escaped(title)
        + b") /Producer (Press service) /CreationDate (D:"
        + f"{created:%Y%m%d%H%M%S}".encode()
        + b") >>",
    ]
    for i, page in enumerate(pages):
        drawn = (
            b"BT 60 790 Td 15 TL\n" + b"".join(b"/F1 %d Tf (%s) Tj T*\n" % (size, _escaped(line)) for line, size in page) + b"ET"
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * i} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
