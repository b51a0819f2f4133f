from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.normalize.texts import clean_body, clean_breadcrumb, clean_credit


def test_a_body_keeps_its_paragraphs_and_at_most_one_empty_line():
    raw = "\n\n\u3000\u3000第一段，\u00a0第一段。 \r\n\r\n\r\n \t\n\u3000第二\u200b段。\n第三段。\n\n\n"

    assert clean_body(raw) == "第一段， 第一段。\n\n第二段。\n第三段。"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\n\r\u2028 \u3000段"))))
def test_a_clean_body_holds_no_controls_and_stays_as_it_is(raw):
    body = clean_body(raw)

    assert clean_body(body) == body
    assert "\n\n\n" not in body
    assert not [char for char in body if category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n"]


@pytest.mark.parametrize(
    ("raw", "credit"),
    [
        ("湖北日报", "湖北日报"),
        ("来源：湖北日报", "湖北日报"),
        ("来源: 湖北日报 ", "湖北日报"),
        ("来 源 ：湖北日报", "湖北日报"),
        ("来源： 来源： 省文化和旅游厅", "省文化和旅游厅"),
        ("文章来源：人民日报（海外版）", "人民日报（海外版）"),
        ("【来源： 综合自学习强国、川观新闻...】", "综合自学习强国、川观新闻..."),
        ("[来源：湖北日报]", "湖北日报"),
        ("作者：张三", "张三"),
        ("责任编辑：李四", "李四"),
        ("编辑 王五", "王五"),
        ("编辑部", "编辑部"),
        ("Source: Xinhua", "Xinhua"),
        ("发布机构： 省住建厅", "省住建厅"),
        ("来源：湖北日报 发布时间：2022-06-09 17:21", "湖北日报"),
        ("来源：湖北日报\u3000\u3000浏览次数：12", "湖北日报"),
        ("湖北日报 2022-06-09 17:21", "湖北日报"),
        ("湖北日报 字号：[大 中 小] 打印", "湖北日报"),
        ("湖北日报 【字体：大 中 小】【打印】", "湖北日报"),
        ("湖北日报 作者：张三", "湖北日报"),
        ("张三，李四", "张三，李四"),
        ("来源：", None),
        ("来源", None),
        ("来源：未知", None),
        ("NULL", None),
        ("-", None),
        ("来源： 发布时间：2022-06-09", None),
        ("", None),
        (None, None),
    ],
)
def test_a_credit_is_freed_of_labels_and_junk(raw, credit):
    assert clean_credit(raw) == credit


def test_a_credit_is_at_most_100_characters():
    assert clean_credit("报" * 300) == "报" * 100


@pytest.mark.parametrize(
    ("raw", "steps"),
    [
        (["首页", "资讯中心", "最新热点"], ("首页", "资讯中心", "最新热点")),
        (["当前位置:首页 > 资讯中心 > 最新热点 >"], ("首页", "资讯中心", "最新热点")),
        (["您现在的位置：首页", "通知公告"], ("首页", "通知公告")),
        (["您当前的位置", "：首页»通知公告»正文"], ("首页", "通知公告")),
        (["首页", "首页", " > ", "地理位置图"], ("首页", "地理位置图")),
        ([], ()),
    ],
)
def test_a_breadcrumb_is_freed_of_labels_and_arrows(raw, steps):
    assert clean_breadcrumb(raw) == steps
