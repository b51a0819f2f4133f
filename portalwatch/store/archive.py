"""What is known: of a section and of the keys that a crawl brings, of what is due, of everything."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, Integer, RowMapping, and_, bindparam, exists, or_, select

from portalwatch.items import Item, Known, KnownItem, Listed, Validators
from portalwatch.normalize.urls import is_web, key
from portalwatch.store import repairs
from portalwatch.store.engine import reading
from portalwatch.store.schema import alias, among, event, item, listing, piece, revision, section
from portalwatch.store.values import to_day, to_gap, to_item

#: What no crawl is compared with: the markup is only shown, and large; the rest only the store itself asks for.
_UNCOMPARED = {
    *("html", "published_on", "gone_at", "withdrawn_at", "tries", "first_seen_at", "changed_at", "reread_at"),
    "subject",
}
_COMPARED = [column for column in item.c if column.name not in _UNCOMPARED]
#: What a crawl missed, or what its own address says is gone.
_DOUBTED = or_(listing.c.misses > 0, item.c.gone_at.is_not(None))
#: A list is read at least this often, whatever the server says of it.
LIST_ANEW = timedelta(hours=6)
#: What a template has added is remembered for as long as an article may wait to be looked at again, and longer.
KEEP_PIECES = timedelta(days=180)
#: Of more items than this nobody can tell which one was meant.
_FOUND = 20

# What every crawl asks is built once: building a statement costs more than executing it.
_PORTAL: BindParameter[str] = bindparam("portal")
_KEY: BindParameter[str] = bindparam("section")
_ITEMS = and_(item.c.portal == _PORTAL, among(item.c.key, "keys"))
_HERE = and_(listing.c.item_id == item.c.id, listing.c.portal == _PORTAL, listing.c.section == _KEY)
_SECTION = select(section).where(section.c.portal == _PORTAL, section.c.section == _KEY)
_SEQUENCE = select(section.c.sequence).where(section.c.portal == _PORTAL, section.c.section == _KEY)
_LISTED = (
    select(item.c.key, item.c.title, item.c.published_on, listing.c.title, listing.c.published_on)
    .join(listing, listing.c.item_id == item.c.id)
    .where(_ITEMS, listing.c.section == _KEY)
)
_TITLES = select(item.c.title).where(_ITEMS)
_SEQUENCES = select(section.c.sequence).where(section.c.portal == _PORTAL)
# Asked for in this way what is due is looked through, not all that the section has ever listed.
_DUE = (
    select(item)
    .where(item.c.portal == _PORTAL, item.c.reread_at <= bindparam("now"))
    .order_by(item.c.reread_at, item.c.id)
)
_DUE_DOUBTED = _DUE.where(exists().where(_HERE, _DOUBTED))
_DUE_OTHERS = _DUE.where(exists().where(_HERE, ~_DOUBTED)).limit(bindparam("limit", type_=Integer))
_PIECES = select(piece.c.mark).where(piece.c.portal == _PORTAL, piece.c.at > bindparam("since"))
_NAMED = (
    select(alias.c.key, item.c.key, alias.c.at)
    .join(item, item.c.id == alias.c.item_id)
    .where(alias.c.portal == _PORTAL, among(alias.c.key, "keys"))
)
# An outer join begins with these keys; an inner one SQLite would begin with all that the section has ever listed.
_DOUBTED_KEYS = (
    select(item.c.key).join(listing, _HERE, isouter=True).where(_ITEMS, item.c.withdrawn_at.is_(None)).where(_DOUBTED)
)
_KNOWN = (
    select(
        *_COMPARED,
        (item.c.reread_at <= bindparam("now")).label("due"),
        item.c.withdrawn_at.is_not(None).label("withdrawn"),
        listing.c.fingerprint.label("row_fingerprint"),
        listing.c.misses,
        listing.c.last_listed_at,
    )
    .join(listing, _HERE, isouter=True)
    .where(_ITEMS)
)
_ELSEWHERE = (
    select(listing.c.item_id, section.c.sequence)
    .join(section, and_(section.c.portal == listing.c.portal, section.c.section == listing.c.section))
    .where(listing.c.portal == _PORTAL, listing.c.section != _KEY, listing.c.misses == 0)
    .where(among(listing.c.item_id, "ids"))
)
_EARLIER = (
    select(revision.c.item_id, revision.c.fingerprint)
    .where(among(revision.c.item_id, "ids"), revision.c.fingerprint.is_not(None))
    .order_by(revision.c.item_id, revision.c.number)
)
_IDS = select(item.c.key, item.c.id).where(_ITEMS)


def known(engine: Engine, portal: str, section_key: str, keys: Collection[str], now: datetime) -> Known:
    """Return what is known of a section and of these keys."""
    with reading(engine) as connection:
        return look_up(connection, portal, section_key, keys, now)


def known_items(
    engine: Engine, portal: str, section_key: str, keys: Collection[str], now: datetime
) -> Mapping[str, KnownItem]:
    """Return what is known of these keys, items under each of the keys that led to them."""
    with reading(engine) as connection:
        return _known_items(connection, portal, section_key, keys, now)


def listed(engine: Engine, portal: str, section_key: str) -> tuple[Listed, ...]:
    """Return what a section showed of the items that it is known to list, in its order."""
    where = {"portal": portal, "section": section_key}
    with reading(engine) as connection:
        order = connection.execute(_SEQUENCE, where).scalar() or []
        found = {key: _listed(key, *shown) for key, *shown in connection.execute(_LISTED, where | {"keys": order})}
    return tuple(found[key] for key in order if key in found)


def titles(connection: Connection, portal: str) -> frozenset[str]:
    """Return the titles of all that a portal's sections are known to list, as far as that is remembered."""
    keys = sorted({key for order in connection.execute(_SEQUENCES, {"portal": portal}).scalars() for key in order})
    return frozenset(connection.execute(_TITLES, {"portal": portal, "keys": keys}).scalars())


def _listed(key: str, title: str, on: str | None, listed_title: str | None, listed_on: str | None) -> Listed:
    """What the list showed; of rows stored before that was noted, what the item says."""
    if listed_title is None:
        return Listed(key=key, title=title, on=to_day(on))
    return Listed(key=key, title=listed_title, on=to_day(listed_on))


def unread(engine: Engine, portal: str, section_key: str, now: datetime, limit: int) -> tuple[Item, ...]:
    """Return the listed items whose article is due to be looked at again: the doubted, and the longest waiting others.

    Only the others are limited: that something is withdrawn is told by two crawls in a row, not by their budget.
    """
    given = {"portal": portal, "section": section_key, "now": now}
    with reading(engine) as connection:
        doubted = connection.execute(_DUE_DOUBTED, given).mappings().all()
        others = connection.execute(_DUE_OTHERS, given | {"limit": limit}).mappings().all()
        return tuple(map(to_item, (*doubted, *others)))


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


def stored(engine: Engine, portal: str, keys: Collection[str]) -> list[Item]:
    """Return the items that have these keys, with all that is stored of them."""
    query = select(item).where(item.c.portal == portal, item.c.key.in_(sorted(keys)))
    with reading(engine) as connection:
        return [to_item(row) for row in connection.execute(query).mappings()]


def dated(engine: Engine, portal: str, days: Collection[date], titles: Collection[str] = ()) -> list[Item]:
    """Return the items that a portal published on these days, or on no day that is known under one of these titles."""
    query = select(*_COMPARED).where(item.c.portal == portal)
    # Each by itself is found by the index; by an "or" of both the whole portal would be read.
    dated = query.where(item.c.published_on.in_(sorted(day.isoformat() for day in days)))
    undated = query.where(item.c.published_on.is_(None), item.c.title.in_(sorted(titles)))
    asked = [each for each, wanted in ((dated, days), (undated, titles)) if wanted]
    with reading(engine) as connection:
        return [to_item(row) for each in asked for row in connection.execute(each).mappings()]


def find(engine: Engine, what: str) -> list[Item]:
    """Return the items that an address, an event's number or a part of a title means; the newest first, a few.

    An address that an item had before it moved means the item as well.
    """
    wanted = or_(item.c.url == what, item.c.key == what, item.c.title.contains(what, autoescape=True))
    if is_web(what):
        moved = select(alias.c.item_id).where(alias.c.key == key(what))
        wanted = or_(wanted, item.c.key == key(what), item.c.id.in_(moved))
    if what.isdecimal():
        wanted = item.c.id.in_(select(event.c.item_id).where(event.c.seq == int(what)))
    query = select(item).where(wanted).order_by(item.c.id.desc()).limit(_FOUND)
    with reading(engine) as connection:
        return [to_item(row) for row in connection.execute(query).mappings()]


def names(engine: Engine, each: Item) -> frozenset[str]:
    """Return the keys that lead to an item: its own, and those of its other addresses."""
    number = select(item.c.id).where(item.c.portal == each.portal, item.c.key == each.key).scalar_subquery()
    query = select(alias.c.key).where(alias.c.portal == each.portal, alias.c.item_id == number)
    with reading(engine) as connection:
        return frozenset({each.key, *connection.execute(query).scalars()})


def history(engine: Engine, each: Item) -> list[tuple[datetime, dict[str, Any]]]:
    """Return what an item said, and since when, the oldest first."""
    number = select(item.c.id).where(item.c.portal == each.portal, item.c.key == each.key).scalar_subquery()
    query = select(revision.c.at, revision.c.content).where(revision.c.item_id == number).order_by(revision.c.number)
    with reading(engine) as connection:
        return [(row.at, row.content) for row in connection.execute(query)]


def look_up(connection: Connection, portal: str, section_key: str, keys: Collection[str], now: datetime) -> Known:
    """Return what is known of a section and of these keys, items under each of the keys that led to them."""
    row = connection.execute(_SECTION, {"portal": portal, "section": section_key}).mappings().first()
    found = _known_items(connection, portal, section_key, keys, now)
    if row is None:
        return Known(items=found)
    repair, undone = repairs.of_section(connection, portal, section_key)
    return Known(
        established=row["established_at"] is not None,
        established_on=row["established_at"].date() if row["established_at"] else None,
        url=row["url"],
        run=tuple(row["run"]),
        order=tuple(row["sequence"]),
        repair=repair,
        undone=undone,
        doubted=_doubted(connection, portal, section_key, row["sequence"]),
        horizon_on=to_day(row["horizon_on"]),
        newest_on=to_day(row["newest_on"]),
        gap=to_gap(row["gap"]),
        validators=_validators(row, now),
        pieces=_pieces(connection, portal, now),
        items=found,
    )


def _validators(row: RowMapping, now: datetime) -> Validators:
    """What a list is asked with. Some servers say "not modified" whatever has come, so it is not asked so for long."""
    lately = row["listed_at"] is not None and now - row["listed_at"] < LIST_ANEW
    return Validators(etag=row["etag"], last_modified=row["last_modified"]) if lately else Validators()


def _pieces(connection: Connection, portal: str, now: datetime) -> frozenset[str]:
    kept = connection.execute(_PIECES, {"portal": portal, "since": now - KEEP_PIECES})
    return frozenset(kept.scalars())


def resolve(connection: Connection, portal: str, keys: Collection[str]) -> dict[str, str]:
    """Return, for those keys that are another address of an item, the key that it has."""
    return {other: name for other, (name, _) in _named(connection, portal, keys).items()}


def _named(connection: Connection, portal: str, keys: Collection[str]) -> dict[str, tuple[str, datetime]]:
    if not keys:
        return {}
    rows = connection.execute(_NAMED, {"portal": portal, "keys": sorted(keys)})
    return {other: (name, at) for other, name, at in rows}


def _doubted(connection: Connection, portal: str, section_key: str, order: Collection[str]) -> frozenset[str]:
    if not order:
        return frozenset()
    given = {"portal": portal, "section": section_key, "keys": order}
    return frozenset(connection.execute(_DOUBTED_KEYS, given).scalars())


def _known_items(
    connection: Connection, portal: str, section_key: str, keys: Collection[str], now: datetime
) -> Mapping[str, KnownItem]:
    named = _named(connection, portal, keys)
    names = (named[each][0] if each in named else each for each in keys)
    found = _items(connection, portal, section_key, set(names), now)
    moved = {other: replace(found[name], moved_at=at) for other, (name, at) in named.items() if name in found}
    return MappingProxyType(found | moved)


def _items(
    connection: Connection, portal: str, section_key: str, keys: Collection[str], now: datetime
) -> dict[str, KnownItem]:
    if not keys:
        return {}
    given = {"portal": portal, "section": section_key, "keys": sorted(keys), "now": now}
    rows = connection.execute(_KNOWN, given).mappings().all()
    earlier = _earlier(connection, [row["id"] for row in rows if row["revision"] > 1])
    elsewhere = _elsewhere(connection, portal, section_key, {row["id"]: row["key"] for row in rows if row["misses"]})
    return {
        row["key"]: KnownItem(
            item=to_item(row),
            row_fingerprint=row["row_fingerprint"],
            due=bool(row["due"]),
            misses=row["misses"] or 0,
            elsewhere=row["id"] in elsewhere,
            withdrawn=row["withdrawn"],
            earlier=earlier.get(row["id"], ()),
            muted=row["muted"],
            read_at=row["read_at"],
            listed_at=row["last_listed_at"],
        )
        for row in rows
    }


def _elsewhere(connection: Connection, portal: str, section_key: str, keys: Mapping[int, str]) -> set[int]:
    """Return which of these items another section lists, as far as it is remembered."""
    if not keys:
        return set()
    given = {"portal": portal, "section": section_key, "ids": list(keys)}
    return {number for number, order in connection.execute(_ELSEWHERE, given) if keys[number] in order}


def _earlier(connection: Connection, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the fingerprints of what items said at each change of it, the oldest first."""
    if not ids:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for number, fingerprint in connection.execute(_EARLIER, {"ids": ids}):
        said = found.get(number, ())
        # Of what a page says not everything is in its fingerprint: a file was replaced, or the item had gone.
        found[number] = said if said[-1:] == (fingerprint,) else (*said, fingerprint)
    return found


def item_ids(connection: Connection, portal: str, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of the items that have these keys."""
    return {row.key: row.id for row in connection.execute(_IDS, {"portal": portal, "keys": sorted(keys)})}
