from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes import compare
from portalwatch.items import (
    Attachment,
    Changes,
    Crawl,
    Disagreement,
    Gap,
    Item,
    Kind,
    Known,
    KnownItem,
    Origin,
    Outcome,
    Precision,
    Problem,
    Published,
    Row,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)


def published(day: int, *, minute: bool = False, origin: Origin = Origin.LIST) -> Published:
    return Published(
        at=datetime(2022, 6, day, 17 if minute else 0, tzinfo=ZONE),
        precision=Precision.MINUTE if minute else Precision.DAY,
        origin=origin,
        raw=f"2022-06-{day:02}",
    )


def row(key: str, day: int | None = 9, *, pinned: bool = False) -> Row:
    when = published(day) if day else None
    return Row(key=key, url=f"http://p/{key}", title=key, published=when, pinned=pinned, fingerprint=f"row {key}")


def item(key: str, **fields: object) -> Item:
    values = {"portal": "p", "section": "s", "key": key, "url": f"http://p/{key}", "title": key, "fingerprint": "1"}
    return Item(**(values | fields))


def known_items(*items: Item, listed: bool = True) -> MappingProxyType[str, KnownItem]:
    return MappingProxyType(
        {each.key: KnownItem(item=each, row_fingerprint=f"row {each.key}" if listed else None) for each in items}
    )


def known(*items: Item, **fields: object) -> Known:
    keys = tuple(each.key for each in items)
    values = {"established": True, "run": keys, "order": keys, "items": known_items(*items)}
    return Known(**(values | fields))


def crawl(*items: Item, rows: tuple[Row, ...] | None = None, outcome: Outcome = Outcome.OK) -> Crawl:
    listed = tuple(row(each.key) for each in items) if rows is None else rows
    return Crawl(portal="p", section="s", started_at=NOW, finished_at=NOW, outcome=outcome, rows=listed, items=items)


def means_nothing(changes: Changes) -> bool:
    return not changes.announced and not changes.stored


def announced(changes: Changes) -> list[tuple[Kind, str]]:
    return [(change.kind, change.item.key) for change in changes.announced]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.trusted])
def test_an_untrusted_crawl_means_nothing(outcome):
    assert means_nothing(compare(known(item("a")), crawl(item("b"), outcome=outcome)))


def test_a_first_crawl_is_a_baseline_stored_without_a_word():
    changes = compare(Known(), crawl(item("a"), item("b")))

    assert changes.announced == ()
    assert ([each.key for each in changes.stored], changes.completed) == (["a", "b"], 0)


def test_a_rebaseline_stores_without_a_word_too():
    changes = compare(known(item("a")), crawl(item("b")), rebaseline=True)

    assert (changes.announced, [each.key for each in changes.stored]) == ((), ["b"])


def test_an_unknown_item_is_new():
    assert announced(compare(known(item("a")), crawl(item("b"), item("a")))) == [(Kind.NEW, "b")]


def test_an_unchanged_item_is_nothing():
    assert means_nothing(compare(known(item("a")), crawl(item("a"))))


def test_an_item_that_another_section_knows_is_not_new():
    elsewhere = known(items=known_items(item("a"), listed=False))

    assert means_nothing(compare(elsewhere, crawl(item("a"))))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "another title"),
        ("body", "another body"),
        ("published", published(8)),
        ("attachments", (Attachment(url="http://p/a.pdf", name="a.pdf"),)),
    ],
)
def test_an_edit_names_the_fields_that_differ(field, value):
    before = item("a", published=published(9))
    after = replace(before, fingerprint="2", **{field: value})

    (change,) = compare(known(before), crawl(after)).announced

    assert (change.kind, change.fields, change.before) == (Kind.EDITED, (field,), before)


def test_a_fingerprint_that_differs_in_nothing_that_is_told_is_no_edit():
    before = item("a")

    assert means_nothing(compare(known(before), crawl(replace(before, fingerprint="2"))))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (published(9, origin=Origin.ARTICLE), published(8)),
        (published(9), published(8, origin=Origin.META)),
        (published(9), published(9, minute=True)),
        (published(9), None),
    ],
)
def test_a_time_read_elsewhere_or_more_exactly_or_no_longer_shown_is_no_edit(before, after):
    old, new = item("a", published=before), item("a", published=after, fingerprint="2")

    assert means_nothing(compare(known(old), crawl(new)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, published(9)),
        (published(9), published(9, origin=Origin.ARTICLE)),
        (published(9), published(8, origin=Origin.ARTICLE)),
    ],
)
def test_a_time_that_can_be_told_at_last_or_by_the_article_itself_is_stored_without_a_word(before, after):
    old, new = item("a", published=before), item("a", published=after, fingerprint="2")

    changes = compare(known(old), crawl(new))

    assert (announced(changes), changes.stored) == ([], (new,))


def test_a_time_that_moved_to_another_day_is_an_edit_whatever_its_precision():
    old, new = item("a", published=published(9)), item("a", published=published(8, minute=True), fingerprint="2")

    assert compare(known(old), crawl(new)).announced[0].fields == ("published",)


@pytest.mark.parametrize(("one", "other"), [(Origin.LIST, Origin.ARTICLE), (Origin.ARTICLE, Origin.LIST)])
def test_another_day_in_another_place_is_an_edit_when_both_had_agreed(one, other):
    old = item("a", published=published(9, minute=one is Origin.LIST, origin=one))
    new = item("a", published=published(8, minute=other is Origin.LIST, origin=other), fingerprint="2")
    apart = replace(old, disagreements=(Disagreement(field="published", listed="2022-06-08", read="2022-06-09"),))

    assert compare(known(old), crawl(new)).announced[0].fields == ("published",)
    assert announced(compare(known(apart), crawl(new))) == []


def test_a_time_that_is_told_from_now_is_never_edited():
    before = replace(published(9, minute=True), raw="2小时前")
    after = replace(before, at=NOW)

    changes = compare(known(item("a", published=before)), crawl(item("a", published=after, fingerprint="2")))

    assert means_nothing(changes)


def test_a_counter_in_the_body_is_no_edit_beside_one_that_is():
    old = item("a", body="正文 浏览次数:5")
    new = item("a", body="正文 浏览次数:6", title="corrected", fingerprint="2")

    assert compare(known(old), crawl(new)).announced[0].fields == ("title",)


def test_an_article_that_could_be_read_at_last_is_stored_without_a_word():
    before = item("a", fingerprint=None, problem=Problem(kind="timeout", url="http://p/a"))
    after = item("a", body="at last")

    changes = compare(known(before), crawl(after))

    assert (changes.announced, changes.stored, changes.completed) == ((), (after,), 1)


def test_an_article_that_cannot_be_read_any_more_keeps_what_is_known():
    lost = item("a", fingerprint=None, problem=Problem(kind="http-404", url="http://p/a"))

    assert means_nothing(compare(known(item("a", body="text")), crawl(lost)))


def test_an_item_without_an_article_is_edited_when_its_row_says_something_else():
    before, after = item("a", fingerprint=None), item("a", fingerprint=None, title="corrected")

    assert compare(known(before), crawl(after)).announced[0].fields == ("title",)
    assert means_nothing(compare(known(before), crawl(before)))


@pytest.mark.parametrize("kind", ["http-404", "http-403", "robots", "too-large", "timeout"])
@pytest.mark.parametrize(("field", "value"), [("title", "更正：a"), ("published", published(8))])
def test_what_could_never_be_read_is_edited_when_its_row_says_something_else_whatever_the_reason(kind, field, value):
    problem = Problem(kind=kind, url="http://p/a")
    before = item("a", fingerprint=None, problem=problem, published=published(9))
    after = replace(before, **{field: value})

    assert compare(known(before), crawl(after)).announced[0].fields == (field,)
    assert means_nothing(compare(known(before), crawl(replace(before, body="一半"))))


def test_a_bracket_that_only_the_row_had_and_has_lost_is_stored_without_a_word():
    before = item("a", title="【报名中】a", heading="a")
    after = replace(before, title="a", fingerprint="2")

    changes = compare(known(before), crawl(after))

    assert (changes.announced, changes.stored) == ((), (after,))


@pytest.mark.parametrize(
    ("before", "after"),
    [(("a", "a"), ("【延期】a", "a")), (("【延期】a", "【延期】a"), ("a", "a")), (("【延期】a", "a"), ("b", "a"))],
)
def test_a_bracket_that_a_row_has_gained_or_an_article_lost_is_told(before, after):
    old, now = (item("a", title=title, heading=heading) for title, heading in (before, after))

    assert compare(known(old), crawl(replace(now, fingerprint="2"))).announced[0].fields == ("title",)


def test_a_mark_that_was_no_mark_yet_when_a_title_was_stored_is_no_edit():
    before = item("a", title="[最新]a", heading="[图文]a")
    after = replace(before, title="a", heading="a", fingerprint="2")

    changes = compare(known(before), crawl(after))

    assert (changes.announced, changes.stored) == ((), (after,))


def test_a_title_that_a_row_cuts_further_on_is_stored_without_a_word_and_one_that_it_cuts_is_nothing():
    whole, long, short = (item("a", fingerprint=None, title=title) for title in ("甲乙丙丁", "甲乙丙…", "甲乙…"))

    for before, after in ((short, long), (short, whole), (long, whole)):
        changes = compare(known(before), crawl(after))
        assert (changes.announced, changes.stored) == ((), (after,))
        assert means_nothing(compare(known(after), crawl(before)))
    assert means_nothing(compare(known(short), crawl(short)))


def test_a_row_that_surfaces_from_below_the_known_is_stored_without_a_word():
    rows = (row("new", 9), row("a", 8), row("old", 1))
    before = known(item("a"), horizon_on=date(2022, 6, 8))

    changes = compare(before, crawl(item("new"), item("old", published=published(1)), rows=rows))

    assert announced(changes) == [(Kind.NEW, "new")]
    assert [each.key for each in changes.stored] == ["old"]


def test_what_surfaced_before_does_not_make_news_of_the_old_rows_above_it():
    before = known(item("a"), item("surfaced"), horizon_on=date(2022, 6, 8))
    rows = (row("a", 8), row("old", 2), row("surfaced", 1))

    assert announced(compare(before, crawl(item("old", published=published(2)), rows=rows))) == []
    undated = (*rows[:2], row("surfaced", None))
    assert announced(compare(before, crawl(item("old", published=published(2)), rows=undated))) == []
    alone = known(item("surfaced"), horizon_on=date(2022, 6, 8))
    assert announced(compare(alone, crawl(item("old"), rows=rows[1:]))) == [(Kind.NEW, "old")]


def test_an_edit_of_what_another_section_knows_is_told_wherever_it_stands_here():
    elsewhere = item("old", published=published(1))
    items = {**known_items(item("a")), **known_items(elsewhere, listed=False)}
    before = known(items=items, horizon_on=date(2022, 6, 8))

    changes = compare(before, crawl(replace(elsewhere, body="x", fingerprint="2"), rows=(row("a", 8), row("old", 1))))

    assert announced(changes) == [(Kind.EDITED, "old")]


def test_an_old_document_put_on_top_of_the_list_is_new():
    rows = (row("late", 1), row("a", 8))

    changes = compare(known(item("a"), horizon_on=date(2022, 6, 8)), crawl(item("late"), rows=rows))

    assert announced(changes) == [(Kind.NEW, "late")]


def test_a_row_below_the_known_but_younger_than_the_horizon_is_new():
    rows = (row("a", 8), row("b", 7))

    changes = compare(known(item("a"), horizon_on=date(2022, 6, 1)), crawl(item("b"), rows=rows))

    assert announced(changes) == [(Kind.NEW, "b")]


def test_what_was_listed_before_the_newest_baseline_does_not_show_how_far_down_it_was_read():
    rows = (row("a", 8), row("unread", 1), row("before", 8))
    known_now = known(item("a"), item("before"), order=("a",), horizon_on=date(2022, 6, 8))

    changes = compare(known_now, crawl(item("unread", published=published(1)), rows=rows))

    assert announced(changes) == []
    assert [each.key for each in changes.stored] == ["unread"]


def test_rows_without_a_day_are_judged_by_their_place_alone():
    rows = (row("new", None), row("a", None), row("old", None))

    changes = compare(known(item("a")), crawl(item("new"), item("old"), rows=rows))

    assert announced(changes) == [(Kind.NEW, "new")]


def test_while_a_gap_is_open_rows_above_the_run_below_it_are_new_and_rows_under_it_old():
    rows = (row("above", 8), row("missed", 1), row("low", 2), row("old", 1))
    gap = Gap(known_on=None, read_on=None)
    before = known(item("above"), item("low"), run=("low",), horizon_on=date(2022, 6, 2), gap=gap)

    changes = compare(before, crawl(item("missed"), item("old"), rows=rows))

    assert announced(changes) == [(Kind.NEW, "missed")]
    assert [each.key for each in changes.stored] == ["old"]


def test_while_a_gap_is_open_whose_run_has_gone_only_what_is_old_by_its_day_is_not_told():
    rows = (row("above", 8), row("missed", 7), row("under", 3), row("old", 1), row("older", 1), row("undated"))
    before = known(
        item("above"),
        item("under"),
        item("low"),
        run=("low",),
        horizon_on=date(2022, 6, 2),
        gap=Gap(known_on=None, read_on=None),
    )
    found = [item(each.key) for each in rows if each.key not in before.items]

    told = {change.item.key for change in compare(before, crawl(*found, rows=rows)).announced}

    assert told == {"missed", "undated"}
    bare = replace(before, horizon_on=None)
    assert len(compare(bare, crawl(*found, rows=rows)).announced) == len(found)
    lost = replace(before, order=("low",))
    assert len(compare(lost, crawl(*found, rows=rows)).announced) == len(found)


def test_a_row_without_a_day_is_judged_by_that_of_its_article():
    rows = (row("a", 8), row("old", None), row("young", None))
    items = (item("old", published=published(1)), item("young", published=published(9)))

    changes = compare(known(item("a"), horizon_on=date(2022, 6, 8)), crawl(*items, rows=rows))

    assert announced(changes) == [(Kind.NEW, "young")]


def test_below_a_list_without_days_whose_articles_climb_stands_news():
    names = [("a", 1), ("b", 2), ("new", 9)]
    items = [item(key, published=published(day, origin=Origin.ARTICLE)) for key, day in names]
    rows = tuple(row(key, None) for key, _ in names)

    assert announced(compare(known(*items[:2]), crawl(items[2], rows=rows))) == [(Kind.NEW, "new")]


def test_what_a_first_crawl_did_not_reach_in_a_list_that_climbs_is_no_news_when_it_is_older_than_that_crawl():
    rows = (row("a", 1), row("b", 2), row("c", 3), row("old", 4), row("today", 8))
    found = [item(each.key, published=each.published) for each in rows[3:]]
    before = known(
        *(item(each.key, published=each.published) for each in rows[:3]),
        established_on=date(2022, 6, 8),
        horizon_on=date(2022, 6, 3),
        newest_on=date(2022, 6, 3),
        gap=Gap(known_on=date(2022, 6, 3), read_on=None),
    )

    def told(before: Known, rows: tuple[Row, ...] = rows) -> set[str]:
        return {change.item.key for change in compare(before, crawl(*found, rows=rows)).announced}

    assert told(before) == {"today"}
    assert told(replace(before, gap=None)) == {"old", "today"}
    assert told(before, rows[::-1]) == {"old", "today"}


def test_an_attachment_whose_address_carries_another_token_is_the_same():
    old = item("a", attachments=(Attachment(url="http://p/d.jsp?id=5&token=aaa", name="a.pdf"),), fingerprint="1")
    new = item("a", attachments=(Attachment(url="http://p/d.jsp?id=5&token=bbb", name="a.pdf"),), fingerprint="2")

    assert means_nothing(compare(known(old), crawl(new)))


def offering(key: str, digest: str | None, *, fingerprint: str = "1") -> Item:
    file = Attachment(url=f"http://p/{key}.pdf", name="a.pdf", digest=digest, size=1)
    return item(key, attachments=(file,), fingerprint=fingerprint)


def test_a_file_with_other_bytes_under_its_own_address_is_an_edit():
    (change,) = compare(known(offering("a", "1")), crawl(offering("a", "2"))).announced

    assert (change.kind, change.fields) == (Kind.EDITED, ("attachments",))


def test_a_file_whose_bytes_are_learnt_or_cannot_be_had_is_no_edit():
    assert means_nothing(compare(known(offering("a", None)), crawl(offering("a", "1"))))
    assert means_nothing(compare(known(offering("a", "1")), crawl(offering("a", None))))


def test_files_replaced_in_many_articles_at_once_are_no_template():
    names = "abcd"

    changes = compare(known(*(offering(name, "1") for name in names)), crawl(*(offering(name, "2") for name in names)))

    assert announced(changes) == [(Kind.EDITED, name) for name in names]


def test_a_file_replaced_beside_a_body_that_changes_by_itself_is_told():
    before = offering("a", "1")
    muted = known(items=MappingProxyType({"a": KnownItem(item=before, row_fingerprint="row a", muted=True)}))

    (change,) = compare(muted, crawl(replace(offering("a", "2", fingerprint="2"), body="other"))).announced

    assert change.fields == ("body", "attachments")


keys = st.lists(st.text("abcdef", min_size=1, max_size=2), max_size=12, unique=True)


@given(keys, st.randoms())
def test_a_list_in_another_order_brings_nothing_new(names, random):
    items = [item(name) for name in names]
    shuffled = random.sample(items, len(items))

    assert means_nothing(compare(known(*items), crawl(*shuffled)))


@given(keys, keys)
def test_what_is_new_on_top_of_the_known_is_just_what_was_not_known(before, after):
    fresh = [name for name in after if name not in before]
    rows = tuple(row(name) for name in (*fresh, *before))

    changes = compare(known(*map(item, before)), crawl(*(item(name) for name in (*fresh, *before)), rows=rows))

    assert [key for _, key in announced(changes)] == fresh
