"""Pages shown by a browser outside a crawl, one at a time, within all the limits of one."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.reactor import install_reactor

from portalwatch.config import Portal
from portalwatch.crawl.courtesy import courtesy
from portalwatch.crawl.failures import problem
from portalwatch.crawl.runner import REACTOR
from portalwatch.errors import PageError, PortalwatchError, UsageError, WallError
from portalwatch.network.rendering import RENDER, Render, enable, lacking
from portalwatch.network.settings import SAFE

#: Seconds that a page may take with all that is tried again for it.
PATIENCE = 120.0


class _Waiting(Spider):
    """Asks for nothing by itself, and stays until it is told to go. `ready` is set when it may be sent for pages."""

    name = "stage"
    ready: asyncio.Event

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stay, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        # Scrapy comes here when all that listens to its beginning, the browser's handler too, is done with it.
        self.ready.set()
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def stay(self) -> None:
        raise DontCloseSpider


class Stage:
    """A crawl of `portal` in which only what it is told to show is asked for. `close` ends it and its browser.

    The reactor runs only while something is shown. Raises UsageError where there is no browser.
    """

    def __init__(self, portal: Portal, *, agent: str) -> None:
        if missing := lacking():
            raise UsageError(missing)
        self._reactor = _Reactor()
        self._loop = self._reactor.loop
        # Whoever asked is waiting, and may ask again.
        runner = AsyncCrawlerRunner({**SAFE, **courtesy(portal, agent=agent), "RETRY_TIMES": 0})
        enable(runner.settings, user_agent=agent)
        self._crawler = runner.create_crawler(_Waiting)
        ready = asyncio.Event()
        self._crawling = self._loop.create_task(self._crawl(runner, ready))
        self._loop.run_until_complete(self._begin(ready))

    async def _crawl(self, runner: AsyncCrawlerRunner, ready: asyncio.Event) -> None:
        await runner.crawl(self._crawler, ready=ready)

    async def _begin(self, ready: asyncio.Event) -> None:
        waiting = asyncio.ensure_future(ready.wait())
        await asyncio.wait({waiting, self._crawling}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._crawling.done():
            await self._crawling

    def show(self, url: str, wanted: Render, headers: Mapping[str, str] | None = None) -> Response:
        """Return a page as its scripts make it, whatever its status. Raises PageError or AddressError."""
        return self._loop.run_until_complete(self._show(url, wanted, headers))

    async def _show(self, url: str, wanted: Render, headers: Mapping[str, str] | None) -> Response:
        request = Request(url, headers=headers, meta={RENDER: wanted}, callback=NO_CALLBACK, dont_filter=True)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._crawler.engine.download_async(request)
        except PortalwatchError:
            raise
        except TimeoutError as error:
            raise PageError(f"was not shown in {PATIENCE:.0f} seconds", url=url) from error
        except Exception as error:
            raise _told(error, url) from error

    def close(self) -> None:
        """End the crawl, and the browser with it."""
        self._loop.run_until_complete(self._end())
        self._reactor.stop()

    async def _end(self) -> None:
        await self._crawler.stop_async()
        await self._crawling


def _told(error: Exception, url: str) -> PageError:
    found = problem(error, url)
    if found.kind == "robots":
        return WallError("robots.txt, which forbids it", url=url)
    return PageError(found.detail, url=url)


class _Reactor:
    """Twisted's, which does not run but when something is waited for. It can be begun once in a process."""

    def __init__(self) -> None:
        install_reactor(REACTOR)
        from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install another one

        self._reactor: Any = reactor
        self._own = not self._reactor.running
        if self._own:
            self._reactor.startRunning(installSignalHandlers=False)
        # The reactor's own: installing it again may set another one, on which it never runs.
        self.loop: asyncio.AbstractEventLoop = self._reactor._asyncioEventloop  # noqa: SLF001 - nothing public tells it

    def stop(self) -> None:
        """End what it has begun; its threads would keep the process."""
        if self._own:
            self.loop.call_soon(self._reactor.stop)
            self.loop.run_forever()
