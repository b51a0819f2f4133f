"""What looks wrong with a section that can be read, told from its own past."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes.health import (
    DAYS,
    Measure,
    a_week,
    count_days,
    frozen_at,
    judge,
    measure,
    widen,
)
from portalwatch.items import Caution, Coverage, Crawl, Gap, Item, Origin, Outcome, Precision, Published, Sign
from tests.changes.test_compare import ZONE, row

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
TODAY = NOW.date()
USUAL = Measure(pages=1, listed=20, dated=20, titled=20)
PAST = (USUAL,) * 5


def dated(day: date, raw: str = "") -> Published:
    at = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return Published(at=at, precision=Precision.DAY, origin=Origin.LIST, raw=raw or day.isoformat())


def rows(count: int, *, dates: int | None = None, titles: int | None = None, end: date = TODAY):
    """So many rows, a day apart, some of them with a time or with a title of their own."""
    dates, titles = count if dates is None else dates, count if titles is None else titles
    return tuple(
        replace(
            row(f"k{number}", None),
            published=dated(end - timedelta(days=number)) if number < dates else None,
            title=f"title {min(number, titles)}" if number < titles else "",
        )
        for number in range(count)
    )


def crawl(*listed, pages: int = 1, at: datetime = NOW, **fields) -> Crawl:
    values = {"outcome": Outcome.OK, "rows": listed, "coverage": Coverage(pages=pages, overlapped=True)}
    return Crawl(portal="p", section="s", started_at=at, finished_at=at, **(values | fields))


def signs(visit: Crawl, *before: Caution, past=PAST, days=None) -> dict[Sign, tuple[str, str]]:
    known = count_days({}, visit) if days is None else days
    return {each.sign: (each.found, each.usual) for each in judge(visit, before, past, known)}


def every(gap: int, count: int, *, age: int) -> dict[date, int]:
    """So many publish days, so far apart, the newest so many days ago."""
    return {TODAY - timedelta(days=age + gap * number): 1 for number in range(count)}


def test_a_list_as_it_always_was_shows_no_sign():
    assert signs(crawl(*rows(20))) == {}


@pytest.mark.parametrize(("age", "silent"), [(30, False), (31, False), (40, True)])
def test_a_lively_section_is_silent_after_thirty_days_that_are_no_holidays(age, silent):
    """Of the days before 9 June 2022, three are the Dragon Boat festival's and four those of May Day."""
    assert (Sign.SILENT in signs(crawl(), days=every(1, 20, age=age))) is silent


def test_a_slow_section_is_silent_after_four_of_its_own_gaps():
    assert signs(crawl(), days=every(20, 12, age=70)) == {}
    assert signs(crawl(), days=every(20, 12, age=100)) == {Sign.SILENT: ("2022-03-01", "80")}


def test_over_the_spring_festival_nobody_is_missed():
    spring = datetime(2022, 2, 7, 10, tzinfo=UTC)
    days = {day - timedelta(days=122): 1 for day in every(1, 20, age=36)}
    assert max(days) == date(2022, 1, 2)
    assert signs(crawl(at=spring), days=days) == {}
    assert Sign.SILENT in signs(crawl(at=spring + timedelta(days=4)), days=days)


def test_beyond_the_calendar_every_day_counts():
    later = datetime(2190, 2, 7, tzinfo=UTC)
    days = {later.date() - timedelta(days=31 + number): 1 for number in range(20)}
    assert Sign.SILENT in signs(crawl(at=later), days=days)


@pytest.mark.parametrize("days", [{}, every(1, 8, age=400)])
def test_without_a_rhythm_nothing_is_silent(days):
    assert signs(crawl(), days=days) == {}


@pytest.mark.parametrize(("count", "pages", "short"), [(10, 1, False), (9, 1, True), (40, 2, False), (18, 2, True)])
def test_a_list_is_short_when_its_pages_show_less_than_half_of_what_they_did(count, pages, short):
    assert (Sign.SHORT in signs(crawl(*rows(count), pages=pages))) is short


def test_a_list_that_was_always_short_is_not():
    assert signs(crawl(*rows(1)), past=(Measure(pages=1, listed=4, dated=4, titled=4),) * 10) == {}


@pytest.mark.parametrize(("dates", "undated"), [(20, False), (16, False), (15, True), (0, True)])
def test_a_list_is_undated_when_far_fewer_rows_show_a_time(dates, undated):
    assert (Sign.UNDATED in signs(crawl(*rows(20, dates=dates)))) is undated


def test_a_list_that_never_showed_times_is_not_undated():
    assert signs(crawl(*rows(20, dates=0)), past=[replace(USUAL, dated=0)] * 10) == {}


@pytest.mark.parametrize(("titles", "untitled"), [(19, False), (17, True)])
def test_a_list_is_untitled_when_titles_are_missing_or_repeat_as_they_did_not(titles, untitled):
    assert (Sign.UNTITLED in signs(crawl(*rows(20, titles=titles)))) is untitled


def test_a_list_whose_titles_always_repeat_is_not_untitled():
    assert signs(crawl(*rows(20, titles=14)), past=[replace(USUAL, titled=15)] * 10) == {}


def test_at_first_only_titles_that_mostly_repeat_are_a_sign():
    assert signs(crawl(*rows(20, titles=14)), past=()) == {}
    assert signs(crawl(*rows(20, titles=9)), past=()) == {Sign.UNTITLED: ("45%", "")}


def test_of_a_few_rows_no_share_is_taken():
    past = [Measure(pages=1, listed=9, dated=9, titled=9)] * 10
    assert signs(crawl(*rows(9, dates=0, titles=0)), past=past) == {}


def test_a_pinned_row_that_is_listed_again_counts_once():
    listed = rows(10)
    assert measure(crawl(replace(listed[0], pinned=True), *listed)) == Measure(pages=1, listed=10, dated=10, titled=10)


def test_more_than_one_row_from_the_future_is_a_sign():
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=9)
    assert signs(crawl(*rows(20, end=tomorrow))) == {}
    one = replace(row("x", None), published=dated(later))
    assert signs(crawl(one, *rows(19))) == {}
    assert signs(crawl(one, replace(one, key="y"), *rows(18))) == {Sign.MISDATED: ("2", "20")}


def test_a_list_all_of_the_day_of_the_crawl_is_a_sign_unless_another_day_is_known():
    today = [replace(each, published=dated(NOW.astimezone(ZONE).date())) for each in rows(12)]
    assert signs(crawl(*today)) == {Sign.MISDATED: ("12", "12")}
    assert signs(crawl(*today), days=count_days({date(2022, 6, 8): 3}, crawl(*today))) == {}
    assert signs(crawl(*today[:9]), past=()) == {}


def test_a_sign_is_told_since_it_was_first_shown():
    before = Caution(sign=Sign.SHORT, since_at=NOW - timedelta(days=3), found="7", usual="20")

    (now,) = judge(crawl(*rows(6)), [before], PAST, {})

    assert now == replace(before, found="6")
    assert str(now) == "6 rows a page, usually 20"


def test_a_crawl_without_rows_judges_silence_alone_and_ends_that_nobody_looked():
    before = [Caution(sign=sign, since_at=NOW) for sign in (Sign.SHORT, Sign.SILENT, Sign.OVERDUE)]
    assert list(signs(crawl(outcome=Outcome.UNCHANGED), *before)) == [Sign.SHORT]
    assert set(signs(crawl(), *before, days=every(1, 20, age=60))) == {Sign.SHORT, Sign.SILENT}


def test_what_is_shown_for_two_weeks_gets_usual():
    def caution(days: int) -> Caution:
        return Caution(sign=Sign.SHORT, since_at=NOW - timedelta(days=days))

    assert frozen_at([], NOW) == NOW
    assert frozen_at([caution(3), caution(9)], NOW) == NOW - timedelta(days=9)
    assert frozen_at([caution(14)], NOW) == NOW


def test_publish_days_are_counted_apart_from_pinned_rows_and_the_future():
    listed = [*rows(3), replace(row("pin", 1), pinned=True), replace(row("x", None), published=dated(date(2023, 1, 1)))]
    undated = row("u", None)
    article = Item(
        portal="p", section="s", key="u", url="u", title="u", published=dated(date(2022, 6, 8)), fingerprint="1"
    )

    counted = count_days({date(2022, 6, 9): 4, date(2022, 5, 1): 2}, crawl(*listed, undated, items=(article,)))

    assert counted == {date(2022, 5, 1): 2, date(2022, 6, 7): 1, date(2022, 6, 8): 2, date(2022, 6, 9): 4}
    assert len(count_days(every(1, 100, age=5), crawl(*rows(20)))) == DAYS


def test_a_rhythm_says_how_much_a_week_brings():
    assert a_week({}) == 0
    assert a_week({TODAY: 3}) == 3
    assert a_week({TODAY: 10, TODAY - timedelta(days=13): 4}) == 7


def test_days_that_the_list_no_longer_showed_are_remembered_and_those_to_come_back_to_are_not():
    gap = Gap(known_on=date(2022, 6, 1), read_on=date(2022, 6, 5))
    lost = crawl(*rows(20), coverage=Coverage(pages=1, ended=True, gap=gap))
    assert widen([], crawl(*rows(20), coverage=Coverage(pages=1, gap=gap))) == []
    assert widen([], crawl(*rows(20))) == []
    assert widen([(NOW, gap)] * 9, lost) == [(NOW, gap)] * 8


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), max_size=12),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_any_past_can_be_judged_by(past, count, dates, titles):
    measures = [
        Measure(pages=pages, listed=listed or 1, dated=min(dated, listed), titled=min(titled, listed))
        for pages, listed, dated, titled in past
    ]
    found = judge(crawl(*rows(count, dates=dates, titles=titles)), (), measures, {})
    assert len({each.sign for each in found}) == len(found)
