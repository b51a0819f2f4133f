"""A list read by the known rows in it."""

import pytest

from portalwatch.extract import Rules, read_list, repair
from portalwatch.items import RawRow
from tests.extract.samples import page

NUMBERS = range(1, 9)
LINKS = {f"http://portal.test/{number}.html": str(number) for number in NUMBERS}


def rows(numbers=NUMBERS, tag="li", dress=""):
    shown = "<a href='/{0}.html'>关于召开第{0}次会议的通知</a><span>2022-06-0{0}</span>"
    return "".join(f"<{tag}{dress}>{shown.format(number)}</{tag}>" for number in numbers)


def recognise(row: RawRow) -> str | None:
    return LINKS.get(row.url)


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul class='list'>{rows()}</ul>",
        f"<div id='main'><div>{rows(tag='p')}</div></div>",
        f"<ul class='x'>{rows(dress=' class=row')}<li><a href='/about.html'>关于我们的联系方式说明</a></li></ul>",
        f"<ul class='x'>{rows()}</ul><h3>热点</h3><ul class='x'><li><a href='/hot.html'>热门文章的标题</a></li></ul>",
        f"<table><tr><td><ul>{rows()}</ul></td></tr></table>",
        f'<div class="it\'s"><ul>{rows()}</ul></div>',
    ],
)
def test_the_known_rows_come_back_and_their_rules_read_the_same(markup):
    shown = page(f"<h1>通知公告</h1>{markup}")

    found = repair(shown, recognise)

    assert {row.url for row in found.listed.rows} >= set(LINKS)
    if found.rules:
        assert read_list(shown, Rules(rows=found.rules.rows)).rows == found.listed.rows


def test_a_page_with_too_few_of_them_is_not_read():
    assert repair(page(f"<ul>{rows(range(1, 3))}</ul>"), recognise) is None
    assert repair(page("<p>nothing</p>"), recognise) is None


def test_where_no_rule_says_which_rows_they_are_they_are_read_by_themselves():
    others = "".join(f"<li><a href='/o{number}.html'>另外第{number}件事情的说明</a></li>" for number in range(6))
    shown = page(f"<div><ul>{rows()}</ul></div><p>说明文字一段。</p><div><ul>{others}</ul></div>")

    found = repair(shown, recognise)

    assert {row.url for row in found.listed.rows} == set(LINKS)


def test_what_stands_among_the_rows_and_is_none_cannot_be_told_by_a_rule():
    placeholders = "<li><a href='/soon.html'>更多内容敬请期待</a></li>" * 4
    shown = page(f"<ul class='x'>{rows()}{placeholders}</ul>")

    found = repair(shown, recognise)

    assert (found.rules, {row.url for row in found.listed.rows}) == (None, set(LINKS))


def test_rows_that_stand_at_several_depths_are_found():
    split = f"<div class='box'><ul>{rows(range(1, 5))}</ul><div><ul>{rows(range(5, 9))}</ul></div></div>"

    found = repair(page(split), recognise)

    assert found is None or {row.url for row in found.listed.rows} >= set(list(LINKS)[:4])
