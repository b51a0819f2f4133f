"""Writes down a crawl: what it means, where its items are listed, and what is owed for it, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, and_, delete, insert, or_, select, update

from portalwatch.items import Attachment, Change, Changes, Crawl, Item, Kind, Known, Notice, Row
from portalwatch.normalize.versions import inherit
from portalwatch.store import health, repairs, stories
from portalwatch.store.archive import KEEP_PIECES, item_ids, look_up, resolve
from portalwatch.store.engine import writing
from portalwatch.store.schema import alias, event, item, listing, owed, piece, revision, section
from portalwatch.store.schema import crawl as crawls
from portalwatch.store.values import CONTENT, from_day, from_files, from_gap, from_item, from_problem, to_files, to_item

#: An article is looked at again after as long as it has been known, but not sooner, and not for ever.
REREAD_FIRST, REREAD_UNTIL = timedelta(hours=1), timedelta(days=60)
#: An article that could not be read is tried again in every crawl, this often.
MAX_TRIES = 5
#: An item newly listed in another section is news to that section's watchers while its event is this young.
STILL_NEWS = timedelta(days=30)

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
        changes = decide(before, crawl)
        crawl_id = _insert_crawl(connection, crawl, len(changes.announced))
        ids = item_ids(connection, crawl.portal, _keys(crawl))
        seqs: list[int] = []
        if crawl.outcome.trusted:
            at = crawl.finished_at
            _set_right(connection, crawl)
            seqs.extend(_announce(connection, change, ids, crawl_id, at) for change in changes.announced)
            _store_all(connection, changes.stored, ids, crawl.finished_at)
            _reschedule(connection, crawl, before, {change.item.key for change in changes.announced}, ids)
            _list(connection, crawl, before, ids)
            _move(connection, crawl, ids)
            _doubt(connection, crawl, changes, ids)
            _remember_pieces(connection, crawl, changes.pieces)
            repairs.keep(connection, crawl)
            stories.link(connection, [ids[each.key] for each in _brought(changes)], at)
            _owe(connection, crawl, ids, seqs if not changes.baseline else None, owe)
        # How far down an earlier baseline was read says nothing of what this one leaves unread.
        learnt = replace(before, horizon_on=None) if changes.baseline else before
        notice = health.record(connection, crawl, learnt, changes.order)
    return Recorded(crawl_id, changes, tuple(seqs), notice)


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
    result = connection.execute(
        insert(crawls).values(
            portal=crawl.portal,
            section=crawl.section,
            started_at=crawl.started_at,
            finished_at=crawl.finished_at,
            outcome=crawl.outcome.value,
            detail=crawl.detail,
            pages=crawl.coverage.pages,
            listed=len(crawl.rows),
            announced=announced,
            gap=from_gap(gap),
            **health.measured(crawl),
            problems=[from_problem(problem) for problem in crawl.problems],
        )
    )
    return _number(result)


def _announce(connection: Connection, change: Change, ids: dict[str, int], crawl_id: int, at: datetime) -> int:
    """Store the changed item and number the event."""
    # What is withdrawn says nothing any more: its content stays as it was.
    gone = change.kind is Kind.WITHDRAWN
    number = _mark(connection, ids[change.item.key], at) if gone else _store(connection, change.item, ids, at)
    result = connection.execute(
        insert(event).values(
            item_id=ids[change.item.key],
            revision=number,
            crawl_id=crawl_id,
            kind=change.kind.value,
            fields=list(change.fields),
            at=at,
        )
    )
    return _number(result)


def _store_all(connection: Connection, items: Collection[Item], ids: dict[str, int], at: datetime) -> None:
    """Store many items, the unknown ones at once: a first crawl brings hundreds."""
    for each in items:
        if each.key in ids:
            _store(connection, each, ids, at)
    if fresh := [_fresh(each, at) for each in items if each.key not in ids]:
        made = connection.execute(insert(item).returning(item.c.key, item.c.id), fresh)
        ids |= {row.key: row.id for row in made}
        connection.execute(insert(revision), [_revision(ids[each["key"]], 1, at, each) for each in fresh])


def _fresh(each: Item, at: datetime) -> dict[str, Any]:
    """Return the row of an item that is seen for the first time."""
    # Its article has just been opened for the first time, unless it is to be tried again at once.
    again = each.problem is not None and not each.problem.lasting
    values = from_item(each) | {"reread_at": at if again else _next_reread(at, at)}
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
        ids[each.key] = _number(connection.execute(insert(item).values(values)))
        number = 1
    else:
        where = item.c.id == ids[each.key]
        number = int(connection.execute(select(item.c.revision).where(where)).scalar_one()) + 1
        connection.execute(update(item).where(where).values(values | {"revision": number, "changed_at": at}))
    connection.execute(insert(revision).values(_revision(ids[each.key], number, at, values)))
    return number


def _mark(connection: Connection, number_of_item: int, at: datetime) -> int:
    """Give an item's content a new number."""
    where = item.c.id == number_of_item
    number = int(connection.execute(select(item.c.revision).where(where)).scalar_one()) + 1
    connection.execute(update(item).where(where).values(revision=number, changed_at=at))
    said = and_(revision.c.item_id == number_of_item, revision.c.number == number - 1)
    content = connection.execute(select(revision.c.content, revision.c.fingerprint).where(said)).one()
    values = {"item_id": number_of_item, "number": number, "at": at}
    connection.execute(insert(revision).values(values | {"content": content[0], "fingerprint": content[1]}))
    return number


def _set_right(connection: Connection, crawl: Crawl) -> None:
    """Where the section's last crawl lies ahead the clock did too: what that put off is to be looked at soon."""
    here = and_(section.c.portal == crawl.portal, section.c.section == crawl.section)
    ahead = select(section.c.portal).where(here, section.c.checked_at > crawl.finished_at)
    if connection.execute(ahead).first() is None:
        return
    listed = select(listing.c.item_id).where(listing.c.portal == crawl.portal, listing.c.section == crawl.section)
    late = and_(item.c.id.in_(listed), item.c.reread_at > crawl.finished_at)
    connection.execute(update(item).where(late).values(reread_at=crawl.finished_at))


def _reschedule(
    connection: Connection, crawl: Crawl, before: Known, changed: Collection[str], ids: dict[str, int]
) -> None:
    """Say when each known article is to be looked at again, and keep what the server gave to ask with."""
    now, listed = crawl.finished_at, {row.key for row in crawl.rows}
    for each in (known for known in crawl.items if known.key in before.items):
        where = item.c.id == ids[each.key]
        row = connection.execute(select(item.c.first_seen_at, item.c.tries).where(where)).one()
        values: dict[str, object] = {"reread_at": _next_reread(row.first_seen_at, now), "tries": 0}
        # The next crawl looks for its place in the list; a row that leads nowhere is the portal's own matter.
        lost = each.problem is not None and each.problem.gone and each.key not in listed
        values["gone_at"] = now if lost else None
        if each.problem is not None and not each.problem.lasting:
            again = row.tries + 1 < MAX_TRIES
            values = {"reread_at": now if again else _next_reread(row.first_seen_at, now), "tries": row.tries + 1}
        elif each.problem is None:
            values["read_at"] = now
        if each.problem is None and each.key not in changed:
            values |= {"etag": each.validators.etag, "last_modified": each.validators.last_modified}
            if each.attachments:
                _learn(connection, ids[each.key], each)
        connection.execute(update(item).where(where).values(values))


def _learn(connection: Connection, number: int, each: Item) -> None:
    """Keep what the files of an unchanged item were found to be, with the content that it has said since."""
    where = item.c.id == number
    row = connection.execute(select(item.c.attachments, item.c.revision).where(where)).one()
    bare = [Attachment(url=file.url, name=file.name) for file in to_files(row.attachments)]
    files = from_files(inherit(bare, each.attachments))
    if files == row.attachments:
        return
    connection.execute(update(item).where(where).values(attachments=files))
    said = and_(revision.c.item_id == number, revision.c.number == row.revision)
    content = connection.execute(select(revision.c.content).where(said)).scalar_one()
    connection.execute(update(revision).where(said).values(content={**content, "attachments": files}))


def _next_reread(first_seen_at: datetime, now: datetime) -> datetime | None:
    age = now - first_seen_at
    return now + max(age, REREAD_FIRST) if age < REREAD_UNTIL else None


def _list(connection: Connection, crawl: Crawl, before: Known, ids: dict[str, int]) -> None:
    """Note which rows the section lists, and as what."""
    here = and_(listing.c.portal == crawl.portal, listing.c.section == crawl.section)
    at = {"last_listed_at": crawl.finished_at, "misses": 0}
    fresh = []
    for row in _distinct(crawl.rows):
        fingerprint = before.items[row.key].row_fingerprint if row.key in before.items else None
        if fingerprint is None:
            fresh.append({"item_id": ids[row.key], "first_listed_at": crawl.finished_at} | _shown(row))
        elif fingerprint != row.fingerprint:
            where = and_(here, listing.c.item_id == ids[row.key])
            connection.execute(update(listing).where(where).values(_shown(row)))
    connection.execute(update(listing).where(here, listing.c.item_id.in_(_listed(crawl, ids))).values(at))
    if fresh:
        common = {"portal": crawl.portal, "section": crawl.section} | at
        connection.execute(insert(listing), [each | common for each in fresh])


def _shown(row: Row) -> dict[str, Any]:
    """What a list shows of an item."""
    on = row.published.on if row.published else None
    return {"fingerprint": row.fingerprint, "title": row.title, "published_on": from_day(on)}


def _move(connection: Connection, crawl: Crawl, ids: dict[str, int]) -> None:
    """Give items the addresses that they were found under; those that they had lead to them as before."""
    for move in crawl.moves:
        number = ids[move.key]
        if move.url:
            values: dict[str, object] = {"url": move.url, "etag": None, "last_modified": None}
            connection.execute(update(item).where(item.c.id == number).values(values))
        where = and_(alias.c.portal == crawl.portal, alias.c.key == move.alias)
        if move.alias not in ids and connection.execute(select(alias).where(where)).first() is None:
            other = {"portal": crawl.portal, "key": move.alias, "item_id": number, "at": crawl.finished_at}
            connection.execute(insert(alias).values(other))


def _doubt(connection: Connection, crawl: Crawl, changes: Changes, ids: dict[str, int]) -> None:
    """Note what was missed, to be looked for by the next crawl, and what has been found to be withdrawn or back."""
    here = and_(listing.c.portal == crawl.portal, listing.c.section == crawl.section)
    missed = [ids[key] for key in crawl.missing if key in ids and key not in changes.dropped]
    connection.execute(update(listing).where(here, listing.c.item_id.in_(missed)).values(misses=listing.c.misses + 1))
    connection.execute(update(item).where(item.c.id.in_(missed)).values(reread_at=crawl.finished_at))
    dropped = [ids[key] for key in changes.dropped]
    connection.execute(update(listing).where(here, listing.c.item_id.in_(dropped)).values(misses=0))
    muted = [ids[key] for key in changes.muted]
    connection.execute(update(item).where(item.c.id.in_(muted)).values(muted=True))
    for kind, at in ((Kind.WITHDRAWN, crawl.finished_at), (Kind.RETURNED, None)):
        numbers = [ids[each.item.key] for each in changes.announced if each.kind is kind]
        values: dict[str, object] = {"withdrawn_at": at}
        # Nobody asks for what is withdrawn; a row that lists it again has it opened.
        values |= {"reread_at": None, "gone_at": None} if at else {}
        connection.execute(update(item).where(item.c.id.in_(numbers)).values(values))


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
    newly_listed = select(listing.c.item_id).where(
        listing.c.portal == crawl.portal,
        listing.c.section == crawl.section,
        listing.c.first_listed_at == crawl.finished_at,
        listing.c.item_id.in_(_listed(crawl, ids)),
    )
    young = event.c.item_id.in_(newly_listed) & (event.c.at > crawl.finished_at - STILL_NEWS)
    query = (
        select(event.c.seq, event.c.kind, item)
        .join(item, item.c.id == event.c.item_id)
        .where(event.c.seq.in_(seqs) | young)
        .order_by(event.c.seq)
    )
    for row in connection.execute(query).mappings().all():
        sections = connection.execute(select(listing.c.section).where(listing.c.item_id == row["id"])).scalars().all()
        concerned = set(owe(to_item(row), Kind(row["kind"]), sections))
        if row["seq"] not in seqs:
            # It was told already to those whom its other sections concern, if they were there to be told.
            others = [section for section in sections if section != crawl.section]
            concerned -= set(owe(to_item(row), Kind(row["kind"]), others)) if others else set()
        for name in sorted(concerned):
            have = select(owed.c.seq).where(owed.c.subscription == name, owed.c.seq == row["seq"])
            if connection.execute(have).first() is None:
                connection.execute(insert(owed).values(subscription=name, seq=row["seq"]))


def _number(result: CursorResult[Any]) -> int:
    """Return the primary key that the database gave."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
