"""Publish times told from now: 刚刚, 5分钟前, 昨天 10:20."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from portalwatch.normalize.clocks import Moment, exact, moment, read_clock
from portalwatch.normalize.labels import closed

_AGO: Final = re.compile(r"刚[刚才]|(?P<count>\d{1,4}|半)\s?(?P<unit>秒|分|个?小时|天)钟?\s?[以之]?前")
_DAY: Final = re.compile(r"(?P<name>今|昨|大前|前)[天日]")
_SECONDS: Final = {"秒": 1, "分": 60, "小时": 3600, "个小时": 3600, "天": 86400}
_DAYS: Final = {"今": 0, "昨": 1, "前": 2, "大前": 3}


def read_relative(text: str, start: int, now: datetime, zone: tzinfo) -> Moment | None:
    """Read the span or day that stands at `start`; `now` is in `zone`. 4年前 leaves the day open and is not read."""
    match = _AGO.match(text, start)
    if match:
        return _ago(match, now, zone) if closed(text, match.end()) else None
    match = _DAY.match(text, start)
    if not match:
        return None
    clock, end = read_clock(text, match)
    day = now.date() - timedelta(days=_DAYS[match["name"]])
    return moment(day, clock, zone) if closed(text, end) else None


def _ago(match: re.Match[str], now: datetime, zone: tzinfo) -> Moment:
    count, unit = match["count"] or "0", match["unit"] or "秒"
    span = timedelta(seconds=_SECONDS[unit] * (0.5 if count == "半" else int(count)))
    at = (now.astimezone(UTC) - span).astimezone(zone)
    return moment(at.date(), None, zone) if unit == "天" else exact(at)
