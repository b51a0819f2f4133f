"""The dates in a text that matter: since when it is in force, until when one may answer, when it ends.

A date counts only by the words beside it: those of meetings, of other documents and of every year do not. No year is
invented: one that the text leaves out follows from the publish day, or the date is left out.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from portalwatch.items import Mention, Term
from portalwatch.normalize.numerals import digits

#: More dates than these are a plan or a list, not what a text is about.
MOST: Final = 10
_SCANNED: Final = 200_000
#: A date without a year is a deadline's if the next such day is no further from the publish day.
_AHEAD: Final = timedelta(days=183)
#: How far from a date its words stand.
_BEFORE, _AFTER = 30, 60

# Full-width digits and signs, one for one, so that what is found is found in the text itself.
_WIDE: Final = re.compile("[０-９－–—―−～∶：（）．／　\u00a0]")
_NARROW: Final = dict(zip("０１２３４５６７８９－–—―−～∶：（）．／　\u00a0", "0123456789-----~::()./  ", strict=True))
_NUMERALS: Final = "〇○零一二三四五六七八九十廿卅"
#: Where a date may begin, found fast in a long text.
_LIKELY: Final = re.compile(rf"[0-9一二][0-9{_NUMERALS}]{{0,3}}\s?[年月./-]")
_DATE: Final = re.compile(
    rf"""(?<!\d) (?:
        (?P<year>(?:19|20)\d\d) \s?[-年/.]\s? (?P<month>\d{{1,2}}) \s?[-月/.]\s? (?P<day>\d{{1,2}})
            (?!\d) (?:\s?[日号])?
      | (?P<spelt>[一二][{_NUMERALS}]{{3}}年[{_NUMERALS}]{{1,3}}月[{_NUMERALS}]{{1,3}}[日号])
      | (?<![.-]) (?P<number>\d{{1,2}}) \s?月\s? (?P<date>\d{{1,2}}) \s?[日号] )""",
    re.VERBOSE,
)
_ASIDE: Final = r"(?:\s?\([^()\n]{1,8}\))?"
_CLOCK: Final = (
    rf"{_ASIDE}(?:\s?(?:上午|下午|晚上?|中午)?\s?\d{{1,2}}\s?[:时点](?:\s?\d{{1,2}}\s?分?)?(?::\d\d)?整?)?\s?"
)
_UNTIL: Final = re.compile(rf"{_ASIDE}\s?起?\s?(?:至|到|-{{1,2}}|~)\s?")
_IS: Final = r"\s?[为是]?[\s:|]{0,4}$"
_FORCE: Final = r"(?:施行|实施|执行|生效|启用)"
_END: Final = r"(?:废止|失效|停止(?:执行|使用|施行))"
_ANSWER: Final = (
    r"(?:征求意见|意见征集|征集意见|意见反馈|反馈意见|意见|反馈|报名|申[报请]|投稿|征[集稿订]|提交|填报|报送|递交|受理|接收|公示"
    r"|回执|注册|缴费|交费|投标|参[评赛])"
)
#: What stands before a date.
_LABELS: Final = (
    (Term.EFFECTIVE, re.compile(rf"{_FORCE}\s?(?:日期|时间|之?日){_IS}")),
    (Term.REPEALED, re.compile(rf"{_END}\s?(?:日期|时间|之?日){_IS}")),
    (
        Term.DEADLINE,
        re.compile(
            rf"""(?: {_ANSWER}(?:的|工作)?截[止至](?:时\s?间|日\s?期|日|期)?
                   | (?<!统计)(?<!数据)(?<!计算)截[止至]\s?(?:时\s?间|日\s?期|期限|日) )
                 (?:\([^()\n]{{1,10}}\))? \s?(?:延[长期]|顺延|推迟|调整)? [为是于到至在]{{0,2}}[\s:|]{{0,4}}$""",
            re.VERBOSE,
        ),
    ),
)
#: What stands behind a date. 起施行的 and 起施行以来 tell of another document, 7月31日前取得 of who may answer.
_FOLLOWING: Final = (
    (
        Term.EFFECTIVE,
        re.compile(rf"\s?(?:起|开始|零时起|0时起|正式)[^，,。;；\n\d]{{0,12}}?{_FORCE}(?!以来|的|后|以后|之|前|情况)"),
    ),
    (Term.REPEALED, re.compile(rf"\s?起?[^，,。;；\n\d]{{0,6}}?{_END}(?!的|后|前|以来)")),
    (
        Term.DEADLINE,
        re.compile(
            rf"""{_CLOCK} (?: 截[止至]
              | (?:之|以)?前 (?!后|取得|毕业|出生|成立|注册|登记|入职|竣工|完工|发[布生]) [^。;；\n]{{0,40}}?
                (?: 反馈|报名|报送|报[至到给我送市省县区厅局部委]|上报|申报|填报|提交|提出|递交|回复|返回|回执|函告|函复
                  | 告知|寄[至送到]|邮寄|发送|发[至到]|送[至达交]|交[至到]|投稿|缴费|书面(?:告|报|意见) ) )""",
            re.VERBOSE,
        ),
    ),
)
_SINCE: Final = r"(?:(?:即日|发[布文]之日|公[示布告]之日)起?\s?[至到])"
#: A span of days in which one may answer; its end is the deadline.
_OPEN: Final = re.compile(
    rf"{_ANSWER}(?:工作)?的?(?:时\s?间|期限|时限|期|日期)?\s?[为是从自由]?[\s:|]{{0,3}}[从自由]?{_SINCE}?\s?$"
)
_TODAY: Final = re.compile(rf"{_SINCE}\s?$")
_EVERY: Final = re.compile(r"(?:每年|每月|每季度|次年|翌年|下年|当年|次月)的?\s?$")
_LEAD: Final = re.compile(r"(?:请[^\s，,。;；\n]{0,8})?[自从于在]?\s?$")


def find_mentions(title: str, body: str, published_on: date | None) -> tuple[Mention, ...]:
    """Return the dates that matter, those of the title first, each once.

    >>> [str(mention) for mention in find_mentions("", "自2023年1月1日起施行。请于7月1日前反馈。", date(2022, 6, 9))]
    ['effective 2023-01-01', 'deadline 2022-07-01']
    >>> find_mentions("", "自发布之日起施行。会议时间：2022年7月15日。每年7月1日前报送。", date(2022, 6, 9))
    ()
    """
    found: dict[tuple[Term, date], Mention] = {}
    for text in (title, body[:_SCANNED]):
        for mention in _read(text, published_on):
            found.setdefault((mention.kind, mention.on), mention)
    return tuple(found.values())[:MOST]


def _read(text: str, published_on: date | None) -> Iterator[Mention]:
    plain = _WIDE.sub(lambda wide: _NARROW[wide[0]], text)
    before: re.Match[str] | None = None
    for match in _dates(plain):
        # 2022年6月15日至7月15日
        span = before if before and _UNTIL.fullmatch(plain, before.end(), match.start()) else None
        known = _day(span, published_on) if span else None
        on = _day(match, known or published_on)
        told = _tell(plain, match, span) if on else None
        if on and told:
            kind, start, end = told
            yield Mention(kind=kind, on=on, raw=text[start:end].strip())
        before = match


def _dates(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for likely in _LIKELY.finditer(text):
        match = _DATE.match(text, likely.start()) if likely.start() >= end else None
        if match:
            end = match.end()
            yield match


def _tell(text: str, match: re.Match[str], span: re.Match[str] | None) -> tuple[Term, int, int] | None:
    """Say what a date is by its words, and from where to where they and it stand."""
    first = span.start() if span else match.start()
    reach = max(0, first - _BEFORE)
    if _EVERY.search(text, reach, first):
        return None
    for kind, pattern in _FOLLOWING:
        after = pattern.match(text, match.end(), match.end() + _AFTER)
        if after and not span:
            return kind, _opening(text, first), after.end()
    for kind, pattern in _LABELS:
        label = pattern.search(text, reach, first)
        if label:
            return kind, label.start(), match.end()
    opened = _OPEN.search(text, reach, first)
    if opened and (span or _TODAY.search(text, reach, first)):
        return Term.DEADLINE, opened.start(), match.end()
    return None


def _opening(text: str, start: int) -> int:
    """Where the words that lead to a date begin: 自, 于, 请于."""
    lead = _LEAD.search(text, max(0, start - 12), start)
    return lead.start() if lead else start


def _day(match: re.Match[str], near: date | None) -> date | None:
    groups = match.groupdict()
    if groups["spelt"]:
        return _date(*map(int, re.findall(r"\d+", digits(groups["spelt"]))[:3]))
    if groups["year"]:
        return _date(int(groups["year"]), int(groups["month"]), int(groups["day"]))
    if near is None:
        return None
    days = (_date(year, int(groups["number"]), int(groups["date"])) for year in (near.year, near.year + 1))
    return next((day for day in days if day and near <= day <= near + _AHEAD), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
