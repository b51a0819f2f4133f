import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, func, select

from portalwatch.config import Mail
from portalwatch.deliver import Channel, Round, post
from portalwatch.deliver.faults import Faults
from portalwatch.deliver.sending import Sender, Tally
from portalwatch.deliver.smtp import Smtp
from portalwatch.digest import message_id
from portalwatch.items import Coverage, Crawl, Delivery, Item, Outcome, State
from portalwatch.store import outbox
from portalwatch.store.engine import connect, reading, writing
from portalwatch.store.schema import delivery
from portalwatch.watch import Watch
from tests.changes.test_compare import item as plain_item
from tests.changes.test_compare import row
from tests.conftest import Clock, Place
from tests.deliver.server import MailServer
from tests.network.conftest import authority, tls

__all__ = ["authority", "tls"]


class Outbox:
    """An outbox with a clock and a channel, which is opened anew for each round, as post does."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock
        self.open_channel: Callable[[], Channel]

    def put(self, *addresses: str, message: bytes = b"Subject: hello\r\n\r\nhello\r\n") -> None:
        """Put a message to each address in."""
        with writing(self.engine) as connection:
            for address in addresses:
                outbox.enqueue(connection, address, message_id(address, "example.org"), message, self.clock())

    def send(self) -> Tally:
        """Send what is due."""
        faults = Faults()
        tally = Sender(self.engine, self.open_channel(), self.clock, faults).send_due()
        faults.raise_any()
        return tally

    def find(self, address: str) -> Delivery:
        (found,) = (each for each in outbox.deliveries(self.engine) if each.address == address)
        return found

    def states(self) -> dict[str, State]:
        return {each.address: each.state for each in outbox.deliveries(self.engine)}

    def wait(self) -> timedelta:
        """Let the time pass until the next message is due, and return how long that was."""
        before = self.clock.now
        with reading(self.engine) as connection:
            query = select(func.min(delivery.c.next_at)).where(delivery.c.state == State.PENDING.value)
            self.clock.now = connection.execute(query).scalar_one()
        return self.clock.now - before


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def box(tmp_path: Path, clock: Clock, office: MailServer) -> Iterator[Outbox]:
    """An outbox whose channel leads to the office."""
    engine = connect(f"sqlite:///{tmp_path / 'store.db'}")
    box = Outbox(engine, clock)
    box.open_channel = lambda: Smtp(mail_to(office))
    yield box
    engine.dispose()


def mail_to(server: MailServer, **changes: Any) -> Mail:
    """The settings that lead to a server."""
    values = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "digest@example.org"}
    return Mail(**(values | changes))


@pytest.fixture
def trusted(authority: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The context of a server for `localhost` whose certificate is trusted here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    return tls


class Desk:
    """A home that knows two portals, `p` and `q`, whose crawls are written down as if they had been visited."""

    def __init__(self, place: Place) -> None:
        self.place, self.home, self.clock = place, place.home, place.clock
        self._listed: dict[tuple[str, str], list[str]] = {}
        self._watches: list[Watch] = []
        for name in ("p", "q"):
            self._describe(name)

    def _describe(self, name: str) -> None:
        sections = [{"key": key, "name": title} for key, title in (("s", "通知公告"), ("t", "幕墙标准"))]
        portal = {"name": name, "title": f"协会{name}", "url": f"http://{name}.example/", "sections": sections}
        text = yaml.safe_dump(portal, allow_unicode=True)
        (self.home.portals / f"{name}.yaml").write_text(text, encoding="utf-8")

    @property
    def watch(self) -> Watch:
        """A watch as a new process would have it."""
        self._watches.append(self.place.watch)
        return self._watches[-1]

    def subscribe(self, name: str = "li", **fields: Any) -> None:
        """Add a subscriber."""
        path = self.home.config / "subscribers.yaml"
        known = yaml.safe_load(path.read_text(encoding="utf-8"))["subscribers"] if path.exists() else []
        self.place.subscribe(*known, {"name": name, "address": f"{name}@example.org"} | fields)

    def crawl(
        self, *found: str | Item, portal: str = "p", section: str = "s", outcome: Outcome = Outcome.OK, detail: str = ""
    ) -> None:
        """Write a crawl down that found these above what the section listed before."""
        items = [item(each) if isinstance(each, str) else each for each in found]
        keys = [each.key for each in items]
        listed = self._listed.setdefault((portal, section), [])
        if outcome.trusted:
            listed[:] = [*keys, *(key for key in listed if key not in keys)]
        rows = tuple(row(key) for key in listed) if outcome.trusted else ()
        self.watch.record(
            Crawl(
                portal=portal,
                section=section,
                started_at=self.clock(),
                finished_at=self.clock(),
                outcome=outcome,
                detail=detail,
                url=f"http://{portal}.example/{section}/",
                rows=rows,
                run=tuple(each.key for each in rows),
                items=tuple(item(each, portal=portal, section=section) for each in items),
                coverage=Coverage(pages=1, overlapped=True),
            )
        )

    def forget(self, portal: str = "p", section: str = "s") -> None:
        """Let the section list only what the next crawl finds."""
        self._listed.pop((portal, section), None)

    def post(self, *, anyway: bool = False) -> Round:
        return post(self.watch, anyway=anyway)

    def files(self) -> list[Path]:
        """What was written into the outbox, in order."""
        return sorted(self.home.outbox.glob("*")) if self.home.outbox.exists() else []

    def close(self) -> None:
        for each in self._watches:
            each.engine.dispose()


def item(given: str | Item, **fields: Any) -> Item:
    """An item by its key, or another one with these fields changed."""
    made = plain_item(given, title=f"关于{given}的通知") if isinstance(given, str) else given
    return replace(made, **fields)


@pytest.fixture
def desk(make_place: Callable[[str], Place]) -> Iterator[Desk]:
    desk = Desk(make_place("home"))
    yield desk
    desk.close()
