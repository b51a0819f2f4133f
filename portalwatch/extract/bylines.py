"""The line under an article's title: when it was published, by whom, from where."""

import re
from typing import Final

from portalwatch.extract.dates import Shown, find_dates, is_date
from portalwatch.extract.lines import Line
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.text import fold
from portalwatch.items import Origin

_LABELS: Final = (
    (8.0, re.compile(r"(?:发[布表稿]|发文|刊登|上[传网]|公[布开])[^\d]{0,2}(?:时\s*间|日\s*期|于)?\W{0,4}$|publish(?:ed)?\W*(?:on|date|time)?\W*$|posted\W*(?:on)?\W*$", re.IGNORECASE)),
    (6.0, re.compile(r"(?:时\s*间|日\s*期|添加|录入|date|time)[\W_]{0,4}$", re.IGNORECASE)),
    (5.0, re.compile(r"(?:更新|修改|编辑)(?:时间|日期|于)?[\W_]{0,4}$", re.IGNORECASE)),
)
_OTHER: Final = re.compile(r"(?:[一二三四五六七八九十\d][、.．)）]\s*时间|(?:成文|生成|印发|签发|施行|实施|生效|失效|废止|截止|结束|开始|报名|活动|会议|出生|有效期|今天是?|现在是?|今日)(?:之?日|时\s*间|日\s*期|于|起)?)[\W_]{0,4}$")
#: What stands beside the publish time under a title.
_COMPANY: Final = re.compile(r"来\s*源|作\s*者|编辑|浏览|点击|阅读|访问|人气|字\s*[体号]|大\s*中\s*小|打印|分享|收藏|关闭|source|author|views", re.IGNORECASE)
_META: Final = frozenset({"pubdate", "publishdate", "publish_date", "pubtime", "article:published_time", "og:release_date", "datepublished", "firstpublishedtime", "weibo: article:create_at", "og:published_time", "publish-date", "dc.date"})
_SCRIPT: Final = re.compile(r"(?:pub_?(?:lish)?_?(?:date|time)|发布时间|releasedate)['\"]?\s*[=:]\s*['\"]([^'\"]{6,40})['\"]", re.IGNORECASE)
_STOP: Final = (
    r"(?=\s*(?:作\s*者|记\s*者|责任编辑|编\s*辑|审\s*核|校\s*对|录\s*入|发布|发表|时\s*间|日\s*期|更新|浏览|点击|阅读|访问|人气|字\s*[体号]|大\s*中\s*小|打印|分享|收藏|关闭|保护视力|来\s*源|稿源|文号|摄影|"
    r"供\s*稿|通讯员|上传|次数|[\[【（(|｜<>]|视力|扫一扫|我要|(?:19|20)\d\d\s*[-年/.])|\s*$)"
)
_SOURCE: Final = re.compile(rf"(?:信息|文章|稿件|新闻|消息|内容|文件)?(?:来\s*源|稿\s*源|出\s*处|转载自|转自)(?:单位|于|网站)?\s*[:：∶]\s*(.*?){_STOP}|(?:来\s*源)\s+(\S{{2,30}}?){_STOP}", re.IGNORECASE)
_AUTHOR: Final = re.compile(rf"(?:作\s*者|记\s*者|撰\s*稿(?:人)?|撰\s*文|供\s*稿(?:人|单位)?|通讯员|author)\s*[:：∶]\s*(.*?){_STOP}", re.IGNORECASE)


def find_published(page: Page, lines: list[Line], title: int, body: range) -> tuple[int, str | None, Origin]:
    """Return the line of the publish time (-1: none), the time as shown, and where it was read.

    What a page only declares in its head comes last: it often is the time of a migration.
    """
    index, shown = find_stamp(page, lines, title, body)
    if shown is not None:
        return index, shown.text, Origin.ARTICLE
    for script in page.scripts:
        if (found := _SCRIPT.search(script)) and (dates := find_dates(found[1])):
            return -1, dates[0].text, Origin.ARTICLE
    return -1, declared(page), Origin.META


def declared(page: Page) -> str | None:
    """Return the publish time of the meta tags, which often is that of a migration or of page generation."""
    for meta in page.root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if name in _META and (dates := find_dates(meta.get("content") or "")):
            return dates[0].text
    return None


def find_stamp(page: Page, lines: list[Line], title: int, body: range) -> tuple[int, Shown | None]:
    """Return the line that shows the publish time (-1: none does), and the time."""
    best: tuple[float, int, Shown | None] = (0.0, -1, None)
    for index, line in enumerate(lines):
        if not any(map(str.isdigit, line.text)) and "〇" not in line.text:
            continue
        for shown in find_dates(line.text):
            score = _score(page.outline, lines, index, shown, title, body)
            if score > best[0]:
                best = score, index, shown
    return best[1], best[2]


def _score(outline: Outline, lines: list[Line], index: int, shown: Shown, title: int, body: range) -> float:
    line = lines[index]
    label = _label(lines, index, shown)
    rest = len(line.text) - len(shown.text)
    if label is None or not (label or _COMPANY.search(line.text) or rest <= 6 or _alone(outline, line, shown)):
        return 0.0
    if not label and _prose_above(lines, range(max(body.start, title + 1), min(index + 1, body.stop))) > (title < 0):
        return 0.0
    score = 3.0 + label + 2.0 * shown.timed - 0.5 * shown.rank
    if rest > 80 or line.prose and not label and rest > 40:
        score -= 5.0
    if line.linked > 0.6 * rest and not label and not _COMPANY.search(line.text) or line.linked > 40:
        score -= 4.0
    if "星期" in line.text and not label:
        score -= 3.0
    if title >= 0:
        score += max(0.0, 5.0 - (index - title)) if index >= title else -2.0
    if index >= body.stop > 0:
        score -= 8.0
    elif index in body and _prose_above(lines, range(max(body.start, title + 1), index)):
        score -= 8.0
    return score * line.place


def _prose_above(lines: list[Line], span: range) -> int:
    return sum(1 for index in span if lines[index].prose and len(lines[index].text) > 40)


def _label(lines: list[Line], index: int, shown: Shown) -> float | None:
    """How surely the words before a date say that it is the publish time; None when they say that it is another."""
    before = lines[index].text[: shown.start]
    if not before.strip() and index and len(lines[index - 1].text) < 12:
        before = lines[index - 1].text
    if _OTHER.search(before):
        return None
    return next((value for value, pattern in _LABELS if pattern.search(before)), 0.0)


def _alone(outline: Outline, line: Line, shown: Shown) -> bool:
    """Whether the date has an element of its own."""
    return any(shown.text in (text := fold(outline.pieces[piece])) and is_date(text) for piece in range(line.first, line.last))


def find_source(lines: list[Line], around: range) -> str | None:
    """Return what the page names as the article's source."""
    return _labelled(_SOURCE, lines, around)


def find_author(lines: list[Line], around: range) -> str | None:
    """Return whom the page names as the author."""
    return _labelled(_AUTHOR, lines, around)


def _labelled(pattern: re.Pattern[str], lines: list[Line], around: range) -> str | None:
    for index in around:
        for found in pattern.finditer(lines[index].text):
            value = fold(next((group for group in found.groups() if group), "")).strip("：:|；;，,。 ")
            if value and len(value) <= 40:
                return value
    return None
