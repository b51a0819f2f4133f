"""What a schedule is: an interval such as `30m`, or five cron fields."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_INTERVAL = re.compile(r"([1-9]\d{0,4})([smhd])")
#: So many times in a row a schedule is not kept by chance. A crawl may take a while.
_TIMES, _GRACE = 3, timedelta(hours=1)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Cron counts weekdays from Sunday, and knows it by two numbers; APScheduler counts from Monday.
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def interval(text: str) -> timedelta | None:
    """Return the interval that the text is, None when it is none."""
    match = _INTERVAL.fullmatch(text)
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]]) if match else None


def cron(text: str, zone: tzinfo) -> "CronTrigger":
    """Return the trigger of five cron fields, in local time. Raises ValueError."""
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - costs 30 ms, and only cron needs it

    *fields, weekdays = text.split()
    named = re.sub(r"(?<![/\d])[0-7](?!\d)", lambda match: _WEEKDAYS[int(match[0])], weekdays)
    return CronTrigger.from_crontab(" ".join([*fields, named]), timezone=zone)


def missed(text: str, zone: tzinfo, last_at: datetime) -> datetime:
    """Return when a schedule that was last kept at `last_at` has been missed three times, an hour at the earliest."""
    if every := interval(text):
        return last_at + max(_TIMES * every, _GRACE)
    trigger, due = cron(text, zone), last_at
    for _ in range(_TIMES):
        due = trigger.get_next_fire_time(due, due) or due
    return max(due, last_at + _GRACE)


def checked(text: str) -> str:
    """Return the text; ValueError says what would be accepted when it is no schedule, or one that never comes."""
    if interval(text):
        return text
    if len(text.split()) != 5:
        forms = "an interval such as 30m or 2h, or five cron fields such as '0 8-18 * * mon-fri'"
        raise ValueError(f"must be {forms}, not {text!r}")
    if cron(text, UTC).get_next_fire_time(None, datetime(2000, 1, 1, tzinfo=UTC)) is None:
        raise ValueError(f"{text!r} never comes")
    return text
