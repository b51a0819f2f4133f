"""Has a document read by a process of its own, within limits, and takes whatever comes of it as a value."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portalwatch.documents.faults import Fault
from portalwatch.documents.formats import Format, recognise
from portalwatch.documents.limits import ANSWER, CPU_SECONDS, LARGEST, SECONDS, TEXT

_UNREAD = (Format.RAR, Format.SEVENZIP)
_WORKER = "portalwatch.documents.worker"
_PACKAGE = str(Path(__file__).parents[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in an archive: its name, which is never a path to write to, and why it was not read."""

    name: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What could be read: a paragraph, row or printed line a line, files in an archive after each other.

    `problem` says why there is no text; in an archive with some text, the `members` say it of each file.
    """

    format: Format | None
    text: str = ""
    members: tuple[Member, ...] = ()
    problem: Fault | None = None


def read_document(data: bytes, *, name: str = "", content_type: str = "", seconds: float = SECONDS) -> Document:
    """Read a document in a process of its own, which ends within `seconds`. Never raises for what a document does."""
    kind = recognise(data, name, content_type)
    if kind is None:
        return _unread(None, "unknown", "no kind of document that can be read")
    if kind in _UNREAD:
        return _unread(kind, "unsupported", f"{kind} archives are not opened")
    if len(data) > LARGEST:
        return _unread(kind, "too-large", f"longer than {LARGEST} bytes")
    try:
        with _memory(data) as source, _memory(b"") as answer:
            status = _run(kind, source, answer, seconds)
            answer.seek(0)
            return _answered(kind, status, answer.read(ANSWER + 1))
    except subprocess.TimeoutExpired:
        return _unread(kind, "timeout", f"not read within {seconds:g} seconds")
    except OSError as error:
        return _unread(kind, "not-started", str(error))


def _unread(kind: Format | None, fault: str, detail: str) -> Document:
    return Document(format=kind, problem=Fault(kind=fault, detail=detail))


@contextmanager
def _memory(content: bytes) -> Iterator[IO[bytes]]:
    """A file that exists in memory only."""
    with os.fdopen(os.memfd_create("document"), "w+b") as file:
        file.write(content)
        file.seek(0)
        yield file


def _run(kind: Format, source: IO[bytes], answer: IO[bytes], seconds: float) -> int:
    """Return the exit status; the process and all that it started are gone then."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", _WORKER, kind.value],
        stdin=source,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process group: what the worker started may outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment() -> dict[str, str]:
    """What finds Python's modules and the tools, and nothing that is secret."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPYCACHEPREFIX")}
    return kept | {"PYTHONPATH": _PACKAGE, "LANG": "C.UTF-8"}


def _answered(kind: Format, status: int, answer: bytes) -> Document:
    if status == -signal.SIGXCPU:
        return _unread(kind, "cpu", f"not read in {CPU_SECONDS} seconds of CPU time")
    if status == -signal.SIGABRT:
        return _unread(kind, "memory", "its reading was aborted, as PDFium does where it is given no more memory")
    if status != 0:
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        return _unread(kind, "crash", f"its reading ended with {name}")
    try:
        said = json.loads(answer)
        members = tuple(Member(name=str(each["name"]), fault=_fault(each["fault"])) for each in said["members"])
        return Document(format=kind, text=str(said["text"])[:TEXT], members=members, problem=_fault(said["fault"]))
    except (ValueError, TypeError, LookupError) as error:
        return _unread(kind, "crash", f"no answer that can be read: {error}")


def _fault(said: dict[str, str] | None) -> Fault | None:
    return Fault(kind=str(said["kind"]), detail=str(said["detail"])) if said else None
