"""Why rows are not a page's list: what stands around them is an article, or says that there is nothing."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from portalwatch.extract.lines import Line
from portalwatch.extract.page import Page
from portalwatch.extract.rows import Row
from portalwatch.extract.signs import content, has_byline, is_headed, is_stamped, is_titled, prose

_EMPTY: Final = re.compile(
    r"暂无(?:相关)?(?:信息|内容|数据|记录|文章|新闻|资料)"
    r"|没有(?:找到|查到)?(?:任何|相关|符合)?的?(?:信息|内容|数据|记录|文章|结果)"
)
#: How much prose beside the rows makes an article.
_ARTICLE: Final = 300
#: Rows that say this much each, links apart, are whole texts: the posts of a blog, of a thread.
_POST: Final = 300
#: So many dated rows are a list even where a word or two of an article's tools stand beside them.
_ROWS: Final = 5
_TOOLS: Final = 100
#: To say that there is nothing does not take more.
_SAID: Final = 30


class Refusal(StrEnum):
    """Why a page shows no list."""

    NO_LINKS = "no list: the page has no links that could be titles"
    NAVIGATION = "no list: its links look like navigation"
    ASIDE = "no list: only one that stands beside the content"
    BLOCKS = "no list: several short ones, as on a home page"
    ARTICLE = "no list: the page is an article"
    EMPTY = "no list: it says that it is empty"


def tell_empty(page: Page) -> Refusal | None:
    """Say that a page without rows is a list all the same, when it says that it is empty."""
    lines = content(page.outline)
    return Refusal.EMPTY if any(_EMPTY.search(line.text) and len(line.text) <= _SAID for line in lines) else None


def tell_other(page: Page, rows: Sequence[Row], *, dated: bool) -> Refusal | None:
    """Say what the page is instead of a list of `rows`, None when nothing tells."""
    outline = page.outline
    spans = [(outline.firsts[row.node], outline.lasts[row.node]) for row in rows]
    inside = {piece for first, last in spans for piece in range(first, last)}
    lines = content(outline)
    outside = [line for line in lines if line.first not in inside]
    own = [line for line in lines if line.first in inside]
    listed = sum(len(outline.span(first, last)) for first, last in spans)
    if len(rows) == 1 and own and not own[0].linked:
        # What begins with a heading is no row, but the head of an article that holds a link.
        outside = lines
    sure = dated and len(rows) >= _ROWS
    told = is_titled(page, lines) or _is_article(outside, listed, dated=dated, sure=sure)
    if told or prose(own) > _POST * len(rows):
        return Refusal.ARTICLE
    return Refusal.EMPTY if any(_EMPTY.search(line.text) for line in outside) else None


def _is_article(lines: Sequence[Line], listed: int, *, dated: bool, sure: bool) -> bool:
    found = prose(lines)
    if found > max(_ARTICLE, listed) or (not dated and is_stamped(lines)):
        return True
    return has_byline(lines) and (not sure or found > _TOOLS or is_headed(lines))
