"""Writes down a crawl: what it means, where its items are listed, and what is owed for it, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Integer, and_, bindparam, delete, insert, or_, select, update

from portalwatch.items import Change, Changes, Crawl, Item, Kind, Known, Notice, Row
from portalwatch.store import health, repairs, stories
from portalwatch.store.archive import KEEP_PIECES, item_ids, look_up, resolve, titles
from portalwatch.store.engine import writing
from portalwatch.store.rereading import next_reread, reschedule
from portalwatch.store.schema import alias, among, at_place, event, item, listing, owed, piece, revision, section
from portalwatch.store.schema import crawl as crawls
from portalwatch.store.values import CONTENT, from_day, from_gap, from_item, from_problem, to_item

#: An item newly listed in another section is news to that section's watchers while its event is this young.
STILL_NEWS = timedelta(days=30)

# Built once: building a statement costs more than executing it. What an UPDATE looks for has names of its own, since
# those of columns stand for what it sets.
_INSERT_CRAWL, _INSERT_EVENT, _INSERT_OWED = insert(crawls), insert(event), insert(owed)
_INSERT_ITEM, _INSERT_ITEMS = insert(item), insert(item).returning(item.c.key, item.c.id)
_INSERT_REVISION, _INSERT_LISTING, _INSERT_ALIAS = insert(revision), insert(listing), insert(alias)
_ITEM, _HERE = bindparam("of_item", type_=Integer), at_place(listing)
_UPDATE_ITEM, _UPDATE_ITEMS = update(item).where(item.c.id == _ITEM), update(item).where(among(item.c.id, "ids"))
_UPDATE_LISTING = update(listing).where(_HERE, listing.c.item_id == _ITEM)
_UPDATE_LISTINGS = update(listing).where(_HERE, among(listing.c.item_id, "ids"))
_MISS = _UPDATE_LISTINGS.values(misses=listing.c.misses + 1)
_REVISION = select(item.c.revision).where(item.c.id == _ITEM)
_CONTENT = select(revision.c.content, revision.c.fingerprint).where(
    revision.c.item_id == _ITEM, revision.c.number == bindparam("of_number")
)
_AHEAD = select(section.c.portal).where(at_place(section), section.c.checked_at > bindparam("now"))
_ALIAS = select(alias).where(alias.c.portal == bindparam("portal"), alias.c.key == bindparam("key"))
_NEWLY_LISTED = select(listing.c.item_id).where(
    _HERE, listing.c.first_listed_at == bindparam("now"), among(listing.c.item_id, "ids")
)
_YOUNG = event.c.item_id.in_(_NEWLY_LISTED) & (event.c.at > bindparam("since"))
_TO_OWE = (
    select(event.c.seq, event.c.kind, item)
    .join(item, item.c.id == event.c.item_id)
    .where(among(event.c.seq, "seqs") | _YOUNG)
    .order_by(event.c.seq)
)
_SECTIONS = select(listing.c.section).where(listing.c.item_id == _ITEM)
_OWED = select(owed.c.seq).where(owed.c.subscription == bindparam("subscription"), owed.c.seq == bindparam("seq"))

#: Says what a crawl means, given what is known.
Decide = Callable[[Known, Crawl], Changes]
#: Which subscriptions want an item of this kind, listed in these sections.
Owe = Callable[[Item, Kind, Collection[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording one crawl came to."""

    crawl_id: int
    changes: Changes
    seqs: tuple[int, ...]
    notice: Notice | None


def record(engine: Engine, crawl: Crawl, decide: Decide, owe: Owe) -> Recorded:
    """Write a crawl, what it means and what is owed for it, in one transaction."""
    with writing(engine) as connection:
        crawl = _resolved(crawl, resolve(connection, crawl.portal, _keys(crawl)))
        before = look_up(connection, crawl.portal, crawl.section, _keys(crawl), crawl.finished_at)
        if any(_reads_otherwise(before, each) for each in crawl.items):
            before = replace(before, titles=titles(connection, crawl.portal))
        changes = decide(before, crawl)
        crawl_id = _insert_crawl(connection, crawl, len(changes.announced))
        ids = item_ids(connection, crawl.portal, _keys(crawl))
        seqs: list[int] = []
        if crawl.outcome.trusted:
            at = crawl.finished_at
            _set_right(connection, crawl)
            seqs.extend(_announce(connection, change, ids, crawl_id, at) for change in changes.announced)
            _store_all(connection, changes.stored, ids, crawl.finished_at)
            reschedule(connection, crawl, before, {change.item.key for change in changes.announced}, ids)
            _list(connection, crawl, before, ids)
            _move(connection, crawl, ids)
            _doubt(connection, crawl, changes, ids)
            _remember_pieces(connection, crawl, changes.pieces)
            repairs.keep(connection, crawl)
            stories.link(connection, [ids[each.key] for each in _brought(changes)], at)
            _owe(connection, crawl, ids, seqs if not changes.baseline else None, owe)
        # How far down an earlier baseline was read says nothing of what this one leaves unread.
        learnt = replace(before, established=False, horizon_on=None) if changes.baseline else before
        notice = health.record(connection, crawl, learnt, changes.order)
    return Recorded(crawl_id, changes, tuple(seqs), notice)


def _reads_otherwise(before: Known, item: Item) -> bool:
    known = before.items.get(item.key)
    if known is None or known.item.fingerprint is None or item.fingerprint is None:
        return False
    return known.item.fingerprint != item.fingerprint


def _brought(changes: Changes) -> Iterator[Item]:
    """What is seen or read for the first time."""
    yield from changes.stored
    yield from (change.item for change in changes.announced if change.kind in (Kind.NEW, Kind.LATE))


def _keys(crawl: Crawl) -> set[str]:
    """All keys that a crawl brings, or did not bring though it should have."""
    moved = {key for move in crawl.moves for key in (move.key, move.alias)}
    return {row.key for row in crawl.rows} | {each.key for each in crawl.items} | set(crawl.missing) | moved


def _resolved(crawl: Crawl, named: dict[str, str]) -> Crawl:
    """Name items by the keys that they are known by; the section recorded before may have taught other addresses."""
    if not named:
        return crawl
    return replace(
        crawl,
        rows=tuple(replace(row, key=named.get(row.key, row.key)) for row in crawl.rows),
        run=tuple(named.get(key, key) for key in crawl.run),
        items=tuple(replace(each, key=named.get(each.key, each.key)) for each in crawl.items),
    )


def _insert_crawl(connection: Connection, crawl: Crawl, announced: int) -> int:
    gap = crawl.coverage.gap
    values = {
        "portal": crawl.portal,
        "section": crawl.section,
        "started_at": crawl.started_at,
        "finished_at": crawl.finished_at,
        "outcome": crawl.outcome.value,
        "detail": crawl.detail,
        "pages": crawl.coverage.pages,
        "listed": len(crawl.rows),
        "announced": announced,
        "gap": from_gap(gap),
        "problems": [from_problem(problem) for problem in crawl.problems],
    }
    return _number(connection.execute(_INSERT_CRAWL, values | health.measured(crawl)))


def _announce(connection: Connection, change: Change, ids: dict[str, int], crawl_id: int, at: datetime) -> int:
    """Store the changed item and number the event."""
    # What is withdrawn says nothing any more: its content stays as it was.
    gone = change.kind is Kind.WITHDRAWN
    number = _mark(connection, ids[change.item.key], at) if gone else _store(connection, change.item, ids, at)
    values = {
        "item_id": ids[change.item.key],
        "revision": number,
        "crawl_id": crawl_id,
        "kind": change.kind.value,
        "fields": list(change.fields),
        "at": at,
    }
    return _number(connection.execute(_INSERT_EVENT, values))


def _store_all(connection: Connection, items: Collection[Item], ids: dict[str, int], at: datetime) -> None:
    """Store many items, the unknown ones at once: a first crawl brings hundreds."""
    for each in items:
        if each.key in ids:
            _store(connection, each, ids, at)
    if fresh := [_fresh(each, at) for each in items if each.key not in ids]:
        made = connection.execute(_INSERT_ITEMS, fresh)
        ids |= {row.key: row.id for row in made}
        connection.execute(_INSERT_REVISION, [_revision(ids[each["key"]], 1, at, each) for each in fresh])


def _fresh(each: Item, at: datetime) -> dict[str, Any]:
    """Return the row of an item that is seen for the first time."""
    # Its article has just been opened for the first time, unless it is to be tried again at once.
    again = each.problem is not None and not each.problem.lasting
    values = from_item(each) | {"reread_at": at if again else next_reread(at, at)}
    values |= {"portal": each.portal, "section": each.section, "key": each.key, "first_seen_at": at}
    read_at = at if each.fingerprint else None
    return values | {"revision": 1, "changed_at": at, "read_at": read_at, "tries": int(again)}


def _revision(number_of_item: int, number: int, at: datetime, values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in CONTENT}
    return {
        "item_id": number_of_item,
        "number": number,
        "at": at,
        "fingerprint": values["fingerprint"],
        "content": kept,
    }


def _store(connection: Connection, each: Item, ids: dict[str, int], at: datetime) -> int:
    """Insert an item, or write its new content over the old, which its revisions keep. Return the revision's number."""
    values = from_item(each)
    if each.key not in ids:
        values = _fresh(each, at)
        ids[each.key] = _number(connection.execute(_INSERT_ITEM, values))
        number = 1
    else:
        number = _renumber(connection, ids[each.key], at, values)
    connection.execute(_INSERT_REVISION, _revision(ids[each.key], number, at, values))
    return number


def _mark(connection: Connection, number_of_item: int, at: datetime) -> int:
    """Give an item's content a new number."""
    number = _renumber(connection, number_of_item, at, {})
    said = {"of_item": number_of_item, "of_number": number - 1}
    content, fingerprint = connection.execute(_CONTENT, said).one()
    values = {"item_id": number_of_item, "number": number, "at": at, "content": content, "fingerprint": fingerprint}
    connection.execute(_INSERT_REVISION, values)
    return number


def _renumber(connection: Connection, number_of_item: int, at: datetime, values: dict[str, Any]) -> int:
    """Give an item its next revision, of which these are the values; return its number."""
    where = {"of_item": number_of_item}
    number = int(connection.execute(_REVISION, where).scalar_one()) + 1
    connection.execute(_UPDATE_ITEM, where | values | {"revision": number, "changed_at": at})
    return number


def _set_right(connection: Connection, crawl: Crawl) -> None:
    """Where the section's last crawl lies ahead the clock did too: what that put off is to be looked at soon."""
    if connection.execute(_AHEAD, _place(crawl) | {"now": crawl.finished_at}).first() is None:
        return
    listed = select(listing.c.item_id).where(listing.c.portal == crawl.portal, listing.c.section == crawl.section)
    late = and_(item.c.id.in_(listed), item.c.reread_at > crawl.finished_at)
    connection.execute(update(item).where(late).values(reread_at=crawl.finished_at))


def _list(connection: Connection, crawl: Crawl, before: Known, ids: dict[str, int]) -> None:
    """Note which rows the section lists, and as what."""
    at = {"last_listed_at": crawl.finished_at, "misses": 0}
    fresh, other = [], []
    for row in _distinct(crawl.rows):
        fingerprint = before.items[row.key].row_fingerprint if row.key in before.items else None
        if fingerprint is None:
            fresh.append({"item_id": ids[row.key], "first_listed_at": crawl.finished_at} | _shown(row))
        elif fingerprint != row.fingerprint:
            other.append(_place(crawl) | {"of_item": ids[row.key]} | _shown(row))
    if other:
        connection.execute(_UPDATE_LISTING, other)
    _set_listed(connection, crawl, _listed(crawl, ids), at)
    if fresh:
        common = {"portal": crawl.portal, "section": crawl.section} | at
        connection.execute(_INSERT_LISTING, [each | common for each in fresh])


def _shown(row: Row) -> dict[str, Any]:
    """What a list shows of an item."""
    on = row.published.on if row.published else None
    return {"fingerprint": row.fingerprint, "title": row.title, "published_on": from_day(on)}


def _move(connection: Connection, crawl: Crawl, ids: dict[str, int]) -> None:
    """Give items the addresses that they were found under; those that they had lead to them as before."""
    for move in crawl.moves:
        number = ids[move.key]
        if move.url:
            _set(connection, [number], {"url": move.url, "etag": None, "last_modified": None})
        where = {"portal": crawl.portal, "key": move.alias}
        if move.alias not in ids and connection.execute(_ALIAS, where).first() is None:
            connection.execute(_INSERT_ALIAS, where | {"item_id": number, "at": crawl.finished_at})


def _doubt(connection: Connection, crawl: Crawl, changes: Changes, ids: dict[str, int]) -> None:
    """Note what was missed, to be looked for by the next crawl, and what has been found to be withdrawn or back."""
    missed = [ids[key] for key in crawl.missing if key in ids and key not in changes.dropped]
    if missed:
        connection.execute(_MISS, _place(crawl) | {"ids": missed})
    _set(connection, missed, {"reread_at": crawl.finished_at})
    _set_listed(connection, crawl, [ids[key] for key in changes.dropped], {"misses": 0})
    _set(connection, [ids[key] for key in changes.muted], {"muted": True})
    for kind, at in ((Kind.WITHDRAWN, crawl.finished_at), (Kind.RETURNED, None)):
        numbers = [ids[each.item.key] for each in changes.announced if each.kind is kind]
        # Nobody asks for what is withdrawn; a row that lists it again has it opened.
        unasked: dict[str, object] = {"reread_at": None, "gone_at": None} if at else {}
        _set(connection, numbers, {"withdrawn_at": at} | unasked)


def _set(connection: Connection, numbers: Collection[int], values: dict[str, object]) -> None:
    """Write values to items, if any."""
    if numbers:
        connection.execute(_UPDATE_ITEMS, {"ids": numbers} | values)


def _set_listed(connection: Connection, crawl: Crawl, numbers: Collection[int], values: dict[str, object]) -> None:
    """Write values to what a section notes of items, if any."""
    if numbers:
        connection.execute(_UPDATE_LISTINGS, _place(crawl) | {"ids": numbers} | values)


def _remember_pieces(connection: Connection, crawl: Crawl, found: Collection[str]) -> None:
    """Remember when the portal's template was last seen to add and take these; forget what was seen long ago."""
    if not found:
        return
    past = or_(piece.c.at <= crawl.finished_at - KEEP_PIECES, piece.c.mark.in_(found))
    connection.execute(delete(piece).where(piece.c.portal == crawl.portal, past))
    values = [{"portal": crawl.portal, "mark": mark, "at": crawl.finished_at} for mark in sorted(found)]
    connection.execute(insert(piece), values)


def _listed(crawl: Crawl, ids: dict[str, int]) -> list[int]:
    return sorted({ids[row.key] for row in crawl.rows})


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """One row a key: the first, which is the pinned one if a row is pinned and listed again."""
    return list({row.key: row for row in reversed(list(rows))}.values())[::-1]


def _owe(connection: Connection, crawl: Crawl, ids: dict[str, int], seqs: list[int] | None, owe: Owe) -> None:
    """Owe each event to whom it concerns: the new ones, and young ones of items that this section lists only now.

    Without `seqs` the crawl was a baseline, of which nothing is owed.
    """
    if seqs is None:
        return
    given = {"ids": _listed(crawl, ids), "seqs": seqs}
    times = {"now": crawl.finished_at, "since": crawl.finished_at - STILL_NEWS}
    for row in connection.execute(_TO_OWE, _place(crawl) | given | times).mappings().all():
        sections = connection.execute(_SECTIONS, {"of_item": row["id"]}).scalars().all()
        concerned = set(owe(to_item(row), Kind(row["kind"]), sections))
        if row["seq"] not in seqs:
            # It was told already to those whom its other sections concern, if they were there to be told.
            others = [section for section in sections if section != crawl.section]
            concerned -= set(owe(to_item(row), Kind(row["kind"]), others)) if others else set()
        for name in sorted(concerned):
            debt = {"subscription": name, "seq": row["seq"]}
            if connection.execute(_OWED, debt).first() is None:
                connection.execute(_INSERT_OWED, debt)


def _place(crawl: Crawl) -> dict[str, Any]:
    """The section of a crawl, for a statement that looks for it."""
    return {"of_portal": crawl.portal, "of_section": crawl.section}


def _number(result: CursorResult[Any]) -> int:
    """Return the primary key that the database gave."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
