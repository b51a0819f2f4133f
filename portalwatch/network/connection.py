"""Connections of urllib3 to checked addresses, whose time-out counts for the whole answer."""

import http.client
import io
import socket
from time import monotonic
from typing import Any, cast

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from portalwatch.errors import AddressError
from portalwatch.network.addresses import check


class TimedReader(io.RawIOBase):
    """Reads from a socket until its time-out is over, counted from now; the socket counts it anew for each read."""

    def __init__(self, sock: socket.socket, stream: io.RawIOBase) -> None:
        self._sock, self._stream = sock, stream
        self._until = monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - 3.11 has no name for it
        """Read what has come, or raise TimeoutError."""
        self._sock.settimeout(_left(self._until))
        return cast("int | None", self._stream.readinto(buffer))

    def close(self) -> None:
        """Let go of the socket."""
        self._stream.close()
        super().close()


class TimedResponse(http.client.HTTPResponse):
    """An answer, head and body, that a server can't drag out by sending a byte at a time."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = io.BufferedReader(TimedReader(sock, self.fp.detach()))


class Connection(HTTPConnection):
    """A connection to one of the addresses of its host, all of which have been checked."""

    response_class = TimedResponse

    def __init__(self, *args: Any, allow_private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allow_private = allow_private

    def _new_conn(self) -> socket.socket:
        until = monotonic() + cast("float", self.timeout)
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        return self._connect_first([str(address) for *_, (address, *_) in found], until)

    def _connect_first(self, addresses: list[str], until: float) -> socket.socket:
        """Try one address after the other, and share the time among them: a dead one must not use it up."""
        failure: Exception = OSError("no address")
        for tried, address in enumerate(addresses):
            try:
                sock = self._connect(address, _left(until) / (len(addresses) - tried))
            except (OSError, AddressError) as error:
                failure = error
            else:
                sock.settimeout(max(until - monotonic(), 0.001))  # for the handshake; 0 would not wait at all
                return sock
        if isinstance(failure, AddressError):
            raise failure
        kind = ConnectTimeoutError if isinstance(failure, TimeoutError) else NewConnectionError
        raise kind(self, f"{self.host} ({', '.join(addresses)}): {failure}") from failure

    def _connect(self, address: str, timeout: float) -> socket.socket:
        check(self.host, address, allow_private=self._allow_private)
        return create_connection((address, self.port), timeout, self.source_address, self.socket_options)


class TLSConnection(Connection, HTTPSConnection):
    """The same, with TLS on top."""


class Pool(HTTPConnectionPool):
    """Connections to one host; hands its `allow_private` on to each."""

    ConnectionCls = Connection


class TLSPool(HTTPSConnectionPool):
    """The same, with TLS."""

    ConnectionCls = TLSConnection


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left
