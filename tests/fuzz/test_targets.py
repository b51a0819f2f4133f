"""Arbitrary bytes, and pages put together from the fragments that portals are made of, raise nothing undocumented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.targets import TARGETS, choose, read_any, read_bytes, read_kind, read_time, read_title, read_url

TEXTS = st.sampled_from(
    [
        "关于召开年会的通知",
        "通知公告",
        "下一页",
        "更多>>",
        "置顶",
        "2022-06-09",
        "[06/09]",
        "发布时间：2022年6月9日 17:21 来源：某某网",
        "当前位置：首页 > 新闻 > 正文",
        "根据年度工作安排，现将有关事项通知如下，自2022年7月1日起施行。",
        "示协〔2022〕12号",
        "GB/T 50210-2018",
        "附件1：申报表.doc",
        "上一篇：无",
        "第1页 共3页",
        "暂无信息",
        "&nbsp;&#0;&#xD800;&bogus;&lt",
        "[[[(((【【",
        "]]>",
        "\u200b\u3000",
    ]
)
HREFS = st.sampled_from(
    [
        "1.html",
        "/a/2.html",
        "#",
        "javascript:;",
        "javascript:go(2)",
        "http://[",
        "a.doc",
        "?page=2",
        "\\x\\y",
        "",
        "//",
        "%",
    ]
)
NAMES = st.sampled_from(["list", "title", "nav", "content", "page", "hot", "foot", "x1", "\u3000", '"', "a" * 5000])
HOLDERS = st.sampled_from(
    ["ul", "div", "table", "tr", "td", "li", "p", "h1", "a", "form", "select", "span", "font", "body"]
)


def _wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What markup may stand in: closed or not, with attributes or without, or repeated."""
    whole = st.lists(inner, max_size=5).map("".join)
    return st.one_of(
        st.builds(lambda tag, name, body: f'<{tag} class="{name}">{body}</{tag}>', HOLDERS, NAMES, whole),
        st.builds(lambda tag, body: f"<{tag}>{body}", HOLDERS, whole),
        st.builds(lambda href, body: f"<a href='{href}' title='{body[:30]}'>{body}</a>", HREFS, whole),
        st.builds(lambda body, times: body * times, inner, st.integers(2, 12)),
        st.builds(lambda body: f"<datastore><![CDATA[{body}]]></datastore>", whole),
        st.builds(lambda body: f"<script>document.write('{body}');</script>", whole),
        st.builds(lambda body: f"<!-- {body} --", whole),
    )


ROWS = st.builds(lambda href, text, day: f'<li><a href="{href}">{text}</a><span>{day}</span></li>', HREFS, TEXTS, TEXTS)
PAGERS = st.sampled_from(
    [
        "createPageHTML(25, 0, 'index', 'html');",
        "<script>Pager({size: 15, current: 0, prefix: 'index', suffix: 'html'})</script>",
        "<a href=\"javascript:__doPostBack('p','2')\">下页</a>",
        "<span>1</span><a href=p2>2</a><a href=p3>&gt;</a>",
        "<script>$('#p').jpage({proxyUrl: '/p', perPage: 15, totalRecord: 90})</script>",
    ]
)
MARKUP = st.recursive(st.one_of(TEXTS, ROWS, PAGERS), _wrap, max_leaves=25)
CODE = st.sampled_from("[]()【】〔〕<>-./:年月日时分前天0123456789 　置顶newhot…&;#%=?发布时间来源至起")


@given(MARKUP)
def test_a_page_made_of_portals_fragments_is_read_or_refused(markup):
    read_any(markup.encode("utf-8", "replace"))
    read_kind(f"<html><head><title>{markup[:80]}</title></head><body>{markup}</body></html>".encode("utf-8", "replace"))


@given(MARKUP)
def test_a_page_that_is_cut_anywhere_is_read_or_refused(markup):
    body = markup.encode("gb18030", "replace")
    read_any(body[: len(body) * 2 // 3])


@pytest.mark.parametrize("target", TARGETS)
@given(body=st.binary(max_size=400))
def test_no_bytes_raise_anything_undocumented(target, body):
    target(body)


@given(st.one_of(st.text(max_size=60), st.lists(CODE, max_size=60).map("".join)))
def test_no_text_raises_anything_as_a_time_a_title_or_an_address(text):
    body = text.encode("utf-8", "replace")
    read_time(body)
    read_title(body)
    read_url(body)
    read_url(b"http://www.example.cn/" + body)
    read_bytes(b"text/html; charset=" + body)


def test_the_fuzzer_reaches_every_target():
    assert {choose(bytes([first]))[0] for first in range(256)} == set(TARGETS)
    assert choose(b"") == (read_any, b"")
