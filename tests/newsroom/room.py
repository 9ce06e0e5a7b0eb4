"""The newsroom on loopback: one port a site, a clock that tests move, a log of every request, faults on demand.

with Newsroom() as room:
    write_sites(room, folder)                      # definitions for SITES_DIR; crawl with ALLOW_PRIVATE=1
    room.now = room.now + timedelta(days=1)        # later articles appear, corrections come in
    room.fault("mfa", r"/en/news/10\\d\\d", Fault(status=503, headers={"Retry-After": "1"}), times=2)
    room.requests("mfa", "/en/news")               # what was asked for
"""

from __future__ import annotations

import hashlib
import re
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.newsroom import content, designs
from tests.newsroom.content import HOSTS, Piece
from tests.newsroom.designs.page import Answer, View
from tests.newsroom.truth import CLOSING, truth


@dataclass(frozen=True)
class Fault:
    """What goes wrong with an answer. Fields combine: a `status` with a `body` and `headers`, after `delay` seconds.

    `drip`: seconds between bytes of the body, sent one at a time. `reset`: the connection is cut before the answer.
    `truncate`: only so many bytes of the body come, then the connection closes. `length`: added to the Content-Length
    that is announced. `redirect`: where to (its own path makes a loop; `{n}` counts up, an endless chain).
    `hang`: seconds of silence in the middle of the body.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay: float = 0.0
    drip: float = 0.0
    hang: float = 0.0
    reset: bool = False
    truncate: int | None = None
    length: int = 0
    redirect: str | None = None


@dataclass(frozen=True)
class Asked:
    """One request as the log keeps it. `path` has the query; header names are in lower case; `at` is seconds of time.monotonic."""

    site: str
    method: str
    path: str
    headers: Mapping[str, str]
    status: int
    at: float
    began: float


class _Planned:
    def __init__(self, pattern: str, fault: Fault, times: int | None):
        self.pattern, self.fault, self.left, self.count = re.compile(pattern), fault, times, 0


class Newsroom:
    """The sites, running from `with` to its end. `sites` are short names; `extra` pieces are published beside the written ones."""

    def __init__(
        self,
        now: datetime = CLOSING,
        *,
        sites: Iterable[str] = tuple(HOSTS),
        extra: Iterable[Piece] = (),
        ports: Mapping[str, int] | None = None,
    ):
        self.extra = tuple(extra)
        self.pieces = content.pieces() + self.extra
        self.sites = tuple(dict.fromkeys((*sites, *(p.site for p in self.extra))))
        self._now = now
        self._ports = dict(ports or {})
        self._lock = threading.Lock()
        self._log: list[Asked] = []
        self._planned: dict[str, list[_Planned]] = {site: [] for site in self.sites}
        self._overrides: dict[tuple[str, str], Answer] = {}
        self._views: dict[str, View] = {}
        self._servers: dict[str, _Server] = {}

    def __enter__(self) -> Newsroom:
        for site in self.sites:
            server = _Server(("127.0.0.1", self._ports.get(site, 0)), self, site)
            threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name=f"newsroom-{site}"
            ).start()
            self._servers[site] = server
        return self

    def __exit__(self, *exc: object) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    @property
    def bases(self) -> dict[str, str]:
        """The address of each site, without a slash at its end."""
        return {site: f"http://127.0.0.1:{server.server_address[1]}" for site, server in self._servers.items()}

    def url(self, site: str, path: str = "/") -> str:
        """The address of a path on a site."""
        return self.bases[site] + path

    @property
    def now(self) -> datetime:
        """The newsroom's time: what is published, which version stands."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        with self._lock:
            self._now = moment
            self._views.clear()

    def publish(self, *more: Piece) -> None:
        """Adds pieces (or replaces those of the same address), for tests that edit."""
        with self._lock:
            keys = {(p.site, p.path) for p in more}
            self.pieces = tuple(p for p in self.pieces if (p.site, p.path) not in keys) + more
            self._views.clear()

    def withdraw(self, site: str, path: str) -> None:
        """Takes a piece away: from then on 404, and out of every list."""
        with self._lock:
            self.pieces = tuple(p for p in self.pieces if (p.site, p.path) != (site, path))
            self._views.clear()

    def override(self, site: str, target: str, answer: Answer | None) -> None:
        """Answers exactly this path and query with that; None takes it back."""
        with self._lock:
            if answer is None:
                self._overrides.pop((site, target), None)
            else:
                self._overrides[site, target] = answer

    def fault(self, site: str, pattern: str, fault: Fault, *, times: int | None = None) -> None:
        """Lets requests fail whose path and query match the whole pattern, at most `times` times. The newest fault goes first."""
        with self._lock:
            self._planned[site].insert(0, _Planned(pattern, fault, times))

    def heal(self) -> None:
        """Takes all faults and overrides back."""
        with self._lock:
            self._overrides.clear()
            for planned in self._planned.values():
                planned.clear()

    def requests(self, site: str | None = None, path: str | None = None) -> list[Asked]:
        """The log: all requests, of one site, of paths that match the whole pattern."""
        with self._lock:
            log = list(self._log)
        return [a for a in log if site in (None, a.site) and (path is None or re.fullmatch(path, a.path))]

    def forget(self) -> None:
        """Empties the log."""
        with self._lock:
            self._log.clear()

    def view(self, site: str) -> View:
        """The site as it stands now, with its loopback addresses."""
        with self._lock:
            view = self._views.get(site)
            if view is None:
                view = View(site, self.bases[site], content.of_site(site, self.pieces), self._now)
                self._views[site] = view
        return view

    def truth(self) -> list[dict[str, Any]]:
        """The truth at this moment, with loopback addresses: entries as in truth.json, articles and others."""
        return truth(self.bases, self._now, self.pieces)

    def articles(self, site: str | None = None) -> list[dict[str, Any]]:
        """The truth of the articles alone."""
        return [e for e in self.truth() if e["is_article"] and site in (None, e["site"])]

    def _answer(self, site: str, target: str, headers: Mapping[str, str]) -> tuple[Answer, Fault | None, int]:
        """The answer, what goes wrong with it, and how often that went wrong before."""
        with self._lock:
            answer = self._overrides.get((site, target))
            planned = next((p for p in self._planned[site] if p.left != 0 and p.pattern.fullmatch(target)), None)
            if planned:
                planned.left = None if planned.left is None else planned.left - 1
                planned.count += 1
        return (
            answer or designs.of(site).answer(self.view(site), target, headers),
            planned.fault if planned else None,
            planned.count if planned else 0,
        )

    def _note(self, asked: Asked) -> None:
        with self._lock:
            self._log.append(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self, address: tuple[str, int], room: Newsroom, site: str):
        self.room, self.site = room, site
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may go away at any time: that is no news; anything else is a mistake of ours and is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        self._serve(with_body=True)

    def do_HEAD(self) -> None:
        self._serve(with_body=False)

    def _serve(self, *, with_body: bool) -> None:
        began = time.monotonic()
        room, site = self.server.room, self.server.site
        answer, fault, count = room._answer(site, self.path, self._asked_with())
        if fault and fault.delay:
            time.sleep(fault.delay)
        if fault and fault.reset:
            self._note(0, began)
            self._reset()
            return
        status, headers, body = self._prepared(answer, fault, count)
        self._note(status, began)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + (fault.length if fault else 0)))
        if fault and (fault.length or fault.truncate is not None):
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if with_body and status != 304:
            for part, pause in _parts(body, fault):
                self.wfile.write(part)
                self.wfile.flush()
                if pause:
                    time.sleep(pause)

    def _prepared(self, answer: Answer, fault: Fault | None, count: int) -> tuple[int, list[tuple[str, str]], bytes]:
        if fault and fault.redirect is not None:
            return fault.status or 302, [("Location", fault.redirect.replace("{n}", str(count)))], b""
        if fault and (fault.status is not None or fault.body is not None):
            given = [("Content-Type", answer.kind), *fault.headers.items()]
            return fault.status or answer.status, given, fault.body if fault.body is not None else b"<h1>Error</h1>"
        headers = [("Content-Type", answer.kind), *answer.headers, *(fault.headers.items() if fault else ())]
        etag, modified = validators(answer)
        headers += [("ETag", etag)] if etag else []
        headers += [("Last-Modified", format_datetime(modified, usegmt=True))] if modified else []
        if answer.status == 200 and self._unchanged(etag, modified):
            return 304, headers, b""
        return answer.status, headers, answer.body

    def _unchanged(self, etag: str | None, modified: datetime | None) -> bool:
        """RFC 9110, 13.1: If-None-Match counts alone where it is given, else If-Modified-Since."""
        if (asked := self.headers.get("If-None-Match")) is not None:
            return etag is not None and etag in [t.strip().removeprefix("W/") for t in asked.split(",")]
        since = self.headers.get("If-Modified-Since")
        with suppress(ValueError):
            return bool(since and modified) and parsedate_to_datetime(str(since)) >= modified  # type: ignore[operator]
        return False

    def _note(self, status: int, began: float) -> None:
        self.server.room._note(
            Asked(self.server.site, self.command, self.path, self._asked_with(), status, time.monotonic(), began)
        )

    def _asked_with(self) -> dict[str, str]:
        return {k.lower(): v for k, v in self.headers.items()}

    def _reset(self) -> None:
        """Cuts the connection with RST, as a firewall does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr: the log is for tests to read."""


def validators(answer: Answer) -> tuple[str | None, datetime | None]:
    """The ETag and the Last-Modified that an answer carries."""
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"' if "etag" in answer.validators else None
    modified = (
        answer.modified.astimezone(UTC).replace(microsecond=0) if answer.modified and "modified" in answer.validators else None
    )
    return etag, modified


def _parts(body: bytes, fault: Fault | None) -> Iterator[tuple[bytes, float]]:
    body = body if fault is None or fault.truncate is None else body[: fault.truncate]
    if fault and fault.drip:
        yield from ((body[i : i + 1], fault.drip) for i in range(len(body)))
    elif fault and fault.hang:
        yield body[: len(body) // 2], fault.hang
        yield body[len(body) // 2 :], 0
    else:
        yield body, 0
