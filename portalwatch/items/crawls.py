"""A visit to a section: how it ended, what it brought, and what is known of the section beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from portalwatch.items.item import Item, Row
from portalwatch.items.pages import NO_VALIDATORS, Problem, Validators


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
    LACKING = "lacking"
    OVERDUE = "overdue"
    GAP = "gap"
    NEVER = "never"

    @property
    def healthy(self) -> bool:
        """Never: a sign that is gone is not there."""
        return False

    @property
    def unseen(self) -> bool:
        """Whether the page itself says nothing about it."""
        return self in (Sign.LACKING, Sign.OVERDUE, Sign.GAP, Sign.NEVER)


#: What was measured of a section, in words.
_MEASURED = {
    Sign.SILENT: "nothing new since {found}, usually within {usual} days",
    Sign.SHORT: "{found} rows a page, usually {usual}",
    Sign.UNDATED: "{found} of the rows show a date, usually {usual}",
    Sign.MISDATED: "{found} of {usual} dates cannot be right",
    Sign.UNTITLED: "{found} of the rows have a title of their own",
    Sign.LACKING: "the list counts {usual} items, {found} more than were found",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """A sign that a section shows, since when; what was `found`, and what is `usual` for it."""

    sign: Sign
    since_at: datetime
    found: str = ""
    usual: str = ""

    def __str__(self) -> str:
        return _MEASURED.get(self.sign, "{found}").format(found=self.found, usual=self.usual)


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
    """Days between which a section was not read: the known begins at `known_on`, the crawl got down to `read_on`.

    `read_on` is None where all that has come since `known_on` may be unread.
    """

    known_on: date | None
    read_on: date | None

    def __str__(self) -> str:
        days = dict.fromkeys(str(day or "?") for day in (self.known_on, self.read_on))
        return " … ".join(days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far down the list a crawl read: `overlapped` the known, or to the list's `ended`; else there is a gap.

    `total` is how many items the list says that it has.
    """

    pages: int = 0
    overlapped: bool = False
    ended: bool = False
    gap: Gap | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One section's visit: `rows` in list order, `items` those whose article was opened or tried.

    `url` is where the list was found; `run` is the newest known run after it, as in `Known`. `missing` are keys
    that no longer stand above their old neighbours, `stranded` those of them that are only known by an address of
    before the portal's addresses changed; `moves` are known items found under another address. `resettled`
    are the keys of all rows that had an unknown address where the portal's addresses have changed; `repair` is set
    when the layout had to be learnt anew.
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
    stranded: frozenset[str] = frozenset()
    moves: tuple[Move, ...] = ()
    resettled: frozenset[str] = frozenset()
    repair: Repair | None = None
    items: tuple[Item, ...] = ()
    coverage: Coverage = Coverage()
    problems: tuple[Problem, ...] = ()
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """What the store knows of one key.

    `row_fingerprint` is None when this section has never listed it; `due` says that its article
    is to be looked at again now. `misses`: how many crawls in a row have missed it here; `elsewhere`: what was
    missed is still listed by another section. `earlier` are the
    fingerprints of what it said before, the oldest first; once `muted`, its body is known to change by itself.
    `read_at` is when its article was last found to say what is known; where its link leads to another portal by now,
    it is not read any more. `listed_at` is when this section listed it last, `moved_at` when the address that has led
    to it was learnt, where that is not its first.
    """

    item: Item
    row_fingerprint: str | None
    due: bool = False
    misses: int = 0
    elsewhere: bool = False
    withdrawn: bool = False
    earlier: tuple[str, ...] = ()
    muted: bool = False
    read_at: datetime | None = None
    listed_at: datetime | None = None
    moved_at: datetime | None = None


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
    `established` is False until a first crawl was stored (the baseline, on `established_on`). `run` is the newest
    known run: the keys that the last trusted crawl listed first, in order, pinned rows apart, and for some crawls what
    a shorter page did not show of the run before; while a `gap` is open it is the run below the gap. `horizon_on` is
    the publish day that the section is known down to: rows below it are old, not new. `order` are the keys of the
    newest items that it is known to list, as they stood there; `doubted` those of them that a crawl missed, or whose
    own address says that they are gone. The `repair` of its layout is in force, those that were `undone` are not made
    again. `pieces` mark what the portal's templates have added and taken; `titles` are those of what all its sections
    list, given where an article reads otherwise than before.
    """

    established: bool = False
    established_on: date | None = None
    url: str | None = None
    run: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    doubted: frozenset[str] = frozenset()
    repair: Repair | None = None
    undone: frozenset[Repair] = frozenset()
    horizon_on: date | None = None
    newest_on: date | None = None
    gap: Gap | None = None
    validators: Validators = NO_VALIDATORS
    pieces: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    items: Mapping[str, KnownItem] = field(default_factory=lambda: MappingProxyType({}))

    def lists(self, key: str) -> bool:
        """Whether the section has ever listed it."""
        return key in self.items and self.items[key].row_fingerprint is not None
