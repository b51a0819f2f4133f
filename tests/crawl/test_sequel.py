"""Which pages of a list go on with it, and which show only what stands around it."""

import pytest

from portalwatch.crawl.sequel import Sequel
from portalwatch.errors import EmptyListError
from portalwatch.items import RawList, RawRow, Turn
from portalwatch.normalize.urls import key

HOME, COLUMN = "http://p.cn/", "http://p.cn/std/"
LISTS = (HOME, COLUMN, "http://p.cn/law/", "http://p.cn/list.php?id=3")
LIST, BOX = frozenset({"ul.list li. a."}), frozenset({"ul.side li. a."})


def rows(*addresses: str, day: str | None = "2022-06-09") -> tuple[RawRow, ...]:
    return tuple(RawRow(title=f"标题{each}", url=HOME + each, published=day) for each in addresses)


class List:
    """A list that is read page by page, of which some addresses are known."""

    def __init__(self, *known: str) -> None:
        self._sequel = Sequel(key, frozenset(key(HOME + each) for each in known).__contains__)

    def take(self, shown: tuple[RawRow, ...], places: frozenset[str] = LIST) -> tuple[RawRow, ...] | None:
        """Return a page's rows, None where it shows none."""
        page = RawList(rows=shown, places=places)
        try:
            return self._sequel.take(page, url=f"{COLUMN}6.html", column=COLUMN, lists=LISTS).rows
        except EmptyListError:
            return None


def test_links_to_the_portals_own_lists_and_its_home_page_are_no_rows():
    own = rows("std/1.html", "std/2.html", day=None)
    menu = rows("index.html", "law/", "std/", "list.php?id=3", day=None)

    assert List().take((*own, *menu)) == own
    assert List().take(menu) is None


def test_what_has_a_day_is_a_row_wherever_it_leads_and_so_are_links_that_only_lead_back_to_the_list():
    assert List().take(rows("law/", "std/1.html")) == rows("law/", "std/1.html")
    assert List().take(rows("std/", "std/1.html", day=None)) == rows("std/", "std/1.html", day=None)


@pytest.mark.parametrize(
    ("shown", "places"),
    [
        (rows("std/3.html"), LIST | BOX),
        (rows("std/3.html"), BOX),
        (rows("law/3.html"), LIST),
        (rows("law/3.html", day=None), LIST),
        (rows("law/3.html"), frozenset()),
        (rows("law/3.html", "old/1.html"), BOX),
    ],
    ids=["mixed", "place", "addresses", "external", "fragment", "known"],
)
def test_a_page_goes_on_with_the_list_where_its_rows_are_made_like_those_before_or_are_known(shown, places):
    each = List("old/1.html")
    each.take(rows("std/1.html", "std/2.html"))

    assert each.take(shown, places) == shown


@pytest.mark.parametrize("shown", [rows("law/3.html"), rows("std/3.html", day=None)])
def test_what_stands_elsewhere_and_has_other_addresses_or_other_days_is_not_the_list(shown):
    each = List()
    each.take(rows("std/1.html", "std/2.html"))

    assert each.take(shown, BOX) is None
    assert each.take(rows("std/3.html")) == rows("std/3.html")


def test_a_page_that_only_says_where_its_rows_are_shows_no_other_list():
    frame = RawList(rows=(), next=Turn(url=COLUMN))

    assert Sequel(key, bool).take(frame, url=COLUMN, column=COLUMN, lists=LISTS) is frame
