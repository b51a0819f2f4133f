"""共64条: what a pager counts, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.extract import Page, Rules, read_list
from portalwatch.extract.records import JsonRules
from portalwatch.extract.totals import find_total

ROW = "<li><a href='{0}.html'>{1}</a><span>2022-06-{0:02}</span></li>"


def page(pager: str, *titles: str) -> Page:
    rows = "".join(ROW.format(number, title) for number, title in enumerate(titles or ("关于召开年会的通知",) * 5, 1))
    html = f"<html><body><ul>{rows}</ul><div>{pager}</div></body></html>"
    return Page.of(html.encode(), url="http://p/list/", content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("pager", "total"),
    [
        ("共161条&nbsp;&nbsp;1/17&nbsp;<a href='2.htm'>下页</a>", 161),
        ("共26条记录 1/2页 首页 上一页 下一页", 26),
        ("<a>1</a><a href=2>2</a><a>末页</a> 共<b>4</b>页<b>29</b>条", 29),
        ("<a href=2>下一页</a> 共有 1,349 条记录", 1349),
        ("共 1349 条信息，每页 15 条", 1349),
        ("总记录数：230 总页数：12", 230),
        ("第1页/共12页 共230篇", 230),
        ("共 100 条 10条/页", 100),
        ("本栏目共11168篇文章 下页 尾页", 11168),
        ("共64条 1/4页<br>共64条 1/4页", 64),
        ("共64条 1/4页<br>共12条 1/1页", None),
        ("共12页 第1页", None),
        ("共3篇评论 发表评论", None),
        ("共64条", None),
        ("", None),
    ],
)
def test_only_what_stands_beside_a_pager_is_the_lists_total(pager, total):
    assert find_total(page(pager)) == total
    assert read_list(page(pager)).total == total


def test_a_number_in_a_title_is_no_total():
    titles = [f"第{number}次评选共169篇" for number in range(5)]

    assert find_total(page("首页 上一页 下一页", *titles)) is None
    assert find_total(page("首页 上一页 下一页 总第3期")) is None


def test_a_page_that_counts_nothing_has_no_total():
    assert find_total(Page.of(b"<p>1/4", url="http://p/", content_type="text/html")) is None


@pytest.mark.parametrize(
    ("answer", "total"), [('"total": 99,', 99), ('"total": "99",', 99), ('"total": true,', None), ("", None)]
)
def test_the_total_of_a_json_list_is_where_its_rules_say(answer, total):
    text = f'{{{answer} "list": [{{"title": "通知", "url": "/1.html"}}]}}'
    rules = Rules(json=JsonRules(rows="list", title="title", url="url", total="total"))
    json = Page.of(text.encode(), url="http://p/", content_type="application/json")

    assert read_list(json, rules).total == total


@given(st.text("共有总记录数条篇页第下一0123456789, :/\n\t", max_size=200))
def test_whatever_a_page_counts_is_a_number_or_nothing(text):
    found = find_total(page(text))

    assert found is None or 0 <= found < 10**9
