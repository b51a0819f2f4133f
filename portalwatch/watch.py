"""A home at work: its configuration and its store, and the one way in which a crawl becomes news."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Engine

from portalwatch.changes import compare
from portalwatch.config import Config, Home, load
from portalwatch.digest.matching import matches
from portalwatch.items import Crawl, Item, Kind, Known
from portalwatch.locks import sole
from portalwatch.network.settings import user_agent
from portalwatch.store import archive, owed
from portalwatch.store.engine import connect
from portalwatch.store.robots import RobotsCache


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Watch:
    """What every command works with. The store is opened, and the subscriptions written to it, when first needed."""

    def __init__(self, home: Home, *, now: Callable[[], datetime] = utc_now) -> None:
        self.home, self.now = home, now

    @cached_property
    def config(self) -> Config:
        """All of config/, read once."""
        return load(self.home)

    @cached_property
    def engine(self) -> Engine:
        """The open store."""
        engine = connect(self.config.service.store or self.home.store)
        owed.subscribe(engine, self.config.subscriptions, self.now())
        return engine

    @property
    def user_agent(self) -> str:
        """Who portals are told that we are, with the operator's contact."""
        return user_agent(self.config.service.contact or "")

    @cached_property
    def robots(self) -> RobotsCache:
        """The robots.txt files known already."""
        return RobotsCache(self.engine, self.now)

    def known(self, portal: str, section: str, keys: Collection[str]) -> Known:
        """What is known of a section and of these keys, now."""
        return archive.known(self.engine, portal, section, keys, self.now())

    def due(self, portal: str, section: str, limit: int) -> tuple[Item, ...]:
        """The items of a section whose articles are to be looked at again, at most `limit`."""
        return archive.unread(self.engine, portal, section, self.now(), limit) if limit else ()

    @contextmanager
    def claim(self, portal: str) -> Iterator[None]:
        """Keep every other process from crawling the portal meanwhile. UsageError when one is crawling it."""
        busy = f"{portal} is being crawled by another process"
        with sole(self.home.var / "locks" / f"{portal}.lock", busy):
            yield

    def record(self, crawl: Crawl, *, rebaseline: bool = False) -> archive.Recorded:
        """Decide what a crawl means and write it down with what is owed for it, in one transaction."""
        return archive.record(
            self.engine, crawl, lambda known: compare(known, crawl, rebaseline=rebaseline), self._concerned
        )

    def _concerned(self, item: Item, kind: Kind, sections: Collection[str]) -> list[str]:
        return [
            subscription.name
            for subscription in self.config.subscriptions
            if matches(subscription, item, kind=kind, sections=sections)
        ]
