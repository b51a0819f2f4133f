"""What has gone from a list: told by the rows that used to stand below it."""

from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes import missing, passed
from portalwatch.changes.order import LONGEST, remember
from tests.changes.test_compare import row

ORDER = ("a", "b", "c", "d", "e", "f")


def rows(*keys):
    return [row(key) for key in keys]


def test_what_stood_above_rows_that_are_still_listed_is_missing():
    assert missing(ORDER, rows("new", "a", "c", "d", "e")) == ("b",)


def test_what_rolled_off_the_end_is_not():
    assert missing(ORDER, rows("new", "a", "b", "c")) == ()


def test_one_row_below_may_have_been_put_up_again_and_proves_nothing():
    assert missing(ORDER, rows("e", "a", "b", "c")) == ()


def test_the_last_but_one_has_only_one_row_below_it():
    assert missing(ORDER, rows("a", "b", "c", "d", "f")) == ("e",)


def test_a_pinned_row_is_there_but_proves_nothing():
    assert missing(ORDER, [row("b", pinned=True), *rows("a", "c", "d")]) == ()
    assert missing(ORDER, [row("d", pinned=True), row("e", pinned=True), *rows("a")]) == ()


def test_when_most_have_gone_it_is_the_list_that_has_changed():
    assert missing(ORDER, rows("e", "f")) == ()


def test_a_list_reaches_below_a_place_when_it_shows_what_stood_there():
    assert passed(ORDER, rows("a", "d", "e"), {"b", "c"})
    assert not passed(ORDER, rows("a", "d"), {"b", "c"})
    assert passed(ORDER, rows("a", "f"), {"e"})
    assert not passed(ORDER, rows("a", "b"), {"c"})
    assert not passed(ORDER, rows("new"), {"a"})
    assert passed(ORDER, rows("a"), {"never heard of"})


def test_new_rows_come_on_top_and_what_was_not_read_stays_below():
    assert remember(ORDER, rows("new", "a", "b"), ()) == ("new", *ORDER)


def test_what_is_missing_keeps_its_place_until_that_is_settled():
    assert remember(ORDER, rows("a", "c", "d"), {"b"}) == ORDER
    assert remember(ORDER, rows("a", "c", "d"), ()) == ("a", "c", "d", "b", "e", "f")
    assert remember(("a", "b"), rows("c"), {"a"}) == ("c", "a", "b")


def test_a_pinned_row_keeps_the_place_that_it_had():
    assert remember(ORDER, [row("c", pinned=True), *rows("a", "b", "d")], ()) == ORDER
    assert remember(ORDER, [row("e", pinned=True), *rows("a", "b")], ()) == ORDER
    assert remember(ORDER, [row("z", pinned=True), *rows("a", "b")], ()) == ORDER


KEYS = st.lists(st.integers(0, 400).map(str), unique=True)


@given(KEYS, KEYS)
def test_nothing_is_remembered_twice_and_rows_keep_their_order(order, listed):
    kept = remember(order, rows(*listed), missing(order, rows(*listed)))

    assert len(set(kept)) == len(kept) <= LONGEST
    assert [key for key in kept if key in listed] == [key for key in listed if key in kept]


@given(KEYS)
def test_an_unchanged_list_misses_nothing(order):
    assert missing(order, rows(*order)) == ()
    assert remember(order, rows(*order), ()) == tuple(order[:LONGEST])


@given(KEYS, st.integers(0, 60))
def test_new_rows_alone_make_nothing_missing(order, count):
    page = [*(f"new {number}" for number in range(count)), *order][:20]

    assert missing(order, rows(*page)) == ()
