"""A portal on loopback: its pages by their paths, and what its forms answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.portals.content import Section

Form = dict[str, str]


@dataclass
class Site:
    """`pages` are by path, or by path and query; `answer` makes those that are not, of a path, and of its query and form.

    `paths` are where the sections begin.

    `rules` is what a person would write: selectors for all fields, and whatever the portal needs besides.
    """

    sections: list[Section]
    rules: dict[str, Any]
    title: str
    pages: dict[str, bytes] = field(default_factory=dict)
    answer: Callable[[str, Form], bytes | None] = lambda path, form: None
    paths: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def description(self, name: str) -> dict[str, Any]:
        """The portal as a person would describe it."""
        listed = [
            {"key": each.key, "name": each.name, "kind": each.kind, "url": self.url + path}
            for each, path in zip(self.sections, self.paths, strict=True)
        ]
        values = {"name": name, "title": self.title, "url": f"{self.url}/", "delay": 0.01, "allow_private": True}
        return values | {"rules": self.rules, "sections": listed}

    def find(self, target: str, form: Form | None) -> bytes | None:
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if form is None and (page := self.pages.get(target, self.pages.get(parts.path))):
            return page
        return self.answer(parts.path, query | (form or {}))


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """Serve a site as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.reply(site.find(self.path, None))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("ascii")
            form = parse_qs(sent, keep_blank_values=True, encoding="utf-8")
            self.reply(site.find(self.path, {name: values[-1] for name, values in form.items()}))

        def reply(self, body: bytes | None) -> None:
            site.asked.append(f"{self.command} {self.path}")
            found = body if body is not None else "<html><body>404 页面不存在</body></html>".encode()
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", media(self.path, found))
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent has it
            """Say nothing: `asked` tells it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def media(path: str, body: bytes) -> str:
    """The Content-Type that an old server sends: without a charset."""
    if body[:1] in (b"{", b"["):
        return "application/json"
    return "application/octet-stream" if path.endswith((".docx", ".xlsx", ".pdf")) else "text/html"
