"""How many items a list says that it has, against how many of them were found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portalwatch.items import Caution, Crawl, Known, Row, Sign

#: A count is believed once it has grown, so many times running, by just what was found.
_PROVEN = 3
#: In one crawl a list and its count may be of different minutes; in so many running they are not.
_SURE = 2
#: What has been so for so long is how the list counts.
_GETS_USUAL = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a section's list said when its rows were last read: it has `total` items.

    `agreed`: how many times running it had grown by what was found. Since then it has grown by `lacking` more, for
    `times` crawls running, since `since_at`; below zero by less: what goes from the depth of a list nobody sees go.
    """

    total: int
    agreed: int = 0
    lacking: int = 0
    times: int = 0
    since_at: datetime | None = None


def count(before: Tally | None, known: Known, crawl: Crawl) -> Tally | None:
    """Return the tally after a trusted crawl; None where nothing can be compared, and the next one begins anew.

    Only differences between two crawls count, both of which read down to the known: a list may always have counted
    what it does not show. A list that is not sent again says what it said.
    """
    total, now = crawl.coverage.total, crawl.finished_at
    if not crawl.rows:
        return _lasting(before, before, now) if before else None
    if total is None or crawl.coverage.gap or crawl.resettled:
        return None
    anew = Tally(total=total)
    if before is None or not known.established:
        return anew
    came = _came(known, crawl)
    more = total - before.total - came + _went(known, crawl)
    if not more:
        return _lasting(replace(before, total=total, agreed=before.agreed + (came > 0)), before, now)
    # What does not grow with the list counts something else: all sections, or another year.
    if before.agreed < _PROVEN or 2 * abs(more) > before.total:
        return anew
    return _lasting(replace(before, total=total, lacking=before.lacking + more), before, now)


def lacked(tally: Tally | None) -> Iterator[Caution]:
    """Yield the sign that a list has more than was found, once two crawls running have shown it."""
    if tally and tally.since_at and tally.times >= _SURE:
        yield Caution(sign=Sign.LACKING, since_at=tally.since_at, found=str(tally.lacking), usual=str(tally.total))


def _lasting(now: Tally, before: Tally, at: datetime) -> Tally:
    """Say since when it has been so, and for how many crawls."""
    same = (now.lacking > 0) is (before.lacking > 0)
    since_at = before.since_at if before.since_at and same else at
    if not now.lacking or at - since_at > _GETS_USUAL:
        return replace(now, lacking=0, times=0, since_at=None)
    return replace(now, times=before.times + 1 if now.lacking > 0 else 0, since_at=since_at)


def _came(known: Known, crawl: Crawl) -> int:
    """Count the rows that the list did not show before. A row that is pinned and listed again is counted as it is."""
    return sum(_is_fresh(known, row) for row in crawl.rows)


def _is_fresh(known: Known, row: Row) -> bool:
    each = known.items.get(row.key)
    return each is None or each.row_fingerprint is None or each.withdrawn or each.misses > 0


def _went(known: Known, crawl: Crawl) -> int:
    """Count the rows that this crawl was the first to miss."""
    return sum(key in known.items and not known.items[key].misses for key in crawl.missing)
