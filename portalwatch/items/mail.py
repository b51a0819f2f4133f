"""Who is told what, and how far the message got."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from types import MappingProxyType

from portalwatch.items.crawls import Gap, Outcome, Sign
from portalwatch.items.events import Event


class Frequency(StrEnum):
    """How often a subscriber wants mail."""

    ONCE = "at once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who wants what, how often, where. Empty `portals`, `sections`, `kinds` or `keywords` mean all.

    `at` is local time in `zone` (IANA name); `weekday` is 0 for Monday. A keyword matches the title or the body,
    letter case and width apart.
    """

    name: str
    address: str
    portals: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    frequency: Frequency = Frequency.DAILY
    at: time = time(8, 0)
    weekday: int = 0
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    latest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """What could not be looked at of a section: since when (None: it never was), and why.

    `read_at` is when the section was last read; `gap` are the days that were passed over.
    """

    portal: str
    section: str
    outcome: Outcome | Sign
    since_at: datetime | None
    detail: str = ""
    read_at: datetime | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The events one subscription is owed for one window, which ends at `slot_at`."""

    subscription: Subscription
    slot_at: datetime
    events: tuple[Event, ...]
    unchecked: tuple[Unchecked, ...] = ()
    portal_titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    section_titles: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A section's health has changed, or a sign has come or gone: told to the operator once.

    `times` is how often it has changed since it was last told of. Of what is over, `since_at` is when it began; of a
    section that cannot be read, `read_at` is when it last could. `told_at` is when it was told, or found not worth
    telling any more; `mailed` tells the two apart.
    """

    portal: str
    section: str
    before: Outcome | Sign | None
    after: Outcome | Sign
    at: datetime
    detail: str = ""
    times: int = 1
    since_at: datetime | None = None
    read_at: datetime | None = None
    id: int = 0
    told_at: datetime | None = None
    mailed: bool = False


class State(StrEnum):
    """Where a delivery stands. `committing`: the point of no return may have been passed, no answer is known yet."""

    PENDING = "pending"
    COMMITTING = "committing"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one address. `message` are its frozen bytes, the same for every attempt.

    `attempts` counts the tries that failed, `ambiguous` those of which nobody can say whether they did.
    """

    id: int
    address: str
    message_id: str
    message: bytes
    state: State
    attempts: int = 0
    ambiguous: int = 0
    created_at: datetime
    detail: str = ""
