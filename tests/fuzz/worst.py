"""Reads the worst inputs that could be thought of, and prints what each took; test_worst runs it."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path

from fuzz.targets import TARGETS, URL, read_any
from portalwatch.errors import PageError
from portalwatch.extract import Page, read_article, read_list, read_page

TITLE = "关于召开年会的通知"
#: What regular expressions stumble over, in runs.
RUNS = (
    " ", "1", "-", "(", "[", "【", "<", "'", '"', "/", "\n", "\u3000", ">", "> ", "- ", "1 ", "12:",
    "2022-", "2022年", "1月", "大", "下载", "附件", "打印 ", "发布时间", "来源：", "首页>", "…", "..",
    "更多 ", "置顶", "[顶]", "第1页", "共1页", "1/", "下 页", "号", "〔2022〕", "GB/T ", "公告", "今天是",
    "浏览1", "星期", "Jan ", "a=", "x='", '<a href="', "<a ", "<p ", "{{a", "location='", "createPageHTML(",
    "Pager({", "document.cookie=", "error ", "&#", "%2", "-->", "||", "::", "责任编辑：", "标 题 ", "系统",
    "网站",
)  # fmt: skip


def crowds() -> Iterator[tuple[str, str]]:
    """As many of everything as a page may hold, and more."""
    rows = range(7_900)
    yield "nested tags", "<div>" * 30_000 + TITLE
    yield "unclosed links", "<li><a href=x>题目" * 7_900
    yield "links", "".join(f"<a href=/{row}.html>{TITLE}{row}</a> " for row in rows)
    yield "rows", "".join(f"<li><a href=/{row}.html>{TITLE}{row}</a><i>2022-06-09</i>" for row in rows)
    yield (
        "templates",
        "".join(f"<div class=a{chr(97 + row % 26) * (row % 25)}><a href={row}>{TITLE}{row}</a></div>" for row in rows),
    )
    yield "deep rows", "".join(f"<div><a href={row}>通知公告{row}</a>" for row in rows)
    yield "arrows", "<div>" + "<a href=x>&gt;</a>" * 7_900
    yield "dead pager", "<div>" + "<a href='javascript:x()'>下一页</a>" * 7_900
    yield (
        "declared titles",
        "".join(f"<meta name=ArticleTitle content='{TITLE}{row}'><h1>{row}{TITLE}</h1>" for row in rows),
    )
    yield "bylines", "<p>发布时间：2022-06-09 来源：某</p>" * 20_000
    yield "200,000 links", "".join(f"<a href=/{row}.html>{TITLE}</a>" for row in range(200_000))
    yield "5 MB of dates", "<p>" + "发布时间：2022-06-09 一二。" * 150_000 + "</p>"
    yield (
        "1 MB attributes",
        f"<a href='{'a' * 1_000_000}' title='{'[ ' * 500_000}' onclick='{'(' * 1_000_000}'>{TITLE}</a>",
    )
    yield (
        "1 MB title",
        f"<title>{'[]【】' * 250_000}</title><h1>{'[]【】' * 250_000}</h1><a href=x>{'[]【】' * 250_000}</a>",
    )
    yield "1 MB script", f"<script>{'<a href=' * 20_000}{'var a=(1,2);' * 60_000}</script>"
    yield "deep JSON", "[" * 100_000
    yield "numbers for titles", "".join(f"<li><a href={row}>{20220615000000000000000 + row}x</a>" for row in range(500))
    yield "calls without a bracket", "<script>" + "createPageHTML" * 40_000
    yield "one script tag", "<script " + "build/unit" * 40_000
    yield "attributes", "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + ">"
    yield "dates in lines", "".join(f"<p>{'2022-06-09 ' * 40}</p>" for _ in range(1_000))


def runs() -> Iterator[tuple[str, str]]:
    """A long run of each, in every place of a page."""
    for run in RUNS:
        text = (run * 12_000)[:12_000] + "!x"
        value = escape(text)
        yield f"text of {run!r}", f"<h1>{TITLE}</h1><p>2022-06-09</p><div>{text}</div><p>{text}"
        rows = (
            f'<li class="{value}"><a href="{value}" title="{value}">{TITLE}</a>2022-06-09'
            f'<li><a href="#" onclick="{value}">{TITLE}二</a>{text}'
        )
        head = f'<title>{text}</title><meta name=PubDate content="{value}">'
        pager = f'<div>{text}<a href="2.html">下一页</a></div><script>{text}</script>'
        yield f"values of {run!r}", f"{head}<ul>{rows}</ul>{pager}"


def cases() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each input with each way to read it."""
    for name, markup in crowds():
        body = markup.encode() if markup[0] == "[" else f"<html><body>{markup}".encode()
        for read in (read_list, read_article, read_page):
            yield f"{read.__name__}: {name}", partial(_read, read, body)
    for name, markup in runs():
        yield f"read_any: {name}", partial(read_any, markup.encode())
    for target in TARGETS[2:]:
        for run in RUNS:
            yield f"{target.__name__}: {run!r}", partial(target, (run * 200_000)[:200_000].encode())


def _read(read: Callable[[Page], object], body: bytes) -> None:
    with suppress(PageError):
        read(Page.of(body, url=URL))


if __name__ == "__main__":
    took = {}
    for name, run in cases():
        before = time.process_time()
        run()
        took[name] = time.process_time() - before
    # Not ru_maxrss: a process starts with that of the one which started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    json.dump({"seconds": took, "peak": peak}, sys.stdout)
