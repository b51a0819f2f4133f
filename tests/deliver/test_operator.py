"""What the operator is told of sections whose health has changed."""

import pytest

from portalwatch.items import Outcome
from portalwatch.store import notices
from tests.digest.samples import parse

OPERATOR = "operator@example.org"
TROUBLES = [outcome for outcome in Outcome if not outcome.healthy]


@pytest.fixture
def told(desk, office):
    """Post, and return the texts that the operator was sent by it."""
    mail = {"host": "127.0.0.1", "port": office.port, "security": "none"}
    desk.place.serve(mail=mail, operator={"address": OPERATOR, "language": "en"})

    def post():
        before = len(office.taken)
        desk.clock.advance(minutes=1)
        desk.post()
        contents = [each.content for each in office.taken[before:] if each.recipient == OPERATOR]
        return [parse(content).get_body(("plain",)).get_content() for content in contents]

    return post


@pytest.mark.parametrize("outcome", TROUBLES)
def test_a_trouble_is_told_once_and_so_is_its_end(desk, told, outcome):
    desk.crawl("a")
    assert told() == []

    desk.crawl(outcome=outcome, detail="HTTP 500")
    (trouble,) = told()
    desk.crawl(outcome=outcome, detail="HTTP 502")
    assert told() == []
    desk.crawl("b")
    (recovery,) = told()
    desk.crawl("c")
    assert told() == []

    assert f"ok → {outcome}" in trouble
    assert "HTTP 500" in trouble
    assert "通知公告" in trouble
    assert f"{outcome} → ok" in recovery


def test_all_that_changed_since_the_last_round_is_one_message(desk, told):
    for portal in ("p", "q"):
        desk.crawl("a", portal=portal)
        desk.crawl(portal=portal, outcome=Outcome.BLOCKED)
    desk.crawl("b")

    (text,) = told()

    assert text.count("ok → blocked") == 1
    assert text.count("blocked → ok") == 1
    assert "What to do" in text.partition("Back to normal")[0]
    assert "What to do" not in text.partition("Back to normal")[2]


def test_a_trouble_in_a_trouble_is_told(desk, told):
    desk.crawl("a")
    desk.crawl(outcome=Outcome.FAILED)
    told()
    desk.crawl(outcome=Outcome.BLOCKED)

    (text,) = told()

    assert "failed → blocked" in text


def test_trouble_that_turns_into_another_keeps_its_beginning(desk, told):
    desk.crawl("a")
    for outcome in (Outcome.FAILED, Outcome.BLOCKED):
        desk.clock.advance(days=2)
        desk.crawl(outcome=outcome)
        (text,) = told()
    assert "(last read " in text

    desk.clock.advance(days=2)
    desk.crawl("b")
    (back,) = told()

    assert "for 4 days" in " ".join(back.split())


def test_a_sign_that_is_gone_says_how_long_it_was_there(desk, told):
    keys = [f"k{number}" for number in range(8)]
    for count in (8,) * 6 + (2, 2, 8):
        desk.clock.advance(hours=5)
        desk.forget()
        desk.crawl(*keys[:count])
        texts = told()

    assert "short → ok" in texts[0]
    assert "for 10 hours" in " ".join(texts[0].split())


def test_advice_is_typed_for_this_home_from_anywhere(desk, told):
    desk.crawl("a")
    desk.crawl(outcome=Outcome.SUSPECT)

    (text,) = told()

    typed = f"portalwatch accept p --section s --home {desk.watch.home.path}"
    assert any(typed in line for line in text.splitlines())


def test_subscribers_are_not_told_of_it_in_messages_of_their_own(desk, told, office):
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.crawl(outcome=Outcome.FAILED)
    told()

    assert office.recipients == [OPERATOR]


def test_a_digest_says_which_sections_could_not_be_looked_at(desk, told, office):
    desk.subscribe(frequency="at once", sections=["p/t", "q/s"], language="en")
    desk.crawl("a")
    desk.crawl(outcome=Outcome.FAILED)
    desk.crawl("b", section="t")
    desk.crawl(section="t", outcome=Outcome.BLOCKED, detail="a challenge")
    desk.crawl("c", portal="q")
    desk.crawl("d", portal="q")
    told()

    (content,) = office.contents("li@example.org")
    text = parse(content).get_body(("plain",)).get_content()
    assert "幕墙标准" in text
    assert "a challenge" in text
    assert "通知公告" not in text.partition("a challenge")[0].rpartition("关于d的通知")[2]


def test_a_portal_that_is_down_is_one_line_and_so_is_its_return(desk, told):
    for section in ("s", "t"):
        desk.crawl(section, section=section)
    for section in ("s", "t"):
        desk.crawl(section=section, outcome=Outcome.FAILED, detail="dns")
    (down,) = told()
    desk.crawl(outcome=Outcome.BLOCKED)
    assert told() == []
    for section in ("s", "t"):
        desk.crawl(f"{section}2", section=section)
    (back,) = told()

    assert down.count("ok → failed") == 1
    assert "whole portal" in down
    assert "Back to normal" in back
    assert desk.post().notices == ()


def test_a_section_that_flaps_is_told_of_once_a_day(desk, told):
    desk.crawl("a")
    texts = []
    for _ in range(12):
        for outcome in (Outcome.FAILED, Outcome.OK):
            desk.clock.advance(hours=1)
            desk.crawl(outcome=outcome)
            texts += told()

    assert len(texts) == 2
    desk.clock.advance(hours=5)
    (since,) = told()
    assert "changed 22 times" in since


def test_an_operator_named_late_is_told_of_the_last_week_only(desk, told):
    for days in (30, 0):
        desk.crawl("a", portal="pq"[days == 0])
        desk.crawl(outcome=Outcome.FAILED, portal="pq"[days == 0])
        desk.clock.advance(days=days)
    (text,) = told()

    assert "协会q" in text
    assert "协会p" not in text
    assert notices.untold(desk.watch.engine) == ()
    assert told() == []


def test_a_list_that_shrinks_is_told_once_makes_no_alarm_of_news_and_is_told_when_it_is_back(desk, told):
    keys = [f"k{number}" for number in range(8)]
    for _ in range(6):
        desk.clock.advance(minutes=30)
        desk.crawl(*keys)
    assert told() == []

    def shrink(*found):
        desk.clock.advance(minutes=30)
        desk.forget()
        desk.crawl(*found)

    shrink("new", *keys[:2])
    (text,) = told()
    assert "ok → short" in text
    assert "(3 rows a page, usually 8)" in text
    for _ in range(12):
        shrink("new", *keys[:2])
        assert told() == []
    shrink("new", *keys)
    (text,) = told()
    assert "short → ok" in text


def test_without_an_address_nobody_is_told_and_it_is_kept(desk):
    desk.crawl("a")
    desk.crawl(outcome=Outcome.FAILED)

    assert desk.post().notices == ()
    assert [notice.after for notice in notices.untold(desk.watch.engine)] == [Outcome.FAILED]
    assert desk.files() == []
