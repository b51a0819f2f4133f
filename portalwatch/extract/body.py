"""The text of an article: which lines of the page it is, and which of them are not part of it."""

import re
from functools import lru_cache
from itertools import accumulate
from typing import Final

from portalwatch.extract.credits import is_credit
from portalwatch.extract.lines import Line, Sheet
from portalwatch.extract.outline import Outline

_CONTENT: Final = re.compile(
    r"content|article|editor|zoom|detail|main_?text|neirong|zhengwen|wz_?nr|news_?text|artibody|conte?xt|nr\b",
    re.IGNORECASE,
)
#: An element whose name says that it holds the text is preferred to a wider one that holds a little more.
_NAMED: Final = 1.15
#: How much more a run of lines must weigh than the best element before the nesting is taken to be broken.
_BROKEN: Final = 1.5
#: Lines that stand in or under articles and are not part of them: neighbours, credits, tools, counters.
_TOOLS: Final = (
    r"分享(?:到|至)?|打印(?:本[页文]|文章)?|关闭(?:窗口|本页|页面)?|返回(?:顶部|列表|上一页)?|收藏(?:本[页文])?|字[号体]|扫一扫"
    r"|(?:点击|浏览|阅读|访问)(?:数|量|次数|率)|内容纠错|我要纠错|发表评论|网友评论|编辑"
)
_NOISE: Final = re.compile(
    rf"[\W_]*(?:(?:上一|下一|前一|后一)[篇条页]|责任编辑|版权所有|copyright|©).*|[\W_]*(?:{_TOOLS})\s*[:：].*"
    rf"|(?:[\W_\d大中小次]*(?:{_TOOLS}))+[\W_\d大中小次]*|附件【.*】\s*(?:已?下载.*次)?|.*[\[【](?:打印|关闭|内容纠错).{{0,4}}[\]】]",
    re.IGNORECASE,
)
#: Where an article is over: what follows are other articles, or readers.
_END: Final = re.compile(
    r"[\W_]*(?:相关(?:新闻|文章|报道|阅读|链接|专题|信息|稿件)|延伸阅读|推荐阅读|热门(?:推荐|文章|新闻)|猜你喜欢|网友评论|最新评论|发表评论"
    r"|上一[篇条]|下一[篇条]|分享到)"
)
_FOOTER: Final = re.compile(
    r"版权所有|copyright|©|icp备|公网安备|网站标识码|all rights reserved|最佳分辨率|建议使用.*浏览器"
    r"|主办(?:单位)?\s*[:：].*(?:地址|邮编|承办|技术支持|维护)|(?:技术支持|网站维护)\s*[:：]",
    re.IGNORECASE,
)
#: So many links in a row are another list.
_LINKS: Final = 3
#: How many lines of tools may stand between an article's head and its text.
_HEAD: Final = 8
#: Less than a sentence or two.
_SLIGHT: Final = 80


def weigh(lines: list[Line]) -> list[float]:
    """Return how much each line speaks for standing in an article; what is links or footer speaks against it."""
    return [_weight(line) for line in lines]


def _weight(line: Line) -> float:
    size = len(line.text)
    own = size - line.linked
    if size < 200 and _FOOTER.search(line.text):
        return -float(size)
    if line.place < 0.2:
        return -10.0
    if line.linked > own:
        return -10.0 - line.linked / 4
    if line.linked > own / 3 and not line.prose:
        return -5.0
    return own * line.place if line.prose else own * 0.2 * line.place - 1


def find_body(outline: Outline, weights: list[float]) -> range:
    """Return the lines of the element whose lines weigh most together.

    Where broken nesting leaves the text in no element of its own, it is the run of lines that weighs most.
    """
    sums = [0.0, *accumulate(weights)]
    best, most = range(0), 0.0
    rows = outline.rows
    for node, (first, last) in enumerate(zip(outline.firsts, outline.lasts, strict=True)):
        total = sums[rows[last - 1] + 1] - sums[rows[first]] if first < last else 0.0
        # Names are looked at where they can make a difference.
        if total > 0 and total * _NAMED >= most:
            total *= _NAMED if _named(outline, node) else 1.0
            # Of elements that hold the same lines the innermost comes last.
            if total >= most:
                best, most = range(rows[first], rows[last - 1] + 1), total
    run = _heaviest(sums)
    return run if sums[run.stop] - sums[run.start] > _BROKEN * most else best


def _heaviest(sums: list[float]) -> range:
    low = 0
    best, most = range(0), 0.0
    for stop in range(1, len(sums)):
        if sums[stop - 1] < sums[low]:
            low = stop - 1
        if sums[stop] - sums[low] > most:
            best, most = range(low, stop), sums[stop] - sums[low]
    return best


def _named(outline: Outline, node: int) -> bool:
    element = outline.elements[node]
    return _names_text(element.get("class"), element.get("id"))


@lru_cache(maxsize=8192)
def _names_text(classes: str | None, name: str | None) -> bool:
    return (classes or name) is not None and _CONTENT.search(f"{classes} {name}") is not None


def trim(sheet: Sheet, head: int) -> range:
    """Return the part of the body that is text: below `head` (title and byline), above what is related and discussed.

    An article that says next to nothing (见附件) is outweighed by anything; then it is what follows its head. A byline
    that shows no time, or goes on below it, is no text either.
    """
    found = _cut(sheet, head)
    above = (index for index in found if not (is_credit(sheet.lines[index].text) or _is_noise(sheet.lines[index])))
    return range(next(above, found.stop), found.stop)


def _cut(sheet: Sheet, head: int) -> range:
    lines, weights, body = sheet.lines, sheet.weights, sheet.body
    whole = sum(max(0.0, weights[index]) for index in body)
    if head >= 0 and (body.stop <= head + 1 or (whole < _SLIGHT and _parted(lines, head, body))):
        return _below(lines, weights, head)
    above = 0.0
    start, stop = body.start, body.stop
    for index in body:
        if index == head and above < max(150, 0.2 * whole):
            start = index + 1
        elif above > 0.5 * whole and _ends(lines[index]):
            stop = index
            break
        above += max(0.0, weights[index])
    return range(start, stop)


def _parted(lines: list[Line], head: int, body: range) -> bool:
    """Whether an article ends between the head and the body, so that the two do not belong together."""
    between = lines[head + 1 : body.start]
    return any(_ends(line) for line in between) or sum(line.linked * 2 > len(line.text) for line in between) >= _LINKS


def _ends(line: Line) -> bool:
    text = line.text
    return (len(text) < 80 and _END.match(text) is not None) or (len(text) < 200 and _FOOTER.search(text) is not None)


def _below(lines: list[Line], weights: list[float], head: int) -> range:
    start = next(
        (index for index in range(head + 1, min(head + 1 + _HEAD, len(lines))) if _is_own(lines[index])), head + 1
    )
    stop = start
    while stop < len(lines) and weights[stop] > -10 and not _ends(lines[stop]):
        stop += 1
    return range(start, stop)


def _is_own(line: Line) -> bool:
    """Whether a line under an article's head is its text, and not a tool."""
    return line.linked * 2 <= len(line.text) and line.place >= 0.2 and not _ends(line) and not _is_noise(line)


def keep(lines: list[Line]) -> list[Line]:
    """Return the lines that are the body's text, without what portals put around it."""
    return [line for line in lines if not _is_noise(line)]


def _is_noise(line: Line) -> bool:
    return len(line.text) < 80 and _NOISE.fullmatch(line.text) is not None


def join(lines: list[Line]) -> str:
    """Return the lines' text, one paragraph a line."""
    return "\n".join(line.text for line in lines)
