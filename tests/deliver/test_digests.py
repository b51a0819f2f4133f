"""Digests: made when they are due, once, of what is owed, and of nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text, update

from portalwatch.deliver import preview
from portalwatch.deliver.digests import make_due
from portalwatch.deliver.faults import Faults
from portalwatch.items import Kind, RawArticle, RawItem, RawRow
from portalwatch.normalize.articles import merge, normalize_row
from portalwatch.store import outbox, owed
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import item as items
from tests.deliver.conftest import Desk, item
from tests.digest.samples import POISON, parse

ZONE = ZoneInfo("Asia/Shanghai")


def entries(done):
    """What each subscriber is told of: the kinds and keys."""
    return {
        digest.subscription.name: [(event.kind, event.item.key) for event in digest.events] for digest in done.digests
    }


def keys(done, name="li"):
    return sorted(key for _, key in entries(done).get(name, []))


def at(desk, *parts, **clock):
    """Set the clock to a local time."""
    desk.clock.now = datetime(*parts, tzinfo=ZONE).astimezone(UTC)


def test_at_once_means_with_the_next_round_of_the_post_and_then_never_again(desk):
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.clock.advance(minutes=1)
    desk.crawl("b", "c")

    assert keys(desk.post()) == ["b", "c"]
    desk.clock.advance(minutes=1)
    assert entries(desk.post()) == {}
    assert len(desk.files()) == 1


def test_nothing_owed_makes_no_message(desk):
    for frequency in ("at once", "daily", "weekly"):
        desk.subscribe(frequency.replace(" ", "-"), frequency=frequency)
    desk.crawl("a")
    for _ in range(10):
        desk.clock.advance(days=1)
        assert desk.post().digests == []

    assert desk.files() == []
    assert desk.post(anyway=True).digests == []


def test_a_daily_digest_is_made_once_at_its_local_time(desk):
    desk.subscribe(at="08:00")
    at(desk, 2022, 6, 9, 7, 0)
    desk.crawl("a")
    desk.crawl("b")
    made = {}
    for minutes in range(0, 3 * 24 * 60, 30):
        at(desk, 2022, 6, 9, 7, 0)
        desk.clock.advance(minutes=minutes)
        if found := keys(desk.post()):
            made[desk.clock.now.astimezone(ZONE).isoformat()[:16]] = found

    assert made == {"2022-06-09T08:00": ["b"]}


def test_a_digest_keeps_the_hour_of_its_own_zone(desk):
    desk.subscribe("here", at="08:00")
    desk.subscribe("there", at="08:00", zone="Europe/Berlin")
    at(desk, 2022, 6, 9, 7, 0)
    desk.crawl("a")
    desk.crawl("b")

    at(desk, 2022, 6, 9, 13, 59)
    assert set(entries(desk.post())) == {"here"}
    at(desk, 2022, 6, 9, 14, 0)
    assert set(entries(desk.post())) == {"there"}


def test_a_weekly_digest_is_made_on_its_day(desk):
    desk.subscribe(frequency="weekly", weekday="monday", at="08:00")
    at(desk, 2022, 6, 9, 9, 0)  # a Thursday
    desk.crawl("a")
    made = []
    for day in range(16):
        at(desk, 2022, 6, 9, 9, 0)
        desk.clock.advance(days=day)
        desk.crawl(f"k{day:02}")
        if found := keys(desk.post()):
            made.append((desk.clock.now.astimezone(ZONE).date().isoformat(), found))

    first = [f"k{day:02}" for day in range(5)]
    assert made == [("2022-06-13", first), ("2022-06-20", [f"k{day:02}" for day in range(5, 12)])]


def test_what_fell_due_while_nobody_ran_is_made_late_and_once(desk):
    desk.subscribe(at="08:00")
    at(desk, 2022, 6, 9, 7, 0)
    desk.crawl("a")
    desk.crawl("b")
    at(desk, 2022, 6, 12, 15, 0)
    desk.crawl("c")

    assert keys(desk.post()) == ["b", "c"]
    desk.clock.advance(hours=1)
    assert entries(desk.post()) == {}


def test_a_daily_digest_asked_for_by_hand_is_not_made_again_at_its_hour(desk):
    desk.subscribe(at="08:00")
    at(desk, 2022, 6, 9, 7, 0)
    desk.crawl("a")
    at(desk, 2022, 6, 9, 7, 30)
    desk.crawl("b")

    assert keys(desk.post(anyway=True)) == ["b"]
    at(desk, 2022, 6, 9, 8, 0)
    desk.crawl("c")
    assert keys(desk.post()) == ["c"]


def test_a_subscriber_gets_only_what_matches(desk):
    desk.subscribe("keyword", frequency="at once", keywords=["幕墙"])
    desk.subscribe("section", frequency="at once", sections=["p/t"])
    desk.subscribe("portal", frequency="at once", portals=["q"])
    desk.subscribe("edits", frequency="at once", kinds=["edited"])
    desk.subscribe("all", frequency="at once")
    for portal, section in (("p", "s"), ("p", "t"), ("q", "s")):
        desk.crawl(f"old-{section}", portal=portal, section=section)
    desk.clock.advance(minutes=1)
    desk.crawl(item("wall", title="单元式幕墙验收标准"), "other")
    desk.crawl("standard", section="t")
    desk.crawl("elsewhere", portal="q")
    desk.crawl(item("old-s", body="edited", fingerprint="2"))

    done = desk.post()

    assert {name: [key for _, key in found] for name, found in entries(done).items()} == {
        "keyword": ["wall"],
        "section": ["standard"],
        "portal": ["elsewhere"],
        "edits": ["old-s"],
        "all": ["wall", "other", "standard", "elsewhere", "old-s"],
    }


def test_an_item_stands_in_the_section_that_its_reader_asked_for(desk):
    desk.subscribe("one", frequency="at once", sections=["p/t"])
    desk.subscribe("both", frequency="at once")
    for section in ("s", "t"):
        desk.crawl("a", section=section)
    desk.clock.advance(minutes=1)
    for section in ("s", "t"):
        desk.crawl("b", section=section)

    sections = {digest.subscription.name: digest.events[0].item.section for digest in desk.post().digests}

    assert sections == {"one": "t", "both": "s"}


def test_what_was_owed_before_a_subscription_was_narrowed_is_still_sent(desk):
    desk.subscribe(at="08:00")
    desk.crawl("a")
    desk.crawl("b")
    desk.place.subscribe({"name": "li", "address": "li@example.org", "sections": ["t"], "keywords": ["幕墙"]})
    desk.crawl("c")
    desk.clock.advance(days=1)

    assert keys(desk.post()) == ["b"]


def test_what_is_new_and_was_edited_since_is_shown_once_as_new(desk):
    desk.subscribe(at="08:00")
    desk.crawl("a")
    desk.clock.advance(minutes=1)
    desk.crawl("b")
    desk.clock.advance(minutes=1)
    desk.crawl(item("b", body="edited", fingerprint="2"))
    desk.clock.advance(days=1)

    (digest,) = desk.post().digests

    assert [(event.kind, event.item.body) for event in digest.events] == [(Kind.NEW, "edited")]
    desk.clock.advance(days=1)
    assert entries(desk.post()) == {}


def test_what_was_edited_twice_is_shown_once_with_all_that_differs(desk):
    desk.subscribe(at="08:00")
    desk.crawl("a")
    desk.clock.advance(minutes=1)
    desk.crawl(item("a", body="edited", fingerprint="2"))
    desk.clock.advance(minutes=1)
    desk.crawl(item("a", body="edited", title="更正", fingerprint="3"))
    desk.clock.advance(days=1)

    (digest,) = desk.post().digests

    assert [(event.kind, event.item.title, event.fields) for event in digest.events] == [
        (Kind.EDITED, "更正", ("body", "title"))
    ]


def test_a_window_that_was_made_is_not_opened_again(desk):
    desk.subscribe(at="08:00")
    desk.crawl("a")
    desk.crawl("b")
    desk.clock.advance(days=1)
    watch = desk.watch
    (subscription,) = watch.config.subscriptions
    window = owed.Window(owner=subscription, wants=lambda *_: False, slot_at=desk.clock.now, now=desk.clock.now)
    made = [owed.make(watch.engine, window, lambda digest: (f"<{len(digest.events)}@p.org>", b""))]
    desk.crawl("c", "d")
    made.append(owed.make(watch.engine, window, lambda digest: (f"<{len(digest.events)}@p.org>", b"")))

    assert [digest and len(digest.events) for digest in made] == [1, None]
    desk.clock.advance(days=1)
    assert keys(desk.post()) == ["c", "d"]


def test_a_subscription_that_is_dropped_and_comes_back_gets_what_it_was_owed_and_no_more(desk):
    desk.subscribe("wang", frequency="at once")
    desk.subscribe(at="08:00")
    at(desk, 2022, 6, 9, 9, 0)
    desk.crawl("a")
    desk.crawl("before")
    subscribers = desk.home.config / "subscribers.yaml"
    written = subscribers.read_text()
    desk.place.subscribe({"name": "wang", "address": "wang@example.org", "frequency": "at once"})
    at(desk, 2022, 6, 11, 9, 0)
    desk.crawl("between")
    assert set(entries(desk.post())) == {"wang"}

    subscribers.write_text(written)
    at(desk, 2022, 6, 12, 9, 0)
    desk.crawl("after")

    assert keys(desk.post()) == ["after", "before"]


@pytest.mark.parametrize("frequency", ["at once", "daily"])
def test_one_window_made_by_many_at_the_same_time_is_one_digest(desk, frequency):
    desk.subscribe(frequency=frequency, at="08:00", latest=3)
    desk.crawl("a")
    desk.clock.advance(minutes=1)
    desk.crawl("b")
    desk.clock.advance(days=1)
    watches = [desk.watch for _ in range(6)]
    together = Barrier(len(watches))

    def make(watch):
        watch.engine.connect().close()
        together.wait()
        return make_due(watch, Faults())

    with ThreadPoolExecutor(len(watches)) as pool:
        made = [digest for found in pool.map(make, watches) for digest in found]

    assert [[event.item.key for event in digest.events] for digest in made] == [["b", "a"]]
    assert len(outbox.deliveries(desk.watch.engine)) == 1


def test_a_preview_writes_nothing(desk):
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.crawl("b")

    for _ in range(2):
        watch = desk.watch
        digest, rendered = preview(watch, watch.config.subscriptions[0])
        assert [event.item.key for event in digest.events] == ["b"]
        assert "关于b的通知" in rendered.subject
    assert keys(desk.post()) == ["b"]


@pytest.mark.parametrize("poison", POISON)
def test_no_title_however_poisoned_keeps_a_digest_from_being_sent(desk, office, poison):
    desk.place.serve(mail={"host": "127.0.0.1", "port": office.port, "security": "none"})
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.clock.advance(minutes=1)
    desk.crawl(crawled(f"关于{poison}公装标准的通知", desk))

    assert keys(desk.post()) == ["p.example/1.html"]

    (content,) = office.contents("li@example.org")
    message = parse(content)
    assert not message.defects
    assert str(message["Subject"]).isprintable()
    assert "公装标准" in message.get_body(("plain",)).get_content() or len(poison) > 100
    assert [address.addr_spec for address in message["To"].addresses] == ["li@example.org"]
    assert message["Bcc"] is None


def crawled(poison: str, desk: Desk):
    """An item made of a page whose every string is poisoned."""
    raw = RawRow(title=poison, url="http://p.example/1.html", published=poison)
    article = RawArticle(
        title=poison, published=poison, source=poison, author=poison, breadcrumb=(poison,), body=poison
    )
    known = {"now": desk.clock.now, "zone": ZONE}
    key = normalize_row(raw, **known).key
    return merge(RawItem(row=raw, article=article), portal="p", section="s", key=key, **known)


def test_a_digest_that_cannot_be_made_does_not_hold_up_the_others(desk):
    desk.subscribe("wang", frequency="at once")
    desk.subscribe(frequency="at once", portals=["q"])
    for portal in ("p", "q"):
        desk.crawl("a", portal=portal)
        desk.crawl("b", portal=portal)
    desk.clock.advance(minutes=1)
    with writing(desk.watch.engine) as connection:
        damaged = update(items).where(items.c.portal == "p", items.c.key == "b").values(published="no time")
        connection.execute(damaged)

    with pytest.raises(ExceptionGroup, match="all else was done"):
        desk.post()

    assert [path.name.rpartition("-")[2] for path in desk.files()] == ["li@example.org.eml"]


def test_a_chinese_name_of_the_sender_is_readable(desk):
    desk.place.serve(mail={"name": "中国建筑装饰协会(简报), 试行", "sender": "digest@example.org"})
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.crawl("b")
    desk.post()

    (path,) = desk.files()
    (sender,) = parse(path.read_bytes())["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("中国建筑装饰协会(简报), 试行", "digest@example.org")


def test_two_homes_with_the_same_subscriber_and_hour_send_different_messages(desk, make_place):
    other = Desk(make_place("other"))
    found = []
    for each, key in ((desk, "b"), (other, "c")):
        each.subscribe(at="08:00")
        each.crawl("a")
        each.crawl(key)
        each.clock.advance(days=1)
        each.post()
        found.append(parse(each.files()[0].read_bytes())["Message-ID"])
    other.close()

    assert found[0] != found[1]


def test_the_rule_never_twice_is_a_constraint_of_the_store(desk):
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.crawl("b")

    with reading(desk.watch.engine) as connection:
        rows = connection.execute(text("SELECT subscription, seq FROM owed")).all()
        assert len(rows) == 1
    with pytest.raises(Exception, match="UNIQUE"), writing(desk.watch.engine) as connection:
        connection.execute(text("INSERT INTO owed VALUES (:name, :seq, NULL)"), {"name": rows[0][0], "seq": rows[0][1]})


def test_standings_tell_what_waits(desk):
    desk.subscribe(at="08:00")
    desk.subscribe("wang", at="08:00", keywords=["幕墙"])
    desk.crawl("a")
    desk.crawl("b", "c")

    standings = owed.standings(desk.watch.engine)
    assert {name: standing.waiting for name, standing in standings.items()} == {"li": 2, "wang": 0}
    desk.clock.advance(days=1)
    desk.post()
    assert owed.standings(desk.watch.engine)["li"].waiting == 0
    with reading(desk.watch.engine) as connection:
        assert connection.execute(select(items.c.key)).scalars().all() == ["a", "b", "c"]
