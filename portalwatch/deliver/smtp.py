"""The channel to a mail server: SMTP with STARTTLS or TLS, one recipient a message."""

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from portalwatch.config import Mail, Security
from portalwatch.digest.cleaning import clean_line
from portalwatch.errors import DeliveryError, UnansweredError
from portalwatch.items import Delivery

#: Some providers (163 among them) refuse more on one connection.
MESSAGES_PER_CONNECTION = 10
#: Seconds to wait for the answer to the final dot (RFC 5321, 4.5.3.2.6): giving up sooner sends things twice.
LAST_WAIT = 600.0
#: Characters kept of what a server says.
_LONGEST_SAYING = 300
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

    def prepare(self) -> None:
        """Connect, log in and name the sender. What is refused before the recipient is named is our own fault."""
        if self._connection is not None and self._used < MESSAGES_PER_CONNECTION:
            # A server may end at any time what is kept open; then a new connection is tried.
            with suppress(DeliveryError):
                self._name_sender(self._connection)
                return
        self.close()
        with self._speaking():
            self._connection, self._used = self._connect(), 0
        self._name_sender(self._connection)

    def deliver(self, delivery: Delivery, journal: Callable[[], None]) -> str:
        """Hand one message over; `prepare` must have come right before."""
        connection = self._connection
        assert connection is not None
        with self._speaking():
            _expect(2, connection.rcpt(_ascii(delivery.address)))
            _expect(3, connection.docmd("DATA"))
            connection.send(_stuffed(delivery.message))
            journal()
        return self._commit(connection)

    def resolve(self, delivery: Delivery) -> bool | None:  # noqa: ARG002 - the server cannot be asked
        """Nobody can say; the message is sent again with the same Message-ID, and counted."""
        return None

    def close(self) -> None:
        """Say good-bye if the server still listens."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
        self._hang_up()

    def _commit(self, connection: smtplib.SMTP) -> str:
        """Send the final dot, and wait for as long as it takes."""
        assert connection.sock is not None
        try:
            with self._speaking():
                connection.sock.settimeout(LAST_WAIT)
                connection.send(b".\r\n")
                reply = connection.getreply()
                connection.sock.settimeout(self.mail.timeout)
        except DeliveryError as error:
            raise UnansweredError(error.reason) from error
        if reply[0] < 0:
            self._hang_up()
            raise UnansweredError("what was answered is no answer")
        with self._speaking():
            return _expect(2, reply)

    def _name_sender(self, connection: smtplib.SMTP) -> None:
        self._used += 1
        with self._speaking():
            _expect(2, connection.mail(_ascii(self.mail.sender)))

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Make DeliveryErrors of all that ends a dialogue; leave the connection ready for a new one, or closed."""
        try:
            yield
        except DeliveryError:
            self._start_over()
            raise
        except (OSError, UnicodeError, smtplib.SMTPException) as error:  # UnicodeError: of a name that is no host
            self._hang_up()
            raise DeliveryError(_said(error), permanent=False) from error
        except BaseException:
            self._hang_up()
            raise

    def _start_over(self) -> None:
        if self._connection is not None:
            try:
                self._connection.rset()
            except (OSError, smtplib.SMTPException):
                self._hang_up()

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        mail = self.mail
        assert mail.host is not None
        # The greeting name is given, because smtplib would look it up, which can take seconds.
        name = _ascii(mail.sender).rpartition("@")[2]
        if mail.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, local_hostname=name, timeout=mail.timeout, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(mail.host, mail.port, local_hostname=name, timeout=mail.timeout)
        try:
            self._secure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP) -> None:
        """Encrypt and log in. Without TCP_NODELAY each message over TLS waits 40 ms for an acknowledgement."""
        assert connection.sock is not None
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.mail.security is Security.STARTTLS:
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if self.mail.username:
            _log_in(connection, self.mail.username, self.mail.password or "")


def _log_in(connection: smtplib.SMTP, username: str, password: str) -> None:
    """Log in. No error may hold the password: not one of Python's, nor the words of a server that repeats ours."""
    try:
        connection.login(username, password)
    except smtplib.SMTPAuthenticationError as error:
        said = _said(error)
        for secret in filter(None, (f"\0{username}\0{password}", password)):
            said = said.replace(b64encode(secret.encode()).decode(), "…").replace(secret, "…")
        raise DeliveryError(f"the log-in was refused: {said}", permanent=False) from None
    except UnicodeError:
        raise DeliveryError("the log-in must be ASCII", permanent=False) from None


def _expect(kind: int, reply: tuple[int, bytes]) -> str:
    """Return a reply as text; DeliveryError unless its code begins with `kind` (RFC 5321, 4.2.1: that digit counts)."""
    code, text = reply
    said = f"{code} {_clean(text)}"
    if code // 100 != kind:
        raise DeliveryError(said, permanent=code >= 500 and not _PASSING.search(said))
    return said


def _ascii(address: str) -> str:
    """Return an address as plain SMTP can say it: its domain in A-labels."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}".encode("ascii").decode()
    except UnicodeError:
        raise DeliveryError(f"{address} cannot be written in ASCII", permanent=True) from None


def _stuffed(message: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321, 4.5.2), and end with a line of its own."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _clean(reply: bytes) -> str:
    return clean_line(reply.decode("utf-8", "replace"), _LONGEST_SAYING)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_clean(said) if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
