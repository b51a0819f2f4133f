"""A page's body laid out flat, in reading order: any element's text, links and place cost a slice to look up."""

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.etree import _Element as Element

from portalwatch.extract.dates import Shown, find_dates
from portalwatch.extract.text import fold

if TYPE_CHECKING:
    from portalwatch.extract.lines import Line

#: Elements that a browser puts on lines of their own.
BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_DIGITS: Final = re.compile(r"\d+")
_UNSHOWN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: What stands around content, by tag and by the words of class and id, and how likely it holds content all the same.
_TAGS: Final = {"nav": 0.1, "footer": 0.1, "header": 0.3, "aside": 0.4, "marquee": 0.2, "select": 0.1, "title": 0.0}
_AROUND: Final = re.compile(
    r"(?:^|[\W_])(?:nav\w*|menu\w*|foot\w*|(?<!content.)(?<!article.)(?<!detail.)bottom|copyright|friend\w*|yqlj|crumbs?|search\w*|login)(?:$|[\W_])",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"(?:^|[\W_])(?:side\w*|aside|hot\w*|rank\w*|relat\w*|recommend\w*|header|banner|slide\w*|tuijian|remen)(?:$|[\W_])",
    re.IGNORECASE,
)


class Outline:
    """Nodes are numbered in page order; a node's subtree is the range from its number to its `end`.

    `pieces` are the strings of the page in reading order, `owners` the node each belongs to, `rows` the number of the
    line that a browser would show it on; a node's text is the range of pieces from its `first` to its `last`. `paths`
    numbers the shapes of the ways from the body to a node (tags and first classes, digits apart): two nodes that a
    template made in one place have the same number.
    """

    def __init__(self, root: Element) -> None:
        self.elements: list[Element] = []
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.paths: list[int] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.pieces: list[str] = []
        self.owners: list[int] = []
        self.rows: list[int] = []
        self.titles: dict[int, str] = {}
        self.days: dict[tuple[range, int | None], str | None] = {}
        self.lines: tuple[Line, ...] = ()
        self._texts: dict[int, str] = {}
        self._dates: dict[int, tuple[Shown, ...]] = {}
        self._broken = True
        self._read(root)

    def _read(self, root: Element) -> None:
        shapes: dict[tuple[int, str, str], int] = {}
        way = [-1]
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                node = self._open(element, way[-1], shapes)
                way.append(node)
                if text := element.text:
                    self._add(node, text)
            else:
                node = way.pop()
                self.ends[node] = len(self.tags)
                self.lasts[node] = len(self.pieces)
                if self.tags[node] in BLOCKS:
                    self._broken = True
                if (tail := element.tail) and node:
                    self._add(way[-1], tail)

    def _open(self, element: Element, parent: int, shapes: dict[tuple[int, str, str], int]) -> int:
        node = len(self.tags)
        tag = element.tag
        if tag in BLOCKS:
            self._broken = True
        key = (self.paths[parent] if node else -1, tag, _shape(element.get("class")))
        self.elements.append(element)
        self.tags.append(tag)
        self.parents.append(parent)
        self.ends.append(node)
        self.paths.append(shapes.setdefault(key, len(shapes)))
        self.firsts.append(len(self.pieces))
        self.lasts.append(0)
        return node

    def _add(self, node: int, text: str) -> None:
        if not text.isspace():
            row = self.rows[-1] + self._broken if self.rows else 0
            self.pieces.append(text)
            self.owners.append(node)
            self.rows.append(row)
            self._broken = False

    @cached_property
    def anchors(self) -> list[int]:
        """The links, in page order."""
        return [node for node, tag in enumerate(self.tags) if tag == "a"]

    @cached_property
    def numbers(self) -> dict[Element, int]:
        """The number of each element."""
        return {element: node for node, element in enumerate(self.elements)}

    @cached_property
    def linked(self) -> list[bool]:
        """Which pieces stand in a link."""
        linked = [False] * len(self.pieces)
        for anchor in self.anchors:
            for piece in range(self.firsts[anchor], self.lasts[anchor]):
                linked[piece] = True
        return linked

    def text(self, node: int) -> str:
        """Return the folded text of `node` and all within it."""
        found = self._texts.get(node)
        if found is None:
            found = self._texts[node] = self.span(self.firsts[node], self.lasts[node])
        return found

    def span(self, first: int, last: int) -> str:
        """Return the folded text of the pieces from `first` up to `last`."""
        return fold("".join(self.pieces[first:last]))

    def links(self, node: int) -> list[int]:
        """Return the links within `node`."""
        return self.links_between(node, self.ends[node])

    def links_between(self, start: int, stop: int) -> list[int]:
        """Return the links from node `start` up to node `stop`."""
        low = bisect_left(self.anchors, start)
        return self.anchors[low : bisect_left(self.anchors, stop, low)]

    def lineage(self, node: int, steps: int | None = None) -> list[int]:
        """Return the ancestors of `node`, the nearest first; no more than `steps` of them."""
        found: list[int] = []
        while (node := self.parents[node]) >= 0 and len(found) != steps:
            found.append(node)
        return found

    def way(self, node: int, steps: int) -> str:
        """Return the tags and first classes, digits apart, from so many ancestors down to `node`."""
        nodes = (*reversed(self.lineage(node, steps)), node)
        return " ".join(f"{self.tags[each]}.{_shape(self.elements[each].get('class'))}" for each in nodes)

    def children(self, node: int) -> list[int]:
        """Return the children of `node`."""
        found, child = [], node + 1
        while child < self.ends[node]:
            found.append(child)
            child = self.ends[child]
        return found

    def dates(self, piece: int) -> tuple[Shown, ...]:
        """Return the dates in one piece."""
        found = self._dates.get(piece)
        if found is None:
            found = self._dates[piece] = find_dates(self.pieces[piece])
        return found

    def tells(self, span: range) -> bool:
        """Whether any of some pieces holds a date, or a year that belongs to one."""
        return bool(span) and self._telling[span.stop] > self._telling[span.start]

    @cached_property
    def _telling(self) -> list[int]:
        found = (bool(self.dates(piece)) or "20" in text for piece, text in enumerate(self.pieces))
        return [0, *accumulate(found)]

    def dated(self, node: int) -> int:
        """Return how many pieces within `node` hold a date."""
        return sum(1 for piece in range(self.firsts[node], self.lasts[node]) if self.dates(piece))

    def place(self, node: int) -> float:
        """How likely `node` is to be content and not what stands around it, from 0 to 1."""
        return self._places[node] if node >= 0 else 1.0

    @cached_property
    def _places(self) -> list[float]:
        found: list[float] = []
        for node, (parent, tag, element) in enumerate(zip(self.parents, self.tags, self.elements, strict=True)):
            own = _place(tag, element.get("class"), element.get("id"), element.get("style"))
            # A frame that holds the page's text is not its menu, however it is called.
            if own < 1.0 and self.unlinked(range(self.firsts[node], self.lasts[node])) > self._most:
                own = 1.0
            found.append(min(own, found[parent]) if node else own)
        return found

    def unlinked(self, span: range) -> int:
        """Return how many characters of some pieces stand in no link."""
        return self._unlinked[span.stop] - self._unlinked[span.start]

    def in_links(self, span: range) -> int:
        """Return how many characters of some pieces stand in links."""
        return self._in_links[span.stop] - self._in_links[span.start]

    @cached_property
    def _sizes(self) -> list[int]:
        return [len(piece.strip()) for piece in self.pieces]

    @cached_property
    def _in_links(self) -> list[int]:
        return [0, *accumulate(size if linked else 0 for size, linked in zip(self._sizes, self.linked, strict=True))]

    @cached_property
    def _unlinked(self) -> list[int]:
        return [0, *accumulate(0 if linked else size for size, linked in zip(self._sizes, self.linked, strict=True))]

    @cached_property
    def _most(self) -> float:
        return max(120.0, 0.4 * self._unlinked[-1])


@lru_cache(maxsize=8192)
def _shape(classes: str | None) -> str:
    """The first class without its digits, by which a CMS numbers rows and instances."""
    if not classes or classes.isspace():
        return ""
    return _DIGITS.sub("", classes.split(None, 1)[0])


def _place(tag: str, classes: str | None, name: str | None, style: str | None) -> float:
    if style and _UNSHOWN.search(style):
        return 0.05
    found = _TAGS.get(tag, 1.0)
    return min(found, _named_place(classes, name)) if classes or name else found


@lru_cache(maxsize=8192)
def _named_place(classes: str | None, name: str | None) -> float:
    words = f"{classes} {name}"
    if _AROUND.search(words):
        return 0.1
    return 0.4 if _BESIDE.search(words) else 1.0
