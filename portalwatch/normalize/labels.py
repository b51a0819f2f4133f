"""What stands around a date: whether it says 发布时间, something else, or nothing."""

import re
from typing import Final

_TIME: Final = r"(?:时\s?间|日\s?期)"
# Of a label that is not known here, such as 报名时间 or 成文日期, the date is taken for something else's.
_LABEL: Final = rf"""
    (?P<published> [发刊]\s?[布表稿发登]\s?(?:{_TIME}|[于日])? | 时间发布
        | pub(?:lish(?:ed)?)?[\s_-]?(?:date|time|on|at)? | posted(?:\s(?:on|at))? )
  | (?P<plain> (?:录入|上传|添加|创建|编辑|公布|公开|公告|发文|上网|转载|信息|文章|新闻|稿件|资讯)\s?{_TIME}
        | (?<![\u4e00-\u9fff]){_TIME} | \b(?:date|time)\b )
  | (?P<updated> (?:更\s?新|修\s?改)\s?(?:{_TIME}|于)? | (?:last\s)?(?:updated|modified)(?:\s(?:on|at|date|time))? )
"""
_LABELLED: Final = re.compile(rf"(?:{_LABEL})[\s:]{{0,3}}[\[(]?\s?", re.VERBOSE | re.IGNORECASE)
_BEFORE: Final = re.compile(_LABELLED.pattern + "$", re.VERBOSE | re.IGNORECASE)
_OPENING: Final = re.compile(r"[\s\[(<|·•:,]*")
_OTHER: Final = re.compile(
    r"""(?: [自从于在至到~]\s? | 第 | 截止[\s:]{0,2} | [今现][天日在][是为:]{0,2}\s?
        | [\u4e00-\u9fff]\s?(?:时\s?间|日\s?期|期限|时限|期间)[\s:为是]{0,3} | 期:\s?
        | (?:[日号时分]|\d[-/.:]\d{1,2})\s?-+\s? ) $""",
    re.VERBOSE,
)
_SPAN: Final = re.compile(
    r"""\s? (?: [至到]\s?[\d今本下年月] | ~ | [-./]\d | -+\s?\d{1,4}\s?[-/.年月日:]
        | 起(?:施行|实施|执行|生效|开始|至|[\s,)]|$) | [之以][前后] | 前(?=$|[\s,)提报完交将]) | 截?止(?=$|\W)
        | 施行 | 生效 | 废止 | 修[订正](?=$|[\s,)]) | ,?\s?地[点址] )""",
    re.VERBOSE,
)
_CLOSED: Final = re.compile(
    r"""[\s(\])>]{0,3} (?:(?:星期|周|礼拜)[一二三四五六日天])? [\s\])>,;.]{0,3}
        (?: $ | [|·•] | new | 来源|作者|编辑|责编|浏览|点击|阅读|访问|人气|评论|查看|字[号体]|打印|分享|更新
          | 发[布表](?![的会]) )""",
    re.VERBOSE | re.IGNORECASE,
)
_RANKS: Final = {"published": 0, "plain": 1, "updated": 3}
_UNLABELLED: Final = 2
# A label stands right before its date; this is the longest with its blanks.
_REACH: Final = 20


def rank(text: str, start: int, end: int) -> int | None:
    """Say how likely the date text[start:end] is the publish time: 0 is best, None means it is another time."""
    if _SPAN.match(text, end):
        return None
    reach = max(0, start - _REACH)
    label = _BEFORE.search(text, reach, start)
    if label:
        return _RANKS[label.lastgroup or ""]
    sentence = "年" in text[start:end] and text[reach:start][-1:].isalnum() and not closed(text, end)
    return None if sentence or _OTHER.search(text, reach, start) else _UNLABELLED


def starts(text: str) -> list[int]:
    """Return where a date may start that is one only behind a label or at the beginning, the best place first."""
    labels = sorted(_LABELLED.finditer(text), key=lambda label: _RANKS[label.lastgroup or ""])
    opening = _OPENING.match(text)
    return [*(label.end() for label in labels), opening.end() if opening else 0]


def closed(text: str, end: int) -> bool:
    """Whether the text ends here but for brackets, or goes on with what portals put behind a publish time."""
    return _CLOSED.match(text, end) is not None
