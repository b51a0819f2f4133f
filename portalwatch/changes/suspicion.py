"""Whether the rows that stand in a section's place are the section's: those of another page say nothing of it."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from portalwatch.changes.reach import is_met
from portalwatch.items import Known, Listed, Published, Row
from portalwatch.normalize.published import is_moving
from portalwatch.normalize.titles import fold
from portalwatch.normalize.urls import shape

#: A section that shows, or has shown, at least this many rows, and now not one that is known, is not believed.
_FEW = 4
#: Of fewer rows with a day nothing is said of how their days are read.
_DATED = 10
#: Days by which a row may differ from itself: the end of a day in another zone, or a day counted otherwise.
_SLACK = 2

#: So many titles are shown of a list that is not believed, no longer than this.
_SHOWN, _LONGEST = 3, 20

#: Gives what a section showed of the items that it is known to list; asked only where that decides.
Listing = Callable[[], Sequence[Listed]]


def suspicion(known: Known, rows: Sequence[Row], listing: Listing, *, first: Collection[str], ended: bool) -> str:
    """Say why rows are not those of the list that was known; empty when they are, or nothing was known.

    `first` are the keys of the first page; `ended`: there is no row below.
    """
    plain = [row for row in rows if not row.pinned]
    if is_strange(known, plain, first=first, ended=ended):
        return _strangeness(known, plain, listing)
    if renewed := _renewed(known, plain, listing):
        return f"{renewed} rows have the titles of known items, at other addresses and on other days"
    if dealt := _dealt_anew(known, rows, listing):
        return f"{dealt} known addresses show the titles of other known items"
    if _is_beside(known, plain, listing):
        return f"{len(plain)} rows without a day, in the place of more that had theirs"
    altered = known.established and any(_is_altered(known, row) for row in rows)
    off = misread(listing(), rows) if altered else 0
    return f"{off} known rows show another day than before" if off else ""


def is_strange(known: Known, rows: Sequence[Row], *, first: Collection[str], ended: bool) -> bool:
    """Whether nothing that the section lists was listed there before: the page is not the page we know.

    It is not strange where all of it is younger than the known, nothing of it another section's, and either there is
    more to read or the addresses are made as they were: then so much was published, and the gap is named. It is where
    another section's rows stand above what is known, or such as are older than the newest known make up most of the
    first page, until half of the newest known run is met below them.
    """
    rows = [row for row in rows if not row.pinned]
    if not known.established or not rows or max(len(rows), len(known.run)) < _FEW:
        return False
    listed = {row.key for row in rows if known.lists(row.key)}
    others = any(row.key in known.items for row in rows if row.key not in listed)
    if listed:
        above = listed.isdisjoint(first) or _are_foreign(known, [row for row in rows if row.key in first])
        return others and above and not is_met(known, rows)
    if others or not _is_younger(known, rows):
        return True
    return ended and not _is_shaped(known, rows)


def _strangeness(known: Known, rows: Sequence[Row], listing: Listing) -> str:
    """Say what was tried to explain rows that are not believed: another section's, moved ones, or just so many new."""
    others = sum(row.key in known.items and not known.lists(row.key) for row in rows)
    if others:
        said = f"{others} of the {len(rows)} rows are another section's, and what was known is not below them"
        return said + _among([row for row in rows if not known.lists(row.key)])
    titles = {(fold(each.title), each.on) for each in listing()}
    moved = sum((fold(row.title), row.published and row.published.on) in titles for row in rows)
    newest = known.newest_on
    older = sum(row.published is not None and newest is not None and row.published.on < newest for row in rows)
    return (
        f"none of the {len(rows)} rows is known; {moved} have the title and day of a known item,"
        f" {older} are older than the newest known{_among(rows)}"
    )


def _among(rows: Sequence[Row]) -> str:
    """Show a few titles: who runs the service sees by them whose list it is."""
    titles = [each if len(each) <= _LONGEST else f"{each[: _LONGEST - 1]}…" for each in (row.title for row in rows)]
    return "; among them " + " ".join(f"“{each}”" for each in list(dict.fromkeys(titles))[:_SHOWN])


def is_past(known: Known, page: Sequence[Row]) -> bool:
    """Whether most of a page is unknown, and older than the newest known; other sections' rows may stand anywhere."""
    plain = [row for row in page if not row.pinned]
    days = [row.published.on for row in plain if row.published and row.key not in known.items]
    return known.newest_on is not None and 2 * len(days) > len(plain) and max(days) < known.newest_on


def misread(listed: Sequence[Listed], rows: Sequence[Row]) -> int:
    """Return how many known rows show a day far from the one that they showed, if most of at least ten do; else 0."""
    shown = {each.key: each.on for each in listed if each.on}
    pairs = [(shown[row.key], row.published) for row in rows if row.published and row.key in shown]
    if 2 * sum(_is_far(then, now) for then, now in pairs) <= _DATED:
        return 0
    # A day without its year is another one as time goes by.
    fixed = [(then, now) for then, now in pairs if not is_moving(now)]
    off = sum(_is_far(then, now) for then, now in fixed)
    return off if len(fixed) >= _DATED and 2 * off > len(fixed) else 0


def _is_far(then: date, now: Published) -> bool:
    return abs((now.on - then).days) > _SLACK


def _is_altered(known: Known, row: Row) -> bool:
    return known.lists(row.key) and known.items[row.key].row_fingerprint != row.fingerprint


def _is_beside(known: Known, rows: Sequence[Row], listing: Listing) -> bool:
    """Whether known rows stand here as a box beside a list would show them: fewer, and without their days."""
    run = frozenset(known.run)
    if not known.established or not rows or len(rows) >= len(run) or any(row.published for row in rows):
        return False
    days = [each.on for each in listing() if each.key in run]
    return 2 * sum(day is not None for day in days) > len(run)


def _are_foreign(known: Known, page: Sequence[Row]) -> bool:
    """Whether most of a page is other sections' and older than what is known here."""
    others = [row for row in page if row.key in known.items and not known.lists(row.key)]
    old = [row for row in others if row.published and known.newest_on and row.published.on < known.newest_on]
    return 2 * len(old) > len(page)


def _renewed(known: Known, rows: Sequence[Row], listing: Listing) -> int:
    """Return how many rows look like known items with new addresses and days, if most do and none is known."""
    if not known.established or len(rows) < _FEW or any(known.lists(row.key) for row in rows):
        return 0
    titles = {fold(each.title) for each in listing()}
    found = sum(fold(row.title) in titles for row in rows)
    return found if 2 * found > len(rows) else 0


def _dealt_anew(known: Known, rows: Sequence[Row], listing: Listing) -> int:
    """Return how many known addresses show what stood at others, if most do: another numbering gave them away again."""
    listed = [row for row in rows if known.lists(row.key)]
    altered = [row for row in listed if _is_altered(known, row)]
    if not known.established or 2 * len(altered) <= len(listed) or len(altered) < _FEW:
        return 0
    shown = listing()
    own, titles = {each.key: fold(each.title) for each in shown}, {fold(each.title) for each in shown}
    other = sum(own.get(row.key) != fold(row.title) and fold(row.title) in titles for row in altered)
    return other if other >= _FEW and 2 * other > len(listed) else 0


def _is_younger(known: Known, rows: Sequence[Row]) -> bool:
    days = [row.published.on for row in rows if row.published]
    newest = known.newest_on
    return newest is not None and len(days) == len(rows) and min(days) >= newest and max(days) > newest


def _is_shaped(known: Known, rows: Sequence[Row]) -> bool:
    """Whether most addresses look like those that the section listed before, their numbers apart."""
    shapes = set(map(shape, known.order))
    return 2 * sum(shape(row.key) in shapes for row in rows) > len(rows)
