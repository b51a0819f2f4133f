from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from portalwatch.changes import Reach, next_run, reach
from portalwatch.changes.reach import (
    Limits,
    Sought,
    climbs,
    deepest,
    falls,
    is_about,
    is_reached,
    lowest,
    read_down,
    unread,
)
from portalwatch.items import Gap, Known, Row
from tests.changes.test_compare import item, known, known_items, published, row

FIRST = Limits(first_pages=3)


def ask(before: Known, *pages: tuple[str, ...], limits: Limits = FIRST) -> Reach:
    rows = [[row(key) for key in page] for page in pages]
    return reach(before, [each for page in rows for each in page], rows[-1], pages=len(pages), limits=limits)


@pytest.mark.parametrize(("pages", "expected"), [(1, Reach.ON), (2, Reach.ON), (3, Reach.ENOUGH)])
def test_a_first_crawl_reads_as_many_pages_as_it_is_told(pages, expected):
    assert ask(Known(), *[(str(number),) for number in range(pages)]) is expected


def test_a_page_of_known_rows_is_an_overlap():
    assert ask(known(item("a"), item("b"), item("c")), ("a", "b")) is Reach.OVERLAP


def test_one_known_row_among_unknown_ones_is_none():
    assert ask(known(item("a"), item("b")), ("new", "a")) is Reach.ON


def test_the_whole_known_run_below_new_rows_is_an_overlap():
    assert ask(known(item("a"), item("b")), ("new", "a", "b", "newer")) is Reach.OVERLAP


def test_pinned_rows_prove_nothing():
    pinned = [row("a", pinned=True)]

    assert reach(known(item("a")), pinned, pinned, pages=1, limits=FIRST) is Reach.ON


def test_rows_known_from_another_section_prove_nothing():
    elsewhere = known(items=known_items(item("a"), listed=False), run=("z",))

    assert ask(elsewhere, ("a",)) is Reach.ON


def test_known_rows_below_unlisted_ones_are_no_overlap_while_none_of_the_newest_run_is_among_them():
    names = "abcdefgh"
    before = known(*map(item, names), run=tuple(names[:4]))

    assert ask(before, ("new", "newer"), ("e", "f")) is Reach.ENOUGH
    assert ask(before, ("new", "d"), ("e", "f")) is Reach.OVERLAP
    assert ask(before, ("e", "f")) is Reach.OVERLAP
    assert ask(known(*map(item, names), run=("a",)), ("new", "newer"), ("e", "f")) is Reach.OVERLAP
    assert not is_reached(before, [row("new"), row("e")], ended=True)
    assert is_reached(before, [row("new"), row("d"), row("e")], ended=True)


def test_while_a_gap_is_open_known_rows_above_it_are_not_enough():
    gapped = known(item("above"), item("below"), run=("below", "lower"), gap=Gap(known_on=None, read_on=None))

    assert ask(gapped, ("above",)) is Reach.ON
    assert ask(gapped, ("above",), ("below",)) is Reach.OVERLAP


def test_while_a_gap_is_open_a_list_that_ends_is_read_into_the_run_below_it():
    gapped = known(item("above"), item("below"), run=("below", "lower"), gap=Gap(known_on=None, read_on=None))

    assert not is_reached(gapped, [row("above")], ended=True)
    assert is_reached(gapped, [row("above"), row("below")], ended=True)
    assert not is_reached(gapped, [row("above"), row("below")], ended=False)


def test_a_list_that_does_not_turn_its_pages_is_read_into_the_known_where_its_last_row_is():
    before = known(item("a"))

    assert is_reached(before, [row("new"), row("a")], ended=False)
    assert not is_reached(before, [row("a"), row("new")], ended=False)
    assert is_reached(before, [row("a"), row("new")], ended=True)


def test_a_list_was_read_down_to_the_day_of_its_last_dated_row_pinned_ones_apart():
    rows = [row("a", 5), row("b", 3), row("c", None), row("d", 1, pinned=True)]

    assert deepest(rows) == date(2022, 6, 3)
    assert deepest(rows[2:]) is None


def listed(*days: int | None) -> list[Row]:
    return [row(f"r{number}", day) for number, day in enumerate(days)]


def climbing(newest: int | None, *days: int, established: bool = True) -> bool:
    on = date(2022, 6, newest) if newest else None
    return climbs(known(established=established, newest_on=on), listed(*days))


def test_a_list_that_begins_with_its_oldest_is_read_on_though_all_of_a_page_is_known():
    page = listed(1, 2, 2, 3, 4, 5)
    before = known(*(item(each.key) for each in page), newest_on=date(2022, 6, 5))

    def ask(page: list[Row], known: Known = before) -> Reach:
        return reach(known, page, page, pages=3, limits=FIRST)

    assert ask(page) is Reach.ON
    assert ask(page, Known()) is Reach.ON
    assert ask(page[::-1]) is Reach.OVERLAP


def test_a_list_climbs_where_its_days_rise_several_times_and_far_more_often_than_they_fall():
    assert climbing(9, 1, 5, 7, 9)
    assert not climbing(9, 1, 9, 9, 10)
    assert not climbing(9)
    assert climbing(9, 1, 2, 3, 2, 4, 5, 9)
    assert not climbing(9, 1, 2, 3, 2, 4, 9)


def test_an_old_row_on_top_of_many_of_each_day_does_not_make_a_list_climb():
    busy = [1, *[9] * 20, *[8] * 20, *[7] * 20]

    assert not climbing(9, *busy)
    assert not climbing(9, *busy[:20])
    assert not climbing(None, *busy, established=False)
    assert lowest(known(), listed(*busy)) == date(2022, 6, 7)


def test_a_page_of_one_day_is_the_first_of_a_list_that_climbs_where_younger_rows_are_known():
    batch = listed(1, 1, 1, 1)
    before = known(*(item(each.key) for each in batch), newest_on=date(2022, 6, 9))

    assert reach(before, batch, batch, pages=1, limits=FIRST) is Reach.ON
    young = replace(before, newest_on=date(2022, 6, 1))
    assert reach(young, batch, batch, pages=1, limits=FIRST) is Reach.OVERLAP


def test_a_page_of_one_day_does_not_end_a_list_that_has_climbed_so_far():
    above, batch = listed(1, 2, 3, 4), [row(f"b{number}", 5) for number in range(4)]
    before = known(*(item(each.key) for each in [*above, *batch]), newest_on=date(2022, 6, 5))

    assert reach(before, [*above, *batch], batch, pages=3, limits=FIRST) is Reach.ON
    assert reach(Known(), [*above, *batch], batch, pages=3, limits=FIRST) is Reach.ON


def test_a_first_crawl_reads_on_while_days_have_only_risen():
    assert climbing(None, 1, 1, 1, 2, established=False)
    assert not climbing(None, 1, 1, 1, established=False)


def test_a_list_without_days_climbs_where_those_of_its_articles_do():
    items = [item(f"r{number}", published=published(number + 1)) for number in range(5)]
    page = listed(*[None] * 5)

    assert climbs(known(*items), page)
    assert not climbs(known(*items), page[::-1])
    assert not climbs(known(*map(item, ("r0", "r1"))), page)


def test_a_list_stands_in_the_order_of_its_days_where_they_hardly_ever_rise():
    assert falls(listed(9, 9, 8, 7, 6, 5, 1, 4))
    assert not falls(listed(9, 4, 8, 7, 3, 5, 1, 4))
    assert not falls(listed(9, 9, 9))


def test_a_day_is_corrected_by_two_days_at_most():
    assert is_about(date(2022, 6, 5), date(2022, 6, 7))
    assert not is_about(date(2022, 6, 8), date(2022, 6, 5))
    assert not is_about(None, date(2022, 6, 5))
    assert not is_about(date(2022, 6, 5), None)


def test_how_old_a_list_is_tells_the_newest_of_its_oldest_rows():
    assert lowest(known(), listed(9, 8, 5, 7, 3)) == date(2022, 6, 7)
    assert lowest(known(), listed(1, 2, 3, 4, 5)) == date(2022, 6, 3)
    assert lowest(known(), []) is None


def test_of_a_list_that_climbs_all_that_stands_below_its_last_row_is_unread():
    before = known(newest_on=date(2022, 6, 9))

    assert unread(before, listed(1, 2, 3, 4)) == Gap(known_on=date(2022, 6, 4), read_on=None)
    assert unread(before, listed(14, 13, 12, 11)) == Gap(known_on=date(2022, 6, 9), read_on=date(2022, 6, 11))


def test_what_a_stale_page_shows_below_new_rows_is_no_day_that_was_read():
    before = known(item("a"), item("b"), newest_on=date(2022, 6, 5))
    fresh = [row("z", 8), row("pinned", 1, pinned=True), row("b", 2), row("y", 7)]

    assert read_down(before, [*fresh, row("a", 5), row("b", 2), row("never listed", 1)]) == date(2022, 6, 7)
    assert read_down(before, [*fresh, row("x", 5), row("late", 1), row("undated", None)]) == date(2022, 6, 5)


def test_a_list_is_not_said_to_be_read_below_the_newest_known_day():
    before = known(item("a"), newest_on=date(2022, 6, 5))

    assert read_down(before, [row("late", 3), row("a", 5)]) == date(2022, 6, 5)
    assert read_down(before, [row("undated", None)]) is None
    assert read_down(known(item("a")), [row("x", 5), row("y", 3)]) == date(2022, 6, 3)


def test_a_day_that_is_asked_for_is_read_down_to():
    since = Limits(first_pages=1, since_on=date(2022, 6, 5))

    assert ask(known(item("a")), ("a",), limits=since) is Reach.ON
    assert ask(Known(), ("a",), limits=since) is Reach.ON
    older = [row("b", 4)]
    assert reach(Known(), older, older, pages=2, limits=since) is Reach.ENOUGH
    undated = [row("c", None)]
    assert reach(Known(), undated, undated, pages=2, limits=since) is Reach.ON


def test_a_day_that_is_asked_for_does_not_stop_a_crawl_short_of_the_known():
    recent = Limits(first_pages=1, since_on=date(2022, 6, 20))

    assert ask(known(item("a")), ("new",), limits=recent) is Reach.ON
    assert ask(known(item("a")), ("new",), ("a",), limits=recent) is Reach.OVERLAP


def test_what_is_doubted_is_looked_for_down_to_its_place():
    page = [row("a"), row("b")]
    doubted = known(item("a"), item("b"), order=("a", "b", "c", "d", "e"), run=("a",), doubted=frozenset({"d"}))

    assert reach(doubted, page, page, pages=1, limits=Limits(first_pages=3)) is Reach.ON
    further = [*page, row("c"), row("e")]
    assert reach(doubted, further, further[2:], pages=2, limits=Limits(first_pages=3)) is Reach.OVERLAP


def test_what_is_doubted_is_looked_for_below_its_place_while_days_like_its_own_are_listed():
    before = known(item("a"), item("b"), item("c"), order=("d", "a", "b", "c"), run=("a",), doubted=frozenset({"d"}))
    sought = Sought(on=date(2022, 6, 6))

    def ask(*days: int | None) -> Reach:
        page = [row(key, day) for key, day in zip("abc", days, strict=False)]
        return reach(before, page, page, pages=1, limits=FIRST, sought=sought)

    assert ask(9, 6, 4) is Reach.ON
    assert ask(9, 6, 3) is Reach.OVERLAP
    assert ask(None, None, None) is Reach.OVERLAP
    strange = [row("y", 9), row("z", 9)]
    assert reach(before, [row("a"), row("b"), *strange], strange, pages=2, limits=FIRST, sought=sought) is Reach.OVERLAP


def test_what_is_sought_for_another_reason_is_looked_for_down_to_its_place_as_well():
    page, before = [row("a"), row("b")], known(item("a"), item("b"), order=("a", "b", "c", "d"), run=("a",))

    assert reach(before, page, page, pages=1, limits=FIRST, sought=Sought(keys={"b"})) is Reach.OVERLAP
    assert reach(before, page, page, pages=1, limits=FIRST, sought=Sought(keys={"c"})) is Reach.ON


def test_while_a_gap_is_open_one_row_of_the_run_below_it_that_was_put_up_again_is_not_enough():
    gapped = replace(ran("abcdxy"), run=tuple("abcd"), gap=Gap(known_on=None, read_on=None))

    assert ask(gapped, ("c", "x", "y")) is Reach.ON
    assert ask(gapped, ("c", "x", "y"), ("a", "b")) is Reach.OVERLAP


def ran(keys: Iterable[str]) -> Known:
    return known(*map(item, keys))


def follow(before: Known, page: str, below: str = "", *, ended: bool = False) -> str:
    return "".join(next_run(before, tuple(page), {*page, *below}, ended=ended))


def test_the_next_run_is_what_the_first_page_shows():
    assert follow(ran("abc"), "xab") == "xab"


def test_of_what_a_shorter_page_does_not_show_the_lowest_stays_in_the_run():
    assert follow(ran("abcde"), "xa") == "xacde"
    assert follow(ran("xacde"), "xa") == "xacde"


def test_what_the_pages_below_a_shorter_one_show_in_its_place_leaves_the_run():
    assert follow(ran("abcd"), "xa", "bc") == "xa"
    assert follow(ran("abcd"), "xa", "cd") == "xacd"


def test_a_page_of_less_than_half_of_what_it_showed_may_stand_above_others_that_hide_as_much():
    assert follow(ran("abcde"), "xa", "bc") == "xabcd"


def test_a_list_that_ends_with_a_shorter_page_is_the_run_some_crawls_later():
    assert follow(ran("abcd"), "xa", ended=True) == "xad"
    assert follow(ran("xad"), "xa", ended=True) == "xa"


def test_a_baseline_keeps_nothing_of_an_earlier_run():
    assert follow(replace(ran("abc"), established=False), "x") == "x"


def test_what_a_short_page_hid_is_looked_for_below_the_next_one():
    later = replace(ran("abcdefxy"), run=tuple(follow(ran("abcdef"), "xy")))

    assert ask(later, tuple("pqrsxy")) is Reach.ON


def test_after_news_on_a_short_page_a_list_is_read_down_to_where_it_was_read_before():
    later = replace(ran("abcdefxy"), run=tuple(follow(ran("abcdef"), "xy")))

    assert ask(later, tuple("pxyabcd")) is Reach.ON
    assert ask(later, tuple("pxyabcd"), tuple("qef")) is Reach.OVERLAP
