"""Keeps what goes wrong with one digest or one message from holding up the others."""

from collections.abc import Iterator
from contextlib import contextmanager

from portalwatch.errors import PortalwatchError


class Faults:
    """Errors in the program that were met on the way, raised together when the work that they did not touch is done."""

    def __init__(self) -> None:
        self._met: list[Exception] = []

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Keep an error in the program for later. What portalwatch raises on purpose concerns everybody, and passes."""
        try:
            yield
        except PortalwatchError:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised again
            self._met.append(error)

    def raise_any(self) -> None:
        """Raise what was kept, as an ExceptionGroup."""
        if self._met:
            raise ExceptionGroup("the post met errors in the program; all else was done", self._met)
