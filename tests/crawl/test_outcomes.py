"""How each way in which a portal breaks is told: as health, never as news, and never to the cost of others."""

import pytest

from portalwatch.items import Kind, Outcome
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from portalwatch.store import archive, notices, owed

FAULTS = {
    "500": (Outcome.FAILED, "http-500"),
    "503": (Outcome.FAILED, "http-503"),
    "404": (Outcome.FAILED, "http-404"),
    "timeout": (Outcome.FAILED, "timeout"),
    "drip": (Outcome.FAILED, "timeout"),
    "reset": (Outcome.FAILED, ""),
    "blank": (Outcome.FAILED, "blank"),
    "huge": (Outcome.FAILED, "too-large"),
    "bomb": (Outcome.FAILED, "decompress"),
    "truncated": (Outcome.FAILED, "middle"),
    "redirect-loop": (Outcome.FAILED, "redirect"),
    "redirect-private": (Outcome.FAILED, "10.0.0.1"),
    "redirect-file": (Outcome.FAILED, "redirect"),
    "challenge": (Outcome.BLOCKED, "加速乐"),
    "challenge-521": (Outcome.BLOCKED, "加速乐"),
    "challenge-412": (Outcome.BLOCKED, "瑞数"),
    "login": (Outcome.BLOCKED, "log-in"),
    "maintenance": (Outcome.BLOCKED, "maintenance"),
    "empty": (Outcome.EMPTY, ""),
}


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=6)


def watch_two_sections(place, server, **changes):
    place.describe(server, **changes)
    place.crawl(section="policies,notices")


def step(place):
    place.clock.advance(minutes=30)
    return place.crawl(section="policies,notices")


def told(place):
    return [(notice.before, notice.after) for notice in notices.untold(place.watch.engine)]


def news(place):
    return [event.item.title for event in owed.events(place.watch.engine)]


@pytest.mark.parametrize("how", FAULTS)
def test_a_section_that_breaks_is_told_once_makes_no_event_and_recovers(place, server, portal, how):
    outcome, words = FAULTS[how]
    watch_two_sections(place, server)
    known = archive.items(place.watch.engine)

    portal.break_("policies", how)
    meanwhile = portal.publish("notices")
    if words == "timeout":
        place.describe(server, timeout=1)
    crawls = step(place)
    assert (crawls["policies"].outcome, crawls["notices"].outcome) == (outcome, Outcome.OK), crawls["policies"].detail
    assert words in crawls["policies"].detail
    step(place)
    place.describe(server)
    assert news(place) == [meanwhile.title]
    assert told(place) == [(Outcome.OK, outcome)]
    assert len(archive.items(place.watch.engine)) == len(known) + 1

    portal.mend()
    later = portal.publish("policies")
    assert step(place)["policies"].outcome is Outcome.OK
    assert news(place) == [meanwhile.title, later.title]
    assert told(place) == [(Outcome.OK, outcome), (outcome, Outcome.OK)]


def test_a_portal_that_is_down_does_not_touch_another(place, server, portal):
    with Server(Portal(per_section=6)) as other:
        place.describe(other, name="other")
        for name in ("sample", "other"):
            place.crawl(name, section="notices")
        portal.break_("/", "reset")
        published = other.portal.publish("notices")
        place.clock.advance(minutes=30)

        outcomes = [place.crawl(name, section="notices")["notices"].outcome for name in ("sample", "other")]

    assert outcomes == [Outcome.FAILED, Outcome.OK]
    assert news(place) == [published.title]


def test_a_wrong_charset_in_the_header_is_read_all_the_same(place, server, portal):
    watch_two_sections(place, server)
    portal.break_("policies", "wrong-charset")
    article = portal.publish("policies", "关于表扬喆、镕两位同志的通知")

    assert step(place)["policies"].outcome is Outcome.OK
    assert news(place) == [article.title]


def test_an_unchanged_list_is_unchanged_even_when_the_server_gives_nothing_to_ask_with(place, server, portal):
    watch_two_sections(place, server)
    with place.watch.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE section SET etag = NULL, last_modified = NULL")
    server.clear()

    crawls = step(place)

    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.UNCHANGED}
    assert [request.status for request in server.requests] == [200, 200]


def test_a_later_page_that_fails_leaves_a_gap_that_is_told_and_closed(place, server):
    server.portal = portal = Portal(per_section=45)
    watch_two_sections(place, server, first_pages=1)
    fresh = [portal.publish("notices").title for _ in range(10)]
    portal.break_("/notices/index_2", "500")

    crawl = step(place)["notices"]
    assert crawl.outcome is Outcome.PARTIAL
    assert "page 2" in crawl.detail
    assert crawl.coverage.gap is not None
    assert len(news(place)) == 10

    portal.mend()
    assert step(place)["notices"].coverage.gap is None
    assert sorted(news(place)) == sorted(fresh)
    assert told(place) == [(Outcome.OK, Outcome.PARTIAL), (Outcome.PARTIAL, Outcome.OK)]


def test_articles_that_cannot_be_read_are_items_by_their_rows_and_read_later(place, server, portal):
    watch_two_sections(place, server)
    article = portal.publish("notices")
    portal.break_(article, "503")

    crawl = step(place)["notices"]
    assert crawl.outcome is Outcome.PARTIAL
    (event,) = owed.events(place.watch.engine)
    assert (event.item.title, event.item.problem.kind, event.item.body) == (article.title, "http-503", "")

    portal.mend()
    assert step(place)["notices"].problems == ()
    (event,) = owed.events(place.watch.engine)
    assert (event.item.problem, bool(event.item.body)) == (None, True)


def test_an_article_that_is_not_there_is_a_named_problem_and_no_alarm(place, server, portal):
    watch_two_sections(place, server)
    article = portal.publish("notices")
    portal.break_(article, "404")

    crawl = step(place)["notices"]

    assert (crawl.outcome, [problem.kind for problem in crawl.problems]) == (Outcome.OK, ["http-404"])
    assert news(place) == [article.title]
    assert told(place) == []


@pytest.mark.parametrize("how", ["404", "503"])
def test_a_title_that_the_list_corrects_is_told_though_its_article_cannot_be_read(place, server, portal, how):
    watch_two_sections(place, server)
    article = portal.publish("notices")
    portal.break_(article, how)
    step(place)
    portal.edit(article, title=f"更正：{article.title}")

    step(place)
    step(place)

    events = [(event.kind, event.fields, event.item.title) for event in owed.events(place.watch.engine)]
    assert events == [(Kind.NEW, (), article.title), (Kind.EDITED, ("title",), article.title)]


def test_a_list_of_which_nothing_is_known_is_not_believed_until_somebody_says_so(place, server):
    watch_two_sections(place, server)
    server.portal = Portal(per_section=0)
    for number in range(24):
        server.portal.publish(("policies", "notices")[number % 2], f"关于另一家网站第{number}件事情的通知")
    server.portal.move("/new")

    crawls = step(place)
    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.SUSPECT}
    assert news(place) == []

    place.clock.advance(minutes=30)
    crawls = place.crawl(section="policies,notices", rebaseline="1")
    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.OK}
    assert news(place) == []
    place.clock.advance(minutes=30)
    assert {crawl.outcome for crawl in step(place).values()} == {Outcome.UNCHANGED}
    assert news(place) == []


def test_what_robots_txt_forbids_is_not_fetched(place, server, portal):
    place.describe(server, sections=[{"key": "admin", "name": "管理", "url": f"{server.url}/admin/list.html"}])

    crawl = place.crawl()["admin"]

    assert (crawl.outcome, [request.path for request in server.requests]) == (Outcome.BLOCKED, ["/robots.txt"])
    assert "robots.txt" in crawl.detail


def test_a_host_that_refuses_or_is_not_known_is_told(place, server):
    url = server.url.rpartition(":")[0] + ":9/"
    place.describe(server, url=url, sections=[{"key": "a", "name": "a", "url": url}])
    assert "refused" in place.crawl()["a"].detail

    url = "http://no-such-host.invalid/"
    place.describe(server, url=url, sections=[{"key": "b", "name": "b", "url": url}])
    assert "dns" in place.crawl()["b"].detail


def test_a_private_address_is_refused_unless_the_description_allows_it(place, server):
    place.describe(server, allow_private=False)

    crawls = place.crawl()

    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.FAILED}
    assert "127.0.0.1" in crawls["hot"].detail
    assert server.requests == []


def test_a_call_to_log_in_in_the_places_of_all_texts_is_no_edit_nor_is_the_end_of_it(place, server, portal):
    watch_two_sections(place, server)
    new = portal.publish("notices")
    texts = {article: (article.body, article.attachments) for article in portal.articles("notices")}
    for article in texts:
        portal.edit(article, body="本文仅限会员单位查看，请登录后阅读全文。", attachments=())

    place.clock.advance(hours=6)
    hidden = step(place)["notices"]
    assert (hidden.outcome, [each.kind for each in hidden.problems]) == (Outcome.PARTIAL, ["wall"] * len(texts))
    for article, (body, attachments) in texts.items():
        portal.edit(article, body=body, attachments=attachments)
    place.clock.advance(days=1)
    step(place)

    assert news(place) == [new.title]
    (read,) = [each for each in archive.items(place.watch.engine) if each.title == new.title]
    assert read.body.splitlines()[0] == texts[new][0][0].strip()
