"""The channel to a mail server: SMTP with STARTTLS or TLS, one recipient a message."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable

from portalwatch.config import Mail, Security
from portalwatch.errors import DeliveryError, UnansweredError
from portalwatch.items import Delivery

#: Some providers (163 among them) refuse more on one connection.
MESSAGES_PER_CONNECTION = 10
#: Seconds to wait for the answer to the final dot (RFC 5321, 4.5.3.2.6): giving up sooner sends things twice.
LAST_WAIT = 600.0
#: 5xx answers that pass: rate limits of QQ Mail and Tencent's business mail, and greylisting in disguise.
_PASSING = re.compile(
    r"frequency limited|mailbox unavailable or access denied|too many|rate limit|try again later|temporar",
    re.IGNORECASE,
)


class Smtp:
    """Keeps one connection open over a few messages.

    smtplib raises the same exception for a connection lost before and after the final dot, so the dialogue is
    spoken here step by step: what fails before the dot was certainly not taken, what fails after it nobody knows.
    """

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self._connection: smtplib.SMTP | None = None
        self._used = 0

    def deliver(self, delivery: Delivery, journal: Callable[[], None]) -> str:
        """Hand one message over."""
        try:
            connection = self._connected()
            # What is refused before the recipient is named is our own fault, mended sooner than the message is lost.
            _expect(connection.mail(self.mail.sender), 250, lasting=False)
            _expect(connection.rcpt(delivery.address), 250, 251)
            _expect(connection.docmd("DATA"), 354)
            connection.send(_stuffed(delivery.message))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise DeliveryError(_said(error), permanent=False) from error
        except DeliveryError:
            self.close()
            raise
        journal()
        return self._commit(connection)

    def resolve(self, delivery: Delivery) -> bool | None:  # noqa: ARG002 - the server cannot be asked
        """Nobody can say; the message is sent again with the same Message-ID, and counted."""
        return None

    def close(self) -> None:
        """Say good-bye if the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _commit(self, connection: smtplib.SMTP) -> str:
        """Send the final dot, and wait for as long as it takes."""
        try:
            assert connection.sock is not None
            connection.sock.settimeout(max(LAST_WAIT, self.mail.timeout))
            connection.send(b".\r\n")
            code, text = connection.getreply()
            connection.sock.settimeout(self.mail.timeout)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise UnansweredError(_said(error)) from error
        self._used += 1
        try:
            _expect((code, text), 250)
        except DeliveryError:
            self.close()
            raise
        return f"{code} {_text(text)}"

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None and self._used >= MESSAGES_PER_CONNECTION:
            self.close()
        if self._connection is None:
            self._connection, self._used = self._connect(), 0
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        mail = self.mail
        assert mail.host is not None
        context = ssl.create_default_context()
        # The greeting name is given, because smtplib would look it up, which can take seconds.
        if mail.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, local_hostname=mail.domain, timeout=mail.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(mail.host, mail.port, local_hostname=mail.domain, timeout=mail.timeout)
        try:
            self._secure(connection, context)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Encrypt and log in. Without TCP_NODELAY each message over TLS waits 40 ms for an acknowledgement."""
        assert connection.sock is not None
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.mail.security is Security.STARTTLS:
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if self.mail.username:
            connection.login(self.mail.username, self.mail.password or "")


def _expect(reply: tuple[int, bytes], *codes: int, lasting: bool = True) -> None:
    """Raise DeliveryError unless the server answered with one of these codes."""
    code, text = reply
    if code not in codes:
        said = f"{code} {_text(text)}"
        raise DeliveryError(said, permanent=lasting and code >= 500 and not _PASSING.search(said))


def _stuffed(message: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321, 4.5.2), and end with a line of its own."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _text(reply: bytes) -> str:
    return reply.decode("utf-8", "replace").replace("\n", " ")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_text(said) if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
