"""The operator's notices: which wait to be told, and the message that some of them are put into."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, and_, bindparam, or_, select, update

from portalwatch.changes.alerts import DAY, STALE, sift
from portalwatch.items import Notice, Outcome
from portalwatch.store.engine import reading, writing
from portalwatch.store.outbox import enqueue
from portalwatch.store.schema import notice, section
from portalwatch.store.values import to_health

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
        delivery_id = None
        if sifted.told:
            message_id, message = compose(sifted.told)
            delivery_id = enqueue(connection, address, message_id, message, now)
        # Of what stands for several changes, the last is the one that was told.
        mailed = {each.id for each in sifted.told}
        settled = [
            {"number": number, "delivery_id": delivery_id if number in mailed else None}
            for number in sorted(sifted.settled)
        ]
        if settled:
            where = notice.c.id == bindparam("number")
            connection.execute(update(notice).where(where).values(told_at=now), settled)
        return sifted.told


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
