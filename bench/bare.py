"""What portalwatch is measured against: a plain Scrapy spider that reads the sample portal by selectors.

    python -m bench.bare FEED URL…

FEED is the file that its items go to, each URL a section.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Bare(Spider):
    """Rows, then their articles, into a dict each; nothing is remembered, compared or checked."""

    name = "bare"
    urls: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every section."""
        for url in self.urls:
            yield Request(url, self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        """Follow every row and the next page."""
        for row in response.css("div.listBox > ul.newsList > li"):
            item: dict[str, Any] = {
                "title": row.css("a::attr(title)").get(),
                "url": response.urljoin(row.css("a::attr(href)").get("")),
                "published": row.css("span.date::text").get(),
                "pinned": bool(row.css("span.top")),
            }
            yield Request(item["url"], self.parse_article, cb_kwargs={"item": item})
        if following := response.xpath("//div[@class='pages']//a[text()='下一页']/@href").get():
            yield response.follow(following, self.parse_list)

    def parse_article(self, response: Response, item: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Add what the article shows."""
        yield item | {
            "title": response.css("h1.title::text").get(),
            "published": response.css("div.info span.time::text").get(),
            "source": response.css("div.info span.from::text").get(),
            "breadcrumb": response.css("div.position a::text").getall(),
            "body": "\n".join(response.css("div.content p::text").getall()),
            "attachments": [
                {"url": response.urljoin(link.attrib["href"]), "name": link.css("::text").get()}
                for link in response.css("div.fujian a")
            ],
        }


def main() -> None:
    feed, *urls = sys.argv[1:]
    process = AsyncCrawlerProcess(
        {
            "FEEDS": {feed: {"format": "jsonlines", "encoding": "utf-8"}},
            "DOWNLOAD_DELAY": 0.01,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "ROBOTSTXT_OBEY": False,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "ERROR",
        }
    )
    process.crawl(Bare, urls=tuple(urls))
    process.start()


if __name__ == "__main__":
    main()
