"""How far down a list must be read: until it overlaps what is known, or the gap can be named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from portalwatch.changes.order import passed
from portalwatch.items import Gap, Known, Row

#: So many rows of a run do not all go at once.
_FEW = 4
#: Where days climb they rise at least so many times for each time that they fall, and several times in all.
_STEADY, _SEVERAL = 5, 3
#: So many of a list's oldest rows tell how old it is: one of them may be older than all the rest.
_LOWEST = 3
#: How far a publish day is corrected at most, without anybody thinking of another article.
_CORRECTED = timedelta(days=2)


class Reach(StrEnum):
    """Why reading a list goes on or ends."""

    ON = "on"
    OVERLAP = "overlap"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How deep a crawl may go: pages of a first crawl, and back to a day when one is asked for."""

    first_pages: int
    since_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a crawl looks for beside what is doubted, and the oldest day of what it has not found yet."""

    keys: Collection[str] = ()
    on: date | None = None


def reach(
    known: Known, read: Sequence[Row], page: Sequence[Row], *, pages: int, limits: Limits, sought: Sought = Sought()
) -> Reach:
    """Say whether to read on after `page`, the newest of `pages` pages with the rows `read` in all (`page` included).

    `known.items` must hold what is known of these rows. Pinned rows prove nothing. The known is overlapped when
    the whole newest known run has been seen, or a page brought nothing that this section had not listed before, below
    some of the run or nothing new; while a gap is open, only once half of the run below it has been seen: some of its
    rows may have been put up again.
    What is doubted is looked for down to its place, and so is what is `sought` for another reason; and below it, while
    rows of about its day are listed, as that may have been corrected. A day that was asked for makes a crawl go deeper,
    never less deep. A list that begins with its oldest is read to its end, where its news is.
    """
    if climbs(known, read) or (limits.since_on is not None and not _older(page, limits.since_on)):
        return Reach.ON
    if not known.established:
        enough = limits.since_on is not None or pages >= limits.first_pages
        return Reach.ENOUGH if enough else Reach.ON
    seen = {row.key for row in read if not row.pinned}
    keys = {*known.doubted, *sought.keys} - {row.key for row in read}
    if not passed(known.order, read, keys) or _may_be_below(known, page, sought.on):
        return Reach.ON
    if known.run and seen.issuperset(known.run):
        return Reach.OVERLAP
    if _all_listed(known, page) and (known.gap is None or is_met(known, read)):
        return Reach.ENOUGH if _is_severed(known, read) else Reach.OVERLAP
    return Reach.ON


def is_met(known: Known, read: Sequence[Row]) -> bool:
    """Whether half of the newest known run has been seen: some of its rows may have been put up again."""
    run = set(known.run)
    return 2 * len(run & {row.key for row in read if not row.pinned}) >= len(run)


def is_reached(known: Known, rows: Sequence[Row], *, ended: bool) -> bool:
    """Whether a list that ends, or does not turn its pages, was read into the known, or the run below the gap."""
    rows = [row for row in rows if not row.pinned]
    if known.gap:
        return ended and any(row.key in known.run for row in rows)
    return any(known.lists(row.key) for row in (rows if ended else rows[-1:])) and not _is_severed(known, rows)


def _is_severed(known: Known, read: Sequence[Row]) -> bool:
    """Whether rows that were not listed stand above others of which none is of the newest known run.

    A page that is sent as it was long ago stands below one of today: what has rolled from the one is not on the other.
    """
    keys = {row.key for row in read if not row.pinned}
    fresh = any(not known.lists(key) for key in keys)
    return fresh and len(known.run) >= _FEW and keys.isdisjoint(known.run)


def dated(rows: Sequence[Row]) -> list[date]:
    """Return the days that rows show, in their order; pinned ones stand outside of it."""
    return [row.published.on for row in rows if row.published and not row.pinned]


def climbs(known: Known, rows: Sequence[Row]) -> bool:
    """Whether a list begins with its oldest rows, as far as all `rows` read from its top tell.

    Their days rise again and again, and hardly ever fall. An old row that was put on top of a list makes them rise
    once; so they rise where whole pages are of one day. Until they tell more a first crawl believes what it sees, a
    later one only that the list begins below the newest day that it has shown. A row without a day has its article's.
    """
    days = _days(known, rows)
    rises, drops = _turns(days)
    if not days or _STEADY * drops > rises:
        return False
    if known.established and known.newest_on:
        return rises >= _SEVERAL or max(days[:_LOWEST]) < known.newest_on
    return rises > 0


def falls(rows: Sequence[Row]) -> bool:
    """Whether a list stands in the order of its days, the newest first: they fall again and again, and hardly rise."""
    up, down = _turns(dated(rows))
    return down > 0 and _STEADY * up <= down


def _turns(days: Sequence[date]) -> tuple[int, int]:
    """Return how often days rise from one row to the next, and how often they fall."""
    steps = [(after - before).days for before, after in pairwise(days)]
    return sum(step > 0 for step in steps), sum(step < 0 for step in steps)


def is_about(one: date | None, other: date | None) -> bool:
    """Whether a day may be another one that was corrected."""
    return one is not None and other is not None and abs(one - other) <= _CORRECTED


def _days(known: Known, rows: Sequence[Row]) -> list[date]:
    own = {key: each.item.published for key, each in known.items.items()}
    times = (row.published or own.get(row.key) for row in rows if not row.pinned)
    return [time.on for time in times if time]


def deepest(rows: Sequence[Row]) -> date | None:
    """Return the day at which reading a list has ended."""
    days = dated(rows)
    return days[-1] if days else None


def lowest(known: Known, rows: Sequence[Row]) -> date | None:
    """Return how old a list is as far as it was read: the newest of its oldest rows, as one row may be backdated."""
    days = dated(rows)
    return max(days[:_LOWEST] if climbs(known, rows) else days[-_LOWEST:], default=None)


def unread(known: Known, rows: Sequence[Row]) -> Gap:
    """Return the days of what is not read of a list of which only these rows are: below them, or what has come since.

    Of a list that begins with its oldest rows nobody knows where it ends.
    """
    if climbs(known, rows):
        return Gap(known_on=deepest(rows), read_on=None)
    return Gap(known_on=known.newest_on, read_on=read_down(known, rows))


def read_down(known: Known, rows: Sequence[Row]) -> date | None:
    """Return the day down to which a list was read in unbroken sequence, at most down to the newest known.

    What stands below that, or was listed before, may be of a page that is sent as it was long ago.
    """
    newest = known.newest_on
    if newest is None:
        return deepest(rows)
    read = deepest([row for row in rows if _is_above(known, row, newest)])
    return read or (newest if dated(rows) else None)


def next_run(known: Known, page: Sequence[str], read: Collection[str], *, ended: bool) -> tuple[str, ...]:
    """Return the newest known run after a crawl whose first page shows the keys `page`, and all of it `read`.

    A page that shows less than it used to may hide rows: what the run had beside them stays in it, else the next
    crawl would stop above what was hidden. Of that the lowest counts most: down to there the list was read. It goes
    when it is read in its place on the pages below, unless they may hide as much (they show less than half of it), and
    piece by piece where the list ends with its first page.
    """
    beside = [key for key in known.run if key not in page] if known.established else []
    below = [key in read for key in beside]
    placed = below[:1] == [True] and below == sorted(below, reverse=True)
    if placed and 2 * len(page) >= len(known.run):
        return tuple(page)
    room = max(0, len(known.run) - ended - len(page))
    return (*page, *(beside[:room] if placed else beside[max(0, len(beside) - room) :]))


def _is_above(known: Known, row: Row, newest: date) -> bool:
    on = row.published.on if row.published else newest
    return on > newest or (on == newest and not known.lists(row.key))


def _all_listed(known: Known, page: Sequence[Row]) -> bool:
    rows = [row for row in page if not row.pinned]
    return bool(rows) and all(known.lists(row.key) for row in rows)


def _may_be_below(known: Known, page: Sequence[Row], on: date | None) -> bool:
    """Whether what had this day, or about this, may stand below a page, among what is remembered."""
    last = deepest(page)
    return (
        on is not None and last is not None and last >= on - _CORRECTED and any(row.key in known.order for row in page)
    )


def _older(page: Sequence[Row], since_on: date) -> bool:
    days = dated(page)
    return bool(days) and max(days) < since_on
