import pytest

from portalwatch.extract import Page
from portalwatch.extract.paging import find_next

URL = "http://portal.test/news/index.html"


def following(markup: str, url: str = URL) -> str | None:
    found = find_next(Page.of(f"<html><body>{markup}</body></html>".encode(), url=url))
    return found.removeprefix("http://portal.test/news/") if found else None


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<a href="index_2.html">下一页</a>', "index_2.html"),
        ('<a href="index_2.html">[ 下页 ]</a>', "index_2.html"),
        ('<a href="index_2.html">下一页 »</a>', "index_2.html"),
        ('<a href="?page=2">Next</a>', "index.html?page=2"),
        ('<a href="/news/page/2/">Older posts</a>', "page/2/"),
        ('<a class="next" href="2.html" title="下一页"><i></i></a>', "2.html"),
        ('<input type="button" value="下一页" onclick="location=\'2.html\'">', "2.html"),
        ("<span onclick=\"location.href=encodeURI('index_2.jhtml')\">下一页</span>", "index_2.jhtml"),
        ("<a href=\"javascript:location.href='list.asp?page=2'\">下一页</a>", "list.asp?page=2"),
        ('<a href="#" onclick="goto(\'news/2\')">下一页</a>', "news/2"),
        ('<a rel="next" href="2.html">Page 2</a>', "2.html"),
        ('<p><a href="1.html">1</a><b>2</b><a href="3.html">&gt;</a><a href="9.html">»</a></p>', "3.html"),
        ('<ul><li><a href="2.html">2</a></li><li><a href="2.html">»</a></li></ul>', "2.html"),
        ('<p><a href="1.html">1</a> <b>2</b> <a href="3.html">3</a></p>', "3.html"),
        ('<ul><li>1</li><li><a href="2.html">2</a></li></ul>', "2.html"),
        ('<p>第1页/共3页 <a href="2.html">下一页</a></p>', "2.html"),
        # counted down, as one CMS numbers its pages
        ('<p>1/36 <a href="tzgg/35.htm">下页</a> <a href="tzgg/1.htm">尾页</a></p>', "tzgg/35.htm"),
    ],
)
def test_the_next_page_is_a_link(markup, url):
    assert following(markup) == url


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ('createPageHTML(25, 0, "index", "html");', "index_1.html"),
        ('//createPageHTML(25, 3, "index", "shtml");', "index_4.shtml"),
        (
            'var countPage = 25;\nvar currentPage = 1; createPageHTML(countPage, currentPage, "index", ".html");',
            "index_2.html",
        ),
        ("createPageHTML('page_div', 50, 1, 'list', 'shtml', 1000);", "list_2.shtml"),
        ("new Pager({size:15, current:0, prefix:'index',suffix:'html',visible:5})", "index_1.html"),
        ('Pager({"size": "15", "current": "7", "prefix": "list"})', "list_8.html"),
    ],
)
def test_the_next_page_is_what_a_pager_script_would_make(script, url):
    assert following(f"<script>{script}</script>") == url


@pytest.mark.parametrize(
    "markup",
    [
        "",
        '<a href="index.html">下一页</a>',
        '<a href="#">下一页</a>',
        '<a href="javascript:;">下一页</a>',
        '<a href="javascript:goPage(2)">下一页</a>',
        "<a onclick=\"load(2, 15, '/servlet/news?id=2', 'list')\">下一页</a>",
        '<a href="ftp://portal.test/2">下一页</a>',
        '<p>第3页/共3页 <a href="list.asp?page=3">下一页</a></p>',
        '<p>共3页 当前第3页 <a href="list.asp?page=3">下一页</a></p>',
        '<p>第 3 页，共 3 页 <a href="list.asp?page=3">下一页</a></p>',
        '<p><a href="1.html">1</a> <b>2</b></p>',
        '<p><b>2</b> <a href="9.html">9</a></p>',
        '<p>首页 <a href="2.html">2</a></p>',
        '<p>位置 <a href="/">首页</a> <a href="/news/">&gt;</a></p>',
        '<a href="34.html">下一篇</a>',
        "<script>function createPageHTML(_nPageCount, _nIndex, _name, _ext) {}</script>",
        '<script>createPageHTML(25, 24, "index", "html");</script>',
        '<script>createPageHTML(1, 0, "index", "html");</script>',
        '<script>createPageHTML(count, 0, "index", "html");</script>',
        "<script>createPageHTML('page_div', 50, 50, 'list', 'shtml', 1000);</script>",
        "<script>createPageHTML(2);</script>",
        "<script>Pager({size:1, current:0, prefix:'index'})</script>",
        "<script>Pager({size:3, current:0})</script>",
    ],
)
def test_the_last_page_has_no_next(markup):
    assert following(markup) is None


def test_a_page_that_only_differs_in_its_fragment_is_the_same():
    assert following('<a href="index.html#top">下一页</a>', url=f"{URL}#list") is None
