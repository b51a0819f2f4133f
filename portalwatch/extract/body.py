"""The text of an article: which part of the page it is, and which of its lines belong to it."""

import re
from itertools import accumulate
from typing import Final

from portalwatch.extract.lines import Line, lines_within
from portalwatch.extract.outline import Outline

_CONTENT: Final = re.compile(r"content|article|editor|zoom|detail|main_?text|neirong|zhengwen|wz_?nr|news_?text|artibody|conte?xt|nr\b", re.IGNORECASE)
#: Lines that stand in or under articles and are not part of them.
_NOISE: Final = re.compile(
    r"[\[【(（〖\s]*(?:上一[篇条页]|下一[篇条页]|前一[篇条]|后一[篇条]|分享(?:到|至)?|打印(?:本[页文])?|关闭(?:窗口|本页|页面)?|返回(?:顶部|列表|上一页)?|收藏(?:本[页文])?|字[号体]|扫一扫"
    r"|点击(?:数|量|次数|率)|浏览(?:数|量|次数)|阅读(?:数|量|次数)|访问(?:数|量|次数)|相关(?:新闻|文章|链接|阅读|报道|附件)|责任编辑|编辑|网友评论|发表评论|版权所有|copyright|©|\W*icp备)"
    r".*|附件【.*】\s*(?:已?下载.*次)?",
    re.IGNORECASE,
)
#: Where an article is over: what follows are other articles, or readers.
_END: Final = re.compile(
    r"[\W_]*(?:相关(?:新闻|文章|报道|阅读|链接|专题|信息)|延伸阅读|推荐阅读|热门(?:推荐|文章|新闻)|猜你喜欢|网友评论|最新评论|发表评论|上一[篇条]|下一[篇条]|分享到)",
)
#: Less than a sentence or two.
_SLIGHT: Final = 80
_FOOTER: Final = re.compile(r"版权所有|copyright|©|icp备|公网安备|主办单位|承办单位|技术支持|网站标识码|建议使用|分辨率|all rights reserved", re.IGNORECASE)


def weigh(lines: list[Line], outline: Outline) -> list[float]:
    """Return how much each line speaks for standing in an article; what is links or footer speaks against it."""
    return [_weight(line, line.place) for line in lines]


def _weight(line: Line, place: float) -> float:
    size = len(line.text)
    if _FOOTER.search(line.text) and size < 200:
        return -float(size)
    if place < 0.2:
        return -10.0
    own = size - line.linked
    if line.linked > own:
        return -10.0 - line.linked / 4
    if line.prose:
        return own * place
    return own * 0.2 * place - 1


def find_body(outline: Outline, lines: list[Line], weights: list[float]) -> range:
    """Return the lines of the element whose lines weigh most together.

    Where broken nesting leaves the text in no element of its own, it is the run of lines that weighs most.
    """
    sums = [0.0, *accumulate(weights)]
    best, most = range(0), 0.0
    for node in range(len(outline.tags)):
        span = lines_within(outline, node)
        total = (sums[span.stop] - sums[span.start]) * (1.15 if _named(outline, node) else 1.0)
        if total >= most > 0 or total > most:
            best, most = span, total
    run = _heaviest(sums)
    return run if sums[run.stop] - sums[run.start] > 1.5 * most else best


def _heaviest(sums: list[float]) -> range:
    start = low = 0
    best, most = range(0), 0.0
    for stop in range(1, len(sums)):
        if sums[stop - 1] < sums[low]:
            low = stop - 1
        if sums[stop] - sums[low] > most:
            start, most = low, sums[stop] - sums[low]
            best = range(start, stop)
    return best


def _named(outline: Outline, node: int) -> bool:
    element = outline.elements[node]
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return names != " " and _CONTENT.search(names) is not None


def trim(lines: list[Line], weights: list[float], body: range, head: int) -> range:
    """Return the part of `body` that is text: below the title and its byline, above what is related and discussed.

    An article that says next to nothing (见附件) is outweighed by anything; then it is what follows its byline.
    """
    whole = sum(max(0.0, weights[index]) for index in body)
    if head >= 0 and (body.stop <= head + 1 or whole < _SLIGHT and not _follows(lines, body, head)):
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


def _follows(lines: list[Line], body: range, head: int) -> bool:
    """Whether the body comes after the title with nothing between that ends an article."""
    between = lines[head + 1 : body.start]
    return not any(_ends(line) or _FOOTER.search(line.text) for line in between)


def _ends(line: Line) -> bool:
    return len(line.text) < 80 and _END.match(line.text) is not None


def _below(lines: list[Line], weights: list[float], head: int) -> range:
    stop = head + 1
    while stop < len(lines) and weights[stop] > -10 and not _ends(lines[stop]):
        stop += 1
    return range(head + 1, stop)


def clean(lines: list[Line]) -> str:
    """Return the body's text, one paragraph a line, without what portals put around it."""
    return "\n".join(line.text for line in lines if not (len(line.text) < 80 and _NOISE.fullmatch(line.text)))
