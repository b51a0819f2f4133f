"""Strategies that others were seen to use, put in the place of the right ones: the judge must find each of them out."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from portalwatch import watch
from portalwatch.deliver.sending import Sender
from portalwatch.items import Crawl, Delivery
from portalwatch.store import outbox
from portalwatch.store import record as recording
from portalwatch.store.archive import item_ids
from portalwatch.store.engine import writing


def mark_before_sending() -> None:
    """Hold a message to be sent, then send it: what a crash hits in between is lost."""

    def send(self: Sender, each: Delivery) -> None:
        outbox.sent(self._engine, each, "", self._now())
        self._channel.deliver(each, lambda: None)

    Sender._send = send


def send_without_a_journal() -> None:
    """Send, then mark: what a crash hits in between is sent twice, and nobody knows."""

    def send(self: Sender, each: Delivery) -> None:
        outbox.sent(self._engine, each, self._channel.deliver(each, lambda: None), self._now())

    Sender._send = send


def owe_in_a_second_transaction() -> None:
    """Record a crawl, then what is owed for it: what a crash hits in between is never owed."""
    record = watch.record

    def second(engine: Engine, crawl: Crawl, decide: recording.Decide, owe: recording.Owe) -> recording.Recorded:
        recorded = record(engine, crawl, decide, lambda _item, _kind, _sections: ())
        with writing(engine) as connection:
            ids = item_ids(connection, crawl.portal, {row.key for row in crawl.rows})
            recording._owe(connection, crawl, ids, list(recorded.seqs), owe)
        return recorded

    watch.record = second


STRATEGIES: dict[str, Callable[[], None]] = {
    each.__name__: each for each in (mark_before_sending, send_without_a_journal, owe_in_a_second_transaction)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The life that shows a strategy, ended at the points whose names match; `mails`: by a home that sends mail."""

    life: str
    only: str
    mails: bool = False


ENDS = {
    "mark_before_sending": Ends(life="post", only="before sending b", mails=True),
    "send_without_a_journal": Ends(life="post", only="before UPDATE delivery|before INSERT INTO attempt", mails=True),
    "owe_in_a_second_transaction": Ends(life="crawl", only="after COMMIT, before BEGIN IMMEDIATE"),
}
