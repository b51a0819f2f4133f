"""Shows pages as their scripts make them: Debian's Chromium, driven by scrapy-playwright, cut off from every network.

The browser connects to nothing. The page comes from Scrapy, which has fetched it like any other; whatever its scripts
ask for is fetched by Scrapy as well. So all rules hold that hold for us: addresses, sizes, time, robots.txt,
certificates, the User-Agent, and cookies that no other portal's crawl sees. Importing this takes the extra `browser`.
"""

import asyncio
import codecs
import logging
from contextlib import suppress
from typing import Any, Final, Self
from urllib.parse import urlsplit

from playwright.async_api import Error, Page, Route
from playwright.async_api import Request as Asked
from playwright.async_api import TimeoutError as Late
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from portalwatch.errors import PageError
from portalwatch.extract import decode
from portalwatch.network.rendering import AGENT, GRACE, RENDER, Render

#: Seconds that closing a page may take.
CLOSING: Final = 2.0
#: Seconds that a page's scripts get, at most, to put its rows in place.
SETTLING: Final = 10.0
#: What one page may ask for. The scripts of a portal are fetched once a crawl.
MOST: Final = 100
#: A visitor's browser would ask for all at once; this is two at a time, and ten a second.
PACE: Final = {"concurrency": 2, "delay": 0.1, "jitter": 0}

#: Scripts and what they load. Pictures, fonts and films are not needed to read, nor frames, beacons and event streams.
_FETCHED: Final = frozenset({"script", "xhr", "fetch"})
#: Headers of a script's request that Scrapy sets itself.
_OURS: Final = frozenset(
    {"accept-encoding", "connection", "content-length", "cookie", "host", "upgrade-insecure-requests", "user-agent"}
)
#: Headers of an answer that no longer hold when it has been decompressed, or that are kept by Scrapy.
_SPENT: Final = frozenset({"connection", "content-encoding", "content-length", "set-cookie", "transfer-encoding"})
#: What a server says of the page as it was before its scripts ran says nothing of the rows.
_STALE: Final = ("Content-Encoding", "Content-Length", "Content-Type", "ETag", "Last-Modified")

logger = logging.getLogger(__name__)


class Renderer:
    """The downloader middleware: it replaces a page by what its scripts make of it, one page at a time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._browser = ScrapyPlaywrightDownloadHandler(crawler)
        self._turn = asyncio.Lock()
        self._shown = 0
        self._scripts: dict[str, dict[str, Any]] = {}
        self._showing: asyncio.Future[Response] | None = None
        crawler.signals.connect(self._close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of one crawl, which has a browser of its own."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the page as its scripts make it; what is no page, or an error, comes back as it is.

        Raises DownloadTimeoutError for a page that comes to no end, DownloadCancelledError for one that grows too
        large, PageError for one that the browser cannot show.
        """
        wanted = request.meta.get(RENDER)
        if wanted is None or response.status != 200 or not _is_html(response):
            return response
        async with self._turn:
            self._shown += 1
            self._showing = asyncio.ensure_future(self._show(request, response, wanted))
            return await self._showing

    async def _show(self, request: Request, response: Response, wanted: Render) -> Response:
        limit = request.meta["download_timeout"]
        name = f"page {self._shown}"
        scene = Scene(self._crawler, response, wanted, self._scripts, limit=limit)
        try:
            async with asyncio.timeout(GRACE) as scene.clock:
                page = await self._open(scene, name)
            await scene.settle(page)
            async with asyncio.timeout(limit):
                html, url = await page.content(), page.url
        except (TimeoutError, Late) as error:
            raise DownloadTimeoutError(f"{response.url}: its scripts come to no end") from error
        except Error as error:
            raise PageError(f"the browser cannot show it: {error.message.splitlines()[0]}", url=response.url) from error
        finally:
            scene.end()
            await self._leave(name)
        return _shown(response, html, url, longest=scene.longest)

    async def _open(self, scene: "Scene", name: str) -> Page:
        """Open the page in a context of its own, with nothing stored by another, that downloads nothing."""
        agent = self._crawler.settings[AGENT]
        meta = {
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context": name,
            "playwright_context_kwargs": {
                "user_agent": agent,
                "service_workers": "block",
                "accept_downloads": False,
                "locale": "zh-CN",
            },
            "playwright_page_init_callback": scene.prepare,
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded", "timeout": scene.limit * 1000},
        }
        request = Request(scene.document.url, meta=meta, dont_filter=True)
        await self._browser.download_request(request)
        page: Page = request.meta["playwright_page"]
        return page

    async def _leave(self, name: str) -> None:
        """Close the page with all that it opened. Where its scripts do not let it go, its process ends."""
        opened = self._browser.context_wrappers.get(name)
        if opened is None:
            return
        try:
            async with asyncio.timeout(CLOSING):
                await opened.context.close()
        except TimeoutError:
            for page in opened.context.pages:
                await _end(page)

    async def _close(self) -> None:
        if self._showing is not None and not self._showing.done():
            self._showing.cancel()
        await self._browser.close()


class Scene:
    """One page being shown: it is given its document, and what its scripts ask for within the limits."""

    def __init__(
        self, crawler: Crawler, document: Response, wanted: Render, scripts: dict[str, dict[str, Any]], *, limit: float
    ) -> None:
        self.document, self.limit = document, limit
        #: The page's time, which begins when the browser has a page to show.
        self.clock: asyncio.Timeout | None = None
        self.longest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._engine, self._wanted, self._scripts = crawler.engine, wanted, scripts
        self._given = self._over = False
        self._asked = self._received = 0
        self._fetching: set[asyncio.Future[Response]] = set()

    async def prepare(self, page: Page, _request: Request) -> None:
        """Route all that the page asks for to us, in place of scrapy-playwright, and start its clock."""
        if self.clock:
            self.clock.reschedule(asyncio.get_running_loop().time() + self.limit)
        await page.route("**", self._route)

    async def settle(self, page: Page) -> None:
        """Wait until the rows are there, or until the page asks for nothing more, or until its time is over."""
        left = min(SETTLING, self.limit) * 1000
        with suppress(Late):
            if self._wanted.rows:
                rows = self._wanted.rows
                kind = "xpath" if rows.startswith(("/", "./", "(")) else "css"
                await page.wait_for_selector(f"{kind}={rows}", state="attached", timeout=left)
            else:
                await page.wait_for_load_state("networkidle", timeout=left)

    def end(self) -> None:
        """Let nothing more be fetched, and nothing that is still under way."""
        self._over = True
        for fetching in tuple(self._fetching):
            fetching.cancel()

    async def _route(self, route: Route, asked: Asked) -> None:
        try:
            answer = await self._answer(asked)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - whatever keeps an answer from a script is that script's affair
            logger.debug("not given to the scripts of %s: %s: %s", self.document.url, asked.url, error)
            answer = None
        with suppress(Error):  # the page may be gone meanwhile
            await (route.fulfill(**answer) if answer is not None else route.abort())

    async def _answer(self, asked: Asked) -> dict[str, Any] | None:
        if asked.is_navigation_request():
            return await self._navigated(asked)
        if asked.resource_type == "stylesheet":
            # Some scripts wait for their style, and stop when it does not come.
            return {"status": 200, "content_type": "text/css", "body": ""}
        if asked.resource_type not in _FETCHED or asked.method not in ("GET", "POST"):
            return None
        known = self._scripts.get(asked.url)
        return known or await self._fetch(asked)

    async def _navigated(self, asked: Asked) -> dict[str, Any] | None:
        """Give the document; then only what its scripts move on to, in the page itself."""
        if asked.frame.parent_frame is not None:
            return None
        if self._given:
            return await self._fetch(asked)
        self._given = True
        headers = {name: value for name, value in _said(self.document).items() if name != "content-type"}
        kind = (self.document.headers.get("Content-Type") or b"").decode("latin-1")
        text, _ = decode(self.document.body, header=kind, override=self._wanted.encoding)
        return {
            "status": 200,
            "headers": headers | {"content-type": "text/html; charset=utf-8"},
            "body": text.encode("utf-8", "replace"),
        }

    async def _fetch(self, asked: Asked) -> dict[str, Any] | None:
        """Have Scrapy fetch what a script asks for, with all that stands between Scrapy and a portal."""
        self._asked += 1
        if self._over or self._asked > MOST:
            return None
        slot = f"scripts of {urlsplit(asked.url).hostname}"
        self._engine.downloader.per_slot_settings.setdefault(slot, PACE)
        request = Request(
            asked.url,
            method=asked.method,
            headers={name: value for name, value in asked.headers.items() if not _is_ours(name)},
            body=asked.post_data_buffer or b"",
            meta={"download_slot": slot, "download_timeout": self.limit, "dont_retry": True},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        fetching = asyncio.ensure_future(self._engine.download_async(request))
        self._fetching.add(fetching)
        fetching.add_done_callback(self._fetching.discard)
        response = await fetching
        self._received += len(response.body)
        if self._received > self.longest:
            return None
        answer = {"status": response.status, "headers": _said(response), "body": response.body}
        if asked.resource_type == "script" and response.status == 200:
            self._scripts[asked.url] = answer
        return answer


async def _end(page: Page) -> None:
    """End a page's process, which then cannot answer that it has ended."""
    session = await page.context.new_cdp_session(page)
    with suppress(TimeoutError, Error):
        async with asyncio.timeout(CLOSING):
            await session.send("Page.crash")
    with suppress(TimeoutError, Error):
        async with asyncio.timeout(CLOSING):
            await page.context.close()


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith(("sec-", "if-"))


def _said(response: Response) -> dict[str, str]:
    headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
    return {name: value for name, value in headers.items() if name not in _SPENT}


def _is_html(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"text/html").lower()
    return kind.startswith((b"text/html", b"application/xhtml"))


def _shown(response: Response, html: str, url: str, *, longest: int) -> Response:
    """Make a response of what the browser shows, marked as UTF-8 whatever the portal's pages are in."""
    body = codecs.BOM_UTF8 + html.encode("utf-8", "replace")
    if len(body) > longest:
        raise DownloadCancelledError(f"{url}: its scripts make it longer than {longest} bytes")
    headers = response.headers.copy()
    for name in _STALE:
        headers.pop(name, None)
    headers["Content-Type"] = "text/html; charset=utf-8"
    return HtmlResponse(url, status=200, headers=headers, body=body, request=response.request, flags=["rendered"])
