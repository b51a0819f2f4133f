import pytest

from portalwatch.extract import read_list
from portalwatch.items import RawRow
from tests.extract.samples import listing

OTHERS = (
    '<li><a href="8.html">关于召开年会的通知</a><span>2022-06-02</span></li>'
    '<li><a href="9.html">公告</a><span>2022-06-01</span></li>'
)


def first(row: str) -> RawRow:
    return read_list(listing(f"<ul>{row}{OTHERS}</ul>")).rows[0]


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        (
            '<a href="1.html" title="关于开展评选工作的通知（第二批）">关于开展评选工作的…</a>',
            "关于开展评选工作的通知（第二批）",
        ),
        (
            '<a href="1.html" title="关于开展评选工作的通知（第二批）">关于开展评选工作的</a>',
            "关于开展评选工作的通知（第二批）",
        ),
        ('<a href="1.html" title="标题：关于开展评选的通知&#10;作者：张三">关于开展评选...</a>', "关于开展评选的通知"),
        (
            '<a href="1.html" title="文章标题：关于开展评选的通知 发布时间：2022-06-09">关于开展评选...</a>',
            "关于开展评选的通知",
        ),
        ('<a href="1.html" title="点击查看">关于开展评选的通知</a>', "关于开展评选的通知"),
        ('<a href="1.html" title="公告">公告</a>', "公告"),
        ('<a href="1.html" title="关于评选的通知（12号）">关于评选的通知（12号...</a>', "关于评选的通知（12号）"),
        ('<a href="1.html">· 关于开展评选的通知</a>', "关于开展评选的通知"),
        ('<a href="1.html"><i>·</i>关于开展评选的通知<sup>NEW</sup></a>', "关于开展评选的通知"),
        ('<a href="1.html">关于开展评选的通知<img src="new.gif"></a>', "关于开展评选的通知"),
        ('<a href="1.html">关于开展<br>评选的通知</a>', "关于开展评选的通知"),
        ('<a href="1.html"><h3>关于开展评选的通知</h3><p>摘要</p></a>', "关于开展评选的通知"),
        ('<a href="1.html"><div><b>09</b></div><div>关于开展评选的通知</div><div>摘要</div></a>', "关于开展评选的通知"),
        ('<a href="1.html"><div></div><div><p>关于开展评选的通知</p><p>摘要</p></div></a>', "关于开展评选的通知"),
        ('<a href="1.html">关于&nbsp;开展\u200b评选&emsp;的通知</a>', "关于 开展评选 的通知"),
        ('<a href="1.html" title="关于开展评选的通知"><img src="1.jpg"></a>', "关于开展评选的通知"),
        ('<a href="1.html"><img src="1.jpg" title="关于开展评选的通知"></a>', "关于开展评选的通知"),
    ],
)
def test_a_title_is_whole_and_without_decoration(anchor, title):
    assert first(f"<li>{anchor}<span>2022-06-09</span></li>").title == title


@pytest.mark.parametrize(
    ("row", "published"),
    [
        ("<li>{}<span>2022-06-09</span></li>", "2022-06-09"),
        ("<li><span>[06-09]</span>{}</li>", "06-09"),
        ("<li>{}<span>2022年6月9日 17:21:05</span></li>", "2022年6月9日 17:21:05"),
        ("<li>{}<b>09</b><i>2022.06</i></li>", "2022-06-09"),
        ("<li>{}<b>06-09</b><i>2022</i></li>", "2022-06-09"),
        ("<li>{}<b>2022</b><i>06/09</i></li>", "2022-06-09"),
        ("<li>{}<b>2022-06</b><i>09</i></li>", "2022-06-09"),
        ("<li>{}<b>06-09</b><i>共2022次</i></li>", "06-09"),
        ("<li>{}<span>2小时前</span></li>", "2小时前"),
        ("<li>{}<span>09/06 2022</span></li>", "09/06 2022"),
        ("<li>{}<p>来源：本站 2022-06-09 浏览33次</p></li>", "2022-06-09"),
        ("<li>{}<p>这是一段摘要，它提到了2021年1月1日发生的事情，它很长。</p><span>22-06-09</span></li>", "22-06-09"),
        ("<li>{}<p>这是一段摘要，它提到了2021年1月1日发生的事情，它很长很长。</p></li>", None),
        ("<li>{}<span>截止日期：2022-07-01</span><span>发布：2022-06-09</span></li>", "2022-06-09"),
        ("<li>{}<span>报名截止：2022-07-01</span></li>", None),
        ("<li>{}<p>很长的一段文字，很长的一段文字，发布时间：2022-06-09</p></li>", "2022-06-09"),
    ],
)
def test_a_date_is_read_as_the_row_shows_it(row, published):
    read = first(row.format('<a href="1.html">关于开展评选的通知</a>'))

    assert (read.title, read.published) == ("关于开展评选的通知", published)


@pytest.mark.parametrize(
    ("shown", "title", "published"),
    [
        ("关于开展评选的通知 [2022-06-09]", "关于开展评选的通知", "2022-06-09"),
        ("关于开展评选的通知 2022-06-09", "关于开展评选的通知", "2022-06-09"),
        ("[2022-06-09] 关于开展评选的通知", "关于开展评选的通知", "2022-06-09"),
        ("2022年6月9日停电的通知", "2022年6月9日停电的通知", None),
        ("关于在2022年6月9日停电的通知", "关于在2022年6月9日停电的通知", None),
        ("工作状态报告2022年6月9日", "工作状态报告2022年6月9日", None),
    ],
)
def test_a_date_in_a_title_is_the_rows_only_where_it_is_set_off(shown, title, published):
    read = first(f'<li><a href="1.html">{shown}</a></li>')

    assert (read.title, read.published) == (title, published)


@pytest.mark.parametrize(
    "mark",
    [
        '<img src="/img/top.gif">',
        '<img src="a.gif" alt="置顶">',
        "<font>[置顶]</font>",
        "<em>置顶</em>",
        '<i class="x">TOP</i>',
    ],
)
def test_a_row_that_is_kept_on_top_says_so(mark):
    assert first(f'<li>{mark}<a href="1.html">关于开展评选的通知</a>2022-06-09</li>').pinned


def test_a_title_may_begin_with_the_word_pinned():
    assert first('<li><a href="1.html">置顶：关于开展评选的通知</a>2022-06-09</li>').pinned


def test_other_rows_are_not_pinned():
    assert not first('<li><a href="1.html">关于置顶信息管理办法的通知</a><img src="new.gif">2022-06-09</li>').pinned


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('href="/Upload/1.pdf"', "http://portal.test/Upload/1.pdf"),
        ('href="http://mp.weixin.qq.com/s/x"', "http://mp.weixin.qq.com/s/x"),
        ('href="javascript:void(0)" onclick="window.open(\'/show/1.html\')"', "http://portal.test/show/1.html"),
        ('href="javascript:void(0)" onclick="show(1)"', "javascript:void(0)"),
        ('onclick="show(1)"', "http://portal.test/news/index.html"),
    ],
)
def test_a_row_leads_where_its_link_or_its_script_leads(attributes, url):
    assert first(f"<li><a {attributes}>关于开展评选的通知</a>2022-06-09</li>").url == url
