"""Lets the real spider crawl the simulated portal, without a network: its requests are answered here."""

import heapq
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Protocol
from urllib.parse import urljoin

import yaml
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from portalwatch.config import Home
from portalwatch.crawl.loader import PortalLoader
from portalwatch.crawl.spider import SectionSpider
from portalwatch.items import Crawl
from portalwatch.store.record import Recorded
from portalwatch.watch import Watch
from tests.simulation.answers import Answer, ArticleSeen, ListSeen, answer
from tests.simulation.templates import ORGANISATION
from tests.simulation.world import NAMES, World

BASE = "http://www.jianghan-decor.example"
PORTAL = "jianghan"
_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Visited:
    """What one crawl of the portal asked for and came to: `seen` in the order of the requests, `crawls` by section."""

    seen: list[ListSeen | ArticleSeen] = field(default_factory=list)
    crawls: dict[str, tuple[Crawl, Recorded]] = field(default_factory=dict)


class Driving(Protocol):
    """What a judge follows: crawls of a world that is found at `base`."""

    world: World
    watch: Watch
    base: str

    def crawl(self, **arguments: str) -> Visited:
        """Crawl the portal now."""

    def close(self) -> None:
        """Let go of the store."""


class Driver:
    """A home that watches a world; its clock is the world's."""

    base = BASE

    def __init__(self, world: World, path: Path) -> None:
        self.world, self._chance = world, Random(world.chance.random())
        self.watch = Watch(furnish(path, world, BASE), now=lambda: world.now.astimezone(UTC))
        self._spider = PortalLoader(self.watch).load(PORTAL)
        self._crawler = Crawler(self._spider, Settings({"LOG_ENABLED": False}))
        logging.getLogger(PORTAL).setLevel(logging.CRITICAL)

    def crawl(self, **arguments: str) -> Visited:
        """Crawl the portal now. What the program itself fails with is raised."""
        spider = self._spider.from_crawler(self._crawler, **arguments)
        assert isinstance(spider, SectionSpider)
        visited = Visited()
        queue: list[tuple[int, float, int, Request]] = []
        numbers = count()

        def ask(found: Iterable[Any]) -> None:
            for each in found:
                if isinstance(each, Request):
                    heapq.heappush(queue, (-each.priority, self._chance.random(), next(numbers), each))

        ask(_drained(spider.start()))
        while queue:
            *_, request = heapq.heappop(queue)
            ask(self._answered(spider, request, visited))
        spider.closed("finished")
        if spider.error:
            raise spider.error
        visited.crawls.update({crawl.section: (crawl, recorded) for crawl, recorded in spider.recorded})
        return visited

    def close(self) -> None:
        self.watch.engine.dispose()

    def _answered(self, spider: SectionSpider, request: Request, visited: Visited) -> Iterator[Any]:
        request, sent = self._followed(request)
        if sent.seen:
            visited.seen.append(sent.seen)
        if sent.error:
            failure = Failure(sent.error)
            failure.request = request  # type: ignore[attr-defined]
            return _called(request.errback, failure, {})
        return _called(request.callback, _response(request, sent), request.cb_kwargs)

    def _followed(self, request: Request) -> tuple[Request, Answer]:
        """Follow redirects as Scrapy's middleware would."""
        for _ in range(_REDIRECTS):
            etag = request.headers.get("If-None-Match")
            sent = answer(self.world, request.url, etag.decode() if etag else None)
            if not sent.location:
                return request, sent
            request = request.replace(url=urljoin(request.url, sent.location))
        raise RecursionError(request.url)


def furnish(path: Path, world: World, base: str, **description: object) -> Home:
    """Make a home that describes the world as it is found at `base`; its store is in memory."""
    home = Home(path)
    home.portals.mkdir(parents=True)
    sections: list[dict[str, object]] = []
    for key in world.nature.sections:
        url = {} if world.nature.discovered else {"url": base + world.list_path(key)}
        sections.append({"key": key, "name": NAMES[key]} | url)
    described = {"name": PORTAL, "title": ORGANISATION, "url": f"{base}/", "sections": sections} | description
    (home.portals / f"{PORTAL}.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    (home.config / "portalwatch.toml").write_text('store = "sqlite://"\n', encoding="utf-8")
    return home


def _response(request: Request, sent: Answer) -> Response:
    return HtmlResponse(request.url, status=sent.status, headers=sent.headers, body=sent.body, request=request)


def _called(function: Any, argument: object, arguments: dict[str, Any]) -> Iterator[Any]:
    found = function(argument, **arguments)
    if isinstance(found, AsyncGenerator | AsyncIterator):
        yield from _drained(found)
    else:
        yield from found or ()


def _drained(found: AsyncIterator[Any]) -> Iterator[Any]:
    """Yield what an asynchronous generator does that waits for nothing."""
    while True:
        try:
            anext(found).__await__().send(None)
        except StopIteration as each:
            yield each.value
        except StopAsyncIteration:
            return
