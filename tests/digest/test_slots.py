"""When a digest is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.digest.slots import latest_slot, next_slot
from portalwatch.items import Frequency

from .samples import subscription, weekly

TICK = timedelta(microseconds=1)
# Zones whose clocks jump at midnight, by half an hour, by a day, and back over midnight.
ODD = [
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Shanghai",
    "UTC",
]
zones = st.one_of(st.sampled_from(ODD), st.sampled_from(sorted(available_timezones())))
moments = st.integers(0, 60 * 365 * 24 * 60).map(
    lambda minutes: datetime(1975, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def first_minute(zone: str, day: date, at: time) -> datetime:
    """Watch the local clock minute by minute until it shows that time, or a later one."""
    local = datetime.combine(day, at)
    minute = local.replace(tzinfo=UTC) - timedelta(hours=16)
    while minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < local:
        minute += timedelta(minutes=1)
    return minute


@given(zones, times, moments)
def test_there_is_exactly_one_slot_for_every_local_day(zone, at, now):
    wanted = subscription(zone=zone, at=at)
    today = now.astimezone(ZoneInfo(zone)).date()
    # A set: where the calendar skips a day, its midnight and the next day's are one moment.
    due = sorted({first_minute(zone, today + timedelta(days=offset), at) for offset in range(-2, 5)})
    first = latest_slot(wanted, now)
    slots = [slot := first, *(slot := next_slot(wanted, slot) for _ in range(3))]
    assert slots == due[due.index(first) : due.index(first) + 4]


@pytest.mark.parametrize("zone", [zone for zone in ODD if zone != "Pacific/Apia"])
@pytest.mark.parametrize("at", [time(0, 0), time(2, 30), time(8, 0), time(23, 30)])
def test_two_years_have_as_many_slots_as_days(zone, at):
    wanted = subscription(zone=zone, at=at)
    slot = latest_slot(wanted, datetime(2010, 12, 31, 12, tzinfo=UTC))
    slots = [slot := next_slot(wanted, slot) for _ in range(731)]
    first, last = (slot.astimezone(ZoneInfo(zone)).date() for slot in (slots[0], slots[-1]))
    assert last - first == timedelta(days=730)


@given(zones, times, moments, st.one_of(st.none(), st.integers(0, 6)))
def test_now_lies_between_the_latest_slot_and_the_next(zone, at, now, weekday):
    wanted = subscription(zone=zone, at=at) if weekday is None else weekly(zone=zone, at=at, weekday=weekday)
    latest, following = latest_slot(wanted, now), next_slot(wanted, now)
    assert latest <= now < following
    assert latest_slot(wanted, latest) == latest
    assert latest_slot(wanted, following - TICK) == latest
    assert next_slot(wanted, latest) == following
    assert latest_slot(wanted, following) == following


@given(zones, times, moments, st.integers(0, 6))
def test_a_week_has_one_slot_on_its_weekday(zone, at, now, weekday):
    daily, wanted = subscription(zone=zone, at=at), weekly(zone=zone, at=at, weekday=weekday)
    slot = next_slot(wanted, now)
    assert latest_slot(daily, slot) == slot
    later = next_slot(wanted, slot)
    assert timedelta(days=5, hours=20) < later - slot < timedelta(days=8, hours=4)


def test_a_weekly_slot_falls_on_the_asked_weekday():
    now = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # a Monday, 08:30 in Shanghai
    assert latest_slot(weekly(weekday=0), now) == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert latest_slot(weekly(weekday=1), now) == datetime(2026, 11, 17, 0, 0, tzinfo=UTC)
    assert next_slot(weekly(weekday=0), now) == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
    assert next_slot(weekly(weekday=6), now) == datetime(2026, 11, 29, 0, 0, tzinfo=UTC)


def test_a_slot_is_due_at_its_own_moment():
    now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert latest_slot(subscription(), now) == now
    assert next_slot(subscription(), now) == now + timedelta(days=1)


def test_a_skipped_time_is_taken_when_the_clock_jumps():
    wanted = subscription(zone="America/New_York", at=time(2, 30))
    assert next_slot(wanted, datetime(2026, 3, 8, 0, tzinfo=UTC)) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


def test_a_skipped_time_with_a_fraction_of_a_second_is_taken_at_the_same_jump():
    wanted = subscription(zone="America/New_York", at=time(2, 30, 0, 5))
    assert next_slot(wanted, datetime(2026, 3, 8, 0, tzinfo=UTC)) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


def test_a_repeated_time_is_taken_once_the_first_time():
    wanted = subscription(zone="America/New_York", at=time(1, 30))
    first = next_slot(wanted, datetime(2026, 11, 1, 0, tzinfo=UTC))
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert next_slot(wanted, first) == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def test_a_clock_set_back_over_midnight_does_not_lose_or_repeat_the_slot_of_midnight():
    wanted = subscription(zone="America/St_Johns", at=time(0, 0))
    back = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)  # 00:01 on the 7th becomes 23:01 on the 6th
    slot = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    assert latest_slot(wanted, back) == slot
    assert latest_slot(wanted, back + timedelta(minutes=30)) == slot
    assert next_slot(wanted, slot) == datetime(2010, 11, 8, 3, 30, tzinfo=UTC)


def test_a_day_that_the_calendar_skips_has_its_slot_at_the_skip():
    wanted = subscription(zone="Pacific/Apia")  # there was no 30 December 2011
    slots = [slot := datetime(2011, 12, 29, 0, tzinfo=UTC)]
    slots = [slot := next_slot(wanted, slot) for _ in range(3)]
    assert [str(slot.astimezone(ZoneInfo("Pacific/Apia")))[:16] for slot in slots] == [
        "2011-12-29 08:00",
        "2011-12-31 00:00",
        "2011-12-31 08:00",
    ]


def test_at_once_is_always_due():
    now = datetime(2026, 11, 23, 3, 4, 5, tzinfo=UTC)
    at_once = subscription(frequency=Frequency.ONCE)
    assert latest_slot(at_once, now) == now
    assert next_slot(at_once, now) == now
