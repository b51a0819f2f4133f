from scrapy.settings import default_settings

from portalwatch import __version__
from portalwatch.network.settings import SAFE, user_agent


def test_every_setting_is_one_that_scrapy_knows():
    assert {name for name in SAFE if not hasattr(default_settings, name)} == {"PORTALWATCH_ALLOW_PRIVATE"}


def test_every_scheme_that_scrapy_knows_is_ours_or_off():
    handlers = SAFE["DOWNLOAD_HANDLERS"]
    assert handlers.keys() == default_settings.DOWNLOAD_HANDLERS_BASE.keys()
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_a_middleware_of_ours_stands_where_the_one_that_it_replaces_stood():
    usual, ours = default_settings.DOWNLOADER_MIDDLEWARES_BASE, SAFE["DOWNLOADER_MIDDLEWARES"]
    replaced = [usual[name] for name, order in ours.items() if order is None]
    assert replaced == [order for order in ours.values() if order is not None]


def test_a_crawl_waits_between_requests():
    assert SAFE["DOWNLOAD_DELAY"] > 0


def test_the_user_agent_says_who_asks_and_whom_to_ask():
    assert user_agent("https://example.org/bot") == f"portalwatch/{__version__} (+https://example.org/bot)"
