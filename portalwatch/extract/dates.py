"""The shapes in which portals show a date, found in text and left as they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portalwatch.extract.text import fold

_CLOCK: Final = (
    r"(?:(?:上午|下午|中午|晚上)?\s*\d{1,2}\s*[:：∶]\s*\d{2}(?:\s*[:：∶]\s*\d{2})?(?!\d)"
    r"|\d{1,2}\s*[时点]\s*(?:\d{1,2}\s*分(?:\s*\d{1,2}\s*秒)?)?)(?:\s*[AaPp][Mm]\b)?"
)
_YEAR: Final = r"(?<![\d.])(?:19|20)\d{2}"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
#: The most certain shape first; from `PARTIAL` on, the year is missing.
_SHAPES: Final = (
    rf"{_YEAR}\s*[-/.年．－—]\s*\d{{1,2}}\s*[-/.月．－—]\s*\d{{1,2}}(?!\d)\s*日?",
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
    r"[二一][〇零○Ｏ九][〇零○Ｏ一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日",
    r"(?<!\d)\d{1,2}\s*[-/月]\s*\d{1,2}\s*(?:[日,\s]\s*|[-/])(?:19|20)\d{2}(?!\d)",
    rf"(?:\b{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?|(?<!\d)\d{{1,2}}\s+{_MONTH}),?\s+(?:19|20)\d{{2}}(?!\d)",
    r"(?<![\d./-])\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d./-])",
    r"(?<![\d.:/-])(?:1[0-2]|0?[1-9])(?:[-/]|\s*月\s*)(?:3[01]|[12]\d|0?[1-9])(?![\d.:/-]|\s*[年月个名条])\s*日?",
    r"刚刚|[今昨前]天(?!是)|\d+\s*(?:秒钟?|分钟?|小时|天|周|个月|月|年)\s*前",
)
#: What may stand around a date that is an element's whole text.
_DRESS: Final = re.compile(
    r"(?:发布|发表|更新|公布|创建|添加|上传)?(?:时\s*间|日\s*期)|发布|发表|更新|星期.|周[一二三四五六日]|date|posted|on|[\W_]",
    re.IGNORECASE,
)
#: A publish time does not stand deep in a text.
_READ: Final = 500
PARTIAL: Final = 6
#: Cheaper than all the shapes, and no date is without it.
_LIKELY: Final = re.compile(
    r"\d\s*[-/.年月．－—]\s*\d|\d{8}|[二一][〇零○Ｏ九]|[今昨前]天|刚刚|\d\s*\w{1,2}\s*前|[a-z]{3}\.?\s*\d|\d\s+[a-z]{3}",
    re.IGNORECASE,
)
_DATE: Final = re.compile("|".join(f"(?P<s{rank}>{shape})" for rank, shape in enumerate(_SHAPES)), re.IGNORECASE)
_TIMED: Final = re.compile(
    rf"[\sT,，]*(?:(?:星期|周)[一二三四五六日天]\s*)?(?:{_CLOCK})(?:\.\d+)?(?:Z|[+-]\d{{2}}:?\d{{2}})?"
)
#: A calendar leaf: the day large, year and month small, or the year apart from month and day.
_LEAF: Final = re.compile(
    r"(?<!\d)(?:(?P<d1>\d{1,2})日? (?P<y1>20\d\d) ?[-/.年] ?(?P<m1>\d{1,2})月?"
    r"|(?P<y2>20\d\d) ?[-/.年] ?(?P<m2>\d{1,2})月? (?P<d2>\d{1,2})日?"
    r"|(?P<m3>\d{1,2}) ?[-/.月] ?(?P<d3>\d{1,2})日? (?P<y3>20\d\d)年?"
    r"|(?P<y4>20\d\d)年? (?P<m4>\d{1,2}) ?[-/.月] ?(?P<d4>\d{1,2})日?)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A date as shown, with its clock if one follows; `rank` is 0 for the most certain shape.

    It stands at `start` up to `end` of the text that it was found in.
    """

    text: str
    rank: int
    start: int
    end: int
    timed: bool


@lru_cache(maxsize=1024)
def find_dates(text: str) -> tuple[Shown, ...]:
    """Return the dates in the beginning of `text`, in order."""
    text = text[:_READ]
    if not _LIKELY.search(text):
        return ()
    return tuple(_with_clock(text, match) for match in _DATE.finditer(text))


def _with_clock(text: str, match: re.Match[str]) -> Shown:
    rank = int((match.lastgroup or "s0")[1:])
    clock = _TIMED.match(text, match.end())
    end = clock.end() if clock else match.end()
    return Shown(fold(text[match.start() : end]), rank, match.start(), end, timed=clock is not None)


def is_date(text: str) -> bool:
    """Whether a folded text is a date and no more than its label, brackets, a weekday."""
    found = find_dates(text) if len(text) < 40 else ()
    return bool(found) and len(_DRESS.sub("", text[: found[0].start] + text[found[0].end :])) <= 1


def read_leaf(parts: Iterable[str]) -> str | None:
    """Return as year-month-day the date that short texts, one after the other, spell like a calendar leaf."""
    match = _LEAF.search(" ".join(part for part in parts if len(part) <= 12))
    if not match:
        return None
    named = {name[0]: value for name, value in match.groupdict().items() if value}
    return f"{named['y']}-{named['m']}-{named['d']}"
