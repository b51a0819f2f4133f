"""A section whose layout has changed: it is read by the known items in it, and nothing is told that is not new."""

import pytest

from portalwatch.items import Kind, Outcome
from portalwatch.sample.portal import Portal
from portalwatch.store import owed, repairs

SECTION = "notices"


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=24)


@pytest.fixture
def watched(place, server):
    """A home that reads the section by selectors, and has done so once."""
    place.describe(server, rules=True)
    step(place)
    return place


def step(place, **arguments):
    place.clock.advance(minutes=90)
    return place.crawl(section=SECTION, **arguments)[SECTION]


def told(place):
    return [(event.kind, event.item.title) for event in owed.events(place.watch.engine)]


def test_selectors_that_no_longer_fit_are_repaired_by_the_known_items(watched, portal):
    portal.redesign("table")
    fresh = portal.publish(SECTION)

    crawl = step(watched)

    assert crawl.outcome is Outcome.OK
    assert "layout" in crawl.detail
    assert told(watched) == [(Kind.NEW, fresh.title)]
    (made,) = repairs.repairs(watched.watch.engine)
    assert made.repair.before is not None
    later = portal.publish(SECTION)
    assert step(watched).detail == ""
    assert told(watched)[1:] == [(Kind.NEW, later.title)]


def test_a_redesign_that_gives_new_addresses_too_is_repaired(watched, portal):
    portal.redesign("table")
    portal.move("/archive")

    assert step(watched).outcome is Outcome.OK

    fresh = portal.publish(SECTION)
    step(watched)
    assert told(watched) == [(Kind.NEW, fresh.title)]


def test_a_repair_that_is_undone_is_not_made_again_while_the_rules_are_the_same(watched, server, portal):
    portal.redesign("table")
    step(watched)

    assert repairs.undo(watched.watch.engine, "sample", SECTION, watched.clock()) == 1

    assert not step(watched).outcome.trusted
    assert told(watched) == []
    portal.redesign("classic")
    assert step(watched).outcome.trusted
    assert [bool(each.undone_at) for each in repairs.repairs(watched.watch.engine)] == [True]


def test_where_a_repair_reads_nothing_any_more_nor_knows_a_row_the_description_is_followed_again(watched, portal):
    portal.redesign("table")
    step(watched)
    portal.redesign("classic")
    fresh = [portal.publish(SECTION).title for _ in range(40)]

    assert step(watched).outcome.trusted

    assert sorted(told(watched)) == sorted((Kind.NEW, title) for title in fresh)


def test_a_page_without_the_known_items_is_not_repaired(watched, server):
    server.portal = Portal(per_section=0)
    for number in range(15):
        server.portal.publish(SECTION, f"关于另一家网站第{number}件事情的通知")
    server.portal.redesign("table")
    server.portal.move("/new")

    crawl = step(watched)

    assert not crawl.outcome.trusted
    assert told(watched) == []
