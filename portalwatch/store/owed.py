"""What subscribers are owed, and the digests made of it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from portalwatch.digest.matching import watches
from portalwatch.items import (
    Digest,
    Event,
    Item,
    Kind,
    Subscription,
    Unchecked,
)
from portalwatch.store import health, stories
from portalwatch.store.engine import reading, writing
from portalwatch.store.outbox import enqueue
from portalwatch.store.schema import digest, event, item, listing, owed, revision, section, subscription
from portalwatch.store.values import to_content, to_item

#: Gives the Message-ID and the frozen bytes of a digest.
Compose = Callable[[Digest], tuple[str, bytes]]
#: Whether a subscriber wants an item that is listed in these sections.
Wants = Callable[[Item, Collection[str]], bool]
#: How many of the newest items are looked through for the latest that a first digest brings along.
LATEST_AMONG = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one subscription stands: since when it is known, its newest window, and how many events wait for the next.

    `expectant`: a section has been read for the first time since that window; a first digest may bring its latest.
    """

    name: str
    created_at: datetime
    slot_at: datetime | None
    waiting: int
    expectant: bool


def subscribe(engine: Engine, subscriptions: Sequence[Subscription], now: datetime) -> None:
    """Make the store know these subscriptions, and no other as active. What a dropped one is owed is kept."""
    names = {each.name for each in subscriptions}
    with reading(engine) as connection:
        had = _active(connection)
    if {name for name, active in had.items() if active} == names:
        return
    with writing(engine) as connection:
        had = _active(connection)
        for name in sorted(names - had.keys()):
            connection.execute(insert(subscription).values(name=name, active=True, created_at=now))
        connection.execute(update(subscription).values(active=subscription.c.name.in_(sorted(names))))


def _active(connection: Connection) -> dict[str, bool]:
    return {row.name: row.active for row in connection.execute(select(subscription.c.name, subscription.c.active))}


def standings(engine: Engine) -> dict[str, Standing]:
    """Where every subscription stands."""
    mine = owed.c.subscription == subscription.c.name
    query = select(
        subscription,
        select(func.count()).where(mine, owed.c.digest_id.is_(None)).scalar_subquery().label("waiting"),
        select(func.max(section.c.established_at)).scalar_subquery().label("baseline_at"),
    )
    with reading(engine) as connection:
        return {row["name"]: _standing(row) for row in connection.execute(query).mappings()}


def events(engine: Engine, *, after: int = 0, portal: str | None = None, limit: int | None = None) -> list[Event]:
    """Return events in the order in which they happened, those numbered above `after`."""
    query = _told().where(event.c.seq > after)
    if portal:
        query = query.where(item.c.portal == portal)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(event.c.seq.desc()).limit(limit)).mappings().all()
    return [_event(row) for row in reversed(rows)]


def preview(engine: Engine, owner: Subscription, wants: Wants, slot_at: datetime) -> Digest:
    """Return the digest that would be made now; nothing is written."""
    with reading(engine) as connection:
        return _digest(connection, owner, wants, slot_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window of one subscription, which ends at `slot_at`, to be made at `now`."""

    owner: Subscription
    wants: Wants
    slot_at: datetime
    now: datetime


def make(engine: Engine, window: Window, compose: Compose) -> Digest | None:
    """Make the digest of one window: its events, its bytes and the subscription's place, in one transaction.

    Return None when the window was made before, or nothing is owed; an empty window makes no message.
    """
    owner, slot_at = window.owner, window.slot_at
    with writing(engine) as connection:
        where = subscription.c.name == owner.name
        row = connection.execute(select(subscription.c.slot_at).where(where).with_for_update()).one()
        # A place in the future was taken by a clock that was ahead; it must not silence the subscriber until then.
        if row.slot_at is not None and slot_at <= row.slot_at <= window.now:
            return None
        made = _digest(connection, owner, window.wants, slot_at)
        connection.execute(update(subscription).where(where).values(slot_at=slot_at))
        if not made.events:
            return None
        message_id, message = compose(made)
        delivery_id = enqueue(connection, owner.address, message_id, message, window.now)
        _close(connection, window, delivery_id, len(made.events))
        return made


def _close(connection: Connection, window: Window, delivery_id: int, count: int) -> None:
    """Write the window down, with all that was owed until now in it."""
    key = connection.execute(
        insert(digest).values(
            subscription=window.owner.name,
            slot_at=window.slot_at,
            made_at=window.now,
            events=count,
            delivery_id=delivery_id,
        )
    ).inserted_primary_key
    assert key is not None
    mine = and_(owed.c.subscription == window.owner.name, owed.c.digest_id.is_(None))
    connection.execute(update(owed).where(mine).values(digest_id=key[0]))


def _digest(connection: Connection, owner: Subscription, wants: Wants, slot_at: datetime) -> Digest:
    query = (
        _told()
        .join(owed, owed.c.seq == event.c.seq)
        .where(owed.c.subscription == owner.name, owed.c.digest_id.is_(None))
        .order_by(event.c.seq)
    )
    rows = connection.execute(query).mappings().all()
    found = [_placed(connection, _event(row), row["id"], owner) for row in rows]
    if owner.latest and _is_first(connection, owner):
        found.extend(_latest(connection, owner, wants, {(each.item.portal, each.item.key) for each in found}))
    return Digest(
        subscription=owner,
        slot_at=slot_at,
        events=stories.credit(connection, owner.name, tuple(_once(found))),
        unchecked=_unchecked(connection, owner),
    )


def _told() -> Select[Any]:
    """Select events with their items, edits and returns with what was said before and after."""
    before, after = revision.alias("before"), revision.alias("after")
    edited = event.c.kind.in_([Kind.EDITED.value, Kind.RETURNED.value])
    return (
        select(event, item, before.c.content.label("before"), after.c.content.label("after"))
        .join(item, item.c.id == event.c.item_id)
        .outerjoin(before, and_(edited, before.c.item_id == item.c.id, before.c.number == event.c.revision - 1))
        .outerjoin(after, and_(edited, after.c.item_id == item.c.id, after.c.number == event.c.revision))
    )


def _once(found: Iterable[Event]) -> Iterable[Event]:
    """One entry an item."""
    entries: dict[tuple[str, str], Event] = {}
    for each in found:
        where = (each.item.portal, each.item.key)
        entries[where] = _both(entries[where], each) if where in entries else each
    return entries.values()


def _both(earlier: Event, later: Event) -> Event:
    """What is new or back and was edited since is new or back; what has been withdrawn since is that.

    Of several edits, what was said before the first is compared with what was said after the last.
    """
    if later.kind is Kind.WITHDRAWN:
        return replace(earlier, kind=Kind.WITHDRAWN)
    if earlier.kind not in (Kind.WITHDRAWN, Kind.EDITED, Kind.RETURNED):
        return earlier
    return replace(
        earlier,
        kind=later.kind if earlier.kind is Kind.WITHDRAWN else earlier.kind,
        fields=tuple(dict.fromkeys((*earlier.fields, *later.fields))),
        before=earlier.before or later.before,
        after=later.after,
    )


def _placed(connection: Connection, each: Event, item_id: int, owner: Subscription) -> Event:
    """Show the item in the first of its sections that the subscriber asked for."""
    if not owner.sections:
        return each
    query = select(listing.c.section).where(listing.c.item_id == item_id).order_by(listing.c.first_listed_at)
    for key in connection.execute(query).scalars():
        if key in owner.sections or f"{each.item.portal}/{key}" in owner.sections:
            return replace(each, item=replace(each.item, section=key))
    return each


def _is_first(connection: Connection, owner: Subscription) -> bool:
    query = select(digest.c.id).where(digest.c.subscription == owner.name).limit(1)
    return connection.execute(query).first() is None


def _latest(connection: Connection, owner: Subscription, wants: Wants, known: Collection[object]) -> list[Event]:
    """The newest items that the subscriber would have been told of in earlier days, as events numbered 0."""
    newest = item.c.published_on.desc().nulls_last(), item.c.published.desc(), item.c.id
    query = select(item).where(_offered(owner)).order_by(*newest).limit(LATEST_AMONG)
    found: list[Event] = []
    for row in connection.execute(query).mappings():
        where = listing.c.item_id == row["id"]
        sections = connection.execute(select(listing.c.section).where(where)).scalars().all()
        if (row["portal"], row["key"]) not in known and wants(to_item(row), sections):
            each = Event(seq=0, kind=Kind.NEW, at=row["first_seen_at"], item=to_item(row))
            found.append(_placed(connection, each, row["id"], owner))
        if len(found) >= owner.latest:
            break
    return found


def _offered(owner: Subscription) -> ColumnElement[bool]:
    """Narrow a look at all items down to the portals and sections of a subscription, where it names any."""
    named = or_(listing.c.section.in_(owner.sections), (listing.c.portal + "/" + listing.c.section).in_(owner.sections))
    listed = select(listing.c.item_id).where(listing.c.item_id == item.c.id, named).exists()
    return and_(
        item.c.portal.in_(owner.portals) if owner.portals else true(),
        listed if owner.sections else true(),
    )


def _unchecked(connection: Connection, owner: Subscription) -> tuple[Unchecked, ...]:
    """What could not be looked at of the sections that a subscription watches, since its last window."""
    query = select(subscription.c.slot_at, subscription.c.created_at).where(subscription.c.name == owner.name)
    row = connection.execute(query).one()
    found = health.unchecked(connection, row.slot_at or row.created_at)
    return tuple(each for each in found if watches(owner, each.portal, each.section))


def _standing(row: RowMapping) -> Standing:
    slot_at, baseline_at = row["slot_at"], row["baseline_at"]
    return Standing(
        name=row["name"],
        created_at=row["created_at"],
        slot_at=slot_at,
        waiting=row["waiting"],
        expectant=baseline_at is not None and (slot_at is None or baseline_at > slot_at),
    )


def _event(row: RowMapping) -> Event:
    return Event(
        seq=row["seq"],
        kind=Kind(row["kind"]),
        at=row["at"],
        item=to_item(row),
        fields=tuple(row["fields"]),
        before=to_content(row["before"]) if row["before"] else None,
        after=to_content(row["after"]) if row["after"] else None,
    )
