"""OFD (GB/T 33190): a ZIP of XML, in which a page places every piece of text by itself."""

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Final
from zipfile import ZipFile

from portalwatch.documents.markup import events
from portalwatch.documents.unpacking import Budget, opened, unpack

#: Millimetres between two pieces of text from which on they stand on different lines.
_LINE: Final = 1.5


def read_ofd(data: bytes, budget: Budget) -> Iterator[str]:
    """Yield the text of an OFD, page by page, as it is listed; what a page's template shows is left out."""
    archive = unpack(data, budget)
    for root in _texts(archive, "OFD.xml", "DocRoot"):
        document = root.strip().lstrip("/")
        for place in _places(archive, document):
            with opened(archive, _beside(document, place)) as stream:
                yield from _lines(stream)
            yield "\n"


def _texts(archive: ZipFile, name: str, element: str) -> Iterator[str]:
    with opened(archive, name) as stream:
        inside = False
        for what, said, _ in events(stream):
            if what == "text" and inside:
                yield said
            inside = what == "start" and said == element


def _places(archive: ZipFile, name: str) -> Iterator[str]:
    """Yield where a document's pages are."""
    with opened(archive, name) as stream:
        for what, said, attributes in events(stream):
            if what == "start" and said == "Page" and "BaseLoc" in attributes:
                yield attributes["BaseLoc"]


def _beside(document: str, place: str) -> str:
    """Resolve a place against its document: it is a name in the archive, wherever it leads."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(document), place)).lstrip("/")


def _lines(stream: IO[bytes]) -> Iterator[str]:
    top = last = 0.0
    inside = False
    for what, said, attributes in events(stream):
        if what == "text" and inside:
            yield said
        inside = what == "start" and said == "TextCode"
        if what == "start" and said == "TextObject":
            top = _number(attributes.get("Boundary", ""), 1)
        if inside:
            at = top + _number(attributes.get("Y", ""), 0)
            if abs(at - last) > _LINE:
                yield "\n"
            last = at


def _number(text: str, index: int) -> float:
    with suppress(ValueError, IndexError):
        return float(text.split()[index])
    return 0.0
