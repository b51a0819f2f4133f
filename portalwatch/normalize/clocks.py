"""The time of day beside a date: 17:21, 下午3:05, 13时44分, T09:21:00Z."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from portalwatch.items import Precision

#: A time in the portal's zone and how exactly it is known.
Moment = tuple[datetime, Precision]
#: No portal is older; a date before is a template's default or someone's birthday.
EARLIEST: Final = 1990

_WEEKDAY: Final = r"(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
# An offset without seconds needs its plus sign: in "2022-06-09 08:00-12:00" the minus means until.
_AFTER: Final = re.compile(
    rf"""
    (?: (?P<iso>T) | [\s,|/_·•:)\]-]{{0,4}} (?:\(?(?:{_WEEKDAY})\)?)? [\s,)\]]{{0,3}} (?:at\s)? )
    (?: (?P<half>上午|下午|凌晨|清晨|早[上晨]|中午|傍晚|晚上?|夜间|[ap]\.?m\.?) \s? )?
    (?P<hour>\d{{1,2}}) \s? (?: :(?=\s?\d) | 时(?![代报间]) | 点(?![击赞评播]) )
    (?: \s? (?P<minute>\d{{1,2}})(?!\d) )?
    (?: \s? [:分] \s? (?P<second>\d{{1,2}})(?!\d) (?:[.,]\d{{1,9}})? \s? 秒? | 分 )?
    (?: \s? (?P<late>[ap]\.?m\b\.?) )?
    (?: \s? (?P<zone> Z\b | (?:GMT|UTC)(?:[+-]\d{{1,2}}(?::?\d\d)?)?
                     | (?(iso)[+-]|(?(second)[+-]|\+))\d\d:?\d\d(?!\d) ) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?[\s,|]*$")
# The longest clock that stands before a date, with its blanks.
_REACH: Final = 12
_OFFSET: Final = re.compile(r"([+-])(\d{1,2}):?(\d\d)?$")
_EVENING: Final = frozenset({"下午", "傍晚", "晚", "晚上", "夜间", "pm"})
_MORNING: Final = frozenset({"上午", "凌晨", "am"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `zone` is None where the text names none."""

    hour: int
    minute: int
    zone: tzinfo | None = None


def read_clock(text: str, day: re.Match[str]) -> tuple[Clock | None, int]:
    """Return the clock beside or within the date `day` of `text`, if there is a possible one, and where both end."""
    if day.groupdict().get("hour"):
        return _clock(day), day.end()
    after = _AFTER.match(text, day.end())
    if after:
        return _clock(after), after.end()
    before = _BEFORE.search(text, max(0, day.start() - _REACH), day.start())
    return (_clock(before) if before else None), day.end()


def moment(day: date, clock: Clock | None, zone: tzinfo) -> Moment:
    """Put day and clock together in `zone`. 00:00, there or where it was written, is how a day alone is stored."""
    if clock is None or not (clock.hour or clock.minute):
        return datetime.combine(day, time(), zone), Precision.DAY
    return exact(datetime.combine(day, time(clock.hour, clock.minute), clock.zone or zone).astimezone(zone))


def exact(at: datetime) -> Moment:
    """Return a time to the minute; midnight means the day alone."""
    at = at.replace(second=0, microsecond=0)
    return at, Precision.MINUTE if at.hour or at.minute else Precision.DAY


def _clock(match: re.Match[str]) -> Clock | None:
    groups = match.groupdict()
    half = (groups.get("half") or groups.get("late") or "").replace(".", "").lower()
    hour, minute = _day_hour(int(groups["hour"]), half), int(groups["minute"] or 0)
    if hour > 23 or minute > 59:
        return None
    return Clock(hour, minute, _zone(groups.get("zone")))


def _day_hour(hour: int, half: str) -> int:
    """Turn an hour of half a day into one of the whole; portals also write 下午15:05, which is left alone."""
    if (half in _EVENING and hour < 12) or (half == "中午" and hour < 11):
        return hour + 12
    return 0 if half in _MORNING and hour == 12 else hour


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    match = _OFFSET.search(text)
    if not match:
        return UTC
    sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > timedelta(hours=14):
        return None
    return timezone(-offset if sign == "-" else offset)
