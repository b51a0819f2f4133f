"""What a channel is, and which one the configuration names."""

from collections.abc import Callable
from typing import Protocol

from portalwatch.config import Home, Mail
from portalwatch.items import Delivery


class Channel(Protocol):
    """Hands one message over. A new channel is a file with a class of this form."""

    def prepare(self) -> None:
        """Do all that comes before the recipient is named; asked for before each message.

        Raises DeliveryError: it is we who cannot send now, no message is to blame, and none of them is tried.
        """

    def deliver(self, delivery: Delivery, journal: Callable[[], None]) -> str:
        """Hand the message over and return what was answered.

        `journal` must be called right before the point of no return, and nothing may be retried after it. Raises
        DeliveryError when the message was certainly not taken, UnansweredError when nobody can say.
        """

    def resolve(self, delivery: Delivery) -> bool | None:
        """Say whether a message of unknown fate was taken; None when that cannot be found out."""

    def close(self) -> None:
        """End what is open."""


def open_channel(mail: Mail, home: Home) -> Channel:
    """Return SMTP when a mail server is named, else the folder var/outbox/."""
    if mail.host is None:
        from portalwatch.deliver.folder import Folder  # noqa: PLC0415 - only the channel in use is loaded

        return Folder(home.outbox)
    from portalwatch.deliver.smtp import Smtp  # noqa: PLC0415

    return Smtp(mail)
