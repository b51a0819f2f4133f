"""Titles as people read them, the fuller of two, and a form in which they can be compared."""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from typing import Final
from unicodedata import normalize

from portalwatch.normalize.texts import clean_text, drop_unseen

_LONGEST: Final = 300
# A title is read from at most this many characters; what is longer is a paragraph taken for one.
_READ: Final = 2000

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_TAG: Final = re.compile(
    r"</?(?:br|p|span|font|b|strong|em|i|u|a|h[1-6]|div|img|center|su[bp])\b[^<>]{0,300}>", re.IGNORECASE
)
# Letters and digits of full width, and the radicals that stand for characters in text copied from PDFs. Punctuation
# of full width is Chinese, and ①, ㎡ and Ⅱ mean more than NFKC leaves of them.
_NARROW: Final = {
    code: normalize("NFKC", chr(code))
    for block in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B), range(0x2E80, 0x2FE0))
    for code in block
}

_HAN: Final = "\u3400-\u9fff"
# What may stand in brackets says how an item is listed or made, never what has become of it (更正, 延期, 转载).
_MARK: Final = (
    r"(?:[\[【［](?:置顶|固顶|顶|最?新|推?荐|热[门点]?|火|精华?|图文?|组图|视频|原创|new!*|hot!*)[\]】］]"
    r"|[(（](?:置顶|new!*|hot!*)[)）])"
)
# Pictures, other than those numbers and letters that are drawn: ❶, 🄰.
_EMOJI: Final = (
    "[\u203c\u26a0\u26a1\u2705\u2728\u2753-\u2755\u2757\u2b50\U0001f195\U0001f199\U0001f300-\U0001faff][\ufe0f\u200d]*"
)
_LEADING: Final = re.compile(
    rf"""\s*(?: [·•‧∙●■□▪▫◆◇★☆►▶▸▲»›※◎>|] | -(?![-\w]|$)|-(?=[{_HAN}]) | \*(?=[\s{_HAN}])
        | {_MARK} | {_EMOJI} | 置顶\s?(?:[:：|]|(?<=\s)) | (?:new|hot)\s?(?:[!！]+|(?<=\s)(?=[{_HAN}《“【])) )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING: Final = re.compile(
    rf"\s*(?:{_MARK}|{_EMOJI}|(?<=\s)置顶|(?<=[{_HAN}）)》】”])\s?(?:new|hot)\s?[!！]*)$", re.IGNORECASE
)
_CUT: Final = re.compile(r"(?:[…‥]+|\.{2,}|．{2,}|。{2,}|·{3,})\s*$")
_COLUMN: Final = re.compile(r"^(?:\[[^\[\]]{1,12}\]|【[^【】]{1,12}】)\s*")
_SUFFIX: Final = re.compile(r"[-_|—–－\s]")
_IGNORED: Final = re.compile(r"[^\w.+#%]|_|\.(?!\d)|(?<!\d)\.")
_REVISED: Final = re.compile(r"[【\[(（](?:更正|修订|修正|勘误|更新|重发)[版稿]?[】\])）]|^\s*(?:更正|勘误)\s*[:：]")
# A row this short that is not marked as cut is a heading of its own, not the beginning of another.
_SHORTEST_STEM: Final = 8


def clean_title(raw: str) -> str:
    r"""Return a title on one line of at most 300 characters, without what nobody sees and without list marks.

    It is fit for a mail's subject: no control, line separator or lone surrogate is left.

    >>> clean_title("· ＧＢ５０２１０　幕墙工程（①）\u2028标准  NEW!")
    'GB50210 幕墙工程（①） 标准'
    >>> clean_title("【置顶】【公示】“十四五”规划")
    '【公示】“十四五”规划'
    """
    title, cleaned = raw[:_READ], ""
    while title != cleaned:
        title, cleaned = _clean(title), title
    return title


def is_cut(title: str) -> bool:
    """Whether a title ends in dots, as portals show that they cut it."""
    return _CUT.search(title) is not None


def is_stem(one: str, other: str) -> bool:
    """Whether a title was cut where the other one goes on, or is cut further on itself.

    >>> is_stem("关于开展…", "关于开展幕墙工程…"), is_stem("关于开展检查的通知", "关于开展检查的通知（更正）")
    (True, False)
    """
    return is_cut(one) and fold(_CUT.sub("", other)).startswith(fold(_CUT.sub("", one)))


def without_column(title: str) -> str:
    """Return a title without the bracket that a list puts before it.

    >>> without_column("【报名中】关于举办培训班的通知")
    '关于举办培训班的通知'
    """
    return _COLUMN.sub("", title)


def fuller(row: str, other: str | None) -> str:
    """Return the fuller of two titles when one is the beginning of the other, else the row's.

    Some portals cut without dots. What only adds a blank or a dash and more is the site's or a subtitle.

    >>> fuller("[通知] 关于开展幕墙工程质量…", "关于开展幕墙工程质量检查的通知")
    '关于开展幕墙工程质量检查的通知'
    >>> fuller("关于开展检查的通知", "关于开展检查的通知-某某协会")
    '关于开展检查的通知'
    """
    if not other:
        return row
    return other if any(_begins(stem, other) for stem in (row, _COLUMN.sub("", row))) else row


@lru_cache(maxsize=8192)  # the same titles are compared many times in a crawl
def fold(text: str) -> str:
    """Return the form in which titles and keywords are compared: width, case, blanks and punctuation apart.

    What tells words apart stays: the point of 2.4, and the signs of C++, C# and 5%.

    >>> fold("ＧＢ／T 50210—2018（Ⅱ）：2.4 ㎡") == fold("gb/t50210-2018 II 2.4m2")
    True
    """
    # Folding case can undo NFKC, hence twice.
    return _IGNORED.sub("", normalize("NFKC", normalize("NFKC", text).casefold()))


def unrevised(title: str) -> str:
    """Return the folded form of a title without the marks of a corrected one.

    >>> unrevised("【更正】关于举办培训班的通知") == unrevised("关于举办培训班的通知（修订）") == "关于举办培训班的通知"
    True
    """
    return fold(_REVISED.sub("", title))


def alike(one: str, other: str) -> bool:
    """Whether two titles can be of the same article: one holds the other, or they share half of their characters.

    >>> alike("关于举办培训班的通知", "关于举办培训班的通知（更正）"), alike("关于举办培训班的通知", "示例建筑装饰协会")
    (True, False)
    """
    left, right = fold(one), fold(other)
    return left in right or right in left or SequenceMatcher(None, left, right, autojunk=False).ratio() >= 0.5


def _clean(text: str) -> str:
    text = _ENTITY.sub(lambda match: unescape(match.group()), text)
    text = clean_text(_TAG.sub(" ", normalize("NFC", drop_unseen(text)).translate(_NARROW)))
    return _strip_marks(text)[:_LONGEST].rstrip()


def _strip_marks(text: str) -> str:
    bare = text
    while match := _LEADING.match(bare):
        bare = bare[match.end() :]
    return _TRAILING.sub("", bare) or text


def _begins(row: str, other: str) -> bool:
    stem, whole = fold(_CUT.sub("", row)), fold(_CUT.sub("", other))
    if not stem or not whole.startswith(stem) or len(whole) == len(stem):
        return bool(stem) and whole == stem and is_cut(row) and not is_cut(other)
    return is_cut(row) or (len(stem) >= _SHORTEST_STEM and not is_cut(other) and not _is_suffixed(other, stem))


def _is_suffixed(title: str, stem: str) -> bool:
    return any(fold(title[: match.start()]) == stem for match in _SUFFIX.finditer(title))
