"""Pages whose script makes a pager of options: `Pager({size: 15, current: 0, prefix: 'index', suffix: 'html'})`."""

import re
from collections.abc import Iterator
from typing import Final

from portalwatch.extract.families.trs import numbered
from portalwatch.extract.page import Page
from portalwatch.items import Turn

_PAGER: Final = re.compile(r"Pager\s*\(\s*\{([^{}]*)\}")
_PAIR: Final = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*['\"]?([\w./-]*)['\"]?")


def find(page: Page) -> Iterator[Turn]:
    """Yield the page after `current`, which is counted from 0."""
    for call in _PAGER.findall(page.text) if "Pager" in page.text else ():
        options = dict(_PAIR.findall(call))
        size, current = options.get("size", ""), options.get("current", "")
        if size.isdecimal() and current.isdecimal() and options.get("prefix"):
            yield from numbered(page, int(current), int(size) - 1, options["prefix"], options.get("suffix") or "html")
