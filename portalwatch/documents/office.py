"""DOCX and PPTX: paragraphs, and tables with a row a line."""

import re
from collections.abc import Iterator
from typing import IO, Final
from zipfile import ZipFile

from portalwatch.documents.markup import events
from portalwatch.documents.unpacking import Budget, opened, unpack

_STARTS: Final = {"tab": "\t", "br": "\n", "cr": "\n"}
_ENDS: Final = {"p": "\n", "tc": "\t", "tr": "\n"}
#: What was moved away, and the copy for programs that cannot show the original. What was deleted is not in a `t`.
_SKIPPED: Final = ("moveFrom", "Fallback")
_SLIDE: Final = re.compile(r"ppt/slides/slide(\d+)\.xml")


def read_docx(data: bytes, budget: Budget) -> Iterator[str]:
    """Yield the text of a DOCX, without headers, footers and notes."""
    with opened(unpack(data, budget), "word/document.xml") as stream:
        yield from _pieces(stream)


def read_pptx(data: bytes, budget: Budget) -> Iterator[str]:
    """Yield the text of the slides of a PPTX, in the order of their numbers."""
    archive = unpack(data, budget)
    for name in numbered(archive, _SLIDE):
        with opened(archive, name) as stream:
            yield from _pieces(stream)
        yield "\n"


def numbered(archive: ZipFile, pattern: re.Pattern[str]) -> list[str]:
    """Return the names that a pattern fits, by the number in it."""
    found = {name: int(match[1]) for name in archive.namelist() if (match := pattern.fullmatch(name))}
    return sorted(found, key=found.__getitem__)


def _pieces(stream: IO[bytes]) -> Iterator[str]:
    cells, in_text = 0, False
    for what, name, _ in events(stream, _SKIPPED):
        if what == "text":
            if in_text:
                yield name
            continue
        starts = what == "start"
        in_text = starts and name == "t"
        cells += (name == "tc") * (1 if starts else -1)
        broken = (_STARTS if starts else _ENDS).get(name, "")
        # In a cell, a paragraph is a part of the row's line.
        yield " " if cells and broken == "\n" else broken
