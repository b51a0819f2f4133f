"""A list that says how many items it has, against what was found of it: over real HTTP."""

from datetime import timedelta

from portalwatch.items import Kind, Sign
from portalwatch.store import health, owed

SECTION = "notices"


def step(place):
    place.clock.advance(minutes=90)
    return place.crawl(section=SECTION)[SECTION]


def signs(place):
    (found,) = health.sections(place.watch.engine)
    return [(each.sign, each.found) for each in found.cautions]


def test_what_is_slipped_in_deep_in_a_list_is_missed_by_number_and_found_by_reading_on(place, portal, command):
    for _ in range(4):
        crawl = step(place)
        assert crawl.coverage.total == len(portal.articles(SECTION))
        portal.publish(SECTION)
    step(place)
    backdated = portal.publish(SECTION, at=portal.articles(SECTION)[-3].published + timedelta(minutes=1))

    step(place)
    assert signs(place) == []
    step(place)
    assert signs(place) == [(Sign.LACKING, "1")]
    said = command("status", "sample", "--home", place.home.path)
    assert "the list counts 29 items, 1 more than were found" in " ".join(said.out.split())
    place.clock.advance(minutes=90)
    place.crawl(section=SECTION, since=str(portal.articles(SECTION)[-1].published.date()))

    assert signs(place) == []
    found = [(event.kind, event.item.title) for event in owed.events(place.watch.engine)]
    assert (Kind.LATE, backdated.title) in found
