"""What went wrong with a request, as a named Problem."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from portalwatch.errors import AddressError, PageError, ReplacedError, StatusError, WallError
from portalwatch.items import Outcome, Problem

#: The first that fits names the problem.
_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (AddressError, "address", ""),
    (CannotResolveHostError, "dns", "the host name is not known"),
    (DownloadConnectionRefusedError, "refused", "the server refuses connections"),
    (DownloadTimeoutError, "timeout", "no complete answer in time"),
    (DownloadCancelledError, "too-large", ""),
    (ResponseDataLossError, "truncated", "the connection ended in the middle of the page"),
    (UnsupportedURLSchemeError, "address", "only http and https are followed"),
    (IgnoreRequest, "robots", "robots.txt forbids it"),
)


def problem(error: BaseException, url: str) -> Problem:
    """Name an exception that a request or the reading of its answer ended with."""
    if isinstance(error, PageError):
        return _page_problem(error, url)
    if isinstance(error, IgnoreRequest) and "robots.txt" not in str(error):
        return Problem(kind="redirect", url=url, detail=_said(error))
    for known, kind, detail in _KINDS:
        if isinstance(error, known):
            return Problem(kind=kind, url=url, detail=detail or _said(error))
    return Problem(kind="failed", url=url, detail=f"{type(error).__name__}: {_said(error)}")


def _page_problem(error: PageError, url: str) -> Problem:
    if isinstance(error, StatusError):
        return Problem(kind=f"http-{error.status}", url=error.url, detail="" if error.url == url else "of robots.txt")
    if isinstance(error, WallError):
        return Problem(kind="wall", url=error.url, detail=error.wall)
    if isinstance(error, ReplacedError):
        return Problem(kind="replaced", url=error.url, detail=error.reason)
    kind = "certificate" if "certificate" in error.reason else "unreadable"
    return Problem(kind=kind, url=error.url, detail=error.reason)


def outcome(problem: Problem) -> Outcome:
    """Say what a problem with a list's first page makes of the visit."""
    return Outcome.BLOCKED if problem.kind in ("wall", "robots") else Outcome.FAILED


def _said(error: BaseException) -> str:
    """The exception's own words, short enough for a table."""
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:199]}…"
