"""One spider for every described portal: it fetches lists and articles, and closes with one Crawl a section."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any, ClassVar, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from portalwatch.changes.reach import Limits
from portalwatch.changes.stand_ins import find_stand_ins
from portalwatch.config import Portal, Section
from portalwatch.crawl.answers import conditional, content_type, explain, is_still, is_unchanged, validators_of
from portalwatch.crawl.courtesy import courtesy
from portalwatch.crawl.evidence import Evidence
from portalwatch.crawl.failures import outcome, problem
from portalwatch.crawl.files import is_file, open_file, unopened, unread
from portalwatch.crawl.reading import is_document, is_own, manners, to_page
from portalwatch.crawl.recognition import Memory
from portalwatch.crawl.recorder import Recorder
from portalwatch.crawl.rulebook import Rulebook
from portalwatch.crawl.visit import Visit
from portalwatch.crawl.wanted import NOWHERE, Wanted
from portalwatch.errors import EmptyListError, PageError, PortalwatchError, ReplacedError, StoreError, UsageError
from portalwatch.export import item_json
from portalwatch.extract import Page, find_sections, read_article, read_list
from portalwatch.items import (
    Crawl,
    Item,
    Outcome,
    Problem,
    RawArticle,
    RawItem,
    RawList,
    Turn,
    Validators,
)
from portalwatch.network.rendering import RENDER, Render, enable
from portalwatch.normalize.articles import is_refused, merge, refused, reread

#: Answers that the callbacks want to see for themselves: "not modified", and every error.
STATUSES = [304, *range(400, 600)]
#: Lists come before articles, so that coverage is known early.
LIST_PRIORITY = 10


class SectionSpider(Spider):
    """Reads the sections of one portal. A portal that needs code overrides `read_list`, `read_article` or `headers`.

    Arguments, all optional: `section` (a key, or several with commas between), `since` (YYYY-MM-DD: read lists
    back to that day), `recheck` (look again at the articles of every listed row), `rebaseline` (store what is
    listed without announcing it), `believe` (a list of which nothing is known is news).
    """

    portal: ClassVar[Portal]
    watch: ClassVar[Recorder]

    def __init__(
        self, section: str = "", since: str = "", recheck: str = "", rebaseline: str = "", **arguments: str
    ) -> None:
        self.believe = bool(arguments.pop("believe", ""))
        super().__init__(**arguments)
        self.sections = [self.portal.section(key) for key in section.split(",") if key] or self.portal.sections
        self.limits = Limits(first_pages=self.portal.first_pages, since_on=_day(since))
        self.rules = Rulebook(self.portal)
        self.recheck, self.rebaseline = bool(recheck), bool(rebaseline)
        self.visits: list[Visit] = []
        #: The opened articles of the whole portal by key: an item in three sections is opened once.
        self.opened: dict[str, Item] = {}
        self._asked: set[str] = set()
        self.recorded: list[tuple[Crawl, Any]] = []
        #: What kept the crawl from being recorded, for whoever runs it.
        self.error: Exception | None = None
        self.evidence = Evidence(self.watch.keep)
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
        portal, agent = cls.portal, cls.watch.user_agent
        settings.setdict(courtesy(portal, agent=agent), priority="spider")
        if any(map(portal.renders, portal.sections)):
            enable(settings, user_agent=agent)

    # What a portal that needs code may replace.

    def headers(self, section: Section) -> dict[str, str]:  # noqa: ARG002 - for those who override it
        """Return headers that the section's list needs besides the usual ones."""
        return {}

    def read_list(self, page: Page, section: Section) -> RawList:
        """Return the rows of a list page and where it goes on. Raises PageError when it cannot be read."""
        return read_list(page, self.rules.of(section))

    def read_article(self, page: Page, section: Section) -> RawArticle:
        """Return the fields of an article page. Raises PageError when it cannot be read."""
        found = read_article(page, self.rules.of(section).article)
        # With the list's layout that of the articles may have changed.
        return read_article(page) if self.rules.is_mended(section) and not found.body else found

    # The road of a crawl.

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every section, or for the home page to find them on."""
        try:
            self._claim.enter_context(self.watch.claim(self.portal.name))
            self.visits.extend([self._visit(section) for section in self.sections])
        except PortalwatchError as error:
            self.error = error
        for visit in self.visits:
            visit.due = self.watch.due(self.portal.name, visit.section.key, self.portal.rereads)
            if url := visit.section.url or visit.known.url:
                yield self._list_request(visit, Turn(url=url))
        if lost := [visit for visit in self.visits if not (visit.section.url or visit.known.url)]:
            arguments = {"visits": lost}
            yield self._request(self.portal.url, self.parse_home, self.home_failed, arguments, priority=LIST_PRIORITY)

    def parse_home(self, response: Response, visits: list[Visit]) -> Iterator[Request]:
        """Find sections by their names in the portal's navigation."""
        try:
            found = find_sections(self._page(response), [visit.section.name for visit in visits])
        except PageError as error:
            self._lost(problem(error, response.url), *visits)
            return
        for visit in visits:
            if url := found.get(visit.section.name):
                yield self._list_request(visit, Turn(url=url))
            else:
                detail = f"no link is called {visit.section.name!r}; give the section's url"
                self._lost(Problem(kind="no-section", url=response.url, detail=detail), visit)

    def home_failed(self, failure: Failure) -> None:
        """Note that no section could be looked for."""
        request, lost = explain(failure)
        self._lost(lost, *request.cb_kwargs["visits"])

    def parse_list(self, response: Response, visit: Visit, turn: Turn, column: str | None = None) -> Iterator[Any]:
        """Take in a page of a list; ask for its unknown articles, and for the next page while there is need.

        `column` is the address of the list's first page, where a script would show what it asks for.
        """
        if is_unchanged(response):
            visit.unchanged()
            yield from self._look_again(visit)
            return
        try:
            raw = self._list(self._page(response).answering(turn, column=column), visit)
        except EmptyListError as error:
            visit.fail(Outcome.EMPTY, error.reason)
            yield from self._look_again(visit)
            return
        except PageError as error:
            self._lost(problem(error, response.url), visit)
            yield from self._look_again(visit)
            return
        wanted = visit.read(raw, validators=validators_of(response))
        if self.recheck:
            wanted = [*wanted, *visit.want_listed()]
        yield from self._open(visit, wanted)
        yield from self._export(visit)
        if visit.pages.wants_more(raw.next) and raw.next:
            yield self._list_request(visit, raw.next, column or response.url)
        else:
            yield from self._look_again(visit)

    def list_failed(self, failure: Failure) -> Iterator[Any]:
        """Note that a page of a list could not be fetched."""
        request, lost = explain(failure)
        visit: Visit = request.cb_kwargs["visit"]
        self._lost(lost, visit)
        yield from self._look_again(visit)

    async def parse_article(self, response: Response, visit: Visit, wanted: Wanted) -> AsyncIterator[Any]:
        """Make an item of a row and its article."""
        others = visit.want_instead(wanted.before, response.url) if wanted.before else []
        if wanted.before and (others or is_unchanged(response)):
            self.opened[wanted.row.key] = wanted.before
            for request in self._open(visit, others):
                yield request
            return
        try:
            raw = await self._article(response, visit.section, wanted)
        except PageError as error:
            raw = unread(wanted.raw, problem(error, response.url))
        except Exception as error:
            self.logger.exception("%s could not be read, for a fault in the program", response.url)
            raw = RawItem(row=wanted.raw, problem=Problem(kind="internal", url=response.url, detail=repr(error)[:200]))
        # What a bad answer gave to ask with would only bring back "not modified", and never the article.
        for item in self._opened(visit, wanted, raw, Validators() if raw.problem else validators_of(response)):
            yield item

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Make an item of the row alone, with the problem that kept its article from being read."""
        request, lost = explain(failure)
        wanted: Wanted = request.cb_kwargs["wanted"]
        yield from self._opened(request.cb_kwargs["visit"], wanted, unread(wanted.raw, lost), Validators())

    def closed(self, reason: str) -> None:
        """Record every visit. An interrupted one is left as if it had not begun; the next crawl makes it whole."""
        self._disown()
        # What witnesses tell of a template is known when other sections, which list the same articles, are compared.
        for visit in sorted(self.visits, key=lambda visit: not visit.heard):
            if not visit.complete(self.opened):
                if reason == "shutdown":
                    continue
                visit.abandon(self.opened)
            try:
                crawl = visit.result(self.opened, finished_at=self.watch.now())
                self.recorded.append((crawl, self.watch.record(crawl, rebaseline=self.rebaseline)))
            except StoreError as error:
                # It would say the same of the others, each after a long wait.
                self.error = self.error or error
                break
            except Exception as error:  # noqa: BLE001 - Scrapy would swallow it; whoever runs the crawl raises it
                self.error = self.error or error
        places = {visit.section.key: place for place, visit in enumerate(self.visits)}
        self.recorded.sort(key=lambda each: places[each[0].section])
        self.evidence.flush()
        self._claim.close()

    def _disown(self) -> None:
        """Take what stands in the places of many articles for what it is: none of them could be read."""
        asked = [(visit, key) for visit in self.visits for key in visit.wanted if key in self.opened]
        for key in find_stand_ins((self.opened[key], visit.before(key)) for visit, key in asked):
            lost = Problem(kind="wall", url=self.opened[key].url, detail="one text in the places of several articles")
            self.opened[key] = refused(self.opened[key], lost)

    def _visit(self, section: Section) -> Visit:
        name, watch = self.portal.name, self.watch
        memory = Memory(
            known=lambda: watch.known(name, section.key),
            items=lambda keys: watch.items(name, section.key, keys),
            listed=cache(lambda: watch.listed(name, section.key)),
            dated=lambda days, titles: watch.dated(name, days, titles),
        )
        now, again = watch.now(), self.rebaseline
        visit = Visit(self.portal, section, memory, started_at=now, limits=self.limits, rebaseline=again)
        visit.pages.believed = self.believe
        self.rules.adopt(section, visit.known.repair)
        return visit

    def _list_request(self, visit: Visit, turn: Turn, column: str | None = None) -> Request:
        first = visit.url is None
        visit.url = visit.url or turn.url
        arguments = {"visit": visit, "turn": turn, "column": column}
        request = self._request(turn.url, self.parse_list, self.list_failed, arguments, priority=LIST_PRIORITY)
        if turn.form is not None:
            request = request.replace(method="POST", body=urlencode(turn.form))
        request.headers.update(manners(turn, column))
        request.headers.update(self.headers(visit.section))
        whole = self.recheck or self.rebaseline or self._exports or self.limits.since_on
        questions = visit.known.gap or visit.known.doubted
        if first and turn.url == visit.known.url and not (whole or questions):
            request.headers.update(conditional(visit.known.validators))
        return request

    def _request(self, url: str | None, callback: Any, errback: Any, arguments: Any, *, priority: int = 0) -> Request:  # noqa: ANN401
        assert url is not None
        return Request(
            url,
            callback=callback,
            errback=errback,
            cb_kwargs=arguments,
            priority=priority,
            meta={"handle_httpstatus_list": STATUSES, **self._rendering(arguments)},
            dont_filter=True,
        )

    def _article_request(self, visit: Visit, wanted: Wanted) -> Request:
        arguments = {"visit": visit, "wanted": wanted}
        return self._request(wanted.row.url, self.parse_article, self.article_failed, arguments)

    def _rendering(self, arguments: dict[str, Any]) -> dict[str, Render]:
        visit: Visit | None = arguments.get("visit")
        if not self.portal.renders(visit.section if visit else None):
            return {}
        rows = self.rules.of(visit.section).rows if visit and "turn" in arguments else None
        return {RENDER: Render(rows=rows, encoding=self.portal.encoding)}

    def _open(self, visit: Visit, wanted: list[Wanted]) -> Iterator[Any]:
        """Ask for articles, each of them once; what is elsewhere or no page at all is an item by its row alone."""
        for each in wanted:
            key, url = each.row.key, each.row.url
            if key in self.opened or key in self._asked:
                continue
            self._asked.add(key)
            if key.startswith(NOWHERE) or not is_own(self.portal, url):
                yield from self._opened(visit, each, RawItem(row=each.raw), Validators())
            elif is_document(url) and not self.portal.documents:
                yield from self._opened(visit, each, unopened(each.raw), Validators())
            else:
                request = self._article_request(visit, each)
                if each.before and each.before.problem is None and not each.whole:
                    request.headers.update(conditional(each.before.validators))
                yield request

    def _look_again(self, visit: Visit) -> Iterator[Any]:
        """Ask for what is due again, now that the list has been read as far as it goes."""
        if visit.trusted:
            yield from self._open(visit, visit.want_due())

    def _opened(self, visit: Visit, wanted: Wanted, raw: RawItem, validators: Validators) -> Iterator[Any]:
        now, zone = visit.started_at, ZoneInfo(self.portal.zone)
        item = merge(raw, portal=self.portal.name, section=visit.section.key, key=wanted.row.key, now=now, zone=zone)
        # A time that lies ahead is not believed until it has come, and "not modified" would never tell it.
        ahead = is_refused(raw, item, now=now, zone=zone)
        if wanted.before and wanted.again:
            item = reread(item, wanted.before)
        item = replace(item, validators=Validators() if ahead else validators)
        heard = visit.hear(wanted, item)
        if heard is None:
            yield self._article_request(visit, replace(wanted, first=item))
            return
        self.opened[item.key] = heard
        if self._exports:
            yield item_json(heard)
        yield from self._open(visit, visit.want_witnesses(heard))

    def _export(self, visit: Visit) -> Iterator[dict[str, Any]]:
        """With `-O FILE`, the rows that need no opening are scraped items too."""
        if self._exports:
            yield from map(item_json, self.watch.stored(self.portal.name, visit.take_known()))

    @property
    def _exports(self) -> bool:
        return bool(self.settings.getdict("FEEDS"))

    def _page(self, response: Response) -> Page:
        kind = content_type(response)
        return to_page(self.portal, response.body, url=response.url, status=response.status, content_type=kind)

    async def _article(self, response: Response, section: Section, wanted: Wanted) -> RawItem:
        kind = content_type(response)
        if response.status < 400 and is_file(response.body, response.url, kind):
            return await open_file(self.portal, wanted.raw, response.body, url=response.url, content_type=kind)
        page = self._page(response)
        if is_document(wanted.row.url):
            raise PageError("a page is sent in the file's place", url=response.url)
        article = self.read_article(page, section)
        if wanted.before and not is_still(wanted, article):
            raise ReplacedError("another page is sent in the article's place", url=response.url)
        return RawItem(row=wanted.raw, article=article)

    def _list(self, page: Page, visit: Visit) -> RawList:
        """Read a page of a list, or mend its reading when it does not show what is known to be there."""
        try:
            raw = self.read_list(page, visit.section)
        except PageError:
            read = partial(self.read_list, page, visit.section)
            mended = visit.mend(page, None) or self.rules.by_own(visit.section, read)
            if mended is None:
                raise
        else:
            mended = visit.mend(page, raw) or raw
        if visit.repair:
            self.rules.mend(visit.section, visit.repair)
        lists = [self.portal.url, *(each.url for each in self.portal.sections), *(each.url for each in self.visits)]
        return visit.sequel.take(mended, url=page.url, column=visit.url or page.url, lists=filter(None, lists))

    def _lost(self, lost: Problem, *visits: Visit) -> None:
        named = lost.detail if lost.kind == "wall" else f"{lost.kind}: {lost.detail}".removesuffix(": ")
        for visit in visits:
            visit.fail(outcome(lost), named, lost)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"since={text!r} is not a day such as 2022-01-01") from None
