"""A spider middleware that keeps what a portal sends, as evidence."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from portalwatch.crawl.spider import SectionSpider
from portalwatch.items import Kept, Turn


class Keep:
    """Notes each answer before it is read; the spider hands them over when it closes."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for a crawl."""
        return cls(crawler)

    def process_spider_input(self, response: Response) -> None:
        """Keep a list, an article or a file of one; "not modified" says nothing that is not kept already."""
        spider = self._crawler.spider
        arguments: dict[str, Any] = response.cb_kwargs
        if response.status == 304 or not isinstance(spider, SectionSpider) or "visit" not in arguments:
            return
        wanted, errand = arguments.get("wanted"), arguments.get("errand")
        spider.evidence.add(
            Kept(
                portal=spider.portal.name,
                section=arguments["visit"].section.key,
                key=wanted.row.key if wanted else errand.key if errand else None,
                turn=Turn(url=response.url, form=arguments["turn"].form if "turn" in arguments else None),
                column=errand.page if errand else arguments.get("column"),
                at=spider.watch.now(),
                status=response.status,
                headers=_headers(response),
                body=response.body,
            )
        )


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    pairs = ((name.decode("latin-1"), values) for name, values in response.headers.items())
    return tuple((name, value.decode("latin-1")) for name, values in pairs for value in values)
