"""A portal numbers its articles anew: known addresses lead to others than before."""

import pytest

from portalwatch.items import Outcome
from portalwatch.sample.portal import Portal
from portalwatch.store import owed

SECTION = "notices"


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=24)


def step(place):
    place.clock.advance(minutes=90)
    return place.crawl(section=SECTION)[SECTION]


def deal(portal):
    """Give every article the address of the one that stands above it; the newest stays where it is as well."""
    articles = portal.articles(SECTION)
    said = [(each.title, each.published, each.body, each.attachments) for each in articles]
    for article, (title, published, body, attachments) in zip(articles[1:], said, strict=False):
        portal.edit(article, title=title, published=published, body=body, attachments=attachments)


def test_addresses_that_were_dealt_anew_are_held_and_bring_no_news_when_they_are_accepted(place, portal):
    step(place)
    step(place)
    deal(portal)

    held = [step(place) for _ in range(2)]

    assert [each.outcome for each in held] == [Outcome.SUSPECT] * 2
    place.clock.advance(minutes=90)
    place.crawl(section=SECTION, rebaseline="1")
    published = portal.publish(SECTION, "关于换届的通知", at=place.clock.now)
    assert [step(place).outcome.trusted for _ in range(2)] == [True, True]
    assert [event.item.title for event in owed.events(place.watch.engine)] == [published.title]
