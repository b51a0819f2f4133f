"""What a crawl needs of the watch that it works for."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from portalwatch.items import Crawl, Item, Kept, Known, KnownItem, Listed
from portalwatch.network.robots import RobotsCache


class Recorder(Protocol):
    """A watch at work."""

    now: Callable[[], datetime]

    @property
    def user_agent(self) -> str:
        """Who we say we are."""

    @property
    def robots(self) -> RobotsCache:
        """The robots.txt files known already."""

    def known(self, portal: str, section: str) -> Known:
        """What is known of a section, without items."""

    def items(self, portal: str, section: str, keys: Collection[str]) -> Mapping[str, KnownItem]:
        """What is known of these keys."""

    def listed(self, portal: str, section: str) -> tuple[Listed, ...]:
        """What the section listed so far, in its order."""

    def stored(self, portal: str, keys: Collection[str]) -> list[Item]:
        """The items that have these keys, with all that is stored of them."""

    def dated(self, portal: str, days: Collection[date], titles: Collection[str]) -> list[Item]:
        """The items that a portal published on these days, or on no day under one of these titles."""

    def due(self, portal: str, section: str, limit: int) -> tuple[Item, ...]:
        """The items whose articles are to be looked at again."""

    def claim(self, portal: str) -> AbstractContextManager[None]:
        """Keep every other process from crawling the portal meanwhile."""

    def keep(self, answers: Collection[Kept]) -> None:
        """Keep what the portal sent."""

    def record(self, crawl: Crawl, *, rebaseline: bool = False) -> object:
        """Decide what the crawl means and write it down."""
