"""Whom an article's page names as its source and its author."""

import re
from collections.abc import Iterable
from typing import Final

from portalwatch.extract.lines import Line
from portalwatch.extract.page import Page
from portalwatch.extract.text import fold

#: Where a name ends: at the next label, a bracket, a date, or with the line.
_STOP: Final = (
    r"(?=\s*(?:作\s*者|记\s*者|责任编辑|编\s*辑|审\s*核|校\s*对|录\s*入|发布|发表|时\s*间|日\s*期|更新|浏览|点击|阅读|访问|人气"
    r"|字\s*[体号]|大\s*中\s*小|打印|分享|收藏|关闭|保护视力|视力|来\s*源|稿源|文号|摄影|供\s*稿|通讯员|上传|次数|扫一扫|我要"
    r"|[\[【(（|｜<>\])）】]|(?:19|20)\d\d\s*[-年/.])|\s*$)"
)
_SOURCE: Final = re.compile(
    r"(?:来\s*源|稿\s*源|出\s*处|转载自|转自|\bsource)(?:单位|于|网站)?\s*[:：∶]\s*[\[【(（]?\s*(.{0,60}?)" + _STOP,
    re.IGNORECASE,
)
_AUTHOR: Final = re.compile(
    r"(?:作\s*者|记\s*者|撰\s*稿(?:人)?|撰\s*文|供\s*稿(?:人|单位)?|通讯员|author)\s*[:：∶]\s*(.{0,60}?)" + _STOP,
    re.IGNORECASE,
)
_META: Final = frozenset({"contentsource", "source"})
#: The cell of a head table, or the words of a byline; 批准文号 is another number.
_NUMBER: Final = re.compile(r"(?:发文字号|发文编号|文件编号|(?<![\u4e00-\u9fff])文\s*号)\s*[:：∶]?\s*(.{0,80})")
#: A line above the text that only says who wrote it, or counts its readers; 资金来源 is about something else.
_CREDIT: Final = re.compile(
    r"[^。；！？，]{0,40}?(?:(?:(?<![\u4e00-\u9fff])(?:信息|文章|稿件|新闻|内容|资料)?(?:来\s*源|稿\s*源|出\s*处|作\s*者)"
    r"|责任编辑|(?<![\u4e00-\u9fff])(?:编\s*辑|[撰供]\s*稿|字\s*[体号])|\b(?:source|author))\s*[:：∶]"
    r"|(?:浏览|点击|阅读|访问|人气)(?:次数|人数|数|量|率)?\s*[:：∶\d])[^。；！？，]*",
    re.IGNORECASE,
)
#: The labels of a byline whose values are not there.
_BLANK: Final = re.compile(
    r"(?:[\s|｜/]*(?:(?:发[布表稿]|更新|录入|添加|上传)?(?:时\s*间|日\s*期)|发布(?:机构|单位|人|者))\s*[:：∶][\s|｜/]*)+"
)
#: A name is no longer than this; what is, is a sentence.
_LONGEST: Final = 40
_WIDEST: Final = 120
#: Credits stand at the head of an article, and at its text's beginning.
_READ: Final = 2000


def is_credit(text: str) -> bool:
    """Whether a line above an article's text is a byline, whatever it leaves blank, and no sentence."""
    return len(text) <= _WIDEST and (_CREDIT.fullmatch(text) or _BLANK.fullmatch(text)) is not None


def find_source(page: Page, lines: Iterable[Line]) -> str | None:
    """Return what `lines` name as the article's source, else what the page declares in its head."""
    return _named(_SOURCE, lines) or _declared(page)


def find_author(lines: Iterable[Line]) -> str | None:
    """Return whom `lines` name as the author."""
    return _named(_AUTHOR, lines)


def find_number(lines: list[Line]) -> str | None:
    """Return what stands beside or below 文号 in `lines`, those above an article's text."""
    for index, line in enumerate(lines):
        found = _NUMBER.search(line.text)
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        value = (found[1] or below) if found else ""
        if "号" in value and len(value) <= _WIDEST:
            return value
    return None


def _named(pattern: re.Pattern[str], lines: Iterable[Line]) -> str | None:
    for line in lines:
        for found in pattern.finditer(line.text, 0, _READ):
            name = found[1].strip("：:|；;，,。】] ")
            if 0 < len(name) <= _LONGEST and not name.endswith(("..", "…")):
                return name
    return None


def _declared(page: Page) -> str | None:
    for meta in page.root.iter("meta"):
        if (meta.get("name") or "").lower() in _META and (name := fold(meta.get("content") or "")):
            return name if len(name) <= _LONGEST else None
    return None
