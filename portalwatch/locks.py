"""Locks between processes of one home: held by an open file, so that a process that dies lets go."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portalwatch.errors import StoreError, UsageError


@contextmanager
def sole(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock, or raise UsageError with the words `busy` when another holds it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise StoreError(f"cannot be written ({error.strerror})", path=path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(busy) from None
        yield
