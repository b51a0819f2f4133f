"""The next page as a link: 下一页, `rel=next`, an arrow among page numbers, the number after this page's."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live
from portalwatch.items import Turn

_EDGE: Final = r"[\s\[\]【】()（）<>《》«»‹›|·.…→]*"
_NEXT: Final = re.compile(
    rf"{_EDGE}(?:下\s*[一1]?\s*[页頁]|后\s*一?\s*[页頁]|next(?:\s*page)?|older(?:\s+posts)?){_EDGE}", re.IGNORECASE
)
#: The surest first: where both stand, ">" is the next page and "»" the last one.
_ARROWS: Final = (">", "›", "＞", "»", ">>")
#: A pager above the list, one below it, and each number in them.
_MOST: Final = 20
#: Nobody writes more around it.
_LONGEST: Final = 40
#: The attributes that say what a picture means, or an arrow; more text than this speaks for itself.
_WORDS: Final = ("title", "value", "aria-label")
_SIGN: Final = 4
_CLICKABLE: Final = frozenset({"span", "div", "li", "input", "button", "td"})
_PATH: Final = re.compile(
    r"['\"]([^'\"\s]+\.\w{2,6}(?:\?[^'\"\s]*)?|[^'\"\s]*\?[^'\"\s]*=\d+[^'\"\s]*|[^'\"\s]*/[^'\"\s]*\d[^'\"\s]*)['\"]"
)
#: Code that opens an address; calls that load a fragment also hold paths, but the same for every page.
_MOVES: Final = re.compile(r"location|\bhref\b|\bopen\s*\(|\(\s*['\"][^'\"]*['\"]\s*\)")
#: Which page this is and how many there are: 3/10, 第3页/共10页, 共10页 第3页.
_NUMBERS: Final = (
    re.compile(r"(?<!\d)(?P<this>\d{1,6})\s?页?\s?[/／]\s?共?\s?(?P<all>\d{1,6})(?!\d)"),
    re.compile(r"第\s*(?P<this>\d+)\s*页\W{0,4}共\s*(?P<all>\d+)\s*页"),
    re.compile(r"共\s*(?P<all>\d+)\s*页\W{0,4}(?:当前)?第\s*(?P<this>\d+)\s*页"),
)


def find_worded(page: Page) -> Iterator[Turn]:
    """下一页, Next: the link, or the path that its script opens. Then `rel=next`, in the head or on a link."""
    yield from _turns(page, _worded(page))
    for element in page.root.iter("link", "a"):
        relation, href = element.get("rel"), element.get("href")
        if relation and "next" in relation.lower().split() and href and live(href):
            yield Turn(url=page.absolute(href))


def find_numbered(page: Page) -> Iterator[Turn]:
    """A bare arrow, where it stands among page numbers; then the number that follows this page's."""
    yield from _turns(page, _numbered(page))


def pointers(page: Page) -> tuple[int, ...]:
    """Return the nodes that lead to the next page, whatever they do when they are clicked: the surest first."""
    return (*_worded(page), *_numbered(page))[:_MOST]


def is_last(outline: Outline) -> bool:
    """Whether the pager says so; then its 下一页 may lead to this very page under another address."""
    for anchor in outline.anchors:
        if _NEXT.fullmatch(outline.text(anchor)):
            text = outline.text(_holder(outline, anchor))
            found = next((match for numbers in _NUMBERS if (match := numbers.search(text))), None)
            return found is not None and found["this"] == found["all"]
    return False


def _turns(page: Page, nodes: Iterable[int]) -> Iterator[Turn]:
    for node in nodes:
        element = page.outline.elements[node]
        href = element.get("href") or ""
        if live(href):
            yield Turn(url=page.absolute(href))
            continue
        for code in (element.get("onclick") or "", href):
            if _MOVES.search(code) and (found := _PATH.search(code)):
                yield Turn(url=page.absolute(found[1]))


# Several families ask for these nodes, and one page is read at a time.
@lru_cache(maxsize=2)
def _worded(page: Page) -> tuple[int, ...]:
    outline = page.outline
    nodes = outline.anchors
    if "onclick" in page.text:
        tags, elements = outline.tags, outline.elements
        nodes = sorted([*nodes, *(n for n, tag in enumerate(tags) if tag in _CLICKABLE and elements[n].get("onclick"))])
    return tuple(node for node in nodes if _says_next(outline, node))


def _says_next(outline: Outline, node: int) -> bool:
    text = outline.text(node)
    if len(text) > _SIGN:
        return _is_next(text)
    element = outline.elements[node]
    return _is_next(text) or any(_is_next(element.get(name)) for name in _WORDS)


def _is_next(word: str | None) -> bool:
    return word is not None and len(word) < _LONGEST and _NEXT.fullmatch(word) is not None


@lru_cache(maxsize=2)
def _numbered(page: Page) -> tuple[int, ...]:
    return (*_arrowed(page.outline), *_counted(page.outline))


def _arrowed(outline: Outline) -> Iterator[int]:
    arrows = [anchor for anchor in outline.anchors if outline.text(anchor) in _ARROWS]
    numbered = {holder: _has_numbers(outline, holder) for holder in {_holder(outline, arrow) for arrow in arrows}}
    arrows = [arrow for arrow in arrows if numbered[_holder(outline, arrow)]]
    yield from sorted(arrows, key=lambda arrow: _ARROWS.index(outline.text(arrow)))


def _has_numbers(outline: Outline, holder: int) -> bool:
    return any(outline.text(link).isdecimal() for link in outline.links(holder))


def _counted(outline: Outline) -> Iterator[int]:
    """Page numbers without a word: the link right after the number that is no link."""
    for anchor in outline.anchors:
        before = outline.firsts[anchor] - 1
        if before < outline.firsts[_holder(outline, anchor)] or outline.linked[before]:
            continue
        this, following = outline.pieces[before].strip(), outline.text(anchor)
        if this.isdecimal() and following.isdecimal() and int(following[:9]) == int(this[:9]) + 1:
            yield anchor


def _holder(outline: Outline, anchor: int) -> int:
    """What holds the whole pager: its links may each have an element of their own."""
    parent = outline.parents[anchor]
    return max(outline.parents[parent] if outline.tags[parent] in ("li", "span", "td") else parent, 0)
