"""Asks each host for its robots.txt before anything else, and goes as slowly as it says."""

import asyncio
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from portalwatch.errors import StatusError

#: Bytes that are read of a robots.txt; RFC 9309 asks for no more.
LONGEST = 500 * 1024
#: Seconds between two requests at most, whatever Crawl-delay says.
SLOWEST = 30.0


class RobotsCache(Protocol):
    """Keeps the robots.txt of each host from one crawl to the next, for as long as it thinks right (a day)."""

    def get(self, host: str) -> bytes | None:
        """Return what was put for `host` (`name` or `name:port`), None when that is too old or never was."""

    def put(self, host: str, body: bytes) -> None:
        """Keep the rules of `host`; an empty body means that it has none."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's own, with three differences.

    Requests that arrive while robots.txt is on its way wait for it; Scrapy lets all but the first through.
    What can't be fetched forbids nothing and allows nothing: each page of the host fails with the same error,
    so that the crawl has failed, and the next one asks again. Crawl-delay is kept.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._cache: RobotsCache | None = getattr(crawler, "robots_cache", None)
        self._rules: dict[str, asyncio.Task[RobotParser]] = {}

    async def robot_parser(self, request: Request) -> RobotParser:
        """Return the rules of the request's host, asked for once a crawl."""
        host = urlparse_cached(request).netloc
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._read(request, host))
        return await self._rules[host]

    async def _read(self, request: Request, host: str) -> RobotParser:
        body = None if self._cache is None else self._cache.get(host)
        if body is None:
            body = await self._fetch(f"{urlparse_cached(request).scheme}://{host}/robots.txt")
            if self._cache is not None:
                self._cache.put(host, body)
        parser = ProtegoRobotParser.from_crawler(self.crawler, body)
        self._slow_down(request, parser)
        return parser

    async def _fetch(self, url: str) -> bytes:
        request = Request(
            url, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        try:
            response = await self.crawler.engine.download_async(request)
            return rules(response.body, response.status, url=response.url)
        except IgnoreRequest:  # redirected without end, or off the portal: as good as absent (RFC 9309, 2.3.1.2)
            return b""

    def _slow_down(self, request: Request, rules: RobotParser) -> None:
        """Keep Crawl-delay, without the jitter that would go below it."""
        asked = rules.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        if not asked:
            return
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        settings = downloader.per_slot_settings.get(key, {})
        usual = settings.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        delay = max(usual, min(SLOWEST, asked))
        # An idle slot is forgotten after a minute, and made again from these settings.
        downloader.per_slot_settings[key] = {**settings, "delay": delay, "jitter": 0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = delay, 0


def rules(body: bytes, status: int, *, url: str) -> bytes:
    """Return what a robots.txt says, which is nothing when it is absent or a page (RFC 9309, 2.3.1).

    Raises StatusError when nobody can tell what it says.
    """
    if status == 429 or status >= 500:
        raise StatusError(status, url=url)
    if status >= 300 or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return b""
    return body[:LONGEST]
