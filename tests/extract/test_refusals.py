import pytest

from portalwatch.errors import PageError
from portalwatch.extract import read_list
from tests.extract.samples import NOTICE, SIDEBAR, listing, page, rows

BLOCK = rows(lambda n, title, day: f'<li><a href="{n}.html">{title}</a><span>{day}</span></li>')
HOME = "".join(
    f'<div class="box"><h2>{name}</h2><a href="/{name}/">更多</a><ul>'
    + rows(lambda n, title, day, name=name: f'<li><a href="/{name}/{n}.html">{title}</a><span>{day}</span></li>', 5)
    + "</ul></div>"
    for name in ("通知公告", "行业动态", "政策法规")
)
RELATED = rows(lambda n, title, _: f'<li><a href="/r/{n}.html">{title}，还有一些别的话</a></li>')


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "its links look like navigation"),
        (HOME, "several short ones, as on a home page"),
        (SIDEBAR, "only one that stands beside the content"),
        (f"<h3>热门文章</h3><ul>{BLOCK}</ul>", "only one that stands beside the content"),
        (f"<h1>年会</h1><div>{NOTICE * 4}</div><ul>{RELATED}</ul>", "the page is an article"),
        (f"<h1>年会</h1><p>来源：本站 浏览：33</p><p>{NOTICE}</p><ul>{RELATED}</ul>", "the page is an article"),
        (f"<div>没有查到符合的记录！</div><ul>{RELATED}</ul>", "it says that it is empty"),
    ],
)
def test_a_page_without_a_list_of_its_own_is_refused(markup, reason):
    with pytest.raises(PageError, match=reason):
        read_list(listing(markup))


MENU = "<ul>{}</ul><ul></ul><a href=index_9.html>下一页</a>"


@pytest.mark.parametrize(
    "way", ["/news/", "/news/index.html?page=6", "index.html", "/", "http://portal.test/index.html"]
)
def test_the_menu_above_an_empty_list_is_not_its_rows_though_a_pager_stands_below(way):
    links = f"<li><a href=/law/>政策法规</a></li><li><a href={way}>行业动态</a></li><li><a href=/std/>标准规范</a></li>"

    with pytest.raises(PageError, match="its links look like navigation"):
        read_list(page(MENU.format(links), url="http://portal.test/news/index.html?page=6"))


def test_a_menu_above_a_breadcrumb_is_not_the_list_that_is_paged_below_it():
    links = "".join(f"<li><a href=/{n}/>{name}</a></li>" for n, name in enumerate(("政策法规", "行业动态", "标准规范")))

    with pytest.raises(PageError, match="its links look like navigation"):
        read_list(page(f"<ul>{links}</ul><div>当前位置：首页 &gt; 政策法规</div><ul></ul><a href=9.html>下一页</a>"))


@pytest.mark.parametrize("way", ["n/1.html", "/news/n/", "/news/index.html?page=7", "http://other.test/", "#"])
def test_names_above_a_pager_are_a_list_where_none_leads_to_the_page_or_what_it_is_in(way):
    names = "".join(f"<li><a href=/n/{n}.html>第{n}号名单</a></li>" for n in range(2))
    markup = MENU.format(f"{names}<li><a href={way}>补充名单</a></li>")

    assert len(read_list(page(markup, url="http://portal.test/news/index.html?page=6")).rows) == 3


def test_a_page_without_links_is_refused():
    with pytest.raises(PageError, match="the page has no links"):
        read_list(page("<body>502 Bad Gateway</body>"))


def test_a_list_above_a_pager_is_one_whatever_else_the_page_holds():
    pager = '<div><a href="index_2.html">下一页</a></div>'

    assert len(read_list(listing(f"<ul>{BLOCK}</ul>{pager}<p>来源：本站</p>")).rows) == 6
