"""Says when a subscription's digest is due, in its own zone, whatever the clocks there do."""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portalwatch.items import Frequency, Subscription


def latest_slot(subscription: Subscription, now: datetime) -> datetime:
    """Return the newest moment, not after `now`, at which the digest is due; "at once" is always due."""
    if subscription.frequency is Frequency.ONCE:
        return now
    return max(slot for slot in _slots(subscription, now) if slot <= now)


def next_slot(subscription: Subscription, now: datetime) -> datetime:
    """Return the first moment after `now` at which the digest is due; for "at once" that is `now` itself."""
    if subscription.frequency is Frequency.ONCE:
        return now
    return min(slot for slot in _slots(subscription, now) if slot > now)


def _slots(subscription: Subscription, now: datetime) -> list[datetime]:
    """Return the slots of the days around `now`, wide enough for a week both ways.

    A clock that is set back over midnight has already shown the next day's first minutes: hence one day more.
    """
    zone = ZoneInfo(subscription.zone)
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=offset) for offset in range(-8, 9))
    weekly = subscription.frequency is Frequency.WEEKLY
    return [_slot(subscription, day, zone) for day in days if not weekly or day.weekday() == subscription.weekday]


def _slot(subscription: Subscription, day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the local clock shows that day and time, or is past it."""
    local = datetime.combine(day, subscription.at)
    earlier, later = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if later >= earlier:  # it exists, once or twice
        return earlier
    # A skipped time: read with the offset after the jump it lies before the jump, and the other way round.
    seconds = range(int(later.timestamp()), int(earlier.timestamp()) + 1)
    jump = bisect_left(seconds, local, key=lambda second: datetime.fromtimestamp(second, zone).replace(tzinfo=None))
    return datetime.fromtimestamp(seconds[jump], UTC)
