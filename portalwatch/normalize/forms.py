"""The ways in which portals write a day: one regular expression each, the most certain first."""

import re
from datetime import date, timedelta
from typing import Final

_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_MONTH: Final = r"(?P<month>\d{1,2})"
_NAMES: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NAME: Final = rf"(?P<month>(?:{_NAMES}))[a-z]{{0,6}}\.?"
# A day may be glued to the clock that follows it: 2022-06-0917:21.
_DAY: Final = r"(?P<day>\d{1,2})(?!\d(?!\d:\d\d))"
_ORDINAL: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# Not the tail of a longer number or word; a label may be glued to it.
_START: Final = r"(?<![\da-z./_-])(?<!\d:)"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


#: Read anywhere in a text. The first form that occurs decides, whether or not it then is a publish time.
FORMS: Final = (
    # 2022-06-09, 2022 / 6 / 9, 2022年6月9日; 2022-06 09 and 2022 06 09 come from parts in elements of their own.
    # Not 2022年1-3月 nor 2022.11-12, which are months.
    _form(
        rf"""(?<!\d)(?<!\d[-/.]) {_YEAR} (?: \s?(?P<sep>[-/.])\s? | \s?年\s? | \s(?=\d\d\s\d\d(?!\d)) )
        {_MONTH} (?: (?(sep)\s?(?P=sep)|\s?月)\s? | (?<=\d\d)\s(?=\d\d(?!\s?[\d:])) ) {_DAY} (?:\s?[日号])?"""
    ),
    # 09 2022-06, 09 / 2022.06, 09日2022年06月
    _form(
        rf"""{_START} (?P<day>\d\d|\d(?!\d)) \s? (?:[日/|]\s?)? {_YEAR} \s?[-/.年]\s?
        {_MONTH} (?!\d|\s?[-/.月]\s?\d) (?:\s?月)?"""
    ),
    # 9 June 2022, 09-Jun-2022, 09 6月 2022
    _form(rf"{_START} {_ORDINAL} [\s,.-]{{0,2}} (?:{_NAME}|(?P<number>\d{{1,2}})\s?月) [\s,.-]{{0,2}} {_YEAR} (?!\d)"),
    # June 9, 2022; Java's Thu Jun 09 17:21:00 CST 2022, where CST is China's
    _form(
        rf"""(?<![a-z]) {_NAME} [\s-]? {_ORDINAL} [\s,-]{{0,2}}
        (?: (?P<hour>\d\d):(?P<minute>\d\d):\d\d\s (?:[a-z]{{3,4}}\s)? )? {_YEAR} (?!\d)"""
    ),
    # 13/06/2022: over 12 it can only be the day
    _form(rf"{_START} (?P<day>1[3-9]|2\d|3[01]) \s?[-/]\s? {_MONTH} \s?[-/]\s? {_YEAR} (?![\d年])"),
    # 06/09 2022, 06.09 2022, 6月9日 2022, 6/9/2022 5:21:00 PM
    _form(
        rf"""{_START} {_MONTH} (?: \s?[-/月]\s? | (?<=\d\d)\.(?=\d\d\s) ) (?P<day>\d{{1,2}}) (?:\s?[日,])?
        (?:\s?[-/]\s?|\s) {_YEAR} (?!\d|\s?[年级届])"""
    ),
    # 22-06-09, 22年6月9日: the year first, as Chinese portals do
    _form(rf"{_START} (?P<year>\d\d) (?P<sep>[-/]) {_MONTH} (?P=sep) {_DAY}"),
    _form(rf"{_START} (?P<year>\d\d) (?:\.(?=\d\d\.\d\d)|年) {_MONTH} [.月] {_DAY} (?:\s?[日号])?"),
)

#: Read only where nothing but a label stands before: anywhere else such digits count something.
COMPACT: Final = _form(
    rf"""{_YEAR} (?P<month>\d\d) (?P<day>\d\d)
    (?: T? (?P<hour>\d\d) (?P<minute>\d\d) (?:\d\d(?:\d{{3}})?)? )? (?!\d) (?P<zone>Z)?"""
)
EPOCH: Final = _form(
    r"""(?:\\?/Date\()? (?P<seconds>1\d{9}) (?:\d{3})? (?!\d) (?:\.\d{1,9})? (?: (?:[+-]\d{4})? \)\\?/ )?"""
)
YEARLESS: Final = _form(
    rf"""(?: {_MONTH} (?: [-/] | \s?月\s?(?=\d+\s?[日号]) ) | (?P<padded>\d\d)\.(?=\d\d(?!\d)) )
    {_DAY} (?:\s?[日号])?"""
)


def read_day(match: re.Match[str], today: date) -> date | None:
    """Return the day that a form found, or None if there is no such day. A year of two digits is the nearest past."""
    groups = match.groupdict()
    year = int(groups["year"])
    if year < 100:
        year += 2000 if year + 2000 <= today.year + 1 else 1900
    return _date(year, _number(groups), int(groups["day"]))


def read_yearless(match: re.Match[str], today: date) -> date | None:
    """Return the newest such day that is not after tomorrow; eight years back there was a 29 February."""
    month, day = int(match["month"] or match["padded"]), int(match["day"])
    years = range(today.year + 1, today.year - 9, -1)
    days = (_date(year, month, day) for year in years)
    return next((day for day in days if day and day <= today + timedelta(days=1)), None)


def _number(groups: dict[str, str]) -> int:
    month = groups["month"] or groups["number"]
    return int(month) if month.isdecimal() else _NAMES.split("|").index(month.lower()) + 1


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
