"""Scrapy's part: the only place that fetches portals. What `spiders/` may use stands in `__all__`."""

from portalwatch.crawl.spider import SectionSpider

__all__ = ["SectionSpider"]
