"""The Scrapy settings that every crawl starts from: polite, bounded, and closed to the outside."""

from portalwatch import __version__
from portalwatch.network.addresses import LONGEST_URL
from portalwatch.network.limits import LARGEST, REDIRECTS

HANDLER = "portalwatch.network.handler.Handler"


def user_agent(contact: str = "") -> str:
    """Return an honest User-Agent. `contact` is a URL or an e-mail address where a portal's people find ours."""
    return f"portalwatch/{__version__}" + (f" (+{contact})" if contact else "")


SAFE: dict[str, object] = {
    # Where a crawl may go. Each of Scrapy's other schemes reads something that is not a portal.
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "data": None, "file": None, "ftp": None, "s3": None},
    "PORTALWATCH_ALLOW_PRIVATE": False,
    "HTTPPROXY_ENABLED": False,  # a proxy named in the environment would choose the address in our place
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "REDIRECT_MAX_TIMES": REDIRECTS,
    "METAREFRESH_ENABLED": True,
    "METAREFRESH_MAXDELAY": 10,  # a page that reloads itself each minute is not a redirect
    "DEPTH_LIMIT": 100,
    "URLLENGTH_LIMIT": LONGEST_URL,
    # A response may choose among the standard policies, by name; this is the browsers' default.
    "REFERRER_POLICY": "strict-origin-when-cross-origin",
    # How long, how much.
    "DOWNLOAD_TIMEOUT": 60,  # seconds from the look-up to the last byte
    "DOWNLOAD_MAXSIZE": LARGEST,
    "DOWNLOAD_WARNSIZE": 0,
    "DNSCACHE_ENABLED": False,  # Scrapy's cache knows no age: a portal that moves would be lost until a restart
    # How politely.
    "USER_AGENT": user_agent(),
    "ROBOTSTXT_USER_AGENT": "portalwatch",
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_DELAY": 1.0,  # never 0: Scrapy then ignores CONCURRENT_REQUESTS_PER_DOMAIN on the asyncio reactor
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_ITEMS": 1,  # Scrapy starts this many tasks for every response, 100 unless told
    "RETRY_TIMES": 2,
    # Not 429: Scrapy knows no Retry-After and would ask again at once. The next crawl is soon enough.
    "RETRY_HTTP_CODES": [408, 500, 502, 503, 504, 522, 524],
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    },
    "COOKIES_ENABLED": True,  # some portals send a visitor without their cookie round in circles
    "HTTPCACHE_ENABLED": False,  # it invents freshness out of Last-Modified, and would hide news
    # Both are on by default, listen, and run the code that they are sent; a project's own settings may bring them back.
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    # In the places of those that they replace.
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "portalwatch.network.cookies.Cookies": 700,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "portalwatch.network.refresh.Refresh": 580,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "portalwatch.network.robots.Robots": 100,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "portalwatch.network.compression.Compression": 590,
    },
    # How it runs: many crawls in one process, which logs and watches its memory itself.
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_LEVEL": "INFO",
    "LOGSTATS_INTERVAL": 0,
    "STATS_DUMP": False,
    # Only what a crawl uses: Scrapy imports what it leaves out too, an HTTP server of 10 MB among it.
    "EXTENSIONS_BASE": {
        "scrapy.extensions.corestats.CoreStats": 0,
        "scrapy.extensions.logcount.LogCount": 0,
        "scrapy.extensions.closespider.CloseSpider": 0,
        "scrapy.extensions.feedexport.FeedExporter": 0,
    },
    "WARN_ON_GENERATOR_RETURN_VALUE": False,  # it parses the callback's source again for every response
    # It compares the peak of the process, which never falls: after one large page it would stop every crawl.
    "MEMUSAGE_ENABLED": False,
    "FEED_EXPORT_ENCODING": "utf-8",
}
