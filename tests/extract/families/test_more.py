import pytest

from tests.extract.families.samples import following, framed


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<a class="more" data-url="list?page=2">加载更多</a>', "list?page=2"),
        ('<div data-href="list?page=3&amp;k=1">点击加载更多</div>', "list?page=3&k=1"),
        ('<button data-url="list?k=1" data-page="1">加载更多</button>', "list?k=1&page=2"),
        ('<button data-url="list" data-next-page="4">Load more</button>', "list?page=4"),
        ('<p>共9条 <a data-url="list?page=2">加载更多</a></p>', "list?page=2"),
        ('<span data-url="list">+ 加载更多</span>', "list"),
        ('<a href="list?page=2">加载更多</a>', "list?page=2"),
    ],
)
def test_the_element_says_where_more_is(markup, url):
    assert following(markup) == url
    assert framed(markup) == url


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="javascript:more()">加载更多</a>',
        '<div data-url="#">加载更多</div>',
        '<div data-url="list?page=2">查看更多新闻 加载</div>',
        '<div data-url="list?page=2">更多</div>',
        "<p>加载更多</p>",
        "<p>共9条 <b>加载更多</b></p>",
        "<noscript><a data-url='list'>加载更多</a></noscript>",
    ],
)
def test_what_leads_elsewhere_or_nowhere_is_not_followed(markup):
    assert following(markup) is None
