"""The latest items, which a first digest brings along so that it does not begin empty."""

from datetime import datetime

import pytest
from sqlalchemy import text

from portalwatch.items import Kind, Origin, Outcome, Precision, Published
from portalwatch.store import owed
from portalwatch.store.engine import writing
from tests.deliver.conftest import item
from tests.deliver.test_digests import ZONE, entries, keys


def on(day: int) -> Published:
    return Published(at=datetime(2022, 6, day, tzinfo=ZONE), precision=Precision.DAY, origin=Origin.LIST, raw=f"{day}")


@pytest.mark.parametrize("frequency", ["at once", "daily"])
def test_a_first_digest_brings_the_latest_items_along_and_the_next_does_not(desk, frequency):
    desk.subscribe(frequency=frequency, latest=2)
    desk.crawl(*(item(key, published=on(day)) for key, day in (("a", 3), ("b", 1), ("c", 2))))
    desk.clock.advance(days=1)

    assert entries(desk.post()) == {"li": [(Kind.NEW, "a"), (Kind.NEW, "c")]}
    desk.crawl("d")
    desk.clock.advance(days=1)
    assert keys(desk.post()) == ["d"]


def test_the_latest_come_as_soon_as_a_portal_has_been_read_for_the_first_time(desk):
    desk.subscribe(frequency="at once", latest=5)
    assert entries(desk.post()) == {}
    desk.clock.advance(minutes=1)
    desk.crawl(outcome=Outcome.FAILED)
    assert entries(desk.post()) == {}
    desk.clock.advance(minutes=1)
    desk.crawl("a", "b")
    desk.clock.advance(minutes=1)

    assert keys(desk.post()) == ["a", "b"]
    desk.clock.advance(minutes=1)
    desk.crawl("c", portal="q")
    assert entries(desk.post()) == {}


def test_the_latest_are_those_that_the_subscriber_wants(desk):
    desk.subscribe("section", frequency="at once", latest=5, sections=["t"])
    desk.subscribe("portal", frequency="at once", latest=5, portals=["q"])
    desk.subscribe("both", frequency="at once", latest=5, portals=["p"], sections=["p/s"])
    desk.subscribe("keyword", frequency="at once", latest=5, keywords=["c"])
    desk.subscribe("edits", frequency="at once", latest=5, kinds=["edited"])
    desk.crawl("a")
    desk.crawl("b", section="t")
    desk.crawl("c", portal="q")
    desk.clock.advance(minutes=1)

    found = {name: [key for _, key in each] for name, each in entries(desk.post()).items()}

    assert found == {"section": ["b"], "portal": ["c"], "both": ["a"], "keyword": ["c"]}


def test_the_latest_are_looked_for_among_so_many_items_of_the_portals_and_sections_named(desk, monkeypatch):
    monkeypatch.setattr(owed, "LATEST_AMONG", 2)
    desk.subscribe("portal", frequency="at once", latest=5, portals=["q"])
    desk.subscribe("section", frequency="at once", latest=5, sections=["p/t"])
    desk.subscribe("keyword", frequency="at once", latest=5, keywords=["关于c的"])
    for key, day in (("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)):
        portal, section = {"a": ("q", "s"), "b": ("p", "t")}.get(key, ("p", "s"))
        desk.crawl(item(key, published=on(day)), portal=portal, section=section)
        desk.clock.advance(minutes=1)
    with writing(desk.watch.engine) as connection:
        connection.execute(text("DELETE FROM owed"))

    assert entries(desk.post()) == {"portal": [(Kind.NEW, "a")], "section": [(Kind.NEW, "b")]}


def test_two_portals_may_use_the_same_key(desk):
    desk.subscribe(frequency="at once", latest=5)
    desk.crawl("old")
    desk.crawl("a", portal="q")
    desk.clock.advance(minutes=1)
    desk.crawl("a")

    (digest,) = desk.post().digests

    assert sorted((event.item.portal, event.item.key) for event in digest.events) == [
        ("p", "a"),
        ("p", "old"),
        ("q", "a"),
    ]
