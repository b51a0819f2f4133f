import json
from urllib.parse import parse_qs, urlsplit

import pytest

from portalwatch.errors import PageError
from portalwatch.extract import read_list
from portalwatch.extract.paging import find_frame, find_next
from tests.extract.families.samples import answer, following, framed, shown

PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
ASKED = "parseType=bulidstatic&webId=8d82&pageType=column&tagId=%E5%88%97%E8%A1%A8&editType=null&pageId=6333"


def unit(tag: str = "列表", kind: str = "column", spelt: str = "bulidstatic", quote: str = "'") -> str:
    given = {"parseType": spelt, "webId": "8d82", "pageType": kind, "tagId": tag, "editType": "null", "pageId": "6333"}
    data = json.dumps(given, ensure_ascii=False).replace('"', quote)
    return f'<div><script src="unitbuild.js" url="{PATH}" queryData="{data}"></script></div>'


def rows(count: int, pager: str) -> str:
    items = "".join(
        f'<li><a href="./art/2022/art_{n}.html" title="关于第{n}号的通知">关于…</a><span>2022-06-09</span></li>'
        for n in range(count)
    )
    return f'<div class="page-content"><ul>{items}</ul></div>{pager}'


def built(count: int, pager: str) -> str:
    return json.dumps({"success": True, "data": {"html": rows(count, pager)}})


PAGER = '<div class="pagination" rows="15" count="40" pageNo="1"></div>'


def parameters(url: str) -> dict[str, object]:
    return json.loads(parse_qs(urlsplit(url).query)["paramJson"][0])


@pytest.mark.parametrize("quote", ["'", "&quot;"])
@pytest.mark.parametrize("spelt", ["bulidstatic", "buildstatic"])
def test_the_frame_asks_for_its_rows_without_a_page(spelt, quote):
    expected = f"http://portal.test{PATH}?{ASKED.replace('bulidstatic', spelt)}"

    assert framed(unit(spelt=spelt, quote=quote)) == expected


def test_of_several_units_the_one_that_holds_the_list_is_asked_for():
    markup = unit("导航栏目") + unit("页头信息") + unit("正文内容", "article") + unit("当前栏目_list") + unit("尾部")

    assert "list" in framed(markup)


@pytest.mark.parametrize(
    "markup",
    ["", unit("导航"), unit("列表", "article"), unit("天气"), unit().replace("url=", "href="), f"<p>{PATH}</p>"],
)
def test_a_page_that_asks_for_no_list_frames_nothing(markup):
    assert framed(markup) is None


def test_rows_without_a_day_beside_a_frame_are_its_menu():
    menu = "".join(f'<li><a href="/c{n}.html">关于我们的一个很长的栏目名称之{n}</a></li>' for n in range(6))

    read = read_list(shown(f"<ul>{menu}</ul>{unit()}"))

    assert (read.rows, read.next_url) == ((), f"http://portal.test{PATH}?{ASKED}")


def test_an_answer_holds_rows_that_belong_to_the_column_page():
    read = read_list(answer(built(15, PAGER), f"http://portal.test{PATH}?{ASKED}"))

    assert (len(read.rows), read.rows[2].title) == (15, "关于第2号的通知")
    assert read.rows[2].url == "http://portal.test/news/art/2022/art_2.html"
    assert read.next is not None
    assert read.next.script
    assert read.next.url.startswith(f"http://portal.test{PATH}?{ASKED}&paramJson=")
    assert parameters(read.next.url) == {"pageNo": 2, "pageSize": 15}


@pytest.mark.parametrize(
    ("asked", "pager", "number"),
    [
        ("", PAGER, 2),
        ('&paramJson={"pageNo":2,"pageSize":15}', PAGER, 3),
        ('&paramJson={"pageNo":3,"pageSize":15}', PAGER, None),
        ('&paramJson={"pageNo":"x"}', PAGER, 2),
        ("", "<div queryData=\"{'rows':'20','count':'21','pageNo':'1'}\"></div>", 2),
        ("", "<div rows='20' count='20'></div>", None),
        ("", "<div rows='0' count='2'></div>", 2),
        ("", "<div rows='20'></div>", None),
        ("", "", None),
    ],
)
def test_pages_are_counted_until_all_rows_were_shown(asked, pager, number):
    turn = find_next(answer(built(15, pager), f"http://portal.test{PATH}?{ASKED}{asked}"))

    assert (turn and parameters(turn.url)["pageNo"]) == number


def test_a_column_page_that_holds_its_first_rows_asks_for_the_second_page():
    url = following(rows(15, PAGER) + unit())

    assert parameters(url) == {"pageNo": 2, "pageSize": 15}


def test_an_answer_without_rows_is_no_list_and_frames_nothing():
    page = answer(built(0, ""), f"http://portal.test{PATH}?{ASKED}")

    assert find_frame(page) is None
    with pytest.raises(PageError):
        read_list(page)
