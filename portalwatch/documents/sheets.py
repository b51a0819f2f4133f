"""XLSX: a line a row, its cells with blanks between."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import IO, Final
from zipfile import ZipFile

from portalwatch.documents.markup import events
from portalwatch.documents.office import numbered
from portalwatch.documents.unpacking import Budget, opened, unpack

_SHEET: Final = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_SHARED: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
#: Formulas, and how a text is pronounced.
_SKIPPED: Final = ("f", "rPh")
#: The number formats of days that have no pattern of their own (ECMA-376, 18.8.30).
_DAYS: Final = frozenset(map(str, (*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58)))
#: What a pattern says as it is: there a letter stands for itself, and not for a day or a year.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
#: Day 0. Excel counts a 29th of February 1900, so it fits from March 1900 on.
_EPOCH: Final = date(1899, 12, 30)


def read_xlsx(data: bytes, budget: Budget) -> Iterator[str]:
    """Yield the text of the sheets of an XLSX. Days are written as such, other numbers as they are stored."""
    archive = unpack(data, budget)
    strings, styles = tuple(_strings(archive)), frozenset(_day_styles(archive))
    for name in numbered(archive, _SHEET):
        with opened(archive, name) as stream:
            yield from _cells(stream, strings, styles)
        yield "\n"


def _strings(archive: ZipFile) -> Iterator[str]:
    """Yield the texts that cells refer to by number."""
    if _SHARED not in archive.namelist():
        return
    pieces: list[str] = []
    with opened(archive, _SHARED) as stream:
        for what, name, _ in events(stream, _SKIPPED):
            if what == "text":
                pieces.append(name)
            elif what == "end" and name == "si":
                yield "".join(pieces)
                pieces.clear()


def _day_styles(archive: ZipFile) -> Iterator[str]:
    """Yield the styles, as cells name them, that show a number as a day."""
    if _STYLES not in archive.namelist():
        return
    days, styles = set(_DAYS), -1
    with opened(archive, _STYLES) as stream:
        for what, name, attributes in events(stream, ("cellStyleXfs", "dxfs")):
            if what != "start":
                continue
            number = attributes.get("numFmtId", "")
            if name == "numFmt" and re.search(r"[yd]", _LITERAL.sub("", attributes.get("formatCode", "").lower())):
                days.add(number)
            if name == "xf":
                styles += 1
                if number in days:
                    yield str(styles)


def _cells(stream: IO[bytes], strings: Sequence[str], day_styles: Collection[str]) -> Iterator[str]:
    pieces: list[str] = []
    cell: dict[str, str] = {}
    for what, name, attributes in events(stream, _SKIPPED):
        if what == "text":
            pieces.append(name)
        elif what == "start" and name == "c":
            cell = attributes
            pieces.clear()
        elif what == "end" and name == "c":
            yield _shown("".join(pieces), cell, strings, day_styles) + "\t"
        elif what == "end" and name == "row":
            yield "\n"


def _shown(stored: str, cell: dict[str, str], strings: Sequence[str], day_styles: Collection[str]) -> str:
    """What a cell shows; what it stores where that cannot be told."""
    with suppress(ValueError, IndexError, OverflowError):
        if cell.get("t") == "s":
            return strings[int(stored)]
        if "t" not in cell and cell.get("s") in day_styles:
            return (_EPOCH + timedelta(days=int(float(stored)))).isoformat()
    return stored
