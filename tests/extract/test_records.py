import json

import pytest

from portalwatch.errors import PageError
from portalwatch.extract import Page, Rules, read_list
from portalwatch.extract.records import JsonRules

URL = "http://portal.test/api/list?kind=notice&pageNo=1"
GIVEN = {"rows": "data.list", "title": "title", "url": "/art/{id}.html", "published": "publishDate"}


def listing(*rows: object, **more: object) -> str:
    return json.dumps({"data": {"list": list(rows)}, **more}, ensure_ascii=False)


def row(number: int, **changes: object) -> dict[str, object]:
    return {"id": number, "title": f"关于第{number}号的通知", "publishDate": "2022-06-09 17:21", **changes}


def read(text: str, **changes: str):
    return read_list(Page(text, url=URL), Rules(json=JsonRules(**(GIVEN | changes))))


def test_rows_are_made_by_expressions():
    (first, second) = read(listing(row(7), row(8, publishDate=None))).rows

    assert (first.title, first.url) == ("关于第7号的通知", "http://portal.test/art/7.html")
    assert (first.published, second.published) == ("2022-06-09 17:21", None)


@pytest.mark.parametrize(
    ("field", "rule", "given", "read_as"),
    [
        (
            "title",
            "join(' ', [code, name])",
            {"code": "GB/T 1", "name": "建筑<sacinfo>幕墙</sacinfo>"},
            "GB/T 1 建筑幕墙",
        ),
        ("title", "title", {"title": " 温度&lt;30℃  与 >20 "}, "温度<30℃ 与 >20"),
        ("url", "link", {"link": "http://other.test/1"}, "http://other.test/1"),
        ("url", "link", {"link": "art/1.html"}, "http://portal.test/api/art/1.html"),
        (
            "url",
            "https://www.portal.test/{a}?id={b.c}",
            {"a": "甲/乙", "b": {"c": 3}},
            "https://www.portal.test/%E7%94%B2/%E4%B9%99?id=3",
        ),
        ("published", "time", {"time": 1654766460}, "1654766460"),
        ("published", "time", {"time": True}, None),
    ],
)
def test_a_field_is_what_its_expression_finds(field, rule, given, read_as):
    (found,) = read(listing(row(1, **given)), **{field: rule}).rows

    assert getattr(found, field) == read_as


def test_a_row_without_a_title_or_an_address_is_none():
    assert [found.title for found in read(listing(row(1, id=None), row(2, title=""), row(3))).rows] == [
        "关于第3号的通知"
    ]


@pytest.mark.parametrize(
    ("rules", "text", "following"),
    [
        ({"next": "next"}, listing(row(1), next="?pageNo=2"), "list?pageNo=2"),
        ({"next": "/api/list?from={last}"}, listing(row(1), last=9), "list?from=9"),
        ({"next": "/api/list?from={last}"}, listing(row(1)), None),
        ({"next": "next"}, listing(row(1), next=URL), None),
        ({"page": "pageNo"}, listing(row(1)), "list?kind=notice&pageNo=2"),
        ({"page": "p"}, listing(row(1)), "list?kind=notice&pageNo=1&p=2"),
        ({"page": "pageNo", "total": "total"}, listing(row(1), total=2), "list?kind=notice&pageNo=2"),
        ({"page": "pageNo", "total": "total"}, listing(row(1), total="1"), None),
        ({"page": "pageNo", "total": "count"}, listing(row(1), total="1"), "list?kind=notice&pageNo=2"),
        ({"page": "pageNo"}, listing(), None),
        ({}, listing(row(1)), None),
    ],
)
def test_what_follows_is_read_or_counted(rules, text, following):
    assert read(text, **rules).next_url == (following and f"http://portal.test/api/{following}")


def test_a_search_with_marks_in_its_finds_needs_no_code():
    rules = {
        "rows": "rows",
        "title": "join(' ', [C_STD_CODE, C_C_NAME])",
        "url": "/gb/search/gbDetailed?id={id}",
        "published": "ISSUE_DATE",
        "page": "pageNo",
        "total": "total",
    }
    found = {
        "id": "0A1B",
        "C_STD_CODE": "GB/T 31-2022",
        "C_C_NAME": "建筑<sacinfo>幕墙</sacinfo>",
        "ISSUE_DATE": "2022-06-09",
    }

    (row,) = read(json.dumps({"total": 3, "rows": [found]}), **rules).rows

    assert (row.title, row.published) == ("GB/T 31-2022 建筑幕墙", "2022-06-09")
    assert row.url == "http://portal.test/gb/search/gbDetailed?id=0A1B"


def test_an_empty_list_is_the_end():
    found = read(listing(), page="pageNo")

    assert (found.rows, found.next) == ((), None)


@pytest.mark.parametrize(
    ("text", "changes", "said"),
    [
        ("", {}, "is not the JSON that its rules are for"),
        ("<html>", {}, "is not the JSON that its rules are for"),
        ("[" * 100_000, {}, "is not the JSON that its rules are for"),
        ("[]", {}, "'data.list' finds no list in it"),
        ('{"data": {"list": {}}}', {}, "'data.list' finds no list in it"),
        (listing(row(1)), {"title": "join(',', id)"}, "join"),
        (listing("a", 1, None), {}, "no row has a title and an address"),
    ],
)
def test_another_answer_cannot_be_read(text, changes, said):
    with pytest.raises(PageError, match="^http://portal.test/api/list.*") as caught:
        read(text, **changes)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("field", "rule", "said"),
    [
        ("rows", "data[", "rows: not a JMESPath expression: 'data['"),
        ("rows", "", "rows: not a JMESPath expression: ''"),
        ("title", "upper(title)", "title: not a JMESPath expression: 'upper(title)' (Unknown function: upper())"),
        ("title", "join(title)", "title: not a JMESPath expression: 'join(title)' (Expected 2 arguments"),
        ("url", "{id}", "url: not a JMESPath expression: '{id}'"),
        ("url", "/art/{id[}", "url: not a JMESPath expression: 'id['"),
        ("next", "/art/{}", "next: not a JMESPath expression: ''"),
    ],
)
def test_an_expression_that_cannot_be_used_says_why(field, rule, said):
    with pytest.raises(ValueError, match="JMESPath") as caught:
        JsonRules(**(GIVEN | {field: rule}))
    assert str(caught.value).startswith(said)
