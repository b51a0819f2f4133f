"""Serves a portal on loopback, in threads that end with it whatever they hang in."""

import socket
import socketserver
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from threading import Lock, Thread
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import unquote, urlsplit

from portalwatch.sample.faults import spoil
from portalwatch.sample.pages import find_page
from portalwatch.sample.portal import Portal
from portalwatch.sample.replies import Headers, Manner, Reply, compress, present, revalidate
from portalwatch.sample.sections import SECTIONS

# How often the accepting thread looks whether it should end.
_POLL_SECONDS = 0.02
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Request(NamedTuple):
    """A request that was answered; status 0 is for one that never is."""

    method: str
    path: str
    status: int


class Server:
    """Serves `portal` on 127.0.0.1 between entering and leaving; `port` 0 takes a free one, and keeps it.

    `requests` are all that came, in the order of their answers; `peak` is how many were being answered at once.
    A dripping answer sends a byte every `drip` seconds.
    """

    def __init__(self, portal: Portal | None = None, *, port: int = 0, drip: float = 0.1) -> None:
        self.portal = portal or Portal()
        self.port = port
        self.drip = drip
        self.requests: list[Request] = []
        self.peak = 0
        self._busy = 0
        self._count = Lock()

    @property
    def url(self) -> str:
        """Its address without a slash at the end: put a path behind it."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._listener = _Listener(self)
        self.port = self._listener.server_address[1]
        self._thread = Thread(target=self._listener.serve_forever, args=(_POLL_SECONDS,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._listener.hang_up()
        self._thread.join()

    def clear(self) -> None:
        """Forget the requests that came so far."""
        with self.portal.lock, self._count:
            self.requests.clear()
            self.peak = self._busy

    def wait(self, count: int, seconds: float = 30) -> None:
        """Wait until `count` requests have come since the last `clear`. Raises TimeoutError."""
        lock = self.portal.lock
        with lock:
            if not lock.wait_for(lambda: len(self.requests) >= count, seconds):
                raise TimeoutError(f"{len(self.requests)} of {count} requests came in {seconds} s")

    def record(self, request: Request) -> None:
        """Note a request as it is about to be answered."""
        with self.portal.lock:
            self.requests.append(request)
            self.portal.lock.notify_all()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count a request as being answered. The portal's lock is held while a page is made, so this has its own."""
        with self._count:
            self._busy += 1
            self.peak = max(self.peak, self._busy)
        try:
            yield
        finally:
            with self._count:
                self._busy -= 1


def answer(portal: Portal, target: str, headers: Headers) -> Reply:
    """Answer a GET of `target`, a path with or without a query."""
    path = unquote(urlsplit(target).path)
    with portal.lock:
        page = find_page(portal, path)
        if fault := portal.fault(path, section=page.lists if page else None, article=page.article if page else None):
            reply = replace(spoil(fault.how, page, target), fault=fault)
        elif path.removeprefix("/") in SECTIONS:
            reply = Reply(status=301, headers={"Location": f"{path}/"})
        else:
            reply = (page and revalidate(page, headers)) or present(page)
    return compress(reply, headers)


class _Listener(socketserver.ThreadingTCPServer):
    """Accepts connections, and can hang up on all of them."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, server: Server) -> None:
        self.owner = server
        self.closing = False
        self._lock = server.portal.lock
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", server.port), _Handler)

    def hang_up(self) -> None:
        """End every connection, and wait until their threads have seen it."""
        with self._lock:
            self.closing = True
            self._lock.notify_all()
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._lock.wait_for(lambda: not self._open)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as its parent has it
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as its parent has it
        # Closed without the parent's shutdown(), whose FIN would overtake the RST of a reset.
        request.close()
        with self._lock:
            self._open.discard(request)
            self._lock.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as its parent has it
        # A client that goes away in the middle is nobody's error here; all else is a bug of ours.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        owner = self.server.owner
        with owner.answering():
            reply = answer(owner.portal, self.path, self.headers)
            status = 0 if reply.manner is Manner.NEVER else reply.status
            owner.record(Request(self.command, self.path, status))
            if reply.manner is not Manner.WHOLE:
                self._send(reply)
                return
        # No longer counted: with its last byte the client may ask again before this thread gets on.
        self._send(reply)

    do_HEAD = do_GET  # noqa: N815 - as its parent asks for it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as its parent has it
        """Say nothing: `requests` tells it."""

    def _send(self, reply: Reply) -> None:
        if reply.manner is Manner.NEVER:
            self._hold(reply, None)
            self.close_connection = True
            return
        self._send_head(reply)
        if self.command != "HEAD" and reply.status != 304:
            self._send_body(reply)

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes) and reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        if not isinstance(reply.body, bytes):
            self.wfile.writelines(reply.body)
        elif reply.manner is Manner.DRIP:
            self._drip(reply, reply.body)
        elif reply.manner is Manner.RESET:
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self.close_connection = True
        else:
            self.wfile.write(reply.body)

    def _drip(self, reply: Reply, body: bytes) -> None:
        sent = 0
        while sent < len(body) and not self._hold(reply, self.server.owner.drip):
            self.wfile.write(body[sent : sent + 1])
            sent += 1
        self.wfile.write(body[sent:])

    def _hold(self, reply: Reply, seconds: float | None) -> bool:
        """Wait until the fault is mended, the server ends or the time is over; tell whether it was not the time."""
        fault, lock = reply.fault, self.server.owner.portal.lock
        with lock:
            return lock.wait_for(lambda: self.server.closing or (fault is not None and fault.mended), seconds)
