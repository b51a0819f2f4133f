"""Every error that portalwatch raises on purpose.

    PortalwatchError
      ConfigError                 a file under config/ says something impossible (file, line, key)
      PageError                   fetched, but not a page that can be read (url)
        EmptyListError            a list page shows no list
        WallError                 a challenge, log-in or maintenance page (wall)
        StatusError               the server answered with an error (status)
        ReplacedError             an error page or another page is sent in its place, as if all were well
      AddressError                an address that must not be connected to (host)
      StoreError                  the store cannot be opened or written (path)
      BusyError                   another process of this home is at it (process)
      DeliveryError               a channel did not take a message (permanent or not)
      UnansweredError             a message was handed over, and nobody said whether it was taken
      UsageError                  a command was asked for something that is not there

Each carries its subject as attributes and builds its message from them.
"""

from pathlib import Path


class PortalwatchError(Exception):
    """Base of all of them; its text is fit to be shown to a person."""


class ConfigError(PortalwatchError):
    """A file under config/ cannot be used: `path:line: key: reason`."""

    def __init__(self, reason: str, *, path: Path, line: int | None = None, key: str | None = None) -> None:
        self.reason, self.path, self.line, self.key = reason, path, line, key
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(": ".join(part for part in (where, key, reason) if part))


class PageError(PortalwatchError):
    """A page was fetched but cannot be read as what it should be."""

    def __init__(self, reason: str, *, url: str) -> None:
        self.reason, self.url = reason, url
        super().__init__(f"{url}: {reason}")


class EmptyListError(PageError):
    """A page that should be a list shows none."""


class WallError(PageError):
    """The portal answered with a challenge, log-in or maintenance page instead of its own."""

    def __init__(self, wall: str, *, url: str) -> None:
        self.wall = wall
        super().__init__(f"stopped by {wall}", url=url)


class StatusError(PageError):
    """The server answered with an HTTP error."""

    def __init__(self, status: int, *, url: str) -> None:
        self.status = status
        super().__init__(f"the server answered {status}", url=url)


class ReplacedError(PageError):
    """Something else is sent in the page's place, with 200: an error page, the home page, another article."""


class AddressError(PortalwatchError):
    """A host resolves to an address that portalwatch must not connect to."""

    def __init__(self, host: str, address: str, reason: str) -> None:
        self.host, self.address, self.reason = host, address, reason
        super().__init__(f"{host} ({address}) is refused: {reason}")


class StoreError(PortalwatchError):
    """The store cannot be opened or written; nothing was lost."""

    def __init__(self, reason: str, *, path: Path | str) -> None:
        self.reason, self.path = reason, path
        super().__init__(f"{path}: {reason}")


class BusyError(PortalwatchError):
    """Another process does what only one may do at a time; `process` is its number, None when it has not said."""

    def __init__(self, reason: str, *, process: int | None) -> None:
        self.reason, self.process = reason, process
        super().__init__(reason if process is None else f"{reason} (process {process})")


class DeliveryError(PortalwatchError):
    """A channel did not take a message. `permanent`: trying again cannot help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        self.reason, self.permanent = reason, permanent
        super().__init__(reason)


class UnansweredError(PortalwatchError):
    """The connection ended after the point of no return and before an answer: sent or not, nobody can say yet."""


class UsageError(PortalwatchError):
    """A command named something that does not exist, or two things that do not go together."""
