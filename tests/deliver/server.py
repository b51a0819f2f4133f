"""A real mail server on loopback that answers as it is told to, and keeps what it takes."""

# ruff: noqa: N802 - aiosmtpd finds its methods by the names of the commands

import asyncio
import ssl
from contextlib import suppress
from threading import Thread
from typing import Any, NamedTuple, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Taken(NamedTuple):
    """A message that was taken, on which of all connections."""

    sender: str
    recipient: str
    content: bytes
    connection: int


class MailServer:
    """Serves on 127.0.0.1 between entering and leaving.

    `tls` makes it offer STARTTLS, and ask for it; with `wrapped` all is TLS from the first byte. `login` is the name
    and password that it asks for. After `patience` messages it ends a connection.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        wrapped: bool = False,
        login: tuple[str, str] | None = None,
        patience: int = 1000,
    ) -> None:
        self.tls, self.wrapped, self.login, self.patience = tls, wrapped, login, patience
        self.taken: list[Taken] = []
        self.connections = 0
        self.answers: dict[tuple[str, str], str | None] = {}
        self._sessions: set[_Session] = set()

    def say(self, verb: str, answer: str | None, *, to: str = "") -> None:
        """From now on answer a command with this, or with None hang up; of RCPT and `.`, only for this recipient.

        `.` is the final dot: a message that it is refused for is not kept, one that it is hung up after is.
        `BODY` hangs up in the middle of a message.
        """
        self.answers[verb, to] = answer

    def mend(self) -> None:
        """Answer as one should."""
        self.answers.clear()

    def contents(self, recipient: str) -> list[bytes]:
        """Every copy that somebody got."""
        return [each.content for each in self.taken if each.recipient == recipient]

    @property
    def recipients(self) -> list[str]:
        """Who got something, in order."""
        return [each.recipient for each in self.taken]

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        around = self.tls if self.wrapped else None
        listening = self._loop.create_server(self._meet, "127.0.0.1", 0, ssl=around)
        self._listener = self._loop.run_until_complete(listening)
        self.port = self._listener.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._shut())
        self._loop.close()

    async def _shut(self) -> None:
        self._listener.close()
        for session in self._sessions:
            # Until Python 3.11.4 a TLS transport that is closed already cannot be aborted.
            with suppress(AttributeError):
                session.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    def _meet(self) -> "_Session":
        self.connections += 1
        session = _Session(self, self.connections)
        self._sessions.add(session)
        return session


class _Session(SMTP):
    """One connection."""

    def __init__(self, server: MailServer, number: int) -> None:
        self.server, self.number, self.messages = server, number, 0
        starttls = None if server.wrapped else server.tls
        super().__init__(
            self,
            hostname="mail.example.org",
            ident="ready",
            loop=server._loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=server.login is not None,
            authenticator=self.authenticate,
            # Only PLAIN is left, which says all secrets in one line.
            auth_exclude_mechanism=["LOGIN"],
        )

    def authenticate(self, _server: object, _session: object, _envelope: object, _how: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        right = self.server.login == (given.login.decode(), given.password.decode())
        return AuthResult(success=right, handled=False)

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._told("HELO"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:
        if not await self._told("HELO"):
            await super().smtp_HELO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:
        if ("AUTH", "") in self.server.answers:
            await self.push((self.server.answers["AUTH", ""] or "").format(arg))
        else:
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if self.messages >= self.server.patience:
            await self.push("421 too many messages on this connection")
            self.transport.close()
        elif not await self._told("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        recipient = (arg or "").partition("<")[2].partition(">")[0]
        if not await self._told("RCPT", recipient):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if ("BODY", "") in self.server.answers:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            self.transport.abort()
        elif not await self._told("DATA"):
            await super().smtp_DATA(arg)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        (recipient,) = envelope.rcpt_tos
        answer = self._answer(".", recipient, "250 taken")
        if answer is None or answer.startswith("2"):
            self.server.taken.append(Taken(envelope.mail_from, recipient, envelope.content, self.number))
        self.messages += 1
        if answer is None:
            self.transport.abort()
        return answer or ""

    async def handle_exception(self, error: Exception) -> str:
        return f"451 {type(error).__name__}"

    def _answer(self, verb: str, recipient: str, usual: str) -> str | None:
        answers = self.server.answers
        return answers.get((verb, recipient), answers.get((verb, ""), usual))

    async def _told(self, verb: str, recipient: str = "") -> bool:
        """Answer as told, if anything was told."""
        answer = self._answer(verb, recipient, "")
        if answer is None:
            self.transport.abort()
        elif answer:
            await self.push(answer)
        return answer != ""
