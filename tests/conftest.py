"""What all tests share: one reactor, the sample portal, and homes that watch it."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings
from scrapy.utils.reactor import install_reactor

from portalwatch.config import Home
from portalwatch.crawl.runner import Report, Runner
from portalwatch.items import Crawl
from portalwatch.sample.description import description
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from portalwatch.watch import Watch

#: The rooms of the pure packages: they alone must reach every branch, and being watched costs half as much again.
ROOMS = ("changes", "digest", "extract", "normalize")
COVERED = {Path(__file__).parent / room for room in ROOMS}
PURE = tuple(f"portalwatch.{room}" for room in ROOMS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count as covered what the tests of its own room reach."""
    for item in items:
        if COVERED.isdisjoint(item.path.parents):
            item.add_marker("no_cover")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a covered test reach what a test of another room has left in a cache."""
    if not COVERED.isdisjoint(item.path.parents):
        for name in [name for name in sys.modules if name.startswith(PURE)]:
            for each in vars(sys.modules[name]).values():
                getattr(each, "cache_clear", bool)()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The loop of a reactor that runs as long as the tests do: it cannot be started twice."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    reactor.startRunning(installSignalHandlers=False)
    loop = reactor._asyncioEventloop
    yield loop
    reactor.callLater(0, reactor.stop)
    loop.run_forever()
    loop.close()


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2022, 6, 9, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


class Place:
    """A home that watches the sample portal, with a clock of its own."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.home, self.loop, self.clock = Home(path), loop, Clock()
        self.home.portals.mkdir(parents=True)

    @property
    def watch(self) -> Watch:
        """A watch as a new process would have it: nothing is remembered but what was stored."""
        return Watch(self.home, now=self.clock)

    def describe(self, server: Server, *, name: str = "sample", rules: bool = False, **changes: Any) -> None:
        """Describe the portal that a server serves, with these keys changed."""
        described = yaml.safe_load(description(server.url, rules=rules)) | {"name": name} | changes
        text = yaml.safe_dump(described, allow_unicode=True)
        (self.home.portals / f"{name}.yaml").write_text(text, encoding="utf-8")

    def describe_list(self, site: str, path: str, **changes: Any) -> None:
        """Describe a portal that has one list of notices, at this path of its site, with these keys changed."""
        section = {"key": "notices", "name": "通知公告", "url": site + path}
        described = {"name": "sample", "title": "示例", "url": site, "sections": [section]}
        described |= {"delay": 0.01, "allow_private": True} | changes
        text = yaml.safe_dump(described, allow_unicode=True)
        (self.home.portals / "sample.yaml").write_text(text, encoding="utf-8")

    def subscribe(self, *subscribers: dict[str, Any]) -> None:
        """Write config/subscribers.yaml."""
        text = yaml.safe_dump({"subscribers": list(subscribers)}, allow_unicode=True)
        (self.home.config / "subscribers.yaml").write_text(text, encoding="utf-8")

    def serve(self, **sections: dict[str, Any]) -> None:
        """Write config/portalwatch.toml: one table a keyword."""
        lines = []
        for section, values in sections.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {value!r}".replace("'", '"') for key, value in values.items()]
        (self.home.config / "portalwatch.toml").write_text("\n".join(lines), encoding="utf-8")

    def crawl(self, name: str = "sample", watch: Watch | None = None, **arguments: str) -> dict[str, Crawl]:
        """Crawl a portal; return each section's crawl."""
        return {crawl.section: crawl for crawl, _ in self.report(name, watch, **arguments).sections}

    def report(self, name: str = "sample", watch: Watch | None = None, **arguments: str) -> Report:
        """Crawl a portal; return all that came of it."""
        runner = Runner(watch or self.watch, {"RETRY_TIMES": 0})
        return self.loop.run_until_complete(runner.crawl(name, arguments))


@pytest.fixture
def portal() -> Portal:
    """The sample portal, with two pages a section."""
    return Portal(per_section=24)


@pytest.fixture
def server(portal: Portal) -> Iterator[Server]:
    with Server(portal) as server:
        yield server


@pytest.fixture
def place(tmp_path: Path, loop: asyncio.AbstractEventLoop, server: Server) -> Place:
    """A home that describes the sample portal by its addresses alone."""
    place = Place(tmp_path / "home", loop)
    place.describe(server)
    return place


@pytest.fixture
def make_place(tmp_path: Path, loop: asyncio.AbstractEventLoop) -> Callable[[str], Place]:
    return lambda name: Place(tmp_path / name, loop)


# A shell that starts tests in the background has them ignore SIGINT, and whatever they start inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How quick an example is says nothing on a machine that runs other tests beside it.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
