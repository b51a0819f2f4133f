"""The operator's notices: which wait to be told, and the message that some of them are put into."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, and_, bindparam, func, or_, select, update

from portalwatch.changes.alerts import DAY, STALE, sift
from portalwatch.items import Notice, Outcome, Sign
from portalwatch.store.engine import reading, writing
from portalwatch.store.outbox import enqueue
from portalwatch.store.schema import notice, section
from portalwatch.store.values import to_health

_HEALTHY = [each.value for each in Outcome if each.healthy]
_TRUSTED = [each.value for each in Outcome if each.trusted]

#: Gives the Message-ID and the frozen bytes of a message to the operator.
Compose = Callable[[Sequence[Notice]], tuple[str, bytes]]


def tell(
    engine: Engine, address: str, compose: Compose, watched: Collection[tuple[str, str]], now: datetime
) -> tuple[Notice, ...]:
    """Put what is to be told now into one message to the operator, in one transaction; return it.

    Of sections that are not `watched` nothing is told.
    """
    if not _waits(engine):
        return ()
    with writing(engine) as connection:
        stale = and_(notice.c.told_at.is_(None), notice.c.at <= now - STALE)
        connection.execute(update(notice).where(stale).values(told_at=now))
        query = select(notice).where(or_(notice.c.told_at.is_(None), notice.c.told_at > now - DAY))
        notices = [_notice(row) for row in connection.execute(query.order_by(notice.c.id)).mappings()]
        sifted = sift(notices, _outcomes(connection, watched), now)
        told = _dated(connection, sifted.told)
        delivery_id = None
        if told:
            message_id, message = compose(told)
            delivery_id = enqueue(connection, address, message_id, message, now)
        # Of what stands for several changes, the last is the one that was told.
        mailed = {each.id for each in told}
        settled = [
            {"number": number, "delivery_id": delivery_id if number in mailed else None}
            for number in sorted(sifted.settled)
        ]
        if settled:
            where = notice.c.id == bindparam("number")
            connection.execute(update(notice).where(where).values(told_at=now), settled)
        return told


def _waits(engine: Engine) -> bool:
    with reading(engine) as connection:
        return connection.execute(select(notice.c.id).where(notice.c.told_at.is_(None)).limit(1)).first() is not None


def untold(engine: Engine) -> tuple[Notice, ...]:
    """Return the notices that are not dealt with yet."""
    with reading(engine) as connection:
        query = select(notice).where(notice.c.told_at.is_(None)).order_by(notice.c.id)
        return tuple(_notice(row) for row in connection.execute(query).mappings())


def _outcomes(connection: Connection, watched: Collection[tuple[str, str]]) -> dict[tuple[str, str], Outcome]:
    rows = connection.execute(select(section.c.portal, section.c.section, section.c.outcome))
    return {(row.portal, row.section): Outcome(row.outcome) for row in rows if (row.portal, row.section) in watched}


def _dated(connection: Connection, told: Sequence[Notice]) -> tuple[Notice, ...]:
    """Add when what is over began, and when what cannot be read was read last."""
    over = [each for each in told if each.after.healthy]
    began = _began(connection) if over else {}
    read = _read(connection) if len(over) < len(told) else {}
    return tuple(
        replace(each, since_at=began.get(_matter(each)))
        if each.after.healthy
        else replace(each, read_at=read.get((each.portal, each.section)))
        for each in told
    )


def _matter(over: Notice) -> tuple[str, str, Sign | None]:
    return over.portal, over.section, over.before if isinstance(over.before, Sign) else None


def _began(connection: Connection) -> Mapping[tuple[str, str, Sign | None], datetime]:
    """Return when each section's trouble, and each sign, last began. What turns into another trouble goes on."""
    turned = or_(notice.c.before.is_(None), notice.c.before.in_(_HEALTHY), notice.c.after.in_(list(Sign)))
    where = and_(turned, notice.c.after.not_in(_HEALTHY))
    columns = notice.c.portal, notice.c.section, notice.c.after
    found: dict[tuple[str, str, Sign | None], datetime] = {}
    for portal, key, after, at in connection.execute(
        select(*columns, func.max(notice.c.at)).where(where).group_by(*columns)
    ):
        health = to_health(after)
        matter = portal, key, health if isinstance(health, Sign) else None
        found[matter] = max(at, found.get(matter, at))
    return found


def _read(connection: Connection) -> Mapping[tuple[str, str], datetime]:
    """Return when each section that cannot be read was read last."""
    columns = section.c.portal, section.c.section, section.c.trusted_at
    unread = and_(section.c.outcome.not_in(_TRUSTED), section.c.trusted_at.is_not(None))
    return {(portal, key): at for portal, key, at in connection.execute(select(*columns).where(unread))}


def _notice(row: RowMapping) -> Notice:
    return Notice(
        portal=row["portal"],
        section=row["section"],
        before=to_health(row["before"]) if row["before"] else None,
        after=to_health(row["after"]),
        at=row["at"],
        detail=row["detail"],
        id=row["id"],
        told_at=row["told_at"],
        mailed=row["delivery_id"] is not None,
    )
