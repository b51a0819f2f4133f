"""What it costs to decide what a crawl of 200 rows means, beside stores of different size."""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from rich.console import Console
from sqlalchemy import Engine, insert

from bench.figures import Bar, Table
from portalwatch.changes import compare
from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.crawl.recognition import Memory
from portalwatch.crawl.visit import Visit
from portalwatch.crawl.wanted import Wanted
from portalwatch.items import Crawl, Item, RawList, RawRow
from portalwatch.normalize.articles import normalize_row
from portalwatch.normalize.fingerprints import fingerprint
from portalwatch.store import archive
from portalwatch.store.engine import connect, writing
from portalwatch.store.record import record
from portalwatch.store.schema import item, listing, revision

T = TypeVar("T")

SIZES = (10_000, 100_000, 1_000_000)
#: Rows on the page, news among them, known articles of old that are due a day; and portals in the store.
ROWS, NEWS, OPENED, PORTALS, ROUNDS, BATCH = 200, 5, 10, 50, 21, 10_000
#: Milliseconds of CPU to look up 200 rows and to decide what they mean.
HIGHEST = 15
ZONE = timezone(timedelta(hours=8))
NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
#: Since when all of it is known: any article may be looked at again.
SINCE = NOW - timedelta(days=90)
#: The day of the newest known item; each item of a portal is of the day before the one above it.
NEWEST = date(2022, 6, 8)
PORTAL = Portal(name="p0", title="p0", url="http://portal.example/", sections=(Section(key="s0", name="通知公告"),))
#: What an article says, in the section that is measured; elsewhere a quarter of it, for the disk's sake.
BODY = "根据年度工作安排，经研究，定于近期召开年会，请各单位派员参加，现将有关事项通知如下。" * 20
SHORT = BODY[: len(BODY) // 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Milliseconds of CPU, beside so many known items.

    `decided`: to look up the rows and compare; `visited`: that, and all that a visit does before (reading the rows'
    titles, times and addresses, recognising them, hearing what their articles say); `recorded`: to record it all.
    """

    size: int
    decided: float
    visited: float
    recorded: float


def measure(on_batch: Callable[[int], object], sizes: Sequence[int] = SIZES) -> list[Decision]:
    """Measure in one store that grows from size to size; `on_batch` hears of how many items were put into it."""
    found: list[Decision] = []
    with TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'store.db'}")
        filled = 0
        for size in sizes:
            for start in range(filled, size, BATCH):
                _fill(engine, range(start, min(start + BATCH, size)))
                on_batch(min(BATCH, size - start))
            filled = size
            found.append(_measure(engine, size))
        engine.dispose()
    return found


def bar(decisions: Sequence[Decision]) -> Bar:
    """Return the bar of the largest store."""
    largest = max(decisions, key=lambda each: each.size)
    return Bar(f"deciding on {ROWS} rows beside {largest.size:,} items", largest.decided, HIGHEST, " ms")


def table(decisions: Sequence[Decision]) -> Table:
    """Return all of them, side by side."""
    columns = ("known items", f"looking up {ROWS} rows and comparing", "the whole visit, without pages", "recording it")
    rows = [(f"{each.size:,}", *(f"{took:.1f} ms" for took in _times(each))) for each in decisions]
    return Table("Deciding what a crawl means", columns, rows)


def _times(each: Decision) -> tuple[float, float, float]:
    return each.decided, each.visited, each.recorded


def _measure(engine: Engine, size: int) -> Decision:
    first = ROUNDS * sum(size > each for each in SIZES)
    _record(engine, _visit(engine, first))
    decided, visited, recorded = [], [], []
    for turn in range(first + 1, first + ROUNDS + 1):
        crawl, before = _timed(partial(_visit, engine, turn))
        decided.append(_timed(partial(_decide, engine, crawl))[1])
        visited.append(before + decided[-1])
        recorded.append(_timed(partial(_record, engine, crawl))[1])
    median = statistics.median
    return Decision(size=size, decided=median(decided), visited=median(visited), recorded=median(recorded))


def _timed(task: Callable[[], T]) -> tuple[T, float]:
    """Return what comes of a task, and the milliseconds of CPU that it took."""
    began = time.process_time()
    found = task()
    return found, (time.process_time() - began) * 1e3


def _visit(engine: Engine, turn: int) -> Crawl:
    """Make a crawl of a page of rows, as the spider does; every known article that is asked for says what it said."""
    section, at = PORTAL.sections[0], NOW + timedelta(days=turn)
    given = (engine, PORTAL.name, section.key)
    memory = Memory(
        known=lambda: archive.known(*given, (), at),
        items=lambda keys: archive.known_items(*given, keys, at),
        listed=cache(lambda: archive.listed(*given)),
        dated=lambda days, titles: archive.dated(engine, PORTAL.name, days, titles),
    )
    visit = Visit(PORTAL, section, memory, started_at=at, limits=Limits(first_pages=1))
    visit.url = PORTAL.url
    visit.due = archive.unread(*given, at, OPENED)
    wanted = visit.read(_listed(turn * NEWS))
    visit.pages.wants_more(None)
    wanted += visit.want_due()
    heard = {each.row.key: visit.hear(each, _article(each)) for each in wanted}
    return visit.result({key: item for key, item in heard.items() if item}, finished_at=at)


def _decide(engine: Engine, crawl: Crawl) -> None:
    keys = {row.key for row in crawl.rows}
    compare(archive.known(engine, crawl.portal, crawl.section, keys, crawl.finished_at), crawl)


def _record(engine: Engine, crawl: Crawl) -> None:
    record(engine, crawl, compare, lambda *_: ())


def _listed(newer: int) -> RawList:
    """A page with so many rows above those that the store was filled with."""
    return RawList(rows=tuple(map(_shown, range(-newer, ROWS - newer))))


def _shown(place: int) -> RawRow:
    """The row that stands in a place of the section; above stands the news of each day since."""
    newer = -(place // NEWS)
    published = str(NEWEST + timedelta(days=newer if place < 0 else -place))
    return RawRow(
        title=f"关于召开第{place}次年会的通知", url=f"http://portal.example/{place}.html", published=published
    )


def _article(wanted: Wanted) -> Item:
    if wanted.before:
        return wanted.before
    made = Item(portal=PORTAL.name, section="s0", key=wanted.row.key, url=wanted.row.url, title=wanted.row.title)
    made = replace(made, published=wanted.row.published, body=f"{wanted.row.title}{BODY}")
    return replace(made, fingerprint=fingerprint(made))


def _fill(engine: Engine, numbers: range) -> None:
    """Insert items of many portals; every fiftieth is of the section that is measured."""
    with writing(engine) as connection:
        connection.execute(insert(item), [_item(number) for number in numbers])
        connection.execute(insert(revision), [_revision(number) for number in numbers])
        connection.execute(insert(listing), [_listing(number) for number in numbers])


def _id(number: int) -> int:
    """Leave room for the news that is recorded while a size is measured."""
    return number + 1 + ROUNDS * NEWS * sum(number >= size for size in SIZES)


def _item(number: int) -> dict[str, object]:
    place, portal = divmod(number, PORTALS)
    raw = _shown(place)
    return {
        "id": _id(number), "portal": f"p{portal}", "section": "s0", "key": f"portal.example/{place}.html",
        "url": raw.url, "title": raw.title, "published": f"{raw.published}T00:00+08:00",
        "published_on": raw.published, "published_precision": "day", "published_origin": "list",
        "published_raw": raw.published, "breadcrumb": [], "body": SHORT if portal else BODY, "attachments": [],
        "fingerprint": "f", "tries": 0, "revision": 1, "first_seen_at": SINCE, "changed_at": SINCE,
        "reread_at": NOW + timedelta(days=place // OPENED + 1),
    }  # fmt: skip


def _revision(number: int) -> dict[str, object]:
    return {"item_id": _id(number), "number": 1, "at": SINCE, "fingerprint": "f", "content": {}}


def _listing(number: int) -> dict[str, object]:
    place, portal = divmod(number, PORTALS)
    raw = _shown(place)
    said = "r" if portal else normalize_row(raw, now=NOW, zone=ZONE).fingerprint
    shown = {"fingerprint": said, "title": raw.title, "published_on": raw.published}
    listed = {"portal": f"p{portal}", "section": "s0", "item_id": _id(number), "misses": 0}
    return listed | shown | {"first_listed_at": SINCE, "last_listed_at": NOW}


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]]
    Console().print(table(measure(lambda _: None, sizes or SIZES)).shown())
