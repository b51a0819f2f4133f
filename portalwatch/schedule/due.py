"""When a portal is to be crawled next. It follows from its schedule and its last crawl; nothing else is remembered."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from portalwatch.config import Portal, Service
from portalwatch.config.portal import INTERVAL

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def trigger_of(portal: Portal, service: Service) -> BaseTrigger:
    """Return the trigger of a portal's own schedule, else of the service's; cron is local time in the portal's zone."""
    text = portal.schedule or service.schedule
    zone = ZoneInfo(portal.zone)
    if match := INTERVAL.fullmatch(text):
        seconds = int(match[1]) * _SECONDS[match[2]]
        return IntervalTrigger(seconds=seconds, jitter=min(service.jitter, seconds // 4) or None, timezone=zone)
    return CronTrigger.from_crontab(text, timezone=zone)


def next_crawl(portal: Portal, service: Service, *, last_at: datetime | None, now: datetime) -> datetime:
    """Return when a portal is due: at once when it was never crawled, or when its time passed while nobody ran."""
    if last_at is None:
        return now
    text = portal.schedule or service.schedule
    if match := INTERVAL.fullmatch(text):
        due = last_at + timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
    else:
        due = CronTrigger.from_crontab(text, timezone=ZoneInfo(portal.zone)).get_next_fire_time(None, last_at)
    return max(due, now)
