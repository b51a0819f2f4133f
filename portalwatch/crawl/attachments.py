"""A Scrapy extension that looks at the files of articles: whether they still are what they were."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from portalwatch.crawl.answers import conditional, content_type, explain, is_unchanged, validators_of
from portalwatch.crawl.files import is_content, measured
from portalwatch.crawl.reading import is_own
from portalwatch.crawl.spider import STATUSES, SectionSpider
from portalwatch.crawl.visit import Visit
from portalwatch.items import Attachment, Item
from portalwatch.normalize.versions import inherit

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A file to be looked at, as it is known: of the item called `key`, whose article is at `page`.

    `first` is the digest that a first look has found, which a second is to confirm.
    """

    key: str
    page: str
    file: Attachment
    first: str | None = None


class Attachments:
    """Asks for files once all lists and articles have come, keeps their hashes, and lets their bytes go.

    A first crawl of a section asks for none. What cannot be had, or is a page in the file's place, is as it was.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: set[tuple[str, str]] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for a crawl."""
        made = cls(crawler)
        crawler.signals.connect(made.look, signals.spider_idle)
        return made

    def look(self) -> None:
        """Ask for the files, once: a crawl is idle again when they have come."""
        if self._asked is not None or not isinstance(self._crawler.spider, SectionSpider):
            return
        self._asked = set()
        for visit in self._spider.visits:
            for errand in self._errands(visit)[: self._spider.portal.attachments]:
                self._asked.add((errand.key, errand.file.url))
                self._crawler.engine.crawl(self._request(errand, visit))

    def answered(self, response: Response, visit: Visit, errand: Errand) -> Iterator[Request]:
        """Note what the file is. One that is not what it was is asked for again: some are made anew each time."""
        if is_unchanged(response):
            return
        kind = content_type(response)
        own = response.status == 200 and is_own(self._spider.portal, response.url)
        if not own or not is_content(response.body, errand.file, kind):
            _logger.info("%s: the file is not there (status %d, %s)", errand.file.url, response.status, kind)
            return
        found = replace(measured(errand.file, response.body), validators=validators_of(response))
        whole = errand.file.digest is None and "partial" not in response.flags
        if whole or found.digest in (errand.file.digest, errand.first):
            self._note(errand.key, found)
        elif errand.first is None:
            yield self._request(replace(errand, first=found.digest), visit)

    def failed(self, failure: Failure) -> None:
        """Leave the file as it is known."""
        _, problem = explain(failure)
        _logger.info("a file could not be had: %s", problem)

    @property
    def _spider(self) -> SectionSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SectionSpider)
        return spider

    def _errands(self, visit: Visit) -> list[Errand]:
        """Return what there is to look at, the newest article first; of one article, what was never fetched first."""
        if not (visit.known.established and visit.trusted):
            return []
        opened = (self._spider.opened[key] for key in visit.wanted if key in self._spider.opened)
        read = sorted((item for item in opened if item.fingerprint), key=_age)
        return [errand for item in read for errand in self._of(item, visit.before(item.key))]

    def _of(self, item: Item, before: Item | None) -> list[Errand]:
        """Return an article's files; of an item that is a file itself there is nothing else to look at."""
        files = inherit(item.attachments, before.attachments if before else ())
        mine = [each for each in files if each.url != item.url and is_own(self._spider.portal, each.url)]
        errands = [Errand(key=item.key, page=item.url, file=each) for each in mine]
        new = [each for each in errands if (each.key, each.file.url) not in (self._asked or ())]
        return sorted(new, key=lambda each: each.file.digest is not None)

    def _request(self, errand: Errand, visit: Visit) -> Request:
        asked = {} if errand.first else conditional(errand.file.validators)
        return Request(
            errand.file.url,
            callback=self.answered,
            errback=self.failed,
            headers={"Referer": errand.page, **asked},
            cb_kwargs={"visit": visit, "errand": errand},
            meta={"handle_httpstatus_list": STATUSES},
            dont_filter=True,
        )

    def _note(self, key: str, found: Attachment) -> None:
        item = self._spider.opened[key]
        files = tuple(found if each.url == found.url else each for each in item.attachments)
        self._spider.opened[key] = replace(item, attachments=files)


def _age(item: Item) -> tuple[bool, float]:
    return item.published is None, -item.published.at.timestamp() if item.published else 0.0
