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
    """Whether `rows` reach as far below the place of every one of `keys` as it takes to say that it is missing."""
    places = {key: place for place, key in enumerate(order)}
    lowest = sorted(places[row.key] for row in rows if not row.pinned and row.key in places)[-_NEIGHBOURS:]
    return all(
        sum(place > places[key] for place in lowest) >= min(_NEIGHBOURS, len(order) - places[key] - 1)
        for key in keys
        if key in places
    )


def remember(order: Sequence[str], rows: Sequence[Row], gone: Collection[str]) -> tuple[str, ...]:
    """Return the order after a crawl: its rows, each `gone` or pinned key above its old neighbour, the rest below."""
    listed = dict.fromkeys(row.key for row in rows if not row.pinned)
    read = {row.key for row in rows}
    above: dict[str, list[str]] = {}
    held: list[str] = []
    for key in order:
        if key in listed:
            above[key], held = held, []
        elif key in gone or key in read:
            held.append(key)
    whole = dict.fromkeys(key for row in listed for key in (*above.get(row, ()), row))
    rest = [key for key in order if key not in whole]
    return tuple([*whole, *rest][:LONGEST])
