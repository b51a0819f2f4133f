"""Articles that say little, and show it without any markup that tells."""

import pytest

from portalwatch.extract import read_article, read_page
from portalwatch.items import PageKind
from tests.extract.samples import FOOTER, NAVIGATION, NOTICE, page

TITLE = "关于召开协会第三届理事会第二次会议的通知"
NEIGHBOURS = (
    "<ul>"
    + "".join(f"<li><a href=/n/{n}.html>行业里的另外一条长长的新闻之{n}</a>2022-05-{n + 10}</li>" for n in range(8))
    + "</ul>"
)
CRUMBS = '<div>当前位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></div>'


def shown(inner: str, title: str = "某某协会"):
    return page(
        f"<head><title>{title}</title></head><body>{NAVIGATION}{inner}{FOOTER}</body>", url="http://portal.test/33.html"
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"<div>{TITLE}</div><div>2022-06-09 17:21</div>", f"{TITLE}-某某协会"),
        (f"<h1>{TITLE}</h1><div>中国建设报 2022-06-09 17:21</div>", "某某协会"),
        (f"{CRUMBS}<div>{TITLE}</div><div>2022-06-09 17:21 来源：协会</div>", "某某协会"),
        (f"<div>{TITLE}</div><div>小 大</div><div>发布：2022-06-09 17:21</div>", f"{TITLE}-某某协会"),
    ],
    ids=["named in the head", "marked up", "under the breadcrumb", "tools between"],
)
def test_a_line_of_text_under_a_title_and_a_time_is_an_article_whatever_stands_beside_it(head, title):
    reading = read_page(
        shown(f"<div>{head}<p>根据工作需要，现将名单公布如下。</p></div><div><p>最新信息</p>{NEIGHBOURS}</div>", title)
    )

    assert reading.kind is PageKind.ARTICLE
    assert (reading.article.title, reading.article.published) == (TITLE, "2022-06-09 17:21")
    assert reading.article.body == "根据工作需要，现将名单公布如下。"


def test_an_article_that_only_links_its_neighbours_is_no_list():
    reading = read_page(
        shown(
            f"<div>{TITLE}</div><div>2022-06-09</div><p>详见附件。</p>"
            "<p>上一篇：<a href=1.html>关于开展2022年度装饰奖评选的通知</a> 2022-06-08</p>"
            "<p><a href=2.html>下一篇：住宅装修标准宣贯会在武汉举行</a> 2022-06-10</p>"
        )
    )

    assert (reading.kind, reading.article.title) == (PageKind.ARTICLE, TITLE)


def test_a_heading_that_only_rows_stand_under_is_no_article():
    reading = read_page(shown(f"<h1>协会会员单位行业动态信息</h1>{NEIGHBOURS}", "协会会员单位行业动态信息-某某协会"))

    assert reading.kind is PageKind.LIST


@pytest.mark.parametrize("below", ["<p>欢迎访问</p>" * 4, "<p>今天是2022年6月9日 星期四</p>"], ids=["no time", "today"])
def test_a_long_name_without_a_publish_time_below_it_is_no_title(below):
    reading = read_page(shown(f"<h1>某某省建筑装饰行业协会官方网站</h1>{below}<div>{NEIGHBOURS}</div>"))

    assert reading.kind is PageKind.LIST


def test_a_thread_is_its_first_post_and_no_list_of_its_members():
    posts = "".join(
        f"<div><a href=/u/{n}>会员{n}</a> 发表于 2022-06-0{n} 12:00<p>我们也碰到过，先看规范第{n}章。</p></div>"
        for n in range(1, 7)
    )

    reading = read_page(
        shown(f"<h1>请教幕墙验收资料怎么整理</h1>{posts}<a href=2.html>下一页</a>", "请教幕墙验收资料怎么整理")
    )

    assert (reading.kind, reading.article.title) == (PageKind.ARTICLE, "请教幕墙验收资料怎么整理")


def test_a_title_that_reads_like_prose_is_told_by_the_time_alone_below_it():
    title = "协会参加金砖国家政党、智库和民间社会组织论坛，并在会上发言"

    article = read_article(shown(f"<div><p>{title}</p><p>2022-06-09</p>{NOTICE}</div>"))

    assert (article.title, article.published) == (title, "2022-06-09")


def test_of_plain_lines_the_one_above_the_byline_is_the_title():
    body = "<p>某某观测站设备概况</p><p>夏季维护与更新改造情况</p>" + NOTICE

    article = read_article(
        shown(f"<div>协会动态</div><div>{TITLE}</div><div>| 22-06-09 | 【打印】【关闭】</div><div>{body}</div>")
    )

    assert (article.title, article.published) == (TITLE, "22-06-09")


def test_tools_between_head_and_text_and_the_site_s_imprint_are_no_text():
    tools = "<div>分享到：<a href=#>微信</a></div><div><a href=#>扫一扫</a></div>"
    imprint = "<div>主办单位：某某协会 承办：信息中心 地址：武汉市某某路88号 邮编：430000 电话：027-88888888</div>"

    article = read_article(shown(f"<h1>{TITLE}</h1><div>时间：2022-06-09</div>{tools}<p>详见附件。</p>{imprint}"))

    assert article.body == "详见附件。"


def test_a_short_text_far_above_a_longer_one_is_the_article():
    links = "<div>" + "".join(f"<p><a href=/{n}/>友好协会之{n}</a></p>" for n in range(5)) + "</div>"
    other = "<div>地址：武汉市某某路88号，邮编：430000，电话：027-88888888</div>"

    article = read_article(shown(f"<h1>{TITLE}</h1><div>时间：2022-06-09</div><p>详见附件。</p>{links}{other}"))

    assert article.body == "详见附件。"


@pytest.mark.parametrize(
    "byline",
    [
        "<div>发布时间：　来源：江汉建筑装饰协会　浏览次数：5952</div>",
        "<div>江汉建筑装饰协会 |  | 浏览量：5952</div>",
        "<p><span></span><span>来源：江汉建筑装饰协会</span><span>阅读 5952 次</span></p>",
        "<table><tr><td>日期：</td><td>作者：江汉建筑装饰协会</td><td>点击：5952</td></tr></table>",
        "<div>来源：江汉建筑装饰协会 时间： 【字号：大 中 小】</div>",
        "<div>2022-06-09 17:21</div><div>来源：江汉建筑装饰协会</div><div>【打印】</div>",
    ],
)
def test_a_byline_that_leaves_its_time_blank_or_goes_on_is_not_the_text(byline):
    article = read_article(shown(f"<h1>{TITLE}</h1>{byline}<article>{NOTICE}</article>", TITLE))

    assert article.title == TITLE
    assert article.body.startswith("各有关单位：")


@pytest.mark.parametrize(
    "first",
    [
        "时间：2022年7月1日 地点：武汉市",
        "资金来源：财政拨款",
        "据来源：网络的消息，年会将于七月召开。",
        "作者：您好，请介绍一下协会的工作。",
    ],
)
def test_a_first_line_that_only_begins_as_a_byline_does_is_text(first):
    article = read_article(shown(f"<h1>{TITLE}</h1><div>2022-06-09</div><div><p>{first}</p>{NOTICE}</div>", TITLE))

    assert article.body.startswith(first)


def test_a_subtitle_is_not_the_title():
    head = "<p>协会召开第三届理事会第二次会议</p><p>——全力助推建筑装饰行业高质量发展</p><p>2022-06-09</p>"

    article = read_article(shown(f"<div>{head}{NOTICE}</div>"))

    assert article.title == "协会召开第三届理事会第二次会议"
