"""The word to a watchdog: what is asked for, and what is said of it when it fails."""

import pytest

from portalwatch.network.ping import ping

from .server import answer, serving

SECRET = "5c1f0b1e-uuid"


@pytest.mark.parametrize(
    ("path", "failed", "asked"),
    [
        (f"/ping/{SECRET}", False, f"/ping/{SECRET}"),
        (f"/ping/{SECRET}", True, f"/ping/{SECRET}/fail"),
        (f"/ping/{SECRET}/?rid=1", True, f"/ping/{SECRET}/fail?rid=1"),
    ],
)
def test_a_watchdog_is_asked_for_its_address_or_the_one_for_failures(path, failed, asked):
    with serving(lambda path: answer(b"OK")) as server:
        assert ping(server.url(path), user_agent="t", allow_private=True, failed=failed) == ""
    assert server.paths == [asked]


def test_a_private_address_is_refused_unless_it_is_allowed():
    with serving(lambda path: answer(b"OK")) as server:
        assert ping(server.url(f"/{SECRET}"), user_agent="t") == "AddressError"
    assert server.paths == []


def test_what_goes_wrong_is_told_without_the_address():
    with serving(lambda path: answer(b"no such check", status=404)) as server:
        url = server.url(f"/{SECRET}")
        refused = ping(url, user_agent="t", allow_private=True)
    gone = ping(url, user_agent="t", allow_private=True)
    odd = ping(f"http://[{SECRET}", user_agent="t")

    assert (refused, gone) == ("HTTP 404", "ConnectionError")
    assert odd
    assert not any(SECRET in reason for reason in (refused, gone, odd))
