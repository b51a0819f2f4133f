"""What a document of many files may be unpacked to, counted over all archives in it."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from portalwatch.documents.faults import DocumentError, Fault
from portalwatch.documents.formats import entries
from portalwatch.documents.limits import LARGEST, MEMBERS, unpack_limit

_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, OverflowError)
#: The flag that says that a file needs a password.
_LOCKED = 0x1


class Budget:
    """What is left of what a document may be unpacked to. `members` are the files of its archives met so far."""

    def __init__(self, size: int) -> None:
        self.members: list[tuple[str, Fault | None]] = []
        self._limit = self._bytes = unpack_limit(size)
        self._files = MEMBERS
        self.depth = 0

    def take(self, sizes: list[int]) -> None:
        """Count the files of one archive. Raises DocumentError when they are too many, or too large."""
        if len(sizes) > self._files:
            raise DocumentError("bomb", f"more than {MEMBERS} files")
        if sum(sizes) > self._bytes:
            raise DocumentError("bomb", f"it unpacks to more than {self._limit} bytes")
        self._files -= len(sizes)
        self._bytes -= sum(sizes)


def unpack(data: bytes, budget: Budget) -> ZipFile:
    """Open an archive whose files, as large as they say, the budget allows; no file can be longer than it says."""
    # Their list alone can take more memory than there is.
    if any(islice(entries(data), MEMBERS, None)):
        raise DocumentError("bomb", f"more than {MEMBERS} files")
    with damaged():
        archive = ZipFile(BytesIO(data))
    budget.take([info.file_size for info in archive.infolist()])
    return archive


@contextmanager
def opened(archive: ZipFile, info: ZipInfo | str) -> Iterator[IO[bytes]]:
    """Open a file in an archive. Raises DocumentError where it is not there, locked or damaged, now or later on."""
    with damaged():
        try:
            info = archive.getinfo(info) if isinstance(info, str) else info
        except KeyError:
            raise DocumentError("damaged", f"it has no {info}") from None
        if info.flag_bits & _LOCKED:
            raise DocumentError("encrypted", "it needs a password")
        with archive.open(info) as stream:
            yield stream


def content(archive: ZipFile, info: ZipInfo) -> bytes:
    """Return the bytes of a file in an archive."""
    if info.file_size > LARGEST:
        raise DocumentError("too-large", f"longer than {LARGEST} bytes")
    with opened(archive, info) as stream:
        return stream.read()


@contextmanager
def damaged() -> Iterator[None]:
    """Say in one word what the many exceptions of zipfile mean."""
    try:
        yield
    except _DAMAGE as error:
        raise DocumentError("damaged", " ".join(str(error).split())[:200]) from error
