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


class Sign(StrEnum):
    """What looks wrong with a section beside its outcome. What is read of it is believed all the same."""

    SILENT = "silent"
    SHORT = "short"
    UNDATED = "undated"
    MISDATED = "misdated"
    UNTITLED = "untitled"
    OVERDUE = "overdue"
    GAP = "gap"
    NEVER = "never"

    @property
    def healthy(self) -> bool:
        """Never: a sign that is gone is not there."""
        return False


class Term(StrEnum):
    """What happens on a day that a text names."""

    EFFECTIVE = "effective"
    DEADLINE = "deadline"
    REPEALED = "repealed"


class Kind(StrEnum):
    """What an event says of its item. `late`: published before the newest that was known then, and seen only now."""

    NEW = "new"
    LATE = "late"
    EDITED = "edited"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"

    @property
    def told(self) -> bool:
        """Whether subscribers hear of it; that an item has another address concerns nobody but the store."""
        return self is not Kind.MOVED


class Tie(StrEnum):
    """By what two items are known to be the same document; `hand`: somebody said so."""

    NUMBER = "document number"
    STANDARD = "standard number"
    TITLE = "title"
    TEXT = "text"
    HAND = "by hand"


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
class Mention:
    """A day that matters, as a text names it: since when it is in force, until when one may answer, when it ends."""

    kind: Term
    on: date
    raw: str

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field of which the list says one thing and the article another. No event comes of it."""

    field: str
    listed: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One row of a list page, as strings. `url` is absolute; `published` is None where the row shows no time."""

    title: str
    url: str
    published: str | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What to ask for next to read on: an absolute URL, and the fields to post to it; without a form it is a GET.

    `script` says that a page's script asks for it, not its reader.
    """

    url: str
    form: tuple[tuple[str, str], ...] | None = None
    script: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawList:
    """A list page as read: its rows from the top, and what brings the next page if there is one.

    A page without rows that names a `next` is only the frame: its rows come from there.
    """

    rows: tuple[RawRow, ...]
    next: Turn | None = None

    @property
    def next_url(self) -> str | None:
        """The address alone of what comes next; with a form it may be the page's own."""
        return self.next.url if self.next else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """An article page as read. An absent field is None or empty, never guessed.

    `document_number` is what stands beside 文号; `html` is the body's markup, safe to show.
    """

    title: str | None = None
    published: str | None = None
    published_origin: Origin = Origin.ARTICLE
    source: str | None = None
    author: str | None = None
    breadcrumb: tuple[str, ...] = ()
    body: str = ""
    html: str = ""
    document_number: str | None = None
    attachments: tuple[Attachment, ...] = ()


class PageKind(StrEnum):
    """What a page is. `redirect` shows nothing and leads on; of `unknown` nothing can be read."""

    LIST = "list"
    ARTICLE = "article"
    DOCUMENT = "document"
    SECTION_HOME = "section home"
    PORTAL_HOME = "portal home"
    CHALLENGE = "challenge"
    ERROR = "error"
    REDIRECT = "redirect"
    PARKED = "parked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page as read without being told what it is.

    `listed` and `article` are both given where the page may be either, and neither where it is neither; then
    `reason` says why. `wall` names what stands in the portal's place.
    """

    kind: PageKind
    listed: RawList | None = None
    article: RawArticle | None = None
    wall: str | None = None
    reason: str = ""


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
        return self.gone or self.kind in ("robots", "address", "too-large", "unreadable")

    @property
    def gone(self) -> bool:
        """Whether the portal itself says that nothing is there, or sends its home or error page in the place."""
        return self.kind in ("http-404", "http-410", "replaced")

    def __str__(self) -> str:
        return f"{self.kind}: {self.url}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "changed since?" with, for one URL."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as a portal sent it, kept as evidence: `key` is that of the item whose page it is, None for a list.

    `body` is what arrived, after the transfer's own compression; `turn` what was asked for, `column` the address of
    the list's first page.
    """

    portal: str
    section: str
    key: str | None
    turn: Turn
    column: str | None = None
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes


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
    has not been read; `problem` says why it has not. `html` is the body once more, safe to show; `document_number`
    the one that the item bears itself; `standards` are those that it names.
    """

    portal: str
    section: str
    key: str
    url: str
    title: str
    heading: str = ""
    published: Published | None = None
    source: str | None = None
    author: str | None = None
    breadcrumb: tuple[str, ...] = ()
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    html: str = ""
    document_number: str | None = None
    standards: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    fingerprint: str | None = None
    problem: Problem | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A known item, its `key`, found under another address: `url`, whose own key would be `alias`.

    Without `url` it is where it was as well: another section lists it under an address of its own.
    """

    key: str
    alias: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """How a section whose layout has changed is read since: the selector of its rows `before` and `after`.

    `before` is None where none was given; `after` where no selector says what the known items showed.
    """

    before: str | None
    after: str | None


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
class Caution:
    """A sign that a section shows, since when; what was `found`, and what is `usual` for it."""

    sign: Sign
    since_at: datetime
    found: str = ""
    usual: str = ""

    def __str__(self) -> str:
        return f"{self.found} / {self.usual}" if self.usual else self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One section's visit: `rows` in list order, `items` those whose article was opened or tried.

    `url` is where the list was found; `run` are the keys of its first page, pinned rows apart. `missing` are keys
    that no longer stand above their old neighbours; `moves` are known items found under another address, many at
    once when the portal has `resettled`; `repair` is set when the layout had to be learnt anew.
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
    missing: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    resettled: bool = False
    repair: Repair | None = None
    items: tuple[Item, ...] = ()
    coverage: Coverage = Coverage()
    problems: tuple[Problem, ...] = ()
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """What the store knows of one key.

    `row_fingerprint` is None when this section has never listed it; `due` says that its article
    is to be looked at again now. `misses`: how many crawls in a row have missed it here; `elsewhere`: what was
    missed is still listed by another section. `earlier` are the
    fingerprints of what it said before, the oldest first; once `muted`, its body is known to change by itself.
    """

    item: Item
    row_fingerprint: str | None
    due: bool = False
    misses: int = 0
    elsewhere: bool = False
    withdrawn: bool = False
    earlier: tuple[str, ...] = ()
    muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a section showed of an item when it last listed it."""

    key: str
    title: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of a section, and of the keys that a crawl brings.

    `url` is where the section was last read, None when its last crawl could not be trusted.
    `established` is False until a first crawl was stored (the baseline). `run` is the newest known run:
    the keys that the last trusted crawl listed first, in order, pinned rows apart; while a `gap` is open it
    is the run below the gap. `horizon_on` is the publish day that the section is known down to: rows below it
    are old, not new. `order` are the keys of the newest items that it is known to list, as they stood there;
    `doubted` those of them that a crawl missed, or whose own address says that they are gone.
    """

    established: bool = False
    url: str | None = None
    run: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    doubted: frozenset[str] = frozenset()
    repair: Repair | None = None
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

    In a `baseline` even what another section has announced is old here. `order` is the section's new one, `dropped`
    the keys that it no longer lists though they are not withdrawn, `muted` those whose body changes by itself.
    """

    announced: tuple[Change, ...] = ()
    stored: tuple[Item, ...] = ()
    baseline: bool = False
    order: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an item said at one time, as far as a change of it is an edit."""

    title: str
    published: Published | None = None
    body: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Another place where the document of an item was published."""

    portal: str
    url: str
    published: Published | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change, numbered (`seq`) and kept for ever; `item` is the item as it is known now.

    Of an edit, `before` is what the item said until then, and `after` what it said from then on, None for what
    `item` says. `sources` are the others of its story, the earliest first; `again`: an earlier one was told already.
    """

    seq: int
    kind: Kind
    at: datetime
    item: Item
    fields: tuple[str, ...] = ()
    before: Content | None = None
    after: Content | None = None
    sources: tuple[Source, ...] = ()
    again: bool = False


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

    `times` is how often it has changed since it was last told of. `told_at` is when it was told, or found not worth
    telling any more; `mailed` tells the two apart.
    """

    portal: str
    section: str
    before: Outcome | Sign | None
    after: Outcome | Sign
    at: datetime
    detail: str = ""
    times: int = 1
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
