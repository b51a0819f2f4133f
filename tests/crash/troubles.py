"""What may be wrong around a process while it lives: each trouble begins with its block, and is over with it."""

import ctypes
import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.crash.lives import LIVES, end, home_watch, start
from tests.crash.points import Points

_STORE, _EVIDENCE = "var/portalwatch.db", "var/evidence.db"
#: linux/capability.h: the version of the call, and of two words each what is effective, permitted and inheritable.
_CAPABILITIES, _WORDS = 0x20080522, 6


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when a trouble comes: `drafts` are the files that the post would write first."""

    home: Path
    at: str
    drafts: tuple[Path, ...] = ()


def give_up_powers() -> None:
    """Be somebody whom a file's mode stops; root is stopped by nothing."""
    system = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    if system.capset(header, (ctypes.c_uint32 * _WORDS)()):
        raise OSError(ctypes.get_errno(), "capset")


@contextmanager
def _short_files(_: Place, size: str) -> Iterator[None]:
    """No file can be written beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _full(_: Place, more: str, *, name: str) -> Iterator[None]:
    """A database can grow by so many pages; then SQLite says what it says of a disk that is full."""

    def limit(connection: Any, _record: object) -> None:
        if connection.execute("PRAGMA database_list").fetchone()[2].endswith(name):
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages + int(more)}")

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


@contextmanager
def _full_outbox(place: Place) -> Iterator[None]:
    """What is written into the outbox meets a device that has no room."""
    for draft in place.drafts:
        draft.parent.mkdir(exist_ok=True)
        draft.symlink_to("/dev/full")
    try:
        yield
    finally:
        for draft in place.drafts:
            draft.unlink(missing_ok=True)


@contextmanager
def _read_only(place: Place, name: str) -> Iterator[None]:
    """A file or a directory, made if need be, may not be written."""
    path = place.home / name
    if not path.exists():
        path.touch() if path.suffix else path.mkdir()
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


@contextmanager
def _locked(place: Place, *, name: str) -> Iterator[None]:
    """Somebody else writes to a database, for longer than anybody waits."""
    with closing(sqlite3.connect(place.home / name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _beside(place: Place, life: str, *effect: str) -> Iterator[None]:
    """Another process is in the middle of a life, held before an effect; after the block it comes to its end."""

    def live() -> None:
        Points(" ".join(effect), deadly=signal.SIGSTOP).watch()
        LIVES[life](home_watch(place.home, place.at))

    other = start(live)
    _, status = os.waitpid(other, os.WUNTRACED)
    assert os.WIFSTOPPED(status), status
    try:
        yield
    finally:
        os.kill(other, signal.SIGCONT)
        if life == "serve":
            os.kill(other, signal.SIGTERM)
        assert end(other) == 0


TROUBLES: dict[str, Callable[..., AbstractContextManager[None]]] = {
    "short files": _short_files,
    "full store": partial(_full, name=_STORE),
    "full evidence": partial(_full, name=_EVIDENCE),
    "full outbox": _full_outbox,
    "read-only": _read_only,
    "locked store": partial(_locked, name=_STORE),
    "locked evidence": partial(_locked, name=_EVIDENCE),
    "beside": _beside,
}


def trouble(name: str, place: Place) -> AbstractContextManager[None]:
    """Return the trouble that a name says, such as `full store: 3`."""
    kind, _, rest = name.partition(": ")
    return TROUBLES[kind](place, *rest.split())
