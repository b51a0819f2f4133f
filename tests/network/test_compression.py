import gzip
import subprocess
import sys
import zlib
from functools import partial
from pathlib import Path

import brotli
import pytest
from scrapy.exceptions import DownloadCancelledError

from portalwatch.network.limits import FREE, LARGEST, growth_limit

from .server import answer, serving

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZEROS = bytes(50 * 1024 * 1024)
COMPRESS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=5),
    "zstd": zstd.compress,
}
#: What a process may take at most, whatever it is sent.
MOST = 300 * 1024 * 1024
PEAK = """
print("peak", int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) * 1024)
"""
ROADS = {
    "requests": """
import sys
from portalwatch.errors import PageError
from portalwatch.network.session import session
for url in sys.argv[1:]:
    try:
        session(user_agent="test", allow_private=True).get(url)
    except PageError as error:
        print(error)
""",
    "scrapy": """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess
from portalwatch.network.settings import SAFE

class Visitor(scrapy.Spider):
    name = "visitor"

    async def start(self):
        for url in sys.argv[1:]:
            yield scrapy.Request(url, errback=lambda failure: print(failure.value))

    def parse(self, response):
        print("read")

quick = {"PORTALWATCH_ALLOW_PRIVATE": True, "ROBOTSTXT_OBEY": False, "LOG_ENABLED": False, "DOWNLOAD_DELAY": 0.01}
process = CrawlerProcess({**SAFE, **quick})
process.crawl(Visitor)
process.start()
""",
}


@pytest.mark.parametrize("road", ROADS)
def test_bombs_of_50_mb_take_no_more_memory_than_a_page_may(road):
    bombs = {f"/{encoding}": compress(ZEROS) for encoding, compress in COMPRESS.items()}
    with serving(lambda path: answer(bombs[path], f"Content-Encoding: {path[1:]}")) as server:
        urls = [server.url(path) for path in bombs]
        command = [sys.executable, "-c", ROADS[road] + PEAK, *urls]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    *reasons, peak = done.stdout.splitlines()
    assert sorted(reasons) == sorted(
        f"{server.url(path)}: {len(bomb)} bytes that decompress to more than {growth_limit(len(bomb), LARGEST)}"
        for path, bomb in bombs.items()
    )
    assert int(peak.removeprefix("peak ")) < MOST


@pytest.mark.parametrize("encoding", COMPRESS)
def test_a_bomb_is_given_up_long_before_it_has_gone_off(crawl, encoding):
    bomb = COMPRESS[encoding](ZEROS)
    with serving(lambda path: answer(bomb, f"Content-Encoding: {encoding}")) as server:
        (error,) = crawl(server.url()).errors
    assert isinstance(error, DownloadCancelledError)
    assert str(error) == (
        f"{server.url()}: {len(bomb)} bytes that decompress to more than {growth_limit(len(bomb), 32 * 1024 * 1024)}"
    )


@pytest.mark.parametrize("encoding", COMPRESS)
def test_a_page_is_decompressed(crawl, encoding):
    page = "<p>关于公开征求意见的通知</p>".encode() * 1000
    with serving(lambda path: answer(COMPRESS[encoding](page), f"Content-Encoding: {encoding}")) as server:
        (response,) = crawl(server.url()).responses
    assert response.body == page


def test_a_large_body_is_given_up_when_it_is_larger_than_allowed_once_decompressed(crawl):
    page = gzip.compress(b"".join(b"<tr><td>%d</td></tr>" % row for row in range(100_000)))
    with serving(lambda path: answer(page, "Content-Encoding: gzip")) as server:
        (error,) = crawl(server.url(), DOWNLOAD_MAXSIZE=1_000_000).errors
    assert isinstance(error, DownloadCancelledError)
    assert str(error).endswith("decompress to more than 1000000")


def test_two_layers_are_taken_off_and_no_more(crawl):
    layers = {"/2": gzip.compress(gzip.compress(b"hello")), "/3": gzip.compress(gzip.compress(gzip.compress(b"hello")))}

    def answers(path):
        return answer(layers[path], "Content-Encoding: " + ", ".join(["gzip"] * int(path[1])))

    with serving(answers) as server:
        visitor = crawl(server.url("/2"), server.url("/3"))
    assert [response.body for response in visitor.responses] == [b"hello"]
    assert [str(error) for error in visitor.errors] == [f"{server.url('/3')}: compressed more than 2 times"]


def test_a_small_body_may_grow_as_it_likes_and_a_large_one_a_hundredfold():
    assert growth_limit(10, 32 * FREE) == FREE
    assert growth_limit(FREE // 50, 32 * FREE) == FREE // 50 * 100
    assert growth_limit(FREE, 32 * FREE) == 32 * FREE
