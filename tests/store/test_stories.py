"""Documents that were published in several places become one story as they are recorded, and can be taken apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy import event as listened

from portalwatch.changes import compare
from portalwatch.items import Subscription, Tie
from portalwatch.store import owed, stories
from portalwatch.store.engine import connect, reading
from portalwatch.store.record import record
from portalwatch.store.schema import item, story
from tests.changes.test_compare import row
from tests.changes.test_stories import LONG, OUTING, paper
from tests.store.test_archive import crawl
from tests.store.test_engine import ITEM_OF_THE_FIRST_VERSION, migrate

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
DAY = timedelta(days=1)
TITLE = "关于印发《装修管理试行办法》的通知"
NUMBER = {"document_number": "建市〔2022〕15号"}
READER = Subscription(name="reader", address="li@example.org", sections=("s",))


@pytest.fixture
def engine(engine):
    owed.subscribe(engine, [READER], NOW)
    return engine


def publish(engine, *items, at=NOW, owner="reader"):
    """Record of each item a crawl that brings it, after one of its portal that knew nothing of it."""
    for each in items:
        known = paper(f"{each.portal}网站开通", each.portal, 0)
        for brought in ([known], [each, known]):
            made = crawl(*brought, rows=tuple(row(one.key) for one in brought), at=at)
            record(engine, replace(made, portal=each.portal), compare, lambda *_: [owner])


def told(engine) -> list[list[tuple[str, Tie]]]:
    return [[(each.item.portal, each.reason) for each in one.members] for one in stories.stories(engine)]


def mail(engine, at=NOW):
    """Make the reader's digest, and return its events."""
    window = owed.Window(owner=READER, wants=lambda *_: True, slot_at=at, now=at)
    made = owed.make(engine, window, lambda digest: (f"<{at}>", b""))
    return made.events if made else ()


def test_a_document_republished_elsewhere_becomes_one_story_with_its_earliest_source_first(engine):
    publish(engine, paper(TITLE, "association", 8, **NUMBER), paper(TITLE, "ministry", 1, **NUMBER))

    assert told(engine) == [[("ministry", Tie.NUMBER), ("association", Tie.NUMBER)]]


def test_a_baseline_is_linked_to_what_is_known_and_within_itself(engine):
    publish(engine, paper(TITLE, "ministry", 1, body=LONG))
    twins = [replace(paper(TITLE, "city", 3, body=LONG), key=key) for key in ("one", "other")]
    made = replace(crawl(*twins, at=NOW), portal="city")

    record(engine, made, compare, lambda *_: [])

    assert told(engine) == [[("ministry", Tie.TEXT), ("city", Tie.TEXT), ("city", Tie.TEXT)]]


def test_what_could_be_read_only_later_is_linked_then(engine):
    publish(engine, paper(TITLE, "ministry", 1, body=LONG))
    unread = paper(TITLE, "city", 9, fingerprint=None)
    publish(engine, unread)
    assert told(engine) == []

    publish(engine, replace(unread, body=LONG, fingerprint="2"), at=NOW + DAY)

    assert told(engine) == [[("ministry", Tie.TEXT), ("city", Tie.TEXT)]]


def test_a_document_that_is_the_same_as_two_makes_one_story_of_theirs(engine):
    book, notice, call = "装修管理试行办法", TITLE, "重磅！装修管理试行办法"
    publish(engine, paper(call, "news", 5, **NUMBER), paper(call, "city", 6, **NUMBER))
    publish(engine, paper(notice, "ministry", 1, body=OUTING), paper(notice, "county", 2, body=OUTING))
    assert [len(each) for each in told(engine)] == [2, 2]

    publish(engine, paper(book, "association", 7, body=OUTING, **NUMBER))

    assert [[portal for portal, _ in each] for each in told(engine)] == [
        ["ministry", "county", "news", "city", "association"]
    ]
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(story)).scalar() == 1


def test_what_is_the_same_as_two_that_differ_ties_them_not(engine):
    publish(engine, paper(TITLE, "hubei", 1, document_number="鄂建〔2022〕8号", body=LONG))
    publish(engine, paper(TITLE, "hunan", 2, document_number="湘建〔2022〕9号", body=LONG))

    publish(engine, paper(TITLE, "news", 4, body=LONG))

    assert told(engine) == [[("hunan", Tie.TEXT), ("news", Tie.TEXT)]]


def test_notices_of_one_template_stay_apart(engine):
    publish(engine, *(paper("关于企业资质审查意见的公示", "a", day, body=LONG) for day in (1, 8, 15)))
    publish(engine, *(paper(f"关于公布第{number}批示范项目的通知", "bcd"[number], 1, body=LONG) for number in range(3)))

    assert told(engine) == []


def test_a_document_finds_those_of_the_nearest_days_first(engine):
    weekly = [replace(paper("关于企业资质审查意见的公示", "a", day, body=LONG), key=str(day)) for day in (1, 8, 15)]
    publish(engine, *weekly)

    publish(engine, paper("关于企业资质审查意见的公示", "b", 9, body=LONG))

    (found,) = stories.stories(engine)
    assert [each.item.key for each in found.members] == ["8", "b/关于企业资质审查意见的公示"]


def test_undated_documents_are_found_by_their_text(engine):
    publish(
        engine, paper(TITLE, "a", None, body=LONG), paper(TITLE, "b", 1, body=LONG), paper(TITLE, "c", None, body=LONG)
    )

    assert told(engine) == [[("b", Tie.TEXT), ("a", Tie.TEXT), ("c", Tie.TEXT)]]


def test_what_was_taken_out_stays_out(engine):
    ministry, city = paper(TITLE, "ministry", 1, **NUMBER), paper(TITLE, "city", 3, **NUMBER)
    publish(engine, ministry, city)

    assert stories.part(engine, city, NOW)
    assert not stories.part(engine, city, NOW)
    publish(engine, paper(TITLE, "county", 4, **NUMBER))
    publish(engine, replace(city, title=f"【转载】{TITLE}", fingerprint="2"), at=NOW + DAY)

    assert told(engine) == [[("ministry", Tie.NUMBER), ("county", Tie.NUMBER)]]


def test_what_was_taken_out_can_be_put_back(engine):
    ministry, city = paper(TITLE, "ministry", 1, **NUMBER), paper(TITLE, "city", 3, **NUMBER)
    publish(engine, ministry, city)
    stories.part(engine, city, NOW)

    assert stories.join(engine, ministry, city, NOW)
    assert not stories.join(engine, city, ministry, NOW)

    assert told(engine) == [[("ministry", Tie.NUMBER), ("city", Tie.HAND)]]


def test_two_that_nothing_ties_can_be_joined_and_others_come_along(engine):
    one, other = paper("装修新规来了", "news", 5), paper(TITLE, "ministry", 1, **NUMBER)
    publish(engine, one, other, paper(TITLE, "city", 3, **NUMBER))

    assert stories.join(engine, one, other, NOW)
    assert not stories.join(engine, one, one, NOW)

    assert told(engine) == [[("ministry", Tie.NUMBER), ("city", Tie.NUMBER), ("news", Tie.HAND)]]


def test_the_story_with_the_newest_item_comes_first(engine):
    publish(engine, *(paper(f"{TITLE}{number}", portal, 1, body=LONG) for portal in "ab" for number in "12"))

    found = [each.members[0].item.title[-1] for each in stories.stories(engine)]
    assert found == ["2", "1"]
    assert len(stories.stories(engine, 1)) == 1


def shown(events) -> list[tuple[str, list[str], bool]]:
    return [(each.item.portal, [source.portal for source in each.sources], each.again) for each in events]


def test_a_mail_names_the_other_sources_and_puts_what_it_repeats_last(engine):
    publish(engine, paper(TITLE, "city", 3, **NUMBER), paper("关于召开会议的通知", "news", 9))
    publish(engine, paper(TITLE, "ministry", 1, **NUMBER))

    assert shown(mail(engine)) == [("news", [], False), ("ministry", ["city"], False), ("city", ["ministry"], True)]


def test_a_later_source_says_that_the_reader_was_told_before(engine):
    publish(engine, paper(TITLE, "ministry", 1, **NUMBER))
    assert shown(mail(engine)) == [("ministry", [], False)]

    publish(engine, paper(TITLE, "city", 3, **NUMBER))

    (event,) = owed.preview(engine, READER, lambda *_: True, NOW + DAY).events
    assert event.again
    assert [(each.url, str(each.published)) for each in event.sources] == [(f"http://p/ministry/{TITLE}", "2022-06-01")]
    assert shown(mail(engine, NOW + DAY)) == [("city", ["ministry"], True)]


def test_the_source_that_comes_to_light_last_is_no_repetition_if_it_was_the_first(engine):
    publish(engine, paper(TITLE, "city", 3, **NUMBER))
    mail(engine)

    publish(engine, paper(TITLE, "ministry", 1, **NUMBER))

    assert shown(mail(engine, NOW + DAY)) == [("ministry", ["city"], False)]


def test_what_another_reader_was_told_is_no_repetition(engine):
    owed.subscribe(engine, [READER, replace(READER, name="other")], NOW)
    publish(engine, paper(TITLE, "ministry", 1, **NUMBER), owner="other")

    publish(engine, paper(TITLE, "city", 3, **NUMBER))

    assert shown(mail(engine)) == [("city", ["ministry"], False)]


def test_an_edit_of_a_republished_document_is_an_edit(engine):
    ministry, city = paper(TITLE, "ministry", 1, **NUMBER), paper(TITLE, "city", 3, **NUMBER)
    publish(engine, ministry, city)
    mail(engine)

    publish(engine, replace(city, body="改了", fingerprint="2"), at=NOW + DAY)

    assert shown(mail(engine, NOW + DAY)) == [("city", ["ministry"], False)]


def test_what_is_asked_of_the_store_does_not_follow_how_much_is_in_it(engine):
    title, asked = "关于企业资质审查意见的公示", []
    listened.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    def count(portal, many):
        weekly = [replace(paper(title, many, 1 + day, body=LONG), key=str(day)) for day in range(90)]
        record(engine, replace(crawl(*weekly), portal=many), compare, lambda *_: [])
        asked.clear()
        publish(engine, paper(title, portal, 40, body=LONG))
        return len(asked)

    few = count("a", "b")
    assert count("c", "d") <= few + 30


def test_items_of_an_older_store_are_found_too(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    old = create_engine(url)
    with old.begin() as connection:
        migrate(connection, "0001")
        connection.execute(text(ITEM_OF_THE_FIRST_VERSION.replace("标题", f"{TITLE}（建市〔2022〕15号）")))
    old.dispose()

    with reading(connect(url)) as connection:
        assert connection.execute(select(item.c.subject)).scalars().all() == ["装修管理试行办法"]
