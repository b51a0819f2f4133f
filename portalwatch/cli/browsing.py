"""A portal looked at outside a crawl, as politely as a crawl: one page at a time, robots.txt obeyed, nothing twice."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from scrapy.robotstxt import ProtegoRobotParser

from portalwatch.cli.fetching import Answer, fetch, shown
from portalwatch.cli.reading import is_page
from portalwatch.config import Portal
from portalwatch.crawl.reading import CUT, is_cut, manners, to_page
from portalwatch.crawl.stage import Stage
from portalwatch.documents import recognise
from portalwatch.errors import AddressError, PageError, UsageError, WallError
from portalwatch.extract import Page
from portalwatch.extract.wrappers import is_fragment
from portalwatch.items import RawList, Turn
from portalwatch.network.addresses import LOOPBACK, PRIVATE
from portalwatch.network.rendering import Render
from portalwatch.network.robots import SLOWEST, rules
from portalwatch.network.session import session

#: By so many characters pages are told to end alike.
_END = 16


class Browser:
    """Fetches pages of `portal`, each of them once. `asked` counts the requests."""

    def __init__(self, portal: Portal, client: requests.Session, *, agent: str) -> None:
        self.portal, self.client, self.agent = portal, client, agent
        self.asked = 0
        #: Whether the page by which the portal was entered leaves its document open.
        self.unclosed = False
        #: How each page ends that leaves it open; None for one that closes it.
        self.ends: list[str | None] = []
        self._delay = portal.delay
        self._pages: dict[tuple[Turn, Render | None], Page] = {}
        self._robots: dict[str, ProtegoRobotParser] = {}
        self._stage: Stage | None = None
        self._unshown: dict[str, PageError] = {}

    def page(self, url: str, headers: Mapping[str, str] | None = None, render: Render | None = None) -> Page:
        """Return a page; with `render` as its scripts make it.

        Raises PageError saying why there is none, WallError where robots.txt forbids it.
        """
        return self.turn(Turn(url=url), headers, render)

    def turn(self, turn: Turn, headers: Mapping[str, str] | None = None, render: Render | None = None) -> Page:
        """Return what a turn of a list's pages brings."""
        if (turn, render) not in self._pages:
            self._obey(turn.url)
            page = self._page(self._ask(turn, headers, render))
            self._pages[turn, render] = page if render else self._note(page)
        return self._pages[turn, render]

    def _ask(self, turn: Turn, headers: Mapping[str, str] | None, render: Render | None) -> Answer:
        if render is None or turn.form is not None:
            return self._fetch(turn, headers)
        if turn.url in self._unshown:
            raise self._unshown[turn.url]
        self._wait()
        if self._stage is None:
            self._stage = Stage(self.portal, agent=self.agent)
        try:
            return shown(self._stage, turn.url, render, headers)
        except PageError as error:
            # It may have taken all the time that a page may take.
            self._unshown[turn.url] = error
            raise

    def close(self) -> None:
        """End what shows pages, where something does."""
        if self._stage:
            self._stage.close()

    def _page(self, answer: Answer) -> Page:
        kind = answer.content_type
        return to_page(self.portal, answer.body, url=answer.url, status=answer.status, content_type=kind)

    def _note(self, page: Page) -> Page:
        """Note how a document ends, as the portal sends it."""
        if not is_fragment(page.text):
            self.ends.append(page.text.rstrip()[-_END:] if is_cut(page.text) else None)
        return page

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
        page = self._note(self._enter(answer))
        self._pages[Turn(url=url), None] = self._pages[Turn(url=page.url), None] = page
        return page

    def _enter(self, answer: Answer) -> Page:
        """Take in the first page even if it does not close its document: whether no page does, the others will tell."""
        if recognise(answer.body, answer.url, answer.content_type):
            raise PageError("a document; give the page that links to it", url=answer.url)
        if not is_page(answer.body):
            raise PageError("neither a page nor a document", url=answer.url)
        try:
            return self._page(answer)
        except PageError as error:
            if error.reason != CUT:
                raise
        self.unclosed = True
        self.portal = self.portal.model_copy(update={"unclosed": True})
        return self._page(answer)

    def read(self, page: Page, read_list: Callable[[Page], RawList]) -> RawList:
        """Return the rows of a list page; where it is only their frame, of what the frame asks for."""
        raw = read_list(page)
        if raw.rows or raw.next is None:
            return raw
        answer = self.turn(raw.next, manners(raw.next, page.url))
        return read_list(answer.answering(raw.next, column=page.url))

    def _wait(self) -> None:
        if self.asked:
            time.sleep(self._delay)
        self.asked += 1

    def _fetch(self, turn: Turn, headers: Mapping[str, str] | None = None) -> Answer:
        self._wait()
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
            body = rules(answer.body, answer.status, url=answer.url)
            parser = self._robots[parts.netloc] = ProtegoRobotParser(body, None)
            self._delay = max(self._delay, min(SLOWEST, parser.crawl_delay(self.agent) or 0))
        return self._robots[parts.netloc]


@contextmanager
def browsing(portal: Portal, hosts: list[str], *, agent: str) -> Iterator[Browser]:
    """Lend a browser; where the portal may be private, only `hosts` may have private addresses."""
    with session(
        user_agent=agent, allow_private=portal.allow_private, private_hosts=hosts, timeout=portal.timeout
    ) as client:
        browser = Browser(portal, client, agent=agent)
        try:
            yield browser
        finally:
            browser.close()
