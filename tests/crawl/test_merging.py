"""What one section lists of another's: rows put above its own are told from that section's list, and are no edits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.crawl.recognition import Memory
from portalwatch.crawl.visit import Visit
from portalwatch.items import Known, KnownItem, Outcome, RawList, RawRow, Turn
from tests.changes.test_compare import item

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
PORTAL = Portal(name="p", title="p", url="http://p.cn/", sections=(Section(key="s", name="通知公告"),), max_pages=3)
OWN, OTHER = [f"p.cn/s/{number}" for number in range(10)], [f"p.cn/t/{number}" for number in range(40)]


def visit(*due: str) -> Visit:
    """A visit to a section whose ten rows are known, as are forty of another section; these are due."""
    items = {key: KnownItem(item=item(key), row_fingerprint=f"row {key}") for key in OWN}
    items |= {key: KnownItem(item=item(key), row_fingerprint=None) for key in OTHER}
    items |= {key: replace(items[key], due=True) for key in due}
    known = Known(established=True, run=tuple(OWN), order=tuple(OWN), newest_on=NOW.date(), items=items)
    memory = Memory(known=lambda: known, items=lambda _keys: known.items, listed=list)
    made = Visit(PORTAL, PORTAL.sections[0], memory, started_at=NOW, limits=Limits(first_pages=3))
    made.url = "http://p.cn/s/"
    return made


def page(*keys: str) -> RawList:
    """A page that goes on; its rows are months older than what the section listed last."""
    day = (NOW - timedelta(days=90)).date().isoformat()
    return RawList(
        rows=tuple(RawRow(title=f"关于{key}的通知", url=f"http://{key}", published=day) for key in keys),
        next=Turn(url="http://p.cn/s/next"),
    )


def read(*pages: RawList) -> tuple[int, Outcome]:
    """How many of the pages are read, and what comes of it."""
    each = visit()
    for raw in pages:
        each.read(raw)
        if not each.pages.wants_more(raw.next):
            break
    crawl = each.result({key: item(key) for key in each.wanted}, finished_at=NOW)
    return crawl.coverage.pages, crawl.outcome


def test_a_list_is_read_through_the_rows_of_another_section_down_to_its_own_and_believed():
    pages = [page(*OTHER[:10]), page(*OTHER[10:15], *OWN[:5]), page(*OWN[5:], *OTHER[15:20])]

    assert read(*pages) == (3, Outcome.OK)


def test_the_list_of_another_section_is_not_believed_for_a_row_that_both_of_them_list():
    pages = [page(*OTHER[:10]), page(*OTHER[10:19], OWN[3]), page(*OTHER[19:29])]

    assert read(*pages) == (3, Outcome.SUSPECT)


def test_the_list_of_another_section_is_read_no_deeper_than_any():
    pages = [page(*OTHER[start : start + 10]) for start in range(0, 40, 10)]

    assert read(*pages) == (3, Outcome.SUSPECT)


def test_the_words_in_which_a_section_lists_an_item_of_another_for_the_first_time_are_no_edit():
    each = visit(OTHER[0], OWN[0])
    wanted = {asked.row.key: asked for asked in each.read(page(OTHER[0], *OWN))}

    # Its own row says something else than before.
    assert (wanted[OTHER[0]].again, wanted[OWN[0]].again) == (True, False)
