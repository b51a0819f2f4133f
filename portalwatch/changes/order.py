"""The order in which a section lists its items, remembered beyond the page: what has gone from it can be told."""

from collections.abc import Collection, Sequence

from portalwatch.items import Row

#: So many of a section's newest items are remembered in their order.
LONGEST = 200
#: So many rows that used to stand below a missing one must still be listed: one alone may have been put up again.
_NEIGHBOURS = 2


def missing(order: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the keys of `order` that are not among `rows` though what stood below them is.

    What rolled off the end has nothing below it. When most have gone it is the list that has changed, and nothing is
    said of any.
    """
    listed = {row.key for row in rows if not row.pinned}
    read = {row.key for row in rows}
    gone: list[str] = []
    below = 0
    for place in reversed(range(len(order))):
        if order[place] in listed:
            below += 1
        elif order[place] not in read and 0 < below >= min(_NEIGHBOURS, len(order) - place - 1):
            gone.append(order[place])
    return tuple(reversed(gone)) if len(gone) <= below else ()


def passed(order: Sequence[str], rows: Sequence[Row], keys: Collection[str]) -> bool:
    """Whether `rows` reach below the place of every one of `keys`."""
    places = {key: place for place, key in enumerate(order)}
    lowest = max((places[row.key] for row in rows if not row.pinned and row.key in places), default=-1)
    return all(places[key] < lowest for key in keys if key in places)


def remember(order: Sequence[str], rows: Sequence[Row], gone: Collection[str]) -> tuple[str, ...]:
    """Return the order after a crawl: its rows, each `gone` key above its old neighbour, and the rest below."""
    listed = dict.fromkeys(row.key for row in rows if not row.pinned)
    read = {row.key for row in rows}
    above: dict[str, list[str]] = {}
    held: list[str] = []
    for key in order:
        if key in listed:
            above[key], held = held, []
        elif key in gone:
            held.append(key)
    rest = [key for key in order if key not in read and key not in gone]
    whole = [key for row in listed for key in (*above.get(row, ()), row)]
    return tuple([*whole, *held, *rest][:LONGEST])
