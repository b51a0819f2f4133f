from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from portalwatch.changes import compare
from portalwatch.items import (
    Attachment,
    Changes,
    Coverage,
    Crawl,
    Disagreement,
    Gap,
    Kind,
    Mention,
    Origin,
    Outcome,
    Precision,
    Problem,
    Published,
    Subscription,
    Term,
    Validators,
)
from portalwatch.store import archive, health, owed
from portalwatch.store.record import record as write
from portalwatch.store.rereading import MAX_TRIES
from tests.changes.test_compare import item as plain_item
from tests.changes.test_compare import row

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILE = Attachment(
    url="http://p/a.pdf",
    name="附件.pdf",
    digest="ab" * 32,
    size=3,
    validators=Validators(etag='"2"', last_modified="x"),
)


def item(key: str, **fields: object):
    return plain_item(key, **fields)


def crawl(*items, section="s", rows=None, at=NOW, outcome=Outcome.OK, **fields):
    listed = tuple(row(each.key) for each in items) if rows is None else rows
    items = tuple(replace(each, section=section) for each in items)
    run = tuple(each.key for each in listed)
    values = {"coverage": Coverage(pages=1, overlapped=True), "run": run, "url": "http://p/list"}
    return Crawl(
        portal="p", section=section, started_at=at, finished_at=at, outcome=outcome, rows=listed, items=items,
        **(values | fields),
    )  # fmt: skip


def record(engine, each, owe=lambda item, kind, sections: ()):
    return write(engine, each, compare, owe)


def test_a_baseline_is_stored_and_makes_no_event(engine):
    record(engine, crawl(item("a"), item("b")))

    known = archive.known(engine, "p", "s", ["a", "b", "c"], NOW)
    assert known.established
    assert known.run == ("a", "b")
    assert set(known.items) == {"a", "b"}
    assert owed.events(engine) == []


def test_an_item_comes_back_just_as_it_was_stored(engine):
    when = Published(
        at=datetime.fromisoformat("2022-06-09T17:21+08:00"),
        precision=Precision.MINUTE,
        origin=Origin.ARTICLE,
        raw="发布时间:2022-06-09 17:21",
    )
    full = item(
        "a",
        title="标题\u3000喆",
        published=when,
        source="本会",
        author="张三",
        breadcrumb=("首页", "通知公告"),
        body="第一段\n第二段",
        attachments=(FILE, Attachment(url="http://p/b.pdf", name="回执.pdf")),
        html="<p>第一段</p><p>第二段</p>",
        document_number="建市〔2022〕15号",
        standards=("GB 55031-2022", "ISO 9001:2015"),
        mentions=(Mention(kind=Term.EFFECTIVE, on=date(2023, 3, 1), raw="自2023年3月1日起实施"),),
        disagreements=(Disagreement(field="published", listed="2022-06-09", read="2022-06-01"),),
        validators=Validators(etag='"1"', last_modified="Thu, 09 Jun 2022 09:21:00 GMT"),
    )
    broken = item("b", fingerprint=None, problem=Problem(kind="http-404", url="http://p/b", detail="gone"))

    record(engine, crawl(full, broken))

    read = archive.stored(engine, "p", ["a", "b"])
    assert read == [full, broken]
    assert str(read[0].published) == "2022-06-09T17:21+08:00"
    assert [file.validators for file in read[0].attachments] == [FILE.validators, Validators()]


def test_what_is_learnt_of_a_file_is_kept_with_what_the_item_has_said_since(engine):
    bare = (Attachment(url=FILE.url, name=FILE.name),)
    record(engine, crawl(item("a", attachments=bare)))

    record(engine, crawl(item("a", attachments=(FILE,)), at=NOW + HOUR))
    lost = item("a", fingerprint=None, problem=Problem(kind="timeout", url="http://p/a"))
    record(engine, crawl(lost, at=NOW + 2 * HOUR))

    assert owed.events(engine) == []
    assert archive.stored(engine, "p", ["a"])[0].attachments == (FILE,)
    other = replace(FILE, digest="cd" * 32, size=4)
    record(engine, crawl(item("a", attachments=(other,)), at=NOW + 3 * HOUR))
    (event,) = owed.events(engine)
    assert (event.fields, event.before.attachments, event.item.attachments) == (("attachments",), (FILE,), (other,))


def test_a_body_counts_as_changed_when_it_has_changed_and_not_when_a_file_has(engine):
    record(engine, crawl(item("a", attachments=(FILE,))))
    record(engine, crawl(item("a", attachments=(replace(FILE, digest="cd" * 32),)), at=NOW + HOUR))
    record(engine, crawl(item("a", body="edited", fingerprint="2"), at=NOW + 2 * HOUR))

    assert archive.known(engine, "p", "s", ["a"], NOW).items["a"].earlier == ("1", "2")


def test_new_items_become_numbered_events_in_the_same_transaction(engine):
    record(engine, crawl(item("a")))

    recorded = record(engine, crawl(item("b"), rows=(row("b"), row("a")), at=NOW + HOUR))

    (event,) = owed.events(engine)
    assert (event.seq, event.kind, event.item.key, event.at) == (recorded.seqs[0], Kind.NEW, "b", NOW + HOUR)
    assert owed.events(engine, after=event.seq) == []


def test_the_same_crawl_twice_makes_each_event_once(engine):
    record(engine, crawl(item("a")))
    again = crawl(item("b"), rows=(row("b"), row("a")), at=NOW + HOUR)

    record(engine, again)
    record(engine, again)

    assert [event.item.key for event in owed.events(engine)] == ["b"]


def test_an_edit_keeps_what_was_said_before(engine):
    record(engine, crawl(item("a")))

    record(engine, crawl(item("a", body="edited", fingerprint="2"), at=NOW + HOUR))

    (event,) = owed.events(engine)
    assert (event.kind, event.fields, event.item.body) == (Kind.EDITED, ("body",), "edited")


def test_an_error_midway_leaves_the_store_as_it_was(engine):
    record(engine, crawl(item("a")))

    def fails(item, kind, sections):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        record(engine, crawl(item("b"), rows=(row("b"), row("a")), at=NOW + HOUR), fails)

    assert owed.events(engine) == []
    assert set(archive.known(engine, "p", "s", ["a", "b"], NOW).items) == {"a"}


def test_an_untrusted_crawl_changes_nothing_but_health(engine):
    record(engine, crawl(item("a")))

    recorded = record(engine, crawl(outcome=Outcome.FAILED, at=NOW + HOUR, detail="timeout"))

    known = archive.known(engine, "p", "s", ["a"], NOW)
    assert (known.established, known.run, set(known.items)) == (True, ("a",), {"a"})
    assert known.url is None
    assert recorded.notice is not None
    assert recorded.notice.after is Outcome.FAILED


def test_a_change_of_health_is_told_once_and_so_is_recovery(engine):
    outcomes = [Outcome.OK, Outcome.FAILED, Outcome.FAILED, Outcome.UNCHANGED, Outcome.OK, Outcome.BLOCKED]

    notices = [record(engine, crawl(outcome=each, at=NOW + HOUR * n)).notice for n, each in enumerate(outcomes)]

    told = [notice and (notice.before, notice.after) for notice in notices]
    assert told == [
        None,
        (Outcome.OK, Outcome.FAILED),
        None,
        (Outcome.FAILED, Outcome.UNCHANGED),
        None,
        (Outcome.OK, Outcome.BLOCKED),
    ]
    (section,) = health.sections(engine)
    assert (section.outcome, section.since_at) == (Outcome.BLOCKED, NOW + HOUR * 5)


def test_a_first_crawl_that_fails_is_told_and_is_no_baseline(engine):
    assert record(engine, crawl(outcome=Outcome.FAILED)).notice is not None

    recorded = record(engine, crawl(item("a"), at=NOW + HOUR))

    assert recorded.changes.announced == ()


def test_one_item_in_two_sections_is_one_item_and_one_event(engine):
    for section in ("s", "t"):
        record(engine, crawl(item("a"), section=section))
    for section in ("s", "t"):
        record(engine, crawl(item("b"), section=section, rows=(row("b"), row("a")), at=NOW + HOUR))

    assert [event.item.key for event in owed.events(engine)] == ["b"]
    assert len(archive.items(engine)) == 2
    assert {each.key for each in archive.items(engine, section_key="t")} == {"a", "b"}


def test_an_item_listed_in_another_section_later_is_owed_to_those_who_watch_that_one(engine):
    owed.subscribe(engine, [Subscription(name=name, address="x@y.zz") for name in ("s", "t")], NOW)
    for section in ("s", "t"):
        record(engine, crawl(item("a"), section=section))

    def owe(each, kind, sections):
        return sorted(set(sections) & {"s", "t"})

    for section, hours in (("s", 1), ("t", 2)):
        both = (row("b"), row("a"))
        record(engine, crawl(item("b"), section=section, rows=both, at=NOW + HOUR * hours), owe)

    assert {name: standing.waiting for name, standing in owed.standings(engine).items()} == {"s": 1, "t": 1}


def test_an_open_gap_keeps_the_run_below_it_until_it_is_closed(engine):
    record(engine, crawl(item("a")))
    gap = Gap(known_on=NOW.date(), read_on=NOW.date())

    record(engine, crawl(item("b"), coverage=Coverage(pages=1, gap=gap), at=NOW + HOUR))
    assert (archive.known(engine, "p", "s", [], NOW).run, archive.known(engine, "p", "s", [], NOW).gap) == (("a",), gap)

    record(engine, crawl(rows=(row("b"), row("a")), at=NOW + HOUR * 2))
    assert archive.known(engine, "p", "s", [], NOW).gap is None


def test_one_backdated_row_does_not_move_the_horizon(engine):
    days = (9, 8, 7, 1)

    record(engine, crawl(rows=tuple(row(f"k{day}", day) for day in days), *[item(f"k{day}") for day in days]))

    assert archive.known(engine, "p", "s", [], NOW).horizon_on.day == 8


def test_a_new_baseline_has_a_horizon_of_its_own(engine):
    record(engine, crawl(item("a"), rows=(row("a", 1),)))

    again = partial(compare, rebaseline=True)
    write(engine, crawl(item("b"), rows=(row("b", 8),), at=NOW + HOUR), again, lambda item, kind, sections: ())

    assert archive.known(engine, "p", "s", [], NOW).horizon_on.day == 8


def test_articles_are_looked_at_again_less_and_less_often(engine):
    record(engine, crawl(item("a")))

    assert archive.unread(engine, "p", "s", NOW, 5) == ()
    due = NOW + HOUR
    assert [each.key for each in archive.unread(engine, "p", "s", due, 5)] == ["a"]
    assert archive.unread(engine, "p", "t", due, 5) == ()
    record(engine, crawl(item("a"), at=NOW + 10 * HOUR))
    assert archive.unread(engine, "p", "s", NOW + 19 * HOUR, 5) == ()
    assert len(archive.unread(engine, "p", "s", NOW + 20 * HOUR, 5)) == 1
    record(engine, crawl(item("a"), at=NOW + timedelta(days=61)))
    assert archive.unread(engine, "p", "s", NOW + timedelta(days=1000), 5) == ()


def test_an_article_was_read_when_it_was_last_found_to_say_this(engine):
    lost = item("a", fingerprint=None, problem=Problem(kind="timeout", url="http://p/a"))
    away, edited = item("a", fingerprint=None), item("a", fingerprint="2", body="b")
    moments = []
    for hours, each in enumerate((lost, item("a"), lost, item("a"), edited, away)):
        record(engine, crawl(each, at=NOW + hours * HOUR))
        read_at = archive.known(engine, "p", "s", ["a"], NOW).items["a"].read_at
        moments.append(read_at and (read_at - NOW) / HOUR)

    assert moments == [None, 1, 1, 3, 4, 4]


def test_what_a_template_has_added_is_known_to_the_whole_portal_for_half_a_year(engine):
    def learn(mark, at):
        write(engine, crawl(rows=(), at=at), lambda *_: Changes(pieces=frozenset({mark})), lambda *_: ())

    learn("early", NOW)
    learn("early", NOW + HOUR)
    assert archive.known(engine, "p", "t", [], NOW).pieces == frozenset()
    record(engine, crawl(item("b"), section="t", at=NOW))
    assert archive.known(engine, "p", "t", [], NOW).pieces == {"early"}

    later = NOW + archive.KEEP_PIECES + HOUR
    assert archive.known(engine, "p", "s", [], later).pieces == frozenset()
    learn("late", later)
    assert archive.known(engine, "p", "s", [], NOW).pieces == {"late"}


def test_what_is_doubted_is_looked_at_before_the_others_and_beside_their_limit(engine):
    record(engine, crawl(*map(item, "abcdef")))
    listed = [row(key) for key in "abdef"]
    record(engine, crawl(rows=listed, missing=("c",), at=NOW + 2 * HOUR))

    found = archive.unread(engine, "p", "s", NOW + 2 * HOUR, 2)

    assert [each.key for each in found] == ["c", "a", "b"]


def test_items_of_a_day_are_found_and_those_of_no_day_by_their_titles(engine):
    day = Published(at=NOW, precision=Precision.DAY, origin=Origin.LIST, raw="")
    record(engine, crawl(item("a", published=day), item("b"), item("c")))

    assert [each.key for each in archive.dated(engine, "p", {NOW.date()})] == ["a"]
    assert {each.key for each in archive.dated(engine, "p", {NOW.date()}, {"b"})} == {"a", "b"}


def test_an_article_that_could_not_be_read_is_due_in_the_next_crawls_but_not_for_ever(engine):
    lost = item("a", fingerprint=None, problem=Problem(kind="timeout", url="http://p/a"))
    tries = 0
    record(engine, crawl(lost))
    while archive.known(engine, "p", "s", ["a"], NOW).items["a"].due:
        record(engine, crawl(lost))
        tries += 1

    assert tries == MAX_TRIES - 1


def test_an_article_that_is_gone_is_not_asked_for_again_at_once(engine):
    record(engine, crawl(item("a", fingerprint=None, problem=Problem(kind="http-404", url="http://p/a"))))

    assert not archive.known(engine, "p", "s", ["a"], NOW).items["a"].due


def test_what_the_server_gave_to_ask_with_is_kept(engine):
    record(engine, crawl(item("a"), validators=Validators(etag='"list"')))
    record(engine, crawl(item("a", validators=Validators(etag='"new"')), at=NOW + HOUR))

    known = archive.known(engine, "p", "s", ["a"], NOW)
    assert known.items["a"].item.validators == Validators(etag='"new"')
    assert known.validators == Validators()
