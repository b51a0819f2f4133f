"""A portal's own manners, as Scrapy's settings."""

from portalwatch.config import Portal
from portalwatch.crawl.reading import named_hosts


def courtesy(portal: Portal, *, agent: str) -> dict[str, object]:
    """Return the settings of whatever asks this portal for pages; `agent` is the User-Agent."""
    return {
        "DOWNLOAD_DELAY": portal.delay,
        "DOWNLOAD_TIMEOUT": portal.timeout,
        "ROBOTSTXT_OBEY": portal.robots,
        "PORTALWATCH_ALLOW_PRIVATE": portal.allow_private,
        "PORTALWATCH_PRIVATE_HOSTS": named_hosts(portal),
        # How deep a crawl goes is the portal's max_pages; Scrapy's limit drops requests without a word.
        "DEPTH_LIMIT": 0,
        "USER_AGENT": agent,
    }
