"""The outbox: frozen messages, how far each has got, and every try at it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, and_, insert, select, update

from portalwatch.items import Delivery, State
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import attempt, delivery

#: No message is put off for longer; what is to wait beyond this was written by a clock that was ahead.
FARTHEST = timedelta(days=1)
#: So long a message that was refused for good is shown to the operator.
REMEMBERED = timedelta(days=14)


def due(engine: Engine, now: datetime) -> tuple[Delivery, ...]:
    """Return the deliveries to be tried now, those of unknown fate first."""
    query = select(delivery).where(_waiting(now) | (delivery.c.state == State.COMMITTING.value))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(delivery.c.state, delivery.c.id)).mappings()
        return tuple(_delivery(row) for row in rows)


def deliveries(engine: Engine, limit: int | None = None) -> list[Delivery]:
    """Return deliveries, the newest first."""
    with reading(engine) as connection:
        rows = connection.execute(select(delivery).order_by(delivery.c.id.desc()).limit(limit)).mappings()
        return [_delivery(row) for row in rows]


def undelivered(engine: Engine, now: datetime) -> list[Delivery]:
    """Return the messages that wait to be tried again, and those given up in the last days; the newest first."""
    held = and_(delivery.c.state.in_([State.PENDING.value, State.COMMITTING.value]), delivery.c.detail != "")
    refused = and_(delivery.c.state == State.FAILED.value, delivery.c.done_at > now - REMEMBERED)
    with reading(engine) as connection:
        rows = connection.execute(select(delivery).where(held | refused).order_by(delivery.c.id.desc())).mappings()
        return [_delivery(row) for row in rows]


def journal(engine: Engine, each: Delivery, now: datetime) -> None:
    """Write down, before it happens, that the message is about to be handed over."""
    _advance(engine, each, State.COMMITTING, "", now)


def sent(engine: Engine, each: Delivery, detail: str, now: datetime) -> None:
    """Write down that the message was taken."""
    _advance(engine, each, State.SENT, detail, now, done_at=now)


def failed(engine: Engine, each: Delivery, detail: str, now: datetime) -> None:
    """Write down that the message will not be tried again."""
    _advance(engine, each, State.FAILED, detail, now, done_at=now, attempts=delivery.c.attempts + 1)


def postponed(engine: Engine, each: Delivery, detail: str, now: datetime, next_at: datetime) -> None:
    """Write down that the message was not taken, and when it is to be tried again."""
    _advance(engine, each, State.PENDING, detail, now, next_at=next_at, attempts=delivery.c.attempts + 1)


def unknown(engine: Engine, each: Delivery, now: datetime, next_at: datetime | None) -> None:
    """Write down that nobody can tell whether the message was taken, and when the same bytes are sent again if ever."""
    ambiguous = delivery.c.ambiguous + 1
    if next_at is None:
        detail = "no answer was ever received; nobody can tell whether it was taken"
        _advance(engine, each, State.FAILED, detail, now, done_at=now, ambiguous=ambiguous)
    else:
        detail = "no answer was received; the same message is sent again"
        _advance(engine, each, State.PENDING, detail, now, next_at=next_at, ambiguous=ambiguous)


def hold(engine: Engine, detail: str, now: datetime, next_at: datetime) -> None:
    """Let all that is due wait: it is the channel that does not work, so none of them counts a try."""
    with writing(engine) as connection:
        connection.execute(update(delivery).where(_waiting(now)).values(next_at=next_at, detail=detail))


def _waiting(now: datetime) -> ColumnElement[bool]:
    due = (delivery.c.next_at <= now) | (delivery.c.next_at > now + FARTHEST)
    return and_(delivery.c.state == State.PENDING.value, due)


def _advance(engine: Engine, each: Delivery, state: State, detail: str, now: datetime, **values: object) -> None:
    with writing(engine) as connection:
        changed = {"state": state.value, "detail": detail} | values
        connection.execute(update(delivery).where(delivery.c.id == each.id).values(changed))
        connection.execute(insert(attempt).values(delivery_id=each.id, at=now, state=state.value, detail=detail))


def enqueue(connection: Connection, address: str, message_id: str, message: bytes, now: datetime) -> int:
    """Put a message into the outbox, within the caller's transaction; return its number."""
    key = connection.execute(
        insert(delivery).values(
            address=address,
            message_id=message_id,
            message=message,
            state=State.PENDING.value,
            attempts=0,
            ambiguous=0,
            next_at=now,
            detail="",
            created_at=now,
        )
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        address=row["address"],
        message_id=row["message_id"],
        message=row["message"],
        state=State(row["state"]),
        attempts=row["attempts"],
        ambiguous=row["ambiguous"],
        created_at=row["created_at"],
        detail=row["detail"],
    )
