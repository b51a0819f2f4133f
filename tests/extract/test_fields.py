import pytest

from portalwatch.extract import read_article
from portalwatch.items import Origin
from tests.extract.samples import NOTICE, article

TITLE = "关于召开年会的通知"


@pytest.mark.parametrize(
    ("markup", "head", "title"),
    [
        (f"<h1>通知公告</h1><div class=tit>{TITLE}</div>", "通知公告-某某协会", TITLE),
        (f"<h3>{TITLE}</h3>", "某某协会", TITLE),
        (f"<h3><small>2022-06-09</small>{TITLE}</h3>", "某某协会", TITLE),
        (f"<div><b>{TITLE}</b></div>", "某某协会", TITLE),
        (f"<p>{TITLE}</p>", f"{TITLE}_某某协会", TITLE),
        (f"<div class=title>{TITLE}<br>Notice of the Annual Meeting</div>", f"{TITLE}-某某协会", TITLE),
        ("<div class=title>关于召开<br>年会的通知</div>", "某某协会", TITLE),
        ("<p></p>", f"{TITLE}-某某协会", TITLE),
        ("<p></p>", "", None),
        (f"<h1>{TITLE}。</h1>", "某某协会", f"{TITLE}。"),
    ],
)
def test_the_title_is_what_page_head_markup_and_place_agree_on(markup, head, title):
    assert read_article(article(f"{markup}<div>{NOTICE}</div>", title=head)).title == title


def test_the_head_alone_names_the_title_where_the_page_does_not():
    head = '<meta property="og:title" content="关于召开年会的通知"><meta name="keywords" content="年会">'

    assert read_article(article("<img src=1.jpg>", title="", head=head)).title == TITLE


def test_of_a_repeated_title_the_first_is_the_articles():
    read = read_article(article(f"<h1>{TITLE}</h1><p>| 22-06-09 | 【打印】</p><p>{TITLE}</p><div>{NOTICE}</div>"))

    assert (read.title, read.published) == (TITLE, "22-06-09")


@pytest.mark.parametrize(
    ("byline", "published"),
    [
        ("发布时间：2022-06-09 17:21", "2022-06-09 17:21"),
        ("【时间：2022年6月9日 17时21分】", "2022年6月9日 17时21分"),
        ("2022-06-09阅读次数：33", "2022-06-09"),
        ("<td>发布日期</td><td>2022-06-09</td>", "2022-06-09"),
        ("新华网 2022-06-09 17:21", "2022-06-09 17:21"),
        ("[ 2022-6-9 ]", "2022-6-9"),
        ("Posted on June 9, 2022 by admin", "June 9, 2022"),
        ("发布时间：二〇二二年六月九日", "二〇二二年六月九日"),
        ("发布日期： 9/6/2022 5:54:13 PM", "9/6/2022 5:54:13 PM"),
        ("更新时间：2022-06-10 发布时间：2022-06-09", "2022-06-09"),
        ("发布时间：2022-06-09 成文日期：2022-06-01", "2022-06-09"),
        ("成文日期：2022-06-01", None),
        ("会议时间：2022-07-01", None),
        ("(2022年5月18日,录音整理稿)", None),
        ("<a href=1>2022-06-09 一条很长很长的新闻的标题</a>", None),
    ],
)
def test_the_publish_time_is_the_one_that_its_words_and_place_say(byline, published):
    read = read_article(article(f"<h1>{TITLE}</h1><div>{byline}</div><div>{NOTICE}</div>"))

    assert read.published == published


def test_todays_date_in_the_header_is_not_the_publish_time():
    today = "<p>2026年11月23日 星期一</p>"

    assert (
        read_article(article(f"{today}<h1>{TITLE}</h1><p>2022-06-09</p><div>{NOTICE}</div>")).published == "2022-06-09"
    )


def test_the_time_of_a_comment_is_not_the_publish_time():
    comment = "<div>发表时间：2022-08-01 10:00:00</div>"

    read = read_article(
        article(f"<h1>{TITLE}</h1><p>2022-06-09 浏览33次</p><div>{NOTICE}</div><p>网友评论</p>{comment}")
    )

    assert read.published == "2022-06-09"


def test_a_time_that_only_a_script_tells_is_read():
    script = '<script>var pubdata = "x"; var pubDate="2022年6月9日";</script>'

    assert read_article(article(f"<h1>{TITLE}</h1>{script}<div>{NOTICE}</div>")).published == "2022年6月9日"


def test_a_time_that_the_page_only_declares_is_marked_so():
    head = '<meta name="description" content="2021"><meta name="PubDate" content="2022-06-09 17:21:00">'

    read = read_article(article(f"<h1>{TITLE}</h1><script>var a = 1;</script><div>{NOTICE}</div>", head=head))

    assert (read.published, read.published_origin) == ("2022-06-09 17:21:00", Origin.META)


@pytest.mark.parametrize(
    ("byline", "source", "author"),
    [
        ("来源：某某网 作者：张三", "某某网", "张三"),
        ("信息来源：[ 人民网 ] 浏览：33", "人民网", None),
        ("来源： 作者：", None, None),
        ("来源：综合新华社、人民日报、某某日报...】", None, None),
        (f"来源：{'很长' * 30}", None, None),
        ("文/李四 来源 2022-06-09", None, None),
    ],
)
def test_source_and_author_are_what_their_labels_say(byline, source, author):
    read = read_article(article(f"<h1>{TITLE}</h1><p>{byline}</p><div>{NOTICE}</div>"))

    assert (read.source, read.author) == (source, author)


@pytest.mark.parametrize(("content", "source"), [("某某厅", "某某厅"), ("", None), ("长" * 50, None)])
def test_the_source_may_be_declared_in_the_head(content, source):
    head = f'<meta name="ContentSource" content="{content}">'

    assert read_article(article(f"<h1>{TITLE}</h1><div>{NOTICE}</div>", head=head)).source == source


@pytest.mark.parametrize(
    ("trail", "breadcrumb"),
    [
        ("<p>当前位置：<a href=/>首页</a> &gt; <a href=/n>通知公告</a> &gt; 正文</p>", ("首页", "通知公告")),
        ("<p>您现在的位置是：首页 &gt;&gt; 通知公告 &gt;&gt; 关于召开年会的通知</p>", ("首页", "通知公告")),
        ("<div>当前位置：</div><div><a href=/>首页</a> / <a href=/n>通知公告</a></div>", ("首页", "通知公告")),
        ("<p>您当前位置: 首页 - 新闻中心 - 通知公告 - 正文</p>", ("首页", "新闻中心", "通知公告")),
        ("<p>当前位置：<a href=/>首页</a><img src=a.gif><a href=/n>通知公告</a></p>", ("首页", "通知公告")),
        ("<p>当前位置：<a href=/>首页</a><img src=a.gif>通知公告</p>", ("首页", "通知公告")),
        ("<p><a href=/>首页</a> &gt; <a href=/n>通知公告</a></p>", ("首页", "通知公告")),
        ("<p>当前位置</p>", ()),
        ("<p>首页</p>", ()),
    ],
)
def test_the_breadcrumb_is_the_sections_down_to_the_article(trail, breadcrumb):
    assert (
        read_article(article(f"{trail}<h1>{TITLE}</h1><p>2022-06-09</p><div>{NOTICE}</div>")).breadcrumb == breadcrumb
    )


def test_a_trail_may_end_the_page():
    assert read_article(article("").of("<p>当前位置：</p>".encode(), url="http://portal.test/")).breadcrumb == ()


@pytest.mark.parametrize(
    ("markup", "files"),
    [
        ('<a href="/d/1.doc">附件1：回执.doc</a>', {"/d/1.doc": "附件1：回执.doc"}),
        ('<a href="/1.PDF"><img src="pdf.png"></a>', {"/1.PDF": "1.PDF"}),
        ('<a href="/%E9%99%84.zip" title=""></a>', {"/%E9%99%84.zip": "附.zip"}),
        ('<a href="/show?id=3">名单.xlsx</a>', {"/show?id=3": "名单.xlsx"}),
        ('<a href="/show?id=3" title="名单.xlsx"></a>', {"/show?id=3": "名单.xlsx"}),
        ('<a href="/_content/download.jsp?id=3">回执</a>', {"/_content/download.jsp?id=3": "回执"}),
        ('<a href="/f?e=.doc">回执</a>', {"/f?e=.doc": "回执"}),
        ('<a href="/down/33">[点击下载]</a>', {"/down/33": "[点击下载]"}),
        ('<a href="/1.doc">回</a><a href="/1.doc">执</a><a href="/1.doc">执</a>', {"/1.doc": "回执"}),
        ('<a href="/1.doc">点击下载</a><a href="/1.doc">回执.doc</a>', {"/1.doc": "回执.doc"}),
        ('<a href="/1.doc">回执.doc</a><a href="/1.doc">点击下载</a>', {"/1.doc": "回执.doc"}),
        (
            '<a href="/1.doc">回执.doc</a><a href="/2.doc">名单.doc</a><a href="/1.doc">见附件1</a>',
            {"/1.doc": "回执.doc", "/2.doc": "名单.doc"},
        ),
        (
            '<script>document.write(\'<a href="/1.xlsx">名<b>单</b>.xlsx<BR><a href="/2.doc">2.doc</a>\')</script>',
            {"/1.xlsx": "名单.xlsx", "/2.doc": "2.doc"},
        ),
        ("<script>document.write('<a href=\"1.html\">首页</a>')</script>", {}),
        ('<a href="javascript:;">附件.doc</a><a href="1.html">详情</a><a>x.doc</a>', {}),
        ('<a href="http://[bad/1.doc">附件</a>', {"http://[bad/1.doc": "附件"}),
    ],
)
def test_files_are_told_by_their_address_their_name_or_their_server(markup, files):
    read = read_article(article(f"<h1>{TITLE}</h1><p>2022-06-09</p><div>{NOTICE}<p>{markup}</p></div>"))

    assert {file.url.removeprefix("http://portal.test"): file.name for file in read.attachments} == files


def test_files_of_other_parts_of_the_page_are_not_the_articles():
    assert (
        read_article(article(f"<a href=manual.pdf>手册.pdf</a><h1>{TITLE}</h1><div>{NOTICE}</div>")).attachments == ()
    )
