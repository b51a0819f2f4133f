"""Locks between processes of one home: held by an open file, so that a process that dies lets go."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portalwatch.errors import BusyError, StoreError

#: A line for each lock of the system, with the number of its file.
_HELD = Path("/proc/locks")


@contextmanager
def sole(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock, or raise BusyError with the words `busy` and the number of the process that holds it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab+", buffering=0)
    except OSError as error:
        reason = f"cannot be written ({error.strerror}); make the file and its directory writable"
        raise StoreError(reason, path=path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(busy, process=_read(file.fileno())) from None
        _sign(file.fileno())
        yield


def is_held(path: Path) -> bool:
    """Whether some process holds the lock, as far as the system tells. To try it could keep another from it."""
    try:
        number, held = path.stat().st_ino, _HELD.read_text()
    except OSError:
        return False
    return any(" FLOCK " in line and f":{number} " in line for line in held.splitlines())


def _sign(file: int) -> None:
    """Say who holds the lock; where there is no room for that it is held all the same."""
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())


def _read(file: int) -> int | None:
    signed = os.pread(file, 20, 0)
    return int(signed) if signed.isdigit() else None
