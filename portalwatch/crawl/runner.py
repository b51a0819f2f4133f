"""Runs crawls in this process, on Scrapy's asyncio reactor: as many at once as one likes, one at a time per host."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor, is_asyncio_reactor_installed

from portalwatch.crawl.loader import PortalLoader
from portalwatch.crawl.spider import SectionSpider
from portalwatch.errors import PortalwatchError
from portalwatch.items import Crawl
from portalwatch.store.record import Recorded
from portalwatch.watch import Watch

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

#: Seconds that requests under way get when everything is stopped.
GRACE = 2.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is: requests known of, and those that were answered."""

    portal: str
    requested: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one crawl of a portal came to: each section's Crawl with what was recorded for it.

    `unkept` is why no evidence of it is kept, though it should be.
    """

    portal: str
    sections: tuple[tuple[Crawl, Recorded], ...]
    unkept: PortalwatchError | None = None


def run(main: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Run a coroutine to its end on the asyncio reactor, which can be started once in a process only."""
    install_reactor(REACTOR)
    from twisted.internet import reactor as installed  # noqa: PLC0415 - importing it earlier would install another one

    reactor: Any = installed
    assert is_asyncio_reactor_installed()
    # Names are looked up in threads; with ten of them, a few dead name servers would hold up every portal.
    reactor.suggestThreadPoolSize(32)
    result: list[_T] = []
    error: list[BaseException] = []

    async def whole() -> None:
        try:
            result.append(await main())
        except BaseException as raised:  # noqa: BLE001 - it is raised again outside the reactor
            error.append(raised)
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: tasks.append(asyncio.ensure_future(whole())))
    tasks: list[asyncio.Task[None]] = []
    reactor.run(installSignalHandlers=False)
    if error:
        raise error[0]
    return result[0]


class Runner:
    """Crawls portals by name. Nothing is shared between two crawls but the store, and a host that both ask."""

    def __init__(self, watch: Watch, overrides: dict[str, Any] | None = None) -> None:
        self.loader = PortalLoader(watch)
        settings = Settings()
        settings.setmodule("portalwatch.crawl.settings", priority="project")
        settings.set("PORTALWATCH_HOME", str(watch.home.path), priority="project")
        # The spiders come from our own loader, which knows this watch.
        settings.set("SPIDER_LOADER_CLASS", "scrapy.spiderloader.DummySpiderLoader", priority="project")
        settings.setdict(overrides or {}, priority="cmdline")
        self._runner = AsyncCrawlerRunner(settings)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._started: dict[Crawler, asyncio.Event] = {}
        self._stopping = False

    async def crawl(
        self,
        name: str,
        arguments: Mapping[str, str] | None = None,
        *,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Crawl one portal, with the spider's arguments. Its own failures are in the report.

        Raises ConfigError, UsageError, BusyError or StoreError.
        """
        spider_class = self._load(name)
        async with self._hosts[urlsplit(spider_class.portal.url or "").netloc]:
            if self._stopping:
                return Report(portal=name, sections=())
            crawler = self._runner.create_crawler(spider_class)
            if on_progress:
                _observe(crawler, name, on_progress)
            async with self._tracked(crawler):
                await self._runner.crawl(crawler, **(arguments or {}))
        spider = crawler.spider
        assert isinstance(spider, SectionSpider)
        if spider.error:
            raise spider.error
        return Report(portal=name, sections=tuple(spider.recorded), unkept=spider.evidence.error)

    @property
    def busy(self) -> bool:
        """Whether a crawl is under way."""
        return bool(self._started)

    async def stop(self) -> None:
        """Let every running crawl come to its end within seconds; what they had not finished is not recorded."""
        self._stopping = True
        await asyncio.gather(*map(self._end, tuple(self._started)))

    async def _end(self, crawler: Crawler) -> None:
        """End one crawl. Scrapy does not hear that it is to stop while it opens; so it is let open first."""
        await self._started[crawler].wait()
        while crawler in self._started and not crawler.engine.running:  # noqa: ASYNC110 - no signal tells it
            await asyncio.sleep(0)
        stopping = asyncio.ensure_future(crawler.stop_async())
        await asyncio.wait({stopping}, timeout=GRACE)
        if not stopping.done():
            _let_go(crawler)
        await stopping

    def _load(self, name: str) -> type[SectionSpider]:
        self.loader.watch.config.portal(name)
        spider_class = self.loader.load(name)
        assert issubclass(spider_class, SectionSpider)
        return spider_class

    @contextlib.asynccontextmanager
    async def _tracked(self, crawler: Crawler) -> AsyncIterator[None]:
        started = self._started[crawler] = asyncio.Event()

        # Scrapy keeps weak references to receivers only: `note` lives as long as this block.
        def note() -> None:
            started.set()

        crawler.signals.connect(note, signals.engine_started)
        try:
            yield
        finally:
            started.set()
            del self._started[crawler]


def _let_go(crawler: Crawler) -> None:
    """Scrapy waits for every request under way, and for those that wait their turn: take them off its list."""
    slot = crawler.engine._slot  # noqa: SLF001 - Scrapy knows nothing between waiting and ending the process
    assert slot
    for request in tuple(slot.inprogress):
        slot.remove_request(request)


def _observe(crawler: Crawler, portal: str, on_progress: Callable[[Progress], None]) -> None:
    counts = {"requested": 0, "answered": 0}

    def count(name: str) -> None:
        counts[name] += 1
        on_progress(Progress(portal=portal, **counts))

    def requested() -> None:
        count("requested")

    def answered(request: Request) -> None:
        # What robots.txt and a page's scripts take on the way was never scheduled.
        if request.callback is not NO_CALLBACK:
            count("answered")

    crawler.signals.connect(requested, signals.request_scheduled, weak=False)
    crawler.signals.connect(answered, signals.response_received, weak=False)
