"""Answers as the server sends them: a page, "not modified", or a refusal."""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum, auto

from portalwatch.sample.pages import Document, Page, Sheet, show_wall
from portalwatch.sample.portal import Fault

#: Those of a request: their names are found in any case.
Headers = Message


class Manner(Enum):
    """How the bytes of a reply go out."""

    WHOLE = auto()
    NEVER = auto()  # not even a status line
    DRIP = auto()  # one byte every so often
    RESET = auto()  # the connection is reset in the middle of the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `body` is bytes, or chunks made while they are sent; `fault` is what a hanging reply hangs in."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""
    manner: Manner = Manner.WHOLE
    fault: Fault | None = None


def present(page: Document | Sheet | None) -> Reply:
    """Return a page, or the portal's 404 where there is none. An article that is shown counts a click."""
    if page is None:
        return refuse(404)
    if page.article:
        page.article.clicks += 1
    return Reply(headers={"Content-Type": page.media, **_validators(page), **page.headers}, body=page.body)


def refuse(status: int) -> Reply:
    """Return the portal's own page for an error."""
    return replace(present(show_wall("error", status=status)), status=status)


def revalidate(page: Page, headers: Headers) -> Reply | None:
    """Return 304 where the client's copy is still good: by ETag if it sent one, else by date (RFC 9110, 13.2.2)."""
    validators = _validators(page)
    if not validators:
        return None
    asked = headers.get("If-None-Match")
    fresh = validators["ETag"] in asked if asked else not _changed_since(page, headers.get("If-Modified-Since"))
    return Reply(status=304, headers=validators) if fresh else None


def compress(reply: Reply, headers: Headers) -> Reply:
    """Return the reply gzipped if it is text, the client takes it, and nothing has encoded it yet."""
    text = reply.headers.get("Content-Type", "").startswith("text/") and "Content-Encoding" not in reply.headers
    if not text or not isinstance(reply.body, bytes) or "gzip" not in headers.get("Accept-Encoding", ""):
        return reply
    more = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(reply, headers={**reply.headers, **more}, body=gzip.compress(reply.body, mtime=0))


def _validators(page: Page) -> dict[str, str]:
    if page.content is None or page.changed_at is None:
        return {}
    return {"ETag": page.etag, "Last-Modified": format_datetime(page.changed_at.astimezone(UTC), usegmt=True)}


def _changed_since(page: Page, asked: str | None) -> bool:
    """Tell whether a page is newer than a date; one that can't be read counts as none, as RFC 9110 has it."""
    try:
        return asked is None or page.changed_at is None or page.changed_at > parsedate_to_datetime(asked)
    except ValueError:
        return True
