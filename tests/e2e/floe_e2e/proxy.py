"""A counting reverse proxy: every request that dbt makes passes here.

The figures of the request table are measured, not derived: what is in `seen` went over the wire.
"""

import http.client
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"}


@dataclass(frozen=True)
class Request:
    at: float
    method: str
    path: str
    status: int


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that was killed, or that gave up, is no event."""


class Proxy:
    """Forwards a loopback port of its own to another one."""

    def __init__(self, upstream_port: int):
        self.upstream_port = upstream_port
        self.seen: list[Request] = []
        self.before = None  # called as before(method, path), may return (status, body) to answer itself, status 0: no answer
        self.after = None  # the same, as after(method, path, status, body), for what the server has done already
        self._lock = threading.Lock()
        self._server = Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def stopped(self):
        """As if the server were down: every connection is closed without an answer."""
        self.before = lambda _method, _path: (0, b"")
        try:
            yield
        finally:
            self.before = None

    def take(self) -> list[Request]:
        """The requests since the last call."""
        with self._lock:
            seen, self.seen = self.seen, []
        return seen

    def record(self, method: str, path: str, status: int) -> None:
        with self._lock:
            self.seen.append(Request(time.monotonic(), method, path, status))

    def _handler(proxy):
        upstream = threading.local()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def ask(self, body: bytes):
                headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
                if body or self.command in ("POST", "PUT"):
                    headers["Content-Length"] = str(len(body))
                for last in (False, True):  # a kept connection may have been closed by the server
                    link = getattr(upstream, "link", None)
                    if link is None:
                        link = upstream.link = http.client.HTTPConnection("127.0.0.1", proxy.upstream_port, timeout=60)
                    try:
                        link.request(self.command, self.path, body or None, headers)
                        answer = link.getresponse()
                        return answer, answer.read()
                    except (OSError, http.client.HTTPException):
                        link.close()
                        upstream.link = None
                        if last:
                            raise

            def forward(self):
                body = read_body(self)
                own = proxy.before(self.command, self.path) if proxy.before else None
                if own and own[0] == 0:
                    self.close_connection = True
                    return
                if own:
                    status, data, headers = own[0], own[1], [("Content-Type", "application/json")]
                else:
                    try:
                        answer, data = self.ask(body)
                    except (OSError, http.client.HTTPException):
                        proxy.record(self.command, self.path, 0)
                        self.close_connection = True
                        return
                    status = answer.status
                    headers = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP_BY_HOP]
                    lost = proxy.after(self.command, self.path, status, body) if proxy.after else None
                    if lost and lost[0] == 0:
                        proxy.record(self.command, self.path, 0)
                        self.close_connection = True
                        return
                    if lost:
                        status, data, headers = lost[0], lost[1], [("Content-Type", "application/json")]
                proxy.record(self.command, self.path, status)
                self.send_response_only(status)
                names = {k.lower() for k, _ in headers}
                for name, value in headers:
                    if name.lower() != "content-length" or self.command == "HEAD":
                        self.send_header(name, value)
                if self.command != "HEAD" or "content-length" not in names:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = forward

        return Handler


def read_body(handler: BaseHTTPRequestHandler) -> bytes:
    if "chunked" not in handler.headers.get("Transfer-Encoding", ""):
        return handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    parts = []
    while size := int(handler.rfile.readline().split(b";")[0], 16):
        parts.append(handler.rfile.read(size))
        handler.rfile.readline()
    handler.rfile.readline()
    return b"".join(parts)


def kinds(requests: list[Request]) -> Counter:
    """Requests by what they are: GET table, POST table, HEAD namespace, token …"""
    counts = Counter()
    for request in requests:
        counts[f"{request.method} {_kind(request.path)}"] += 1
    return counts


def _kind(path: str) -> str:
    path = path.split("?")[0].rstrip("/")
    parts = path.split("/")
    if path.endswith("/oauth/tokens"):
        return "token"
    for noun in ("tables", "views", "namespaces"):
        if noun in parts:
            return noun.rstrip("s") if parts[-1] != noun else noun
    return parts[-1]
