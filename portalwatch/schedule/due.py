"""When a portal is to be crawled next. It follows from its schedule and its last crawl; nothing else is remembered."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from portalwatch.config import Portal, Service
from portalwatch.config.timing import cron, interval, missed
from portalwatch.store.health import SectionHealth


def trigger_of(portal: Portal, service: Service) -> BaseTrigger:
    """Return the trigger of a portal's own schedule, else of the service's; cron is local time in the portal's zone."""
    text, zone = portal.schedule or service.schedule, ZoneInfo(portal.zone)
    if every := interval(text):
        jitter = min(service.jitter, int(every.total_seconds()) // 4)
        return IntervalTrigger(seconds=every.total_seconds(), jitter=jitter or None, timezone=zone)
    trigger = cron(text, zone)
    trigger.jitter = service.jitter or None
    return trigger


def next_crawl(portal: Portal, service: Service, *, last_at: datetime | None, now: datetime) -> datetime:
    """Return when a portal is due: at once when it was never crawled, or when its time passed while nobody ran."""
    if last_at is None:
        return now
    text = portal.schedule or service.schedule
    # A crawl still to come was written down by a clock that was ahead: it must not keep the portal waiting until then.
    last_at = min(last_at, now)
    if every := interval(text):
        return max(last_at + every, now)
    due: datetime = cron(text, ZoneInfo(portal.zone)).get_next_fire_time(None, last_at)
    return max(due, now)


def is_overdue(portal: Portal, service: Service, last_at: datetime, now: datetime) -> bool:
    """Whether a portal's schedule was missed three times since a crawl."""
    return missed(portal.schedule or service.schedule, ZoneInfo(portal.zone), last_at) <= now


def last_crawl(portal: Portal, sections: Iterable[SectionHealth]) -> datetime | None:
    """Return when the portal was last crawled as a whole; None while a section of it has never been."""
    checked: Mapping[str, datetime] = {each.section: each.checked_at for each in sections if each.portal == portal.name}
    times = [checked.get(section.key) for section in portal.sections]
    known = [time for time in times if time is not None]
    return min(known) if len(known) == len(times) else None
