"""TRS: a script makes the pager of the pages' count and this page's number."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from portalwatch.extract.families.scripts import arguments, value
from portalwatch.extract.page import Page
from portalwatch.items import Turn

_CREATE: Final = re.compile(r"(?<!function )createPageHTML\w{0,20}\s{0,20}\(([^()]*)\)")
#: The function, the call, and what is commented out.
_MOST: Final = 9
_COUNT: Final = re.compile(r"\bcountPage\s*=\s*['\"]?(\d+)")
_CURRENT: Final = re.compile(r"\bcurrentPage\s*=\s*['\"]?(\d+)")
_FILE: Final = re.compile(r"(?P<name>[^/]*?)(?:_\d+)?\.(?P<suffix>s?html?)")


def find(page: Page) -> Iterator[Turn]:
    """Read `createPageHTML(25, 0, "index", "html")`: counted from 0, page 2 is index_1.html.

    A look-alike that first names an element counts from 1: `createPageHTML('page_div', 50, 1, 'list', 'shtml', 1000)`,
    whose page 2 is list_2.shtml. The call is often commented out, or given variables. Where there is no call, the
    variables alone say as much: `var countPage = 25; var currentPage = 0`.
    """
    if "createPageHTML" in page.text:
        for call in islice(_CREATE.finditer(page.text), _MOST):
            yield from _created(page, arguments(call[1]))
    elif "countPage" in page.text:
        yield from _declared(page)


def _created(page: Page, given: list[str]) -> Iterator[Turn]:
    from_one = re.match(r"['\"][^'\"\d]", given[0]) is not None
    values = [value(page.text, argument) for argument in given[from_one:]]
    if len(values) >= 4 and values[0].isdecimal() and values[1].isdecimal():
        last = int(values[0]) - (not from_one)
        yield from numbered(page, int(values[1]), last, values[2], values[3])


def _declared(page: Page) -> Iterator[Turn]:
    count, current = _COUNT.search(page.text), _CURRENT.search(page.text)
    file = _FILE.fullmatch(urlsplit(page.url).path.rpartition("/")[2] or "index.html")
    if count and current and file:
        yield from numbered(page, int(current[1]), int(count[1]) - 1, file["name"], file["suffix"])


def numbered(page: Page, current: int, last: int, name: str, suffix: str) -> Iterator[Turn]:
    """Yield `NAME_2.SUFFIX` after page 1, nothing after the last."""
    if current < last:
        yield Turn(url=page.absolute(f"{name}_{current + 1}.{suffix.lstrip('.')}"))
