"""Lists that grow: 加载更多 asks for the next rows at an address that its element carries."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlencode

from lxml.etree import _Element as Element

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page, split
from portalwatch.extract.rows import live
from portalwatch.extract.text import fold
from portalwatch.items import Turn

#: Nobody writes more around it.
_LONGEST: Final = 40
_MORE: Final = re.compile(r"[\s+↓>…]*(?:点击|下拉)?(?:加载|载入)更?多?\s*|[\s+]*(?:load|show)\s+more\W*", re.IGNORECASE)
_ADDRESSES: Final = ("data-url", "data-href", "data-next-url", "data-link", "data-src", "data-api")
_NUMBERS: Final = ("data-next", "data-next-page", "data-page", "data-pageno")


def find(page: Page) -> Iterator[Turn]:
    """Yield the address, with the number of the next page where the element gives one apart."""
    for element in _elements(page.outline):
        hrefs = [_numbered(element, element.get(name) or "") for name in _ADDRESSES if live(element.get(name))]
        if live(element.get("href")):
            hrefs.append(element.get("href") or "")
        yield from (Turn(url=page.absolute(href), script=True) for href in hrefs)


def _elements(outline: Outline) -> Iterator[Element]:
    """What says so, and what holds nothing else."""
    for owner, piece in zip(outline.owners, outline.pieces, strict=True):
        if len(piece) < _LONGEST and _MORE.fullmatch(fold(piece)):
            for node in (owner, *outline.lineage(owner, 2)):
                if _MORE.fullmatch(outline.text(node)):
                    yield outline.elements[node]


def _numbered(element: Element, href: str) -> str:
    """Put the page's number in. On the first page 1 can only be this page's and 2 only the next one's."""
    parts = split(href)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    given = next((number for name in _NUMBERS if (number := element.get(name) or "").isdecimal()), "")
    if not given or "page" in query:
        return href
    return parts._replace(query=urlencode({**query, "page": str(max(int(given[:6]), 2))})).geturl()
