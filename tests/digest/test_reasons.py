"""Why something could not be read, in Chinese."""

import re

import pytest

from portalwatch.digest.reasons import chinese, english
from portalwatch.extract.refusals import Refusal
from portalwatch.items import Problem

WALLS = ["a firewall", "a captcha", "a 加速乐 challenge", "a log-in form", "a maintenance notice", "an error page"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("a 加速乐 challenge", "加速乐验证"),
        ("http-503", "HTTP 503"),
        ("timeout: no complete answer in time", "超时：未在时限内收到完整的答复"),
        ("page 2 of the list: dns: the host name is not known", "列表第 2 页：域名：域名无法解析"),
        (
            "none of the 12 rows is known; 3 have the title and day of a known item, 9 are older than the newest known",
            "12 行中没有一行是已知的；3 行与已知条目标题、日期相同，9 行早于已知的最新日期",
        ),
        (
            "6 of the 12 rows are another section's, and what was known is not below them; among them “甲” “乙”",
            "有 6 行（共 12 行）属于其他栏目，其下也没有已知内容；其中有 “甲” “乙”",
        ),
        ("nothing is held of p/news", "p/news 没有被保留的列表"),
        (
            "6 of the 12 rows are another section's, and what was known is not below them",
            "有 6 行（共 12 行）属于其他栏目，其下也没有已知内容",
        ),
        (
            "1 of 20 articles could not be read: http-503: http://p.org/1.html",
            "有文章未能读取（1/20）：HTTP 503 http://p.org/1.html",
        ),
        ("http-403: http://p.org/list (of robots.txt)", "HTTP 403（robots.txt） http://p.org/list"),
        ("unreadable: 3 of 10 characters are not gb18030", "无法读取：乱码：10 字中有 3 字不是 gb18030"),
        (
            "address: p.org (10.0.0.1) is refused: private network",
            "网址：不允许连接 p.org (10.0.0.1)：内网地址",
        ),
        ("http://p.org/: the server answered 404", "http://p.org/：服务器答复 404"),
        ("stopped by a captcha", "被拦截：验证码"),
        ("http://p.org/: stopped by robots.txt, which forbids it", "http://p.org/：被拦截：robots.txt 不允许"),
        ("it only leads on to http://p.org/new/", "只转到 http://p.org/new/"),
        ("longer than 20000000 bytes", "超过 20000000 字节"),
        (
            "http://p.org/ has no link called '园林标准'; name sections as its menu does",
            "http://p.org/ 没有名为 '园林标准' 的链接，栏目名须与菜单一致",
        ),
        (
            "http://p.org/: no section was found (it has no menu, and is no list); name sections with --section",
            "http://p.org/：未找到栏目（没有菜单，也不是列表）；请用 --section 写明栏目名",
        ),
        (
            "sample is being crawled by another process; try again when that has ended (process 12)",
            "另一进程正在检查 sample；请等它结束再试（进程 12）",
        ),
        ("no item is known by '没有这个'", "没有条目对应 '没有这个'"),
        ("delay: must be at least 0.01, not 0.0", "delay：不得小于 0.01，不能是 0.0"),
        (
            "p.org (10.0.0.1) is refused: private network; if it is meant, say --allow-private",
            "不允许连接 p.org (10.0.0.1)：内网地址；确要如此，请加 --allow-private",
        ),
    ],
)
def test_a_reason_is_said_in_chinese(reason, said):
    assert chinese(reason) == said


@pytest.mark.parametrize(
    "reason", ["", "[Errno 5] broken: really", "自己写的原因", "foo: bar", "Foo bar", "http://p.org/: odd"]
)
def test_what_nobody_has_words_for_stays_as_it_is(reason):
    assert chinese(reason) == reason


@pytest.mark.parametrize("reason", [*WALLS, *map(str, Refusal)])
def test_every_wall_and_refusal_has_chinese_words(reason):
    assert not re.search(r"[a-z]{3}", chinese(reason))


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("http-503", "HTTP 503"),
        ("page 2 of the list: http-404", "page 2 of the list: HTTP 404"),
        ("http-404: http://p.org/http-404.html (gone)", "HTTP 404: http://p.org/http-404.html (gone)"),
        ("a 加速乐 challenge", "a Jiasule challenge"),
        ("stopped by a 别的 challenge", "stopped by a 别的 challenge"),
        ("the list has no rows", "the list has no rows"),
    ],
)
def test_a_reason_is_said_in_english_without_codes(reason, said):
    assert english(reason) == said


def test_a_problem_is_said_with_its_address():
    problem = Problem(kind="wall", url="http://p.org/1.html", detail="a captcha")

    assert chinese(str(problem)) == "被拦截（验证码） http://p.org/1.html"
