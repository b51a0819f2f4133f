"""Chinese numerals in dates, written as digits."""

import re
from typing import Final

_DIGITS: Final = str.maketrans("〇零○Oo一二两三四五六七八九", "000001223456789")
# Only before a unit, so that 第十二号公告 or 星期一 stay what they are; ○, O and 0 all stand for 〇 in real dates.
_NUMERAL: Final = re.compile(
    r"(?<![期周拜第])(?:[一二三四五六七八九]?[十廿卅][一二三四五六七八九]?|[〇零○一二两三四五六七八九][〇零○Oo0-9一二三四五六七八九]{0,3})"
    r"(?=年|月|日|号|天|时|点|分|秒|个?小时)"
)
_TENS: Final = {"廿": "2", "卅": "3"}


def digits(text: str) -> str:
    """Return `text` with the numerals of its dates and spans as digits.

    >>> digits("二〇二二年六月廿九日"), digits("三天前"), digits("十月十日"), digits("第十二期")
    ('2022年6月29日', '3天前', '10月10日', '第十二期')
    """
    return _NUMERAL.sub(_value, text)


def _value(match: re.Match[str]) -> str:
    numeral = match.group()
    for ten in "十廿卅":
        tens, found, units = numeral.partition(ten)
        if found:
            return (tens.translate(_DIGITS) or _TENS.get(ten, "1")) + (units.translate(_DIGITS) or "0")
    return numeral.translate(_DIGITS)
