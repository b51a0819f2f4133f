"""Whether two items are the same document, published again elsewhere or under another address of its portal.

A missed link costs a reader one line more, a false one hides which document is which: in doubt they are two.
"""

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from portalwatch.items import Item, Tie
from portalwatch.normalize.fingerprints import lasting
from portalwatch.normalize.numbers import find_document_number, find_standards
from portalwatch.normalize.numerals import digits
from portalwatch.normalize.titles import fold, is_cut

#: A document without a number is republished within so many days; later it is next year's.
DAYS: Final = 60
#: One portal shows a document under two addresses on one day; on another day it is the next of its kind.
_SAME_PORTAL_DAYS: Final = 1
#: Without its text a title must be this long, and as near in days, to be told from everybody's holiday notice.
_TELLING, _TELLING_DAYS = 20, 3
#: A shorter title names nothing that could be looked for, nor found within another one.
_SHORTEST: Final = 8
_SUBJECT_LENGTH: Final = 80
#: Of a body only its beginning is compared, in pieces of so many characters; with fewer pieces it says too little.
_COMPARED, _PIECE, _FEWEST = 4000, 4, 60
#: How much of the shorter body the longer has to hold, and how many of its dates and numbers.
_ALIKE, _FIGURES_ALIKE = 0.8, 0.85

# 住房城乡建设部 and 住房和城乡建设部 are one.
_CONNECTIVES: Final = str.maketrans("", "", "和与及的")
_PASSED_ON: Final = re.compile(r"^[\[【(（]?转[发载][\]】)）:：]?\s*(?!《)")
_OFFICE: Final = re.compile(r"^([^《》“”]{1,28}[部局厅委会院府办室心所司署处站省市区县])(?=关于)")
_NUMBERED: Final = re.compile(r"[(（\[【][^()（）【】]{0,24}[号號]\s?[)）\]】]\s*$")
_BOOK: Final = re.compile(r"《([^《》]{4,})》")
_FRAME: Final = re.compile(r"^关于(?:批准)?(?:印发|发布|公布|颁布)|(?:通知|公告|通告|决定|公示|函)$")
#: Words that make another document of the one they are added to, as any number does.
_OTHER: Final = re.compile(
    r"\d|第|解读|释义|图解|一图|问答|记者|解释|说明|更正|勘误|补充|延期|延长|推迟|取消|撤销|废止|修订|修改|局部|附件|附录|征求意见|意见稿"
    r"|送审|报批|宣贯|培训|学习|贯彻|转发|会议|研讨|报名|结果|名单|启动|编制|起草|立项|[一二三四五六七八九十上中下][)期批次届年月季]"
)
#: Occasions for which a standard is only the subject.
_OCCASION: Final = re.compile(r"宣贯|培训|学习|会议|研讨|讲座|座谈|报名|解读|征求意见|编制|起草|立项|启动")
#: With the year, the number of an office is given once.
_UNIQUE: Final = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号|[\u4e00-\u9fff]{2,}(?:公告|通告|令)\d{4}年第\w+号")
_AFTER_OFFICE: Final = re.compile(r"[\d〔第]")
_FIGURE: Final = re.compile(r"\d+年\d+月(?:\d+日)?|\d+月\d+日|\d+(?:\.\d+)?")


class _Heading(NamedTuple):
    """A title taken apart: who issued it, if it says so before 关于, and the rest without numbers of documents."""

    office: str
    core: str
    standards: frozenset[str]


def same(one: Item, other: Item) -> Tie | None:
    """Say by what two items show that they are the same document, None if they do not.

    Monthly notices from one template, the second batch of a list, a draft and what it became, a text and its
    interpretation are not the same.
    """
    left, right = _read(one.title), _read(other.title)
    if _conflict(one, other, left, right) or not _are_near(left.core, right.core):
        return None
    if _share_number(one, other):
        return Tie.NUMBER
    if not _are_close(one, other, DAYS):
        return None
    if left.standards and left.standards == right.standards and not _OCCASION.search(left.core + right.core):
        return Tie.STANDARD
    texts = _pieces(one), _pieces(other)
    if all(len(pieces) >= _FEWEST for pieces in texts):
        figures = _figures(one), _figures(other)
        return Tie.TEXT if _share(*texts) >= _ALIKE and _share(*figures) >= _FIGURES_ALIKE else None
    return Tie.TITLE if left.core == right.core and _is_telling(one, other, left.core) else None


def are_apart(one: Item, other: Item) -> bool:
    """Whether two items are surely different documents, whatever a third one has in common with both."""
    return _conflict(one, other, _read(one.title), _read(other.title))


def subject(title: str) -> str | None:
    """Return what items that may be the same have in common: what a document is called, None where that is too short.

    >>> subject("住房和城乡建设部关于印发《装修管理试行办法》的通知（建市〔2022〕15号）"), subject("公示")
    ('装修管理试行办法', None)
    """
    books = [fold(book) for book in _BOOK.findall(title)]
    core = max(books, key=len).translate(_CONNECTIVES) if books else _FRAME.sub("", _read(title).core)
    for standard in find_standards(title, ""):
        core = core.replace(fold(standard), "")
    return core[:_SUBJECT_LENGTH] if len(core) >= _SHORTEST else None


def _read(title: str) -> _Heading:
    standards = frozenset(find_standards(title, ""))
    number = find_document_number(title, None, "") if "号" in title else None
    bare = _PASSED_ON.sub("", _NUMBERED.sub("", title) if number else title)
    office = _OFFICE.match(bare)
    if office and _OTHER.search(office[1]):
        office = None
    core = fold(digits(bare[office.end() :] if office else bare))
    for each in (*standards, number or ""):
        core = core.replace(fold(each), "")
    return _Heading(fold(office[1]) if office else "", core.translate(_CONNECTIVES), standards)


def _conflict(one: Item, other: Item, left: _Heading, right: _Heading) -> bool:
    if _are_other_numbers(one.document_number or "", other.document_number or ""):
        return True
    if left.standards and right.standards and left.standards != right.standards:
        return True
    if not (_abbreviates(left.office, right.office) or _abbreviates(right.office, left.office)):
        return True
    alone = one.portal == other.portal and not _share_number(one, other)
    return alone and not (one.published and other.published and _are_close(one, other, _SAME_PORTAL_DAYS))


def _are_other_numbers(one: str, other: str) -> bool:
    """Whether two numbers cannot be of one document. That one of them lacks the office or the year says nothing."""
    if not one or not other:
        return False
    shorter, longer = sorted((re.findall(r"\d+", one), re.findall(r"\d+", other)), key=len)
    if longer[len(longer) - len(shorter) :] != shorter:
        return True
    left, right = (_AFTER_OFFICE.split(number)[0] for number in (one, other))
    return not (left.endswith(right) or right.endswith(left))


def _share_number(one: Item, other: Item) -> bool:
    number = one.document_number
    return number is not None and number == other.document_number and _UNIQUE.fullmatch(number) is not None


def _abbreviates(short: str, full: str) -> bool:
    """住建部办公厅 is short for 住房和城乡建设部办公厅; nothing is short for everything."""
    rest = iter(full)
    return all(char in rest for char in short)


def _are_near(one: str, other: str) -> bool:
    """Whether two titles are equal, or one only adds to the other what makes no other document of it."""
    shorter, longer = sorted((one, other), key=len)
    if shorter == longer:
        return True
    if len(shorter) < _SHORTEST:
        return False
    before, found, after = longer.partition(shorter)
    return bool(found) and not _OTHER.search(f"{before}\n{after}")


def _is_telling(one: Item, other: Item, core: str) -> bool:
    if one.portal == other.portal or is_cut(one.title) or is_cut(other.title):
        return False
    dated = one.published is not None and other.published is not None
    return dated and len(core) >= _TELLING and _are_close(one, other, _TELLING_DAYS)


def _are_close(one: Item, other: Item, days: int) -> bool:
    if one.published is None or other.published is None:
        return True
    return abs((one.published.on - other.published.on).days) <= days


def _pieces(item: Item) -> set[str]:
    text = fold(lasting(item.body[:_COMPARED]))
    return {text[start : start + _PIECE] for start in range(len(text) - _PIECE + 1)}


def _figures(item: Item) -> set[str]:
    text = "".join(digits(lasting(item.body[:_COMPARED])).split())
    return set(_FIGURE.findall(text))


def _share(one: Collection[str], other: Collection[str]) -> float:
    """Return how much of the smaller set the larger one holds; all of nothing."""
    smaller = min(len(one), len(other))
    return len(set(one) & set(other)) / smaller if smaller else 1.0
