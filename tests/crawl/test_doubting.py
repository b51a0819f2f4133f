"""What may be a known item under another address is told by its place or by its article, and else by a later crawl."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.crawl.recognition import Memory
from portalwatch.crawl.visit import Visit
from portalwatch.items import Crawl, Known, KnownItem, Listed, Outcome, Problem, RawList, RawRow, Turn
from tests.changes.test_compare import item, published

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
PORTAL = Portal(name="p", title="p", url="http://p.cn/", sections=(Section(key="s", name="通知公告"),))
#: A dozen addresses, where all of these may move to, and what is quite new there.
OWN, NEW = ([f"p.cn/{folder}/{number}" for number in range(12)] for folder in ("s", "new"))
MOVED, FRESH = NEW[2], "p.cn/new/12"
TITLES = {key: f"关于第{key.rpartition('/')[2]}批示范项目检查结果的通知" for key in (*OWN, *NEW, FRESH)}


def visit(*, read: bool = True, shown: int = 2, away: Collection[str] = (), rereads: int = 10) -> Visit:
    """A visit to a section that lists a dozen of one day, of which so many stood on its first page.

    Of some the links lead `away` to another portal.
    """
    urls = {key: f"http://elsewhere.cn/{key}" if key in away else f"http://{key}" for key in OWN}
    said = "text" if read else None
    items = {key: item(key, title=TITLES[key], url=url, fingerprint=said) for key, url in urls.items()}
    known = Known(
        established=True,
        run=tuple(OWN[:shown]),
        order=tuple(OWN),
        newest_on=published(9).on,
        items={key: KnownItem(item=each, row_fingerprint=f"row {key}") for key, each in items.items()},
    )
    listed = [Listed(key=key, title=TITLES[key], on=published(9).on) for key in OWN]
    memory = Memory(known=lambda: known, items=lambda _keys: known.items, listed=lambda: listed)
    portal = PORTAL.model_copy(update={"rereads": rereads})
    made = Visit(portal, PORTAL.sections[0], memory, started_at=NOW, limits=Limits(first_pages=3))
    made.url = "http://p.cn/s/"
    return made


def page(*keys: str, undated: Collection[str] = ()) -> RawList:
    day = published(9).on.isoformat()
    days = {key: None if key in undated else day for key in keys}
    rows = tuple(RawRow(title=TITLES.get(key, key), url=f"http://{key}", published=days[key]) for key in keys)
    return RawList(rows=rows, next=Turn(url="http://p.cn/s/next"))


def turned(each: Visit, *keys: str, undated: Collection[str] = ()) -> bool:
    """Read a page with these rows; whether the one below it is to be read as well."""
    raw = page(*keys, undated=undated)
    each.read(raw)
    return each.pages.wants_more(raw.next)


def result(each: Visit, problem: str | None = "timeout") -> Crawl:
    """What comes of it when no article can be read, or (None) all of them can."""
    lost = Problem(kind=problem, url="http://p.cn/") if problem else None
    opened = {key: replace(item(key, title=TITLES[key]), problem=lost) for key in each.wanted}
    return each.result(opened, finished_at=NOW)


def test_what_may_have_moved_is_told_by_what_stands_below_its_place():
    each = visit()

    assert turned(each, *OWN[:2], MOVED)
    assert not turned(each, *OWN[3:6])

    crawl = result(each)
    assert [(move.key, move.alias) for move in crawl.moves] == [(OWN[2], MOVED)]
    assert [row.key for row in crawl.rows] == OWN[:6]
    assert crawl.coverage.gap is None


def hidden(*, read: bool = True) -> Visit:
    """Pages that hide most of their rows do not say whether what they lack is there."""
    each = visit(read=read)
    turned(each, *OWN[:2], MOVED)
    turned(each, *OWN[10:])
    return each


def test_a_row_of_which_neither_its_place_nor_its_article_can_tell_whether_it_is_known_is_left_to_a_later_crawl():
    crawl = result(hidden())

    assert [row.key for row in crawl.rows] == [*OWN[:2], *OWN[10:]]
    assert MOVED not in [each.key for each in crawl.items]
    assert (crawl.outcome, crawl.coverage.gap is None) == (Outcome.PARTIAL, False)
    assert crawl.run == tuple(OWN[:2])


def test_a_list_is_not_read_to_its_end_where_a_row_of_it_is_left_to_a_later_crawl():
    each = visit()
    each.read(page(*OWN[:2], MOVED))
    assert not each.pages.wants_more(None)

    assert not result(each).coverage.ended


def test_a_row_whose_article_can_be_read_or_never_will_be_is_what_it_says():
    for each in (result(hidden(), None), result(hidden(), "http-404"), result(hidden(read=False))):
        assert MOVED in [row.key for row in each.rows]
        assert MOVED in [item.key for item in each.items]
        assert each.coverage.gap is None


def broken(*keys: str, **fields: Any) -> Visit:
    """A page with these rows, and none below it that could be read."""
    each = visit(**fields)
    turned(each, *keys)
    each.fail(Outcome.FAILED, "http-500")
    return each


def asked(each: Visit) -> list[str]:
    """Which known addresses are asked for once the list is read."""
    return [wanted.row.key for wanted in each.want_due() if wanted.row.key in OWN]


def moves(each: Visit, *gone: str) -> list[tuple[str, str]]:
    """What has moved, when these articles are gone and all others can be read."""
    lost = Problem(kind="http-404", url="http://p.cn/")
    opened = {key: replace(item(key, title=TITLES[key]), problem=lost if key in gone else None) for key in each.wanted}
    crawl = each.result(opened, finished_at=NOW)
    assert crawl.coverage.gap
    return [(move.key, move.alias) for move in crawl.moves]


@pytest.mark.parametrize(("gone", "moved"), [([OWN[2]], [(OWN[2], MOVED)]), ([], []), ([OWN[2], MOVED], [])])
def test_where_the_page_below_cannot_be_read_the_known_address_says_whether_a_row_has_moved(gone, moved):
    """Where the row's own article is gone as well, the portal has lost its articles, and nothing has moved."""
    each = broken(*OWN[:2], MOVED)

    assert asked(each) == [OWN[2]]
    assert moves(each, *gone) == moved


def test_known_addresses_are_asked_only_below_a_page_that_failed_of_a_believed_list_and_within_the_budget():
    whole = visit()
    turned(whole, *OWN[:2], MOVED)
    foreign = [f"p.cn/other/{number}" for number in range(9)]

    assert asked(whole) == []
    assert asked(broken(MOVED, *foreign)) == []
    assert len(asked(broken(*OWN[:2], *NEW[2:5]))) == 3
    assert len(asked(broken(*OWN[:2], *NEW[2:5], rereads=2))) == 2
    assert asked(broken(*OWN[:2], MOVED, read=False)) == []


def test_a_list_of_which_nothing_is_known_is_held_though_one_row_is_like_an_item_that_is_gone():
    each = visit(shown=10)
    each.due = [each.known.items[OWN[2]].item]
    turned(each, MOVED, *(f"p.cn/other/{number}" for number in range(9)))
    assert asked(each) == [OWN[2]]

    assert result(each, "http-404").outcome is Outcome.SUSPECT


@pytest.mark.parametrize("undated", [1, 3, 7, 9, 10])
def test_a_portal_that_has_resettled_is_known_and_read_no_deeper_whichever_rows_show_no_day(undated):
    each = visit(shown=10)

    assert not turned(each, *NEW[:10], undated=NEW[10 - undated : 10])
    each.want_due()
    assert len(each.wanted) == undated % 10

    crawl = result(each, None)
    assert (crawl.coverage.gap, crawl.coverage.overlapped) == (None, True)
    assert {move.alias for move in crawl.moves} == set(NEW[:10])
    assert crawl.resettled == set(OWN[:10])


def test_what_is_unknown_is_opened_where_only_all_rows_together_show_that_the_portal_has_moved():
    """The rows of one page that hides most of them are too few to tell."""
    each = visit(shown=10)
    turned(each, FRESH, *NEW[:2])
    turned(each, *NEW[4:7])

    assert [wanted.row.key for wanted in each.want_due()] == [FRESH]
    crawl = result(each, None)
    assert (crawl.outcome, [row.key for row in crawl.rows]) == (Outcome.OK, [FRESH, *OWN[:2], *OWN[4:7]])


def test_no_witness_is_asked_for_whose_link_leads_to_another_portal():
    """Its article is not read, so that it would be the longest unread for ever."""
    each = visit(away=OWN[:9])
    other = item(OWN[0], title=TITLES[OWN[0]], body="更正后的内容", fingerprint="other")

    assert [wanted.row.key for wanted in each.want_witnesses(other)] == OWN[9:]
