"""The JSON behind a page that shows no rows: found in its scripts, and read by rules that nobody wrote."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.extract import Page
from portalwatch.extract.behind import find_sources, infer_records
from portalwatch.extract.records import read_records
from tests.extract.samples import page

URL = "http://portal.test/api/list?page=1&size=20"
ROWS = [
    {
        "id": n,
        "title": f"关于公布第{n}批示范工程入选名单的决定",
        "column": "通知公告栏目下的各类通知",
        "cover": f"/upload/{n}.jpg",
        "editUrl": f"/edit/{n}",
        "created": f"2022-07-{n:02}",
        "publishTime": f"2022-06-{n:02} 08:30:00",
    }
    for n in range(9, 1, -1)
]


def inferred(answer, url=URL):
    return infer_records(json.dumps(answer), url)


def read(answer, url=URL):
    return read_records(Page(json.dumps(answer), url=url), inferred(answer, url))


@pytest.mark.parametrize(
    "script",
    [
        'fetch("/api/list").then(show)',
        "axios.get('/api/list', {})",
        "axios({method: 'get', url: '/api/list'})",
        "$.getJSON('/api/list', show)",
        "$.ajax({type: 'get', dataType: 'json', url: \"/api/list\", success: show})",
        "request.open('GET', '/api/list')",
        "fetch('/api/list'); fetch('/api/list')",
    ],
)
def test_the_address_that_a_script_asks_for_is_found(script):
    assert find_sources(page(f"<body><script>{script}</script></body>")) == ("http://portal.test/api/list",)


@pytest.mark.parametrize(
    "script",
    ["fetch('/api/' + id)", "fetch(url)", "fetch('data:text/plain,x')", "fetch('/news/index.html')", "var x=1"],
)
def test_what_is_put_together_or_no_other_web_address_is_not_asked(script):
    assert find_sources(page(f"<body><script>{script}</script></body>")) == ()


def test_rows_are_read_with_their_titles_addresses_and_publish_times():
    listed = read({"code": 0, "data": {"list": ROWS, "total": 80}})

    assert [row.title for row in listed.rows] == [row["title"] for row in ROWS]
    assert [row.published for row in listed.rows] == [row["publishTime"] for row in ROWS]
    assert listed.rows[0].url == "http://portal.test/edit/9"
    assert listed.next_url == "http://portal.test/api/list?page=2&size=20"


def test_rules_name_where_everything_stands():
    rules = inferred({"data": {"page-list": ROWS}, "totalCount": 8})

    assert (rules.rows, rules.title, rules.url, rules.published) == (
        'data."page-list"',
        "title",
        "editUrl",
        "publishTime",
    )
    assert (rules.page, rules.total) == ("page", "totalCount")


def test_a_list_alone_is_read_and_an_epoch_is_a_time():
    rows = [{"name": row["title"], "href": f"{n}.html", "time": 1654763400000 + n * n} for n, row in enumerate(ROWS)]
    rules = inferred(rows, "http://portal.test/api/list")

    assert (rules.rows, rules.title, rules.published, rules.page, rules.total) == ("@", "name", "time", None, None)


@pytest.mark.parametrize(
    "answer",
    [
        {"rows": [{"title": row["title"]} for row in ROWS]},
        {"rows": [{"url": f"/{n}.html", "label": "通知"} for n in range(5)]},
        {"rows": [{"url": f"/{n}.html"} for n in range(5)]},
        {"rows": ROWS[:2]},
        {"rows": [row | {"editUrl": None if n % 2 else "内网"} for n, row in enumerate(ROWS)]},
        {"rows": [ROWS[0], 1]},
        {"a": {"b": {"c": {"d": {"e": ROWS}}}}},
        {"rows": []},
        "text",
    ],
    ids=[
        "no-address",
        "no-title",
        "nothing-else",
        "two-rows",
        "addresses-of-none",
        "not-all-rows",
        "too-deep",
        "empty",
        "text",
    ],
)
def test_an_answer_without_such_rows_has_no_rules(answer):
    assert inferred(answer) is None


def test_a_row_that_lacks_what_the_others_have_costs_only_itself():
    rows = [row | {"cover": "", "editUrl": row["editUrl"], "note": None} for row in ROWS]
    rows[0] = {"title": "", "editUrl": None, "publishTime": None}
    rows[1] |= {"publishTime": "待定"}

    listed = read({"rows": rows})

    assert [row.title for row in listed.rows] == [row["title"] for row in ROWS[1:]]
    assert inferred({"rows": rows}).published == "publishTime"


def test_of_two_columns_the_one_that_most_rows_have_is_read():
    rows = [{"title": row["title"], "path": f"/{n}.html"} for n, row in enumerate(ROWS)]
    for row in rows[:3]:
        row |= {"linkUrl": "http://other.test/", "headline": row["title"]}

    rules = inferred({"rows": rows})

    assert (rules.title, rules.url) == ("title", "path")


@pytest.mark.parametrize("name", ["id", "newsId", "newsID", "news_id", "number"])
def test_what_numbers_the_rows_is_no_time(name):
    step = 1 if name == "number" else 3600
    rows = [{"title": row["title"], "url": row["editUrl"], name: 1654763400 + n * step} for n, row in enumerate(ROWS)]

    assert inferred({"rows": rows}).published is None


def test_what_is_no_json_has_no_rules():
    assert infer_records("<html>", URL) is None
    assert infer_records("[" * 100_000, URL) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["/a/1.html", "2022-06-09"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_answer_is_read_or_refused(answer):
    if rules := inferred(answer):
        assert read_records(Page(json.dumps(answer), url=URL), rules).rows
