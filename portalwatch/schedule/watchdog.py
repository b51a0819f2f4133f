"""Tells the watchdog elsewhere that the service lives, and notices sections that nobody looks at."""

import asyncio
import logging
from datetime import datetime, timedelta

from portalwatch.network.ping import ping
from portalwatch.schedule.due import is_overdue
from portalwatch.store import health
from portalwatch.watch import Watch

logger = logging.getLogger("portalwatch")

#: The post goes round more often than a watchdog wants to hear.
EVERY = timedelta(minutes=1)


class Watchdog:
    """One service's word to its watchdog. While one is on its way no other is sent."""

    def __init__(self, watch: Watch) -> None:
        self._started_at = watch.now()
        self._told_at: datetime | None = None
        self._telling: asyncio.Task[None] | None = None
        self._failed = False
        self.follow(watch)

    def follow(self, watch: Watch) -> None:
        """Work by this configuration from now on. Raises UsageError when the environment names no web address."""
        self._watch, self._url = watch, watch.config.service.watchdog.url

    def fail(self) -> None:
        """Note that something went wrong; the next word says so."""
        self._failed = True

    def tell(self) -> None:
        """Say that a round has ended, without waiting for an answer."""
        now = self._watch.now()
        busy = self._telling is not None and not self._telling.done()
        if busy or (self._told_at is not None and timedelta() <= now - self._told_at < EVERY):
            return
        self._told_at = now
        failed, self._failed = self._failed, False
        self._telling = asyncio.create_task(self._tell(now, failed=failed))

    async def _tell(self, now: datetime, *, failed: bool) -> None:
        try:
            await asyncio.to_thread(self._look_and_ping, now, failed=failed)
        except Exception:
            logger.exception("the watchdog could not be told")

    def _look_and_ping(self, now: datetime, *, failed: bool) -> None:
        late = self._late(now)
        if late:
            health.note_overdue(self._watch.engine, late, now)
        settings = self._watch.config.service.watchdog
        if self._url is None or ((failed or late) and not settings.fail):
            return
        reason = ping(
            self._url,
            user_agent=self._watch.user_agent,
            allow_private=settings.allow_private,
            failed=failed or bool(late),
        )
        if reason:
            logger.warning("the watchdog could not be told: %s", reason)

    def _late(self, now: datetime) -> dict[tuple[str, str], datetime]:
        """Return the sections whose schedule this service has missed three times. What came before is not its fault."""
        checked, config = health.checked(self._watch.engine), self._watch.config
        portals = [portal for portal in config.portals if not portal.waiting]
        known = [(each, (each.name, section.key)) for each in portals for section in each.sections]
        return {
            key: checked[key]
            for portal, key in known
            if key in checked and is_overdue(portal, config.service, max(checked[key], self._started_at), now)
        }
