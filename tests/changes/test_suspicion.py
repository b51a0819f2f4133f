"""Rows that stand in a section's place and are not its own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portalwatch.changes.suspicion import is_past, misread, suspicion
from portalwatch.items import Known, KnownItem, Listed
from tests.changes.test_compare import item
from tests.changes.test_health import TODAY, dated, rows

OWN = rows(10)
#: What the section was known to list before its ten rows changed into others.
OLD = tuple(
    replace(each, key=f"p/{number}.html", title=f"old {number}")
    for number, each in enumerate(rows(10, end=TODAY - timedelta(99)))
)


def remembering(listed=OWN, others=(), **fields) -> Known:
    """A section that is known to list these rows; the portal's other sections list `others`."""
    items = {each.key: KnownItem(item=item(each.key), row_fingerprint=each.fingerprint) for each in listed}
    items |= {each.key: KnownItem(item=item(each.key), row_fingerprint=None) for each in others}
    keys = tuple(each.key for each in listed)
    days = [each.published.on for each in listed if each.published]
    own = {"established": True, "run": keys, "order": keys, "newest_on": max(days, default=None), "items": items}
    return Known(**(own | fields))


def suspected(known, shown, *, listed=OWN, ended=False) -> str:
    listing = [Listed(key=each.key, title=each.title, on=each.published and each.published.on) for each in listed]
    return suspicion(known, shown, lambda: listing, first=[each.key for each in shown], ended=ended)


def test_the_list_as_it_was_known_is_not_suspected_nor_is_any_where_nothing_is_known():
    assert suspected(remembering(), OWN) == ""
    assert suspected(Known(), OWN) == ""
    assert suspected(remembering(), ()) == ""
    assert suspected(remembering(OWN[:3]), rows(3, end=date(2019, 1, 1))) == ""


def test_rows_of_which_none_is_known_are_suspected_unless_all_of_them_are_younger():
    older = [replace(each, key=f"other/{each.key}") for each in OLD]

    nothing = (
        "none of the 10 rows is known; 0 have the title and day of a known item, 10 are older than the newest known"
        "; among them “old 0” “old 1” “old 2”"
    )
    assert suspected(remembering(), older) == nothing
    moved = [replace(older[0], title=OWN[0].title, published=OWN[0].published), *older[1:]]
    assert "; 1 have the title and day of a known item, 9 are older" in suspected(remembering(), moved)
    assert suspected(remembering(OLD), OWN, listed=OLD) == ""
    assert suspected(remembering(OLD), [*OWN[1:], replace(OWN[0], published=None)]) != ""
    assert suspected(remembering(OLD, newest_on=None), OWN) != ""


def test_younger_rows_with_the_titles_of_the_known_are_known_items_with_new_addresses_and_days():
    alike = [replace(each, title=old.title) for each, old in zip(OWN, OLD, strict=True)]
    renewed = "10 rows have the titles of known items, at other addresses and on other days"

    assert suspected(remembering(OLD), alike, listed=OLD) == renewed
    assert suspected(remembering(OLD), [*alike[:5], *OWN[5:]], listed=OLD) == ""
    assert suspected(remembering(OLD), alike[:3], listed=OLD) == ""
    assert suspected(remembering(OLD), [*alike, OLD[0]], listed=OLD) == ""


def test_known_addresses_that_show_the_titles_of_others_were_given_away_again():
    dealt = [
        replace(each, title=other.title, published=other.published, fingerprint="other")
        for each, other in zip(OWN, [*OWN[1:], OWN[0]], strict=True)
    ]
    fresh = [replace(each, title=f"another {each.title}", fingerprint="other") for each in OWN]

    assert suspected(remembering(), dealt) == "10 known addresses show the titles of other known items"
    assert suspected(remembering(), [*dealt[:6], *OWN[6:]]) != ""
    assert suspected(remembering(), [*dealt[:5], *OWN[5:]]) == ""
    assert suspected(remembering(), dealt[:3]) == ""
    assert suspected(remembering(), [*dealt[:3], *fresh[3:]]) == ""
    assert suspected(remembering(established=False), dealt) == ""


def test_younger_rows_down_to_the_end_of_the_list_are_believed_where_their_addresses_are_made_alike():
    alike = [replace(each, key=f"p/{number + 100}.html") for number, each in enumerate(OWN)]

    assert suspected(remembering(OLD), alike, listed=OLD, ended=True) == ""
    assert suspected(remembering(OLD), OWN, ended=True) != ""


def test_rows_of_another_section_are_suspected_though_they_are_younger():
    found = suspected(remembering(OLD, others=OWN[:1]), OWN)

    said, _, titles = found.partition("; among them ")
    assert said == "1 of the 10 rows are another section's, and what was known is not below them"
    assert titles.count("“") == 3


def test_the_titles_by_which_a_strange_list_is_shown_are_others_and_short():
    long = "精装修三居室限时特价抢购中，全城热销楼盘优惠第一期"
    strange = [replace(each, key=f"other/{each.key}", title=long) for each in OLD[:9]]

    found = suspected(remembering(), [*strange, replace(OLD[9], key="other/last", title="另一条")])

    assert found.endswith("; among them “精装修三居室限时特价抢购中，全城热销楼…” “另一条”")


def test_older_rows_of_another_section_are_suspected_though_one_of_this_stands_among_them_unless_the_run_does():
    older = rows(6, end=TODAY - timedelta(30))
    others = [replace(each, key=f"other/{each.key}") for each in older]
    known = remembering(others=others)

    assert suspected(known, [*others, OWN[0]]) != ""
    assert suspected(known, [*others, *OWN]) == ""
    younger = [replace(each, published=OWN[0].published) for each in others]
    assert suspected(known, [*younger, OWN[0]]) == ""


def test_rows_without_their_days_in_the_place_of_more_that_had_theirs_are_a_box_beside_the_list():
    box = [replace(each, published=None) for each in OWN[:5]]

    assert suspected(remembering(), box) == "5 rows without a day, in the place of more that had theirs"
    assert suspected(remembering(), box, listed=[replace(each, published=None) for each in OWN]) == ""


def test_known_rows_that_show_days_far_from_those_before_are_suspected():
    known = remembering()
    shown = [replace(each, published=dated(each.published.on - timedelta(30)), fingerprint="other") for each in OWN]

    assert suspected(known, shown) == "10 known rows show another day than before"


def test_a_page_is_past_when_most_of_it_is_unknown_and_older_than_the_newest_known():
    older = [replace(each, key=f"other/{each.key}") for each in OLD]

    assert is_past(remembering(), older)
    assert not is_past(remembering(), [*older, replace(OWN[0], key="fresh", published=dated(TODAY))])
    assert not is_past(remembering(others=older), older)
    assert not is_past(remembering(newest_on=None), older)


@pytest.mark.parametrize(
    ("off", "count", "known", "expected"), [(3, 20, 20, 20), (2, 20, 20, 0), (30, 20, 9, 0), (30, 20, 20, 20)]
)
def test_dates_are_misread_when_most_known_rows_show_a_day_far_from_the_one_before(off, count, known, expected):
    listed = [
        Listed(key=each.key, title=each.title, on=each.published.on - timedelta(days=off)) for each in rows(count)
    ]
    assert misread(listed[:known], rows(count)) == expected


def test_rows_without_a_day_or_without_a_year_say_nothing_of_dates():
    listed = [Listed(key=each.key, title=each.title, on=date(2021, 6, 9)) for each in rows(20)]
    passing = [replace(each, published=dated(each.published.on, raw=f"{each.published.on:%m-%d}")) for each in rows(20)]
    assert misread(listed, passing) == 0
    assert misread(listed, rows(20, dates=0)) == 0
    assert misread([replace(each, on=None) for each in listed], rows(20)) == 0


def test_a_few_rows_that_show_another_day_are_no_misreading():
    listed = [
        Listed(key=each.key, title=each.title, on=date(2021, 1, 1) if number < 10 else each.published.on)
        for number, each in enumerate(rows(20))
    ]
    assert misread(listed, rows(20)) == 0
