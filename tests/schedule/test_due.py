from datetime import UTC, datetime, timedelta

import pytest

from portalwatch.config import Portal, Section, Service
from portalwatch.items import Outcome
from portalwatch.schedule.due import is_overdue, last_crawl, next_crawl, trigger_of
from portalwatch.store.health import SectionHealth

NOW = datetime(2022, 6, 9, 10, 0, tzinfo=UTC)
SECTION = Section(key="notices", name="通知公告")


def portal(schedule: str | None = None, zone: str = "Asia/Shanghai") -> Portal:
    return Portal(name="p", title="p", url="http://p.cn/", schedule=schedule, zone=zone, sections=(SECTION,))


def due(schedule: str | None, last_at: datetime | None, service: Service | None = None) -> datetime:
    return next_crawl(portal(schedule), service or Service(), last_at=last_at, now=NOW)


def test_a_portal_that_was_never_crawled_is_due_at_once():
    assert due("2h", None) == NOW


def test_an_interval_counts_from_the_last_crawl():
    assert due("2h", NOW - timedelta(hours=1)) == NOW + timedelta(hours=1)


def test_what_fell_due_while_nobody_ran_is_due_now():
    assert due("2h", NOW - timedelta(days=3)) == NOW
    assert due("0 8 * * *", NOW - timedelta(days=3)) == NOW


def test_cron_is_local_time_in_the_portal_s_zone():
    assert due("0 19 * * *", NOW - timedelta(minutes=5)) == datetime(2022, 6, 9, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(("field", "weekday"), [("1", 0), ("0", 6), ("7", 6), ("1-5", 0), ("sun", 6), ("6", 5)])
def test_cron_counts_weekdays_from_sunday(field, weekday):
    saturday_night = datetime(2022, 6, 11, 23, 0, tzinfo=UTC) if weekday != 5 else NOW

    first = trigger_of(portal(f"0 8 * * {field}", "UTC"), Service(jitter=0)).get_next_fire_time(None, saturday_night)

    assert first.weekday() == weekday


def test_a_portal_counts_as_crawled_when_all_its_sections_were():
    two = Portal(name="p", title="p", url="http://p.cn/", sections=(SECTION, Section(key="news", name="行业动态")))

    def health(section, hours):
        values = {"portal": "p", "section": section, "checked_at": NOW - timedelta(hours=hours)}
        blank = {"outcome": Outcome.OK, "detail": "", "since_at": NOW, "trusted_at": None, "newest_on": None}
        return SectionHealth(**values, **blank, url=None, items=0, gap=None)

    assert last_crawl(two, [health("news", 1)]) is None
    assert last_crawl(two, [health("news", 1), health("notices", 3)]) == NOW - timedelta(hours=3)


def test_starts_of_one_hour_are_spread():
    assert trigger_of(portal("0 8 * * *"), Service(jitter=60)).jitter == 60


def test_a_portal_without_a_schedule_has_the_service_s():
    assert due(None, NOW, Service(schedule="1d")) == NOW + timedelta(days=1)


@pytest.mark.parametrize("schedule", ["90s", "30m", "2h", "1d", "*/10 8-18 * * mon-fri"])
def test_a_trigger_goes_on_after_its_first_run(schedule):
    trigger = trigger_of(portal(schedule), Service())

    first = trigger.get_next_fire_time(None, NOW)
    second = trigger.get_next_fire_time(first, first)

    assert first is not None
    assert second > first


@pytest.mark.parametrize(
    ("schedule", "minutes", "overdue"),
    [
        ("30m", 89, False),
        ("30m", 90, True),
        ("1m", 59, False),
        ("1m", 60, True),
        ("0 8 * * *", 60 * 24 * 2, False),
        ("0 8 * * *", 60 * 24 * 3, True),
    ],
)
def test_a_portal_is_overdue_when_its_schedule_was_missed_three_times_an_hour_at_least(schedule, minutes, overdue):
    assert is_overdue(portal(schedule), Service(), NOW - timedelta(minutes=minutes), NOW) is overdue
