"""Serves saved pages on loopback, each at the path it once had; what was not saved is 404."""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

#: What servers of such portals say of a page that is gone.
_GONE = b"<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center></body></html>"


class Server:
    """Serves `pages` on 127.0.0.1 between entering and leaving, at `url`."""

    def __init__(self, pages: Mapping[str, Path]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(pages))
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(pages: Mapping[str, Path]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = pages.get(urlsplit(self.path).path)
            body = file.read_bytes() if file else _GONE
            self.send_response(200 if file else 404)
            # Without a charset: what the bytes are is left for the page to say, and for the reader to find out.
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as its parent has it
            pass

    return Handler
