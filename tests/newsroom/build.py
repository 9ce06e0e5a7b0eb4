"""Builds what is kept of the newsroom: truth.json, and crawler/demo with its WARC and site definitions.

    python -m tests.newsroom.build            # writes them
    python -m tests.newsroom.build --check    # exit 1 if what is committed differs

The same sources give the same bytes: times are fixed, record ids are hashes, and gzip members carry no time.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.newsroom import content, designs
from tests.newsroom.content import HOSTS
from tests.newsroom.definitions import demo_definitions
from tests.newsroom.designs.page import Answer, View
from tests.newsroom.room import validators
from tests.newsroom.truth import CLOSING, FILE, dump, truth

DEMO = Path(__file__).parents[2] / "crawler" / "demo"
WARC = DEMO / "newsroom.warc.gz"


def fetches(moment: datetime = CLOSING) -> list[tuple[str, Answer, datetime]]:
    """Everything that a crawler may ask for, each address once, with its answer and a time a second after the one before."""
    asked: dict[str, Answer] = {}
    for site, base in HOSTS.items():
        view = View(site, base, content.of_site(site), moment)
        design = designs.of(site)
        for target in design.targets(view):
            asked.setdefault(base + target, design.answer(view, target))
    return [(url, answer, moment + timedelta(seconds=i)) for i, (url, answer) in enumerate(asked.items())]


def warc(moment: datetime = CLOSING) -> bytes:
    """The WARC 1.1 file: warcinfo, then a response record for each fetch. Each record is one gzip member."""
    info = b"software: tests.newsroom.build\r\nformat: WARC File Format 1.1\r\ndescription: an invented newsroom\r\n"
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    packed = bytearray()

    def keep(kind: str, url: str, when: datetime, payload: bytes, http: StatusAndHeaders | None, content_type: str) -> None:
        identity = uuid.UUID(bytes=hashlib.sha256(f"{kind} {url}".encode() + payload).digest()[:16], version=5)
        headers = {
            "WARC-Date": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Record-ID": f"<urn:uuid:{identity}>",
        }
        record: ArcWarcRecord = writer.create_warc_record(
            url, kind, payload=io.BytesIO(payload), http_headers=http, warc_headers_dict=headers, warc_content_type=content_type
        )
        out.seek(0)
        out.truncate()
        writer.write_record(record)
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        packed.extend(packer.compress(out.getvalue()) + packer.flush())

    keep("warcinfo", "", moment, info, None, "application/warc-fields")
    for url, answer, when in fetches(moment):
        etag, modified = validators(answer)
        headers = [("Date", format_datetime(when.astimezone(UTC), usegmt=True)), ("Content-Type", answer.kind), *answer.headers]
        headers += [("ETag", etag)] if etag else []
        headers += [("Last-Modified", format_datetime(modified, usegmt=True))] if modified else []
        headers += [("Content-Length", str(len(answer.body)))]
        line = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        http = StatusAndHeaders(line, headers, protocol="HTTP/1.1", is_http_request=False)
        keep("response", url, when, answer.body, http, "application/http; msgtype=response")
    return bytes(packed)


def built() -> dict[Path, bytes]:
    """Every file that is made, and what it must hold."""
    files = {DEMO / name: text.encode() for name, text in demo_definitions().items()}
    return {**files, WARC: warc(), FILE: dump(truth()).encode()}


def main() -> int:
    """Writes or checks; the exit code says whether all is in step."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom.build", description="Builds the demo newsroom's files.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    args = parser.parse_args()
    stale = [path for path, data in built().items() if not path.exists() or path.read_bytes() != data]
    for path in stale:
        print(("differs: " if args.check else "written: ") + str(path.relative_to(DEMO.parents[1])))
        if not args.check:
            path.write_bytes(built()[path])
    return 1 if stale and args.check else 0


if __name__ == "__main__":
    sys.exit(main())
