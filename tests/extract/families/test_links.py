import pytest

from tests.extract.families.samples import URL, following


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
    ],
)
def test_the_next_page_is_a_link(markup, url):
    assert following(markup) == url


@pytest.mark.parametrize(
    "markup",
    [
        "",
        '<a href="index.html">下一页</a>',
        '<a href="#">下一页</a>',
        '<a href="javascript:;">下一页</a>',
        '<a href="ftp://portal.test/2">下一页</a>',
        '<p>第3页/共3页 <a href="list.asp?page=3">下一页</a></p>',
        '<p>共3页 当前第3页 <a href="list.asp?page=3">下一页</a></p>',
        '<p>第 3 页，共 3 页 <a href="list.asp?page=3">下一页</a></p>',
        '<p><a href="1.html">1</a> <b>2</b></p>',
        '<p><b>2</b> <a href="9.html">9</a></p>',
        '<p>首页 <a href="2.html">2</a></p>',
        '<p>位置 <a href="/">首页</a> <a href="/news/">&gt;</a></p>',
        '<a href="34.html">下一篇</a>',
    ],
)
def test_the_last_page_has_no_next(markup):
    assert following(markup) is None


def test_a_page_that_only_differs_in_its_fragment_is_the_same():
    assert following('<a href="index.html#top">下一页</a>', url=f"{URL}#list") is None
