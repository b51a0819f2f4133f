"""A real HTTP server on 127.0.0.1 that answers with exactly the bytes a test gives it, and counts who came.

An answer in pieces is sent as they come, and the connection closed after the last; one in no pieces only closes it.
"""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

Answer = bytes | Iterable[bytes]


def answer(body: bytes = b"", *headers: str, status: int = 200) -> bytes:
    lines = [f"HTTP/1.1 {status} It", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


class Server(socketserver.ThreadingTCPServer):
    """`paths` and `headers` are those that were sent, `connections` how many were opened, `sent` the bytes taken."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answers: Callable[[str], Answer], context: ssl.SSLContext | None) -> None:
        self.answers, self.context = answers, context
        self.paths: list[str] = []
        self.headers: list[str] = []
        self.connections = self.sent = 0
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), Visit)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    def drip(self, piece: bytes) -> Iterator[bytes]:
        """Yield a piece every tenth of a second for some seconds, or until the test is over."""
        for _ in range(50):
            if self.over.wait(0.1):
                return
            yield piece


class Visit(socketserver.StreamRequestHandler):
    server: Server

    def setup(self) -> None:
        self.server.connections += 1
        if self.server.context:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()  # with TLS it is another socket than the one that the server closes

    def handle(self) -> None:
        while line := self.rfile.readline():
            path = line.split()[1].decode()
            while header := self.rfile.readline().strip():
                self.server.headers.append(header.decode())
            self.server.paths.append(path)
            pieces = self.server.answers(path)
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                self.wfile.write(piece)
                self.server.sent += len(piece)
            if not isinstance(pieces, bytes):
                return


@contextmanager
def serving(answers: Callable[[str], Answer], context: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(answers, context) as server:
        server.handle_error = lambda *_: None  # a client that hangs up is what many tests are about
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
