"""A requests session that connects to checked addresses only, within limits of time and size."""

import ssl
from collections.abc import Callable, Collection
from functools import partial
from io import BytesIO
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPResponse, Timeout
from urllib3.exceptions import HTTPError, ReadTimeoutError

from portalwatch.errors import PageError
from portalwatch.network.addresses import allowing, check_url
from portalwatch.network.connection import Pool, TLSPool
from portalwatch.network.limits import LARGEST, REDIRECTS, growth_limit


def session(
    *,
    user_agent: str,
    allow_private: bool = False,
    private_hosts: Collection[str] = (),
    timeout: float = 20,
    max_bytes: int = LARGEST,
) -> requests.Session:
    """Return a session whose every request, redirects included, ends within `timeout` seconds and `max_bytes`.

    It heeds no environment but SSL_CERT_FILE (no proxy, no .netrc), keeps no cookies, and has read the body when
    it returns. Of private addresses, when they are allowed, `private_hosts` names the only ones that may have them.
    Raises AddressError for what must not be connected to, PageError for a body beyond the limits,
    else what requests raises. Only a look-up may take longer: the system's resolver knows no time-out.
    """
    allows = allowing(private_hosts, private=allow_private)
    return Session(Adapter(allows, max_bytes=max_bytes), user_agent=user_agent, timeout=timeout)


class Deadline:
    """A point in time; it is handed from hop to hop where requests hands on a time-out."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds

    def left(self) -> float:
        """Return how many seconds there are."""
        left = self._until - monotonic()
        if left <= 0:
            raise requests.Timeout("timed out")
        return left


class Adapter(HTTPAdapter):
    """Sends one request: checks its URL, connects to a checked address, reads the body within the limits."""

    def __init__(self, allows: Callable[[str], bool], *, max_bytes: int) -> None:
        self._allows, self._max_bytes = allows, max_bytes
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Have connections opened by our own pools, and trust whom the system trusts."""
        super().init_poolmanager(*args, **kwargs, ssl_context=ssl.create_default_context())
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(self._pool, Pool),
            "https": partial(self._pool, TLSPool),
        }

    def _pool(self, kind: type[Pool | TLSPool], host: str, *args: Any, **kwargs: Any) -> Pool | TLSPool:
        return kind(host, *args, allow_private=self._allows(host), **kwargs)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send it directly, whatever proxies are named."""
        url = str(request.url)
        check_url(url, allow_private=self._allows(urlsplit(url).hostname or ""))
        timeout = Timeout(total=kwargs["timeout"].left())
        return super().send(request, *args, **{**kwargs, "timeout": timeout, "proxies": None})

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        """Read the whole body: requests would read that of a redirect without any limit."""
        try:
            body = self._read(resp, url=str(req.url))
        except ReadTimeoutError as error:
            raise requests.ReadTimeout(error, request=req) from error
        except HTTPError as error:
            raise requests.ConnectionError(error, request=req) from error
        finally:
            resp.close()
        for name in ("Content-Encoding", "Content-Length", "Transfer-Encoding"):
            resp.headers.discard(name)
        whole = HTTPResponse(
            BytesIO(body), resp.headers, resp.status, reason=resp.reason, preload_content=False, request_url=req.url
        )
        return super().build_response(req, whole)

    def _read(self, answer: BaseHTTPResponse, *, url: str) -> bytes:
        received = answer.read(self._max_bytes + 1, decode_content=False)
        if len(received) > self._max_bytes:
            raise PageError(f"longer than {self._max_bytes} bytes", url=url)
        limit = growth_limit(len(received), self._max_bytes)
        encoded = HTTPResponse(BytesIO(received), answer.headers, preload_content=False)
        body = encoded.read(limit + 1, decode_content=True)
        if len(body) > limit:
            raise PageError(f"{len(received)} bytes that decompress to more than {limit}", url=url)
        return body


class Session(requests.Session):
    """A session with one deadline for a request and all of its redirects."""

    def __init__(self, adapter: Adapter, *, user_agent: str, timeout: float) -> None:
        super().__init__()
        self.timeout = timeout
        self.trust_env = False
        self.max_redirects = REDIRECTS
        self.headers["User-Agent"] = user_agent
        self.adapters.clear()
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a request; for each redirect requests comes here again, with the deadline of the first."""
        if not isinstance(kwargs.get("timeout"), Deadline):
            kwargs["timeout"] = Deadline(kwargs.get("timeout") or self.timeout)
        return super().send(request, **kwargs)
