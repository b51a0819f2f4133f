"""Scrapy, with the safe settings, against real servers on 127.0.0.1."""

from pathlib import Path

import pytest
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
)
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from portalwatch.errors import AddressError, PageError

from .server import answer, serving

PUBLIC = {"PORTALWATCH_ALLOW_PRIVATE": False}


@implementer(IHostnameResolver)
class Resolver:
    """Gives each look-up the next of its answers."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver, hostName, portNumber):  # noqa: N802, N803
        receiver.resolutionBegan(self)
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, portNumber))
        receiver.resolutionComplete()
        return self


@pytest.fixture
def resolve(loop):
    from twisted.internet import reactor

    usual = reactor.nameResolver
    yield lambda *answers: reactor.installNameResolver(Resolver(*answers))
    reactor.installNameResolver(usual)


def test_a_page_is_fetched_where_private_addresses_are_allowed(crawl):
    with serving(lambda path: answer(b"hello")) as server:
        visitor = crawl(server.url(), server.url(host="localhost"))
    assert [response.body for response in visitor.responses] == [b"hello", b"hello"]
    assert not visitor.errors


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "①②⑦.0.0.1", "127。0。0。1"])
def test_loopback_is_refused_in_every_spelling_and_nobody_knocks(crawl, host):
    with serving(lambda path: answer()) as server:
        visitor = crawl(server.url(host=host), **PUBLIC)
    (error,) = visitor.errors
    assert isinstance(error, AddressError)
    assert error.address == "127.0.0.1"
    assert str(error).endswith("(127.0.0.1) is refused: loopback")
    assert server.connections == 0


def test_ipv6_loopback_is_refused(crawl):
    (error,) = crawl("http://[::1]:8080/", **PUBLIC).errors
    assert isinstance(error, AddressError)


def test_a_redirect_to_a_refused_address_is_not_followed(crawl):
    # 0.0.0.0 is refused even where private addresses are allowed, and would reach the listener.
    with (
        serving(lambda path: answer()) as target,
        serving(lambda path: answer(b"", f"Location: {target.url(host='0.0.0.0')}", status=302)) as portal,
    ):
        visitor = crawl(portal.url())
    (error,) = visitor.errors
    assert isinstance(error, AddressError)
    assert (portal.connections, target.connections) == (1, 0)


def test_a_meta_refresh_to_a_refused_address_is_not_followed(crawl):
    with serving(lambda path: answer()) as target:
        page = f'<meta http-equiv="refresh" content="0;url={target.url(host="0.0.0.0")}">'.encode()
        with serving(lambda path: answer(page, "Content-Type: text/html")) as portal:
            visitor = crawl(portal.url())
    (error,) = visitor.errors
    assert isinstance(error, AddressError)
    assert target.connections == 0


def test_a_name_that_changes_its_address_is_checked_at_each_connection(crawl, resolve):
    with serving(lambda path: answer(b"", "Connection: close")) as server:
        resolve(["127.0.0.1"], ["0.0.0.0"])
        visitor = crawl(server.url("/1", host="portal.example"), server.url("/2", host="portal.example"))
    assert [response.url[-2:] for response in visitor.responses] == ["/1"]
    assert [str(error) for error in visitor.errors] == ["portal.example (0.0.0.0) is refused: unspecified"]
    assert server.connections == 1


def test_a_name_is_looked_up_once_for_a_connection(crawl, resolve):
    with serving(lambda path: answer()) as server:
        resolve(["127.0.0.1"])  # a second look-up would find the answers used up
        visitor = crawl(server.url(host="portal.example"))
    assert len(visitor.responses) == 1


def test_of_several_addresses_the_refused_ones_are_left_out(crawl, resolve):
    with serving(lambda path: answer()) as server:
        resolve(["0.0.0.0", "127.0.0.1"])
        visitor = crawl(server.url(host="portal.example"))
    (response,) = visitor.responses
    assert str(response.ip_address) == "127.0.0.1"


def test_a_user_name_in_the_url_is_refused(crawl):
    with serving(lambda path: answer()) as server:
        (error,) = crawl(server.url(host="www.example.com@127.0.0.1")).errors
    assert isinstance(error, AddressError)
    assert server.connections == 0


def test_a_proxy_in_the_environment_is_not_used(crawl, monkeypatch):
    with serving(lambda path: answer()) as proxy, serving(lambda path: answer()) as portal:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        visitor = crawl(portal.url(), **PUBLIC)
        crawl(portal.url())
    assert isinstance(visitor.errors[0], AddressError)
    assert (proxy.connections, portal.connections) == (0, 1)


def test_a_proxy_that_a_spider_asks_for_is_refused(crawl):
    with serving(lambda path: answer()) as proxy:
        visitor = crawl("http://www.example.com/", meta={"proxy": proxy.url()})
    assert str(visitor.errors[0]) == "http://www.example.com/ (proxy) is refused: a proxy would choose the address"
    assert proxy.connections == 0


@pytest.mark.parametrize("url", ["file:///etc/hostname", "data:,text", "ftp://127.0.0.1/x", "s3://bucket/key"])
def test_other_schemes_have_no_handler(crawl, url):
    (error,) = crawl(url).errors
    assert isinstance(error, NotSupported)


def test_a_refused_connection_is_named_as_scrapy_names_it(crawl):
    with serving(lambda path: answer()) as server:
        url = server.url()
    (error,) = crawl(url).errors
    assert isinstance(error, DownloadConnectionRefusedError)


def test_a_connection_that_ends_without_an_answer_is_named_as_scrapy_names_it(crawl):
    def hang_up(path):
        raise ConnectionAbortedError

    with serving(hang_up) as server:
        (error,) = crawl(server.url()).errors
    assert isinstance(error, DownloadFailedError)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_drips_runs_into_the_deadline(crawl, start):
    def dripping(path):
        yield start
        yield from server.drip(b"x")

    with serving(dripping) as server:
        (error,) = crawl(server.url(), DOWNLOAD_TIMEOUT=0.5).errors
    assert isinstance(error, DownloadTimeoutError)


def test_a_body_that_announces_too_much_is_not_read(crawl):
    head = answer()[:-5] + b"2147483648\r\n\r\n"
    with serving(lambda path: [head, *[b"x" * 65536] * 64]) as server:
        (error,) = crawl(server.url()).errors
    assert isinstance(error, DownloadCancelledError)
    assert str(error) == f"{server.url()}: longer than 33554432 bytes"


def test_an_endless_body_is_cut_off(crawl):
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with serving(lambda path: [head, *[b"x" * 65536] * 1024]) as server:
        (error,) = crawl(server.url(), DOWNLOAD_MAXSIZE=1_000_000).errors
    assert isinstance(error, DownloadCancelledError)
    assert server.sent < 32 * 1024 * 1024


def test_a_certificate_that_nobody_vouches_for_is_refused(crawl, tls):
    with serving(lambda path: answer(), tls) as server:
        (error,) = crawl(server.url(host="localhost")).errors
    assert isinstance(error, PageError)
    assert error.reason == "its certificate is not trusted"
    assert server.paths == []


def test_a_certificate_of_another_host_is_refused(crawl, tls, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serving(lambda path: answer(), tls) as server:
        (error,) = crawl(server.url()).errors
    assert isinstance(error, PageError)
    assert error.reason == "its certificate is another host's"


def test_a_certificate_is_accepted_when_the_system_trusts_it(crawl, tls, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serving(lambda path: answer(b"hello"), tls) as server:
        visitor = crawl(server.url(host="localhost"))
    assert [response.body for response in visitor.responses] == [b"hello"]


def test_another_host_is_told_where_a_visitor_comes_from_but_not_from_which_page(crawl):
    with (
        serving(lambda path: answer()) as target,
        serving(lambda path: answer(b"", f"Location: {target.url()}", status=302)) as portal,
    ):
        crawl(portal.url("/page?id=1"))
    assert f"Referer: {portal.url()}" in target.headers


def test_a_referrer_policy_that_names_code_does_not_run_it(crawl):
    def answers(path):
        return answer(b"", "Location: /end", "Referrer-Policy: os.abort", status=302) if path == "/" else answer()

    with serving(answers) as server, pytest.warns(RuntimeWarning, match="Could not load referrer policy"):
        visitor = crawl(server.url())
    assert len(visitor.responses) == 1


def test_a_crawl_listens_nowhere(crawl):
    with serving(lambda path: answer()) as server:
        visitor = crawl(server.url(), look=lambda spider: listening())
        assert visitor.seen == [listening()]


def listening() -> set[str]:
    """The local addresses that this machine's TCP sockets listen at, as the kernel writes them."""
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]
    ]
    return {line[1] for line in lines if line[3] == "0A"}
