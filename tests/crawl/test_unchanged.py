"""A server that says "not modified" of whatever has come."""

from collections.abc import Iterator
from contextlib import contextmanager

from portalwatch.items import Outcome
from portalwatch.store import owed
from tests.network.server import Server, answer, serving


class Site:
    """One list of articles; when it is asked whether it has changed it always says no."""

    def __init__(self) -> None:
        self.numbers, self.asked = list(range(6, 0, -1)), False
        self.server: Server | None = None

    def __call__(self, path: str) -> bytes:
        if path != "/list/":
            number = path.removeprefix("/").removesuffix(".html")
            return page(f"<h1>关于第{number}号文件的通知</h1>") if number.isdecimal() else answer(status=404)
        assert self.server is not None
        asked = any(header.lower().startswith("if-") for header in self.server.headers)
        self.server.headers.clear()
        rows = [
            f"<li><a href='/{each}.html'>关于第{each}号文件的通知</a><span>05-0{each}</span></li>"
            for each in self.numbers
        ]
        return answer(status=304) if asked else page(f"<ul>{''.join(rows)}</ul>")


def page(inner: str) -> bytes:
    text = f"<html><head><title>通知公告</title></head><body>{inner}</body></html>"
    return answer(text.encode(), "Content-Type: text/html; charset=utf-8", 'ETag: "1"')


@contextmanager
def watching(place) -> Iterator[Site]:
    site = Site()
    with serving(site) as server:
        site.server = server
        place.describe_list(server.url(""), "/list/")
        yield site


def test_a_list_that_is_never_modified_is_read_all_the_same_some_hours_later(make_place):
    place = make_place("home")
    with watching(place) as site:
        place.crawl()
        site.numbers.insert(0, 7)
        outcomes = []
        for _ in range(7):
            place.clock.advance(minutes=59)
            outcomes.append(place.crawl()["notices"].outcome)

    assert outcomes == [Outcome.UNCHANGED] * 6 + [Outcome.OK]
    assert [event.item.title for event in owed.events(place.watch.engine)] == ["关于第7号文件的通知"]
