"""`scrapy crawl NAME`: Scrapy's own, which says what was found and whose exit code tells when it went wrong."""

import argparse

from scrapy.commands.crawl import Command as ScrapyCommand
from scrapy.exceptions import UsageError

from portalwatch.crawl.spider import SectionSpider
from portalwatch.errors import PortalwatchError


class Command(ScrapyCommand):
    """Exit code 2 for a portal that does not exist or is not described well, 1 when a section could not be read."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the portal."""
        if len(args) != 1:
            raise UsageError("name one portal; `scrapy list` shows them")
        assert self.crawler_process
        try:
            crawler = self._create_crawler(args[0])
            crawler.spidercls(**opts.spargs)
        except (KeyError, PortalwatchError) as error:
            raise UsageError(str(error.args[0] if isinstance(error, KeyError) else error), print_help=False) from None
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, SectionSpider) or spider.error or self.crawler_process.bootstrap_failed:
            self.exitcode = 1
            return
        for crawl, recorded in spider.recorded:
            news = len(recorded.changes.announced)
            print(
                f"{crawl.portal}/{crawl.section}: {crawl.outcome} {crawl.detail}".rstrip() + f", {news} new or changed"
            )
        well = all(crawl.outcome.trusted for crawl, _ in spider.recorded)
        self.exitcode = int(not well or spider.evidence.error is not None)
