"""The channel of a home that names no mail server: one .eml file a message, in var/outbox/."""

import os
from collections.abc import Callable
from pathlib import Path

from portalwatch.errors import DeliveryError
from portalwatch.items import Delivery


class Folder:
    """Files appear whole, under a name that follows from the delivery: so each appears once, whatever happens."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, delivery: Delivery, journal: Callable[[], None]) -> str:
        """Write the file beside its place, make it durable, then move it there."""
        target = self._target(delivery)
        draft = target.with_suffix(".part")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(delivery.message)
                file.flush()
                os.fsync(file.fileno())
            journal()
            draft.replace(target)
            _sync(self.path)
        except OSError as error:
            raise DeliveryError(f"{target}: {error.strerror}", permanent=False) from error
        return str(target)

    def resolve(self, delivery: Delivery) -> bool | None:
        """The file is there, or it is not."""
        return self._target(delivery).exists()

    def close(self) -> None:
        """Nothing is open."""

    def _target(self, delivery: Delivery) -> Path:
        who = "".join(char if char.isalnum() or char in "@.-_" else "_" for char in delivery.address)[:80]
        return self.path / f"{delivery.created_at:%Y%m%d}-{delivery.id:06d}-{who}.eml"


def _sync(directory: Path) -> None:
    """Make the new name durable too."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
