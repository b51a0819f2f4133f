"""Cookies as Scrapy keeps them, but without asking the internet at the first one.

Scrapy asks for the current list of public suffixes, outside of every guard, and keeps it in the user's home directory.
The list that comes with the library is good enough to keep a cookie from being set for all of `.com.cn`.
"""

from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from tldextract import TLDExtract

cookies._split_domain = TLDExtract(  # noqa: SLF001 - Scrapy has no setting for it
    include_psl_private_domains=True, suffix_list_urls=(), cache_dir=None
)


class Cookies(CookiesMiddleware):
    """In place of Scrapy's own."""
