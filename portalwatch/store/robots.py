"""robots.txt of each host, kept for a day, so that an unchanged portal is not asked for it every time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import robots

#: RFC 9309 asks not to use a copy for longer.
FRESH = timedelta(hours=24)


class RobotsCache:
    """What the crawl's robots middleware asks first."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    def get(self, host: str) -> bytes | None:
        """Return the rules of `host` (`name` or `name:port`), None when there are none that are fresh."""
        fresh = robots.c.fetched_at > self._now() - FRESH
        with reading(self._engine) as connection:
            return connection.execute(select(robots.c.body).where(robots.c.host == host, fresh)).scalar()

    def put(self, host: str, body: bytes) -> None:
        """Keep the rules of `host`."""
        with writing(self._engine) as connection:
            connection.execute(delete(robots).where(robots.c.host == host))
            connection.execute(insert(robots).values(host=host, body=body, fetched_at=self._now()))
