"""What brings the next rows of a list: every family is asked in turn, the first that knows is believed."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from portalwatch.extract.families import FRAMES, NEXT, Family, dataproxy, links
from portalwatch.extract.page import Page, split
from portalwatch.items import Turn

#: Characters of a form. A `__VIEWSTATE` takes some hundred thousand; what is longer is no pager's.
_LONGEST: Final = 1_000_000


def find_next(page: Page) -> Turn | None:
    """Return what brings the page that follows, None on the last one and where it cannot be told."""
    return None if links.is_last(page.outline) else next(_told(page, NEXT), None)


def find_frame(page: Page) -> Turn | None:
    """Return what brings the rows of a page that only frames them, None for any other page."""
    return next(_told(page, FRAMES), None)


def is_end(page: Page) -> bool:
    """Whether the page says that the list ended before it."""
    return dataproxy.is_end(page)


def _told(page: Page, families: Iterable[Family]) -> Iterator[Turn]:
    for family in families:
        with suppress(ValueError):  # what stands in an address's place may be none
            yield from (turn for turn in family(page) if _leads_on(page, turn))


def _leads_on(page: Page, turn: Turn) -> bool:
    """Whether it is a web page, and another one than this. What a form says is for the portal's own host."""
    if not turn.url.startswith(("http://", "https://")):
        return False
    if turn.form is not None and (_host(turn.url) != _host(page.url) or _length(turn.form) > _LONGEST):
        return False
    return (_bare(turn.url), turn.form) != (_bare(page.url), page.form)


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _host(url: str) -> str | None:
    return split(url).hostname


def _length(form: tuple[tuple[str, str], ...]) -> int:
    return sum(len(name) + len(value) for name, value in form)
