"""One spider for every described portal: it fetches lists and articles, and closes with one Crawl a section."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, Self
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.config.home import unknown
from portalwatch.crawl.failures import outcome, problem
from portalwatch.crawl.reading import is_document, is_own, named_hosts, to_page
from portalwatch.crawl.visit import NOWHERE, Visit, Wanted
from portalwatch.errors import EmptyListError, PageError, PortalwatchError, UsageError
from portalwatch.export import item_json
from portalwatch.extract import Page, find_sections, read_article, read_list
from portalwatch.items import (
    Attachment,
    Crawl,
    Item,
    Known,
    Outcome,
    Problem,
    RawArticle,
    RawItem,
    RawList,
    Validators,
)
from portalwatch.network.robots import RobotsCache
from portalwatch.normalize.articles import merge
from portalwatch.normalize.published import is_moving
from portalwatch.normalize.titles import alike

#: Answers that the callbacks want to see for themselves: "not modified", and every error.
STATUSES = [304, *range(400, 600)]
#: Lists come before articles, so that coverage is known early.
LIST_PRIORITY = 10


class Recorder(Protocol):
    """What a spider needs of the watch that it works for."""

    now: Callable[[], datetime]

    @property
    def user_agent(self) -> str:
        """Who we say we are."""

    @property
    def robots(self) -> RobotsCache:
        """The robots.txt files known already."""

    def known(self, portal: str, section: str, keys: Collection[str]) -> Known:
        """What is known of a section and of these keys."""

    def due(self, portal: str, section: str, limit: int) -> tuple[Item, ...]:
        """The items whose articles are to be looked at again."""

    def claim(self, portal: str) -> AbstractContextManager[None]:
        """Keep every other process from crawling the portal meanwhile."""

    def record(self, crawl: Crawl, *, rebaseline: bool = False) -> object:
        """Decide what the crawl means and write it down."""


class SectionSpider(Spider):
    """Reads the sections of one portal. A portal that needs code overrides `read_list`, `read_article` or `headers`.

    Arguments, all optional: `section` (a key, or several with commas between), `since` (YYYY-MM-DD: read lists
    back to that day), `recheck` (look again at the articles of every listed row), `rebaseline` (store what is
    listed without announcing it).
    """

    portal: ClassVar[Portal]
    watch: ClassVar[Recorder]

    def __init__(
        self, section: str = "", since: str = "", recheck: str = "", rebaseline: str = "", **arguments: str
    ) -> None:
        super().__init__(**arguments)
        self.sections = [_section(self.portal, key) for key in section.split(",") if key] or self.portal.sections
        self.limits = Limits(first_pages=self.portal.first_pages, since_on=_day(since))
        self._rules = {each.key: self.portal.rules_of(each) for each in self.portal.sections}
        self.recheck, self.rebaseline = bool(recheck), bool(rebaseline)
        self.visits: list[Visit] = []
        #: The opened articles of the whole portal by key: an item in three sections is opened once.
        self.opened: dict[str, Item] = {}
        self._asked: set[str] = set()
        self.recorded: list[tuple[Crawl, Any]] = []
        #: What kept the crawl from being recorded, for whoever runs it.
        self.error: Exception | None = None
        self._claim = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Lend the crawl's middleware the robots.txt files known already."""
        crawler.robots_cache = cls.watch.robots  # type: ignore[attr-defined]
        return super().from_crawler(crawler, *args, **kwargs)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Give this crawl the portal's own manners."""
        super().update_settings(settings)
        portal = cls.portal
        own = {
            "DOWNLOAD_DELAY": portal.delay,
            "DOWNLOAD_TIMEOUT": portal.timeout,
            "ROBOTSTXT_OBEY": portal.robots,
            "PORTALWATCH_ALLOW_PRIVATE": portal.allow_private,
            "PORTALWATCH_PRIVATE_HOSTS": named_hosts(portal),
            # How deep a crawl goes is the portal's max_pages; Scrapy's limit drops requests without a word.
            "DEPTH_LIMIT": 0,
            "USER_AGENT": cls.watch.user_agent,
        }
        settings.setdict(own, priority="spider")

    # What a portal that needs code may replace.

    def headers(self, section: Section) -> dict[str, str]:  # noqa: ARG002 - for those who override it
        """Return headers that the section's list needs besides the usual ones."""
        return {}

    def read_list(self, page: Page, section: Section) -> RawList:
        """Return the rows of a list page and where it goes on. Raises PageError when it cannot be read."""
        return read_list(page, self._rules[section.key])

    def read_article(self, page: Page, section: Section) -> RawArticle:
        """Return the fields of an article page. Raises PageError when it cannot be read."""
        return read_article(page, self._rules[section.key].article)

    # The road of a crawl.

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every section, or for the home page to find them on."""
        try:
            self._claim.enter_context(self.watch.claim(self.portal.name))
            self.visits.extend([self._visit(section) for section in self.sections])
        except PortalwatchError as error:
            self.error = error
        for visit in self.visits:
            for item in self.watch.due(self.portal.name, visit.section.key, self.portal.rereads):
                for request in self._open(visit, [visit.want(item)]):
                    yield request
            if url := visit.section.url or visit.known.url:
                yield self._list_request(visit, url)
        if lost := [visit for visit in self.visits if not (visit.section.url or visit.known.url)]:
            arguments = {"visits": lost}
            yield self._request(self.portal.url, self.parse_home, self.home_failed, arguments, priority=LIST_PRIORITY)

    def parse_home(self, response: Response, visits: list[Visit]) -> Iterator[Request]:
        """Find sections by their names in the portal's navigation."""
        try:
            found = find_sections(self._page(response), [visit.section.name for visit in visits])
        except PageError as error:
            self._home_lost(visits, problem(error, response.url))
            return
        for visit in visits:
            if url := found.get(visit.section.name):
                yield self._list_request(visit, url)
            else:
                detail = f"no link is called {visit.section.name!r}; give the section's url"
                self._home_lost([visit], Problem(kind="no-section", url=response.url, detail=detail))

    def home_failed(self, failure: Failure) -> None:
        """Note that no section could be looked for."""
        request, lost = _lost(failure)
        self._home_lost(request.cb_kwargs["visits"], lost)

    def parse_list(self, response: Response, visit: Visit) -> Iterator[Any]:
        """Take in a page of a list; ask for its unknown articles, and for the next page while there is need."""
        if _is_unchanged(response):
            visit.unchanged()
            return
        try:
            raw = self.read_list(self._page(response), visit.section)
        except EmptyListError as error:
            visit.fail(Outcome.EMPTY, error.reason)
            return
        except PageError as error:
            self._list_lost(visit, problem(error, response.url))
            return
        wanted = visit.read(raw, validators=_validators(response))
        if self.recheck:
            wanted = [*wanted, *visit.want_listed()]
        yield from self._open(visit, wanted)
        yield from self._export(visit)
        if visit.wants_more(raw.next_url) and raw.next_url:
            yield self._list_request(visit, raw.next_url)

    def list_failed(self, failure: Failure) -> None:
        """Note that a page of a list could not be fetched."""
        request, lost = _lost(failure)
        self._list_lost(request.cb_kwargs["visit"], lost)

    def parse_article(self, response: Response, visit: Visit, wanted: Wanted) -> Iterator[Any]:
        """Make an item of a row and its article."""
        if _is_unchanged(response) and wanted.before:
            self.opened[wanted.row.key] = wanted.before
            return
        try:
            raw = RawItem(row=wanted.raw, article=self._article(response, visit.section, wanted))
        except PageError as error:
            raw = RawItem(row=wanted.raw, problem=problem(error, response.url))
        except Exception as error:
            self.logger.exception("%s could not be read, for a fault in the program", response.url)
            raw = RawItem(row=wanted.raw, problem=Problem(kind="internal", url=response.url, detail=repr(error)[:200]))
        # What a bad answer gave to ask with would only bring back "not modified", and never the article.
        yield from self._opened(visit, wanted, raw, Validators() if raw.problem else _validators(response))

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Make an item of the row alone, with the problem that kept its article from being read."""
        request, lost = _lost(failure)
        wanted: Wanted = request.cb_kwargs["wanted"]
        raw = RawItem(row=wanted.raw, problem=lost)
        yield from self._opened(request.cb_kwargs["visit"], wanted, raw, Validators())

    def closed(self, reason: str) -> None:
        """Record every visit. An interrupted one is left as if it had not begun; the next crawl makes it whole."""
        for visit in self.visits:
            if not visit.complete(self.opened):
                if reason == "shutdown":
                    continue
                visit.abandon(self.opened)
            try:
                crawl = visit.result(self.opened, finished_at=self.watch.now())
                self.recorded.append((crawl, self.watch.record(crawl, rebaseline=self.rebaseline)))
            except Exception as error:  # noqa: BLE001 - Scrapy would swallow it; whoever runs the crawl raises it
                self.error = self.error or error
        self._claim.close()

    def _visit(self, section: Section) -> Visit:
        name = self.portal.name
        return Visit(
            self.portal,
            section,
            lambda keys: self.watch.known(name, section.key, keys),
            started_at=self.watch.now(),
            limits=self.limits,
            rebaseline=self.rebaseline,
        )

    def _list_request(self, visit: Visit, url: str) -> Request:
        first = visit.url is None
        visit.url = visit.url or url
        arguments = {"visit": visit}
        request = self._request(url, self.parse_list, self.list_failed, arguments, priority=LIST_PRIORITY)
        request.headers.update(self.headers(visit.section))
        whole = self.recheck or self.rebaseline or self.limits.since_on or visit.known.gap or self._exports
        if first and url == visit.known.url and not whole:
            request.headers.update(_conditions(visit.known.validators))
        return request

    def _request(self, url: str | None, callback: Any, errback: Any, arguments: Any, *, priority: int = 0) -> Request:  # noqa: ANN401
        assert url is not None
        return Request(
            url,
            callback=callback,
            errback=errback,
            cb_kwargs=arguments,
            priority=priority,
            meta={"handle_httpstatus_list": STATUSES},
            dont_filter=True,
        )

    def _open(self, visit: Visit, wanted: list[Wanted]) -> Iterator[Any]:
        """Ask for articles, each of them once; what is elsewhere or no page at all is an item by its row alone."""
        for each in wanted:
            key, url = each.row.key, each.row.url
            if key in self.opened or key in self._asked:
                continue
            self._asked.add(key)
            if key.startswith(NOWHERE) or not is_own(self.portal, url):
                yield from self._opened(visit, each, RawItem(row=each.raw), Validators())
            elif is_document(url):
                article = RawArticle(attachments=(Attachment(url=url, name=each.row.title),))
                yield from self._opened(visit, each, RawItem(row=each.raw, article=article), Validators())
            else:
                request = self._request(url, self.parse_article, self.article_failed, {"visit": visit, "wanted": each})
                if each.before and each.before.problem is None:
                    request.headers.update(_conditions(each.before.validators))
                yield request

    def _opened(self, visit: Visit, wanted: Wanted, raw: RawItem, validators: Validators) -> Iterator[Any]:
        item = merge(
            raw,
            portal=self.portal.name,
            section=visit.section.key,
            key=wanted.row.key,
            now=visit.started_at,
            zone=ZoneInfo(self.portal.zone),
        )
        if wanted.before and wanted.before.published and item.published and is_moving(item.published):
            # "2小时前" read again later would be another time; what was made of it at first is nearest to the truth.
            item = replace(item, published=wanted.before.published)
        item = replace(item, validators=validators)
        self.opened[item.key] = item
        if self._exports:
            yield item_json(item)

    def _export(self, visit: Visit) -> Iterator[dict[str, Any]]:
        """With `-O FILE`, the rows that need no opening are scraped items too."""
        if self._exports:
            yield from map(item_json, visit.take_known())

    @property
    def _exports(self) -> bool:
        return bool(self.settings.getdict("FEEDS"))

    def _page(self, response: Response) -> Page:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return to_page(self.portal, response.body, url=response.url, status=response.status, content_type=kind)

    def _article(self, response: Response, section: Section, wanted: Wanted) -> RawArticle:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
        if response.status < 400 and content_type and not content_type.startswith(("text/", "application/xhtml")):
            return RawArticle(attachments=(Attachment(url=response.url, name=wanted.row.title),))
        article = self.read_article(self._page(response), section)
        if wanted.before and not _is_still(wanted, article):
            raise PageError("another page is sent in the article's place", url=response.url)
        return article

    def _home_lost(self, visits: list[Visit], lost: Problem) -> None:
        for visit in visits:
            self._list_lost(visit, lost)

    def _list_lost(self, visit: Visit, lost: Problem) -> None:
        named = lost.detail if lost.kind == "wall" else f"{lost.kind}: {lost.detail}".removesuffix(": ")
        visit.fail(outcome(lost), named, lost)


def _section(portal: Portal, key: str) -> Section:
    try:
        return portal.section(key)
    except KeyError:
        keys = [section.key for section in portal.sections]
        raise UsageError(f"{portal.name}: {unknown('section', key, keys)}; it has {', '.join(keys)}") from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"since={text!r} is not a day such as 2022-01-01") from None


def _lost(failure: Failure) -> tuple[Request, Problem]:
    """The request that failed, and why."""
    request: Request = failure.request  # type: ignore[attr-defined]
    assert failure.value is not None
    return request, problem(failure.value, request.url)


def _is_still(wanted: Wanted, article: RawArticle) -> bool:
    """Whether a known article is still one, and the same: error pages and home pages are sent with 200 as well."""
    before = wanted.before
    if before is None or before.fingerprint is None:
        return True
    titles = (before.title, wanted.row.title)
    named = article.title is None or any(alike(title, article.title) for title in titles)
    return named and bool(article.body or article.attachments or not before.body)


def _is_unchanged(response: Response) -> bool:
    """Whether the server says so, having been asked: a 304 that nobody asked for says nothing."""
    asked = response.request is not None and (
        "If-None-Match" in response.request.headers or "If-Modified-Since" in response.request.headers
    )
    return response.status == 304 and asked


def _validators(response: Response) -> Validators:
    def said(name: str) -> str | None:
        return (response.headers.get(name) or b"").decode("latin-1") or None

    return Validators(etag=said("ETag"), last_modified=said("Last-Modified"))


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers that ask "changed since?"."""
    conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in conditions.items() if value}
