"""The points at which a process can be killed: around every statement, commit, send, and change of a file."""

import io
import os
import pathlib
import signal
import socket
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


class Points:
    """Counts the points that a process reaches, and kills it at the last one, or sends it another signal there.

    The last one is told by its number, or by the effect before which it lies for the first time.

    A point lies between two effects: after the one, before the other. Nothing that happens in between can be seen
    from outside, so the point after an effect and the point before the next are one.
    """

    def __init__(self, last: int | str | None = None, *, deadly: signal.Signals = signal.SIGKILL) -> None:
        self.names: list[str] = []
        self._last, self._deadly, self._before = last, deadly, "the start"

    def before(self, effect: str) -> None:
        """Reach the point before an effect."""
        if self._last in (len(self.names), effect):
            self._last = None
            os.kill(os.getpid(), self._deadly)
        self.names.append(f"after {self._before}, before {effect}")
        self._before = effect

    def watch(self) -> None:
        """Have every effect of this process reported here, until it ends."""
        event.listen(Engine, "before_cursor_execute", self._statement)
        for end in ("commit", "rollback"):
            event.listen(Engine, end, lambda _connection, end=end: self.before(end.upper()))
        for module, name in ((os, "replace"), (os, "rename"), (os, "fsync"), (os, "mkdir"), (os, "unlink")):
            setattr(module, name, self._around(name, getattr(module, name)))
        socket.socket.sendall = self._sendall(socket.socket.sendall)
        pathlib.Path.open = self._open(pathlib.Path.open)

    def _statement(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        # What only reads has no effect: killed before it or after it, a process leaves the same.
        if not statement.lstrip().startswith(("SELECT", "PRAGMA")):
            self.before(" ".join(statement.split()[:3]))

    def _around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def around(*args: Any, **kwargs: Any) -> Any:
            self.before(name)
            return function(*args, **kwargs)

        return around

    def _sendall(self, sendall: Callable[..., None]) -> Callable[..., None]:
        """Send in two halves, and tell when all is on its way and no answer has come yet."""

        def send(connection: socket.socket, content: bytes) -> None:
            half, line = len(content) // 2, content[:24]
            self.before(f"sending half of {line!r}")
            sendall(connection, content[:half])
            self.before(f"sending {line!r}")
            sendall(connection, content[half:])
            self.before(f"the answer to {line!r}")

        return send

    def _open(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        """Open a file that is written so that each piece of it is an effect."""

        def opened(path: pathlib.Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if mode != "wb":
                return usual(path, mode, *args, **kwargs)
            self.before("creating a file")
            return io.BufferedWriter(_Pieces(self, path))

        return opened


class _Pieces(io.FileIO):
    """A file that takes little at a time."""

    def __init__(self, points: Points, path: pathlib.Path) -> None:
        super().__init__(path, "wb")
        self._points = points

    def write(self, content: Any) -> int:
        self._points.before("writing a piece")
        return super().write(memoryview(content)[:4096])
