"""Items, where they are listed, what became of them: looked up for a crawl, and recorded after it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, RowMapping, and_, insert, select, update

from portalwatch.items import (
    Attachment,
    Change,
    Changes,
    Crawl,
    Item,
    Kind,
    Known,
    KnownItem,
    Notice,
    Origin,
    Precision,
    Problem,
    Published,
    Row,
    Validators,
)
from portalwatch.store import health
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import crawl as crawls
from portalwatch.store.schema import event, item, listing, owed, revision, section

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
            for each in changes.stored:
                _store(connection, each, ids, crawl.finished_at)
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
        horizon_on=_day(row["horizon_on"]),
        newest_on=_day(row["newest_on"]),
        gap=health.to_gap(row["gap"]),
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
            gap=health.from_gap(gap),
            problems=[_problem_json(problem) for problem in crawl.problems],
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


def _store(connection: Connection, each: Item, ids: dict[str, int], at: datetime) -> int:
    """Insert an item, or write its new content over the old, which its revisions keep. Return the revision's number."""
    values = _content(each)
    if each.key not in ids:
        # Its article has just been opened for the first time, unless it is to be tried again at once.
        again = each.problem is not None and not each.problem.lasting
        values |= {"reread_at": at if again else _next_reread(at, at)}
        values |= {"portal": each.portal, "section": each.section, "key": each.key, "first_seen_at": at}
        values |= {"revision": 1, "changed_at": at, "tries": int(again)}
        ids[each.key] = _number(connection.execute(insert(item).values(values)))
        number = 1
    else:
        where = item.c.id == ids[each.key]
        number = int(connection.execute(select(item.c.revision).where(where)).scalar_one()) + 1
        connection.execute(update(item).where(where).values(values | {"revision": number, "changed_at": at}))
    kept = {name: values[name] for name in ("title", "published", "body", "attachments")}
    connection.execute(insert(revision).values(item_id=ids[each.key], number=number, at=at, content=kept))
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


def _content(each: Item) -> dict[str, object]:
    published = each.published
    return {
        "url": each.url,
        "title": each.title,
        "published": published.at.isoformat(timespec="minutes") if published else None,
        "published_precision": published.precision.value if published else None,
        "published_origin": published.origin.value if published else None,
        "published_raw": published.raw if published else None,
        "published_on": published.on.isoformat() if published else None,
        "source": each.source,
        "author": each.author,
        "breadcrumb": list(each.breadcrumb),
        "body": each.body,
        "attachments": [{"url": file.url, "name": file.name} for file in each.attachments],
        "fingerprint": each.fingerprint,
        "problem": _problem_json(each.problem) if each.problem else None,
        "etag": each.validators.etag,
        "last_modified": each.validators.last_modified,
    }


def to_item(row: RowMapping) -> Item:
    """Return the item that a row of the table holds."""
    return Item(
        portal=row["portal"],
        section=row["section"],
        key=row["key"],
        url=row["url"],
        title=row["title"],
        published=_published(row),
        source=row["source"],
        author=row["author"],
        breadcrumb=tuple(row["breadcrumb"]),
        body=row["body"],
        attachments=tuple(Attachment(**each) for each in row["attachments"]),
        fingerprint=row["fingerprint"],
        problem=Problem(**row["problem"]) if row["problem"] else None,
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
    )


def _published(row: RowMapping) -> Published | None:
    if row["published"] is None:
        return None
    return Published(
        at=datetime.fromisoformat(row["published"]),
        precision=Precision(row["published_precision"]),
        origin=Origin(row["published_origin"]),
        raw=row["published_raw"],
    )


def _problem_json(problem: Problem) -> dict[str, str]:
    return {"kind": problem.kind, "url": problem.url, "detail": problem.detail}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
