"""The title that a link shows."""

import re
from typing import Final

from portalwatch.extract.dates import is_date
from portalwatch.extract.outline import BLOCKS, Outline
from portalwatch.extract.text import compact, fold

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Links that are about a list and not in it.
_SERVICE: Final = re.compile(
    r"(?:[\W_]|更多|more|详细|详情|查看|全文|阅读|点击|进入|继续|首\s*页|主\s*页|网站首页|尾\s*页|末\s*页|上[一1]?页|下[一1]?页"
    r"|前一页|后一页|第一页|最后一页|prev(?:ious)?|next|first|last|home|read|continue|reading|返回|顶部|跳转|go|\d{1,4}(?!\d)"
    r"|设为首页|加入收藏|收藏本站|登录|注册|rss|打印|关闭|窗口|本[页文])*|.{0,4}(?:icp备|公网安备).*",
    re.IGNORECASE,
)
#: No title says more.
_LONGEST: Final = 500
#: Decoration in an element of its own: a NEW icon, a bullet.
_BADGE: Final = re.compile(
    r"[\[【(（]?\s*(?:new|hot|top|最新|新|热|荐|推荐|置顶|图|图文|精|顶)\s*[!！]?\s*[\]】)）]?|[·•●○■◆▪>»*\-—|]+",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"[\s·•●○■◆▪▸►›»>*]+(?=\S)")
_CUT: Final = re.compile(r"\s*(?:\.{2,}|…+|。{2,})\s*$")
_HINT: Final = re.compile(
    r"^\W*(?:文章)?标\s*题\s*[:：]\s*|\s*(?:作\s*者|发布时间|发表时间|更新时间|点击数?|日\s*期)\s*[:：].*$"
)
_TITLED: Final = re.compile(r"title|\btit|biaoti|\bbt\b|headline|subject", re.IGNORECASE)


def is_service(title: str) -> bool:
    """Whether a link's text only serves the list: paging, 更多, 详细."""
    return len(title) < 24 and _SERVICE.fullmatch(title) is not None


def title_of(outline: Outline, anchor: int) -> str:
    """Return the title that a link shows; the full one from its `title` where the shown one is cut."""
    found = outline.titles.get(anchor)
    if found is None:
        found = outline.titles[anchor] = _title(outline, anchor)
    return found


def _title(outline: Outline, anchor: int) -> str:
    element = outline.elements[anchor]
    shown = _shown(outline, anchor)[:_LONGEST]
    given = element.get("title")
    if shown and (not given or given == shown):
        return shown
    hint = _HINT.sub("", fold((given or "").partition("\n")[0])[:_LONGEST])
    if shown:
        return _fuller(shown, hint)
    image = next(element.iter("img"), None)
    return hint or fold((image.get("alt") or image.get("title") or "") if image is not None else "")


def _shown(outline: Outline, anchor: int) -> str:
    first, last = outline.firsts[anchor], outline.lasts[anchor]
    if last - first == 1:
        return _unmarked(fold(outline.pieces[first]))
    if last > first and outline.rows[first] != outline.rows[last - 1] and (part := _heading(outline, anchor)):
        first, last = outline.firsts[part], outline.lasts[part]
    kept = [
        piece for piece in outline.pieces[first:last] if not _BADGE.fullmatch(text := fold(piece)) and not is_date(text)
    ]
    return _unmarked(fold("".join(kept)))


def _unmarked(text: str) -> str:
    found = _BULLET.match(text)
    return text[found.end() :] if found else text


def _heading(outline: Outline, anchor: int) -> int | None:
    """The title's element where a link holds a whole card: title, summary, date, each on lines of their own."""
    inner = range(anchor + 1, outline.ends[anchor])
    blocks = [
        node for node in inner if outline.tags[node] in BLOCKS and outline.tags[node] != "br" and outline.text(node)
    ]
    for node in inner:
        classes = outline.elements[node].get("class")
        if outline.tags[node] in HEADINGS or (classes and _TITLED.search(classes)):
            return node
    return next((node for node in blocks if outline.tags[node] == "p" or not _nested(outline, node)), None)


def _nested(outline: Outline, node: int) -> bool:
    text = outline.text(node)
    return (
        is_date(text)
        or compact(text).isdigit()
        or any(outline.tags[child] in BLOCKS for child in outline.children(node))
    )


def _fuller(shown: str, hint: str) -> str:
    left = _CUT.sub("", shown)
    start, whole = compact(left), compact(hint)
    # What was cut off may be no more than a bracket.
    more = len(whole) > len(start) or (left != shown and len(hint) > len(left))
    if start and more and 0 <= whole.find(start[:40]) < 8:
        return hint
    return shown
