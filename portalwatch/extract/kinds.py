"""What a page is, when it is not the list that its links suggest: an article, or a list with nothing in it."""

import re
from typing import Final

from portalwatch.extract.lines import Line, read_lines
from portalwatch.extract.outline import Outline
from portalwatch.extract.rows import Row

_EMPTY: Final = re.compile(
    r"暂无(?:相关)?(?:信息|内容|数据|记录|文章|新闻|资料)"
    r"|没有(?:找到|查到)?(?:任何|相关|符合)?的?(?:信息|内容|数据|记录|文章|结果)"
)
#: What stands under an article's title, or at its end.
_BYLINE: Final = re.compile(
    r"(?:时间|日期)\s*[:：∶]?\s*[\[(（【]?\d{2,4}\s*[-/.年]\s*\d|(?:来\s*源|作\s*者)\s*[:：∶]|字\s*[体号]\s*[:：∶\[【(（]"
    r"|(?:点击|浏览|阅读|访问)(?:次数|数|量)?\s*[:：∶]|【?大\s*中\s*小|打印本|关闭窗口|上一篇|下一篇"
)
#: A line of prose that is not a slogan or an address, and how much of it makes an article.
_PROSE: Final = 40
_ARTICLE: Final = 300


def tell_other(outline: Outline, rows: tuple[Row, ...]) -> str | None:
    """Say what the page is instead of a list of `rows`, None when what stands outside them does not tell."""
    spans = [(outline.firsts[row.node], outline.lasts[row.node]) for row in rows]
    inside = {piece for first, last in spans for piece in range(first, last)}
    outside = [line for line in read_lines(outline) if line.first not in inside and line.place >= 0.2]
    if any(_EMPTY.search(line.text) for line in outside):
        return "it says that it is empty"
    listed = sum(len(outline.span(first, last)) for first, last in spans)
    if any(_BYLINE.search(line.text) for line in outside) or _prose(outside) > max(_ARTICLE, listed):
        return "the page is an article"
    return None


def _prose(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines if line.prose and len(line.text) >= _PROSE and not line.linked)
