"""A portal that is being served, and a client that looks at it."""

from collections.abc import Callable, Iterator

import parsel
import pytest
import requests

from portalwatch.sample import Portal, Server

Get = Callable[..., requests.Response]
Look = Callable[[str], parsel.Selector]


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=22)


@pytest.fixture
def server(portal: Portal) -> Iterator[Server]:
    with Server(portal, drip=0.005) as server:
        yield server


@pytest.fixture
def get(server: Server) -> Iterator[Get]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Accept-Encoding"] = "identity"
        yield lambda path, **more: session.get(server.url + path, **more)


@pytest.fixture
def look(get: Get) -> Look:
    """Return a page as a browser reads it: gb2312 is a name for GB18030 there."""

    def read(path: str) -> parsel.Selector:
        content = get(path).content
        utf8 = path.split("/")[1] in ("", "hot", "notices", "news", "works", "interviews")
        return parsel.Selector(content.decode("utf-8" if utf8 else "gb18030"))

    return read
