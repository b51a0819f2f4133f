"""The vocabulary: every value that travels from one stage to the next.

Frozen and keyword-only; sequences are tuples. `*_at` is an aware datetime, `*_on` a date.
Strings named `raw` are exactly what the page said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType


class Precision(StrEnum):
    """How exactly a publish time is known."""

    DAY = "day"
    MINUTE = "minute"


class Origin(StrEnum):
    """Where a publish time was read."""

    LIST = "list"
    ARTICLE = "article"
    META = "meta"
    URL = "url"


class Outcome(StrEnum):
    """How a visit to a section ended. Only the first three may create events."""

    OK = "ok"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    EMPTY = "empty"
    BLOCKED = "blocked"
    SUSPECT = "suspect"
    FAILED = "failed"

    @property
    def trusted(self) -> bool:
        """Whether what was read may become items and events."""
        return self in (Outcome.OK, Outcome.UNCHANGED, Outcome.PARTIAL)

    @property
    def healthy(self) -> bool:
        """Whether the operator has nothing to do."""
        return self in (Outcome.OK, Outcome.UNCHANGED)


class Kind(StrEnum):
    """What an event says of its item."""

    NEW = "new"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publish time, never invented.

    `at` is aware; when `precision` is a day its clock part is local midnight and means nothing.
    """

    at: datetime
    precision: Precision
    origin: Origin
    raw: str

    @property
    def on(self) -> date:
        """The day, in the portal's own zone."""
        return self.at.date()

    def __str__(self) -> str:
        """ISO 8601: `2022-06-09`, or `2022-06-09T17:21+08:00`."""
        if self.precision is Precision.DAY:
            return self.on.isoformat()
        return self.at.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that an article offers: absolute URL and the name it is shown under."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One row of a list page, as strings. `url` is absolute; `published` is None where the row shows no time."""

    title: str
    url: str
    published: str | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawList:
    """A list page as read: its rows from the top, and the absolute URL of the next page if there is one."""

    rows: tuple[RawRow, ...]
    next_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article page as read. An absent field is None or empty, never guessed."""

    title: str | None = None
    published: str | None = None
    published_origin: Origin = Origin.ARTICLE
    source: str | None = None
    author: str | None = None
    breadcrumb: tuple[str, ...] = ()
    body: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """A row together with its article, or with the problem that kept the article from being read."""

    row: RawRow
    article: RawArticle | None = None
    problem: "Problem | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that went wrong with one page, named. `kind` is a short stable word such as `http-404` or `timeout`."""

    kind: str
    url: str
    detail: str = ""

    @property
    def lasting(self) -> bool:
        """Whether asking again soon cannot help: the page is gone, or is no page."""
        return self.kind in ("http-404", "http-410", "robots", "address", "too-large", "unreadable")

    def __str__(self) -> str:
        return f"{self.kind}: {self.url}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "changed since?" with, for one URL."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A list row made of values. `key` is the item's identity within its portal."""

    key: str
    url: str
    title: str
    published: Published | None = None
    pinned: bool = False
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing published.

    `fingerprint` is that of the content (title, time, body, attachments), or None while the article
    has not been read; `problem` says why it has not.
    """

    portal: str
    section: str
    key: str
    url: str
    title: str
    published: Published | None = None
    source: str | None = None
    author: str | None = None
    breadcrumb: tuple[str, ...] = ()
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    fingerprint: str | None = None
    problem: Problem | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days between which a section was not read: the known begins at `known_on`, the crawl got down to `read_on`."""

    known_on: date | None
    read_on: date | None

    def __str__(self) -> str:
        return f"{self.known_on or '?'} … {self.read_on or '?'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far down the list a crawl read: `overlapped` the known, or to the list's `ended`; else there is a gap."""

    pages: int = 0
    overlapped: bool = False
    ended: bool = False
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One section's visit: `rows` in list order, `items` those whose article was opened or tried.

    `url` is where the list was found; `run` are the keys of its first page, pinned rows apart.
    """

    portal: str
    section: str
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    detail: str = ""
    url: str | None = None
    rows: tuple[Row, ...] = ()
    run: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    coverage: Coverage = Coverage()
    problems: tuple[Problem, ...] = ()
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """What the store knows of one key.

    `row_fingerprint` is None when this section has never listed it; `due` says that its article
    is to be looked at again now.
    """

    item: Item
    row_fingerprint: str | None
    due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of a section, and of the keys that a crawl brings.

    `url` is where the section was last read, None when its last crawl could not be trusted.
    `established` is False until a first crawl was stored (the baseline). `run` is the newest known run:
    the keys that the last trusted crawl listed first, in order, pinned rows apart; while a `gap` is open it
    is the run below the gap. `horizon_on` is the publish day that the section is known down to: rows below it
    are old, not new.
    """

    established: bool = False
    url: str | None = None
    run: tuple[str, ...] = ()
    horizon_on: date | None = None
    newest_on: date | None = None
    gap: Gap | None = None
    validators: Validators = Validators()
    items: Mapping[str, KnownItem] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change to one item. `fields` names what differs when it was edited."""

    kind: Kind
    item: Item
    before: Item | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a crawl means: `announced` become events; `stored` are kept without a word (baseline, below the horizon).

    In a `baseline` even what another section has announced is old here.
    """

    announced: tuple[Change, ...] = ()
    stored: tuple[Item, ...] = ()
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change, numbered (`seq`) and kept for ever; `item` is the item as it is known now."""

    seq: int
    kind: Kind
    at: datetime
    item: Item
    fields: tuple[str, ...] = ()


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
    """A section that could not be looked at, since when, and why."""

    portal: str
    section: str
    outcome: Outcome
    since_at: datetime
    detail: str = ""


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
    """A section's health has changed: told to the operator once, and once more on recovery."""

    portal: str
    section: str
    before: Outcome | None
    after: Outcome
    at: datetime
    detail: str = ""


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
