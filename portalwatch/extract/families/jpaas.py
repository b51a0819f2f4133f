"""JPAAS (大汉): a column page's script asks `build/unit` for the rows; the answer is JSON with markup in it."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from portalwatch.extract.page import Page
from portalwatch.items import Turn

_PATH: Final = "/page/build/unit"
_SCRIPT: Final = re.compile(r"<script\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"\b(url|queryData)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_PAIR: Final = re.compile(r"['\"](\w+)['\"]\s*:\s*['\"]?([^'\",{}]*)")
#: What the unit is called that holds the column's rows. The others hold the head, the menu, the way here.
_LIST: Final = re.compile(r"list|列表|分页|栏目|内容|信息|page", re.IGNORECASE)
_NO_LIST: Final = re.compile(
    r"导航|位置|菜单|标题|页[头脚尾]|头部|底部|面包屑|nav|menu|head|foot|crumb|banner", re.IGNORECASE
)


def find(page: Page) -> Iterator[Turn]:
    """Yield the next page of rows: `paramJson` counts pages from 1, a bare `pageNo` is not heeded.

    `rows` a page and their `count` stand in the answer, or in the column page where its first rows do.
    """
    asked = _asked(page)
    numbers = _numbers(page) if asked else None
    if asked is None or numbers is None:
        return
    url, query = asked
    number, size = _pairs(query.get("paramJson", "")).get("pageNo", ""), numbers["rows"]
    this = int(number[:6]) if number.isdecimal() else 1
    if this * size < numbers["count"]:
        wanted = json.dumps({"pageNo": this + 1, "pageSize": size}, separators=(",", ":"))
        yield _turn(url, {**query, "paramJson": wanted})


def find_frame(page: Page) -> Iterator[Turn]:
    """Yield what the column page's script asks for first; it sends nothing of pages then."""
    if not _is_answer(page) and (asked := _asked(page)):
        yield _turn(*asked)


def _turn(url: str, query: Mapping[str, str]) -> Turn:
    return Turn(url=f"{url}?{urlencode(query)}", script=True)


def _is_answer(page: Page) -> bool:
    return urlsplit(page.url).path.endswith(_PATH)


def _asked(page: Page) -> tuple[str, dict[str, str]] | None:
    """The address of the unit that holds the rows, and what is asked of it."""
    if _is_answer(page):
        parts = urlsplit(page.url)
        return parts._replace(query="", fragment="").geturl(), dict(parse_qsl(parts.query, keep_blank_values=True))
    tags = (tag for tag in _SCRIPT.findall(page.text) if "build/unit" in tag)
    units = [unit for tag in tags if (unit := _unit(page, tag))]
    return next((unit for unit in units if _LIST.search(unit[1].get("tagId", ""))), None)


def _unit(page: Page, tag: str) -> tuple[str, dict[str, str]] | None:
    """Read a script's attributes; the parameters are quoted in either way. Units of articles hold no rows."""
    found = {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}
    query = _pairs(found.get("querydata", ""))
    if "url" not in found or query.get("pageType", "column") != "column" or _NO_LIST.search(query.get("tagId", "")):
        return None
    return page.absolute(found["url"]), query


def _pairs(text: str) -> dict[str, str]:
    return dict(_PAIR.findall(text))


def _numbers(page: Page) -> dict[str, int] | None:
    """How many rows a page has and how many there are: attributes of the pager, or pairs in one."""
    for element in page.root.iter("div", "ul", "span", "p"):
        given = {str(name): str(text) for name, text in element.items()}
        given |= _pairs(given.get("querydata", ""))
        rows, count = given.get("rows", ""), given.get("count", "")
        if rows.isdecimal() and count.isdecimal():
            return {"rows": max(int(rows[:6]), 1), "count": int(count[:9])}
    return None
