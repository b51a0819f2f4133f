"""The lines of an article page as a reader sees them, with what is needed to tell prose from what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from portalwatch.extract.dates import Shown
from portalwatch.extract.outline import BLOCKS, Outline
from portalwatch.extract.page import Page

_STOPS: Final = re.compile(r"[。，；！？、,;]|[.:：](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, the pieces it is made of, the block it stands in.

    `linked` is how much of it is links, `place` how likely it is to be content (see `Outline.place`).
    """

    text: str
    first: int
    last: int
    node: int
    linked: int
    place: float

    @property
    def prose(self) -> bool:
        """Whether it reads like a sentence and not like a label or a link."""
        return self.linked * 2 < len(self.text) and (len(self.text) > 60 or _STOPS.search(self.text) is not None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article page laid out for reading: its lines, what each weighs, and the dates in them by line.

    `body` are the lines that hold the text, `prose` those of them that surely are text; `bylines` hold a date and
    what else is said of an article.
    """

    page: Page
    lines: list[Line]
    weights: list[float]
    dates: list[tuple[int, Shown]]
    body: range
    prose: list[int]
    bylines: list[int]

    @property
    def outline(self) -> Outline:
        """The page's outline."""
        return self.page.outline


def read_lines(outline: Outline) -> list[Line]:
    """Return the page's lines from the top."""
    if not outline.lines:
        outline.lines = tuple(_lines(outline))
    return list(outline.lines)


def _lines(outline: Outline) -> Iterator[Line]:
    rows, owners = outline.rows, outline.owners
    starts = [piece for piece, row in enumerate(rows) if not piece or row != rows[piece - 1]]
    for first, last in pairwise([*starts, len(rows)]):
        links, place = outline.in_links(range(first, last)), outline.place(owners[first])
        yield Line(outline.span(first, last), first, last, _block(outline, first), links, place)


def _block(outline: Outline, piece: int) -> int:
    node = outline.owners[piece]
    while outline.tags[node] not in BLOCKS and outline.parents[node] >= 0:
        node = outline.parents[node]
    return node


def lines_within(outline: Outline, node: int) -> range:
    """Return the numbers of the lines that show something of `node`."""
    first, last = outline.firsts[node], outline.lasts[node]
    return range(outline.rows[first], outline.rows[last - 1] + 1) if first < last else range(0)
