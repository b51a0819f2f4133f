"""One thing published, made of values, and the row that lists it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portalwatch.items.pages import NO_VALIDATORS, Attachment, Problem, Validators
from portalwatch.items.times import Published


class Term(StrEnum):
    """What happens on a day that a text names."""

    EFFECTIVE = "effective"
    DEADLINE = "deadline"
    REPEALED = "repealed"


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
    validators: Validators = NO_VALIDATORS
