"""Fetches a portal's lists, and an article of each, once and outside a crawl; stores nothing."""

import time
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import requests

from portalwatch.cli.fetching import fetch
from portalwatch.config import Section
from portalwatch.crawl import SectionSpider
from portalwatch.crawl.failures import outcome, problem
from portalwatch.crawl.loader import PortalLoader
from portalwatch.crawl.reading import is_document, is_own, named_hosts, to_page
from portalwatch.errors import PageError, PortalwatchError
from portalwatch.export import item_json
from portalwatch.extract import Page, find_sections
from portalwatch.items import Item, RawItem, RawRow
from portalwatch.network.session import session
from portalwatch.normalize.articles import merge, normalize_row

SAMPLES = 3


def examine(loader: PortalLoader, name: str, section: str = "") -> Iterator[dict[str, Any]]:
    """Yield for each section what would be read of it: outcome, rows, samples, one article."""
    loader.watch.config.portal(name)
    spider_class = loader.load(name)
    assert issubclass(spider_class, SectionSpider)
    spider = spider_class(section=section)
    portal, agent = spider.portal, loader.watch.user_agent
    hosts, timeout = named_hosts(portal), portal.timeout
    with session(user_agent=agent, allow_private=portal.allow_private, private_hosts=hosts, timeout=timeout) as client:
        look = _Look(spider, client)
        for each in spider.sections:
            yield look.at(each)


class _Look:
    """One look at a portal, as slowly as a crawl."""

    def __init__(self, spider: SectionSpider, client: requests.Session) -> None:
        self.spider, self.client = spider, client
        self.portal = spider.portal
        self.zone = ZoneInfo(self.portal.zone)
        self._home: Page | None = None
        self._asked = False

    def at(self, section: Section) -> dict[str, Any]:
        line: dict[str, Any] = {"portal": self.portal.name, "section": section.key, "name": section.name}
        line |= {"url": section.url, "outcome": "failed", "detail": "", "rows": 0, "next": None}
        line |= {"samples": [], "article": None}
        try:
            line["url"] = url = section.url or self._find(section)
            page = self._page(url, self.spider.headers(section))
        except PortalwatchError as error:
            detail = str(error).removeprefix(f"{line['url']}: ")
            return line | {"outcome": outcome(problem(error, "")).value, "detail": detail}
        try:
            raw = self.spider.read_list(page, section)
        except PageError as error:
            return line | {"outcome": "ok" if section.may_be_empty else "empty", "detail": error.reason}
        samples = [self._row(row) for row in raw.rows[:SAMPLES]]
        line |= {"outcome": "ok", "rows": len(raw.rows), "next": raw.next_url, "samples": samples}
        return line | {"article": self._first_article(raw.rows, section)}

    def _find(self, section: Section) -> str:
        assert self.portal.url is not None
        self._home = self._home or self._page(self.portal.url, {})
        found = find_sections(self._home, [section.name])
        if section.name not in found:
            raise PageError(f"no link is called {section.name!r}; give the section's url", url=self.portal.url)
        return found[section.name]

    def _page(self, url: str, headers: dict[str, str]) -> Page:
        if self._asked:
            time.sleep(self.portal.delay)
        self._asked = True
        answer = fetch(self.client, url, headers)
        kind = answer.headers.get("Content-Type", "")
        return to_page(self.portal, answer.content, url=answer.url, status=answer.status_code, content_type=kind)

    def _row(self, raw: RawRow) -> dict[str, str | None]:
        row = normalize_row(raw, now=self.spider.watch.now(), zone=self.zone)
        return {"title": row.title, "url": row.url, "published": str(row.published) if row.published else None}

    def _first_article(self, rows: tuple[RawRow, ...], section: Section) -> dict[str, Any] | None:
        """Read the newest article that is a page of this portal."""
        for row in rows:
            if is_own(self.portal, row.url) and not is_document(row.url):
                try:
                    raw = RawItem(row=row, article=self.spider.read_article(self._page(row.url, {}), section))
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
