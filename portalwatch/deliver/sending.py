"""Sends what the outbox holds: journalled before the point of no return, resolved after a crash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from portalwatch.deliver.channel import Channel
from portalwatch.deliver.faults import Faults
from portalwatch.errors import DeliveryError, UnansweredError
from portalwatch.items import Delivery, State
from portalwatch.store import outbox

#: A message that was not taken is tried again after 1, 2, 4 … minutes, at most 4 hours apart.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
#: So many tries take five days. Tries are counted, not days: a week in which nothing could be sent uses up none.
MAX_TRIES = 38
#: While it is we who cannot send, a new try is made at least as often as this.
LONGEST_HOLD = timedelta(minutes=15)


@dataclass(slots=True)
class Tally:
    """What one round of sending came to."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    ambiguous: int = 0


class Sender:
    """Sends over one channel, one message after the other. Whoever uses it must be the sole sender."""

    def __init__(self, engine: Engine, channel: Channel, now: Callable[[], datetime], faults: Faults) -> None:
        self.tally = Tally()
        self._engine, self._channel, self._now, self._faults = engine, channel, now, faults

    def send_due(self) -> Tally:
        """Send every delivery that is due, until the channel itself fails."""
        waiting = outbox.due(self._engine, self._now())
        try:
            for place, each in enumerate(waiting):
                with self._faults.apart():
                    if each.state is State.COMMITTING and self._settled(each):
                        continue
                    try:
                        self._channel.prepare()
                    except DeliveryError as error:
                        self._hold(waiting[place:], error)
                        break
                    self._send(each)
        finally:
            self._channel.close()
        return self.tally

    def _settled(self, each: Delivery) -> bool:
        """Find out what became of a message of unknown fate; say whether there is nothing more to do with it now."""
        taken = self._channel.resolve(each)
        if taken is None:
            self._doubt(each)
            # The first time it is sent again at once; a crash that comes back must not send it every time.
            return each.ambiguous > 0
        if taken:
            outbox.sent(self._engine, each, "found to have been taken", self._now())
            self.tally.sent += 1
        return taken

    def _send(self, each: Delivery) -> None:
        try:
            answer = self._channel.deliver(each, lambda: outbox.journal(self._engine, each, self._now()))
        except UnansweredError:
            self._doubt(each)
        except DeliveryError as error:
            self._refuse(each, error)
        else:
            outbox.sent(self._engine, each, answer, self._now())
            self.tally.sent += 1

    def _doubt(self, each: Delivery) -> None:
        outbox.unknown(self._engine, each, self._now(), self._again(each))
        self.tally.ambiguous += 1

    def _refuse(self, each: Delivery, error: DeliveryError) -> None:
        again = None if error.permanent else self._again(each)
        if again is None:
            outbox.failed(self._engine, each, str(error), self._now())
            self.tally.failed += 1
        else:
            outbox.postponed(self._engine, each, str(error), self._now(), again)
            self.tally.postponed += 1

    def _hold(self, waiting: Sequence[Delivery], error: DeliveryError) -> None:
        """Wait as long again as has been waited."""
        now = self._now()
        pause = min(max(now - min(each.created_at for each in waiting), FIRST_PAUSE), LONGEST_HOLD)
        outbox.hold(self._engine, str(error), now, now + pause)
        self.tally.postponed += len(waiting)

    def _again(self, each: Delivery) -> datetime | None:
        """When to try again after one more try in vain; None when it was the last."""
        tries = each.attempts + each.ambiguous
        doubled: timedelta = FIRST_PAUSE * 2 ** min(tries, 12)
        return self._now() + min(doubled, LONGEST_PAUSE) if tries + 1 < MAX_TRIES else None
