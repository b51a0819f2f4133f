"""DOC, XLS and PPT, by the programs of Debian's packages antiword and catdoc."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Final

from portalwatch.documents.faults import DocumentError
from portalwatch.documents.limits import TEXT
from portalwatch.documents.unpacking import Budget

#: Program, its package, and its arguments. What the first cannot read the next may.
_TOOLS: Final = {
    "doc": (
        ("antiword", "antiword", ("-m", "UTF-8.txt", "-w", "0")),
        ("catdoc", "catdoc", ("-d", "utf-8", "-w")),
    ),
    "xls": (("xls2csv", "catdoc", ("-d", "utf-8", "-q", "0", "-c", "\t", "-b", "\n")),),
    "ppt": (("catppt", "catdoc", ("-d", "utf-8")),),
}
#: Bytes of the longest character.
_WIDEST: Final = 4


def read_doc(data: bytes, _: Budget) -> Iterator[str]:
    """Yield the text of a Word 97 document."""
    yield _convert("doc", data)


def read_xls(data: bytes, _: Budget) -> Iterator[str]:
    """Yield the text of an Excel 97 workbook, a line a row."""
    yield _convert("xls", data)


def read_ppt(data: bytes, _: Budget) -> Iterator[str]:
    """Yield the text of a PowerPoint 97 presentation."""
    yield _convert("ppt", data)


def _convert(kind: str, data: bytes) -> str:
    found = [(path, arguments) for name, _, arguments in _TOOLS[kind] if (path := shutil.which(name))]
    if not found:
        packages = " or ".join(dict.fromkeys(package for _, package, _ in _TOOLS[kind]))
        raise DocumentError("tool", f"install {packages} to read {kind} documents")
    for path, arguments in found:
        if text := _run([os.path.abspath(path), *arguments], data):  # noqa: PTH100 - pathlib takes time to import
            return text
    raise DocumentError("damaged", f"{', '.join(os.path.basename(path) for path, _ in found)} found no text")  # noqa: PTH119


def _run(command: list[str], data: bytes) -> str:
    """Return what a program makes of a file that exists in memory only; empty where it fails."""
    with os.fdopen(os.memfd_create("document"), "w+b") as file:
        file.write(data)
        file.flush()
        place = f"/proc/self/fd/{file.fileno()}"
        with subprocess.Popen(  # noqa: S603 - a program of the system, a file that nothing else has a name for
            [*command, place],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[file.fileno()],
        ) as process:
            assert process.stdout
            said = process.stdout.read(TEXT * _WIDEST)
            process.kill()
    return said.decode("utf-8", "replace").strip()
