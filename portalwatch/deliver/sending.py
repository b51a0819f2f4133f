"""Sends what the outbox holds: journalled before the point of no return, resolved after a crash."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from portalwatch.deliver.channel import Channel
from portalwatch.errors import DeliveryError, UnansweredError, UsageError
from portalwatch.items import Delivery, State
from portalwatch.store import outbox

#: A message that was refused is tried again after 1, 2, 4 … minutes, at most 4 hours apart, for five days.
FIRST_PAUSE, LONGEST_PAUSE, GIVE_UP = timedelta(minutes=1), timedelta(hours=4), timedelta(days=5)


@dataclass(slots=True)
class Tally:
    """What one round of sending came to."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    ambiguous: int = 0


@contextmanager
def sole_sender(path: Path) -> Iterator[None]:
    """Let one process send at a time: then whatever is still being sent is known to be a crashed one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError("another portalwatch of this home is sending; it will send these too") from None
        yield


def send_due(engine: Engine, channel: Channel, now: Callable[[], datetime]) -> Tally:
    """Send every delivery that is due. The caller must be the sole sender."""
    tally = Tally()
    try:
        for each in outbox.due(engine, now()):
            if each.state is not State.COMMITTING or not _settled(engine, channel, each, now, tally):
                _send(engine, channel, each, now, tally)
    finally:
        channel.close()
    return tally


def _settled(engine: Engine, channel: Channel, each: Delivery, now: Callable[[], datetime], tally: Tally) -> bool:
    """Find out what became of a message of unknown fate; say whether it was taken."""
    taken = channel.resolve(each)
    if taken:
        outbox.sent(engine, each, "found to have been taken", now())
        tally.sent += 1
    elif taken is None:
        outbox.unknown(engine, each, now(), now())
        tally.ambiguous += 1
    return bool(taken)


def _send(engine: Engine, channel: Channel, each: Delivery, now: Callable[[], datetime], tally: Tally) -> None:
    try:
        answer = channel.deliver(each, lambda: outbox.journal(engine, each, now()))
    except UnansweredError:
        outbox.unknown(engine, each, now(), now() + FIRST_PAUSE)
        tally.ambiguous += 1
    except DeliveryError as error:
        if error.permanent or now() - each.created_at > GIVE_UP:
            outbox.failed(engine, each, str(error), now())
            tally.failed += 1
        else:
            outbox.postponed(engine, each, str(error), now(), now() + _pause(each))
            tally.postponed += 1
    else:
        outbox.sent(engine, each, answer, now())
        tally.sent += 1


def _pause(each: Delivery) -> timedelta:
    doubled: timedelta = FIRST_PAUSE * 2 ** min(each.attempts, 12)
    return min(doubled, LONGEST_PAUSE)
