"""What the tests of the families share: a page of a made-up portal, and what is found to follow it."""

from portalwatch.extract import Page
from portalwatch.extract.paging import find_frame, find_next
from portalwatch.items import Turn

ROOT = "http://portal.test/news/"
URL = f"{ROOT}index.html"


def shown(markup: str, url: str = URL) -> Page:
    return Page.of(f"<html><body>{markup}</body></html>".encode(), url=url)


def answer(text: str, url: str, turn: Turn | None = None) -> Page:
    """An answer to what the script of the page at URL asked for."""
    return Page.of(text.encode(), url=url).answering(turn or Turn(url=url), column=URL)


def following(markup: str, url: str = URL) -> str | None:
    """The next page's address, as far as it differs from the list's."""
    turn = find_next(shown(markup, url))
    return turn.url.removeprefix(ROOT) if turn else None


def posted(markup: str, url: str = URL) -> dict[str, str] | None:
    """The form that brings the next page."""
    turn = find_next(shown(markup, url))
    return dict(turn.form) if turn and turn.form is not None else None


def framed(markup: str) -> str | None:
    """The address that a frame's script asks for its rows."""
    turn = find_frame(shown(markup))
    return turn.url.removeprefix(ROOT) if turn else None
