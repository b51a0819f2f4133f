"""新点 (Epoint): a widget in the page counts its pages, `pagination({pageIndex: 0, pageSize: 15, total: 169})`."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from portalwatch.extract.families.scripts import evaluate, opened
from portalwatch.extract.page import Page
from portalwatch.items import Turn

_WIDGET: Final = re.compile(r"\.pagination\s*\(\s*\{([^{}]*)")
_OPTION: Final = re.compile(r"\b(pageIndex|pageSize|total)\s*:\s*['\"]?(\d+)")
#: The page's script takes its number out of its address.
_READ: Final = re.compile(r"\(\s*['\"]pageIndex['\"]\s*\)")
_NUMBERED: Final = re.compile(r"/(\d{1,6})\.\w+$")


def find(page: Page) -> Iterator[Turn]:
    """Yield where the widget leads to; its numbers begin at 0, those in addresses at 1."""
    widget = _WIDGET.search(page.text) if ".pagination" in page.text else None
    if widget:
        options = {name: int(number[:9]) for name, number in _OPTION.findall(widget[1])}
        shapes = [code for code in opened(page.text) if "pageIndex" in code]
        this = _this(page, shapes, options.get("pageIndex", 0) + 1)
        if this * options.get("pageSize", 0) < options.get("total", 0):
            yield from _turns(page, shapes, this)


def _this(page: Page, shapes: list[str], given: int) -> int:
    """Which page this is: its address says so, in the query or in the way that the script makes addresses."""
    query = dict(parse_qsl(urlsplit(page.url).query))
    if (number := query.get("pageIndex", "")).isdecimal():
        return int(number[:6])
    found = _NUMBERED.search(urlsplit(page.url).path)
    if found and any(_address(page, shape, int(found[1])) == page.url for shape in shapes):
        return int(found[1])
    return given


def _turns(page: Page, shapes: list[str], this: int) -> Iterator[Turn]:
    for shape in shapes:
        if url := _address(page, shape, this + 1):
            yield Turn(url=url)
    if _READ.search(page.text):
        parts = urlsplit(page.url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"pageIndex": str(this + 1)}
        yield Turn(url=parts._replace(query=urlencode(query), fragment="").geturl())


def _address(page: Page, shape: str, number: int) -> str | None:
    """The address of a page, as the script makes it of `data.pageIndex`."""
    href = evaluate(shape, lambda name: str(number - 1) if name.endswith("pageIndex") else None)
    return page.absolute(href) if href else None
