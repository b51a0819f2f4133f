"""The sections of a portal, found on its home page by their names."""

from collections.abc import Sequence

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live


def find_sections(page: Page, names: Sequence[str]) -> dict[str, str]:
    """Return the absolute URL of each named section that the page links to; names are compared without blanks.

    Where several links bear a name, one in the navigation is preferred, then the one nearest the top.
    """
    outline = page.outline
    wanted = {_bare(name): name for name in names}
    found: dict[str, tuple[tuple[int, int], str]] = {}
    for anchor in outline.anchors:
        name = _name(outline, anchor, wanted)
        href = outline.elements[anchor].get("href")
        if name is None or not live(href):
            continue
        rank = (_doubt(outline, anchor), anchor)
        if name not in found or rank < found[name][0]:
            found[name] = rank, page.absolute(href or "")
    return {name: found[name][1] for name in names if name in found}


def _name(outline: Outline, anchor: int, wanted: dict[str, str]) -> str | None:
    element = outline.elements[anchor]
    return wanted.get(_bare(outline.text(anchor))) or wanted.get(_bare(element.get("title") or ""))


def _bare(text: str) -> str:
    return "".join(text.split())


def _doubt(outline: Outline, anchor: int) -> int:
    """0 in a navigation, 2 in a footer, 1 elsewhere."""
    for node in (anchor, *outline.lineage(anchor)):
        element = outline.elements[node]
        words = f"{outline.tags[node]} {element.get('class') or ''} {element.get('id') or ''}".lower()
        if "foot" in words:
            return 2
        if "nav" in words or "menu" in words:
            return 0
    return 1
