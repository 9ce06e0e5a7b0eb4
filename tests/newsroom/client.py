"""A client without a mind of its own: one request on one connection, nothing followed, nothing unpacked."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from tests.newsroom.room import Newsroom


def ask(room: Newsroom, site: str, path: str, *, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case) and body; header names are given with _ for -, as in `If_None_Match`."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(room.bases[site]).port, timeout=10)
    try:
        connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()
