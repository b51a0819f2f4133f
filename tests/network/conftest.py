import asyncio
import datetime as dt
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import scrapy
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy.crawler import AsyncCrawlerRunner

from portalwatch.network.settings import SAFE


class Visitor(scrapy.Spider):
    """Asks for its URLs, and keeps the response or the exception that comes for each, and what a look about it saw."""

    name = "visitor"

    def __init__(self, urls: list[str], meta: dict[str, object], look: Callable[[scrapy.Spider], object]) -> None:
        super().__init__()
        self.urls, self.meta, self.look = urls, meta, look
        self.responses: list[scrapy.http.Response] = []
        self.errors: list[BaseException] = []
        self.seen: list[object] = []

    async def start(self):
        for url in self.urls:
            yield scrapy.Request(url, errback=self.fail, dont_filter=True, meta=dict(self.meta))

    def parse(self, response):
        self.responses.append(response)
        self.seen.append(self.look(self))

    def fail(self, failure):
        self.errors.append(failure.value)


Crawl = Callable[..., Visitor]


@pytest.fixture
def crawl(loop: asyncio.AbstractEventLoop) -> Crawl:
    """Crawl the URLs with the safe settings, as quickly as politeness can be turned off."""

    def run(*urls: str, meta=None, look=lambda spider: None, cache=None, **settings: object) -> Visitor:
        quick = {"PORTALWATCH_ALLOW_PRIVATE": True, "ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0.001, "RETRY_TIMES": 0}
        runner = AsyncCrawlerRunner({**SAFE, **quick, **settings})
        crawler = runner.create_crawler(Visitor)
        crawler.robots_cache = cache

        async def crawling() -> None:
            await runner.crawl(crawler, urls=list(urls), meta=meta or {}, look=look)

        loop.run_until_complete(crawling())
        return crawler.spider

    return run


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `localhost` that only those trust who are told to, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "authority.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return path


@pytest.fixture
def tls(authority: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority)
    return context
