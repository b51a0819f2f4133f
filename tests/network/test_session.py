"""The requests session against real servers on 127.0.0.1."""

import gzip
import re
import socket
import threading
from functools import partial

import brotli
import pytest
import requests

from portalwatch.errors import AddressError, PageError
from portalwatch.network.session import session

from .server import answer, serving


@pytest.fixture
def private():
    """A session that may visit this machine."""
    with session(user_agent="portalwatch-test", allow_private=True, timeout=5) as opened:
        yield opened


@pytest.fixture
def public():
    with session(user_agent="portalwatch-test", timeout=5) as opened:
        yield opened


@pytest.fixture
def resolve(monkeypatch):
    """Give each look-up of a name the next of these answers."""
    usual = socket.getaddrinfo

    def answering(*answers):
        left = list(answers)

        def getaddrinfo(host, port, *args, **kwargs):
            if host != "portal.example":
                return usual(host, port, *args, **kwargs)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return answering


def test_a_page_is_fetched_where_private_addresses_are_allowed(private):
    with serving(lambda path: answer("通知".encode(), "Content-Type: text/html; charset=utf-8")) as server:
        response = private.get(server.url("/a"))
        private.post(server.url("/b"))
    assert (response.status_code, response.text, response.url) == (200, "通知", server.url("/a"))
    assert server.paths == ["/a", "/b"]


def test_a_connection_is_used_again(private):
    with serving(lambda path: answer(b"x" * 100_000)) as server:
        for _ in range(3):
            private.get(server.url())
    assert server.connections == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433"])
def test_loopback_is_refused_in_every_spelling_and_nobody_knocks(public, host):
    with serving(lambda path: answer()) as server, pytest.raises(AddressError) as caught:
        public.get(server.url(host=host))
    assert caught.value.address == "127.0.0.1"
    assert server.connections == 0


def test_a_user_name_in_the_url_is_refused(private):
    with serving(lambda path: answer()) as server, pytest.raises(AddressError):
        private.get(server.url(host="www.example.com@127.0.0.1"))
    assert server.connections == 0


@pytest.mark.parametrize("host", ["①②⑦.0.0.1", "127。0。0。1"])
def test_a_spelling_that_requests_cannot_read_goes_nowhere(private, host):
    with serving(lambda path: answer()) as server, pytest.raises(requests.exceptions.InvalidURL):
        private.get(server.url(host=host))
    assert server.connections == 0


def test_a_redirect_to_a_refused_address_is_not_followed(private):
    with (
        serving(lambda path: answer()) as target,
        serving(lambda path: answer(b"", f"Location: {target.url(host='0.0.0.0')}", status=302)) as server,
        pytest.raises(AddressError),
    ):
        private.get(server.url())
    assert (server.connections, target.connections) == (1, 0)


def test_a_redirect_to_a_file_is_not_followed(private):
    with (
        serving(lambda path: answer(b"", "Location: file:///etc/hostname", status=302)) as server,
        pytest.raises(requests.exceptions.InvalidSchema),
    ):
        private.get(server.url())


def test_five_redirects_are_followed_and_no_sixth(private):
    def answers(path):
        left = int(path[1:])
        return answer(b"", f"Location: /{left - 1}", status=302) if left else answer(b"there")

    with serving(answers) as server:
        assert private.get(server.url("/5")).text == "there"
        with pytest.raises(requests.TooManyRedirects):
            private.get(server.url("/6"))


def test_a_name_that_changes_its_address_is_checked_at_each_connection(private, resolve):
    with serving(lambda path: answer(b"", "Connection: close")) as server:
        resolve(["127.0.0.1"], ["0.0.0.0"])
        assert private.get(server.url(host="portal.example")).ok
        with pytest.raises(AddressError, match=re.escape("portal.example (0.0.0.0) is refused: unspecified")):
            private.get(server.url(host="portal.example"))
    assert server.connections == 1


def test_of_several_addresses_the_refused_ones_are_left_out(private, resolve):
    with serving(lambda path: answer()) as server:
        resolve(["0.0.0.0", "127.0.0.1"])
        assert private.get(server.url(host="portal.example")).ok


def test_of_several_addresses_a_dead_one_is_passed_over(private, resolve):
    with serving(lambda path: answer()) as server:
        resolve(["127.0.0.2", "127.0.0.1"])
        assert private.get(server.url(host="portal.example")).ok


def test_a_name_that_nobody_knows_cannot_be_connected_to(private, monkeypatch):
    def getaddrinfo(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(requests.ConnectionError, match="Name or service not known"):
        private.get("http://portal.example/")


def test_a_look_up_that_outlasts_the_deadline_leaves_no_time_to_connect(private, monkeypatch):
    def getaddrinfo(*args, **kwargs):
        threading.Event().wait(0.02)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with serving(lambda path: answer()) as server, pytest.raises(requests.ConnectTimeout):
        private.get(server.url(host="portal.example"), timeout=0.01)
    assert server.connections == 0


def test_a_name_without_addresses_cannot_be_connected_to(private, resolve):
    resolve([])
    with pytest.raises(requests.ConnectionError):
        private.get("http://portal.example/")


def test_a_proxy_is_not_used_wherever_it_is_named(private, public, monkeypatch):
    with serving(lambda path: answer()) as proxy, serving(lambda path: answer()) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        with pytest.raises(AddressError):
            public.get(server.url())
        private.get(server.url(), proxies={"http": proxy.url()})
    assert (proxy.connections, server.connections) == (0, 1)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_drips_runs_into_the_deadline(private, start):
    def dripping(path):
        yield start
        yield from server.drip(b"x")

    with serving(dripping) as server, pytest.raises(requests.Timeout):
        private.get(server.url(), timeout=0.5)


def test_redirects_share_one_deadline(private):
    def dripping(path):
        yield b"HTTP/1.1 302 Found\r\nLocation: /next\r\nConnection: close\r\n\r\n"
        for _ in range(3):
            yield next(server.drip(b"x"))

    with serving(dripping) as server, pytest.raises(requests.Timeout):
        private.get(server.url(), timeout=1)
    assert len(server.paths) < 5


def test_a_redirect_after_the_deadline_is_not_followed(private):
    with serving(lambda path: answer(b"", "Location: /next", status=302)) as server, pytest.raises(requests.Timeout):
        private.get(server.url(), timeout=1e-9)
    assert server.connections == 0


def test_a_body_that_is_too_long_is_refused_even_that_of_a_redirect():
    endless = [b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n", *[b"x" * 65536] * 1024]
    with (
        session(user_agent="portalwatch-test", allow_private=True, max_bytes=1_000_000) as bounded,
        serving(lambda path: endless) as server,
        pytest.raises(PageError, match="longer than 1000000 bytes"),
    ):
        bounded.get(server.url())
    assert server.sent < 32 * 1024 * 1024


def test_a_body_that_ends_early_is_an_error(private):
    with (
        serving(lambda path: [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"]) as server,
        pytest.raises(requests.ConnectionError),
    ):
        private.get(server.url())


@pytest.mark.parametrize(
    ("encoding", "compress"), [("gzip", gzip.compress), ("br", partial(brotli.compress, quality=5))]
)
def test_a_bomb_is_given_up_long_before_it_has_gone_off(private, encoding, compress):
    bomb = compress(bytes(50 * 1024 * 1024))
    with (
        serving(lambda path: answer(bomb, f"Content-Encoding: {encoding}")) as server,
        pytest.raises(PageError, match="decompress to more than"),
    ):
        private.get(server.url())


def test_a_compressed_page_in_pieces_is_read(private):
    page = gzip.compress(b"hello" * 10_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = [head, *[b"1\r\n%c\r\n" % byte for byte in page], b"0\r\n\r\n"]
    with serving(lambda path: pieces) as server:
        response = private.get(server.url())
    assert response.content == b"hello" * 10_000
    assert "Content-Encoding" not in response.headers


def test_a_body_that_is_not_what_its_header_says_is_an_error(private):
    with (
        serving(lambda path: answer(b"plain", "Content-Encoding: gzip")) as server,
        pytest.raises(requests.ConnectionError),
    ):
        private.get(server.url())


def test_a_certificate_that_nobody_vouches_for_is_refused(private, tls):
    with (
        serving(lambda path: answer(), tls) as server,
        pytest.raises(requests.exceptions.SSLError, match="certificate verify failed"),
    ):
        private.get(server.url(host="localhost"))


def test_a_certificate_is_accepted_when_the_system_trusts_it(tls, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serving(lambda path: answer(), tls) as server, session(user_agent="test", allow_private=True) as trusting:
        assert trusting.get(server.url(host="localhost")).ok
        with pytest.raises(requests.exceptions.SSLError):
            trusting.get(server.url())
