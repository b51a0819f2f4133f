import pytest

from portalwatch.errors import PageError
from portalwatch.extract import ArticleRules, Rules, read_article, read_list
from portalwatch.items import Attachment, Origin, RawRow
from tests.extract.samples import NOTICE, article, listing

LIST = (
    '<div class="box"><div class="row head">标题</div>'
    '<div class="row"><em>顶</em><a class="cat" href="/c/1">行业里的一些事情</a>'
    '<a class="name" href="1.html" data-full="全名一">名一</a><i>2022年</i></div>'
    '<div class="row"><a class="cat" href="/c/2">行业</a>'
    '<a class="name" href="2.html">全名二</a><i>2021年</i></div></div>'
    '<a class="more" href="index_2.html">更早的</a>'
)
FULL = Rules(rows="div.row", title="a.name::attr(data-full)", url="a.name", published="i", pinned="em", next="a.more")


def test_a_list_is_read_by_its_rules():
    read = read_list(listing(LIST), FULL)

    assert read.rows == (
        RawRow(title="全名一", url="http://portal.test/news/1.html", published="2022年", pinned=True),
        RawRow(title="全名二", url="http://portal.test/news/2.html", published="2021年"),
    )
    assert read.next_url == "http://portal.test/news/index_2.html"


def test_what_has_no_rule_is_inferred():
    read = read_list(listing(LIST), Rules(rows="div.row", title="a.name"))

    assert [row.title for row in read.rows] == ["名一", "全名二"]
    assert [row.url for row in read.rows] == ["http://portal.test/c/1", "http://portal.test/news/2.html"]
    assert read.next_url is None


def test_rows_may_be_inferred_and_their_fields_ruled():
    markup = (
        '<ul><li><a href="1.html">关于召开年会的通知</a>2022-06-09 <b>甲</b></li>'
        '<li><a href="2.html">公告</a>2022-06-08 <b>乙</b></li></ul>'
    )

    assert [row.title for row in read_list(listing(markup), Rules(title="b")).rows] == ["甲", "乙"]


def test_a_row_is_not_lost_where_its_title_rule_finds_nothing():
    read = read_list(listing(LIST), Rules(rows="div.row", title="a.gone", url="a.gone"))

    assert [row.title for row in read.rows] == ["行业里的一些事情", "全名二"]


def test_rows_need_no_link_where_a_rule_gives_their_address():
    markup = '<p class="r" data-url="1.html">甲</p><p class="r" data-url="2.html">乙</p>'

    read = read_list(listing(markup), Rules(rows="p.r", url="p::attr(data-url)"))

    assert [(row.title, row.url) for row in read.rows] == [
        ("甲", "http://portal.test/news/1.html"),
        ("乙", "http://portal.test/news/2.html"),
    ]


def test_rules_that_find_no_row_are_an_error():
    with pytest.raises(PageError, match=r"nothing matches 'div\.gone'"):
        read_list(listing(LIST), Rules(rows="div.gone"))


def test_rows_without_any_link_are_an_error():
    with pytest.raises(PageError, match="no row has a title and a link"):
        read_list(listing(LIST), Rules(rows="div.head"))


def test_rows_outside_the_body_are_no_rows():
    with pytest.raises(PageError, match="nothing matches 'title'"):
        read_list(listing(LIST), Rules(rows="title"))


@pytest.mark.parametrize("href", ["index.html", ""])
def test_a_next_rule_never_leads_to_the_same_page(href):
    found = read_list(listing(f'{LIST}<a class="next" href="{href}">后</a>'), Rules(rows="div.row", next="a.next"))

    assert found.next_url is None


ARTICLE = article(
    '<div class="where">首页 &gt; 通知公告</div><h1>站名</h1><h2>关于召开年会的通知</h2>'
    '<div class="by"><b>2022年6月9日</b><i>某某网</i><u>张三</u></div>'
    f'<div class="text">{NOTICE}<p>【打印】</p></div><ul class="files"><li>'
    f'<a href="/f/1">回执</a><a href="#">无</a></li><li><a href="/f/2"></a></li></ul>',
    head='<meta name="PubDate" content="2021-01-01">',
)


def test_an_article_is_read_by_its_rules():
    rules = ArticleRules(
        title="h2",
        published="div.by b",
        source="div.by i",
        author="div.by u",
        body="div.text",
        attachments="ul.files",
        breadcrumb="div.where",
    )

    read = read_article(ARTICLE, rules)

    assert (read.title, read.source, read.author) == ("关于召开年会的通知", "某某网", "张三")
    assert (read.published, read.published_origin) == ("2022年6月9日", Origin.ARTICLE)
    assert read.body.startswith("各有关单位：\n根据年度工作安排")
    assert read.body.endswith("某某协会\n2022年6月8日")
    assert read.breadcrumb == ("首页", "通知公告")
    assert read.attachments == (
        Attachment(url="http://portal.test/f/1", name="回执"),
        Attachment(url="http://portal.test/f/2", name="2"),
    )


def test_an_articles_fields_without_rules_are_inferred():
    read = read_article(ARTICLE, ArticleRules(source="div.by i"))

    assert (read.source, read.published, read.body[:6]) == ("某某网", "2022年6月9日", "各有关单位：")


def test_a_rule_that_finds_nothing_says_that_there_is_nothing():
    rules = ArticleRules(title="h6", published="h6", body="h6", attachments="h6", breadcrumb="h6")

    read = read_article(ARTICLE, rules)

    assert (read.title, read.published, read.body, read.attachments, read.breadcrumb) == (None, None, "", (), ())


def test_rules_may_choose_strings():
    rules = ArticleRules(
        body="div.text p::text", attachments="ul.files a::attr(href)", breadcrumb="div.by *", title="title::text"
    )

    read = read_article(ARTICLE, rules)

    assert read.title == "关于召开年会的通知-某某协会"
    assert read.body.startswith("各有关单位：\n根据年度工作安排")
    assert [file.url for file in read.attachments] == [
        "http://portal.test/f/1",
        "http://portal.test/f/2",
    ]
    assert read.breadcrumb == ("2022年6月9日", "某某网", "张三")


def test_a_breadcrumb_of_one_part_is_kept():
    assert read_article(ARTICLE, ArticleRules(breadcrumb="h2")).breadcrumb == ("关于召开年会的通知",)
