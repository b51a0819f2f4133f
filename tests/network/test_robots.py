import pytest
from scrapy.exceptions import DownloadFailedError, IgnoreRequest

from portalwatch.errors import AddressError, StatusError

from .server import answer, serving

OBEY = {"ROBOTSTXT_OBEY": True}


class Cache:
    def __init__(self):
        self.bodies = {}

    def get(self, host):
        return self.bodies.get(host)

    def put(self, host, body):
        self.bodies[host] = body


def portal(robots):
    """Answer /robots.txt with `robots`, and everything else with a page."""

    def answers(path):
        if path != "/robots.txt":
            return answer(b"page")
        if isinstance(robots, BaseException):
            raise robots
        return robots if isinstance(robots, bytes) else answer(robots.encode())

    return serving(answers)


def test_no_request_slips_through_while_robots_txt_is_on_its_way(crawl):
    with portal("User-agent: *\nDisallow: /no") as server:
        visitor = crawl(*[server.url(f"/{'no' if n % 2 else 'yes'}/{n}") for n in range(12)], **OBEY)
    assert server.paths.count("/robots.txt") == 1
    assert {path for path in server.paths if path.startswith("/no")} == set()
    assert len(visitor.responses) == 6
    assert {str(error) for error in visitor.errors} == {"Forbidden by robots.txt"}
    assert all(isinstance(error, IgnoreRequest) for error in visitor.errors)


def test_rules_for_portalwatch_go_before_rules_for_all(crawl):
    with portal("User-agent: *\nDisallow: /\n\nUser-agent: portalwatch\nDisallow: /no") as server:
        visitor = crawl(server.url("/yes"), server.url("/no"), USER_AGENT="Mozilla/5.0", **OBEY)
    assert [response.url for response in visitor.responses] == [server.url("/yes")]


@pytest.mark.parametrize(
    "robots",
    [
        answer(b"User-agent: *\nDisallow: /", status=404),
        answer(b"User-agent: *\nDisallow: /", status=403),
        answer(b"\xef\xbb\xbf\n<!DOCTYPE html>\nUser-agent: *\nDisallow: /", "Content-Type: text/html"),
        answer(b"", "Location: /robots.txt", status=302),
        answer(),
        answer(b"\xd3\xd0\xcf\xde\xb9\xab\xcb\xbe"),
    ],
    ids=["absent", "forbidden", "a page", "redirected without end", "empty", "not UTF-8"],
)
def test_what_is_no_robots_txt_forbids_nothing(crawl, robots):
    with portal(robots) as server:
        visitor = crawl(server.url("/page"), **OBEY)
    assert [response.body for response in visitor.responses] == [b"page"]


def test_rules_beyond_the_first_500_kib_are_not_read(crawl):
    with portal("#" * 500 * 1024 + "\nUser-agent: *\nDisallow: /") as server:
        visitor = crawl(server.url("/page"), **OBEY)
    assert len(visitor.responses) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_portal_whose_rules_are_not_to_be_had_fails_and_is_asked_again_next_time(crawl, status):
    cache = Cache()
    with portal(answer(status=status)) as server:
        visitor = crawl(server.url("/1"), server.url("/2"), cache=cache, **OBEY)
        assert server.paths == ["/robots.txt"]
        crawl(server.url("/1"), cache=cache, **OBEY)
    assert server.paths == ["/robots.txt", "/robots.txt"]
    assert [str(error) for error in visitor.errors] == [
        f"{server.url('/robots.txt')}: the server answered {status}"
    ] * 2
    assert all(isinstance(error, StatusError) for error in visitor.errors)


def test_a_portal_that_cannot_be_reached_for_its_rules_fails_in_the_same_way(crawl):
    with portal(ConnectionAbortedError()) as server:
        visitor = crawl(server.url("/1"), **OBEY)
    assert server.paths == ["/robots.txt"]
    assert isinstance(visitor.errors[0], DownloadFailedError)


def test_a_refused_host_is_refused_before_its_rules_are_asked_for(crawl):
    with portal("") as server:
        visitor = crawl(server.url(), PORTALWATCH_ALLOW_PRIVATE=False, **OBEY)
    assert isinstance(visitor.errors[0], AddressError)
    assert server.connections == 0


@pytest.mark.parametrize("robots", ["User-agent: *\nDisallow: /no", answer(status=404)])
def test_rules_that_are_known_are_not_asked_for_again(crawl, robots):
    cache = Cache()
    with portal(robots) as server:
        crawl(server.url("/yes"), cache=cache, **OBEY)
        crawl(server.url("/yes"), server.url("/no"), cache=cache, **OBEY)
        assert list(cache.bodies) == [f"127.0.0.1:{server.port}"]
    assert server.paths.count("/robots.txt") == 1
    assert ("/no" in server.paths) == (robots != "User-agent: *\nDisallow: /no")


def slots(spider):
    return {key: (slot.delay, slot.jitter) for key, slot in spider.crawler.engine.downloader.slots.items()}


def test_crawl_delay_slows_the_host_down_and_is_kept_exactly(crawl):
    with portal("User-agent: *\nCrawl-delay: 0.2") as server:
        visitor = crawl(server.url(), look=slots, **OBEY)
    assert visitor.seen == [{"127.0.0.1": (0.2, 0)}]


def test_crawl_delay_never_makes_a_crawl_quicker(crawl):
    with portal("User-agent: *\nCrawl-delay: 0.001") as server:
        visitor = crawl(server.url(), look=slots, DOWNLOAD_DELAY=0.1, **OBEY)
    assert visitor.seen == [{"127.0.0.1": (0.1, 0)}]


def test_crawl_delay_holds_for_a_host_that_has_not_been_asked_yet_and_at_most_half_a_minute(crawl):
    cache = Cache()
    with portal("") as server:
        cache.put(f"127.0.0.1:{server.port}", b"User-agent: *\nCrawl-delay: 86400")
        visitor = crawl(server.url(), look=slots, cache=cache, **OBEY)
    assert visitor.seen == [{"127.0.0.1": (30, 0)}]
