"""What it costs to decide what a crawl of 200 rows means, beside stores of different size."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy import Engine, insert

from bench.figures import Bar, Table
from portalwatch.changes import compare
from portalwatch.items import Coverage, Crawl, Item, Outcome, Row
from portalwatch.store import archive
from portalwatch.store.engine import connect, writing
from portalwatch.store.record import record
from portalwatch.store.schema import item, listing, revision

SIZES = (10_000, 100_000, 1_000_000)
ROWS, OPENED, PORTALS, ROUNDS, BATCH = 200, 10, 50, 21, 10_000
#: Milliseconds of CPU to look up 200 rows and to decide what they mean.
HIGHEST = 15
NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
#: What an article says, in the section that is measured; elsewhere a quarter of it, for the disk's sake.
BODY = "根据年度工作安排，经研究，定于近期召开年会，请各单位派员参加，现将有关事项通知如下。" * 20
SHORT = BODY[: len(BODY) // 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Milliseconds of CPU, beside so many known items: to look up and compare; and to record, which does both again."""

    size: int
    decided: float
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
    rows = [(f"{each.size:,}", f"{each.decided:.1f} ms", f"{each.recorded:.1f} ms") for each in decisions]
    columns = ("known items", f"looking up {ROWS} rows and comparing", "that, and recording it all")
    return Table("Deciding what a crawl means", columns, rows)


def _measure(engine: Engine, size: int) -> Decision:
    def decide(crawl: Crawl) -> None:
        keys = {row.key for row in crawl.rows}
        archive.unread(engine, crawl.portal, crawl.section, crawl.finished_at, OPENED)
        compare(archive.known(engine, crawl.portal, crawl.section, keys, crawl.finished_at), crawl)

    def write_down(crawl: Crawl) -> None:
        record(engine, crawl, compare, lambda *_: ())

    write_down(_crawl(NOW))
    later = [_crawl(NOW + timedelta(minutes=size // SIZES[0] * ROUNDS + number)) for number in range(ROUNDS)]
    return Decision(size=size, decided=_median(decide, later), recorded=_median(write_down, later))


def _median(task: Callable[[Crawl], None], crawls: Sequence[Crawl]) -> float:
    """Return the milliseconds of CPU that a task takes."""
    taken = []
    for crawl in crawls:
        began = time.process_time()
        task(crawl)
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1e3


def _fill(engine: Engine, numbers: range) -> None:
    """Insert items of many portals; every fiftieth is of the section that is measured."""
    with writing(engine) as connection:
        connection.execute(insert(item), [_item(number) for number in numbers])
        connection.execute(insert(revision), [_revision(number) for number in numbers])
        connection.execute(insert(listing), [_listing(number) for number in numbers])


def _key(number: int) -> str:
    return f"http://portal.example/{number // PORTALS}.html"


def _item(number: int) -> dict[str, object]:
    on = date(2022, 6, 9) - timedelta(days=number % 3000)
    return {
        "id": number + 1, "portal": f"p{number % PORTALS}", "section": "s0", "key": _key(number), "url": _key(number),
        "title": f"关于召开第{number}次年会的通知", "published": f"{on}T00:00+08:00", "published_on": str(on),
        "published_precision": "day", "published_origin": "list", "published_raw": str(on), "breadcrumb": [],
        "body": SHORT if number % PORTALS else BODY, "attachments": [], "fingerprint": "f", "tries": 0, "revision": 1,
        "first_seen_at": NOW, "changed_at": NOW,
    }  # fmt: skip


def _revision(number: int) -> dict[str, object]:
    return {"item_id": number + 1, "number": 1, "at": NOW, "fingerprint": "f", "content": {}}


def _listing(number: int) -> dict[str, object]:
    shown = {"fingerprint": "r", "title": f"关于召开第{number}次年会的通知", "published_on": "2022-06-09"}
    listed = {"portal": f"p{number % PORTALS}", "section": "s0", "item_id": number + 1, "misses": 0}
    return listed | shown | {"first_listed_at": NOW, "last_listed_at": NOW}


def _crawl(at: datetime) -> Crawl:
    rows = tuple(Row(key=_key(each * PORTALS), url="", title="t", fingerprint="r") for each in range(ROWS))
    return Crawl(
        portal="p0", section="s0", started_at=at, finished_at=at, outcome=Outcome.OK, url="http://portal.example/",
        rows=rows, run=tuple(row.key for row in rows), items=tuple(_opened()), coverage=Coverage(pages=1),
    )  # fmt: skip


def _opened() -> Iterator[Item]:
    """Some of them were opened, and say what they said."""
    for each in range(OPENED):
        key = _key(each * PORTALS)
        yield Item(portal="p0", section="s0", key=key, url=key, title="t", body=BODY, fingerprint="f")


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]]
    Console().print(table(measure(lambda _: None, sizes or SIZES)).shown())
