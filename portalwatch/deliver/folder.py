"""The channel of a home that names no mail server: one .eml file a message, in var/outbox/."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from portalwatch.errors import DeliveryError
from portalwatch.items import Delivery


class Folder:
    """Files appear whole, under a name that follows from the delivery: so each appears once, whatever happens."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepare(self) -> None:
        """Make the directory."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeliveryError(f"{self.path}: {error.strerror}", permanent=False) from error

    def deliver(self, delivery: Delivery, journal: Callable[[], None]) -> str:
        """Write the file beside its place, make it durable, then move it there."""
        target = self._target(delivery)
        draft = target.with_suffix(".part")
        try:
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
        """Numbers begin anew with a new store; the start of the Message-ID does not."""
        name = f"{delivery.created_at:%Y%m%d}-{delivery.id:06d}-{delivery.message_id[1:9]}-{delivery.address}"
        return self.path / (re.sub(r"[^A-Za-z0-9@._-]", "_", name)[:120] + ".eml")


def _sync(directory: Path) -> None:
    """Make the new name durable too."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
