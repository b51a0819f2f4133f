import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from portalwatch.extract import ArticleRules, Page, read_article
from portalwatch.extract.markup import read_html
from tests.extract.samples import NOTICE, article, page

HEAD = "<h1>关于召开年会的通知</h1><div>发布时间：2022-06-09 17:21 来源：某某网</div>"
#: What markup is made of, so that random markup comes close to an attack.
PIECES = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<b>",
            "<a href='javascript:alert(1)'>",
            "<a href='java\tscript:alert(1)'>",
            "<a href=' data:text/html,x'>",
            "<img src=x onerror=alert(1)>",
            "<svg><style>",
            "<math><mtext><table><mglyph><style><!--",
            "</style>",
            "<textarea>",
            "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
            "<iframe src=//evil.test>",
            "<td style='position:fixed' class=x>",
            "<script>alert(1)</script>",
            "--><!--",
            "]]>",
            "正文，",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


def read(inner: str) -> str:
    return read_article(article(HEAD + f'<div class="content">{inner}</div>')).html


def body(markup: str) -> str:
    """The body that a rule chose, where inference would find no text."""
    return read_article(page(f"<body><div id=b>{markup}</div></body>"), ArticleRules(body="#b")).html


def text(markup: str) -> str:
    return "".join(parser.fromstring(f"<div>{markup}</div>").itertext()).strip()


def test_the_body_keeps_its_paragraphs_and_loses_its_dress():
    dressed = NOTICE.replace(
        "<p>", '<p class="MsoNormal" title="x" lang="zh" style="margin:0" onclick="x()"><font face="宋体"><span>'
    )

    assert read(dressed) == re.sub(r' style="[^"]*"', "", NOTICE)


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>一、时间</h2><h6>地点</h6>",
        "<ul><li>甲</li></ul><ol><li>乙</li></ol>",
        "<p>甲<br><strong>乙</strong><em>丙</em><b>丁</b><i>戊</i><u>己</u></p>",
        '<table><caption>表</caption><tbody><tr><th colspan="2">甲</th><td rowspan="2">乙</td></tr></tbody></table>',
        "<blockquote><p>甲</p></blockquote><pre>a  b\n c</pre>",
        '<p><a href="https://other.test/a">甲</a> <a href="mailto:a@portal.test">乙</a></p>',
        '<p><img src="http://portal.test/a.png" alt="图"></p>',
    ],
)
def test_what_an_article_is_made_of_stays(markup):
    assert body(markup) == markup


def test_addresses_become_absolute():
    made = body("<a href='../a.html'>甲</a><a href='..\\b.pdf'>乙</a><img src='/c.png'>")

    assert re.findall(r'(?:href|src)="([^"]*)"', made) == [
        "http://portal.test/a.html",
        "http://portal.test/b.pdf",
        "http://portal.test/c.png",
    ]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[bad/",
        "vbscript:x",
    ],
)
def test_an_address_that_is_not_of_the_web_goes(href):
    assert body(f'<p><a href="{href}">甲</a><img src="{href}" alt="图"></p>') == '<p><a>甲</a><img alt="图"></p>'


def test_pictures_within_the_page_go_and_the_text_stays():
    assert body(f'<p>甲<img src="data:image/png;base64,{"A" * 600_000}">乙</p>') == "<p>甲<img>乙</p>"


def test_a_body_that_is_far_too_long_has_no_markup():
    assert body(f"<p>{'甲' * 20}</p>" * 20_000) == ""


def test_a_page_without_a_body_has_none():
    assert read_article(page("<body></body>")).html == ""
    assert read_html(Page("", url="http://portal.test/"), []) == ""


def test_what_stands_around_the_text_in_the_same_element_is_left_out():
    made = read_article(
        article(
            f'<div class="content">{HEAD}<img src="/top.png">{NOTICE}<div><b>附：</b>会议日程安排，<br>另行通知。</div>'
            '<div>上一篇：<a href="1.html">没有了</a> 下一篇：<a href="2.html">很长很长的下一篇的标题</a></div></div>'
        )
    ).html

    assert made.startswith('<img src="http://portal.test/top.png"><p>各有关单位：</p>')
    assert made.endswith("<b>附：</b>会议日程安排，<br>另行通知。")


def test_text_without_elements_of_its_own_is_kept_apart_from_the_byline():
    byline = "<b>关于召开年会的通知</b><br>[ 2022-06-09 17:21 ] 来源：某某网 作者：张三"
    inner = re.sub("<p[^>]*>", "<br>　　", NOTICE).replace("</p>", "")
    tools = "<br>【<a href='javascript:print()'>打印</a>】 &lt;完&gt;"
    made = read_article(page(f"<body><div class=content>{byline}{inner}{tools}</div></body>")).html

    assert text(made).startswith("各有关单位：")
    assert "来源" not in made


def test_a_table_that_is_cut_stays_a_table():
    rows = "".join(
        f"<tr><td>第{n}项，检查内容如下。</td><td>各单位自查，市里抽查，省里督查。</td></tr>" for n in range(6)
    )
    made = read_article(
        page(
            f"<body><table><tr><td><h1>检查安排表</h1></td></tr><tr><td>发布时间：2022-06-09</td></tr>{rows}</table></body>"
        )
    ).html

    assert made.startswith("<table>")
    assert made.count("<tr>") >= 6
    assert "检查安排表" not in made


def test_a_rule_chooses_the_markup_too():
    made = read_article(article(HEAD + f"<div id=a>{NOTICE}</div><div id=b><p>甲</p></div>"), ArticleRules(body="#b"))

    assert (made.body, made.html) == ("甲", "<p>甲</p>")


@given(PIECES)
def test_nothing_is_left_that_runs_or_loads(markup):
    made = read_html(page("<body></body>"), [parser.fromstring(f"<div>{markup}</div>")])

    for element in parser.fromstring(f"<div>{made}</div>").iter():
        assert element.tag in {"div", "p", "b", "a", "img", "td", "table", "tbody", "tr"}
        assert set(element.keys()) <= {"href", "src", "alt", "colspan", "rowspan"}
        assert all(value.startswith(("http:", "https:")) for name, value in element.items() if name in ("href", "src"))


@pytest.mark.parametrize(
    ("head", "number"),
    [
        (
            "<table><tr><td>索引号</td><td>0001</td><td>文&nbsp;号</td><td>建市〔2022〕15号</td></tr></table>",
            "建市〔2022〕15号",
        ),
        ("<p>索引号：0001 发文字号：建市[2022] 15号 主题词：建筑</p>", "建市[2022] 15号 主题词：建筑"),
        ("<p>文号：</p><p>主题词：</p>", None),
        ("<p>批准文号：国药准字第3号</p>", None),
        ("", None),
    ],
)
def test_the_number_beside_its_label_is_read(head, number):
    made = read_article(article(f'<div>{head}</div>{HEAD}<div class="content">{NOTICE}</div>'))

    assert made.document_number == number
