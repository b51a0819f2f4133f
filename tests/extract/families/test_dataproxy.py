import pytest

from portalwatch.extract import read_list
from portalwatch.extract.paging import find_frame, find_next
from portalwatch.items import Turn
from tests.extract.families.samples import answer, following, framed, posted, shown

ROOT = "http://portal.test"
PROXY = "/module/web/jpage/dataproxy.jsp"
OPTIONS = f"totalRecord:40,proxyUrl:'{PROXY}',perPage:5,groupSize:2,"
PARAMETERS = {"col": "1", "path": "/", "columnid": "77", "webname": "某某 协会"}
WRITTEN = "col:1,path:'/',columnid:77,webname:\"某某 协会\""


def store(count: int, extra: str = "") -> str:
    rows = (
        f"<record><![CDATA[<li><a href='art_{n}.html'>关于第{n}号的通知</a><span>2022-06-09</span></li>]]></record>"
        for n in range(count)
    )
    return f"<datastore>{extra}<recordset>{''.join(rows)}</recordset></datastore>"


def column(count: int, call: str, extra: str = "") -> str:
    data = f'<script type="text/xml">{store(count, extra)}</script>' if count else ""
    return f"<div id='1'>{data}</div><script>{call}</script>"


JPAGE = f"$('#1').jpage({{{OPTIONS}ajaxParam:{{{WRITTEN}}}}});"
VARIABLE = f"var param_1 = {{{WRITTEN}}}; $('#1').jpage({{{OPTIONS}ajaxParam: param_1}});"


@pytest.mark.parametrize("call", [JPAGE, VARIABLE])
def test_a_column_page_asks_for_the_records_after_those_it_holds(call):
    markup = column(10, call)

    assert following(markup) == f"{ROOT}{PROXY}?perpage=5&startrecord=11&endrecord=20"
    assert posted(markup) == PARAMETERS
    assert len(read_list(shown(markup)).rows) == 10


@pytest.mark.parametrize(
    ("call", "span"),
    [
        (JPAGE, "startrecord=1&endrecord=10"),
        (JPAGE.replace("groupSize:2,", ""), "startrecord=1&endrecord=15"),
        (JPAGE.replace("totalRecord:40,", ""), "startrecord=1&endrecord=10"),
        (JPAGE.replace("totalRecord:40,", "totalRecord:7,"), "startrecord=1&endrecord=7"),
    ],
)
def test_a_column_page_without_records_asks_for_the_first(call, span):
    assert framed(column(0, call)) == f"{ROOT}{PROXY}?perpage=5&{span}"
    assert following(column(0, call)) is None


@pytest.mark.parametrize(
    ("query", "total", "following"),
    [
        ("perpage=5&startrecord=11&endrecord=20", 40, "?perpage=5&startrecord=21&endrecord=30"),
        ("perpage=5&startrecord=31&endrecord=38", 40, "?perpage=5&startrecord=39&endrecord=40"),
        ("perpage=5&startrecord=31&endrecord=40", 40, None),
        ("perpage=5&startrecord=31&endrecord=40", None, None),
        ("perpage=5&startrecord=a&endrecord=40", 80, None),
    ],
)
def test_an_answer_is_followed_by_the_next_records_with_the_same_form(query, total, following):
    url, form = f"{ROOT}{PROXY}?{query}", (("columnid", "77"),)
    extra = f"<totalrecord>{total}</totalrecord>" if total else ""

    page = answer(store(10, extra), url, Turn(url=url, form=form, script=True))

    expected = Turn(url=f"{ROOT}{PROXY}{following}", form=form, script=True) if following else None
    assert find_next(page) == expected
    assert read_list(page).rows[3].url == "http://portal.test/news/art_3.html"


def test_an_answer_without_records_ends_the_list():
    read = read_list(answer(store(0), f"{ROOT}{PROXY}?startrecord=41&endrecord=50"))

    assert (read.rows, read.next) == ((), None)


GROUP = '<nextgroup><![CDATA[<a href="{}"></a>]]></nextgroup>'


def test_without_a_call_that_can_be_read_the_next_group_is_asked_for():
    extra = GROUP.format(f"{PROXY}?page=1&amp;webid=9&path='/'&webname=%D0%C5")

    turn = find_next(shown(column(10, "$('#1').jpage({perPage: n});", extra)))

    assert turn == Turn(url=f"{ROOT}{PROXY}?page=1&webid=9&path='/'&webname=%D0%C5", script=True)


def test_the_next_group_of_an_answer_keeps_what_it_does_not_name():
    page = answer(store(10, GROUP.format("./dataproxy.jsp?page=2&unitid=3")), f"{ROOT}{PROXY}?page=1&webid=9")

    assert find_next(page) == Turn(url=f"{ROOT}{PROXY}?page=2&webid=9&unitid=3", script=True)


@pytest.mark.parametrize(
    "call",
    [
        JPAGE.replace("perPage:5", "perPage:n"),
        JPAGE.replace(PROXY, "/list.jsp") + f"// {PROXY}",
        VARIABLE.replace("var param_1", "var param_2"),
        JPAGE.replace("totalRecord:40", "totalRecord:10"),
        JPAGE.replace("totalRecord:40,", ""),
        f"var proxy = '{PROXY}';",
    ],
)
def test_what_says_too_little_asks_for_nothing(call):
    assert following(column(10, call)) is None


def test_an_answer_frames_nothing():
    assert find_frame(answer(store(0), f"{ROOT}{PROXY}?page=1")) is None
