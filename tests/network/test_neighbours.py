"""A portal whose private address is allowed must not lead on to its neighbours'."""

import pytest

from portalwatch.errors import AddressError
from portalwatch.network.session import session
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server


@pytest.fixture
def server():
    with Server(Portal(per_section=2)) as server:
        yield server


def test_a_redirect_from_an_allowed_host_to_another_private_one_is_refused_by_requests(server):
    server.portal.break_("notices", "redirect-private")
    with session(user_agent="test", allow_private=True, private_hosts=["127.0.0.1"]) as client:
        assert client.get(f"{server.url}/hot/").status_code == 200
        with pytest.raises(AddressError, match=r"10\.0\.0\.1"):
            client.get(f"{server.url}/notices/")


def test_a_redirect_from_an_allowed_host_to_another_private_one_is_refused_by_a_crawl(server, crawl):
    server.portal.break_("notices", "redirect-private")

    spider = crawl(f"{server.url}/notices/", f"{server.url}/hot/", PORTALWATCH_PRIVATE_HOSTS=["127.0.0.1"])

    assert [response.status for response in spider.responses] == [200]
    assert [type(error) for error in spider.errors] == [AddressError]
    assert "10.0.0.1" in str(spider.errors[0])
