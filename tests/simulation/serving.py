"""The simulated portal over real HTTP, and the real Runner that crawls it."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from portalwatch.crawl.runner import Runner
from portalwatch.watch import Watch
from tests.simulation.answers import ArticleSeen, ListSeen, answer
from tests.simulation.driver import PORTAL, Visited, furnish
from tests.simulation.world import World


class Wire:
    """A world behind a web server; what fails with an error in the simulation hangs up here."""

    def __init__(self, world: World, path: Path, *, loop: asyncio.AbstractEventLoop, base: str) -> None:
        self.world, self.base, self._loop = world, base, loop
        home = furnish(path, world, base, delay=0.01, allow_private=True, robots=False)
        self.watch = Watch(home, now=lambda: world.now.astimezone(UTC))
        self.seen: list[ListSeen | ArticleSeen] = []

    def crawl(self, **arguments: str) -> Visited:
        self.seen.clear()
        runner = Runner(self.watch, {"RETRY_TIMES": 0})
        report = self._loop.run_until_complete(runner.crawl(PORTAL, arguments))
        return Visited(list(self.seen), {crawl.section: (crawl, recorded) for crawl, recorded in report.sections})

    def close(self) -> None:
        self.watch.engine.dispose()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wire: Wire

    def do_GET(self) -> None:
        sent = answer(self.wire.world, self.wire.base + self.path, self.headers.get("If-None-Match"))
        if sent.seen:
            self.wire.seen.append(sent.seen)
        if sent.error:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.send_response(sent.status)
        headers = sent.headers | ({"Location": sent.location} if sent.location else {})
        for name, value in headers.items():
            self.send_header(name, value)
        if sent.status != 304:
            self.send_header("Content-Length", str(len(sent.body)))
        self.end_headers()
        self.wfile.write(b"" if sent.status == 304 else sent.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent has it
        """Say nothing."""


class Server:
    """Serves one world on loopback; `connect` makes the Wire that crawls it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handler = type("Handler", (_Handler,), {})
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        self._listener.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._listener.server_address[1]}"

    def connect(self, world: World, path: Path) -> Wire:
        self._handler.wire = Wire(world, path, loop=self._loop, base=self.base)
        return self._handler.wire

    @contextlib.contextmanager
    def running(self) -> Iterator["Server"]:
        thread = Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._listener.shutdown()
            self._listener.server_close()
            thread.join()
