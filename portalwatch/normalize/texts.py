"""Bodies, sources and breadcrumbs without the layout, labels and junk around them."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

# What nobody sees: controls, soft hyphens, zero-width and direction marks, tags, private glyphs of icon fonts, and
# lone surrogates, which no encoding takes. A fixed list: fingerprints must not change with Python's Unicode tables.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
_LABEL: Final = re.compile(
    r"""[\s\[【|]* (?:
        (?: (?:文章|信息|稿件|新闻|内容|资料)?来\s?源 | 稿\s?源 | 作\s?者 | 责任编辑 | 编\s?辑 | 责\s?编
          | [撰供]\s?稿人? | 发布(?:机构|单位|者|人) ) (?:\s?[:：]\s?|\s|$)
      | (?:source|author|by)\s?[:：]\s? )""",
    re.VERBOSE | re.IGNORECASE,
)
# What follows a source on the same line.
_REST: Final = re.compile(
    r"""\s?[\[【(（|]?\s? (?: (?:发布|发表|更新|录入)?(?:时间|日期)\s?[:：] | (?:19|20)\d\d[-/.年]\d
        | (?:浏览|点击|阅读|访问|人气)[^\s:：]{0,3}\s?[:：] | (?:作者|来源|责任编辑|编辑|责编|字[号体])\s?[:：]
        | 打印|关闭|字体|大\s中\s小 ) .*""",
    re.VERBOSE,
)
_NOTHING: Final = frozenset(
    {"", "-", "--", "/", "无", "暂无", "未知", "不详", "佚名", "匿名", "null", "none", "undefined"}
)
_PLACE: Final = re.compile(r"^[\s>»›＞]*[您你]?[当目现]?[前在]?所?在?的?\s?位\s?置[是为]?\s?[:：]?\s?")
_ARROW: Final = re.compile(r"\s*[>»›＞]+\s*")
_LONGEST: Final = 100


def drop_unseen(raw: str) -> str:
    """Drop what nobody sees. Line breaks and other blanks stay."""
    return _UNSEEN.sub("", raw)


def clean_text(raw: str) -> str:
    """Drop what nobody sees and fold all blanks, line breaks among them, into single spaces."""
    return " ".join(drop_unseen(raw).split())


def clean_body(raw: str) -> str:
    """Return a body with one paragraph a line, without blanks at their ends and with no two empty lines together."""
    lines = "\n".join(clean_text(line) for line in raw.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def clean_credit(raw: str | None) -> str | None:
    """Return a source or author without its label and whatever stands behind it; None if there is none.

    >>> clean_credit("来源： 来源：省文化和旅游厅　发布时间：2020-12-29"), clean_credit("来源："), clean_credit("未知")
    ('省文化和旅游厅', None, None)
    """
    text = clean_text(raw or "")
    while label := _LABEL.match(text):
        text = text[label.end() :]
    text = _REST.sub("", text, count=1).strip(" :：|·,，;；[]【】")[:_LONGEST].rstrip()
    return None if text.lower() in _NOTHING else text


def clean_breadcrumb(raw: Iterable[str]) -> tuple[str, ...]:
    """Return the steps of a breadcrumb, without 当前位置, arrows, the closing 正文 and steps named twice in a row.

    >>> clean_breadcrumb(["当前位置:首页 > 资讯中心", "> 最新热点 >", "正文"])
    ('首页', '资讯中心', '最新热点')
    """
    steps = [step for step in _steps(raw) if step not in ("", "正文", "详情")]
    return tuple(step for step, _ in groupby(steps))


def _steps(raw: Iterable[str]) -> Iterator[str]:
    for text in raw:
        yield from _ARROW.split(_PLACE.sub("", clean_text(text)).lstrip(" :："))
