"""The sample portal in a process of its own, so that its work is not counted as the crawl's."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import mean
from subprocess import PIPE, Popen
from typing import IO

from portalwatch.sample.pages import Document, Sheet, find_page
from portalwatch.sample.portal import PAGE_ROWS, Portal
from portalwatch.sample.sections import SECTIONS
from portalwatch.sample.server import Server

#: Two full list pages a section.
PER_SECTION = 2 * PAGE_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A portal that is being served; `list_bytes` and `article_bytes` are what its pages have on average."""

    url: str
    list_bytes: int
    article_bytes: int
    asks: IO[str]
    answers: IO[str]

    def take(self) -> int:
        """Return how many requests came since the last call."""
        self.asks.write("\n")
        self.asks.flush()
        return int(self.answers.readline())


@contextmanager
def serve() -> Iterator[Served]:
    """Serve the portal between entering and leaving."""
    with Popen([sys.executable, "-m", __name__], stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield Served(**json.loads(process.stdout.readline()), asks=process.stdin, answers=process.stdout)
        process.stdin.close()


def _size(page: Document | Sheet | None) -> int:
    assert page
    return len(page.body)


def main() -> None:
    portal = Portal(per_section=PER_SECTION)
    with Server(portal) as server:
        sizes = {
            "list_bytes": round(mean(_size(find_page(portal, section.path)) for section in SECTIONS.values())),
            "article_bytes": round(mean(_size(find_page(portal, one.path)) for one in portal.articles())),
        }
        print(json.dumps({"url": server.url, **sizes}), flush=True)
        for _ in sys.stdin:
            print(len(server.requests), flush=True)
            server.clear()


if __name__ == "__main__":
    main()
