"""Known items that are listed under another address: told by their title and day, when the known address is gone."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portalwatch.changes.order import missing
from portalwatch.items import Listed, Move, Row
from portalwatch.normalize.titles import fold

#: When so large a part of a page is unknown, and so many rows, its addresses may all have changed.
_MOST, FEW = 0.6, 4
#: They have, when so large a part of the unknown that is not younger than the known is found again.
_ENOUGH = 0.8
#: Shorter titles say too little without a day, or cut.
_LONG = 8
_NUMBER = re.compile(r"\d+(?=\D*$)")

_Pair = tuple[Row, Listed]
#: What two must have in common, of a title and a day; None for what cannot be told by it.
_Sign = Callable[[str, date | None], Hashable | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What has moved; `resettled` are the unknown keys, found or not, of a page whose addresses have all changed."""

    found: tuple[Move, ...] = ()
    resettled: frozenset[str] = frozenset()


def find_moves(
    listed: Sequence[Listed],
    read: Sequence[Row],
    page: Sequence[Row],
    unknown: Collection[str],
    newest_on: date | None,
    *,
    resettled: bool = False,
) -> Moves:
    """Say which unknown rows of `page` are known items under another address.

    `listed` is what the section showed before, in its order; `read` are all rows of the crawl so far, those of `page`
    included. Without a sign that the whole portal has moved, on this page or (`resettled`) before it, only what has
    gone from among its neighbours counts.
    """
    seen = {row.key for row in read}
    fresh = [row for row in page if row.key in unknown]
    absent = [each for each in listed if each.key not in seen]
    found = match(fresh, absent)
    if resettled or _has_resettled(fresh, page, found, newest_on):
        return Moves(found=found, resettled=frozenset(row.key for row in fresh))
    gone = set(missing([each.key for each in listed], read))
    return Moves(found=match(fresh, [each for each in absent if each.key in gone]))


def _has_resettled(fresh: Sequence[Row], page: Sequence[Row], found: Sequence[Move], newest_on: date | None) -> bool:
    if len(fresh) < FEW or len(fresh) <= _MOST * len([row for row in page if not row.pinned]):
        return False
    old = [row for row in fresh if _is_old(row, newest_on)]
    return len(found) >= max(FEW, _ENOUGH * len(old))


def match(rows: Sequence[Row], candidates: Sequence[Listed]) -> tuple[Move, ...]:
    """Pair rows with items of the same title and day; what could be several is left alone.

    First whole titles with their day, then with the number in the address for those that share both, then titles of
    which one is cut, then long titles alone where a day is not shown.
    """
    pairs: list[_Pair] = []
    for find in (_whole, _numbered, _cut, _undated):
        ours, theirs = {row.key for row, _ in pairs}, {each.key for _, each in pairs}
        left = [row for row in rows if row.key not in ours]
        pairs += find(left, [each for each in candidates if each.key not in theirs])
    return tuple(Move(key=each.key, alias=row.key, url=row.url) for row, each in pairs)


def match_places(listed: Sequence[Listed], rows: Sequence[Row], unknown: Collection[str]) -> Iterator[Move]:
    """Pair unknown rows with what used to stand between the same two others, alone and with the same day."""
    rows, read = [row for row in rows if not row.pinned], {row.key for row in rows}
    places = {each.key: place for place, each in enumerate(listed)}
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        if row.key in unknown and row.published and above.key in places and below.key in places:
            between = listed[places[above.key] + 1 : places[below.key]]
            lost = [each for each in between if each.key not in read]
            if len(lost) == 1 and lost[0].on == row.published.on:
                yield Move(key=lost[0].key, alias=row.key, url=row.url)


def _is_old(row: Row, newest_on: date | None) -> bool:
    return row.published is None or newest_on is None or row.published.on <= newest_on


def _whole(rows: Iterable[Row], candidates: Iterable[Listed]) -> list[_Pair]:
    return _pairs(rows, candidates, lambda title, on: (fold(title), on) if on else None)


def _numbered(rows: Iterable[Row], candidates: Iterable[Listed]) -> list[_Pair]:
    """Pair what shares title and day with others by the last number of its address."""
    groups: dict[Hashable, list[Listed]] = defaultdict(list)
    for each in candidates:
        groups[fold(each.title), each.on, _number(each.key)].append(each)
    found = []
    for row in rows:
        same = groups.get((fold(row.title), _on(row), _number(row.key)), [])
        if len(same) == 1 and _number(row.key) and _on(row):
            found.append((row, same.pop()))
    return found


def _cut(rows: Iterable[Row], candidates: Iterable[Listed]) -> list[_Pair]:
    """Pair titles of which one is the beginning of the other."""
    found = _pairs(rows, candidates, lambda title, on: (fold(title)[:_LONG], on) if on else None)
    return [
        (row, each)
        for row, each in found
        if min(len(fold(row.title)), len(fold(each.title))) >= _LONG
        and (fold(row.title).startswith(fold(each.title)) or fold(each.title).startswith(fold(row.title)))
    ]


def _undated(rows: Iterable[Row], candidates: Iterable[Listed]) -> list[_Pair]:
    found = _pairs(rows, candidates, lambda title, _: fold(title) if len(fold(title)) >= _LONG else None)
    return [(row, each) for row, each in found if _on(row) is None or each.on is None]


def _pairs(rows: Iterable[Row], candidates: Iterable[Listed], sign: _Sign) -> list[_Pair]:
    """Pair what has the same sign, where only one on each side has it."""
    ours, theirs = defaultdict(list), defaultdict(list)
    for row in rows:
        ours[sign(row.title, _on(row))].append(row)
    for each in candidates:
        theirs[sign(each.title, each.on)].append(each)
    shared = [each for each in ours if each is not None and each in theirs]
    return [(ours[each][0], theirs[each][0]) for each in shared if len(ours[each]) == len(theirs[each]) == 1]


def _on(row: Row) -> date | None:
    return row.published.on if row.published else None


def _number(key: str) -> str:
    match = _NUMBER.search(key)
    return match[0] if match else ""
