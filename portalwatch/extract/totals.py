"""How many items a list says that it has: what its pager counts, 共64条 beside 1/4页."""

import re
from collections.abc import Iterator
from typing import Final

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.text import fold

#: A link with more text than this is a title, and no part of a pager.
_LONGEST: Final = 8
_NUMBER: Final = r"(\d{1,3}(?:,\d{3}){1,2}|\d{1,7})"
_COUNT: Final = (
    rf"(?:共(?:有|计)? ?[:：]? ?{_NUMBER} ?(?:[条篇项则]|个(?=记录|信息))(?:记录|信息|数据|文章|新闻|内容)?"
    rf"|(?:总(?:记录|条|信息)数|记录总数) ?[:：]? ?{_NUMBER} ?条?)"
)
#: Beside the count stands the pager; 共N条 anywhere else counts something else.
_AFTER: Final = (
    r"\W{0,6}(?:\d{1,4} ?[/／] ?\d|第 ?\d|每 ?页|当前|页次|首 ?页|[上下] ?一? ?页|\d{1,3} ?条? ?[/／] ?页"
    r"|[共分] ?\d{1,5} ?页|总页数)"
)
_BEFORE: Final = r"(?:\d{1,5} ?页|[下尾末] ?一? ?页)\W{0,4}"
_TOTALS: Final = (
    re.compile(_COUNT + _AFTER),
    re.compile(_BEFORE + _COUNT),
    re.compile(rf"共 ?\d{{1,5}} ?页\W{{0,3}}{_NUMBER} ?条"),
)


def find_total(page: Page) -> int | None:
    """Return how many items the page's pager says that there are; None where none does, or several differ."""
    if "共" not in page.text and "总" not in page.text:
        return None
    text = fold("".join(_pieces(page.outline)))
    found = {number for pattern in _TOTALS for match in pattern.findall(text) for number in _numbers(match)}
    return found.pop() if len(found) == 1 else None


def _pieces(outline: Outline) -> Iterator[str]:
    """Yield the text of a page, its titles struck out."""
    line = -1
    for piece, row, linked in zip(outline.pieces, outline.rows, outline.linked, strict=True):
        if row != line:
            yield " "
        line = row
        yield "_" if linked and len(piece) > _LONGEST else piece


def _numbers(match: str | tuple[str, ...]) -> Iterator[int]:
    for number in (match,) if isinstance(match, str) else match:
        if number:
            yield int(number.replace(",", ""))
