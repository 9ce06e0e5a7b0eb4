"""A server that answers as it likes: each path a function that writes raw bytes, and a count of what was asked for."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable
from types import TracebackType

Writer = Callable[[Callable[[bytes], None]], None]


class Hostile:
    """On loopback, for the time of a `with`. `routes`: path → whole answer in bytes, or a function that sends it piece by piece."""

    def __init__(self, routes: dict[str, bytes | Writer], *, tls: ssl.SSLContext | None = None) -> None:
        self.routes = dict(routes)
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                head = b""
                while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline(65536)):
                    head += line
                if not head:
                    return
                path = head.split(b" ")[1].decode("latin-1")
                outer.asked.append(path)
                outer.heads.append(head)
                answer = outer.routes.get(path, reply(404))
                try:
                    if callable(answer):
                        answer(self.send)
                    else:
                        self.send(answer)
                except OSError:
                    pass

            def send(self, data: bytes) -> None:
                self.wfile.write(data)
                self.wfile.flush()

        class Server(socketserver.ThreadingTCPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Clients go away: no news."""

            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path, by any name of this host."""
        return f"http://{host}:{self.port}{path}"

    def __enter__(self) -> Hostile:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


def reply(status: int = 200, body: bytes = b"", headers: Iterable[tuple[str, str]] = (), kind: str = "text/html") -> bytes:
    """A whole HTTP answer that closes its connection."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, *(f"{k}: {v}" for k, v in headers), "", ""]).encode() + body


ARTICLE = b"<html><body><article><h1>A title</h1>" + b"<p>Ministers met in the capital.</p>" * 20 + b"</article></body></html>"
