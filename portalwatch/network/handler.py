"""The Scrapy download handler for http and https: it connects to checked addresses only, and names its failures.

Every connection of Scrapy's own handler comes out of one pool, whichever agent asks for it. So that is where the
guard stands: the pool opens connections through a reactor that checks each address when it is about to connect
to it, and not through the endpoint that the agent brings along.
"""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver, IStreamClientEndpoint
from twisted.internet.posixbase import PosixReactorBase
from twisted.internet.tcp import Connector
from twisted.web.client import BrowserLikePolicyForHTTPS, HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

from portalwatch.errors import AddressError, PageError
from portalwatch.network.addresses import allowing, check, check_url

#: What stands in the text of a failed handshake, and what it means. Such a failure does not pass by itself.
DISTRUST = {
    "certificate verify failed": "its certificate is not trusted",
    "VerificationError": "its certificate is another host's",
}


class Handler(HTTP11DownloadHandler):
    """For DOWNLOAD_HANDLERS. The setting PORTALWATCH_ALLOW_PRIVATE lets loopback and private networks through.

    With PORTALWATCH_PRIVATE_HOSTS (a list) it does so for these hosts only: a portal in one's own network must
    not lead on to its neighbours.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        hosts = settings.getlist("PORTALWATCH_PRIVATE_HOSTS")
        self._allows = allowing(hosts, private=settings.getbool("PORTALWATCH_ALLOW_PRIVATE"))
        self._pool = CheckedPool(self._pool, self._contextFactory, self._allows)

    async def download_request(self, request: Request) -> Response:
        """Fetch a page as Scrapy does.

        Raises AddressError for what must not be asked for, PageError where the certificate is no good,
        DownloadCancelledError for a body beyond DOWNLOAD_MAXSIZE, and what else Scrapy raises.
        """
        check_url(request.url, allow_private=self._allows(urlsplit(request.url).hostname or ""))
        if request.meta.get("proxy"):
            raise AddressError(request.url, "proxy", "a proxy would choose the address")
        try:
            return await super().download_request(request)
        except DownloadCancelledError as error:
            limit = request.meta.get("download_maxsize", self._default_maxsize)
            raise DownloadCancelledError(f"{request.url}: longer than {limit} bytes") from error
        except DownloadFailedError as error:
            reason = next((reason for sign, reason in DISTRUST.items() if sign in str(error)), None)
            if reason is None:
                raise
            raise PageError(reason, url=request.url) from error


Bind = tuple[str, int] | None


class CheckedPool(HTTPConnectionPool):
    """Connections, none of which is opened without its address having been checked."""

    def __init__(
        self, pool: HTTPConnectionPool, policy: BrowserLikePolicyForHTTPS, allows: Callable[[str], bool]
    ) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - the import installs one

        super().__init__(reactor, pool.persistent)  # type: ignore[no-untyped-call]
        self.maxPersistentPerHost = pool.maxPersistentPerHost
        self._factory = pool._factory  # noqa: SLF001 - Scrapy's, which forgives bad header lines
        self._policy, self._allows = policy, allows

    def getConnection(self, key: Any, endpoint: object) -> Deferred[Any]:  # noqa: ANN401, ARG002, N802
        """Return a connection for `key`: scheme, host, port and the local address to bind to."""
        return super().getConnection(key, self._endpoint(*key))

    def _endpoint(self, scheme: bytes, host: bytes, port: int, bind: Bind) -> IStreamClientEndpoint:
        name = host.decode()
        reactor = CheckedReactor(self._reactor, name, allow_private=self._allows(name))
        endpoint = cast("IStreamClientEndpoint", HostnameEndpoint(reactor, name, port, bindAddress=bind))
        return endpoint if scheme == b"http" else wrapClientTLS(self._policy.creatorForNetloc(host, port), endpoint)


@implementer(IReactorPluggableNameResolver)
class CheckedReactor:
    """The reactor, except that it connects to no refused address of `host`."""

    def __init__(self, reactor: PosixReactorBase, host: str, *, allow_private: bool) -> None:
        self._reactor, self._host, self._allow_private = reactor, host, allow_private

    def __getattr__(self, name: str) -> object:
        return getattr(self._reactor, name)

    def connectTCP(self, address: str, *args: Any, **kwargs: Any) -> Connector:  # noqa: N802
        """Connect to an address that the host has just resolved to, or raise AddressError."""
        check(self._host, address, allow_private=self._allow_private)
        return self._reactor.connectTCP(address, *args, **kwargs)
