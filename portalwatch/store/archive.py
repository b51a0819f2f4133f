"""Items, where they are listed, what became of them: looked up for a crawl, and recorded after it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, and_, insert, select, update

from portalwatch.items import (
    Change,
    Changes,
    Crawl,
    Item,
    Kind,
    Known,
    KnownItem,
    Notice,
    Row,
    Validators,
)
from portalwatch.store import health
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import crawl as crawls
from portalwatch.store.schema import event, item, listing, owed, revision, section
from portalwatch.store.values import from_gap, from_item, from_problem, to_day, to_gap, to_item

#: An article is looked at again after as long as it has been known, but not sooner, and not for ever.
REREAD_FIRST, REREAD_UNTIL = timedelta(hours=1), timedelta(days=60)
#: An article that could not be read is tried again in every crawl, this often.
MAX_TRIES = 5
#: An item newly listed in another section is news to that section's watchers while its event is this young.
STILL_NEWS = timedelta(days=30)

#: Which subscriptions want an item of this kind, listed in these sections.
Owe = Callable[[Item, Kind, Collection[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording one crawl came to."""

    crawl_id: int
    changes: Changes
    seqs: tuple[int, ...]
    notice: Notice | None


def known(engine: Engine, portal: str, section_key: str, keys: Collection[str], now: datetime) -> Known:
    """Return what is known of a section and of these keys."""
    with reading(engine) as connection:
        return _known(connection, portal, section_key, keys, now)


def record(engine: Engine, crawl: Crawl, decide: Callable[[Known], Changes], owe: Owe) -> Recorded:
    """Write a crawl, what it means and what is owed for it, in one transaction."""
    keys = {row.key for row in crawl.rows} | {each.key for each in crawl.items}
    with writing(engine) as connection:
        before = _known(connection, crawl.portal, crawl.section, keys, crawl.finished_at)
        changes = decide(before)
        crawl_id = _insert_crawl(connection, crawl, len(changes.announced))
        ids = _item_ids(connection, crawl.portal, keys)
        seqs: list[int] = []
        if crawl.outcome.trusted:
            at = crawl.finished_at
            seqs.extend(_announce(connection, change, ids, crawl_id, at) for change in changes.announced)
            _store_all(connection, changes.stored, ids, crawl.finished_at)
            _reschedule(connection, crawl, before, {change.item.key for change in changes.announced}, ids)
            _list(connection, crawl, before, ids)
            _owe(connection, crawl, ids, seqs if not changes.baseline else None, owe)
        notice = health.record(connection, crawl, before)
    return Recorded(crawl_id, changes, tuple(seqs), notice)


def unread(engine: Engine, portal: str, section_key: str, now: datetime, limit: int) -> tuple[Item, ...]:
    """Return the listed items whose article is due to be looked at again, the longest waiting first."""
    query = (
        select(item)
        .join(listing, listing.c.item_id == item.c.id)
        .where(listing.c.portal == portal, listing.c.section == section_key, item.c.reread_at <= now)
        .order_by(item.c.reread_at, item.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return tuple(to_item(row) for row in connection.execute(query).mappings())


def items(
    engine: Engine, *, portal: str | None = None, section_key: str | None = None, limit: int | None = None
) -> list[Item]:
    """Return items, the newest published first."""
    query = select(item).order_by(item.c.published_on.desc().nulls_last(), item.c.published.desc(), item.c.id.desc())
    if portal:
        query = query.where(item.c.portal == portal)
    if section_key:
        query = query.join(listing, listing.c.item_id == item.c.id).where(listing.c.section == section_key)
    with reading(engine) as connection:
        return [to_item(row) for row in connection.execute(query.limit(limit)).mappings()]


def _known(connection: Connection, portal: str, section_key: str, keys: Collection[str], now: datetime) -> Known:
    where = and_(section.c.portal == portal, section.c.section == section_key)
    row = connection.execute(select(section).where(where)).mappings().first()
    found = _known_items(connection, portal, section_key, keys, now)
    if row is None:
        return Known(items=found)
    return Known(
        established=row["established_at"] is not None,
        url=row["url"],
        run=tuple(row["run"]),
        horizon_on=to_day(row["horizon_on"]),
        newest_on=to_day(row["newest_on"]),
        gap=to_gap(row["gap"]),
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        items=found,
    )


def _known_items(
    connection: Connection, portal: str, section_key: str, keys: Collection[str], now: datetime
) -> Mapping[str, KnownItem]:
    here = and_(listing.c.item_id == item.c.id, listing.c.portal == portal, listing.c.section == section_key)
    query = (
        select(item, listing.c.fingerprint.label("row_fingerprint"))
        .join(listing, here, isouter=True)
        .where(item.c.portal == portal, item.c.key.in_(sorted(keys)))
    )
    rows = connection.execute(query).mappings()
    return MappingProxyType(
        {
            row["key"]: KnownItem(
                item=to_item(row),
                row_fingerprint=row["row_fingerprint"],
                due=row["reread_at"] is not None and row["reread_at"] <= now,
            )
            for row in rows
        }
    )


def _item_ids(connection: Connection, portal: str, keys: Collection[str]) -> dict[str, int]:
    query = select(item.c.key, item.c.id).where(item.c.portal == portal, item.c.key.in_(sorted(keys)))
    return {row.key: row.id for row in connection.execute(query)}


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
            problems=[from_problem(problem) for problem in crawl.problems],
        )
    )
    return _number(result)


def _announce(connection: Connection, change: Change, ids: dict[str, int], crawl_id: int, at: datetime) -> int:
    """Store the changed item and number the event."""
    number = _store(connection, change.item, ids, at)
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
    return values | {"revision": 1, "changed_at": at, "tries": int(again)}


def _revision(number_of_item: int, number: int, at: datetime, values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in ("title", "published", "body", "attachments")}
    return {"item_id": number_of_item, "number": number, "at": at, "content": kept}


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


def _reschedule(
    connection: Connection, crawl: Crawl, before: Known, changed: Collection[str], ids: dict[str, int]
) -> None:
    """Say when each known article is to be looked at again, and keep what the server gave to ask with."""
    now = crawl.finished_at
    for each in (known for known in crawl.items if known.key in before.items):
        where = item.c.id == ids[each.key]
        row = connection.execute(select(item.c.first_seen_at, item.c.tries).where(where)).one()
        values: dict[str, object] = {"reread_at": _next_reread(row.first_seen_at, now), "tries": 0}
        if each.problem is not None and not each.problem.lasting:
            again = row.tries + 1 < MAX_TRIES
            values = {"reread_at": now if again else _next_reread(row.first_seen_at, now), "tries": row.tries + 1}
        elif each.problem is None and each.key not in changed:
            values |= {"etag": each.validators.etag, "last_modified": each.validators.last_modified}
        connection.execute(update(item).where(where).values(values))


def _next_reread(first_seen_at: datetime, now: datetime) -> datetime | None:
    age = now - first_seen_at
    return now + max(age, REREAD_FIRST) if age < REREAD_UNTIL else None


def _list(connection: Connection, crawl: Crawl, before: Known, ids: dict[str, int]) -> None:
    """Note which rows the section lists, and as what."""
    here = and_(listing.c.portal == crawl.portal, listing.c.section == crawl.section)
    at = {"last_listed_at": crawl.finished_at}
    fresh = []
    for row in _distinct(crawl.rows):
        fingerprint = before.items[row.key].row_fingerprint if row.key in before.items else None
        if fingerprint is None:
            fresh.append(
                {"item_id": ids[row.key], "fingerprint": row.fingerprint, "first_listed_at": crawl.finished_at}
            )
        elif fingerprint != row.fingerprint:
            where = and_(here, listing.c.item_id == ids[row.key])
            connection.execute(update(listing).where(where).values(fingerprint=row.fingerprint))
    connection.execute(update(listing).where(here, listing.c.item_id.in_(_listed(crawl, ids))).values(at))
    if fresh:
        common = {"portal": crawl.portal, "section": crawl.section} | at
        connection.execute(insert(listing), [each | common for each in fresh])


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
    query = (
        select(event.c.seq, event.c.kind, item)
        .join(item, item.c.id == event.c.item_id)
        .join(listing, and_(listing.c.item_id == item.c.id, listing.c.portal == crawl.portal))
        .where(
            event.c.seq.in_(seqs)
            | (
                event.c.item_id.in_(_listed(crawl, ids))
                & (event.c.at > crawl.finished_at - STILL_NEWS)
                & (listing.c.section == crawl.section)
                & (listing.c.first_listed_at == crawl.finished_at)
            )
        )
        .distinct()
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
