"""Lists that begin with their oldest items: what is new stands on their last page."""

from contextlib import ExitStack
from datetime import date

import pytest

from portalwatch.items import Gap, Outcome
from portalwatch.store import archive, owed
from tests.network.server import answer, serving

SIZE = 4
#: The day of the first crawl is the ninth of June.
BATCH, BATCHED = ["2022-01-05"] * 6, ["2022-04-10"] * 8
DAYS = [f"2022-{month:02}-{day:02}" for month in (3, 4, 5) for day in (4, 9, 14, 19)]


class Site:
    """A list of articles, four a page, published on these days, in the order in which they are `shown`."""

    def __init__(self, *days: str, dated: bool = True) -> None:
        self.days, self.dated = list(days), dated
        self.shown = list(range(len(days)))
        #: The numbers of pages that are not there.
        self.broken: set[int] = set()

    def __call__(self, path: str) -> bytes:
        kind, _, name = path.removeprefix("/").partition("/")
        number = int(name.removesuffix(".html") or 1)
        if number in self.broken and kind == "list":
            return answer(status=404)
        return self.page("通知公告", self.listed(number)) if kind == "list" else self.article(number)

    def publish(self, day: str, place: int | None = None) -> str:
        """Put an article at this place of the list, or at its end; return its title."""
        self.shown.insert(len(self.shown) if place is None else place, len(self.days))
        self.days.append(day)
        return title(len(self.days) - 1)

    def article(self, number: int) -> bytes:
        text = "根据年度工作安排，现将有关事项通知如下，请各有关单位遵照执行。" * 3
        shown = f"<h1>{title(number)}</h1><p>发布时间：{self.days[number]}</p><div>{text}{number}</div>"
        return self.page(title(number), shown)

    def listed(self, page: int) -> str:
        rows = "".join(map(self.row, self.shown[(page - 1) * SIZE : page * SIZE]))
        further = f"<a href='/list/{page + 1}.html'>下一页</a>" if page * SIZE < len(self.shown) else ""
        return f"<ul>{rows}</ul><p>{further}</p>"

    def row(self, number: int) -> str:
        day = f"<span>{self.days[number]}</span>" if self.dated else ""
        return f"<li><a href='/art/{number}.html'>{title(number)}</a>{day}</li>"

    def page(self, title: str, inner: str) -> bytes:
        text = f"<html><head><title>{title}</title></head><body><h2>{title}</h2>{inner}</body></html>"
        return answer(text.encode(), "Content-Type: text/html; charset=utf-8")


def title(number: int) -> str:
    return f"关于第{number}号文件的通知"


@pytest.fixture
def watch(make_place):
    """Serve a site, and crawl it for the first time: return the home that watches it, and that crawl."""
    place = make_place("home")

    def begin(site, **changes):
        server = served.enter_context(serving(site))
        place.describe_list(server.url(""), "/list/", **changes)
        return place, step(place)

    with ExitStack() as served:
        yield begin


def step(place):
    place.clock.advance(hours=1)
    return place.crawl()["notices"]


def told(place):
    return [(event.kind.value, event.item.title) for event in owed.events(place.watch.engine)]


@pytest.mark.parametrize(
    ("days", "dated"), [([*BATCH, *DAYS], True), ([*DAYS[:6], *BATCHED, *DAYS[8:]], True), (DAYS, False)]
)
def test_what_is_new_on_the_last_page_is_told_whatever_the_pages_above_it_show(watch, days, dated):
    site = Site(*days, dated=dated)
    place, _ = watch(site)
    step(place)

    news = []
    for _ in range(2):
        news.append(("new", site.publish("2022-06-09")))
        step(place)

    assert told(place) == news
    assert len(archive.items(place.watch.engine)) == len(days) + 2


def test_what_a_first_crawl_could_not_reach_is_a_gap_and_no_news_when_it_is_read(watch):
    site = Site(*DAYS)
    place, first = watch(site, max_pages=1)
    news = site.publish("2022-06-09")

    later = [step(place) for _ in range(3)]

    assert [crawl.coverage.gap for crawl in (first, *later)] == [
        Gap(known_on=date(2022, 3, 19), read_on=None),
        Gap(known_on=date(2022, 4, 19), read_on=None),
        Gap(known_on=date(2022, 5, 19), read_on=None),
        None,
    ]
    assert told(place) == [("new", news)]
    assert len(archive.items(place.watch.engine)) == len(site.days)


def test_after_a_page_that_could_not_be_read_all_that_has_come_since_the_last_one_is_a_gap(watch):
    site = Site(*DAYS)
    place, _ = watch(site)
    news = site.publish("2022-06-09")
    site.broken = {3}
    crawl = step(place)

    assert (crawl.outcome, crawl.coverage.gap) == (Outcome.PARTIAL, Gap(known_on=date(2022, 4, 19), read_on=None))
    site.broken = set()
    assert (step(place).coverage.gap, told(place)) == (None, [("new", news)])


def test_an_old_row_on_top_of_a_busy_list_does_not_hide_what_is_entered_late(watch):
    site = Site("2021-03-01", *["2022-06-08"] * 2, *["2022-06-07"] * 12)
    place, _ = watch(site)
    news, late = site.publish("2022-06-09", 1), site.publish("2022-06-07", 5)
    step(place)

    assert sorted(told(place)) == [("late", late), ("new", news)]
