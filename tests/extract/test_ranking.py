"""Which of several lists is the page's own, and what is no list at all."""

import pytest

from portalwatch.errors import PageError
from portalwatch.extract import read_list, read_page
from portalwatch.items import PageKind
from tests.extract.samples import DAYS, FOOTER, NAVIGATION, TITLES, listing, page, rows

CRUMBS = '<div>您的位置：<a href="/">首页</a> &gt; 通知公告</div>'


def main(count: int = 6) -> str:
    return (
        "<div><ul>"
        + rows(lambda n, title, day: f'<li><a href="{n}.html">{title}</a><i>{day}</i></li>', count)
        + "</ul></div>"
    )


def box(heading: str, count: int = 10) -> str:
    """A list beside the content, longer than the main one and written in the same way."""
    inner = "".join(
        f'<li><a href="/other/{n}.html">很久以前在别的栏目里发表的一条长长的文章之{n}</a><i>2022-01-{n + 10}</i></li>'
        for n in range(count)
    )
    return f"<div><p>{heading}</p><ul>{inner}</ul></div>"


@pytest.mark.parametrize("heading", ["热点文章", "行业动态<a href=/hy/>更多&gt;&gt;</a>", "最新信息"])
@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("count", [6, 3])
def test_a_box_beside_the_list_is_neither_it_nor_a_part_of_it(heading, place, count):
    own = CRUMBS + main(count)
    markup = box(heading, 5) + own if place == "before" else own + box(heading, 5)

    assert [row.title for row in read_list(listing(markup)).rows] == list(TITLES[:count])


def test_a_list_under_its_own_name_is_preferred_to_a_longer_one_under_another():
    markup = box("最新信息") + "<h3>通知公告</h3>" + main()

    assert [row.title for row in read_list(listing(markup)).rows] == list(TITLES)


def test_what_a_pager_stands_below_is_the_list_and_a_home_link_is_no_pager():
    trail = "<div><a href=/>首页</a> <a href=/a/>很长的栏目名称</a></div>"
    markup = f"{box('最新信息')}{trail}{main()}<a href=2.html>下一页</a>"

    assert [row.title for row in read_list(page(f"<body>{markup}</body>")).rows] == list(TITLES)


def test_a_menu_is_no_part_of_the_list_below_it_where_nothing_tells_them_apart():
    menu = (
        "<ul>"
        + "".join(f"<li><a href=/m{n}/>{name}</a></li>" for n, name in enumerate(("通知", "动态", "法规")))
        + "</ul>"
    )
    undated = "<ul>" + rows(lambda n, title, _: f"<li><a href={n}.html>{title}的说明与解读</a></li>") + "</ul>"

    found = read_list(page(f"<body><div>{menu}{undated}</div></body>")).rows

    assert [row.url[-6:] for row in found] == [f"{n}.html" for n in range(6)]


def test_rows_are_found_among_many_links_that_stand_in_the_same_way():
    cards = "".join(
        f"<ul><li><a href={n}.html>{TITLES[n]}</a></li><li>现将有关事项通知如下。</li><li>{DAYS[n]}</li></ul>"
        for n in range(4)
    )
    foot = "<ul>" + "".join(f"<li><a href=/f{n}/>关于我们之{n}</a></li>" for n in range(8)) + "</ul>"

    found = read_list(page(f"<body><div>{cards}</div><div>{foot}</div></body>")).rows

    assert [(row.title, row.published) for row in found] == list(zip(TITLES[:4], DAYS[:4], strict=True))


def test_rows_that_a_script_shows_one_by_one_are_rows():
    markup = (
        "<ul>" + rows(lambda n, title, day: f"<li style=display:none><a href={n}.html>{title}</a>{day}</li>") + "</ul>"
    )

    assert len(read_list(listing(box("最新信息", 3) + "<h2>通知公告</h2>" + markup)).rows) == 6


def test_of_a_forum_s_links_the_threads_are_the_rows():
    threads = rows(
        lambda n, title, day: (
            f"<tr><td><a href={n}.html>{title}请教</a></td><td><a href=/u/{n}>会员{n}</a> {day}</td>"
            f"<td><a href=/u/{n}0>会友{n}</a> 2022-06-{n + 10} 12:30</td></tr>"
        )
    )

    found = read_list(listing(f"<table>{threads}</table>")).rows

    assert [(row.title, row.published) for row in found] == [(f"{t}请教", d) for t, d in zip(TITLES, DAYS, strict=True)]


@pytest.mark.parametrize("dated", [True, False], ids=["with its day", "without a day"])
def test_a_single_row_under_the_section_s_name_is_a_list(dated):
    row = f"<ul><li><a href=1.html>{TITLES[0]}</a>{DAYS[0] if dated else ''}</li></ul>"

    assert [row.title for row in read_list(listing(f"{CRUMBS}<h2>通知公告</h2>{row}")).rows] == [TITLES[0]]


def test_a_single_row_with_a_summary_above_a_pager_is_a_list():
    summary = "现将有关事项通知如下，请各单位参加。" * 5
    row = f"<div><p><a href=1.html>{TITLES[0]}</a></p><p>{summary}</p><p>发布时间：{DAYS[0]}</p></div>"

    found = read_list(listing(f"{CRUMBS}{row}<div>1 <a href=2.html>下一页</a></div>")).rows

    assert [(row.title, row.published) for row in found] == [(TITLES[0], DAYS[0])]


@pytest.mark.parametrize(
    "markup",
    [
        "<div><a href=/mail>会员邮箱登录入口</a> <a href=/en>会员服务平台登录</a> 今天是2022年6月9日 星期四</div>",
        "<p>通知 2022-06-09</p><p><a href=/print>打印本页</a></p>",
        "<p>2022-06-09 <a href=/beian>某ICP备12345678号</a> <a href=/gongan>某公网安备 12345678号</a></p>",
        "<p>2022-06-09</p><p><a href=/m>手机版</a></p>",
    ],
    ids=["links beside today's date", "a tool", "licence numbers", "one short name"],
)
def test_a_date_near_a_link_or_two_makes_no_list(markup):
    with pytest.raises(PageError):
        read_list(page(f"<body>{markup}</body>"))


def test_two_excerpts_are_a_section_s_home():
    blocks = box("国内动态<a href=/gn/>更多</a>", 5) + box("国际动态<a href=/gj/>更多</a>", 5)

    assert read_page(listing(CRUMBS + blocks)).kind is PageKind.SECTION_HOME


def test_a_page_that_says_that_it_is_empty_is_a_list_without_rows():
    reading = read_page(page(f"<body>{NAVIGATION}{CRUMBS}<p>暂无信息</p>{FOOTER}</body>"))

    assert (reading.kind, reading.listed) == (PageKind.LIST, None)


def test_links_under_the_breadcrumb_of_a_page_full_of_dated_blocks_are_a_section_s_home():
    links = "<ul>" + rows(lambda n, title, _: f"<li><a href=/top/{n}.html>{title}的专题报道</a></li>") + "</ul>"
    blocks = "".join(box(name, 5) for name in ("国内动态", "国际动态", "会员动态"))

    assert read_page(listing(CRUMBS + links + blocks)).kind is PageKind.SECTION_HOME
