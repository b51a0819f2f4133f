"""What it costs to decide what a crawl of 200 rows means, beside stores of different size."""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, insert

from portalwatch.changes import compare
from portalwatch.items import Coverage, Crawl, Item, Outcome, Row
from portalwatch.store import archive
from portalwatch.store.engine import connect, writing
from portalwatch.store.record import record
from portalwatch.store.schema import item, listing, revision

SIZES = (10_000, 100_000, 1_000_000)
ROWS, SECTIONS, ROUNDS, BATCH = 200, 50, 21, 10_000
NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
BODY = "根据年度工作安排，经研究，定于近期召开年会，请各单位派员参加，现将有关事项通知如下。" * 20


def measure(size: int, folder: Path) -> tuple[float, float]:
    """Return the median milliseconds of looking up and comparing, and of recording all of it, fsync included."""
    engine = connect(f"sqlite:///{folder / f'{size}.db'}")
    for start in range(0, size, BATCH):
        _fill(engine, range(start, min(start + BATCH, size)))
    crawl = _crawl()
    record(engine, crawl, compare, lambda *_: ())
    decided, recorded = [], []
    for number in range(ROUNDS):
        began = time.perf_counter()
        known = archive.known(engine, "p0", "s0", {row.key for row in crawl.rows}, NOW)
        compare(known, crawl)
        decided.append(time.perf_counter() - began)
        again = _crawl(NOW + timedelta(minutes=number + 1))
        began = time.perf_counter()
        record(engine, again, compare, lambda *_: ())
        recorded.append(time.perf_counter() - began)
    engine.dispose()
    return statistics.median(decided) * 1e3, statistics.median(recorded) * 1e3


def _fill(engine: Engine, numbers: range) -> None:
    """Insert items of many portals; every hundredth is of the section that is measured."""
    with writing(engine) as connection:
        connection.execute(insert(item), [_item(number) for number in numbers])
        connection.execute(insert(revision), [_revision(number) for number in numbers])
        connection.execute(insert(listing), [_listing(number) for number in numbers])


def _key(number: int) -> str:
    return f"http://portal.example/{number // SECTIONS}.html"


def _item(number: int) -> dict[str, object]:
    on = date(2022, 6, 9) - timedelta(days=number % 3000)
    return {
        "id": number + 1, "portal": f"p{number % SECTIONS}", "section": "s0", "key": _key(number), "url": _key(number),
        "title": f"关于召开第{number}次年会的通知", "published": f"{on}T00:00+08:00", "published_on": str(on),
        "published_precision": "day", "published_origin": "list", "published_raw": str(on), "breadcrumb": [],
        "body": BODY, "attachments": [], "fingerprint": "f", "tries": 0, "revision": 1,
        "first_seen_at": NOW, "changed_at": NOW,
    }  # fmt: skip


def _revision(number: int) -> dict[str, object]:
    return {"item_id": number + 1, "number": 1, "at": NOW, "fingerprint": "f", "content": {}}


def _listing(number: int) -> dict[str, object]:
    shown = {"fingerprint": "r", "title": f"关于召开第{number}次年会的通知", "published_on": "2022-06-09"}
    listed = {"portal": f"p{number % SECTIONS}", "section": "s0", "item_id": number + 1, "misses": 0}
    return listed | shown | {"first_listed_at": NOW, "last_listed_at": NOW}


def _crawl(at: datetime = NOW) -> Crawl:
    rows = tuple(Row(key=_key(each * SECTIONS), url="", title="t", fingerprint="r") for each in range(ROWS))
    return Crawl(
        portal="p0", section="s0", started_at=at, finished_at=at, outcome=Outcome.OK, url="http://portal.example/",
        rows=rows, run=tuple(row.key for row in rows), items=tuple(_opened()), coverage=Coverage(pages=1),
    )  # fmt: skip


def _opened() -> Iterator[Item]:
    """Ten of them were opened, and say what they said."""
    for each in range(10):
        key = _key(each * SECTIONS)
        yield Item(portal="p0", section="s0", key=key, url=key, title="t", body=BODY, fingerprint="f")


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    with TemporaryDirectory() as place:
        print(json.dumps({size: measure(size, Path(place)) for size in sizes}))
