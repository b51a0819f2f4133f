"""Stories: documents that were published in several places, and what was said of them by hand."""

import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from portalwatch.changes.stories import DAYS, are_apart, same
from portalwatch.items import Event, Item, Kind, Source, Tie
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import among, event, item, owed, story, story_item
from portalwatch.store.values import to_day, to_item

#: So many items with the same number or subject are compared, those of the nearest days first.
_COMPARED = 10
#: So many items are asked for in one statement.
_AT_ONCE = 500

# What every crawl asks is built once: building a statement costs more than executing it.
_TWIN = item.alias("twin")
_SHARED = [
    select(_TWIN.c.id).where(column == _TWIN.c[column.name], _TWIN.c.id != item.c.id).exists()
    for column in (item.c.subject, item.c.document_number)
]
#: Those of many items that share a number or a subject with any other: in a first crawl few do.
_PROMISING = select(item.c.id).where(among(item.c.id, "ids"), or_(*_SHARED)).order_by(item.c.id)
_NODES = select(item, story_item.c.story_id, story_item.c.parted_at).outerjoin(
    story_item, story_item.c.item_id == item.c.id
)
_NODE = _NODES.where(item.c.id == bindparam("id"))

#: A portal, and an item's key in it.
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An item of a story, and by what it is known to belong there."""

    item: Item
    reason: Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A document's sources, the earliest published first."""

    id: int
    created_at: datetime
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """An item with its number, and the story it is in."""

    id: int
    item: Item
    story: int | None


def link(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """Put items just recorded into the stories of those that are the same document, unless they were taken out."""
    if not ids:
        return
    for number in connection.execute(_PROMISING, {"ids": sorted(ids)}).scalars().all():
        row = connection.execute(_NODE, {"id": number}).mappings().one()
        if row["parted_at"] is None:
            _link_one(connection, row, at)


def stories(engine: Engine, limit: int | None = None) -> list[Story]:
    """Return the stories with more than one source, those with the newest item first."""
    counted = (
        select(story_item.c.story_id, func.max(story_item.c.item_id).label("newest"))
        .where(story_item.c.parted_at.is_(None))
        .group_by(story_item.c.story_id)
        .having(func.count() > 1)
        .subquery()
    )
    chosen = select(story, counted.c.newest).join(counted, counted.c.story_id == story.c.id)
    with reading(engine) as connection:
        rows = connection.execute(chosen.order_by(counted.c.newest.desc()).limit(limit)).all()
        members = _members(connection, [row.id for row in rows])
    return [Story(id=row.id, created_at=row.created_at, members=members[row.id]) for row in rows]


def part(engine: Engine, each: Item, now: datetime) -> bool:
    """Take an item out of its story, for good. Return whether it was in one."""
    with writing(engine) as connection:
        number = _number(connection, each)
        where = and_(story_item.c.item_id == number, story_item.c.parted_at.is_(None))
        return connection.execute(update(story_item).where(where).values(parted_at=now)).rowcount > 0


def join(engine: Engine, one: Item, other: Item, now: datetime) -> bool:
    """Make two items, with what is in their stories, one story. Return whether they were not one already."""
    with writing(engine) as connection:
        nodes = [_node(connection, _number(connection, each)) for each in (one, other)]
        if nodes[0].id == nodes[1].id or (nodes[0].story is not None and nodes[0].story == nodes[1].story):
            return False
        _unite(connection, nodes[0], nodes[1], Tie.HAND, now)
        return True


def credit(connection: Connection, owner: str, events: Sequence[Event]) -> tuple[Event, ...]:
    """Say of events which other sources their items have, and whether this subscriber was told of an earlier one.

    What repeats an earlier source comes last.
    """
    told = sorted({_place(each.item) for each in events})
    known: dict[_Place, list[tuple[Item, bool]]] = {}
    for start in range(0, len(told), _AT_ONCE):
        known |= _sources(connection, owner, told[start : start + _AT_ONCE])
    credited = [_credit(each, known.get(_place(each.item), []), set(told)) for each in events]
    return tuple(sorted(credited, key=lambda each: each.again))


def _node(connection: Connection, number: int) -> _Node:
    row = connection.execute(_NODE, {"id": number}).mappings().one()
    return _Node(number, to_item(row), row["story_id"] if row["parted_at"] is None else None)


def _number(connection: Connection, each: Item) -> int:
    query = select(item.c.id).where(item.c.portal == each.portal, item.c.key == each.key)
    return int(connection.execute(query).scalar_one())


def _link_one(connection: Connection, row: RowMapping, at: datetime) -> None:
    """Tie an item to all that are the same; each may bring its story."""
    each = to_item(row)
    for number, other in _candidates(connection, row):
        if reason := same(each, other):
            _tie(connection, number, row["id"], reason, at)


def _tie(connection: Connection, first: int, second: int, reason: Tie, at: datetime) -> None:
    """Make two stories one, unless two of their items are surely different documents."""
    one, other = _node(connection, first), _node(connection, second)
    if one.story is None or one.story != other.story:
        fellows = _fellows(connection, other)
        if not any(are_apart(each, fellow) for each in _fellows(connection, one) for fellow in fellows):
            _unite(connection, one, other, reason, at)


def _candidates(connection: Connection, row: RowMapping) -> list[tuple[int, Item]]:
    """Return items that may be the same with their numbers, those of the nearest days first, undated ones last."""
    found: dict[int, Item] = {}
    for query in _likely(row):
        for each in connection.execute(query.limit(_COMPARED)).mappings():
            found[each["id"]] = to_item(each)
    on = to_day(row["published_on"])

    def distance(number: int) -> tuple[int, int]:
        day = found[number].published
        return abs((day.on - on).days) if day and on else sys.maxsize, number

    return [(number, found[number]) for number in sorted(found, key=distance)]


def _likely(row: RowMapping) -> Iterator[Select[Any]]:
    """Select by what the same document is looked for: a number at any time, a subject in the days around.

    Each follows one index, so that nothing depends on how much is stored.
    """
    others = (
        select(item)
        .outerjoin(story_item, story_item.c.item_id == item.c.id)
        .where(item.c.id != row["id"], story_item.c.parted_at.is_(None))
    )
    if row["document_number"] is not None:
        yield others.where(item.c.document_number == row["document_number"]).order_by(item.c.id.desc())
    alike, on = others.where(item.c.subject == row["subject"]), to_day(row["published_on"])
    if row["subject"] is not None and on is None:
        yield alike.order_by(item.c.published_on.desc())
    elif row["subject"] is not None and on is not None:
        yield alike.where(item.c.published_on.is_(None))
        span = timedelta(days=DAYS)
        for since, until in ((on - span, on), (on + timedelta(days=1), on + span)):
            near = item.c.published_on.between(since.isoformat(), until.isoformat())
            # From either side the days nearest to it come first.
            order = item.c.published_on.desc() if until == on else item.c.published_on
            yield alike.where(near).order_by(order)


def _fellows(connection: Connection, node: _Node) -> list[Item]:
    """Return all items of a node's story, or the item alone."""
    if node.story is None:
        return [node.item]
    query = _NODES.where(story_item.c.story_id == node.story, story_item.c.parted_at.is_(None))
    return [to_item(row) for row in connection.execute(query).mappings()]


def _unite(connection: Connection, first: _Node, second: _Node, reason: Tie, at: datetime) -> None:
    """Put the second into the story of the first, with all that was tied to it."""
    number = first.story or second.story or _found(connection, at)
    for node in (first, second):
        if node.story is None:
            _place_in(connection, node.id, number, reason, at)
    if second.story is not None and second.story != number:
        moved = update(story_item).where(story_item.c.story_id == second.story)
        connection.execute(moved.values(story_id=number))
        connection.execute(
            update(story_item).where(story_item.c.item_id == second.id).values(reason=reason.value, at=at)
        )
        connection.execute(delete(story).where(story.c.id == second.story))


def _found(connection: Connection, at: datetime) -> int:
    key = connection.execute(insert(story).values(created_at=at)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _place_in(connection: Connection, number: int, story_id: int, reason: Tie, at: datetime) -> None:
    values = {"story_id": story_id, "reason": reason.value, "at": at, "parted_at": None}
    where = story_item.c.item_id == number
    if connection.execute(update(story_item).where(where).values(values)).rowcount == 0:
        connection.execute(insert(story_item).values(item_id=number, **values))


def _members(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Member, ...]]:
    query = (
        select(item, story_item.c.story_id, story_item.c.reason)
        .join(story_item, story_item.c.item_id == item.c.id)
        .where(story_item.c.story_id.in_(ids), story_item.c.parted_at.is_(None))
        .order_by(*_earliest(item.c))
    )
    found: dict[int, tuple[Member, ...]] = {}
    for row in connection.execute(query).mappings():
        member = Member(item=to_item(row), reason=Tie(row["reason"]))
        found[row["story_id"]] = (*found.get(row["story_id"], ()), member)
    return found


def _earliest(columns: Any) -> tuple[ColumnElement[Any], ...]:  # noqa: ANN401 - SQLAlchemy's own type is private
    """The order of a story: by day, and within one as they were seen, since not every portal shows the minute."""
    return columns.published_on.asc().nulls_last(), columns.id


def _place(each: Item) -> _Place:
    return each.portal, each.key


def _sources(connection: Connection, owner: str, places: Sequence[_Place]) -> dict[_Place, list[tuple[Item, bool]]]:
    """Return of each item in a story all that are in it, itself among them, and which of them were mailed already."""
    mine, fellow = story_item.alias("mine"), item.alias("fellow")
    mailed = (
        select(owed.c.seq)
        .join(event, event.c.seq == owed.c.seq)
        .where(event.c.item_id == fellow.c.id, owed.c.subscription == owner, owed.c.digest_id.is_not(None))
        .exists()
    )
    query = (
        select(item.c.portal.label("of_portal"), item.c.key.label("of_key"), fellow, mailed.label("mailed"))
        .join(mine, and_(mine.c.item_id == item.c.id, mine.c.parted_at.is_(None)))
        .join(story_item, and_(story_item.c.story_id == mine.c.story_id, story_item.c.parted_at.is_(None)))
        .join(fellow, fellow.c.id == story_item.c.item_id)
        .where(tuple_(item.c.portal, item.c.key).in_(places))
        .order_by(*_earliest(fellow.c))
    )
    found: dict[_Place, list[tuple[Item, bool]]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault((row["of_portal"], row["of_key"]), []).append((to_item(row), row["mailed"]))
    return found


def _credit(each: Event, known: Sequence[tuple[Item, bool]], told: Collection[_Place]) -> Event:
    earlier, repeated = True, False
    sources = []
    for source, mailed in known:
        if _place(source) == _place(each.item):
            earlier = False
            continue
        repeated |= earlier and (mailed or _place(source) in told)
        sources.append(Source(portal=source.portal, url=source.url, published=source.published))
    return replace(each, sources=tuple(sources), again=repeated and each.kind in (Kind.NEW, Kind.LATE))
