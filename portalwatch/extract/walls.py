"""Pages that come in place of the portal's own: challenges, firewalls, log-in forms, maintenance notices, errors."""

import re
from itertools import pairwise
from typing import Final

from portalwatch.extract.dates import is_date
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live
from portalwatch.extract.text import fold, visible

#: A page with more links than this is the portal's, whatever words it uses.
_LINKS: Final = 12
#: What says more than this is a page of its own; what says less than this leaves all to its scripts.
_SHORT: Final = 600
_MANY: Final = 24
_BARE: Final = 100
_STATUS: Final = {405: "a firewall", 412: "a 瑞数 challenge", 512: "a 加速乐 challenge", 521: "a 加速乐 challenge"}
_JIASULE: Final = re.compile(
    r"__jsl_clearance|document\.cookie\s*=.{0,400}location\.(?:href\s*=|replace\()\s*\(?location\.pathname", re.DOTALL
)
_RUISHU: Final = re.compile(
    r"\$_ts\s*=\s*window\[|\$_ts\.(?:cd|nsd|l__)|FSSBBIl1UgzbN7N|<meta[^>]{1,200}\br=['\"]?m['\"]?[\s>]"
)
#: What a short page says, and the wall it belongs to; the more particular first.
_SAID: Final = {
    "a firewall": (
        r"云防护|云防线|安域|安全狗|创宇盾|云盾|云锁|护卫神|网站卫士|网站防火墙|web应用防火墙|\bwaf\b|拦截提示|不合法参数|海外访问受限"
        r"|(?:访问|请求)(?:已)?被(?:拦截|阻断|拒绝)|ip.{0,20}(?:被禁止|被封|黑名单)|errors\.aliyun\.com"
        r"|request (?:was )?(?:blocked|rejected)|access denied"
    ),
    "a captcha": (
        r"安全验证|人机验证|滑动验证|拖动滑块|请完成验证|(?:输入|填写)验证码|(?:访问|操作)(?:过于)?频繁|captcha"
        r"|verify (?:that )?you are (?:a )?human|checking your browser|just a moment"
    ),
    "a maintenance notice": (
        r"(?:系统|网站|平台|站点|服务器|正在|升级).{0,12}(?:维护|升级)|维护(?:中|升级)|改版中"
        r"|under (?:construction|maintenance)|scheduled maintenance"
    ),
    "a parked domain": (
        r"域名.{0,12}(?:出售|转让|过期|到期|停放)|(?:网站|域名|站点).{0,12}(?:未备案|暂停|已?关闭|过期|到期)|没有找到站点"
        r"|domain.{0,30}for sale|welcome to nginx|iis windows|apache2? .{0,10}default page|it works!|test page for"
    ),
    "an error page": (
        r"页面(?:不存在|未找到|找不到|丢失|无法(?:访问|显示))|找不到(?:您)?.{0,12}页面|无法访问|服务器.{0,6}错误|暂时无法|出错了"
        r"|发生错误|bad gateway|gateway time-?out|not found|internal server error|service (?:temporarily )?unavailable"
        r"|runtime error|forbidden|an error occurred|bad request|nginx/\d"
    ),
}
_WALLS: Final = tuple((name, re.compile(words, re.IGNORECASE)) for name, words in _SAID.items())
#: What hijacked pages put into their head, where search engines look; no portal has three of these there, not even on a
#: page about them.
_LURES: Final = re.compile(
    r"百家乐|时时彩|博彩|赌场|赌博平台|葡京|威尼斯人|真人娱乐|真人荷官|棋牌(?:游戏|娱乐|平台)|老虎机|捕鱼游戏|六合彩|北京赛车|快三平台"
    r"|体育投注|私服|成人(?:视频|网站|电影)|黄色(?:视频|网站)|无码|av在线|约炮|online casino|sportsbook",
    re.IGNORECASE,
)
_STATUS_TITLE: Final = re.compile(r"\W*(?:error|错误|http)?\W*(4\d\d|5\d\d)\b", re.IGNORECASE)
#: One of them stands in each of the traces below, and looking for it costs next to nothing.
_SIGNS: Final = ("error '", "错误 '", "VBScript", "Server Error in", "SQLSTATE[", "error</b>", "ORA-")
#: What a server's own error looks like, printed into a page that is otherwise whole.
_TRACE: Final = re.compile(
    r"error '[0-9a-f]{8}'|错误 '[0-9a-f]{8}'|Microsoft VBScript (?:runtime|运行时)|Server Error in '/|SQLSTATE\[\w{5}\]"
    r"|<b>(?:Fatal|Parse) error</b>:|ORA-\d{5}:",
    re.IGNORECASE,
)
_DAY: Final = r"[\[(（【]?\s*(?:19|20)\d\d\s*[-/.年]\s*\d"
#: What stands beside the day of an article; firewalls too name a source, but that is an address.
_CREDIT: Final = r"(?:(?:来\s*源|作\s*者)\s*[:：∶](?!\s*(?:\d|http))|(?:点击|浏览|阅读)(?:次数|数|量)?\s*[:：∶])"
#: Who publishes says so; the mere 时间 of a wall is that of the request, of the maintenance, of the end.
_BYLINE: Final = re.compile(
    r"(?:发[布表稿文]|刊登|上[传网]|公[布开])\s*(?:(?:时\s*间|日\s*期|于)\s*[:：∶]?|[:：∶])\s*"
    rf"{_DAY}|{_CREDIT}.{{0,40}}?{_DAY}|{_DAY}.{{0,40}}?{_CREDIT}"
)
#: One link with a day beside it may be the way back from a wall.
_ROWS: Final = 2


def wall(page: Page, status: int) -> str | None:
    """Name what stands in front of the portal, None when the page is its own.

    Challenges are told by their HTTP `status` or their script; the others only on a page that has hardly any links
    and little text, no by-line and no dated rows, so that a notice about maintenance is not taken for maintenance.
    """
    if status in _STATUS:
        return _STATUS[status]
    if any(sign in page.text for sign in _SIGNS) and _TRACE.search(page.text) and not _publishes(page):
        return "an error page"
    if _is_hijacked(page):
        return "a hijacked page"
    # Counted in the markup first: laying the page out costs as much as reading it by rules.
    if page.text.count("<a ") > _MANY:
        return None
    outline = page.outline
    links = sum(1 for anchor in outline.anchors if outline.elements[anchor].get("href"))
    return None if links > _LINKS else _behind(page)


def is_fault(page: Page) -> bool:
    """Whether the page is titled as a server's own fault, whoever shows it: that is no refusal."""
    found = _STATUS_TITLE.match(page.title)
    return found is not None and found[1].startswith("5")


def _is_hijacked(page: Page) -> bool:
    named = [meta.get("content", "") for meta in page.root.iter("meta") if meta.get("name", "").lower() == "keywords"]
    return len(set(_LURES.findall(" ".join((page.title, *named))))) > 2


def _behind(page: Page) -> str | None:
    """What a page of few links is."""
    shown = visible(page.root)
    if len(shown) < _BARE and (challenge := _challenge(page.text)):
        return challenge
    if _STATUS_TITLE.match(page.title):
        return _said(shown) or "an error page"
    if len(shown) >= _SHORT:
        return None
    if _asks_password(page):
        return "a log-in form"
    said = _said(shown)
    return said if said and not _publishes(page) else None


def _challenge(text: str) -> str | None:
    if _JIASULE.search(text):
        return "a 加速乐 challenge"
    return "a 瑞数 challenge" if _RUISHU.search(text) else None


def _said(shown: str) -> str | None:
    return next((name for name, words in _WALLS if words.search(shown)), None)


def _publishes(page: Page) -> bool:
    """Whether the page shows what only portals do: an article's by-line, or rows with days."""
    return _BYLINE.search(visible(page.root)) is not None or _dated(page.outline) >= _ROWS


def _dated(outline: Outline) -> int:
    """Return how many links have a day of their own, in their text or alone beside it."""
    firsts = [outline.firsts[node] for node in outline.anchors if live(outline.elements[node].get("href"))]
    spans = pairwise([0, *firsts, len(outline.pieces)]) if firsts else ()
    return sum(1 for first, last in spans if any(_is_day(outline, piece) for piece in range(first, last)))


def _is_day(outline: Outline, piece: int) -> bool:
    return bool(outline.dates(piece)) and (outline.linked[piece] or is_date(fold(outline.pieces[piece])))


def _asks_password(page: Page) -> bool:
    return any((element.get("type") or "").lower() == "password" for element in page.root.iter("input"))
