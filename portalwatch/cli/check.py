"""Fetches a portal's lists, and an article of each, once and outside a crawl; stores nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from zoneinfo import ZoneInfo

from portalwatch.cli.browsing import Browser, browsing
from portalwatch.config import Section
from portalwatch.crawl import SectionSpider
from portalwatch.crawl.failures import outcome, problem
from portalwatch.crawl.loader import PortalLoader
from portalwatch.crawl.reading import is_document, is_own, named_hosts
from portalwatch.errors import PageError, PortalwatchError
from portalwatch.export import item_json
from portalwatch.extract import find_sections
from portalwatch.items import Item, RawItem, RawRow
from portalwatch.network.rendering import Render
from portalwatch.normalize.articles import merge, normalize_row

SAMPLES = 3


def examine(
    loader: PortalLoader, name: str, section: str = "", *, browser: Browser | None = None
) -> Iterator[dict[str, Any]]:
    """Yield for each section what would be read of it: outcome, rows, samples, one article.

    A `browser` that has seen the portal's pages already is not asked to fetch them again.
    """
    loader.watch.config.portal(name)
    spider_class = loader.load(name)
    assert issubclass(spider_class, SectionSpider)
    spider = spider_class(section=section)
    portal, agent = spider.portal, loader.watch.user_agent
    with ExitStack() as stack:
        browser = browser or stack.enter_context(browsing(portal, named_hosts(portal), agent=agent))
        look = _Look(spider, browser)
        for each in spider.sections:
            yield look.at(each)


class _Look:
    """One look at a portal, as slowly as a crawl."""

    def __init__(self, spider: SectionSpider, browser: Browser) -> None:
        self.spider, self.browser = spider, browser
        self.portal = browser.portal = spider.portal
        self.zone = ZoneInfo(self.portal.zone)

    def at(self, section: Section) -> dict[str, Any]:
        line: dict[str, Any] = {"portal": self.portal.name, "section": section.key, "name": section.name}
        line |= {"url": section.url, "outcome": "failed", "detail": "", "rows": 0, "next": None}
        line |= {"samples": [], "article": None}
        try:
            line["url"] = url = section.url or self._find(section)
            page = self.browser.page(url, self.spider.headers(section), self._render(section, of_list=True))
        except PortalwatchError as error:
            detail = str(error).removeprefix(f"{line['url']}: ")
            return line | {"outcome": outcome(problem(error, "")).value, "detail": detail}
        try:
            raw = self.browser.read(page, lambda page: self.spider.read_list(page, section))
        except PageError as error:
            return line | {"outcome": "ok" if section.may_be_empty else "empty", "detail": error.reason}
        samples = [self._row(row) for row in raw.rows[:SAMPLES]]
        line |= {"outcome": "ok", "rows": len(raw.rows), "next": raw.next_url, "samples": samples}
        return line | {"article": self._first_article(raw.rows, section)}

    def _find(self, section: Section) -> str:
        assert self.portal.url is not None
        home = self.browser.page(self.portal.url, render=self._render(None))
        found = find_sections(home, [section.name])
        if section.name not in found:
            raise PageError(f"no link is called {section.name!r}; give the section's url", url=self.portal.url)
        return found[section.name]

    def _render(self, section: Section | None, *, of_list: bool = False) -> Render | None:
        """How a page of the section, or without one the home page, is to be shown, where it needs a browser."""
        if not self.portal.renders(section):
            return None
        rows = self.portal.rules_of(section).rows if section and of_list else None
        return Render(rows=rows, encoding=self.portal.encoding)

    def _row(self, raw: RawRow) -> dict[str, str | None]:
        row = normalize_row(raw, now=self.spider.watch.now(), zone=self.zone)
        return {"title": row.title, "url": row.url, "published": str(row.published) if row.published else None}

    def _first_article(self, rows: tuple[RawRow, ...], section: Section) -> dict[str, Any] | None:
        """Read the newest article that is a page of this portal."""
        for row in rows:
            if is_own(self.portal, row.url) and not is_document(row.url):
                try:
                    page = self.browser.page(row.url, render=self._render(section))
                    raw = RawItem(row=row, article=self.spider.read_article(page, section))
                except PortalwatchError as error:
                    return {"url": row.url, "problem": str(error)}
                return item_json(self._item(raw, section))
        return None

    def _item(self, raw: RawItem, section: Section) -> Item:
        return merge(
            raw,
            portal=self.portal.name,
            section=section.key,
            key=raw.row.url,
            now=self.spider.watch.now(),
            zone=self.zone,
        )
