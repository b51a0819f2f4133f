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


def test_a_page_without_links_is_refused():
    with pytest.raises(PageError, match="the page has no links"):
        read_list(page("<body>502 Bad Gateway</body>"))


def test_a_list_above_a_pager_is_one_whatever_else_the_page_holds():
    pager = '<div><a href="index_2.html">下一页</a></div>'

    assert len(read_list(listing(f"<ul>{BLOCK}</ul>{pager}<p>来源：本站</p>")).rows) == 6
