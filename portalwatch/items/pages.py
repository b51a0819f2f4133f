"""Pages as a portal sends them and as they are read: strings, exactly what the page said."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from portalwatch.items.times import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "changed since?" with, for one URL."""

    etag: str | None = None
    last_modified: str | None = None


#: What there is to ask with where no server gave anything.
NO_VALIDATORS: Final = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that an article offers: absolute URL and the name it is shown under.

    `digest` is the SHA-256 of its bytes, in hex, and `size` their number; both are None until it has been fetched.
    """

    url: str
    name: str
    digest: str | None = None
    size: int | None = None
    validators: Validators = field(default=NO_VALIDATORS, compare=False)


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

    A page without rows that names a `next` is only the frame: its rows come from there. `total` is how many items
    the list says that it has. `places` are the ways to the rows in the page, where they were found by inference in a
    whole page: those of the list's other pages are reached in the same ways.
    """

    rows: tuple[RawRow, ...]
    next: Turn | None = None
    total: int | None = None
    places: frozenset[str] = field(default=frozenset(), compare=False)

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
class RawItem:
    """A row together with its article, or with the problem that kept the article from being read."""

    row: RawRow
    article: RawArticle | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as a portal sent it, kept as evidence: `key` is that of the item whose page it is, None for a list.

    `body` is what arrived, after the transfer's own compression; `turn` what was asked for. `column` is the address of
    the page that led there: of a list's first page, or, where there is a `key`, of the article that offers this file.
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
