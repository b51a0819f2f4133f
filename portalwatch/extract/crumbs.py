"""The breadcrumb: the sections that an article page says it stands in."""

import re
from typing import Final

from portalwatch.extract.lines import Line, Sheet
from portalwatch.extract.outline import Outline
from portalwatch.extract.text import compact

_LABEL: Final = re.compile(
    r"^.{0,12}?(?:当前(?:的)?位置|(?:您|你)(?:现在|目前|当前)?的?(?:所在)?的?位置(?:是)?|所在位置|现在(?:的)?位置|位置)"
    r"\s*(?:是)?\s*[:：∶]?\s*"
)
_ARROW: Final = re.compile(r"\s*(?:[>＞»›→〉》]+|-{1,2}>|(?<=\s)[-–—]+(?=\s|$)|/|\\|\||::)\s*")
_LEAF: Final = re.compile(r"(?:文章|信息|新闻|详细|页面)?(?:正文|内容|详情|详细|浏览)页?")
_HOME: Final = ("首页", "网站首页", "主页")
#: A longer line is text that happens to begin with such a word.
_LONGEST: Final = 120


def find_breadcrumb(sheet: Sheet, title: str | None) -> tuple[str, ...]:
    """Return the sections from the home page down; the article itself and 正文 are no section."""
    own = compact(title or "")
    for line in sheet.lines:
        if found := _trail(sheet, line):
            return tuple(part for part in found if not _LEAF.fullmatch(part) and compact(part) != own)
    return ()


def is_breadcrumb(text: str) -> bool:
    """Whether a line says where its page stands: 当前位置, or a way that begins at the home page."""
    if len(text) >= _LONGEST:
        return False
    return _LABEL.match(text) is not None or (text.startswith(_HOME) and len(split_trail(text)) > 1)


def _trail(sheet: Sheet, line: Line) -> list[str]:
    rows = sheet.outline.rows
    label = _LABEL.match(line.text)
    if label and len(line.text) < _LONGEST:
        rest = line.text[label.end() :]
        trail = line if rest or line.last == len(rows) else sheet.lines[rows[line.last]]
        return split_trail(rest or trail.text) or _linked(sheet.outline, trail)
    if line.text.startswith(_HOME) and len(line.text) < _LONGEST:
        return split_trail(line.text)
    return []


def split_trail(text: str) -> list[str]:
    """Return the parts of `text` between arrows, nothing when it has none."""
    return [part for part in _ARROW.split(text) if part] if _ARROW.search(text) else []


def _linked(outline: Outline, line: Line) -> list[str]:
    """The links of a trail whose arrows are pictures, and the text after the last of them."""
    links = [link for link in outline.links(line.node) if outline.firsts[link] >= line.first]
    tail = outline.span(outline.lasts[links[-1]], line.last) if links else ""
    return [part for part in (*(outline.text(link) for link in links), tail) if 0 < len(part) < _LONGEST]
