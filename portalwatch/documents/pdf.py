"""PDF, by PDFium: of the readers tried it alone read every Chinese font, in a fifth of the others' time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, NamedTuple

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage

from portalwatch.documents.faults import DocumentError
from portalwatch.documents.unpacking import Budget

_BREAK: Final = re.compile(r"\r\n|\r|\n")
#: Which part of a page's width a line takes at least that was broken for want of room.
_WIDE: Final = 0.6
#: Scripts written without blanks, and their punctuation.
_CHINESE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_STOPS: Final = tuple("。！？；：.!?;:")


class Box(NamedTuple):
    """Where a character stands, in points from the lower left corner of its page."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, with the boxes of its first and last characters."""

    text: str
    first: Box
    last: Box

    @property
    def size(self) -> float:
        """About the height of its characters: that of the taller of the two."""
        return max(self.first.top - self.first.bottom, self.last.top - self.last.bottom)


def read_pdf(data: bytes, _: Budget) -> Iterator[str]:
    """Yield the text of a PDF, page by page, a paragraph or a printed line a line; pictures of text have none."""
    try:
        document = PdfDocument(data)
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield _page_text(page, text)
            text.close()
            page.close()
    except PdfiumError as error:
        said = str(error)
        raise DocumentError("encrypted" if "password" in said.lower() else "damaged", said[:200]) from error


def _page_text(page: PdfPage, text: PdfTextPage) -> str:
    said = text.get_text_range()
    if len(said) != text.count_chars():
        # Some character has no place of its own, and so none could be looked up by its number.
        return f"{said}\n"
    lines = _merge(list(_printed(said, text)))
    return "".join(_paragraphs(lines, float(page.get_width())))


def _printed(said: str, text: PdfTextPage) -> Iterator[Line]:
    start = 0
    for end, following in [*((match.start(), match.end()) for match in _BREAK.finditer(said)), (len(said), len(said))]:
        if said[start:end].strip():
            yield Line(said[start:end], Box(*text.get_charbox(start)), Box(*text.get_charbox(end - 1)))
        start = following


def _merge(lines: Sequence[Line]) -> list[Line]:
    """Put together what stands side by side: PDFium breaks a line wherever a character's height differs."""
    merged: list[Line] = []
    for line in lines:
        if merged and _beside(merged[-1].last, line.first):
            before = merged.pop()
            gap = line.first.left - before.last.right > before.size / 3
            line = Line(before.text + " " * gap + line.text, before.first, line.last)  # noqa: PLW2901
        merged.append(line)
    return merged


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > min(one.top - one.bottom, other.top - other.bottom) / 2 and other.left >= one.left


def _paragraphs(lines: Sequence[Line], width: float) -> Iterator[str]:
    """Yield lines, with a break after each but those that go on in the next."""
    edge = max((line.last.right for line in lines), default=0)
    for line, following in zip_longest(lines, lines[1:]):
        yield line.text
        # Less than two characters would have fitted behind it.
        full = line.last.right - line.first.left > _WIDE * width and edge - line.last.right < 2 * line.size
        if not (full and following and _goes_on(line, following)):
            yield "\n"


def _goes_on(line: Line, following: Line) -> bool:
    indented = following.first.left > line.first.left + line.size
    chinese = _CHINESE.match(line.text[-1]) or _CHINESE.match(following.text[0])
    return bool(chinese) and not indented and not line.text.endswith(_STOPS)
