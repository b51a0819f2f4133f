import pytest

from portalwatch.extract import read_article
from portalwatch.items import Attachment, Origin
from tests.extract.samples import FOOTER, NAVIGATION, NOTICE, article, page

TITLE = "关于召开年会的通知"
TEXT = (
    "各有关单位：\n根据年度工作安排，我会定于2022年7月1日在武汉召开年会，请各单位派员参加，现将有关事项通知如下。\n"
    "一、时间：2022年7月1日9:00\n二、地点：武汉市\n某某协会\n2022年6月8日"
)
RELATED = "".join(f'<li><a href="{n}.html">另一篇文章的标题之{n}</a> 2022-07-0{n}</li>' for n in range(1, 9))
GENERATOR = '<meta name="ArticleTitle" content="关于召开年会的通知"><meta name="PubDate" content="2023-01-01 08:00">'

WRITTEN = {
    "headings and a line of labels": article(
        f'<div class="viewbox"><div class="title"><h2>{TITLE}</h2>'
        f'</div><div class="info"><small>时间:</small>2022-06-09 17:21'
        f"<small>来源:</small>某某网 <small>作者:</small>张三 <small>"
        f'点击:</small>33次</div><div class="content">{NOTICE}</div>'
        '<div>上一篇：<a href="1.html">没有了</a> 下一篇：<a href="2.html">很长很长的下一篇的标题</a></div></div>'
    ),
    "tables": article(
        f"<table><tr><td align=center><strong>{TITLE}</strong></td></tr><tr><td>作者：张三 &nbsp;来源：某某网 &nbsp;"
        f'发布时间：2022-06-09 17:21 &nbsp;浏览：<script src="a.js">'
        f'</script></td></tr><tr><td id="text">{NOTICE}</td></tr></table>'
        f"<table><tr><td>相关文章</td></tr><tr><td><ul>{RELATED}</ul></td></tr></table>"
    ),
    "line breaks, and a head that names only the site": page(
        "<head><title>某某网</title></head><body><table><tr><td>"
        "今天是2026年11月23日 星期一</td></tr></table><table><tr>"
        f"<td align=center><font size=4><b>{TITLE}</b></font></td></tr>"
        f"<tr><td>[ 2022-06-09 17:21 ] 来源：某某网 作者：张三</td></tr>"
        f"<tr><td>{NOTICE.replace('<p>', '<br>　　').replace('</p>', '')}</td>"
        f"</tr><tr><td>【<a href='javascript:print()'>打印</a>】"
        f"【<a href='javascript:close()'>关闭</a>】</td></tr></table>{FOOTER}</body>"
    ),
    "a title in two lines and a generator's meta tags": article(
        f'<div class="xl_tit">关于召开<br>年会的通知</div><div><span>发布日期：</span><span>2022-06-09 17:21</span>'
        "<span>来源：</span><span>某某网</span><span>作者：</span><span>"
        "张三</span><span>字体：[<a>大</a> <a>中</a> <a>小</a>]</span></div>"
        f'<div class="TRS_Editor">{NOTICE}</div>',
        title="某某厅 通知公告",
        head=GENERATOR,
    ),
    "a date in the heading": article(
        f"<h1>{TITLE}<small>2022-06-09 17:21</small></h1><p>"
        f'来源：某某网 作者：张三</p><div class="content">{NOTICE}</div>'
    ),
    "a wrapper that is called a menu": article(
        f'<div class="menu"><h1>{TITLE}</h1><p>'
        f"发布时间：2022-06-09 17:21 来源：某某网 作者：张三</p><div>{NOTICE * 1}"
        "</div></div>"
    ),
    "hidden copies of the fields": article(
        f'<div style="display:none">{TITLE}<br>2021-01-01</div><h1>'
        f"{TITLE}</h1><p>发布时间：2022-06-09 17:21 来源：某某网 作者：张三</p>"
        f"<div>{NOTICE}</div>"
    ),
    "paragraphs that broken nesting leaves among link lists": page(
        f"<head><title>{TITLE}</title></head><body>{NAVIGATION}<ul>{RELATED * 3}</ul><h1>{TITLE}</h1>"
        f"<p>发布时间：2022-06-09 17:21 来源：某某网 作者：张三</p>{NOTICE}<ul>{RELATED * 3}</ul></body>"
    ),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_an_article_is_read_however_it_is_written(written):
    read = read_article(written)

    assert read.title == TITLE
    assert (read.published, read.published_origin) == ("2022-06-09 17:21", Origin.ARTICLE)
    assert (read.source, read.author) == ("某某网", "张三")
    assert read.body == TEXT


def test_an_article_with_a_download_beside_its_time_reads_whole():
    paragraphs = [
        "——某某同志在培训班开班式上的讲话",
        "(2022年5月18日,录音整理稿)",
        "今天，我们在这里举办培训班。" * 9,
        "谢谢大家!",
    ]
    written = page(
        "<head><title>某某建筑装饰网</title></head><body><div class='left'>"
        "<h2>最新热点</h2><ul><li><a href='/c/1'>通知公告</a></li>"
        "<li><a href='/c/2'>住宅标准</a></li></ul></div><div class='right'><div>当前位置:<a href='/'>首页</a> &gt; "
        "<a href='/zx'>资讯中心</a> &gt; <a href='/zx/hot'>最新热点</a> &gt;</div>"
        "<div>创新活动 竞进提质 开创党建工作新局面</div><div>"
        "发布时间:2022-06-09 17:21&nbsp; <a href='/down/33'>点击下载</a></div>"
        f"<div>{''.join(f'<p>　　{text}</p>' for text in paragraphs)}</div></div>"
        "<div class='foot'><a href='/vip'>会员</a> | <a href='/ask'>"
        "咨询</a><p>027 0000 0000</p><a href='#'>返回顶部</a></div></body>"
    )

    read = read_article(written)

    assert read.title == "创新活动 竞进提质 开创党建工作新局面"
    assert read.published == "2022-06-09 17:21"
    assert read.breadcrumb == ("首页", "资讯中心", "最新热点")
    assert read.attachments == (Attachment(url="http://portal.test/down/33", name="点击下载"),)
    assert read.body.split("\n") == paragraphs


def test_a_page_without_an_article_has_no_fields():
    read = read_article(page(""))

    assert (read.title, read.published, read.body, read.attachments) == (None, None, "", ())


def test_an_article_that_says_next_to_nothing_is_what_follows_its_head():
    read = read_article(
        article(
            f"<h1>{TITLE}</h1><p>时间：2022-06-09</p><p>见附件</p><p>"
            f"相关新闻</p><div>地址：武汉市某某区某某路1号，电话：027</div>"
        )
    )

    assert read.body == "见附件"


def test_an_article_without_any_text_has_an_empty_body():
    read = read_article(article(f"<h1>{TITLE}</h1><p>时间：2022-06-09</p><p>上一篇：<a href=1.html>没有了</a></p>"))

    assert read.body == ""


def test_a_short_text_is_kept_whole():
    read = read_article(
        article(f"<h1>{TITLE}</h1><p>时间：2022-06-09</p><div><p>本周五停电。</p><p><a href=1.doc>附件</a></p></div>")
    )

    assert read.body == "本周五停电。"


@pytest.mark.parametrize(
    "noise",
    [
        "上一篇：没有了",
        "【打印】【关闭】",
        "[信息发布：某某局][打印文章][关闭窗口]",
        "分享到：微信 微博",
        "点击数：33",
        "字号：大 中 小",
        "责任编辑：李四",
        "（编辑：李四）",
        "附件【通知.doc】已下载33次",
    ],
)
def test_what_portals_put_around_a_text_is_not_part_of_it(noise):
    read = read_article(article(f"<h1>{TITLE}</h1><p>时间：2022-06-09</p><div>{NOTICE}<p>{noise}</p></div>"))

    assert read.body == TEXT


@pytest.mark.parametrize(
    "line", ["分享经济发展报告", "编辑部的故事", "打印设备采购公告", "阅读活动方案", "收藏家协会成立"]
)
def test_headings_that_begin_like_noise_are_kept(line):
    read = read_article(article(f"<h1>{TITLE}</h1><p>时间：2022-06-09</p><div>{NOTICE}<p>{line}</p></div>"))

    assert read.body == f"{TEXT}\n{line}"


def test_what_is_related_ends_the_text():
    more = "<p>相关新闻</p><p>另一条新闻说的是别的事情，它不是这篇文章的一部分。</p>"

    assert read_article(article(f"<h1>{TITLE}</h1><p>时间：2022-06-09</p><div>{NOTICE}{more}</div>")).body == TEXT
