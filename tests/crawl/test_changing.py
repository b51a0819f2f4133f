"""What a portal does to its articles besides publishing them, and what a crawl makes of it: over real HTTP."""

from datetime import timedelta

import pytest

from portalwatch.items import Kind, Outcome
from portalwatch.sample.files import File
from portalwatch.sample.portal import Portal
from portalwatch.store import archive, owed

SECTION = "notices"


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=24)


@pytest.fixture
def watched(place, server):
    """A home that has seen the section once, ten minutes before its clock."""
    step(place)
    return place


def step(place, minutes=90, **arguments):
    place.clock.advance(minutes=minutes)
    return place.crawl(section=SECTION, **arguments)[SECTION]


def told(place):
    return [(event.kind, event.item.title) for event in owed.events(place.watch.engine)]


def test_an_article_that_has_gone_from_among_its_neighbours_twice_and_from_its_address_is_withdrawn(watched, portal):
    article = portal.articles(SECTION)[3]
    portal.withdraw(article)

    step(watched)
    assert told(watched) == []

    step(watched)
    assert told(watched) == [(Kind.WITHDRAWN, article.title)]
    step(watched)
    step(watched)
    assert len(told(watched)) == 1


def test_while_no_article_is_at_its_address_none_is_withdrawn(watched, portal):
    article = portal.articles(SECTION)[3]
    portal.withdraw(article)
    step(watched)
    for each in portal.articles(SECTION):
        portal.break_(each, "404")

    step(watched)
    step(watched)
    assert told(watched) == []

    portal.mend()
    step(watched)
    assert told(watched) == [(Kind.WITHDRAWN, article.title)]


def test_what_was_withdrawn_and_is_listed_again_has_returned(watched, portal):
    article = portal.articles(SECTION)[3]
    portal.withdraw(article)
    step(watched)
    step(watched)

    portal.restore(article)
    step(watched)

    assert [kind for kind, _ in told(watched)] == [Kind.WITHDRAWN, Kind.RETURNED]
    step(watched)
    assert len(told(watched)) == 2


def test_what_was_withdrawn_and_is_listed_again_at_another_address_has_returned_though_it_was_edited(watched, portal):
    article = portal.articles(SECTION)[3]
    portal.withdraw(article)
    step(watched)
    step(watched)

    again = portal.publish(SECTION, article.title, body=[*article.body, "报名时间延长至七月底。"])
    portal.edit(again, published=article.published, attachments=article.attachments)
    step(watched)
    step(watched)

    assert told(watched) == [(Kind.WITHDRAWN, article.title), (Kind.RETURNED, article.title)]
    assert [event.fields for event in owed.events(watched.watch.engine)] == [(), ("body",)]
    assert len(archive.items(watched.watch.engine)) == 24


def test_what_is_listed_again_before_it_can_be_read_has_returned_when_it_can_though_the_list_is_as_it_was(
    watched, portal
):
    article = portal.articles(SECTION)[3]
    portal.withdraw(article)
    step(watched)
    step(watched)
    portal.restore(article)
    portal.break_(article, "blank")
    assert step(watched).outcome is Outcome.OK

    portal.mend(article)
    step(watched)

    assert [kind for kind, _ in told(watched)] == [Kind.WITHDRAWN, Kind.RETURNED]


def test_an_article_that_is_missing_only_once_is_nothing(watched, portal):
    article = portal.articles(SECTION)[3]
    portal.withdraw(article)
    step(watched)
    portal.restore(article)

    step(watched)
    step(watched)

    assert told(watched) == []


def test_a_list_that_hid_most_of_its_rows_in_between_makes_a_withdrawal_no_later(watched, portal):
    article, *hidden = portal.articles(SECTION)[3:20]
    portal.withdraw(article)
    step(watched)
    for each in hidden:
        portal.withdraw(each)
    step(watched)
    for each in hidden:
        portal.restore(each)

    step(watched)

    assert told(watched) == [(Kind.WITHDRAWN, article.title)]


def test_what_rolls_off_the_end_of_a_list_is_nothing(watched, portal):
    fresh = [portal.publish(SECTION).title for _ in range(3)]

    for _ in range(3):
        step(watched)

    assert sorted(told(watched)) == sorted((Kind.NEW, title) for title in fresh)


def test_an_article_that_is_withdrawn_while_others_are_published_is_withdrawn(watched, portal):
    article = portal.articles(SECTION)[1]
    portal.withdraw(article)
    fresh = portal.publish(SECTION)

    for _ in range(3):
        step(watched)

    assert told(watched) == [(Kind.NEW, fresh.title), (Kind.WITHDRAWN, article.title)]


def test_an_article_deep_in_the_list_whose_address_says_that_it_is_gone_is_looked_for_there(watched, portal):
    article = portal.articles(SECTION)[20]
    portal.withdraw(article)

    for _ in range(7):
        step(watched)

    assert told(watched) == [(Kind.WITHDRAWN, article.title)]


def test_a_portal_that_gives_all_its_articles_new_addresses_brings_no_news(watched, server, portal):
    portal.move("/archive")

    crawl = step(watched)

    assert (crawl.outcome, bool(crawl.resettled), told(watched)) == (Outcome.OK, True, [])
    assert len(archive.items(watched.watch.engine)) == 24
    step(watched)
    assert told(watched) == []
    fresh = portal.publish(SECTION)
    step(watched)
    assert told(watched) == [(Kind.NEW, fresh.title)]
    assert len(archive.items(watched.watch.engine)) == 25


def test_what_is_withdrawn_when_the_portal_moves_is_told_and_what_is_withdrawn_later(watched, portal):
    first, later = portal.articles(SECTION)[3:5]
    portal.move("/archive")
    portal.withdraw(first)
    for _ in range(3):
        step(watched)
    assert told(watched) == [(Kind.WITHDRAWN, first.title)]

    portal.withdraw(later)
    for _ in range(3):
        step(watched)
    assert told(watched)[1:] == [(Kind.WITHDRAWN, later.title)]


def test_new_items_of_a_portal_that_moves_at_the_same_time_are_new(watched, portal):
    portal.move("/archive")
    fresh = portal.publish(SECTION)

    step(watched)

    assert told(watched) == [(Kind.NEW, fresh.title)]


def test_a_new_template_with_new_addresses_brings_no_news(watched, portal):
    portal.move("/archive")
    portal.redesign("table")

    for _ in range(3):
        step(watched)

    assert told(watched) == []
    fresh = portal.publish(SECTION)
    step(watched)
    assert told(watched) == [(Kind.NEW, fresh.title)]


def test_edits_are_found_after_the_portal_has_moved(watched, portal):
    portal.move("/archive")
    step(watched)
    article = portal.articles(SECTION)[2]
    portal.edit(article, body=["会议改在下周三上午九时举行。", "请各单位相互转告。"])

    for _ in range(4):
        step(watched, minutes=60 * 24)

    assert told(watched) == [(Kind.EDITED, article.title)]


def test_the_titles_of_others_that_a_box_within_a_text_shows_are_no_edit(watched, portal):
    watched.crawl(section="news")
    first, last = portal.articles(SECTION)[0], portal.articles("news")[-1]
    text = ["会议改在下周三上午九时举行。", "请各单位相互转告。"]
    portal.edit(first, body=text)
    step(watched, minutes=60 * 24)
    assert told(watched) == [(Kind.EDITED, first.title)]

    portal.edit(first, body=[*text, last.title])
    step(watched, minutes=60 * 24 * 3)

    assert len(told(watched)) == 1
    portal.edit(first, body=[*text, last.title, "联系电话另行公布。"])
    step(watched, minutes=60 * 24 * 9)
    assert len(told(watched)) == 2


def test_an_article_that_another_section_lists_under_an_address_of_its_own_is_the_same_item(place, server, portal):
    place.crawl(section="notices,news")
    body = [
        "经研究，定于下周三上午九时在江州国际会议中心召开年会，请各单位派员参加。",
        "参会回执请于本周五以前报秘书处。",
    ]
    moment = portal.articles("news")[0].published
    for section in ("notices", "news"):
        portal.edit(portal.publish(section, "关于召开年会的通知"), body=body, published=moment, attachments=())
    place.clock.advance(minutes=90)

    place.crawl(section="notices,news")

    assert told(place) == [(Kind.NEW, "关于召开年会的通知")]


def test_a_second_notice_of_the_same_title_day_and_short_text_with_another_file_is_new(place, portal):
    title = "关于拟入选专家名单的公示"

    def publish(file):
        moment = portal.now.replace(hour=0)
        portal.edit(portal.publish(SECTION, title), body=["详见附件。"], published=moment, attachments=[file])

    publish(File("第一批名单.pdf", ("甲", "乙")))
    step(place)
    publish(File("第二批名单.pdf", ("丙", "丁")))
    step(place)
    step(place)

    assert told(place) == [(Kind.NEW, title)]
    files = [each.attachments[0].name for each in archive.items(place.watch.engine) if each.title == title]
    assert sorted(files) == ["第一批名单.pdf", "第二批名单.pdf"]


def test_an_article_dated_ahead_has_no_day_until_it_comes_though_the_server_says_that_nothing_has_changed(
    watched, portal
):
    article = portal.publish(SECTION, "关于征求意见的公告", at=portal.now + timedelta(days=5))
    step(watched)
    (undated,) = [each for each in archive.items(watched.watch.engine) if each.title == article.title]
    assert undated.published is None

    watched.clock.advance(days=6)
    step(watched)

    (dated,) = [each for each in archive.items(watched.watch.engine) if each.title == article.title]
    assert dated.published.on == article.published.date()
    assert told(watched) == [(Kind.NEW, article.title)]


def test_an_article_that_keeps_its_text_under_quite_another_title_is_the_same(place, server, portal):
    place.describe(server, rereads=30)
    text = ["各会员单位要在月底以前完成自查，并如实填写申报材料。", "逾期不再受理，有关结果另行公布。"]
    renamed, replaced = portal.articles(SECTION)[22:]
    for each in (renamed, replaced):
        portal.edit(each, title="关于开展安全生产检查的通知", body=text)
    step(place)

    portal.edit(renamed, title="协会赴外地调研装配式装修", body=[*text, "特此说明。"])
    portal.edit(replaced, title="协会赴外地调研装配式装修", body=["会议指出，外地的做法值得同行借鉴。"])
    step(place)

    events = [(event.kind, event.fields, event.item.url) for event in owed.events(place.watch.engine)]
    assert events == [(Kind.EDITED, ("title", "body"), f"{server.url}{renamed.path}")]


def test_another_notice_at_an_address_that_says_the_same_few_words_is_no_edit(place, server, portal):
    place.describe(server, rereads=30)
    article = portal.articles(SECTION)[22]
    portal.edit(article, title="关于拟入选专家名单的公示", body=["详见附件。"])
    step(place)

    portal.edit(article, title="首届设计大赛启动")
    step(place)

    assert told(place) == []
    (kept,) = [each for each in archive.items(place.watch.engine) if each.url.endswith(article.path)]
    assert kept.title == "关于拟入选专家名单的公示"


NOTE = "本文由协会秘书处整理发布，转载请注明出处。"


def add_to_all(portal, *lines):
    """What a template adds to every text, where nobody can tell it from the text."""
    for each in portal.articles(SECTION):
        portal.edit(each, body=["", *each.body, *lines])


def test_a_line_that_a_template_adds_is_no_edit_though_one_article_is_read_again_at_a_time(place, server, portal):
    place.describe(server, rereads=1)
    step(place)
    add_to_all(portal, NOTE)

    for _ in range(8):
        step(place)

    assert told(place) == []


def test_an_edit_that_only_its_own_article_shows_is_told_when_three_others_have_been_asked(watched, server, portal):
    article = portal.articles(SECTION)[0]
    portal.edit(article, title=f"{article.title}（修订）", body=[*article.body, NOTE])
    server.clear()

    step(watched, minutes=10)

    assert told(watched) == [(Kind.EDITED, article.title)]
    asked = {each.path for each in server.requests} & {each.path for each in portal.articles(SECTION)}
    assert (len(asked), article.path in asked) == (4, True)
