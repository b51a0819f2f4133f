"""What speaks for an article: a heading with a by-line under it, and prose that is nobody's link."""

import re
from collections.abc import Sequence
from typing import Final

from portalwatch.extract.crumbs import is_breadcrumb
from portalwatch.extract.dates import PARTIAL, find_dates, is_date
from portalwatch.extract.lines import Line, read_lines
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.stamps import is_byline
from portalwatch.extract.text import compact, width
from portalwatch.extract.titles import HEADINGS

_TIME: Final = r"(?<!生成)(?:时间|日期)\s*[:：∶]?\s*[\[(（【]?\d{2,4}\s*[-/.年]\s*\d"
_DATED: Final = re.compile(_TIME)
#: What stands under an article's title, or at its end.
_BYLINE: Final = re.compile(
    rf"{_TIME}|(?:来\s*源|作\s*者)\s*[:：∶]|字\s*[体号]\s*[:：∶\[【(（]"
    r"|(?:点击|浏览|阅读|访问)(?:次数|数|量)?\s*[:：∶]|【?大\s*中\s*小|打印本|关闭窗口|上一篇|下一篇"
)
#: Lines less likely to be content say nothing.
_PLACE: Final = 0.2
#: A line of prose that is not a slogan or an address.
_PROSE: Final = 40
#: How long a heading is, and how many lines above its by-line it stands.
_HEADING: Final = range(6, 200)
_ABOVE: Final = 3
#: How wide a title is; a shorter one may be the name of a section or of the site.
_TITLE: Final = range(18, 400)
#: A by-line is not longer.
_BYLINES: Final = 120
_TODAY: Final = re.compile(r"今天|今日|现在|星期|农历")
#: By-lines of a list stand in its rows; an article has one or two, and hardly a line that is a link in its text.
_FEW: Final = 2
_LONG: Final = 100
_LINKED: Final = 0.2


def content(outline: Outline) -> list[Line]:
    """Return the lines that do not surely stand around the content."""
    return [line for line in read_lines(outline) if line.place >= _PLACE]


def is_prose(line: Line) -> bool:
    """Whether a line is text that could only stand in an article or a summary."""
    return line.prose and len(line.text) >= _PROSE and not line.linked


def prose(lines: Sequence[Line]) -> int:
    """Return how many characters of prose there are."""
    return sum(len(line.text) for line in lines if is_prose(line))


def has_byline(lines: Sequence[Line]) -> bool:
    """Whether something stands there that is said of articles only."""
    return any(_BYLINE.search(line.text) for line in lines)


def is_headed(lines: Sequence[Line]) -> bool:
    """Whether a by-line stands under a heading, or shares its line."""
    return any(_BYLINE.search(line.text) and _under_heading(lines, index) for index, line in enumerate(lines))


def is_stamped(lines: Sequence[Line]) -> bool:
    """Whether a date stands alone between a heading and prose."""
    return any(
        is_date(line.text) and _under_heading(lines, index) and any(map(is_prose, lines[index + 1 : index + 3]))
        for index, line in enumerate(lines)
    )


def is_titled(page: Page, lines: Sequence[Line], *, lone: bool = False) -> bool:
    """Whether a publish time stands under the page's own title, with no link between the two.

    A title echoes the page's head, is marked up as a heading, or stands under the breadcrumb; where a page is known
    to show no list (`lone`) none of that is asked.
    """
    whole = compact(page.title)
    return any(
        _is_title(page.outline, lines, index, whole, lone=lone) and _has_time(lines[index + 1 : index + 1 + _ABOVE])
        for index in range(len(lines))
    )


def _is_title(outline: Outline, lines: Sequence[Line], index: int, whole: str, *, lone: bool) -> bool:
    line = lines[index]
    text = compact(line.text)
    if line.linked or "。" in line.text or width(text) not in _TITLE or is_date(line.text):
        return False
    return lone or text in whole or outline.tags[line.node] in HEADINGS or _below_breadcrumb(lines, index)


def _below_breadcrumb(lines: Sequence[Line], index: int) -> bool:
    for line in reversed(lines[max(0, index - _ABOVE) : index]):
        if is_breadcrumb(line.text) or line.linked:
            return is_breadcrumb(line.text)
    return False


def _has_time(below: Sequence[Line]) -> bool:
    for line in below:
        if _TODAY.search(line.text) or (line.linked * 3 > len(line.text) and not is_byline(line.text)):
            return False
        if len(line.text) <= _BYLINES and any(shown.rank < PARTIAL for shown in find_dates(line.text)):
            return True
    return False


def _under_heading(lines: Sequence[Line], index: int) -> bool:
    above = lines[max(0, index - _ABOVE) : index + 1]
    return any(not line.linked and _is_heading(_BYLINE.split(line.text)[0].strip()) for line in above)


def _is_heading(text: str) -> bool:
    return len(text) in _HEADING and not is_date(text)


def is_article(lines: Sequence[Line]) -> bool:
    """Whether a page with this content is an article beyond doubt: a by-line under a heading, and prose below it."""
    start = next((index for index, line in enumerate(lines) if _BYLINE.search(line.text)), None)
    if start is None or not _under_heading(lines, start):
        return False
    last = max((index for index in range(start, len(lines)) if is_prose(lines[index])), default=start)
    text = lines[start : last + 1]
    links = sum(1 for line in text if line.linked * 2 > len(line.text))
    times = sum(1 for line in text if _DATED.search(line.text))
    return prose(text) > _LONG and links < _LINKED * sum(map(is_prose, text)) and times <= _FEW
