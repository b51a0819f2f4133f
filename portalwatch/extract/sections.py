"""The sections of a portal, found on its home page by their names."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live

_ELSEWHERE: Final = 1
#: Elements that are never closed nest deep; a menu stands nearer to its links.
_CLIMB: Final = 50
_MORE: Final = re.compile(r"\W*(?:更多|more)?\W*", re.IGNORECASE)


def find_sections(page: Page, names: Sequence[str]) -> dict[str, str]:
    """Return the absolute URL of each named section that the page links to; names are compared without blanks.

    Where several links bear a name, one in the navigation is preferred, then the one nearest the top; where none
    does, the 更多 beside a heading of that name leads to it.
    """
    outline = page.outline
    wanted = {bare for name in names if (bare := _bare(name))}
    found: dict[str, tuple[int, int]] = {}
    for name, anchor in _named(outline):
        if name in wanted and live(outline.elements[anchor].get("href")):
            rank = _doubt(outline, anchor), anchor
            found[name] = min(found.get(name, rank), rank)
    for name, anchor in _headed(outline):
        if name in wanted and live(outline.elements[anchor].get("href")):
            found.setdefault(name, (_ELSEWHERE, anchor))
    addresses = {name: page.absolute(outline.elements[anchor].get("href") or "") for name, (_, anchor) in found.items()}
    return {name: addresses[_bare(name)] for name in names if _bare(name) in addresses}


def _bare(text: str) -> str:
    return "".join(text.split())


def _named(outline: Outline) -> Iterator[tuple[str, int]]:
    for anchor in outline.anchors:
        for name in {outline.text(anchor), outline.elements[anchor].get("title") or ""}:
            yield _bare(name), anchor


def _doubt(outline: Outline, anchor: int) -> int:
    """0 in a navigation, 2 in a footer, 1 elsewhere."""
    for node in (anchor, *outline.lineage(anchor, _CLIMB)):
        element = outline.elements[node]
        words = f"{outline.tags[node]} {element.get('class')} {element.get('id')}".lower()
        if "foot" in words:
            return 2
        if "nav" in words or "menu" in words:
            return 0
    return _ELSEWHERE


def _headed(outline: Outline) -> Iterator[tuple[str, int]]:
    """Each text that is no link, and the 更多 that stands beside it."""
    for piece, text in enumerate(outline.pieces):
        if not outline.linked[piece]:
            holder = outline.parents[outline.owners[piece]]
            for anchor in outline.links_between(outline.owners[piece], outline.ends[holder] if holder >= 0 else 0)[:1]:
                if _MORE.fullmatch(outline.text(anchor)):
                    yield _bare(text), anchor
