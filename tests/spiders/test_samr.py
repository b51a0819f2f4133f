"""The example of a portal whose list is JSON."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from portalwatch.config import Home
from portalwatch.crawl.loader import PortalLoader
from portalwatch.errors import PageError
from portalwatch.extract import Page
from portalwatch.items import Kind, Outcome
from portalwatch.store import archive, owed
from portalwatch.watch import Watch
from tests.network.server import answer, serving

ROOT = Path(__file__).parents[2]
URL = "https://std.samr.gov.cn/gb/search/gbQueryPage?searchText=&pageNumber=1&pageSize=2"


def standard(number: int) -> dict[str, object]:
    return {
        "id": f"{number:032X}",
        "C_STD_CODE": f"GB/T {number}-2022",
        "C_C_NAME": f"建筑幕墙<sacinfo>第{number}部分</sacinfo>",
        "ISSUE_DATE": "2022-06-09",
        "ACT_DATE": "2022-10-01",
        "STATE": "即将实施",
    }


def listing(*numbers: int, total: int) -> str:
    found = {"total": total, "pageNumber": 1, "rows": [standard(number) for number in numbers]}
    return json.dumps(found, ensure_ascii=False)


@pytest.fixture
def home(tmp_path) -> Home:
    """A home with the portal and its code."""
    (tmp_path / "config" / "portals").mkdir(parents=True)
    shutil.copytree(ROOT / "spiders", tmp_path / "spiders")
    shutil.copy(ROOT / "config" / "portals" / "samr.yaml", tmp_path / "config" / "portals")
    return Home(tmp_path)


@pytest.fixture
def spider(home):
    return PortalLoader(Watch(home)).load("samr")()


def test_a_row_is_the_number_and_the_name_without_marks_the_address_and_the_day_of_issue(spider):
    read = spider.read_list(Page(listing(31000, 31001, total=2), url=URL), spider.sections[0])

    assert [(row.title, row.published) for row in read.rows] == [
        ("GB/T 31000-2022 建筑幕墙第31000部分", "2022-06-09"),
        ("GB/T 31001-2022 建筑幕墙第31001部分", "2022-06-09"),
    ]
    assert read.rows[0].url == "https://std.samr.gov.cn/gb/search/gbDetailed?id=00000000000000000000000000007918"


@pytest.mark.parametrize(
    ("page", "total", "following"),
    [(1, 5, "pageNumber=2"), (2, 5, "pageNumber=3"), (3, 5, None), (2, 4, None), (1, 2, None)],
)
def test_paging_goes_on_until_the_total_is_reached(spider, page, total, following):
    url = URL.replace("pageNumber=1", f"pageNumber={page}")

    read = spider.read_list(Page(listing(1, 2, total=total), url=url), spider.sections[0])

    assert read.next_url == (following and URL.replace("pageNumber=1", following))


def test_a_page_without_rows_is_the_last_whatever_the_total_says(spider):
    read = spider.read_list(Page(listing(total=100), url=URL), spider.sections[0])

    assert (read.rows, read.next_url) == ((), None)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"rows": []}', '{"total": "many", "rows": []}', '{"total": 1, "rows": [{"id": "1"}]}'],
)
def test_what_is_not_the_json_that_it_used_to_be_cannot_be_read(spider, text):
    with pytest.raises(PageError, match="is not the JSON that it used to be"):
        spider.read_list(Page(text, url=URL), spider.sections[0])


def test_the_list_is_asked_for_as_the_pages_own_script_does(spider):
    assert spider.headers(spider.sections[0])["Accept"] == "application/json"


def test_a_crawl_reads_json_page_after_page_and_tells_what_is_new(make_place):
    place, numbers = make_place("home"), [6, 5, 4, 3, 2, 1]

    def answers(path: str) -> bytes:
        if "gbQueryPage" not in path:
            return answer(status=404)
        page = int(path.partition("pageNumber=")[2].partition("&")[0])
        shown = numbers[2 * page - 2 : 2 * page]
        return answer(listing(*shown, total=len(numbers)).encode(), "Content-Type: application/json;charset=UTF-8")

    shutil.copytree(ROOT / "spiders", place.home.spiders)
    described = yaml.safe_load((ROOT / "config" / "portals" / "samr.yaml").read_text("utf-8"))
    with serving(answers) as server:
        described["sections"][0]["url"] = server.url(URL.removeprefix("https://std.samr.gov.cn"))
        described |= {"url": server.url(), "delay": 0.01, "allow_private": True}
        (place.home.portals / "samr.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")
        first = place.crawl("samr")["national"]
        numbers.insert(0, 7)
        place.clock.advance(hours=1)
        second = place.crawl("samr")["national"]

    assert (first.outcome, len(first.rows), first.coverage.ended) == (Outcome.OK, 6, True)
    assert second.outcome is Outcome.OK
    assert len(archive.items(place.watch.engine)) == 7
    (event,) = owed.events(place.watch.engine)
    assert (event.kind, event.item.title) == (Kind.NEW, "GB/T 7-2022 建筑幕墙第7部分")
    assert str(event.item.published) == "2022-06-09"
