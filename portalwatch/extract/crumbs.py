"""The breadcrumb: the sections that an article page says it stands in."""

import re
from typing import Final

from portalwatch.extract.lines import Line
from portalwatch.extract.text import compact

_LABEL: Final = re.compile(r"^.{0,12}?(?:当前(?:的)?位置|(?:您|你)(?:现在|目前|当前)?的?(?:所在)?的?位置(?:是)?|所在位置|现在(?:的)?位置|位置)\s*(?:是)?\s*[:：∶]?\s*")
_ARROW: Final = re.compile(r"\s*(?:[>＞»›→〉》]+|-{1,2}>|/|\\|\||::)\s*")
_LEAF: Final = frozenset({"正文", "内容", "详情", "文章正文", "信息内容", "详细内容", "新闻内容", "内容页"})


def find_breadcrumb(lines: list[Line], title: str | None) -> tuple[str, ...]:
    """Return the sections from the home page down; the article itself and 正文 are no section."""
    for index, line in enumerate(lines):
        label = _LABEL.match(line.text)
        if label and (crumbs := _split(line.text[label.end() :], title)):
            return crumbs
        if label and index + 1 < len(lines) and (crumbs := _split(lines[index + 1].text, title)):
            return crumbs
    for line in lines:
        if line.text.startswith(("首页", "网站首页")) and _ARROW.search(line.text) and len(line.text) < 120:
            return _split(line.text, title)
    return ()


def _split(text: str, title: str | None) -> tuple[str, ...]:
    parts = [part.strip() for part in _ARROW.split(text)]
    own = compact(title or "")
    return tuple(part for part in parts if part and part not in _LEAF and (not own or compact(part) != own))
