"""A clock that jumps between two crawls: back by a day, or a month ahead and then right again."""

from datetime import timedelta

import pytest

from portalwatch.deliver import post
from portalwatch.items import Kind
from portalwatch.schedule.due import last_crawl, next_crawl
from portalwatch.store import health, owed
from tests.digest.samples import parse

JUMPS = {"back by a day": timedelta(days=-1), "a month ahead": timedelta(days=31)}


@pytest.fixture(params=JUMPS.values(), ids=JUMPS)
def jump(request):
    return request.param


class Watched:
    """One section that is crawled, and its news posted, at every look."""

    def __init__(self, place, server, frequency="at once"):
        self.place, self.portal = place, server.portal
        place.describe(
            server, rules=True, sections=[{"key": "notices", "name": "通知公告", "url": f"{server.url}/notices/"}]
        )
        place.subscribe({"name": "li", "address": "li@example.org", "frequency": frequency})
        self.look()

    def look(self, minutes=30):
        self.place.clock.advance(minutes=minutes)
        watch = self.place.watch
        try:
            self.place.crawl(watch=watch)
            post(watch)
        finally:
            watch.engine.dispose()

    def jump(self, by):
        self.place.clock.now += by

    def published(self):
        return self.portal.publish("notices").title

    def told(self):
        """What was told, in the order of the events, and how often it was put into a message."""
        watch = self.place.watch
        events = owed.events(watch.engine)
        watch.engine.dispose()
        letters = [
            parse(path.read_bytes()).get_body(("plain",)).get_content() for path in self.place.home.outbox.glob("*.eml")
        ]
        return [(each.kind, each.item.title, sum(each.item.title in letter for letter in letters)) for each in events]


@pytest.mark.parametrize("frequency", ["at once", "daily"])
def test_whatever_the_clock_does_each_item_is_told_once_and_in_its_order(place, server, jump, frequency):
    watched = Watched(place, server, frequency)
    titles = []
    for by in (timedelta(), jump, timedelta(), -jump, timedelta()):
        watched.jump(by)
        titles.append(watched.published())
        watched.look()
    # The next hour of a daily digest comes tomorrow.
    watched.look(minutes=24 * 60)

    assert watched.told() == [(Kind.NEW, title, 1) for title in titles]


def test_a_portal_is_crawled_on_its_schedule_though_its_last_crawl_lies_ahead(place, server):
    watched = Watched(place, server)
    watched.jump(timedelta(days=31))
    watched.look()
    watched.jump(timedelta(days=-31))

    watch = place.watch
    portal = watch.config.portal("sample")
    due = next_crawl(
        portal, watch.config.service, last_at=last_crawl(portal, health.sections(watch.engine)), now=place.clock.now
    )
    watch.engine.dispose()
    assert due <= place.clock.now + timedelta(hours=1)


def test_an_edit_is_found_in_time_though_the_article_was_looked_at_in_what_is_still_to_come(place, server):
    watched = Watched(place, server)
    title = watched.published()
    watched.look()
    watched.jump(timedelta(days=31))
    watched.look()
    watched.jump(timedelta(days=-31))
    watched.portal.edit(watched.portal.articles("notices")[0], body="更正:会议时间改为下周三上午九时。")
    for _ in range(4):
        watched.look(minutes=60)

    assert watched.told()[0][:2] == (Kind.NEW, title)
    assert [kind for kind, *_ in watched.told()] == [Kind.NEW, Kind.EDITED]
