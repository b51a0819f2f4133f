"""Old addresses that lead to the new ones."""

import pytest

from portalwatch.items import Kind
from portalwatch.store import owed
from tests.network.server import answer, serving


class Site:
    """Six notices under `folder`; addresses in the folder before lead to those of today."""

    def __init__(self) -> None:
        self.folder, self.titles = "old", {number: f"关于第{number}号文件的通知" for number in range(1, 7)}
        self.texts = dict.fromkeys(self.titles, "根据年度工作安排，现将有关事项通知如下，请各有关单位遵照执行。")

    def __call__(self, path: str) -> bytes:
        folder, _, name = path.removeprefix("/").partition("/")
        number = name.removesuffix(".html")
        if folder == "list":
            return self.page("通知公告", f"<ul>{''.join(map(self.row, sorted(self.titles, reverse=True)))}</ul>")
        if not number.isdecimal():
            return answer(status=404)
        if folder != self.folder:
            return answer(b"", f"Location: /{self.folder}/{name}", status=301)
        title = self.titles[int(number)]
        shown = f"<h1>{title}</h1><p>发布时间：2022-05-0{number}</p><div>{self.texts[int(number)] * 3}</div>"
        return self.page(title, shown)

    def row(self, number: int) -> str:
        link = f"<a href='/{self.folder}/{number}.html'>{self.titles[number]}</a>"
        return f"<li>{link}<span>2022-05-0{number}</span></li>"

    def page(self, title: str, inner: str) -> bytes:
        text = f"<html><head><title>{title}</title></head><body><h2>{title}</h2>{inner}</body></html>"
        return answer(text.encode(), "Content-Type: text/html; charset=utf-8")


@pytest.fixture
def watched(make_place):
    """A site, and a home that has seen it once."""
    place, site = make_place("home"), Site()
    with serving(site) as server:
        place.describe_list(server.url(""), "/list/")
        place.crawl()
        yield place, site


def test_an_edit_is_told_once_though_the_old_address_leads_to_the_article_as_well(watched):
    place, site = watched
    site.folder = "new"
    # With another title and text it cannot be told for the item that it was, so both are known.
    site.titles[3] = "建筑幕墙设计师培训班招生简章"
    site.texts[3] += "逾期不再受理。"
    for _ in range(3):
        place.clock.advance(hours=5)
        place.crawl()

    before = len(owed.events(place.watch.engine))

    site.texts[3] = "原定于下周举行的培训班改在下月上旬，具体时间另行通知。"
    for _ in range(6):
        place.clock.advance(days=1)
        place.crawl()

    told = [(event.kind, event.fields) for event in owed.events(place.watch.engine)[before:]]
    assert told == [(Kind.EDITED, ("body",))]
