"""A portal looked at outside a crawl, as politely as a crawl: one page at a time, robots.txt obeyed, nothing twice."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from scrapy.robotstxt import ProtegoRobotParser

from portalwatch.cli.fetching import fetch
from portalwatch.config import Portal
from portalwatch.crawl.reading import manners, to_page
from portalwatch.errors import AddressError, PageError, UsageError, WallError
from portalwatch.extract import Page
from portalwatch.items import RawList, Turn
from portalwatch.network.addresses import LOOPBACK, PRIVATE
from portalwatch.network.robots import SLOWEST, rules
from portalwatch.network.session import session


class Browser:
    """Fetches pages of `portal`, each of them once. `asked` counts the requests."""

    def __init__(self, portal: Portal, client: requests.Session, *, agent: str) -> None:
        self.portal, self.client, self.agent = portal, client, agent
        self.asked = 0
        self._delay = portal.delay
        self._pages: dict[Turn, Page] = {}
        self._robots: dict[str, ProtegoRobotParser] = {}

    def page(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """Return a page. Raises PageError saying why there is none, WallError where robots.txt forbids it."""
        return self.turn(Turn(url=url), headers)

    def turn(self, turn: Turn, headers: Mapping[str, str] | None = None) -> Page:
        """Return what a turn of a list's pages brings."""
        if turn not in self._pages:
            self._obey(turn.url)
            answer = self._fetch(turn, headers)
            kind = answer.headers.get("Content-Type", "")
            self._pages[turn] = to_page(
                self.portal, answer.content, url=answer.url, status=answer.status_code, content_type=kind
            )
        return self._pages[turn]

    def enter(self, url: str) -> Page:
        """Return the page by which the portal is entered; where it redirects to is the portal's own address."""
        try:
            self._obey(url)
            answer = self._fetch(Turn(url=url))
        except AddressError as error:
            if error.reason in (LOOPBACK, PRIVATE) and not self.portal.allow_private:
                raise UsageError(f"{error}; if it is meant, say --allow-private") from error
            raise
        self.portal = self.portal.model_copy(update={"url": answer.url})
        kind = answer.headers.get("Content-Type", "")
        page = to_page(self.portal, answer.content, url=answer.url, status=answer.status_code, content_type=kind)
        self._pages[Turn(url=url)] = self._pages[Turn(url=page.url)] = page
        return page

    def read(self, page: Page, read_list: Callable[[Page], RawList]) -> RawList:
        """Return the rows of a list page; where it is only their frame, of what the frame asks for."""
        raw = read_list(page)
        if raw.rows or raw.next is None:
            return raw
        answer = self.turn(raw.next, manners(raw.next, page.url))
        return read_list(answer.answering(raw.next, column=page.url))

    def _fetch(self, turn: Turn, headers: Mapping[str, str] | None = None) -> requests.Response:
        if self.asked:
            time.sleep(self._delay)
        self.asked += 1
        return fetch(self.client, turn.url, headers, turn.form)

    def _obey(self, url: str) -> None:
        if self.portal.robots and not self._rules(url).allowed(url, self.agent):
            raise WallError("robots.txt, which forbids it", url=url)

    def _rules(self, url: str) -> ProtegoRobotParser:
        parts = urlsplit(url)
        if parts.netloc not in self._robots:
            try:
                answer = self._fetch(Turn(url=f"{parts.scheme}://{parts.netloc}/robots.txt"))
            except PageError as error:  # the page would fail in the same way
                raise PageError(error.reason, url=url) from error
            body = rules(answer.content, answer.status_code, url=answer.url)
            parser = self._robots[parts.netloc] = ProtegoRobotParser(body, None)
            self._delay = max(self._delay, min(SLOWEST, parser.crawl_delay(self.agent) or 0))
        return self._robots[parts.netloc]


@contextmanager
def browsing(portal: Portal, hosts: list[str], *, agent: str) -> Iterator[Browser]:
    """Lend a browser; where the portal may be private, only `hosts` may have private addresses."""
    with session(
        user_agent=agent, allow_private=portal.allow_private, private_hosts=hosts, timeout=portal.timeout
    ) as client:
        yield Browser(portal, client, agent=agent)
