"""What a crawl of the sample portal comes to, from its pages to the events."""

from portalwatch.items import Kind, Outcome
from portalwatch.store import archive, owed


def events(place):
    return owed.events(place.watch.engine)


def test_a_first_crawl_stores_every_row_of_every_section_and_announces_none(place, portal):
    crawls = place.crawl()

    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.OK}
    assert [len(crawl.rows) for crawl in crawls.values()] == [24] * 10
    assert events(place) == []
    stored = {item.title: item for item in archive.items(place.watch.engine)}
    for article in portal.articles():
        item = stored[article.title]
        assert str(item.published) == article.published.isoformat(timespec="minutes")
        assert [file.name for file in item.attachments] == [file.name for file in article.attachments]
        assert item.problem is None


def test_an_unchanged_portal_costs_one_request_a_section_and_makes_no_event(place, server):
    place.crawl()
    server.clear()
    place.clock.advance(minutes=30)

    crawls = place.crawl()

    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.UNCHANGED}
    assert len(server.requests) == 10
    assert {request.status for request in server.requests} == {304}
    assert events(place) == []


def test_three_new_items_in_two_sections_make_exactly_three_events(place, server, portal):
    place.crawl()
    published = [portal.publish("notices"), portal.publish("notices"), portal.publish("curtain-wall")]
    server.clear()
    place.clock.advance(minutes=30)

    place.crawl()

    found = [(event.kind, event.item.section, event.item.title) for event in events(place)]
    expected = [(Kind.NEW, article.sections[0], article.title) for article in published]
    assert sorted(found) == sorted(expected)
    place.clock.advance(minutes=30)
    place.crawl()
    assert len(events(place)) == 3


def test_only_new_articles_are_fetched(place, server, portal):
    place.crawl()
    article = portal.publish("notices")
    server.clear()
    place.clock.advance(minutes=30)

    place.crawl()

    pages = [request.path for request in server.requests if request.status == 200 and "index" not in request.path]
    assert [path for path in pages if str(article.id) in path] == [path for path in pages if path.endswith(".html")]
