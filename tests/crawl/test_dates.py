"""Dates that are not read as they are, are held before anything is made of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.crawl.recognition import Memory
from portalwatch.crawl.visit import Visit
from portalwatch.items import Known, KnownItem, Listed, Outcome, RawList, RawRow
from tests.changes.test_compare import item

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
PORTAL = Portal(name="p", title="p", url="http://p.cn/", sections=(Section(key="s", name="通知公告"),))


def listing(*, years: int = 0, moved: int = 20) -> RawList:
    """Twenty rows, a day apart, the first of them so many years earlier than they were."""

    def row(number: int) -> RawRow:
        day = NOW.date() - timedelta(days=number)
        shown = day.replace(year=day.year - years) if number < moved else day
        return RawRow(title=f"通知{number}", url=f"http://p.cn/{number}.html", published=shown.isoformat())

    return RawList(rows=tuple(map(row, range(20))))


def visit(known: Known, listed: tuple[Listed, ...] = (), *, rebaseline: bool = False) -> Visit:
    memory = Memory(known=lambda: known, items=lambda _keys: known.items, listed=lambda: listed)
    made = Visit(
        PORTAL, PORTAL.sections[0], memory, started_at=NOW, limits=Limits(first_pages=3), rebaseline=rebaseline
    )
    made.url = "http://p.cn/s/"
    return made


@pytest.fixture
def memory():
    """What is known after a first visit."""
    first = visit(Known())
    first.read(listing())
    rows = first.result({row.key: item(row.key) for row in first.pages.rows}, finished_at=NOW).rows
    items = {row.key: KnownItem(item=item(row.key), row_fingerprint=row.fingerprint) for row in rows}
    listed = tuple(Listed(key=row.key, title=row.title, on=row.published.on) for row in rows)
    keys = tuple(items)
    return Known(established=True, run=keys, order=keys, newest_on=NOW.date(), items=items), listed


def outcome(each: Visit, raw: RawList):
    each.read(raw)
    crawl = each.result({key: item(key) for key in each.wanted}, finished_at=NOW)
    return crawl.outcome, crawl.detail


def test_a_list_whose_known_rows_all_show_another_year_is_held(memory):
    said = outcome(visit(*memory), listing(years=1))
    assert said == (Outcome.SUSPECT, "20 known rows show another day than before")


def test_a_list_that_was_redated_here_and_there_is_not_held(memory):
    assert outcome(visit(*memory), listing(years=1, moved=9))[0] is Outcome.OK
    assert outcome(visit(*memory), listing()) == (Outcome.UNCHANGED, "")


def test_what_somebody_has_accepted_is_not_held(memory):
    assert outcome(visit(*memory, rebaseline=True), listing(years=1))[0] is Outcome.OK
    believed = visit(*memory)
    believed.pages.believed = True
    assert outcome(believed, listing(years=1))[0] is Outcome.OK


def test_a_list_that_once_showed_no_days_is_not_held(memory):
    known, listed = memory
    without = tuple(replace(each, on=None) for each in listed)
    assert outcome(visit(known, without), listing(years=1))[0] is Outcome.OK
