"""The Scrapy settings of every crawl, scheduled or by `scrapy crawl`. A portal's own manners come on top."""

from portalwatch.network.settings import SAFE

globals().update(SAFE)

BOT_NAME = "portalwatch"
SPIDER_LOADER_CLASS = "portalwatch.crawl.loader.PortalLoader"
#: Replaces `scrapy crawl` with one that exits with 1 when something was not recorded.
COMMANDS_MODULE = "portalwatch.crawl.commands"
LOG_LEVEL = "INFO"
SPIDER_MIDDLEWARES = {"portalwatch.crawl.keeping.Keep": 10}
EXTENSIONS = {"portalwatch.crawl.attachments.Attachments": 0}
