"""A home at work: its configuration and its store, and the one way in which a crawl becomes news."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import Engine

from portalwatch.changes import compare
from portalwatch.clock import utc_now
from portalwatch.config import Config, Home, load
from portalwatch.digest.matching import matches
from portalwatch.items import Crawl, Item, Kept, Kind, Known, KnownItem, Listed
from portalwatch.locks import is_held, sole
from portalwatch.network.settings import user_agent
from portalwatch.store import archive, owed
from portalwatch.store.engine import connect
from portalwatch.store.evidence import Evidence
from portalwatch.store.record import Recorded, record
from portalwatch.store.robots import RobotsCache


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

    @cached_property
    def evidence(self) -> Evidence:
        """What portals sent, as far as it is kept."""
        return Evidence(self.home.evidence)

    def keep(self, answers: Collection[Kept]) -> None:
        """Keep what a portal sent, for as long as configured."""
        days = self.config.service.evidence.days
        if days and answers:
            self.evidence.keep(answers, since=self.now() - timedelta(days=days))

    def known(self, portal: str, section: str) -> Known:
        """What is known of a section now, without items."""
        return archive.known(self.engine, portal, section, (), self.now())

    def items(self, portal: str, section: str, keys: Collection[str]) -> Mapping[str, KnownItem]:
        """What is known of these keys now, as this section sees them."""
        return archive.known_items(self.engine, portal, section, keys, self.now())

    def listed(self, portal: str, section: str) -> tuple[Listed, ...]:
        """What a section listed so far, in its order: as far as it is remembered."""
        return archive.listed(self.engine, portal, section)

    def stored(self, portal: str, keys: Collection[str]) -> list[Item]:
        """Return the items that have these keys, with all that is stored of them."""
        return archive.stored(self.engine, portal, keys)

    def dated(self, portal: str, days: Collection[date], titles: Collection[str]) -> list[Item]:
        """Return the items that a portal published on these days, or on no day under one of these titles."""
        return archive.dated(self.engine, portal, days, titles)

    def due(self, portal: str, section: str, limit: int) -> tuple[Item, ...]:
        """The items of a section whose articles are to be looked at again, at most `limit`."""
        return archive.unread(self.engine, portal, section, self.now(), limit) if limit else ()

    @contextmanager
    def claim(self, portal: str) -> Iterator[None]:
        """Keep every other process from crawling the portal meanwhile. BusyError when one is crawling it."""
        busy = f"{portal} is being crawled by another process; try again when that has ended"
        with sole(self._lock(portal), busy):
            yield

    def is_claimed(self, portal: str) -> bool:
        """Whether some process is crawling the portal just now."""
        return is_held(self._lock(portal))

    def _lock(self, portal: str) -> Path:
        return self.home.var / "locks" / f"{portal}.lock"

    def record(self, crawl: Crawl, *, rebaseline: bool = False) -> Recorded:
        """Decide what a crawl means and write it down with what is owed for it, in one transaction."""
        return record(self.engine, crawl, partial(compare, rebaseline=rebaseline), self._concerned)

    def _concerned(self, item: Item, kind: Kind, sections: Collection[str]) -> list[str]:
        return [
            subscription.name
            for subscription in self.config.subscriptions
            if matches(subscription, item, kind=kind, sections=sections)
        ]
