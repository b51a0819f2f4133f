"""Document numbers (建市〔2022〕15号) and standard numbers (GB/T 50378-2019), in the one form they are compared in.

A document number is written as GB/T 9704 says: the year in 〔〕, no 第 and no zeros before the number.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Final

#: More standards than these are a catalogue, not what a text is about.
MOST_STANDARDS: Final = 20
#: A document number stands above the text: on one of the first lines, and on none below the first paragraph.
_HEAD_LINES, _PARAGRAPH = 15, 100
_SCANNED: Final = 200_000

_PLAIN: Final = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0x2500, 0xFE63], "-") | str.maketrans("∕⁄∶", "//:")

_HAN: Final = r"[\u4e00-\u9fff]"
_OPEN, _CLOSE = r"[\[(〔【〈<{「『]", r"[\])〕】〉>}」』]"
_YEAR: Final = r"(?:19|20)\d\d"
# 建市〔2022〕15号, 农药检（残留）函[2016]101号, 国台发〔2003〕第1号
_LETTER: Final = re.compile(
    rf"(?P<office>{_HAN}(?:{_HAN}|\s?\({_HAN}{{1,6}}\)\s?){{1,15}})\s?"
    rf"{_OPEN}\s?(?P<year>{_YEAR})\s?年?\s?{_CLOSE}\s?第?\s?0*(?P<number>[1-9]\d{{0,5}})\s?号"
)
_COUNT: Final = r"0*(?P<number>[1-9]\d{0,4}|[一二三四五六七八九十百〇零]{1,6})"
_ORDER: Final = r"(?P<order>公告|通告|令)"
# 国务院令第677号, 住房和城乡建设部公告 2022年第12号, 公告（2022年第12号）; 第12号公告
_ORDERS: Final = (
    re.compile(
        rf"(?:{_YEAR}\s?年\s?)?(?P<office>{_HAN}{{0,24}}){_ORDER}[\s(〔]{{0,3}}(?:(?P<year>{_YEAR})\s?年\s?)?第\s?{_COUNT}\s?号"
    ),
    re.compile(rf"(?:(?P<year>{_YEAR})\s?年\s?)?第\s?{_COUNT}\s?号\s?{_ORDER}"),
)
#: Words that a number has been glued to, where no bracket or blank stands before it.
_GLUED: Final = re.compile(
    r".*(?:通知|公告|公示|意见|办法|决定|批复|根据|依据|按照|关于|转发|印发|发布|的|号|中华人民共和国|人民政府令)(?=..)"
)
#: What issues orders; anything else before 公告 belongs to the sentence.
_OFFICE: Final = re.compile(rf"{_HAN}*(?:部|局|厅|署|委|会|院|政府|办|办公室|主席|中心|所|行|处|站)$")
_KINDS: Final = (
    r"(?:通知|公告|通告|公示|意见|函|决定|决议|批复|通报|报告|办法|规定|细则|规程|方案|纲要|计划|要求|条例|指南|标准"
    r"|目录|名单|规范|预案|令|法)"
)
#: What a title's last words must be for a number behind them to be the title's own: 解读 or 》 is about another.
_NAMED: Final = re.compile(rf"(?:{_KINDS}|^《[^》]*》)[\s\[(〔【]*$")
_EDGE: Final = " ()[]〔〕【】《》「」.,:;。,、"
_MENTIONED: Final = re.compile(r"\s?(?:文|的|等|、|和|及|中|附)")
#: Said of another document.
_ABOUT: Final = re.compile(r"转发|废止|修[改订]|贯彻|落实|执行|学习|解读|宣贯|根据|依据|依照|按照")
_LABEL: Final = re.compile(r"^(?:发文字号|文件编号|文\s?号|编号)\s?:\s?")
_DATED: Final = re.compile(rf"\s?{_YEAR}\s?[-/.年]\s?\d\d?\s?[-/.月]\s?\d\d?\s?日?")

_SECTOR: Final = (
    "AQ|BB|CB|CH|CJJ?|CY|DA|DL|DY|DZ|EJ|FZ|GA|GBJ?|GBZ|GH|GM|GY|HB|HG|HJ|HY|J[BCRTWY]|JGJ?|JJF|JJG|JT[GSJ]|LB|LD|LS"
    "|LY|MH|MT|MZ|NB|NY|QB|QC|QJ|QX|RB|RF|SB|SC|SF|SH|SJ|SL|SN|SW|SY|TB|TD|TSG|TY|WB|WH|WJ|WM|WS|WW|XB|XF|YB|YC|YD|YS|YY"
    "|YZ|ZY"
)
_DATE: Final = r"\s?[-:]{1,2}\s?(?P<year>(?:19|20)\d\d|[5-9]\d)(?![\dA-Za-z]|[-.]\d)"
#: Where a standard's number may begin, found fast in a long text; of either width.
_INITIALS: Final = re.compile(r"[A-ZＡ-Ｚ]{1,5}[\s\dA-Z/∕⁄Ａ-Ｚ０-９／]")
_WITHIN: Final = re.compile(r"[A-Za-z\d/.-]")
#: No number of a standard is longer, with its blanks.
_REACH: Final = 48
_STANDARD: Final = re.compile(
    rf"""
    (?: (?P<iso>ISO(?:/IEC|/TS|/TR|/PAS)?|IEC(?:/TS|/TR)?|EN\sISO) \s? (?P<part>\d{{3,6}}(?:-\d{{1,3}}(?!\d))?)
      | (?P<code> (?:{_SECTOR})(?:\s?/\s?[TZ])? | DB\s?\d{{2,4}}\s?/(?:\s?[TZ])?
                | DBJ(?:\d\d\s?/\s?T-?|\s?/\s?T|T)? | DG(?:J|/TJ) | T\s?/\s?[A-Z]{{2,12}} | CECS )
        \s? (?P<number>(?:(?<=TG\s|/T\s)[A-Z]|(?<=TG|/T)[A-Z])?\d{{1,6}}(?:\.\d{{1,3}}){{0,2}}(?:-\d{{1,4}}(?=\s?-))?) )
    (?:{_DATE})?""",
    re.VERBOSE,
)


def find_document_number(title: str, labelled: str | None, body: str) -> str | None:
    r"""Return the number that a document bears itself, not those that it mentions.

    `labelled` is what stands beside 文号 in the table above the text. Else it is at the end or the beginning of the
    title, or has one of the first lines of the text to itself.

    >>> find_document_number("关于开展检查的通知", None, "鄂建文[2022] 8 号\n各市：根据国办发〔2023〕4号，通知如下。")
    '鄂建文〔2022〕8号'
    >>> find_document_number("关于转发《关于加强管理的通知》（国办发〔2023〕4号）", None, "") is None
    True
    """
    found = chain(_numbers(_fold(labelled or "")), _titled(_fold(title)), _headed(body))
    return next((_write(match) for match in found), None)


def find_standards(title: str, body: str) -> tuple[str, ...]:
    """Return the numbers of standards that a text names, each once, those of the title first, at most twenty.

    >>> find_standards("《绿色建筑评价标准》ＧＢ／Ｔ50378—2019", "按 JGJ/T 229－2010、ISO9001:2015 执行")
    ('GB/T 50378-2019', 'JGJ/T 229-2010', 'ISO 9001:2015')
    """
    found = dict.fromkeys(chain(_standards(title), _standards(body[:_SCANNED])))
    stems = {re.split(r"[-:](?=\d+$)", number)[0] for number in found if number[-5:-4] in ("-", ":")}
    return tuple(number for number in found if number not in stems)[:MOST_STANDARDS]


def _fold(text: str) -> str:
    """Make one line of a short text, with brackets, dashes and digits of one width."""
    return " ".join(_plain(text).split())


def _numbers(text: str) -> Iterator[re.Match[str]]:
    for pattern in (_LETTER, *_ORDERS):
        yield from pattern.finditer(text)


def _titled(title: str) -> Iterator[re.Match[str]]:
    for match in _numbers(title):
        raw = match.groupdict().get("office") or ""
        if _ABOUT.search(raw):
            continue
        before = title[: match.start() + len(raw) - len(_office(match))].rstrip()
        after = title[match.end() :]
        first = match.re is _LETTER and not before.strip(_EDGE) and not _MENTIONED.match(after)
        if first or (not after.strip(_EDGE) and _is_named(before, match)):
            yield match


def _is_named(before: str, match: re.Match[str]) -> bool:
    """Whether the words before a number at the title's end name the document that bears it."""
    if match.re is _LETTER or before.rstrip("(").endswith("》"):
        return not before.strip(_EDGE) or _NAMED.search(before) is not None
    return True


def _headed(body: str) -> Iterator[re.Match[str]]:
    above = ""
    for line in body.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        if len(line) > _PARAGRAPH:
            return
        text = _LABEL.sub("", _fold(line))
        # 中华人民共和国国务院令, and 第677号 below it
        joined = f"{above} {text}" if above.endswith(("公告", "通告", "令")) else text
        yield from (match for match in _numbers(joined) if _stands_alone(joined, match))
        above = text


def _stands_alone(line: str, match: re.Match[str]) -> bool:
    rest = line[: match.start()] + _DATED.sub("", line[match.end() :])
    return not rest.strip(_EDGE)


def _write(match: re.Match[str]) -> str:
    groups = match.groupdict()
    year, number, office = groups["year"], groups["number"], _office(match)
    if match.re is _LETTER:
        return f"{office}〔{year}〕{number}号"
    count = f"{year}年第{number}号" if year else f"第{number}号"
    return f"{office}{groups['order']}{count}" if match.re is _ORDERS[0] else f"{count}{groups['order']}"


def _office(match: re.Match[str]) -> str:
    """Return who issued a document, without the words of a sentence that runs into it."""
    office = re.sub(r"\s", "", match.groupdict().get("office") or "")
    office = _GLUED.sub("", office)
    return office if match.re is _LETTER or _OFFICE.match(office) else ""


def _standards(text: str) -> Iterator[str]:
    end = 0
    for start in (initials.start() for initials in _INITIALS.finditer(text)):
        # The letters of T/CECS 1203 are not read once more.
        match = _STANDARD.match(_plain(text[start : start + _REACH])) if start >= end else None
        number = _write_standard(match) if match else None
        if match and number and not _WITHIN.match(_plain(text[start - 1 : start])[-1:]):
            end = start + match.end()
            yield number


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def _write_standard(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    year = groups["year"]
    if groups["iso"]:
        return f"{groups['iso']} {groups['part']}" + (f":{year}" if year else "")
    code = re.sub(r"\s|-", "", groups["code"])
    number = groups["number"]
    # Without a year only a code with a slash is surely one: 256 GB 128 is not.
    if not year and "/" not in code:
        return None
    stem = f"{code}{number}" if code.endswith("/") else f"{code} {number}"
    return stem + (f"{':' if code == 'CECS' else '-'}{year}" if year else "")
