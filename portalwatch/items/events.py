"""What a crawl means: changes, and the events that are kept of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portalwatch.items.item import Item
from portalwatch.items.pages import Attachment
from portalwatch.items.times import Published


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change to one item. `fields` names what differs when it was edited, or has come back edited."""

    kind: Kind
    item: Item
    before: Item | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a crawl means: `announced` become events; `stored` are kept without a word (baseline, below the horizon).

    In a `baseline` even what another section has announced is old here. `order` is the section's new one, `dropped`
    the keys that it no longer lists though they are not withdrawn, `muted` those whose body changes by itself;
    `pieces` mark what a template was found to have added and taken. `completed` of what is stored are known items,
    told of before: their articles could be read at last, or read otherwise for no reason worth telling.
    """

    announced: tuple[Change, ...] = ()
    stored: tuple[Item, ...] = ()
    completed: int = 0
    baseline: bool = False
    order: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()
    pieces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an item said at one time, as far as a change of it is an edit."""

    title: str
    published: Published | None = None
    body: str = ""
    attachments: tuple[Attachment, ...] = ()


class Tie(StrEnum):
    """By what two items are known to be the same document; `hand`: somebody said so."""

    NUMBER = "document number"
    STANDARD = "standard number"
    TITLE = "title"
    TEXT = "text"
    HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Another place where the document of an item was published."""

    portal: str
    url: str
    published: Published | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change, numbered (`seq`) and kept for ever; `item` is the item as it is known now.

    Of an edit or a return, `before` is what the item said until then, and `after` what it said from then on, None
    for what `item` says. `sources` are the others of its story, the earliest first; `again`: an earlier one was told
    already.
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
