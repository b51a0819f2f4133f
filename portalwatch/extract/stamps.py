"""When an article was published, as its page shows it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

from portalwatch.extract.dates import Shown, find_dates, is_date
from portalwatch.extract.lines import Line, Sheet
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.text import fold
from portalwatch.items import Origin

#: How surely the words before a date say that it is the publish time.
_LABELS: Final = (
    (
        8.0,
        re.compile(
            r"(?:发[布表稿]|发文|刊登|上[传网]|公[布开])[^\d]{0,2}(?:时\s*间|日\s*期|于)?\W{0,4}$"
            r"|publish(?:ed)?\W*(?:on|date|time)?\W*$|posted\W*(?:on)?\W*$",
            re.IGNORECASE,
        ),
    ),
    (6.0, re.compile(r"(?:时\s*间|日\s*期|添加|录入|date|time)[\W_]{0,4}$", re.IGNORECASE)),
    (5.0, re.compile(r"(?:更新|修改|编辑)(?:时间|日期|于)?[\W_]{0,4}$", re.IGNORECASE)),
)
#: Words that say that a date is another: of a document, an event, an agenda item, of today.
_OTHER: Final = re.compile(
    r"(?:[一二三四五六七八九十\d][、.．)）]\s*时间|(?:成文|生成|印发|签发|施行|实施|生效|失效|废止|截止|结束|开始|报名|活动|会议"
    r"|出生|有效期|今天是?|现在是?|今日)(?:之?日|时\s*间|日\s*期|于|起)?)[\W_]{0,4}$"
)
#: What follows the time of an event, or the first day of a span.
_EVENT: Final = re.compile(r"[\s,，;；]{0,3}(?:地\s*[点址]|[至到~])")
#: What stands beside the publish time under a title.
_COMPANY: Final = re.compile(
    r"来\s*源|作\s*者|编辑|浏览|点击|阅读|访问|人气|字\s*[体号]|大\s*中\s*小|打印|分享|收藏|关闭|source|author|views",
    re.IGNORECASE,
)
_META: Final = frozenset(
    [
        "pubdate",
        "publishdate",
        "publish_date",
        "publish-date",
        "pubtime",
        "article:published_time",
        "og:release_date",
        "og:published_time",
        "datepublished",
        "firstpublishedtime",
        "dc.date",
    ]
)
_SCRIPT: Final = re.compile(
    r"(?:pub_?(?:lish)?_?(?:date|time)|发布时间|releasedate)['\"]?\s*[=:]\s*['\"]([^'\"]{6,40})['\"]", re.IGNORECASE
)
#: No byline has more dates.
_DATES: Final = 6
#: No label is longer.
_LABEL: Final = 40
#: A byline does not go on for longer.
_READ: Final = 500
#: The distance from a title that is not known: neither near it nor above it.
_FAR: Final = 100


def find_published(sheet: Sheet, title: int) -> tuple[int, str | None, Origin]:
    """Return the line of the publish time (-1: none), the time as shown, and where it was read.

    What a page only declares in its head comes last: it often is the time of a migration.
    """
    index, shown = find_stamp(sheet, title)
    if shown is not None:
        return index, shown.text, Origin.ARTICLE
    for script in sheet.page.scripts:
        if (found := _SCRIPT.search(script)) and (dates := find_dates(found[1])):
            return -1, dates[0].text, Origin.ARTICLE
    declared = _declared(sheet.page)
    return -1, declared, Origin.META if declared else Origin.ARTICLE


def _declared(page: Page) -> str | None:
    for meta in page.root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if name in _META and (dates := find_dates(meta.get("content") or "")):
            return dates[0].text
    return None


def find_stamp(sheet: Sheet, title: int) -> tuple[int, Shown | None]:
    """Return the line that shows the publish time (-1: none does), and the time.

    `title` is the line of the title (-1: not known).
    """
    lead = next((index for index in sheet.prose if index > title), len(sheet.lines))
    best: tuple[float, int, Shown | None] = (0.0, -1, None)
    for index, shown in _few(sheet.dates):
        gap = index - title if title >= 0 else _FAR
        score = _score(sheet, index, shown, gap) - 8.0 * (index >= lead)
        if score > best[0]:
            best = score, index, shown
    return best[1], best[2]


def _few(dates: Iterable[tuple[int, Shown]]) -> Iterator[tuple[int, Shown]]:
    """The first dates of each line: one that holds many is a table's or a calendar's."""
    for _, found in groupby(dates, key=itemgetter(0)):
        yield from islice(found, _DATES)


def _score(sheet: Sheet, index: int, shown: Shown, gap: int) -> float:
    line = sheet.lines[index]
    label = _label(sheet.lines, index, shown)
    rest = len(line.text) - len(shown.text)
    company = is_byline(line.text)
    if label is None or not (
        label or company or rest <= 6 or _under(line, gap, rest) or _alone(sheet.outline, line, shown)
    ):
        return 0.0
    score = 3.0 + label + 2.0 * shown.timed - 0.5 * shown.rank
    score -= 5.0 * (rest > 80 or (line.prose and not label and rest > 40))
    score -= 4.0 * (line.linked > 40 or (line.linked > 0.6 * rest and not label and not company))
    score -= 3.0 * ("星期" in line.text and not label)
    score += max(0.0, 5.0 - gap) if gap >= 0 else -2.0
    return score * line.place


def _label(lines: list[Line], index: int, shown: Shown) -> float | None:
    """How surely the words before a date say that it is the publish time; None when they say that it is another."""
    before = lines[index].text[max(0, shown.start - _LABEL) : shown.start]
    if not before.strip() and index and len(lines[index - 1].text) < 12:
        before = lines[index - 1].text
    if _OTHER.search(before) or _EVENT.match(lines[index].text, shown.end):
        return None
    return next((value for value, pattern in _LABELS if pattern.search(before)), 0.0)


@lru_cache(maxsize=64)  # a line may hold many dates
def is_byline(text: str) -> bool:
    """Whether a text that holds a date is about an article and not of it."""
    return _COMPANY.search(text, 0, _READ) is not None


def _under(line: Line, gap: int, rest: int) -> bool:
    """Whether a line without any label stands right under the title: 新华网 2022-06-09."""
    return 0 < gap <= 3 and rest <= 40 and not line.prose and line.linked <= rest / 2


def _alone(outline: Outline, line: Line, shown: Shown) -> bool:
    """Whether the date has an element of its own."""
    texts = (fold(outline.pieces[piece]) for piece in range(line.first, line.last))
    return any(shown.text in text and is_date(text) for text in texts)
