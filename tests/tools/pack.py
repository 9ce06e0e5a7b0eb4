"""Pack pages in JSON Lines (`url`, `html`; plain or .gz) into a WARC, so that a stored collection replays as a crawl.

python -m tests.tools.pack PAGES.jsonl.gz pages.warc.gz
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FETCHED = "2026-11-01T00:00:00Z"


def pack(source: Path, target: Path) -> int:
    """Write one response record a line; returns how many."""
    count = 0
    opener = gzip.open if source.suffix == ".gz" else open
    with opener(source, "rt", encoding="utf-8") as lines, target.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for count, line in enumerate(lines, 1):  # noqa: B007 the count is what is returned
            row = json.loads(line)
            body = row["html"].encode("utf-8", "replace")
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
            status = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                row["url"], "response", payload=io.BytesIO(body), http_headers=status, warc_headers_dict={"WARC-Date": FETCHED}
            )
            writer.write_record(record)
    return count


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(f"{pack(Path(sys.argv[1]), Path(sys.argv[2]))} pages")
